"""Map and list follow a click before the page itself has answered, and are not led back by an older answer."""

import re
from collections.abc import Callable

import pytest
from patience import until
from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

pytestmark = pytest.mark.browser

SCHOOLS = "37"
BOTH = "sector=Schools&status=ended"
BOTH_TOTAL = "11"
SETTLED_MS = 500


def is_end_of_answer(message: str | bytes) -> bool:
    """Tell whether a run of the page's script ends with this message of Streamlit."""
    return isinstance(message, bytes) and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"


class SlowServer:
    """Lets the page's own answers through, or keeps them until told; what the page sends goes through always."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._kept: list[Callable[[], None]] | None = None
        self._is_answered = False
        page.route_web_socket(re.compile("/_stcore/stream"), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if self._kept is None:
                socket.send(message)
            else:
                self._kept.append(lambda: socket.send(message))
                self._is_answered |= is_end_of_answer(message)

        server.on_message(pass_on)

    def hold(self) -> None:
        self._kept = []
        self._is_answered = False

    def go_on(self) -> None:
        kept, self._kept = self._kept or [], None
        for send in kept:
            send()

    def answered(self) -> int:
        """Wait until what the page was asked for is answered in full; returns how much is kept by then."""
        until(self._page, lambda: self._is_answered)
        count = -1
        while count < len(self._kept or []):
            count = len(self._kept or [])
            self._page.wait_for_timeout(SETTLED_MS)
        return count

    def let_through(self, count: int) -> None:
        """Pass on the oldest of what is kept, and go on keeping the rest."""
        kept = self._kept or []
        for send in kept[:count]:
            send()
        del kept[:count]


@pytest.fixture
def server(page: Page, site: str) -> SlowServer:
    slow = SlowServer(page)
    page.goto(site)
    expect(page.locator(".st-key-list li.item").first).to_be_visible(timeout=30_000)
    expect(markers(page).first).to_be_visible(timeout=30_000)
    return slow


def markers(page: Page) -> Locator:
    return page.frame_locator("iframe[title*='st_folium']").locator("button[aria-label*='near']")


def painted(page: Page, query: str) -> Locator:
    return page.frame_locator("iframe[title*='st_folium']").locator(f'.li-map[data-painted="{query}"]')


def choose(page: Page, label: str) -> None:
    page.get_by_role("checkbox", name=re.compile(rf"^{label}")).click()


def counted(page: Page, total: str) -> None:
    expect(page.locator(".st-key-list .top .number")).to_have_text(re.compile(rf" of {total}$"))


def test_map_and_list_show_a_filter_before_the_page_answers(page: Page, server: SlowServer) -> None:
    server.hold()
    choose(page, "Schools")
    expect(painted(page, "sector=Schools")).to_be_attached()
    counted(page, SCHOOLS)
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile("^639 initiatives"))
    server.go_on()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(r"^37 of 639"))
    counted(page, SCHOOLS)


def test_a_second_quick_click_adds_to_the_first(page: Page, server: SlowServer) -> None:
    server.hold()
    choose(page, "Schools")
    counted(page, SCHOOLS)
    choose(page, "Ended")
    expect(painted(page, BOTH)).to_be_attached()
    counted(page, BOTH_TOTAL)
    server.go_on()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(rf"^{BOTH_TOTAL} of 639"))
    for label in ("Schools", "Ended"):
        expect(page.get_by_role("checkbox", name=re.compile(rf"^{label}"))).to_be_checked()


def test_an_older_answer_leads_neither_map_nor_list_back(page: Page, server: SlowServer) -> None:
    server.hold()
    choose(page, "Schools")
    counted(page, SCHOOLS)
    first = server.answered()
    choose(page, "Ended")
    counted(page, BOTH_TOTAL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    server.let_through(first)
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(r"^37 of 639"))
    page.wait_for_timeout(SETTLED_MS)
    counted(page, BOTH_TOTAL)
    expect(painted(page, BOTH)).to_be_attached()
    assert [url for url in asked if "/api/v1/initiatives" in url] == []
    server.go_on()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(rf"^{BOTH_TOTAL} of 639"))
    counted(page, BOTH_TOTAL)


def test_links_of_a_list_that_came_early_lead_back_to_the_new_result(page: Page, server: SlowServer) -> None:
    server.hold()
    choose(page, "Schools")
    counted(page, SCHOOLS)
    server.go_on()
    link = page.locator(".st-key-list li.item a").first
    expect(link).to_have_attribute("href", re.compile(r"^\?sector=Schools&id="))


def test_taking_the_filter_away_by_its_chip_is_followed_after_quick_clicks(page: Page, server: SlowServer) -> None:
    server.hold()
    choose(page, "Schools")
    choose(page, "Higher education")
    server.go_on()
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(r"^160 of 639"))
    page.get_by_role("button", name="Remove filter Schools").click()
    counted(page, "123")
    expect(painted(page, "sector=Higher+education")).to_be_attached()
