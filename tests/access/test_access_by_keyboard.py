"""A walk by keyboard alone, with the focus asserted at every turn: filter, list, map, panel, profile and back."""

import re

import pytest
from access_hand import DEEPEST, DISMISSED, explore, focused, in_map, painted, tab_until
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

CHICAGO = "?sector=Libraries+and+museums&city=4887398&c=41.85,-87.65&z=12"
RING = f"""() => {{
  const {{ outlineStyle, outlineWidth }} = getComputedStyle({DEEPEST});
  return [outlineStyle, parseFloat(outlineWidth)];
}}"""


def start(page: Page, address: str) -> None:
    page.add_init_script(DISMISSED)
    explore(page, address)
    expect(page.get_by_role("list", name="Initiatives").get_by_role("link").first).to_be_visible()


def test_the_first_stops_lead_past_bar_and_filters(page: Page, site: str) -> None:
    start(page, site)
    names = tab_until(page, lambda name: name == "Skip to the content", most=2)
    expect(page.get_by_role("button", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "50 without a place", names


def test_a_filter_keeps_the_focus_and_the_list_is_reached_after_it(page: Page, site: str) -> None:
    start(page, site)
    page.get_by_role("searchbox", name="Search").focus()
    tab_until(page, lambda name: name.startswith("Schools"))
    page.keyboard.press("Space")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^37 of 639"))
    assert focused(page).startswith("Schools")
    expect(page.get_by_role("status").filter(has_text="37 of 639 initiatives")).to_be_attached()


def test_every_stop_shows_where_the_focus_is(page: Page, site: str) -> None:
    start(page, f"{site}/?sector=Schools")
    page.get_by_role("checkbox", name=re.compile("^Schools")).focus()
    page.get_by_role("button", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    unseen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        style, width = page.evaluate(RING)
        # The switch's radio fills its label, which shows the ring in its place.
        if (style == "none" or width < 1) and focused(page) not in {"Map", "Table"}:
            unseen.append(focused(page))
    assert unseen == []


def test_from_the_list_to_a_profile_and_back_to_the_same_entry(page: Page, site: str) -> None:
    start(page, f"{site}/?programme=Cities+of+Learning")
    page.get_by_role("combobox", name="Sort by").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    name = focused(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Back to the result"
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Initiatives").get_by_role("link", name=name, exact=True)).to_be_focused()


def test_from_the_map_by_its_panel_to_a_profile_and_back(page: Page, site: str) -> None:
    start(page, f"{site}/{CHICAGO}")
    page.get_by_role("link", name="GeoJSON").focus()
    tab_until(page, lambda name: "initiatives near" in name)
    page.keyboard.press("Enter")
    heading = in_map(page).locator(".li-panel h2")
    expect(heading).to_be_focused()
    tab_until(page, lambda name: name == "Close", most=2)
    page.keyboard.press("Escape")
    expect(heading).to_be_hidden()
    assert "initiatives near" in focused(page)
    page.keyboard.press("Enter")
    expect(in_map(page).locator(".li-panel li a").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    name = focused(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_focused()
    page.go_back()
    painted(page)
    expect(page.get_by_role("list", name="Initiatives").get_by_role("link", name=name, exact=True)).to_be_focused()


def test_from_the_table_to_a_profile_and_back_and_over_its_pages(page: Page, site: str) -> None:
    page.goto(f"{site}/?view=table")
    link = page.locator("tbody").get_by_role("link").nth(2)
    expect(link).to_be_visible(timeout=30_000)
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_focused()
    page.go_back()
    expect(page.locator("tbody").get_by_role("link", name=name, exact=True)).to_be_focused()
    page.get_by_role("button", name="Next").press("Enter")
    expect(page.get_by_text("51-100 of 639")).to_be_visible()
    expect(page.get_by_role("region", name="Result table")).to_be_focused()


@pytest.mark.parametrize("button", ["Remove filter Namibia", "Without Schools: 1"])
def test_a_button_that_goes_leaves_the_focus_in_the_result(page: Page, site: str, button: str) -> None:
    start_empty = f"{site}/?sector=Schools&country=NA&country=IE&status=ended"
    explore(page, start_empty)
    page.get_by_role("button", name=button).press("Enter")
    expect(page.get_by_role("button", name=button)).to_have_count(0)
    assert page.evaluate("() => document.activeElement.closest('.st-key-result') !== null")


@pytest.mark.parametrize("button", ["Put this introduction away", re.compile("^The case studies of 2014")])
def test_the_introduction_leaves_the_focus_in_the_result(page: Page, site: str, button: str) -> None:
    explore(page, site)
    page.get_by_role("button", name=button).press("Enter")
    expect(page.get_by_role("region", name="Welcome")).to_be_hidden()
    assert page.evaluate("() => document.activeElement.closest('.st-key-result') !== null")


def test_escape_closes_the_drawer_and_the_focus_returns_to_its_button(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    explore(page, site)
    page.get_by_role("button", name="Filters").press("Enter")
    expect(page.get_by_role("button", name="Close filters")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters")).to_be_focused()
