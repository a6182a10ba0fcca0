"""axe-core on every page and state, in both themes, the frame of the map included."""

from typing import Any

import pytest
from access_hand import STATES, drawer, violations
from patience import in_theme, until
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
FOREIGN = {"meta-viewport", "region"}
"""What axe calls moderate in the frame that st_folium makes: its own viewport line, and a frame has no landmarks."""


BRIEF = ("fresh", "map-list", "table", "profile")
"""The states that every run of the tests looks at; the others wait for the long run."""


def found(page: Page) -> list[dict[str, Any]]:
    inside = [each for frame in page.frames[1:] for each in violations(frame)]
    ours = [each for each in inside if each["impact"] in GRAVE or each["id"] not in FOREIGN]
    return violations(page) + ours


def in_both_themes(page: Page) -> None:
    assert found(page) == []
    in_theme(page, "dark")
    until(page, lambda: found(page), wanted=[])


@pytest.mark.parametrize(
    "state", [pytest.param(state, marks=[] if state in BRIEF else pytest.mark.long) for state in STATES]
)
def test_axe_finds_nothing_on_a_desk_in_either_theme(page: Page, site: str, state: str) -> None:
    STATES[state](page, site)
    in_both_themes(page)


def test_axe_finds_nothing_in_the_drawer_of_a_phone(browser: Browser, site: str) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    drawer(page, site)
    in_both_themes(page)
    phone.close()


@pytest.mark.long
@pytest.mark.parametrize("state", [state for state in STATES if state not in {"places-offered", "long-list"}])
def test_axe_finds_nothing_on_a_phone_in_either_theme(browser: Browser, site: str, state: str) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    STATES[state](page, site)
    in_both_themes(page)
    phone.close()


def test_axe_sees_through_shadow_roots_and_into_the_frame_of_the_map(page: Page, site: str) -> None:
    STATES["filtered"](page, site)
    spoil = """(root) => {
      const bad = Object.assign(document.createElement("button"), { type: "button" });
      bad.style.cssText = "width: 40px; height: 40px";
      root.append(bad);
    }"""
    page.locator(".st-key-bar .sentence").evaluate(f"(sentence) => ({spoil})(sentence.getRootNode())")
    assert [each["id"] for each in violations(page)] == ["button-name"]
    page.frames[1].evaluate(f"() => ({spoil})(document.body)")
    assert "button-name" in [each["id"] for each in violations(page.frames[1])]
