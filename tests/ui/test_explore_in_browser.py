"""The explore page in a real browser: the address is the only truth, and nothing comes from any other host."""

import re
from urllib.parse import unquote

import pytest
from patience import until
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

SCHOOLS = re.compile(r"^37 of 639 initiatives in 11 countries")


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".st-key-bar .sentence")).to_be_visible(timeout=30_000)


def facet(page: Page, label: str) -> None:
    page.get_by_role("checkbox", name=re.compile(rf"^{label}")).check()


def test_the_page_says_shows_and_lists_every_initiative(page: Page, site: str) -> None:
    open_page(page, site)
    expect(page.locator(".st-key-bar .sentence")).to_have_text("639 initiatives in 45 countries; 50 without a place")
    frame = page.frame_locator("iframe[title*='st_folium']")
    clusters = frame.locator("button[aria-label*='initiatives near']")
    expect(clusters.first).to_be_visible(timeout=20_000)
    expect(page.get_by_role("list", name="Initiatives").get_by_role("link").first).to_be_visible()
    expect(page).to_have_title("Linked Initiatives")


def test_nothing_is_asked_of_any_other_host_and_no_policy_is_broken(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    open_page(page, site)
    frame = page.frame_locator("iframe[title*='st_folium']")
    expect(frame.locator("button[aria-label*='initiatives near']").first).to_be_visible(timeout=20_000)
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("table")).to_be_visible()
    own = ("data:", "blob:", site, site.replace("http", "ws", 1))
    assert [url for url in asked if not url.startswith(own)] == []
    assert any("/basemap/" in url for url in asked)
    assert [text for text in complaints if "Content Security Policy" in text or "Error" in text] == []


def test_a_filter_writes_the_address_and_a_copied_link_shows_the_same(
    page: Page, context: BrowserContext, site: str
) -> None:
    open_page(page, site)
    facet(page, "Schools")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(SCHOOLS)
    assert "sector=Schools" in page.url
    facet(page, "United States")
    expect(page.get_by_role("button", name="Remove filter United States")).to_be_visible()
    said = page.locator(".st-key-bar .sentence").inner_text()
    other = context.new_page()
    open_page(other, page.url)
    expect(other.locator(".st-key-bar .sentence")).to_have_text(said)
    expect(other.get_by_role("checkbox", name=re.compile("^Schools"))).to_be_checked()


def test_back_and_forward_go_step_by_step(page: Page, site: str) -> None:
    open_page(page, site)
    facet(page, "Schools")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(SCHOOLS)
    facet(page, "City-wide")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^88 of 639"))
    page.go_back()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(SCHOOLS)
    expect(page.get_by_role("checkbox", name=re.compile("^City-wide"))).not_to_be_checked()
    page.go_back()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^639 initiatives"))
    page.go_forward()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(SCHOOLS)
    expect(page.get_by_role("checkbox", name=re.compile("^Schools"))).to_be_checked()


def test_chips_remove_one_filter_or_all(page: Page, site: str) -> None:
    open_page(page, f"{site}/?sector=Schools&sector=City-wide&status=ended")
    page.get_by_role("button", name="Remove filter City-wide").click()
    expect(page.get_by_role("button", name="Remove filter City-wide")).to_be_hidden()
    assert "sector=Schools" in page.url
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^639 initiatives"))
    assert "sector" not in page.url


def test_two_chips_removed_at_once_are_both_gone(page: Page, site: str) -> None:
    open_page(page, f"{site}/?sector=Schools&sector=City-wide&status=ended&country=US")
    expect(page.get_by_role("button", name="Remove filter United States")).to_be_visible()
    page.locator(".chip").evaluate_all(
        "all => all.filter(one => /Schools|City-wide|States/.test(one.title)).forEach(one => one.click())"
    )
    expect(page.locator(".chip:not(.clear)")).to_have_count(1)
    until(page, lambda: page.url.partition("?")[2], wanted="status=ended")


def test_the_search_finds_without_accents_and_says_what_it_searched(page: Page, site: str) -> None:
    open_page(page, site)
    box = page.get_by_role("searchbox", name="Search")
    box.fill("montréal")
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove filter “montréal”")).to_be_visible()
    with_accent = page.locator(".st-key-bar .sentence").inner_text()
    box.fill("MONTREAL")
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove filter “MONTREAL”")).to_be_visible()
    assert page.locator(".st-key-bar .sentence").inner_text() == with_accent
    expect(page.locator("ol mark").first).to_be_visible()


def test_wrong_values_in_the_address_become_a_notice_and_lose_nothing_else(page: Page, site: str) -> None:
    open_page(page, f"{site}/?sector=Schools&sector=Cooking&bbox=1,2&page=x&unknown=kept")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(SCHOOLS)
    expect(page.locator(".notice").first).to_contain_text("sector=Cooking")
    expect(page.locator(".notice")).to_have_count(3)
    facet(page, "City-wide")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^88 of 639"))
    assert "unknown=kept" in page.url


def test_the_table_pages_and_sorts_on_the_server(page: Page, site: str) -> None:
    open_page(page, f"{site}/?view=table")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)
    first = rows.first.inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("51-100 of 639")).to_be_visible()
    assert rows.first.inner_text() != first
    page.get_by_role("columnheader", name="Years").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Years")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_text("1-50 of 639")).to_be_visible()
    assert "sort=-year" in page.url
    assert "page=" not in page.url


def test_columns_of_the_table_are_chosen_and_stay_in_the_address(page: Page, site: str) -> None:
    open_page(page, f"{site}/?view=table")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Website").check()
    expect(page.get_by_role("columnheader", name="Website")).to_be_visible()
    page.get_by_role("checkbox", name="Status").nth(0).uncheck()
    expect(page.get_by_role("columnheader", name="Status")).to_be_hidden()
    assert "cols=website" in page.url
    assert "cols=status" not in page.url


def test_an_initiative_without_a_place_is_on_the_shelf(page: Page, site: str) -> None:
    open_page(page, site)
    page.get_by_role("button", name="50 without a place").click()
    expect(page.locator(".st-key-bar .sentence")).to_contain_text("50 of 639 initiatives")
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page.locator("tbody tr .small", has_text="Online").first).to_be_visible()


def test_a_profile_opens_from_the_table_and_back_returns_to_the_result(page: Page, site: str) -> None:
    open_page(page, f"{site}/?view=table&programme=Badge+the+World")
    page.get_by_role("link", name="Badge the World", exact=True).click()
    expect(page.get_by_role("heading", name="Badge the World", level=1)).to_be_focused()
    assert "id=badge-the-world" in page.url
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_an_unknown_id_gets_a_helpful_page(page: Page, site: str) -> None:
    page.goto(f"{site}/?id=no-such-thing")
    expect(page.get_by_role("heading", name="No such initiative")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Back to the result").click()
    expect(page.locator(".st-key-bar .sentence")).to_be_visible()


def test_at_zero_results_it_says_which_filter_to_loosen_and_by_how_much(page: Page, site: str) -> None:
    open_page(page, f"{site}/?q=school&sector=Schools&country=NA")
    expect(page.locator(".loosen button")).to_have_text([re.compile(r"^Without Namibia: \d+$")])
    open_page(page, f"{site}/?q=nowhere-at-all&country=FI&status=planned")
    offers = page.locator(".loosen button")
    expect(offers).to_have_text([re.compile(r"^Only (Status: Planned|Finland): \d+$")] * 2)
    page.get_by_role("button", name=re.compile("^Only Finland")).click()
    expect(page.get_by_role("button", name=re.compile("^Remove filter"))).to_have_count(1)
    expect(page.locator(".st-key-bar .sentence")).to_contain_text("in 1 country")


def test_on_a_phone_filters_are_a_drawer_and_nothing_is_wider_than_the_screen(browser: Browser, site: str) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    open_page(page, site)
    page.get_by_role("button", name="Filters").click()
    drawer = page.get_by_role("dialog", name="Filters")
    drawer.get_by_role("checkbox", name=re.compile("^Schools")).check()
    drawer.get_by_role("button", name="Show 37 initiatives").click()
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(SCHOOLS)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    phone.close()


def test_the_theme_of_the_visitor_is_kept_by_page_and_map(browser: Browser, site: str) -> None:
    def brightness(scheme: str) -> int:
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        open_page(page, site)
        colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        context.close()
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    assert brightness("light") > 600
    assert brightness("dark") < 150


def test_the_data_page_says_that_no_row_was_left_out(page: Page, site: str) -> None:
    page.goto(f"{site}/data")
    expect(page.get_by_text("Every row of the data files was taken in")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Explore").click()
    expect(page.locator(".st-key-bar .sentence")).to_be_visible()


def test_search_as_i_move_the_map_keeps_to_what_is_in_view(page: Page, site: str) -> None:
    open_page(page, site)
    first = page.frame_locator("iframe[title*='st_folium']").locator("button[aria-label*='initiatives near']").first
    expect(first).to_be_visible(timeout=20_000)
    page.get_by_label("Search as I move the map").check()
    first.click()
    expect(page.get_by_role("button", name="Remove filter in the area of the map")).to_be_visible(timeout=20_000)
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(r"^\d+ of 639 initiatives"))
    assert "bbox=" in page.url


def test_a_searched_view_is_one_step_of_the_way_back_and_the_same_after_a_reload(page: Page, site: str) -> None:
    open_page(page, f"{site}/?c=50.5,4.5&z=5")
    frame = page.frame_locator("iframe[title*='st_folium']")
    expect(frame.locator(".li-map[data-painted]:not([aria-busy])")).to_be_visible(timeout=20_000)
    steps = page.evaluate("history.length")
    said = [page.locator(".st-key-bar .sentence").inner_text()]
    page.get_by_label("Search as I move the map").check()
    until(page, lambda: "bbox=" in page.url and "c=" not in page.url)
    addresses = [page.url]
    for across in (220, -330):
        box = page.locator("iframe[title*='st_folium']").bounding_box()
        assert box is not None
        start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(start[0] + across, start[1] + 40, steps=8)
        page.mouse.up()
        until(page, lambda: page.url not in addresses)
        page.wait_for_timeout(1_500)
        addresses.append(page.url)
    assert page.evaluate("history.length") == steps + 3
    said.append(page.locator(".st-key-bar .sentence").inner_text())
    page.reload()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(said[-1], timeout=30_000)
    page.wait_for_timeout(1_500)
    assert unquote(page.url) == unquote(addresses[-1])
    for address in reversed(addresses[:-1]):
        page.go_back()
        page.wait_for_timeout(1_500)
        assert unquote(page.url) == unquote(address)
    page.go_back()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(said[0])
    assert "bbox=" not in page.url
    expect(page.get_by_label("Search as I move the map")).not_to_be_checked()
    page.go_forward()
    page.wait_for_timeout(1_500)
    assert unquote(page.url) == unquote(addresses[0])
