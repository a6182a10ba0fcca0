"""What the tests of the map share: the small site of map_site.py, and a hand on it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from map_hand import MapPage
from playwright.sync_api import Browser, Page, ViewportSize
from served import free_port, served

HERE = Path(__file__).parent
DESKTOP: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def map_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small site and return its address."""
    log = tmp_path_factory.mktemp("map") / "log.txt"
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "map_site.py", "--server.port", str(port)]
    options = ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]
    with served([*command, *options], f"{address}/healthz", cwd=HERE, log=log):
        yield address


@pytest.fixture(scope="session")
def _opened(browser: Browser, map_site: str) -> Iterator[MapPage]:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", timezone_id="UTC")
    hand = MapPage(context.new_page(), map_site)
    hand.open()
    yield hand
    context.close()


@pytest.fixture
def shared(_opened: MapPage) -> MapPage:
    """Give a hand on a map that many tests use one after the other, at the whole world; far faster than `world`."""
    _opened.page.set_viewport_size(DESKTOP)
    _opened.show()
    return _opened


@pytest.fixture
def world(page: Page, map_site: str) -> MapPage:
    """Give a hand on the map in a fresh profile; nothing is open yet."""
    return MapPage(page, map_site)
