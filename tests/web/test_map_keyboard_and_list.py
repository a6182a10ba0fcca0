"""The map's markers under the keyboard, and the list of what lies at one place."""

import re

import pytest
from map_entries import COINCIDING
from map_hand import MapPage
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHICAGO = (41.85, -87.65, 9)
LIST = "45 initiatives near Chicago & <b>more</b>"


def _enter(world: MapPage) -> None:
    world.js("document.querySelector('.leaflet-initiatives-pane [tabindex=\"0\"]').focus()")


def test_all_markers_are_one_tab_stop_and_arrows_walk_between_them(shared: MapPage) -> None:
    assert shared.at('.leaflet-initiatives-pane [tabindex="0"]').count() == 1
    _enter(shared)
    shared.page.keyboard.press("Home")
    assert shared.focused() == "55 initiatives near Chicago & <b>more</b>"
    x_of = "document.activeElement.getBoundingClientRect().x"
    walked = [shared.js(x_of)]
    for _ in range(3):
        shared.page.keyboard.press("ArrowRight")
        walked.append(shared.js(x_of))
    assert walked == sorted(set(walked))
    shared.page.keyboard.press("ArrowLeft")
    assert shared.js(x_of) < walked[-1]
    shared.page.keyboard.press("End")
    assert not re.match(r"\d\d", shared.focused())
    assert shared.at('.leaflet-initiatives-pane [tabindex="0"]').count() == 1


def test_page_keys_visit_every_marker_in_view_once_from_the_biggest_to_the_smallest(shared: MapPage) -> None:
    _enter(shared)
    shared.page.keyboard.press("Home")
    spot = "JSON.stringify(document.activeElement.getBoundingClientRect())"
    visited = [shared.js(spot)]
    for _ in shared.counts()[1:]:
        shared.page.keyboard.press("PageDown")
        visited.append(shared.js(spot))
    assert len(set(visited)) == len(shared.counts())
    shared.page.keyboard.press("PageUp")
    assert shared.js(spot) == visited[-2]


def test_enter_on_a_cluster_zooms_in_and_focus_stays_on_a_marker_nearby(world: MapPage) -> None:
    world.open("?c=52.5,13.4&z=4")
    _enter(world)
    world.page.keyboard.press("Enter")
    expect(world.page).to_have_url(re.compile(r"z=([4-9]|1\d)$"))
    world.painted()
    assert world.js("document.activeElement.closest('.leaflet-initiatives-pane') !== null")


def test_focus_stays_on_a_marker_when_a_new_query_takes_its_marker_away(shared: MapPage) -> None:
    shared.look(52.5, 13.4, 5)
    _enter(shared)
    # The page changes the query while the focus is on the map, as a component of the page does.
    shared.js("window.initiatives.then((layer) => void layer.setQuery('sector=Schools'))")
    shared.painted("sector=Schools")
    assert shared.js("document.activeElement.closest('.leaflet-initiatives-pane') !== null")


def test_coinciding_points_open_a_list_in_pages_of_twenty(shared: MapPage) -> None:
    shared.show("country=US")  # nothing that was asked for before is kept
    shared.look(*CHICAGO)
    asked: list[str] = []
    shared.page.on("request", lambda request: asked.append(request.url))
    shared.at("button.li-cluster").click()
    expect(shared.at(".li-panel h2")).to_have_text(LIST)
    expect(shared.at(".li-panel li a")).to_have_count(20)
    names = shared.at(".li-panel li a").all_text_contents()
    for _ in range(2):
        shared.at(".li-panel").get_by_role("button", name="Next").click()
        expect(shared.at(".li-panel li a").first).not_to_have_text(names[-20])
        names += shared.at(".li-panel li a").all_text_contents()
    assert names == [f"Chicago badge {number:02}" for number in range(COINCIDING)]
    assert shared.js("map.getZoom()") == 9
    expect(shared.at(".li-panel nav")).to_contain_text("41–45 of 45")
    expect(shared.at(".li-panel").get_by_role("button", name="Next")).to_be_disabled()
    assert len([url for url in asked if "/initiatives?" in url]) == 1


def test_the_list_holds_only_what_matches_the_query(shared: MapPage) -> None:
    shared.show("sector=Schools")
    shared.look(*CHICAGO)
    shared.at("button.li-cluster").click()
    expect(shared.at(".li-panel li a")).to_have_count(5)
    expect(shared.at(".li-panel .li-fact").filter(has_text="Schools")).to_have_count(5)


def test_escape_closes_the_list_and_gives_the_focus_back(shared: MapPage) -> None:
    shared.look(*CHICAGO)
    _enter(shared)
    shared.page.keyboard.press("Enter")
    expect(shared.at(".li-panel li a")).to_have_count(20)
    assert shared.focused() == LIST
    assert shared.js("document.activeElement.tagName") == "H2"
    shared.page.keyboard.press("Tab")
    shared.page.keyboard.press("Escape")
    expect(shared.at(".li-panel")).to_be_hidden()
    assert shared.js("document.activeElement.tagName") == "BUTTON"
    assert shared.focused() == LIST


def test_a_list_that_cannot_be_loaded_says_so_and_can_be_asked_for_again(shared: MapPage) -> None:
    shared.show("sector=Schools&country=US")  # nothing that was asked for before is kept
    shared.look(*CHICAGO)
    shared.page.route(re.compile(r"/initiatives\?"), lambda route: route.abort())
    shared.at("button.li-cluster").click()
    expect(shared.at(".li-panel [role=alert]")).to_contain_text("could not be loaded")
    shared.page.unroute(re.compile(r"/initiatives\?"))
    shared.at(".li-panel").get_by_role("button", name="Try again").click()
    expect(shared.at(".li-panel li a")).to_have_count(5)


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
