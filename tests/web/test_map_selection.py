"""The legend that filters, and what lights up on the map and in the page in step."""

from collections.abc import Iterator

import pytest
from map_entries import CHICAGO
from map_hand import MapPage
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

COARSE = {"type": "highlight", "id": "coarse", "latitude": -45, "longitude": 60}
LISTEN = """window.heard = []; window.views = []; window.channel = new BroadcastChannel('linked-initiatives');
channel.onmessage = ({data}) => void (data.type === 'select' ? heard : views).push(data); undefined"""


@pytest.fixture
def listening(shared: MapPage) -> Iterator[MapPage]:
    """Give the shared map and hear what it says; `heard`, `views` and `channel` are in the page."""
    shared.page.evaluate(LISTEN)
    yield shared
    shared.page.evaluate("channel.postMessage({type: 'highlight', id: null}); setTimeout(() => channel.close())")


def test_the_legend_is_a_filter_that_goes_through_the_address(world: MapPage) -> None:
    world.open("?x=1&page=2")
    world.js("void (window.sameFrame = true)")
    world.at("summary").click()
    schools = world.at("button.li-sector", text="Schools")
    unstated = world.at("button.li-sector", text="Sector not stated")
    expect(schools).to_have_attribute("aria-pressed", "false")
    schools.focus()
    world.page.keyboard.press("Enter")
    world.painted("sector=Schools")
    expect(schools).to_have_attribute("aria-pressed", "true")
    assert world.page.url == f"{world.address}/?x=1&sector=Schools"
    assert world.focused() == "Schools"
    unstated.click()
    world.painted("sector=Schools&sector=none")
    assert sum(world.counts()) == 5 + 15 + 6
    schools.click()
    world.painted("sector=none")
    world.page.go_back()
    world.painted("sector=Schools&sector=none")
    expect(schools).to_have_attribute("aria-pressed", "true")
    assert world.js("[window.sameFrame, document.querySelector('.li-legend').open]") == [True, True]
    world.page.reload()
    world.painted("sector=Schools&sector=none")
    expect(world.at(".li-legend-body")).to_be_visible()
    expect(unstated).to_have_attribute("aria-pressed", "true")


def test_a_message_of_the_page_lights_up_a_marker_and_survives_a_repaint(listening: MapPage) -> None:
    listening.look(-45, 60, 5)
    listening.page.evaluate(f"channel.postMessage({COARSE})")
    expect(listening.at(".li-lit")).to_have_attribute(
        "aria-label", "Somewhere, Sector not stated, Madagascar (country)"
    )
    listening.look(-45, 60, 7)
    expect(listening.at(".li-lit")).to_have_count(1)
    listening.page.evaluate("channel.postMessage({type: 'highlight', id: null})")
    expect(listening.at(".li-lit")).to_have_count(0)
    # Another tab of the site is another page.
    listening.page.evaluate(f"channel.postMessage({{...{COARSE}, page: 1}})")
    listening.page.wait_for_timeout(200)
    assert listening.at(".li-lit").count() == 0


def test_the_circle_that_an_initiative_is_part_of_lights_up_in_its_place(listening: MapPage) -> None:
    message = {"type": "highlight", "id": "chicago-1", "latitude": CHICAGO[0], "longitude": CHICAGO[1]}
    listening.page.evaluate(f"channel.postMessage({message})")
    expect(listening.at(".li-lit")).to_have_count(1)
    expect(listening.at(".li-lit")).to_have_text("55")
    listening.look(*CHICAGO, 9)
    expect(listening.at(".li-lit")).to_have_text("45")


def test_pointer_and_focus_on_a_marker_tell_the_list_which_one(listening: MapPage) -> None:
    listening.look(-45, 60, 5)
    marker = listening.at(".li-coarse:not(.li-sample)")
    marker.hover()
    listening.until("heard.at(-1)?.id === 'coarse' && heard.at(-1).page === performance.timeOrigin")
    listening.page.mouse.move(1, 1)
    listening.page.evaluate("heard.length = 0")
    listening.at(".leaflet-control-zoom-in").focus()
    listening.page.keyboard.press("Shift+Tab")
    listening.until("heard.some(({id}) => id === 'coarse')")


def test_what_lights_up_in_the_list_ends_when_the_marker_goes_from_under_a_resting_pointer(listening: MapPage) -> None:
    listening.look(-45, 60, 5)
    marker = listening.at(".li-coarse:not(.li-sample)")
    marker.hover()
    listening.until("heard.at(-1)?.id === 'coarse'")
    listening.ask_directly("country=KE")
    listening.until("heard.at(-1).id !== 'coarse'")
    expect(listening.at(".li-tip")).to_have_count(0)


def test_what_lights_up_in_the_list_ends_when_the_pointer_is_elsewhere_whatever_was_missed(
    listening: MapPage,
) -> None:
    listening.look(-45, 60, 5)
    marker = listening.at(".li-coarse:not(.li-sample)")
    marker.dispatch_event("pointerenter", {"pointerType": "mouse"})
    listening.until("heard.at(-1)?.id === 'coarse'")
    box = marker.bounding_box()
    assert box is not None
    listening.page.mouse.move(box["x"] + 100, box["y"] + 100)
    listening.page.mouse.move(box["x"] + 110, box["y"] + 110)
    listening.until("heard.at(-1).id !== 'coarse'")


def test_what_was_opened_stays_marked_through_zoom_and_filter(listening: MapPage) -> None:
    listening.look(-45, 60, 5)
    listening.at(".li-coarse:not(.li-sample)").click()
    chosen = listening.at(".li-chosen")
    expect(chosen).to_have_attribute("aria-current", "true")
    outline = "one => getComputedStyle(one).outlineStyle"
    assert chosen.evaluate(outline) == "solid"
    listening.page.keyboard.press("Escape")
    listening.look(-45, 60, 6)
    expect(chosen).to_have_count(1)
    listening.ask_directly("country=MG")
    expect(chosen).to_have_count(1)
    listening.ask_directly("country=KE")
    expect(chosen).to_have_count(0)
    listening.ask_directly("")
    expect(chosen).to_have_attribute("aria-label", "Somewhere, Sector not stated, Madagascar (country)")
    listening.until("views.some(({bbox}) => bbox?.length === 4)")


def test_the_profile_that_was_read_last_is_marked_in_its_circle(world: MapPage) -> None:
    kept = f"{{id: 'chicago-1', latitude: {CHICAGO[0]}, longitude: {CHICAGO[1]}}}"
    world.page.goto(f"{world.address}/healthz")
    world.page.evaluate(f"sessionStorage.setItem('linked-initiatives.chosen', JSON.stringify({kept}))")
    world.open()
    expect(world.at(".li-chosen")).to_have_text("55")
    # It is marked in its circle while a filter finds it, and only then.
    world.ask("sector=Schools")
    expect(world.at(".li-chosen")).to_have_text("6")
    world.ask("sector=Higher+education")
    expect(world.at(".li-chosen")).to_have_count(0)


def test_an_opened_marker_is_not_left_under_its_panel(shared: MapPage) -> None:
    shared.look(-45, 60, 5)
    marker = shared.at(".li-coarse:not(.li-sample)")
    # To the place where the panel opens.
    shared.js("void map.panBy([-(map.getSize().x / 2 - 120), map.getSize().y / 2 - 90], { animate: false })")
    shared.at(".li-map:not([aria-busy])").wait_for()
    marker.dispatch_event("click")
    expect(shared.at(".li-panel h2")).to_be_visible()
    seen = """(() => {
      const { x, y, width, height } = document.querySelector(".li-chosen").getBoundingClientRect();
      return document.elementFromPoint(x + width / 2, y + height / 2)?.closest(".li-chosen") !== null;
    })()"""
    shared.until_inside(seen)
