"""The small map of a profile, and what map and list of the explore page tell each other."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser


def _find(site: str, query: str) -> str:
    return str(httpx.get(f"{site}/api/v1/initiatives?{query}").json()["items"][0]["id"])


@pytest.mark.parametrize(
    ("precision", "caption"), [("city", "Somewhere in the city"), ("country", "Somewhere in the country")]
)
def test_a_profile_shows_an_area_never_a_false_point_and_says_how_exact_it_is(
    page: Page, site: str, precision: str, caption: str
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{site}/?id={_find(site, f'precision={precision}')}")
    small = page.get_by_role("group", name=re.compile(f"^Map: .*{caption[1:]}"))
    expect(small.locator(".li-coarse")).to_be_visible(timeout=30_000)
    expect(page.locator("figcaption")).to_have_text(caption)
    # A picture that can be zoomed: the wheel and the keys stay the page's.
    assert small.get_attribute("tabindex") is None
    stops = small.locator("a, button, [tabindex]").evaluate_all("all => all.map(one => one.title || one.textContent)")
    assert stops == ["Zoom in", "Zoom out", "Natural Earth", "GeoNames"]
    small.get_by_role("button", name="Zoom in").click()
    assert [url for url in asked if not url.startswith(("data:", "blob:", site, site.replace("http", "ws", 1)))] == []
    assert [text for text in complaints if "Content Security Policy" in text or "Error" in text] == []


def test_a_profile_without_a_position_has_no_map_and_fetches_none(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/?id={_find(site, 'precision=none')}")
    expect(page.get_by_role("heading", level=1)).to_be_focused(timeout=30_000)
    assert page.locator("figure").count() == 0
    assert [url for url in asked if "/leaflet/" in url] == []


def test_map_and_list_light_up_in_step_and_the_profile_that_was_read_stays_marked(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}/?sector=Schools")
    frame = page.frame_locator("iframe[title*='st_folium']")
    item = (
        page.get_by_role("list", name="Initiatives").get_by_role("listitem").filter(has_text="Chicago Public Schools")
    )
    item.hover(timeout=30_000)
    expect(frame.locator(".li-lit")).to_have_count(1)
    frame.locator(".li-coarse:not(.li-sample)").first.hover()
    expect(frame.locator(".li-lit")).to_have_count(0)
    expect(page.locator("li.item.lit")).to_be_in_viewport()
    item.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Chicago Public Schools", level=1)).to_be_visible()
    page.go_back()
    expect(frame.locator(".li-chosen")).to_have_count(1, timeout=20_000)


def test_the_map_lights_nothing_of_a_list_that_is_gone(page: Page, site: str) -> None:
    page.goto(f"{site}/?sector=Schools")
    frame = page.frame_locator("iframe[title*='st_folium']")
    item = page.get_by_role("list", name="Initiatives").get_by_role("listitem").filter(has_text="Aurora Public")
    item.hover(timeout=30_000)
    expect(frame.locator(".li-lit")).to_have_count(1)
    # Under the resting pointer another list takes its place, without the entry that lit up.
    search = page.get_by_role("searchbox", name="Search")
    search.focus()
    page.keyboard.type("finland")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove filter “finland”")).to_be_visible()
    expect(item).to_have_count(0)
    expect(frame.locator(".li-lit")).to_have_count(0)


def test_the_source_of_a_link_stands_beside_its_name_on_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site}/?id=chicago-city-of-learning")
    name = page.get_by_role("link", name="Chicago Housing Authority at Chicago Summer of Learning", exact=True)
    expect(name).to_be_visible(timeout=30_000)
    source = page.get_by_role("link", name="Source of the link to Chicago Housing Authority")
    lines = "one => [...one.getClientRects()].at(-1).bottom"
    assert abs(name.evaluate(lines) - source.evaluate(lines)) < 8
    assert source.bounding_box()["height"] >= 44  # type: ignore[index]  # it is visible
    context.close()


def test_on_a_phone_the_pages_are_a_menu_within_the_screen(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site}/about")
    expect(page.get_by_role("heading", name="About", level=1)).to_be_visible(timeout=30_000)
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_be_hidden()
    menu = page.get_by_role("button", name="Menu")
    menu.tap()
    expect(pages.get_by_role("link", name="Data", exact=True)).to_be_in_viewport(ratio=1)
    assert {link.bounding_box()["height"] >= 44 for link in pages.get_by_role("link").all()} == {True}  # type: ignore[index]
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    menu.tap()
    pages.get_by_role("link", name="Data", exact=True).tap()
    expect(page.get_by_role("heading", name="Data", level=1)).to_be_visible()
    expect(pages).to_be_hidden()
    context.close()


def test_a_phone_leaves_room_beside_the_map_to_scroll_the_page(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site)
    frame = page.locator("iframe[title*='st_folium']")
    frame.wait_for(timeout=30_000)
    box = frame.bounding_box()
    assert box is not None
    assert box["height"] <= 0.75 * 844
