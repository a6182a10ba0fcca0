"""The map in a real Chromium, in Streamlit's frame, with the real API behind it."""

import itertools
import re
from functools import partial
from typing import Literal

import httpx
import pytest
from map_entries import HOSTILE
from map_hand import MapPage
from patience import until
from playwright.sync_api import Browser, Request, Route, expect

from directory.web.tiles import tile_layer

pytestmark = pytest.mark.browser

PLACED = 151
BOXES = """[...document.querySelectorAll('.leaflet-initiatives-pane button')].map((one) => {
  const box = one.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2, Math.max(one.offsetWidth, 28) / 2];
})"""


@pytest.mark.parametrize("zoom", [0.5, 1.25, *range(2, 8), 6.375])
def test_no_two_markers_overlap(shared: MapPage, zoom: float) -> None:
    shared.look(45, 10, zoom)
    boxes = shared.js(BOXES)
    assert boxes
    for one, other in itertools.combinations(boxes, 2):
        assert (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 >= (one[2] + other[2]) ** 2


def test_a_new_query_keeps_frame_and_view_and_leaves_no_layers_behind(world: MapPage) -> None:
    world.open("?c=48,10&z=4")
    world.js("void (window.sameFrame = true)")
    for query in ("sector=Schools", "sector=City-wide", "q=berlin", ""):
        world.ask(query)
    assert world.js("[window.sameFrame, map.getZoom(), window.feature_group.length]") == [True, 4, 1]
    former = world.js("Object.keys(map._layers).length")
    for query in ("sector=Schools", ""):
        world.ask(query)
    assert world.js("Object.keys(map._layers).length") == former


def test_a_filtered_map_draws_only_what_matches(world: MapPage) -> None:
    world.open()
    world.ask("country=KE")
    assert sum(world.counts()) == 10
    expect(world.at(".li-status")).to_contain_text("10 initiatives in")


def test_a_late_answer_is_never_drawn_over_a_newer_query(world: MapPage) -> None:
    world.open()
    late: list[Route] = []
    newer: list[Route] = []
    world.page.route(re.compile(r"/clusters/.*country=KE"), lambda route: late.extend([route]))
    world.page.route(re.compile(r"/clusters/.*country=JP"), lambda route: newer.extend([route]))
    for query, held in (("country=KE", late), ("country=JP", newer)):
        world.page.get_by_label("Query").fill(query)
        world.page.get_by_label("Query").press("Enter")
        until(world.page, partial(bool, held))
    for route in late:
        route.continue_()
    world.page.wait_for_timeout(300)
    # Until the newer answer is here the former picture stays, marked as waiting, and nobody calls it a failure.
    assert sum(world.counts()) == PLACED
    expect(world.at(".li-map[aria-busy]")).to_be_visible()
    expect(world.at(".li-notice")).to_be_hidden()
    for route in newer:
        route.continue_()
    world.painted("country=JP")
    assert sum(world.counts()) == 10


def test_a_failing_server_is_told_and_can_be_asked_again(world: MapPage) -> None:
    world.open()
    world.page.route(re.compile("/clusters/"), lambda route: route.fulfill(status=503))
    world.ask("sector=Schools")
    expect(world.at(".li-notice")).to_contain_text("Part of the map could not be loaded.")
    assert world.counts() == []
    world.page.unroute(re.compile("/clusters/"))
    world.at(".li-notice button").click()
    expect(world.at(".li-notice")).to_be_hidden()
    assert sum(world.counts()) > 0


def test_nothing_is_fetched_from_another_host_and_openstreetmap_is_off(world: MapPage) -> None:
    asked: list[Request] = []
    blocked: list[str] = []
    world.page.on("console", lambda said: blocked.extend([said.text] if "Content Security" in said.text else []))
    world.page.on("request", lambda request: asked.extend([request]))
    world.open()
    world.at("summary").click()
    switch = world.inside.get_by_role("switch", name="OpenStreetMap background")
    expect(switch).not_to_be_checked()
    expect(world.at(".li-legend")).to_contain_text("your browser will contact that server")

    def foreign() -> set[str]:
        return {httpx.URL(one.url).host for one in asked if one.url.startswith("http")} - {"127.0.0.1"}

    assert foreign() == set()
    switch.check()
    expect(world.at(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    layer = tile_layer("OpenStreetMap.Mapnik")
    assert layer is not None
    assert foreign() == {layer.host}
    credit = world.at(".leaflet-control-attribution").get_by_role("link", name=layer.attribution)
    expect(credit).to_have_attribute("href", layer.link)
    assert blocked == []


def test_the_legend_names_every_sector_with_its_shape(shared: MapPage) -> None:
    terms = httpx.get(f"{shared.address}/api/v1/vocabularies").json()["sector"]
    shown = shared.at(".li-legend ul").first.locator("li")
    assert shown.all_text_contents() == [*(term["label"] for term in terms), "Sector not stated"]
    paths = shown.locator("path").evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert len(set(paths[:-1])) == len(terms)


def test_hostile_names_are_shown_as_they_are_stored(shared: MapPage) -> None:
    shared.look(-20, -6, 4)
    for number in range(len(HOSTILE)):
        marker = shared.at(".li-single").nth(number)
        heard = marker.get_attribute("aria-label")
        stored = next(text for text in HOSTILE if heard and heard.startswith(text))
        marker.click()
        assert shared.at(".li-panel a").evaluate("one => one.textContent") == stored
        assert shared.at(".li-organisation").evaluate("one => one.textContent") == stored
        shared.page.keyboard.press("Escape")
    assert shared.page.evaluate("window.hit") is None


def test_a_coarse_place_is_a_dashed_ring_and_says_so(shared: MapPage) -> None:
    shared.look(-45, 60, 5)
    marker = shared.at(".li-coarse:not(.li-sample)")
    expect(marker).to_have_attribute("aria-label", "Somewhere, Sector not stated, Madagascar (country)")
    assert marker.evaluate("one => one.offsetWidth") >= 44


def test_a_touch_screen_gets_targets_of_44_pixels(browser: Browser, map_site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    world = MapPage(context.new_page(), map_site)
    world.open()
    boxes = world.js(BOXES)
    for one, other in itertools.combinations(boxes, 2):
        assert (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 >= 44**2
    assert world.at(".leaflet-control-zoom-in").bounding_box()["height"] >= 44
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_follows_the_theme_of_the_page(
    browser: Browser, map_site: str, theme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=theme)
    world = MapPage(context.new_page(), map_site)
    world.open()
    expect(world.at(".li-map")).to_have_attribute("data-theme", theme)
    other = {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[theme]
    world.page.evaluate(f"document.querySelector('.stApp').style.background = '{other}'")
    expect(world.at(".li-map")).not_to_have_attribute("data-theme", theme)
    context.close()


def test_the_frame_has_the_height_asked_for_and_does_not_scroll(shared: MapPage) -> None:
    assert shared.js("[innerHeight, document.documentElement.scrollHeight]") == [560, 560]
    assert shared.at(".li-map").bounding_box()["height"] == 560
