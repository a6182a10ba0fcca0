"""What the head of a page names early is there, and is what the page then asks for."""

import re
from html import unescape
from urllib.parse import urljoin

import httpx
import pytest
from patience import until
from playwright.sync_api import Browser, Page, expect

from directory.model.criteria import Criteria
from directory.web.early import explore_hints, frame_hints, list_query, page_hints

FRAME = "/component/streamlit_folium.st_folium/index.html"
ADDRESSES = ["/", "/?q=badge&sector=Schools&sort=-year", "/?view=table", "/?id=chicago-city-of-learning", "/about"]


def hinted(page: str) -> list[str]:
    found = re.findall(r'<link rel="(?:modulepreload|preload)"[^>]* href="([^"]+)" />', page)
    return [unescape(each) for each in found]


@pytest.mark.parametrize("path", [*ADDRESSES, FRAME])
def test_everything_that_a_page_names_early_is_there(site: str, path: str) -> None:
    address = site + path
    names = hinted(httpx.get(address).text)
    assert len(names) > 5
    for name in names:
        assert httpx.get(urljoin(address, name)).status_code == 200, name


@pytest.mark.browser
@pytest.mark.parametrize("path", ADDRESSES[:4])
def test_a_page_asks_for_what_it_named_early_and_for_nothing_of_it_twice(page: Page, site: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + path)
    drawn = ".st-key-profile h1" if "id=" in path else ".st-key-bar .sentence"
    expect(page.locator(drawn).first).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    names = [urljoin(site + path, name) for name in hinted(httpx.get(site + path).text)]
    lists = [url for url in asked if "/api/v1/initiatives?" in url]
    assert len(lists) == ("view=" not in path and "id=" not in path)
    assert set(lists) <= set(names)
    assert [name for name in names if name not in asked] == []


def test_the_frame_names_every_module_of_the_map() -> None:
    named = {name.rpartition("/")[2] for name in hinted(frame_hints())}
    assert {"frame.js", "layer.js", "markers.js", "merge.js", "source.js", "basemap.js", "leaflet.js"} <= named


def test_the_map_has_the_typeface_of_the_page(page: Page, site: str) -> None:
    page.goto(site)
    page.frame_locator("iframe").locator(".li-map[data-painted]").wait_for(timeout=30_000)
    frame = next(frame for frame in page.frames if "/component/" in frame.url)
    faces = (
        "async () => (await document.fonts.ready, [...document.fonts].map(({ family, status }) => [family, status]))"
    )
    until(page, lambda: frame.evaluate(faces), wanted=[["Source Sans", "loaded"]])


def test_hostile_criteria_stand_in_the_head_only_encoded() -> None:
    hostile = "\"><script>hit()</script>' onload=x "
    hints = explore_hints(Criteria(q=hostile))
    assert "<script" not in hints
    assert "'" not in hints
    assert "onload=x" not in hints
    assert hints.count("<") == hints.count("<link ")


def test_what_only_the_page_shows_is_not_part_of_the_list() -> None:
    criteria, _ = Criteria.from_query(
        [("sector", "Schools"), ("sort", "-year"), ("page", "3"), ("cols", "name"), ("x", "y")]
    )
    assert list_query(criteria) == "sector=Schools&sort=-year"


def test_other_pages_name_nothing_of_explore() -> None:
    assert "components/top.js" in page_hints()
    assert "components/list.js" not in page_hints()
    assert "/api/" not in page_hints()


@pytest.mark.browser
def test_the_styles_of_the_page_are_there_before_any_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.evaluate("[...document.styleSheets].some((each) => each.href.endsWith('/components/page.css'))")
    context.close()
