"""Hostile strings in the address of a page and of the API: told as text or refused, never repeated as anything else."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import httpx
import pytest
from hostile_batch import READER
from hostile_site import Site, running
from hostile_strings import Hostile, hostile_strings
from hostile_watch import Watch
from playwright.sync_api import Browser, Page

from directory.model.criteria import TEXT_LIMIT
from directory.model.vocabularies import Sector

DATA: Final = Path(__file__).parents[2] / "data"
LIMIT: Final = 1_500
"""Characters of a string in an address; a longer one is refused as a whole."""
KEYS: Final = ("q", "city", "region", "sector", "country", "near", "bbox", "sort", "page", "from", "id")
SHORT: Final = 80
"""Strings in the address of pages in the short run; the API is asked about all of its run."""


@pytest.fixture(scope="module")
def directory_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("addresses")
    for name in ("initiatives.csv", "links.csv"):
        (folder / name).write_bytes((DATA / name).read_bytes())
    with running(folder) as site:
        yield site


@pytest.fixture
def visit(browser: Browser, directory_site: Site) -> Iterator[Page]:
    """Give a page that sees everything; afterwards nothing must have happened."""
    context = browser.new_context(bypass_csp=True)
    watch = Watch.over(context, directory_site.address)
    context.add_init_script(path=READER)
    page = context.new_page()
    watch.follow(page)
    page.goto(directory_site.address)
    page.locator(".st-key-bar .sentence").wait_for(timeout=30_000)
    yield page
    context.close()
    assert watch.seen == {}
    assert directory_site.complaints() == []


def arriving(text: str) -> str:
    """Return what of a text arrives through an address: lone surrogates do not."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def asked(strings: list[Hostile]) -> list[Hostile]:
    """Leave out what no address would carry."""
    return [each for each in strings if len(quote(arriving(each.text))) <= LIMIT]


def has_controls(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" for char in text)


def spread(strings: list[Hostile], amount: int) -> list[Hostile]:
    return strings[:: max(1, len(strings) // amount)]


AMOUNTS: Final = [
    pytest.param((300, SHORT), id="300"),
    pytest.param((10_000, 1_000), marks=pytest.mark.long, id="10000"),
]


@pytest.mark.browser
@pytest.mark.parametrize("amounts", AMOUNTS)
def test_chips_notices_and_the_search_field_show_the_address_as_text(visit: Page, amounts: tuple[int, int]) -> None:
    total, pages = amounts
    strings = [each for each in asked(hostile_strings(total)) if not has_controls(each.text) and each.text.strip()]
    for string in spread(strings, pages):
        text = arriving(string.text)
        marker = f"x{string.number}"
        keys = dict.fromkeys(("q", "city", "region", "sector"), text)
        query = urlencode({**keys, f"k{text[:20]}": text, "page": marker})
        said = visit.evaluate("([query, marker]) => __reader.said(query, marker)", [f"?{query}", marker])
        chips = {chip["text"] for chip in said["chips"]}
        assert all(chip["title"] == chip["text"] for chip in said["chips"])
        assert all(chip["label"] == f"Remove filter {chip['text']}" for chip in said["chips"])
        if len(text) <= TEXT_LIMIT:
            plain = " ".join(text.split())
            assert f"“{plain}”" in chips
            assert said["search"] == plain
            if text != "none":
                assert text in chips
        notices = " ".join(said["notices"])
        assert "sector=" in notices or text in {*Sector, "none"}


@pytest.mark.browser
@pytest.mark.parametrize("amounts", AMOUNTS)
def test_an_id_that_nobody_has_is_shown_as_text(visit: Page, amounts: tuple[int, int]) -> None:
    total, pages = amounts
    texts = [" ".join(arriving(each.text).split()) for each in asked(hostile_strings(total))]
    ids = [text for text in dict.fromkeys(texts) if text and len(text) <= TEXT_LIMIT and not has_controls(text)]
    for start in range(0, pages, 40):
        chosen = ids[:: max(1, len(ids) // pages)][start : start + 40]
        titles = visit.evaluate("ids => __reader.missing(ids)", chosen)
        assert set(titles) <= {"No such initiative"}


@pytest.mark.parametrize("amount", [pytest.param(100), pytest.param(3_000, marks=pytest.mark.long)])
def test_the_api_answers_every_string_and_repeats_none_in_an_error(directory_site: Site, amount: int) -> None:
    strings = asked(hostile_strings(amount))
    for string in strings:
        text = arriving(string.text)
        in_path = quote(text, safe="")
        questions: list[tuple[str, dict[str, str]]] = [
            *(("/initiatives", {key: text}) for key in KEYS),
            ("/initiatives", {f"k{text}": text}),
            ("/facets", {"q": text, "city": text}),
            ("/places/suggest", {"q": text, "country": text}),
            (f"/initiatives/{in_path}", {}),
            (f"/clusters/{in_path}/0/0", {}),
        ]
        for path, asking in questions:
            assert_answered(directory_site.client.get(f"/api/v1{path}", params=asking), text)
    assert directory_site.complaints() == []


def assert_answered(answer: httpx.Response, text: str) -> None:
    """Check that an answer is JSON or a problem; a problem holds nothing that was sent."""
    kind = answer.headers.get("content-type", "text/plain").partition(";")[0]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "canary" not in str(answer.headers)
    if kind == "text/plain":
        # A path with `..` or a line break does not reach the API; Streamlit refuses it in a word of its own.
        assert answer.status_code in {400, 404}, answer.url
        assert len(answer.content) < 30
        return
    if answer.is_success:
        assert kind == "application/json", answer.url
        return
    assert answer.status_code in {307, 400, 404, 405, 414}, (answer.url, answer.status_code, answer.text[:300])
    if answer.status_code != 307:
        assert kind == "application/problem+json", answer.url
    assert "canary" not in answer.text
    assert len(text) < 4 or text.isalnum() or text not in answer.text, (answer.url, answer.text)
