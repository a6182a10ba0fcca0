"""Addresses where no page is: our own page with the ways on, and the status that says so."""

import re
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("path", ["/nonsense", "/data/nonsense", "/a/b/c", "/index.php", "/index.html", "/explore"])
def test_an_address_of_nothing_is_not_found_and_every_way_on_leads_somewhere(site: str, path: str) -> None:
    answer = httpx.get(site + path)
    assert answer.status_code == 404
    assert "<title>There is no page here · Linked Initiatives</title>" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    ways = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text)
    found = {urljoin(site + path, way) for way in ways}
    assert {f"{site}/", *(f"{site}/{page}" for page in ("add", "decisions", "data", "about"))} <= found
    assert {httpx.get(address).status_code for address in found} == {200}


@pytest.mark.parametrize(
    "path", ["/", "/data", "/about", "/healthz", "/_stcore/health", "/favicon.png", "/manifest.json", "/preview.png"]
)
def test_what_others_answer_is_left_to_them(site: str, path: str) -> None:
    assert httpx.get(site + path).status_code == 200


def test_a_slash_too_many_still_leads_to_the_page(site: str) -> None:
    assert str(httpx.get(f"{site}/about/", follow_redirects=True).url) == f"{site}/about"


def test_nothing_of_the_address_stands_in_the_page(site: str) -> None:
    assert "hit" not in httpx.get(f"{site}/%3Cscript%3Ehit()%3C/script%3E?x=%22%3Ehit").text


@pytest.mark.browser
def test_a_lost_visitor_finds_by_searching(page: Page, site: str) -> None:
    page.goto(f"{site}/some/old/page")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    page.get_by_role("searchbox", name="Search the directory").fill("namibia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove filter “namibia”")).to_be_visible(timeout=30_000)
    assert page.url == f"{site}/?q=namibia"
