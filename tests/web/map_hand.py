"""A hand on the map in a page."""

import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Page


@dataclass(frozen=True)
class MapPage:
    """The map in a page, as a visitor meets it."""

    page: Page
    address: str

    def open(self, query: str = "") -> None:
        """Open the page with this query in its address and wait for the markers."""
        self.page.goto(f"{self.address}/{query}")
        self.painted()

    def painted(self, query: str = "") -> None:
        """Wait until the map shows what matches the query."""
        self.at(f'.li-map[data-painted="{query}"]:not([aria-busy])').wait_for(timeout=30_000)

    def ask(self, query: str) -> None:
        """Change the query as the page does, and wait until the map shows it."""
        self.page.get_by_label("Query").fill(query)
        self.page.get_by_label("Query").press("Enter")
        self.painted(query)

    @property
    def inside(self) -> FrameLocator:
        """The frame of the map."""
        return self.page.frame_locator("iframe")

    @property
    def frame(self) -> Frame:
        """The frame of the map, to run scripts in."""
        return next(frame for frame in self.page.frames if "/component/" in frame.url)

    def at(self, selector: str) -> Any:  # noqa: ANN401  # Playwright's Locator, typed only with its stubs
        """Find elements of the map."""
        return self.inside.locator(selector)

    def js(self, script: str) -> Any:  # noqa: ANN401  # whatever the script gives
        """Run a script in the frame of the map."""
        return self.frame.evaluate(script)

    def until(self, condition: str) -> None:
        """Wait until a script in the page gives true; Playwright's own way needs the eval that our headers forbid."""
        end = time.monotonic() + 5
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            self.page.wait_for_timeout(50)

    def counts(self) -> list[int]:
        """Return what each marker stands for."""
        texts = self.at(".leaflet-initiatives-pane button").evaluate_all("all => all.map(one => one.textContent)")
        return [int(text.replace(",", "") or 1) for text in texts]

    def focused(self) -> str:
        """Return the name of the element with the focus, as assistive technology hears it."""
        return str(self.js("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
