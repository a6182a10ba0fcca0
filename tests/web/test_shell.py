"""The page before any script runs: our title, icon, previews and words, and nothing that a record could break."""

import re
from collections.abc import Mapping
from html import unescape
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import Browser, expect
from starlette.applications import Starlette

from directory.catalogue import Catalogue
from directory.model.entry import Entry
from directory.model.errors import ConfigurationError
from directory.model.initiative import Initiative
from directory.settings import Settings
from directory.web.shell import Shell, shell_routes

HOSTILE = '"><script>hit()</script>&amp; {{ 7 * 7 }} <!-- noscript --> \\1 ${x}'


def initiative(identifier: str, name: str, summary: str) -> Initiative:
    row = {"id": identifier, "name": name, "programme": "Independent", "status": "unknown", "summary": summary}
    return Initiative.model_validate({**row, "organisation": "City of Somewhere", "sources": "https://example.org/"})


class Served:
    """The routes alone, over initiatives made for a test."""

    def __init__(
        self, *initiatives: Initiative, public_url: str = "", aliases: Mapping[str, str] | None = None
    ) -> None:
        services: Any = SimpleNamespace(
            catalogue=Catalogue.build([Entry(initiative=each) for each in initiatives], "tests", aliases=aliases),
            settings=Settings(public_url=public_url),
        )
        self._app = Starlette(routes=shell_routes(services))

    def get(self, path: str, **params: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://directory.test") as client:
                return await client.get(path, params=params)

        with start_blocking_portal() as portal:  # a thread of its own: Playwright's loop runs in this one
            return portal.call(ask)


def meta(page: str, name: str) -> str:
    found = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)" />', page)
    assert len(found) == 1, name
    return unescape(found[0])


def title(page: str) -> str:
    found = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    assert len(found) == 1
    return unescape(found[0])


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", "Linked Initiatives"), ("/data", "Data · Linked Initiatives"), ("/about", "About · Linked Initiatives")],
)
def test_every_page_has_our_title_icon_and_preview_before_any_script(site: str, path: str, expected: str) -> None:
    answer = httpx.get(site + path)
    page = answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert title(page) == meta(page, "og:title") == expected
    assert meta(page, "description") == meta(page, "og:description")
    assert "Open Badges" in meta(page, "description")
    assert meta(page, "og:url") == site + path
    icon = re.findall(r'<link rel="shortcut icon" type="image/svg\+xml" href="\.([^"]*)" />', page)
    assert httpx.get(site + icon[0]).headers["content-type"] == "image/svg+xml"
    picture = httpx.get(meta(page, "og:image"))
    assert picture.headers["content-type"] == "image/png"
    assert len(picture.content) < 300_000
    assert "Streamlit</title>" not in page
    assert "run this app" not in page


def test_a_profile_is_previewed_by_its_name_and_summary(site: str) -> None:
    page = httpx.get(f"{site}/?id=chicago-city-of-learning").text
    assert title(page) == meta(page, "og:title") == "Chicago City of Learning · Linked Initiatives"
    assert meta(page, "description").startswith("Year-round successor")
    assert meta(page, "og:url") == f"{site}/?id=chicago-city-of-learning"
    linked = re.findall(r'<link rel="alternate" type="application/ld\+json" href="\.([^"]*)" />', page)
    assert httpx.get(site + linked[0]).json()["name"] == "Chicago City of Learning"


def test_an_unknown_profile_is_not_found_and_still_the_page() -> None:
    answer = Served().get("/", id="nothing")
    assert answer.status_code == 404
    assert title(answer.text) == "No such initiative · Linked Initiatives"
    assert '<div id="root">' in answer.text


def test_an_old_id_redirects_to_the_entry_it_leads_to_and_keeps_the_rest_of_the_address() -> None:
    served = Served(initiative("new", "New", ""), aliases={"old": "older", "older": "new"})
    answer = served.get("/", q="a b", id="old")
    assert answer.status_code == 308
    assert answer.headers["location"] == "?q=a+b&id=new"
    assert answer.headers["cache-control"] == "no-cache"


def test_texts_of_a_record_stay_texts() -> None:
    page = Served(initiative("hostile", HOSTILE, HOSTILE * 2)).get("/", id="hostile").text
    assert "<script>hit" not in page
    assert title(page) == f"{HOSTILE} · Linked Initiatives"
    assert meta(page, "og:description").startswith(HOSTILE)
    assert page.count("<noscript>") == page.count("</noscript>") == 1


def test_an_unasked_for_text_of_the_address_never_reaches_the_page() -> None:
    assert "hit()" not in Served().get("/", id=HOSTILE, q=HOSTILE).text


def test_a_summary_is_cut_at_a_word_and_without_one_the_facts_stand_in() -> None:
    client = Served(initiative("long", "Long", "word " * 180), initiative("short", "Short", ""))
    assert re.fullmatch(r"(word )+…", meta(client.get("/", id="long").text, "description"))
    assert len(meta(client.get("/", id="long").text, "description")) <= 302
    assert meta(client.get("/", id="short").text, "description") == "City of Somewhere"


def test_the_public_address_stands_in_previews_when_the_operator_names_one() -> None:
    page = Served(public_url="https://badges.example/map/").get("/data").text
    assert meta(page, "og:url") == "https://badges.example/map/data"
    assert meta(page, "og:image") == "https://badges.example/map/preview.png"


@pytest.mark.parametrize("page", ["", "<title>Streamlit</title>" * 2])
def test_another_streamlit_with_another_page_stops_the_start_and_says_what_to_do(page: str) -> None:
    with pytest.raises(ConfigurationError, match=r"requirements\.lock"):
        Shell(page)


@pytest.mark.browser
def test_without_scripts_a_visitor_reads_what_this_is_and_where_the_data_is(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/?id=chicago-city-of-learning")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chicago City of Learning · Linked Initiatives")
    expect(page.get_by_role("link", name="CSV")).to_be_visible()
    context.close()


@pytest.mark.browser
def test_the_title_follows_the_profile_and_the_icon_stays_ours(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/?id=chicago-city-of-learning")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    expect(page).to_have_title("Chicago City of Learning · Linked Initiatives")
    icon = page.evaluate("() => document.querySelector('link[rel=\"shortcut icon\"]').href")
    assert icon.startswith("data:image/svg+xml")
    page.get_by_role("button", name="Back to the result").click()
    expect(page).to_have_title("Linked Initiatives")
    context.close()
