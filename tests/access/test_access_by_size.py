"""Narrow, enlarged, touched, without motion and with forced colours: nothing is cut off and nothing is lost."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from access_hand import DISMISSED, PAGES, STATES, drawer, explore, in_map, map_frame, painted
from patience import until
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

NARROW: Final = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
ENLARGED: Final = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
"""1440 x 900 at 200 %."""
BRIEF: Final = ("fresh", "profile")
EVERYTHING: Final = """
function* everything(root) {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot) yield* everything(element.shadowRoot);
  }
}
const around = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
const hidden = (element) => {
  for (let at = element; at; at = around(at)) {
    const { display, visibility, clipPath } = getComputedStyle(at);
    if (display === "none" || visibility === "hidden" || clipPath !== "none") return true;
  }
  return false;
};
const scrolls = (element) => {
  for (let at = around(element); at && at.id !== "stMain"; at = around(at)) {
    if (["auto", "scroll"].includes(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
  }
  return false;
};
"""
CUT_OFF: Final = f"""() => {{
  {EVERYTHING}
  const wide = document.documentElement.clientWidth;
  const found = [];
  for (const element of everything(document)) {{
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text || hidden(element) || element.matches("option, title, style")) continue;
    const {{ left, right, width }} = element.getBoundingClientRect();
    if (width && (left < -1 || right > wide + 1) && !element.matches(".skip") && !scrolls(element)) {{
      found.push(element.textContent.trim().slice(0, 60));
    }}
  }}
  return found;
}}"""
SMALL: Final = f"""() => {{
  {EVERYTHING}
  const found = [];
  for (const element of everything(document)) {{
    if (!element.matches("a[href], button, input, select, summary") || hidden(element)) continue;
    // What is tapped is the label of a box, and the whole row of a list's link; links within a text are as high as it.
    const target = element.closest("li.item") ?? element.closest("label") ?? element;
    const box = target.getBoundingClientRect();
    // Markers reach further than they are drawn.
    const reach = parseFloat(getComputedStyle(target, "::before").height) || 0;
    const inText = element.closest("p, blockquote, dd, .leaflet-control-attribution, .sentence, .skip, .evidence");
    if (box.height && !inText && Math.max(box.height, reach) < 43.5) {{
      const name = (element.ariaLabel || element.textContent).trim().slice(0, 40);
      found.push(`${{element.tagName}} ${{name}} ${{box.height}}`);
    }}
  }}
  return found;
}}"""
MOVING: Final = f"""() => {{
  {EVERYTHING}
  const all = [...everything(document)].flatMap((element) => element.getAnimations());
  return all.filter(({{ playState }}) => playState === "running")
    .map((each) => `${{each.animationName ?? each.transitionProperty}} of ${{each.effect.target?.className}}`);
}}"""
SIDEWAYS: Final = """() => [document.scrollingElement, document.querySelector("#stMain")].filter(Boolean)
  .map((each) => each.scrollWidth - each.clientWidth)"""


@pytest.fixture(params=[pytest.param(NARROW, id="320px"), pytest.param(ENLARGED, id="200%")])
def small(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page on a narrow screen, and one that is enlarged to 200 %."""
    context = browser.new_context(**request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def brief(states: tuple[str, ...]) -> list[Any]:
    """Keep the short run short."""
    return [pytest.param(state, marks=[] if state in BRIEF else pytest.mark.long) for state in states]


@pytest.mark.parametrize("state", brief(PAGES))
def test_nothing_is_wider_than_a_small_screen_or_cut_off(small: Page, site: str, state: str) -> None:
    STATES[state](small, site)
    assert set(small.evaluate(SIDEWAYS)) == {0}
    assert small.evaluate(CUT_OFF) == []


def test_the_drawer_fits_a_small_screen(small: Page, site: str) -> None:
    drawer(small, site)
    assert small.evaluate(CUT_OFF) == []
    expect(small.get_by_role("button", name="Show 37 initiatives")).to_be_in_viewport()


@pytest.mark.parametrize("state", brief(PAGES[:-1]))
def test_what_is_tapped_is_44_pixels_high(phone: Page, site: str, state: str) -> None:
    STATES[state](phone, site)
    assert phone.evaluate(SMALL) == []
    if len(phone.frames) > 1:
        assert map_frame(phone).evaluate(SMALL) == []


def test_what_is_tapped_in_the_drawer_is_44_pixels_high(phone: Page, site: str) -> None:
    drawer(phone, site)
    assert phone.evaluate(SMALL) == []


@pytest.mark.parametrize("query", ["", "?sector=Schools", "?view=table"])
def test_an_introduction_that_is_away_leaves_no_gap(page: Page, site: str, query: str) -> None:
    page.add_init_script(DISMISSED)
    page.goto(f"{site}/{query}")
    expect(page.locator(".st-key-bar .sentence")).to_be_visible(timeout=30_000)
    boxes = [page.locator(f".st-key-{key}") for key in ("bar", "rail")]
    until(page, lambda: [box.evaluate("(each) => each.getBoundingClientRect().top") for box in boxes], wanted=[68, 68])


@pytest.mark.parametrize("query", ["", "?sector=Schools&status=ended&country=US", "?view=table"])
def test_explore_fills_a_desk_and_never_scrolls_as_a_whole(page: Page, site: str, query: str) -> None:
    page.goto(f"{site}/{query}")
    expect(page.locator(".st-key-bar .sentence")).to_be_visible(timeout=30_000)
    within = page.get_by_role("region", name="Result table") if "table" in query else page.locator("iframe")
    expect(within).to_be_visible()
    until(page, lambda: page.evaluate("() => stMain.scrollHeight - stMain.clientHeight"), wanted=0)

    def fills() -> bool:
        box = within.bounding_box()
        return box is not None and 800 < box["y"] + box["height"] <= 900 and box["height"] > 400

    until(page, fills)


def test_the_bar_and_the_heads_of_the_table_stay_in_sight(page: Page, site: str) -> None:
    STATES["table"](page, site)
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    expect(page.get_by_role("columnheader", name="Place")).to_be_in_viewport()
    STATES["about"](page, site)
    page.get_by_role("heading", name="Credits").scroll_into_view_if_needed()
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 2_000)
    expect(page.get_by_role("navigation", name="Pages")).to_be_in_viewport()


def test_nothing_moves_for_those_who_asked_for_no_motion(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    explore(page, site)
    page.get_by_role("checkbox", name=re.compile("^Schools")).check()
    moving: list[str] = []
    for _ in range(8):
        moving += page.evaluate(MOVING) + map_frame(page).evaluate(MOVING)
        page.wait_for_timeout(40)
    assert moving == []
    context.close()


def test_motion_would_be_seen(page: Page, site: str) -> None:
    STATES["data"](page, site)
    page.get_by_role("heading", level=1).evaluate("(each) => void each.animate([{ opacity: 0 }, {}], 9_000)")
    assert len(page.evaluate(MOVING)) == 1


def test_forced_colours_keep_what_is_chosen_and_the_focus_visible(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, forced_colors="active")
    page = context.new_page()
    page.add_init_script(DISMISSED)
    explore(page, f"{site}/?sector=Schools")
    painted(page)
    ground = "(each) => getComputedStyle(each.closest('label')).backgroundColor"
    chosen, other = (page.get_by_role("radio", name=name).evaluate(ground) for name in ("Map", "Table"))
    assert chosen != other
    current = page.get_by_role("link", name="Explore")
    assert current.evaluate("(each) => getComputedStyle(each).borderBottomStyle") == "solid"
    page.get_by_role("link", name="CSV", exact=True).focus()
    page.keyboard.press("Tab")
    ring = "() => getComputedStyle(document.activeElement.shadowRoot.activeElement).outlineStyle"
    assert page.evaluate(ring) == "solid"
    signs = "(each) => getComputedStyle(each).fill"
    assert page.locator("li .mark path").first.evaluate(signs) == "rgb(103, 131, 254)"
    expect(in_map(page).locator("button.li-cluster").first).to_be_visible()
    context.close()
