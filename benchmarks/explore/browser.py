"""One Chromium for all that is measured: what it paints and when, what travels, what memory it takes."""

import json
import runpy
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route, sync_playwright

from directory.model.errors import ConfigurationError

VIEWPORT: Final = (1440, 900)
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_SETUP: Final = Path(__file__).resolve().parents[2] / "scripts" / "setup.py"
_WATCH: Final = Path(__file__).with_name("painted.js")
_STEP_MS: Final = 5


class NotPainted(Exception):
    """What was waited for did not appear in time."""


@dataclass
class Traffic:
    """Bytes that travelled since the last reset, as the browser counts them: headers and compression included."""

    http: int = 0
    websocket: int = 0
    requests: int = 0

    @property
    def total(self) -> int:
        """All bytes, both ways for the websocket, answers only for HTTP."""
        return self.http + self.websocket

    def reset(self) -> None:
        """Count from nothing."""
        self.http = self.websocket = self.requests = 0


@dataclass
class Visit:
    """One page in a browser that has never been here."""

    page: Page
    context: BrowserContext
    traffic: Traffic = field(default_factory=Traffic)
    _cdp: CDPSession | None = None
    _round: int = 0
    _reports: dict[tuple[int, str], float] = field(default_factory=dict)

    def open(self, address: str, waits: Mapping[str, object], *, timeout_s: float) -> dict[str, float]:
        """Open an address; returns for each thing waited for the ms from the navigation to its paint."""
        self._round += 1
        want = json.dumps({"round": self._round, **waits})
        # The blank page has no storage: the site's next page gets what to wait for, before its own scripts run.
        known = f"JSON.parse(sessionStorage.getItem('bench'))?.round >= {self._round}"
        self.page.add_init_script(f"try {{ {known} || sessionStorage.setItem('bench', {want!r}) }} catch {{}}")
        started = time.time() * 1_000
        self.page.goto(address, wait_until="commit", timeout=timeout_s * 1_000)
        return self._collect(list(waits), started, timeout_s)

    def act(self, act: Callable[[], None], waits: Mapping[str, object], *, timeout_s: float) -> dict[str, float]:
        """Do something that ends in one click; returns the ms from the click to each paint.

        What was there before the click already is left out: nothing came of it that could be measured.
        """
        self._round += 1
        self.page.evaluate("want => sessionStorage.setItem('bench', want)", json.dumps({"round": self._round, **waits}))
        self.traffic.reset()
        act()
        clicked = self._wait("clicked", timeout_s)
        took = self._collect(list(waits), clicked, timeout_s)
        return {name: ms for name, ms in took.items() if ms >= 0}

    def _collect(self, names: list[str], started: float, timeout_s: float) -> dict[str, float]:
        ends = time.monotonic() + timeout_s
        return {name: self._wait(name, ends - time.monotonic()) - started for name in names}

    def _wait(self, name: str, timeout_s: float) -> float:
        ends = time.monotonic() + timeout_s
        key = (self._round, name)
        while key not in self._reports:
            if time.monotonic() > ends:
                raise NotPainted(f"{name} within {timeout_s:.0f} s")
            self.page.wait_for_timeout(_STEP_MS)
        return self._reports[key]

    def heap_bytes(self) -> int:
        """Return the script memory in use after a full collection."""
        cdp = self._session()
        cdp.send("HeapProfiler.collectGarbage")
        return int(cdp.send("Runtime.getHeapUsage")["usedSize"])

    def nodes(self) -> int:
        """Return how many DOM nodes live, those that nobody sees included."""
        counts = self._session().send("Memory.getDOMCounters")
        return int(counts["nodes"])

    def _session(self) -> CDPSession:
        assert self._cdp is not None
        return self._cdp

    def watch(self) -> None:
        """Start counting what travels and hearing what is painted."""
        self.page.expose_binding("benchReport", self._report)
        cdp = self._cdp = self.context.new_cdp_session(self.page)
        cdp.send("Network.enable")
        cdp.on("Network.loadingFinished", self._loaded)
        cdp.on("Network.webSocketFrameReceived", self._frame)
        cdp.on("Network.webSocketFrameSent", self._frame)

    def _report(self, _source: object, round_: int, name: str, at_ms: float) -> None:
        # A click on a label is followed by one of its input: the first is the visitor's.
        self._reports.setdefault((round_, name), at_ms)

    def _loaded(self, event: Mapping[str, Any]) -> None:
        self.traffic.http += int(event["encodedDataLength"])
        self.traffic.requests += 1

    def _frame(self, event: Mapping[str, Any]) -> None:
        response = event["response"]
        size = len(response["payloadData"])
        self.traffic.websocket += size * 3 // 4 if response["opcode"] == 2 else size


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine."""
    setup = runpy.run_path(str(_SETUP))
    # What visitors have, windows and all, where it is installed.
    path = setup["browser"]((*setup["WHOLE_BROWSERS"], *setup["BROWSERS"]))
    if not path:
        raise ConfigurationError("no Chromium: install one, or set CHROMIUM=/path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser: Browser, *, copy_of: Callable[[str], Path | None] | None = None) -> Iterator[Visit]:
    """Open an empty page with an empty cache; other hosts answer from `copy_of`, or not at all."""
    context = browser.new_context(viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]})
    try:
        if copy_of is not None:
            # Only where a peer needs it: a route on every request would slow the others.
            context.route(lambda address: "//127.0.0.1" not in address, lambda route: _answer(route, copy_of))
        context.add_init_script(path=_WATCH)
        visited = Visit(page=context.new_page(), context=context)
        visited.watch()
        yield visited
    finally:
        context.close()


def _answer(route: Route, copy_of: Callable[[str], Path | None]) -> None:
    path = copy_of(route.request.url)
    if path is None:
        route.abort()
    else:
        route.fulfill(path=path)
