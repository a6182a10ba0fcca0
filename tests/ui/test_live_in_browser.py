"""What open pages promise when an entry is published: they show it by themselves."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from directory.model.initiative import Initiative
from directory.store import Author, Store
from directory.store.directory import put_initiative, remove_initiative
from directory.store.ledger import AuthorKind

pytestmark = pytest.mark.browser

CURATOR = Author(AuthorKind.CURATOR)
NEW = Initiative(id="new-on-the-map", name="New on the map", latitude=-54.8, longitude=-68.3, sources=("x",))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="module")
def live_site(start_site: Callable[..., AbstractContextManager[str]], state: Path) -> Iterator[str]:
    with start_site(state=state) as address:
        yield address


@pytest.fixture
def store(live_site: str, state: Path) -> Iterator[Store]:  # noqa: ARG001  # the site makes the store
    with closing(Store.open(f"sqlite:///{state / 'directory.sqlite'}")) as opened:
        yield opened
        with opened.write() as writing:
            remove_initiative(writing, NEW.id, author=CURATOR)


def test_an_open_page_shows_a_new_entry_in_sentence_list_and_map(page: Page, live_site: str, store: Store) -> None:
    page.goto(f"{live_site}/?bbox=-70,-56,-66,-53&c=-54.8,-68.3&z=8")
    expect(page.get_by_text("Nothing matches. Remove a filter above")).to_be_visible(timeout=30_000)
    with store.write() as writing:
        put_initiative(writing, NEW, author=CURATOR)
    expect(page.locator(".st-key-list").get_by_role("link", name=NEW.name)).to_be_visible()
    expect(page.locator(".st-key-bar")).to_contain_text("1 of 640 initiatives")
    marker = page.frame_locator("iframe").get_by_role("button", name=re.compile(NEW.name))
    expect(marker).to_be_visible()


def test_a_hidden_tab_listens_to_nothing_and_asks_when_it_is_seen_again(
    page: Page, live_site: str, store: Store
) -> None:
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url) if request.url.endswith("/stream") else None)
    page.goto(f"{live_site}/?id={NEW.id}")
    expect(page.get_by_text("No such initiative")).to_be_visible(timeout=30_000)
    tell = "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
    tell += "document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(tell, "hidden")
    with store.write() as writing:
        put_initiative(writing, NEW, author=CURATOR)
    page.wait_for_timeout(2_500)
    expect(page.get_by_text("No such initiative")).to_be_visible()
    assert len(streams) == 1
    page.evaluate(tell, "visible")
    expect(page.get_by_role("heading", name=NEW.name)).to_be_visible()
    assert len(streams) == 2


TOP = """list => { const { top } = list.getBoundingClientRect();
  const first = [...list.querySelectorAll("li.item")].find(item => item.getBoundingClientRect().bottom > top + 1);
  return [first.querySelector("a").textContent, Math.round(first.getBoundingClientRect().top - top)]; }"""
"""What stands on top of a list that was scrolled, and how far from its edge."""


def test_newer_data_leaves_a_list_where_it_was_scrolled_to(page: Page, live_site: str, store: Store) -> None:
    page.goto(f"{live_site}/")
    entries = page.locator(".st-key-list ol")
    expect(entries.get_by_role("link").nth(49)).to_be_attached(timeout=30_000)
    entries.evaluate("list => { list.scrollTop = list.scrollHeight; }")
    expect(entries.get_by_role("link").nth(99)).to_be_attached()
    entries.get_by_role("link").nth(70).focus()
    page.wait_for_timeout(300)  # what has come into sight is laid out in the next frames
    before = entries.evaluate(TOP)
    with store.write() as writing:
        put_initiative(writing, NEW.model_copy(update={"name": "# first of all"}), author=CURATOR)
    expect(page.locator(".st-key-list .top .number")).to_contain_text("of 640")
    assert entries.evaluate(TOP) == before
    expect(entries.get_by_role("link").nth(99)).to_be_attached()
    assert page.evaluate("document.querySelector('.st-key-list').contains(document.activeElement)")


def test_newer_data_leaves_a_half_filled_dialog_of_a_profile_open(page: Page, live_site: str, store: Store) -> None:
    with store.write() as writing:
        put_initiative(writing, NEW, author=CURATOR)
    page.goto(f"{live_site}/?id={NEW.id}")
    page.get_by_role("button", name="Has ended").click(timeout=30_000)
    year = page.get_by_role("textbox", name="In which year?")
    year.fill("2018")
    with store.write() as writing:
        put_initiative(writing, NEW.model_copy(update={"summary": "Changed meanwhile."}), author=CURATOR)
    expect(page.get_by_text("Changed meanwhile.").first).to_be_visible()
    expect(year).to_have_value("2018")
    expect(year).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
