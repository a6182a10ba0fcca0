"""What all tests share: a real Chromium that can reach this machine only, real databases, and the real application."""

import itertools
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import hypothesis
import pytest
from patience import PATIENCE_S
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from served import PortTaken, free_port, served

from directory.settings import PREFIX

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))  # the database server is the one that benchmarks hurt

from benchmarks.faults.postgres import PostgresServer  # noqa: E402

_NUMBERS = itertools.count(1)
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
# Nothing is timed: a busy machine is no failure. What is promised about time is measured by the benchmarks.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
expect.set_options(timeout=PATIENCE_S * 1_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that drive a browser, which take longest: short ones fill the end of a run evenly."""
    slow = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests, and every command they start, away from the operator's settings and this checkout's state."""
    with pytest.MonkeyPatch.context() as environ:
        for name in [each for each in os.environ if each.startswith(PREFIX)]:
            environ.delenv(name)
        environ.setenv("DIRECTORY_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start one PostgreSQL server for all tests."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database: an SQLite file, unless a test asks for each kind (`databases.py`)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'directory.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create(f"test_{next(_NUMBERS)}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests; without one they fail, since a browser test that skips proves nothing."""
    path = runpy.run_path(str(ROOT / "scripts" / "setup.py"))["browser"]()
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


StartSite = Callable[..., AbstractContextManager[str]]
"""Starts the application with other settings, `state=` its folder; gives the address."""


@pytest.fixture(scope="session")
def start_site(tmp_path_factory: pytest.TempPathFactory) -> StartSite:
    """Return what starts the application as `make run` does, for tests that change what it holds."""

    @contextmanager
    def start_at(port: int, environ: dict[str, str]) -> Iterator[str]:
        log = tmp_path_factory.mktemp("site") / "log.txt"
        command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--port", str(port)]
        address = f"http://127.0.0.1:{port}"
        with served(command, f"{address}/healthz", cwd=ROOT, log=log, environ=environ):
            yield address

    @contextmanager
    def start(*, state: Path, port: int | None = None, **settings: str) -> Iterator[str]:
        environ = {**os.environ, "DIRECTORY_STATE_DIR": str(state), **settings}
        with ExitStack() as running:
            try:
                address = running.enter_context(start_at(port or free_port(), environ))
            except PortTaken:
                # Somebody was quicker, or still held the port that the caller named.
                address = running.enter_context(start_at(port or free_port(), environ))
            yield address

    return start


@pytest.fixture(scope="session")
def site(start_site: StartSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the application and return its address; stop it after the last test."""
    with start_site(state=tmp_path_factory.mktemp("site-state")) as address:
        yield address
