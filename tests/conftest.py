"""What all tests share: a real Chromium that can reach this machine only, and the real application."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served import served

ROOT = Path(__file__).resolve().parents[1]
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every other host is unreachable, as on a machine without internet.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests, and every command they start, away from the state of this checkout."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("DIRECTORY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests; without one they fail, since a browser test that skips proves nothing."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium: install one, or set CHROMIUM=/path", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile at a desktop's size."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open a page of a fresh profile."""
    return context.new_page()


@pytest.fixture(scope="session")
def free_port() -> int:
    """Return a port nobody listens on."""
    return _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


StartSite = Callable[..., AbstractContextManager[str]]
"""Starts the application with other settings, `state=` its folder; gives the address."""


@pytest.fixture(scope="session")
def start_site(tmp_path_factory: pytest.TempPathFactory) -> StartSite:
    """Return what starts the application as `make run` does, for tests that change what it holds."""

    @contextmanager
    def start(*, state: Path, port: int | None = None, **settings: str) -> Iterator[str]:
        log = tmp_path_factory.mktemp("site") / "log.txt"
        environ = {**os.environ, "DIRECTORY_STATE_DIR": str(state), **settings}
        chosen = port or _free_port()
        command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--port", str(chosen)]
        address = f"http://127.0.0.1:{chosen}"
        with served(command, address, cwd=ROOT, log=log, environ=environ):
            yield address

    return start


@pytest.fixture(scope="session")
def site(free_port: int, start_site: StartSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the application and return its address; stop it after the last test."""
    with start_site(state=tmp_path_factory.mktemp("site-state"), port=free_port) as address:
        yield address
