"""When the server goes away: what is there stays, and what was changed meanwhile counts once it is back."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from served import free_port

pytestmark = [pytest.mark.browser, pytest.mark.long]

AWAY = re.compile("does not answer now")


class Server:
    """The application, to be stopped and started anew at one address."""

    def __init__(self, start_site: Callable[..., AbstractContextManager[str]], state: Path) -> None:
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._start_site = start_site
        self._state = state
        self._running = ExitStack()

    def start(self) -> None:
        self._running.enter_context(self._start_site(state=self._state, port=self._port))

    def stop(self) -> None:
        self._running.close()


@pytest.fixture
def server(start_site: Callable[..., AbstractContextManager[str]], tmp_path: Path) -> Iterator[Server]:
    started = Server(start_site, tmp_path)
    started.start()
    yield started
    started.stop()


def test_a_visit_outlives_the_server_and_loses_no_click(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/?sector=Schools")
    frame = page.frame_locator("iframe[title*='st_folium']")
    markers = frame.locator("button:is([aria-label*='initiatives near'], .li-single)")
    expect(markers.first).to_be_visible(timeout=60_000)
    focused = page.get_by_role("checkbox", name=re.compile("^City-wide"))
    focused.focus()
    server.stop()
    expect(page.get_by_text(AWAY)).to_be_visible(timeout=30_000)
    # Streamlit asks twice before its dialog opens; ours must have closed it, and left the focus alone.
    page.wait_for_timeout(6_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(focused).to_be_focused()
    focused.check()
    page.get_by_role("checkbox", name=re.compile("^Higher education")).check()
    frame.get_by_role("button", name="Zoom in").click()
    expect(markers.first).to_be_visible()
    expect(page.get_by_role("list", name="Initiatives").get_by_role("link").first).to_be_visible()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^37 of 639"))
    server.start()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^211 of 639"), timeout=60_000)
    expect(page.get_by_text(AWAY)).to_be_hidden()
    expect(frame.locator(".li-notice")).to_be_hidden(timeout=15_000)
    assert page.url.count("sector=") == 3
    # The server is another one: it has not seen this page before, and still hears the first click.
    focused.uncheck()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^160 of 639"))


def test_the_way_back_holds_while_the_server_is_away(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/?sector=Schools&view=table")
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^37 of 639"), timeout=60_000)
    page.get_by_role("checkbox", name=re.compile("^City-wide")).check()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^88 of 639"))
    server.stop()
    expect(page.get_by_text(AWAY)).to_be_visible(timeout=30_000)
    page.evaluate("history.back()")
    expect(page.locator("tbody tr").first).to_be_visible()
    server.start()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^37 of 639"), timeout=60_000)
    expect(page.get_by_role("checkbox", name=re.compile("^City-wide"))).not_to_be_checked()
