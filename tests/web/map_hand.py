"""A hand on the map in a page."""

from dataclasses import dataclass
from typing import Any

from patience import until
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

    def look(self, latitude: float, longitude: float, zoom: float) -> None:
        """Move the map as a stated view does, and wait for the markers."""
        self._tell(f"look({{center: [{latitude}, {longitude}], zoom: {zoom}}})")

    def show(self, query: str = "") -> None:
        """Show the world and what matches the query, without the page's part in it."""
        # Another query closes the panel, even when the one asked for is there already.
        for each in ("page=1", query):
            self.ask_directly(each)
        self._tell("look(null)")

    def ask_directly(self, query: str) -> None:
        """Change the query without the page, and wait until the map shows it."""
        self._tell(f"setQuery({query!r})")
        self.painted(query)

    def _tell(self, call: str) -> None:
        self.js(f"window.initiatives.then((layer) => void layer.{call})")
        self.at(".li-map:not([aria-busy])").wait_for()

    @property
    def inside(self) -> FrameLocator:
        """The frame of the map."""
        return self.page.frame_locator("iframe")

    @property
    def frame(self) -> Frame:
        """The frame of the map, to run scripts in."""
        return next(frame for frame in self.page.frames if "/component/" in frame.url)

    def at(self, selector: str, *, text: str | None = None) -> Any:  # noqa: ANN401  # Playwright's Locator
        """Find elements of the map, those that hold a text."""
        return self.inside.locator(selector, has_text=text)

    def js(self, script: str) -> Any:  # noqa: ANN401  # whatever the script gives
        """Run a script in the frame of the map."""
        return self.frame.evaluate(script)

    def until(self, condition: str) -> None:
        """Wait until a script in the page gives true; Playwright's own way needs the eval that our headers forbid."""
        until(self.page, lambda: bool(self.page.evaluate(condition)))

    def until_inside(self, condition: str) -> None:
        """Wait until a script in the frame of the map gives true."""
        until(self.page, lambda: bool(self.js(condition)))

    def counts(self) -> list[int]:
        """Return what each marker stands for."""
        texts = self.at(".leaflet-initiatives-pane button").evaluate_all("all => all.map(one => one.textContent)")
        return [int(text.replace(",", "") or 1) for text in texts]

    def focused(self) -> str:
        """Return the name of the element with the focus, as assistive technology hears it."""
        return str(self.js("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
