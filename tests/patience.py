"""Waiting for what a page comes to do, as long as a busy machine may need."""

import time
from collections.abc import Callable
from typing import Final, Literal

from playwright.sync_api import Page

PATIENCE_S: Final = 15
Theme = Literal["light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
_BRIGHTNESS: Final = """() => {
  const { backgroundColor } = getComputedStyle(document.querySelector(".stApp") ?? document.body);
  return backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part);
}"""


def until(page: Page, read: Callable[[], object], *, wanted: object = True) -> None:
    """Wait until reading gives what is wanted, while the page goes on; fails with what it gave last."""
    end = time.monotonic() + PATIENCE_S
    while (found := read()) != wanted and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert found == wanted, f"{found!r} instead of {wanted!r} after {PATIENCE_S} s"


def in_theme(page: Page, scheme: Theme) -> None:
    """Switch to a theme and wait until the page has its background; single colours may come a moment later."""
    page.emulate_media(color_scheme=scheme)
    until(page, lambda: (page.evaluate(_BRIGHTNESS) < 150) == (scheme == "dark"))
