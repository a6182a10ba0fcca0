"""How the tests of the form open it, fill it in and send it."""

import re
from typing import Final

from playwright.sync_api import Locator, Page, expect

START_TIMEOUT_MS: Final = 30_000
ARRIVAL_TIMEOUT_MS: Final = 15_000
"""A form is not sent before its token is three seconds old."""
FOCUSED: Final = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return { id: at?.id ?? "", name: at?.name ?? "", text: (at?.ariaLabel ?? at?.textContent ?? "").trim() };
}"""


def open_form(page: Page, site: str, query: str = "") -> None:
    """Open the form and wait until it can be filled in."""
    page.goto(f"{site}/add{query}")
    expect(page.get_by_role("button", name=re.compile("^(Next|Send to the curators)$"))).to_be_visible(
        timeout=START_TIMEOUT_MS
    )


def field(page: Page, name: str) -> Locator:
    """Return the text field of that name."""
    return page.get_by_role("textbox", name=re.compile(rf"^{name}"))


def step(page: Page, name: str) -> None:
    """Go to a step by its mark."""
    page.get_by_role("navigation", name="Steps").get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name=name, level=2, exact=True)).to_be_focused()


def send(page: Page) -> None:
    """Send from the preview and wait for the acknowledgement."""
    step(page, "Preview")
    page.get_by_role("button", name="Send to the curators").click()
    arrived(page)


def arrived(page: Page) -> None:
    """Wait for the acknowledgement."""
    expect(page.get_by_role("heading", name="Your proposal has arrived")).to_be_focused(timeout=ARRIVAL_TIMEOUT_MS)


def receipt(page: Page) -> str:
    """Return the receipt link that the acknowledgement shows."""
    return page.get_by_role("textbox", name="Receipt link").input_value()


def focused(page: Page) -> dict[str, str]:
    """Return id, name and words of what has the focus, in whatever shadow root it is."""
    found: dict[str, str] = page.evaluate(FOCUSED)
    return found
