"""What the tests of access share: opening each state of each page, axe, and where the focus is."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, FrameLocator, Page, expect

START_TIMEOUT_MS: Final = 30_000
DISMISSED: Final = "localStorage.setItem('linked-initiatives.intro-dismissed', '1')"
RUN_AXE: Final = """
async () => {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"] });
  return violations.map(({ id, impact, nodes }) => ({
    id, impact, at: nodes.map((node) => `${node.target.flat().join(" ")}: ${node.failureSummary}`),
  }));
}
"""
DEEPEST: Final = """
(() => {
  let at = document.activeElement;
  for (;;) {
    const inner = at?.shadowRoot?.activeElement ?? at?.contentDocument?.activeElement;
    if (!inner || inner.tagName === "BODY") return at;
    at = inner;
  }
})()
"""


def explore(page: Page, address: str) -> None:
    """Open Explore and wait until the sentence, the map and the list are there."""
    page.goto(address)
    expect(page.locator(".st-key-bar .sentence")).to_be_visible(timeout=START_TIMEOUT_MS)
    painted(page)


def painted(page: Page) -> None:
    """Wait until the map shows the markers of the address; below the fold browsers let it rest."""
    page.locator("iframe[title*='st_folium']").scroll_into_view_if_needed()
    expect(in_map(page).locator(".li-map[data-painted]:not([aria-busy])")).to_be_attached(timeout=START_TIMEOUT_MS)


def in_map(page: Page) -> FrameLocator:
    """Return the frame of the map, to find things in."""
    return page.frame_locator("iframe[title*='st_folium']")


def map_frame(page: Page) -> Frame:
    """Return the frame of the map, to run scripts in."""
    return next(frame for frame in page.frames if "/component/" in frame.url)


def violations(frame: Page | Frame) -> list[dict[str, Any]]:
    """Return what axe finds in this document, open shadow roots included and other frames not."""
    frame.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = frame.evaluate(RUN_AXE)
    return found


def focused(page: Page) -> str:
    """Return the name of what has the focus, in whatever shadow root or frame it is, as far as its texts say it."""
    name = f"""() => {{
      const at = {DEEPEST};
      return (at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent ?? "").trim().replace(/\\s+/g, " ");
    }}"""
    return str(page.evaluate(name))


def tab_until(page: Page, wanted: Callable[[str], bool], *, key: str = "Tab", most: int = 40) -> list[str]:
    """Press a key until the name of what has the focus is wanted; return the names on the way."""
    names: list[str] = []
    for _ in range(most):
        page.keyboard.press(key)
        names.append(focused(page))
        if wanted(names[-1]):
            return names
    raise AssertionError(names)


def _fresh(page: Page, site: str) -> None:
    explore(page, site)
    expect(page.get_by_role("region", name="Welcome")).to_be_visible()


def _filtered(page: Page, site: str) -> None:
    explore(page, f"{site}/?sector=Schools&role=issue&q=badge&from=2010")


def _nothing(page: Page, site: str) -> None:
    explore(page, f"{site}/?sector=Schools&country=NA&country=IE&status=ended")
    expect(page.get_by_text("Nothing matches all of these at once")).to_be_visible()


def _wrong_values(page: Page, site: str) -> None:
    explore(page, f"{site}/?sector=Cooking&bbox=1,2")
    expect(page.locator(".notice").first).to_be_visible()


def _places_offered(page: Page, site: str) -> None:
    explore(page, site)
    page.get_by_role("combobox", name="Town or country").press_sequentially("Chic")
    expect(page.get_by_role("option").first).to_be_visible()


def _long_list(page: Page, site: str) -> None:
    explore(page, site)
    page.get_by_role("group", name="Country").get_by_role("button", name="Show all").click()
    expect(page.get_by_role("searchbox", name="Find a country")).to_be_focused()


def _legend(page: Page, site: str) -> None:
    explore(page, site)
    in_map(page).locator("summary").click()
    expect(in_map(page).locator(".li-legend-body")).to_be_visible()


def _map_list(page: Page, site: str) -> None:
    explore(page, f"{site}/?c=41.85,-87.65&z=9")
    in_map(page).locator("button.li-cluster").first.click()
    expect(in_map(page).locator(".li-panel li a").first).to_be_visible()


def _table(page: Page, site: str) -> None:
    page.goto(f"{site}/?view=table&programme=Cities+of+Learning")
    expect(page.locator("tbody tr").first).to_be_visible(timeout=START_TIMEOUT_MS)


def _columns(page: Page, site: str) -> None:
    _table(page, site)
    page.get_by_text("Columns", exact=True).click()


def _profile(page: Page, site: str) -> None:
    page.goto(f"{site}/?id=chicago-city-of-learning")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=START_TIMEOUT_MS)
    expect(page.get_by_role("heading", name="How we know")).to_be_visible()


def _unknown_profile(page: Page, site: str) -> None:
    page.goto(f"{site}/?id=no-such-thing")
    expect(page.get_by_role("heading", name="No such initiative")).to_be_visible(timeout=START_TIMEOUT_MS)


def _data(page: Page, site: str) -> None:
    page.goto(f"{site}/data")
    expect(page.get_by_role("heading", name="Data", level=1)).to_be_visible(timeout=START_TIMEOUT_MS)


def _about(page: Page, site: str) -> None:
    page.goto(f"{site}/about")
    expect(page.get_by_role("heading", name="About", level=1)).to_be_visible(timeout=START_TIMEOUT_MS)
    expect(page.locator("[data-testid='stSkipToContent']")).to_be_hidden()


def _documentation(page: Page, site: str) -> None:
    page.goto(f"{site}/api/docs")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _add(page: Page, site: str, query: str = "") -> None:
    page.goto(f"{site}/add{query}")
    expect(page.get_by_role("button", name=re.compile("^(Next|Send to the curators)$"))).to_be_visible(
        timeout=START_TIMEOUT_MS
    )


def _add_step(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Steps").get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=name, level=2, exact=True)).to_be_focused()


def _add_doubles(page: Page, site: str) -> None:
    _add(page, site)
    page.get_by_role("textbox", name="Name").fill("Chicago City of Learning")
    _add_step(page, "Links")
    page.get_by_role("textbox", name="Website").fill("http://explorechi.org/")
    page.get_by_role("combobox", name="Find an entry").press_sequentially("museum")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Perhaps here already")).to_be_visible()


def _add_where(page: Page, site: str) -> None:
    _add(page, site)
    _add_step(page, "Where")
    page.get_by_role("combobox", name="City or town").press_sequentially("Chicago")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pin in the middle of the map").click()
    expect(page.get_by_role("button", name=re.compile("^Pin: move"))).to_be_visible()


def _add_wrong(page: Page, site: str) -> None:
    _add(page, site)
    page.get_by_role("textbox", name="Started").fill("13")
    _add_step(page, "Contact")
    _add_step(page, "Preview")
    expect(page.get_by_role("alert")).to_be_visible()


def _correction(page: Page, site: str) -> None:
    _add(page, site, "?correct=chicago-city-of-learning")
    page.get_by_role("textbox", name="Ended").fill("2020")
    _add_step(page, "Preview")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("heading", name="How we know")).to_be_visible()


def _report(page: Page, site: str) -> None:
    _add(page, site, "?report=chicago-city-of-learning")


def _ended(page: Page, site: str) -> None:
    _profile(page, site)
    page.get_by_role("button", name="Has ended").click()
    expect(page.get_by_role("dialog", name="Has ended")).to_be_visible()


def _unknown_receipt(page: Page, site: str) -> None:
    page.goto(f"{site}/receipt?key=cut-short")
    expect(page.get_by_text("exactly as you were given it")).to_be_visible(timeout=START_TIMEOUT_MS)


STATES: Final[Mapping[str, Callable[[Page, str], None]]] = {
    "fresh": _fresh,
    "filtered": _filtered,
    "nothing": _nothing,
    "wrong-values": _wrong_values,
    "places-offered": _places_offered,
    "long-list": _long_list,
    "legend": _legend,
    "map-list": _map_list,
    "table": _table,
    "columns": _columns,
    "profile": _profile,
    "unknown-profile": _unknown_profile,
    "data": _data,
    "about": _about,
    "documentation": _documentation,
    "add": _add,
    "add-where": _add_where,
    "add-doubles": _add_doubles,
    "add-wrong": _add_wrong,
    "correction": _correction,
    "report": _report,
    "ended": _ended,
    "unknown-receipt": _unknown_receipt,
}
"""How a visitor comes to each state of each page."""

PAGES: Final = (
    *("fresh", "nothing", "table", "profile", "unknown-profile", "data", "about"),
    *("add-where", "add-doubles", "correction", "report", "unknown-receipt", "documentation"),
)
"""The states that differ in their layout."""


def drawer(page: Page, site: str) -> None:
    """Open the filters of a narrow screen."""
    explore(page, f"{site}/?sector=Schools")
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
