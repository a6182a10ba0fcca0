"""What a visitor sees before Streamlit runs: the sentence and the first entries, which make way for the page."""

import json
import re
import tomllib
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from directory.web.assets import asset_text

HOSTILE = "</script><script>hit()</script>"
CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def held_back(page: Page) -> Locator:
    """Keep Streamlit from starting, and return what stands in its place."""
    page.route("**/static/js/index*", lambda route: route.abort())
    return page.locator("#first")


def brought(site: str, path: str) -> list[str]:
    """Return the data of the first words that an address brings along."""
    return re.findall(r'id="first-words">(.*?)</script>', httpx.get(site + path).text, re.DOTALL)


@pytest.mark.browser
def test_the_result_is_said_before_streamlit_runs_and_its_entries_open(page: Page, site: str) -> None:
    first = held_back(page)
    page.goto(f"{site}/?sector=Schools&q=chicago")
    total = httpx.get(f"{site}/api/v1/initiatives?sector=Schools&q=chicago").json()["total"]
    expect(first.locator(".sentence")).to_contain_text(f"{total} of 639 initiatives")
    entry = first.locator("li.item a").first
    expect(entry.locator("mark").first).to_have_text(re.compile("chicago", re.IGNORECASE))
    assert first.evaluate("first => first.closest('[aria-hidden=true]') !== null")
    entry.click()
    page.wait_for_url(re.compile(r"\?sector=Schools&q=chicago&id=[a-z0-9-]+$"))
    page.go_back()
    first.locator("button[title=Schools]").click()  # its chip
    page.wait_for_url(re.compile(r"/\?q=chicago$"))


@pytest.mark.browser
def test_the_page_takes_the_place_of_the_first_words_and_says_the_same(page: Page, site: str) -> None:
    words = json.loads(brought(site, "/?sector=Schools")[0])
    page.goto(f"{site}/?sector=Schools")
    items = page.locator(".st-key-list li.item")
    expect(items.nth(len(words["items"]) - 1)).to_be_attached(timeout=30_000)
    expect(page.locator("#first")).to_have_count(0)
    expect(page.locator(".st-key-bar .sentence")).to_contain_text(words["bar"]["sentence"])
    names = [entry["name"] for entry in words["items"]]
    assert items.locator(".name").all_text_contents()[: len(names)] == names


@pytest.mark.browser
def test_what_the_page_tells_its_parts_moves_no_first_words(page: Page, site: str) -> None:
    loaded: list[str] = []
    page.on("domcontentloaded", lambda opened: loaded.append(opened.url))
    held: list[Route] = []
    page.route("**/api/v1/initiatives?*", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks it
    page.goto(f"{site}/?bbox=-10,40,10,55")
    frame = page.frame_locator("iframe[title*='st_folium']")
    expect(frame.locator("button[aria-label*='initiatives near']").first).to_be_attached(timeout=30_000)
    page.wait_for_timeout(1_000)  # the map has come to rest, and has said so
    assert len(loaded) == 1
    expect(page.locator("#first")).to_have_count(1)
    for each in held:
        each.continue_()
    expect(page.locator("#first")).to_have_count(0)


@pytest.mark.browser
def test_first_words_hide_no_failure_of_the_list(page: Page, site: str) -> None:
    page.route("**/api/v1/initiatives?*", lambda route: route.fulfill(status=503))
    page.goto(site)
    expect(page.get_by_role("button", name="Try again").first).to_be_visible(timeout=30_000)
    expect(page.locator("#first")).to_have_count(0)


@pytest.mark.browser
def test_hostile_words_of_an_address_stay_words(page: Page, site: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    first = held_back(page)
    page.goto(f"{site}/?q={HOSTILE}")
    expect(first.locator(".chips")).to_contain_text(HOSTILE)
    assert errors == []


def test_only_the_map_of_explore_brings_first_words(site: str) -> None:
    assert [len(brought(site, path)) for path in ("/", "/?q=badge", "/?view=table", "/?id=lrng", "/about")] == [
        1,
        1,
        0,
        0,
        0,
    ]


def test_the_first_words_have_the_colours_and_the_size_of_the_page() -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    styles = asset_text("components/page.css")
    names = {
        "text-color": "textColor",
        "background-color": "backgroundColor",
        "secondary-background-color": "secondaryBackgroundColor",
        "border-color": "borderColor",
        "primary-color": "primaryColor",
        "link-color": "linkColor",
    }
    for name, key in names.items():
        assert f"--st-{name}: light-dark({theme['light'][key]}, {theme['dark'][key]});" in styles
    assert f"html {{ font-size: {theme['baseFontSize']}px; }}" in styles
