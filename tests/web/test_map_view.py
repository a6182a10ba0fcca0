"""Where the map looks: at first, after a filter, round a circle, and what of it the address says."""

import re

import httpx
import pytest
from map_hand import MapPage
from playwright.sync_api import Browser, expect

from directory.web.assets import asset_url

pytestmark = pytest.mark.browser

PLACED = 151
SETTLED_MS = 700
SEEN = """[...document.querySelectorAll('.leaflet-initiatives-pane button')].filter((one) => {
  const {left, right, top, bottom} = one.getBoundingClientRect();
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
}).reduce((sum, one) => sum + Number(one.textContent || 1), 0)"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (820, 1180), (2400, 1300)], ids=str)
def test_the_first_view_shows_the_whole_inhabited_world(shared: MapPage, size: tuple[int, int]) -> None:
    shared.page.set_viewport_size({"width": size[0], "height": size[1]})
    shared.page.wait_for_timeout(SETTLED_MS)  # Streamlit lays the page out again a little later
    shared.until_inside("innerWidth === parent.document.querySelector('iframe').clientWidth")
    shared.until_inside("map.getSize().x === innerWidth")
    shared.at(".li-map:not([aria-busy])").wait_for()
    assert httpx.get(f"{shared.address}/api/v1/initiatives").json()["placed"] == PLACED
    assert shared.js(SEEN) == PLACED
    for place in ("[-56, -172]", "[72, 180]"):
        assert shared.js(
            f"(({{x, y}}) => x >= -1 && y >= -1 && x <= innerWidth + 1 && y <= innerHeight + 1)"
            f"(map.latLngToContainerPoint({place}))"
        )
    # No further out than that, and the world's lower edge is not in view.
    assert shared.js("[map.getZoom() === map.getMinZoom(), map.getPixelBounds().max.y <= 256 * 2 ** map.getZoom() + 1]")
    assert "leaflet-disabled" in shared.at(".leaflet-control-zoom-out").get_attribute("class")


def test_the_first_view_of_a_filtered_map_shows_its_results_and_later_filters_keep_it(world: MapPage) -> None:
    world.page.goto(f"{world.address}/?sector=none")
    world.painted("sector=none")
    assert world.js("map.getZoom() > map.getMinZoom()")
    assert world.js(SEEN) == 6
    view = world.js("[map.getCenter().lat, map.getZoom()]")
    world.ask("country=KE")
    assert world.js("[map.getCenter().lat, map.getZoom()]") == view
    # The visitor has chosen none of these views.
    world.page.wait_for_timeout(SETTLED_MS)
    assert world.page.url == f"{world.address}/?sector=none"


def test_the_view_is_read_from_and_written_to_the_address_without_touching_other_keys(world: MapPage) -> None:
    world.open("?q=caf%C3%A9&c=35.68,139.69&z=5.5&x=1")
    world.page.wait_for_timeout(SETTLED_MS)
    assert world.page.url.endswith("/?q=caf%C3%A9&c=35.68,139.69&z=5.5&x=1")
    assert world.js("map.getZoom()") == 5.5
    world.at(".leaflet-control-zoom-in").click()
    expect(world.page).to_have_url(re.compile(r"\?q=caf%C3%A9&c=35\.\d+,139\.\d+&z=6.5&x=1$"))


def test_a_frame_that_starts_tiny_and_grows_leaves_the_address_alone(world: MapPage) -> None:
    world.open("?x=1")
    frame = world.page.locator("iframe").element_handle()
    for width in (2, 300, 731):
        frame.evaluate(f"one => {{ one.style.width = '{width}px'; one.style.height = '{width // 2}px'; }}")
        world.page.wait_for_timeout(SETTLED_MS // 2)
    world.until_inside("map.getSize().x === 731")
    world.page.wait_for_timeout(SETTLED_MS)
    assert world.page.url == f"{world.address}/?x=1"
    assert world.js(SEEN) == PLACED


@pytest.mark.parametrize("view", ["c=1&z=3", "c=95,0&z=3", "c=1,2&z=99", "c=a,b&z=3", "c=,&z=3", "c=1,2", ""])
def test_a_wrong_view_in_the_address_is_none(shared: MapPage, view: str) -> None:
    module = asset_url("map/view.js")
    script = f"import('{module}').then(({{readView}}) => readView(new URLSearchParams('{view}')))"
    assert shared.js(script) is None
    assert shared.js(script.replace(f"'{view}'", "'c=1,2&z=3.3'")) == {"center": [1, 2], "zoom": 3.25}


def test_another_circle_moves_the_map_and_is_drawn_as_a_ring_until_it_goes(shared: MapPage) -> None:
    shared.show("near=52.52,13.41,100")
    shared.show("near=-12,-77,200")
    # `show` looks at the world in the end: the next circle moves the map again.
    shared.ask_directly("near=52.52,13.41,100")
    assert shared.js("map.getCenter().distanceTo([52.52, 13.41]) < 5000")
    ring = shared.at("path.li-near").bounding_box()
    assert 300 < ring["width"] < 560
    expect(shared.at("path.li-near-centre")).to_have_count(1)
    zoom = shared.js("map.getZoom()")
    shared.ask_directly("sector=Schools&near=52.52,13.41,100")
    assert shared.js("map.getZoom()") == zoom
    shared.ask_directly("sector=Schools")
    expect(shared.at("path.li-near")).to_have_count(0)
    assert shared.js("map.getZoom()") == zoom
    shared.ask_directly("sector=Schools&bbox=0,0,20,60")
    assert shared.at(".leaflet-overlay-pane path").count() == 0


def test_a_view_in_the_address_wins_over_the_circle_that_comes_with_it(shared: MapPage) -> None:
    shared.look(35, 139, 6)
    shared.ask_directly("near=52.52,13.41,100")
    assert shared.js("map.getZoom()") == 6
    assert shared.js("map.getCenter().distanceTo([35, 139]) < 5000")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("country=JP", "No initiatives in this part of the map."),
        ("q=zzzzzz", "Nothing matches these filters."),
        ("precision=none", "1 initiative found, none with a place on the map."),
    ],
)
def test_an_empty_view_says_whether_there_is_anything_elsewhere(shared: MapPage, query: str, said: str) -> None:
    shared.look(-60, -150, 6)
    shared.ask_directly(query)
    expect(shared.at(".li-notice")).to_contain_text(said)
    expect(shared.at(".li-status")).to_have_text(said)
    assert shared.at(".li-notice button").count() == int(query == "country=JP")


def test_all_results_can_be_brought_into_view(shared: MapPage) -> None:
    shared.look(-60, -150, 6)
    shared.ask_directly("country=JP")
    shared.at(".li-notice").get_by_role("button", name="Show all results").click()
    expect(shared.at(".li-status")).to_contain_text("10 initiatives in")
    shared.until_inside("map.getZoom() > 4")
    assert shared.js(SEEN) == 10


def test_nobody_gets_lost_beyond_the_edge_of_the_world(shared: MapPage) -> None:
    shared.js("void map.panBy([5000, 5000], {animate: false})")
    shared.until_inside("!map._panAnim?._inProgress")
    size = "256 * 2 ** map.getZoom()"
    assert shared.js(f"map.getPixelBounds().max.y <= {size} + 1 && map.getPixelBounds().max.x <= 1.13 * {size} + 1")


def test_the_map_fills_the_screen_from_within_its_frame(world: MapPage) -> None:
    world.open()
    world.inside.get_by_role("button", name="Full screen").click()
    world.until_inside("innerHeight === 900")
    world.inside.get_by_role("button", name="Leave full screen").click()
    world.until_inside("innerHeight === 560")


def test_a_map_that_may_not_fill_the_screen_offers_no_button_for_it(browser: Browser, map_site: str) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(Document.prototype, 'fullscreenEnabled', {get: () => false})")
    world = MapPage(context.new_page(), map_site)
    world.open()
    assert world.inside.get_by_role("button", name="Full screen").count() == 0
    context.close()
