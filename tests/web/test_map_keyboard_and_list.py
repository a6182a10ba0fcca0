"""The map's markers under the keyboard, and the list of what lies at one place."""

import re

import pytest
from map_entries import COINCIDING
from map_hand import MapPage
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHICAGO = "?c=41.85,-87.65&z=9"
LIST = "45 initiatives near Chicago & <b>more</b>"


def _enter(world: MapPage) -> None:
    world.js("document.querySelector('.leaflet-initiatives-pane [tabindex=\"0\"]').focus()")


def test_all_markers_are_one_tab_stop_and_arrows_walk_between_them(world: MapPage) -> None:
    world.open()
    assert world.at('.leaflet-initiatives-pane [tabindex="0"]').count() == 1
    _enter(world)
    world.page.keyboard.press("Home")
    assert world.focused() == "55 initiatives near Chicago & <b>more</b>"
    x_of = "document.activeElement.getBoundingClientRect().x"
    walked = [world.js(x_of)]
    for _ in range(3):
        world.page.keyboard.press("ArrowRight")
        walked.append(world.js(x_of))
    assert walked == sorted(set(walked))
    world.page.keyboard.press("ArrowLeft")
    assert world.js(x_of) < walked[-1]
    world.page.keyboard.press("End")
    assert not re.match(r"\d\d", world.focused())
    assert world.at('.leaflet-initiatives-pane [tabindex="0"]').count() == 1


def test_page_keys_visit_every_marker_in_view_once_from_the_biggest_to_the_smallest(world: MapPage) -> None:
    world.open()
    _enter(world)
    world.page.keyboard.press("Home")
    spot = "JSON.stringify(document.activeElement.getBoundingClientRect())"
    visited = [world.js(spot)]
    for _ in world.counts()[1:]:
        world.page.keyboard.press("PageDown")
        visited.append(world.js(spot))
    assert len(set(visited)) == len(world.counts())
    world.page.keyboard.press("PageUp")
    assert world.js(spot) == visited[-2]


def test_enter_on_a_cluster_zooms_in_and_focus_stays_on_a_marker_nearby(world: MapPage) -> None:
    world.open("?c=52.5,13.4&z=4")
    _enter(world)
    world.page.keyboard.press("Enter")
    expect(world.page).to_have_url(re.compile(r"z=([4-9]|1\d)$"))
    world.painted()
    assert world.js("document.activeElement.closest('.leaflet-initiatives-pane') !== null")


def test_focus_stays_on_a_marker_when_a_new_query_takes_its_marker_away(world: MapPage) -> None:
    world.open("?c=52.5,13.4&z=5")
    _enter(world)
    # The page changes the query while the focus is on the map, as a component of the page does.
    world.js("window.initiatives.then((layer) => layer.setQuery('sector=Schools'))")
    world.painted("sector=Schools")
    assert world.js("document.activeElement.closest('.leaflet-initiatives-pane') !== null")


def test_coinciding_points_open_a_list_in_pages_of_twenty(world: MapPage) -> None:
    world.open(CHICAGO)
    asked: list[str] = []
    world.page.on("request", lambda request: asked.append(request.url))
    world.at("button.li-cluster").click()
    expect(world.at(".li-panel h2")).to_have_text(LIST)
    expect(world.at(".li-panel li a")).to_have_count(20)
    names = world.at(".li-panel li a").all_text_contents()
    for _ in range(2):
        world.at(".li-panel").get_by_role("button", name="Next").click()
        expect(world.at(".li-panel li a").first).not_to_have_text(names[-20])
        names += world.at(".li-panel li a").all_text_contents()
    assert names == [f"Chicago badge {number:02}" for number in range(COINCIDING)]
    assert world.js("map.getZoom()") == 9
    expect(world.at(".li-panel nav")).to_contain_text("41–45 of 45")
    expect(world.at(".li-panel").get_by_role("button", name="Next")).to_be_disabled()
    assert len([url for url in asked if "/initiatives?" in url]) == 1


def test_the_list_holds_only_what_matches_the_query(world: MapPage) -> None:
    world.open(CHICAGO)
    world.ask("sector=Schools")
    world.at("button.li-cluster").click()
    expect(world.at(".li-panel li a")).to_have_count(5)
    expect(world.at(".li-panel .li-fact").filter(has_text="Schools")).to_have_count(5)


def test_escape_closes_the_list_and_gives_the_focus_back(world: MapPage) -> None:
    world.open(CHICAGO)
    _enter(world)
    world.page.keyboard.press("Enter")
    expect(world.at(".li-panel li a")).to_have_count(20)
    assert world.focused() == LIST
    assert world.js("document.activeElement.tagName") == "H2"
    world.page.keyboard.press("Tab")
    world.page.keyboard.press("Escape")
    expect(world.at(".li-panel")).to_be_hidden()
    assert world.js("document.activeElement.tagName") == "BUTTON"
    assert world.focused() == LIST


def test_a_list_that_cannot_be_loaded_says_so_and_can_be_asked_for_again(world: MapPage) -> None:
    world.open(CHICAGO)
    world.page.route(re.compile(r"/initiatives\?"), lambda route: route.abort())
    world.at("button.li-cluster").click()
    expect(world.at(".li-panel [role=alert]")).to_contain_text("could not be loaded")
    world.page.unroute(re.compile(r"/initiatives\?"))
    world.at(".li-panel").get_by_role("button", name="Try again").click()
    expect(world.at(".li-panel li a")).to_have_count(20)


def test_an_entry_opens_its_profile_in_the_page_without_loading_it_anew(world: MapPage) -> None:
    world.open("?x=1&c=-45,60&z=5")
    world.js("void (window.sameFrame = true)")
    world.at(".li-coarse:not(.li-sample)").click()
    link = world.at(".li-panel a")
    expect(link).to_have_attribute("href", f"{world.address}/?x=1&c=-45,60&z=5&id=coarse")
    expect(link).to_have_attribute("target", "_top")
    link.click()
    expect(world.page.get_by_text("id: coarse")).to_be_visible()
    assert world.page.url == f"{world.address}/?x=1&c=-45,60&z=5&id=coarse"
    assert world.js("window.sameFrame")


def test_a_message_of_the_page_lights_up_a_marker_and_the_map_tells_what_is_chosen(world: MapPage) -> None:
    world.open("?c=-45,60&z=5")
    world.page.evaluate(
        "window.heard = []; window.channel = new BroadcastChannel('linked-initiatives');"
        "channel.onmessage = ({data}) => heard.push(data); undefined"
    )
    world.page.evaluate("channel.postMessage({type: 'highlight', id: 'coarse'})")
    expect(world.at(".li-lit")).to_have_count(1)
    world.page.evaluate("channel.postMessage({type: 'highlight', id: null})")
    expect(world.at(".li-lit")).to_have_count(0)
    # Another tab of the site is another page.
    world.page.evaluate("channel.postMessage({type: 'highlight', id: 'coarse', page: 1})")
    world.at(".li-coarse:not(.li-sample)").click()
    world.until("heard.some(({type}) => type === 'select')")
    heard = world.page.evaluate("[heard.find(({type}) => type === 'select'), performance.timeOrigin]")
    assert heard[0] == {"type": "select", "id": "coarse", "page": heard[1]}
    world.at(".leaflet-control-zoom-in").click()
    world.until("heard.some(({type, bbox}) => type === 'view' && bbox.length === 4)")


def test_all_results_can_be_brought_into_view(world: MapPage) -> None:
    world.open("?c=-60,-150&z=6")
    world.ask("country=JP")
    world.at(".li-notice").get_by_role("button", name="Show all results").click()
    expect(world.at(".li-status")).to_contain_text("10 initiatives in")
    assert world.js("map.getZoom()") >= 6
