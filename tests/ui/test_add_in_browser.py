"""The form in a real browser: nothing typed is lost, nothing is sent twice, and everything works without a mouse."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from form_hand import arrived, field, focused, open_form, receipt, step
from patience import until
from playwright.sync_api import Browser, Page, Route, expect
from served import free_port

pytestmark = pytest.mark.browser

STEPS = ("What", "Where", "Links", "Contact", "Preview")
HOSTILE = '<img src=x onerror="window.hit=1">"><script>window.hit=1</script>{{7*7}} {% raw %} ${x}'
"""Nothing of it may be more than text."""
AWAY = re.compile("^Not saved yet. Nothing you typed is lost")


def tab_to(page: Page, wanted: str, *, most: int = 60) -> list[str]:
    """Press Tab until the id or the words of what has the focus are wanted; return the names passed on the way."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = focused(page)
        passed.append(at["name"])
        if wanted in (at["id"], at["text"]):
            return passed
    raise AssertionError((wanted, passed))


def followed(page: Page, site: str) -> dict[str, str]:
    """Return the cells that the API has under the receipt on the page."""
    bearer = {"Authorization": f"Bearer {receipt(page).partition('key=')[2]}"}
    cells: dict[str, str] = page.request.get(f"{site}/api/v1/receipt", headers=bearer).json()["proposal"]["initiative"]
    return cells


def test_a_new_entry_is_proposed_by_keyboard_alone_and_the_trap_is_never_met(page: Page, writing_site: str) -> None:
    open_form(page, writing_site)
    passed = tab_to(page, "initiative-name")
    page.keyboard.type("Badges of Reykjavik c r")
    passed += tab_to(page, "initiative-roles-issue")
    page.keyboard.press("Space")
    passed += tab_to(page, "Next")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where", level=2)).to_be_focused()
    passed += tab_to(page, "initiative-city")
    page.keyboard.type("Reykjav")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Country")).to_have_value("IS")
    passed += tab_to(page, "Pin in the middle of the map")
    page.keyboard.press("Enter")
    expect(field(page, "Latitude")).to_have_value(re.compile(r"^64\.\d+$"))
    for next_step in STEPS[2:]:
        passed += tab_to(page, "Preview" if next_step == "Preview" else "Next")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=next_step, level=2, exact=True)).to_be_focused()
    passed += tab_to(page, "Send to the curators")
    page.keyboard.press("Enter")
    arrived(page)
    assert "homepage" not in passed
    sent = followed(page, writing_site)
    assert (sent["name"], sent["roles"], sent["city"]) == ("Badges of Reykjavik c r", "issue", "Reykjavík")


def test_a_reload_keeps_the_draft_and_the_mail_address_stays_in_the_tab(page: Page, site: str) -> None:
    open_form(page, site)
    field(page, "Name").fill("A draft that stays")
    page.get_by_role("button", name="Add an organisation").click()
    page.get_by_role("textbox", name="Organisations, 2 of 2").fill("City of Somewhere")
    step(page, "Contact")
    field(page, "E-mail address").fill("canary@draft.example")
    page.reload()
    expect(page.get_by_text("Your draft is back")).to_be_visible(timeout=30_000)
    expect(field(page, "E-mail address")).to_have_value("canary@draft.example")
    step(page, "What")
    expect(field(page, "Name")).to_have_value("A draft that stays")
    expect(page.get_by_role("textbox", name="Organisations, 2 of 2")).to_have_value("City of Somewhere")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "A draft that stays" in kept
    assert "canary" not in kept
    page.get_by_role("button", name="Clear draft").first.click()
    expect(field(page, "Name")).to_have_value("")
    assert "A draft that stays" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="Undo").click()
    expect(field(page, "Name")).to_have_value("A draft that stays")


@pytest.mark.long
def test_a_server_that_goes_away_before_sending_loses_nothing_and_gets_it_once(
    page: Page, start_site: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    port = free_port()
    with start_site(state=tmp_path, port=port) as site:
        open_form(page, site)
        field(page, "Name").fill("Typed before the server went")
        step(page, "Preview")
    field_before = page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_text(AWAY)).to_be_visible(timeout=10_000)
    assert json.loads(field_before).keys() == json.loads(page.evaluate("JSON.stringify(localStorage)")).keys()
    with start_site(state=tmp_path, port=port):
        page.get_by_role("button", name="Try now").click(timeout=20_000)
        expect(page.get_by_role("heading", name="Your proposal has arrived")).to_be_visible(timeout=20_000)
        expect(page.get_by_text("It has number 1 and waits for a curator.")).to_be_visible()
        assert "Typed before" not in page.evaluate("JSON.stringify(localStorage)")


def test_an_answer_lost_on_its_way_back_makes_no_second_submission_even_after_an_edit(
    page: Page, writing_site: str
) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill("Answered into the void")
    lost: list[int] = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        lost.append(answer.json()["number"])
        route.abort()

    page.route("**/api/v1/submissions", lose, times=2)
    step(page, "Preview")
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_text(AWAY)).to_be_visible(timeout=10_000)
    step(page, "What")
    field(page, "Name").fill("Answered after all")
    expect(page.get_by_text("It has number")).to_have_text(
        f"It has number {lost[0]} and waits for a curator.", timeout=15_000
    )
    assert followed(page, writing_site)["name"] == "Answered after all"


def test_a_double_click_sends_once(page: Page, writing_site: str) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill("Clicked twice")
    step(page, "Preview")
    held: list[Route] = []
    page.route("**/api/v1/submissions", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks the function
    page.get_by_role("button", name="Send to the curators").dblclick()
    expect(page.get_by_text("Sending…").first).to_be_visible()
    page.get_by_role("button", name="Sending…").click(force=True)
    until(page, lambda: bool(held))  # a form is not sent before its token is three seconds old
    page.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    arrived(page)


def test_what_is_wrong_stands_at_its_field_and_the_focus_goes_to_the_first(page: Page, site: str) -> None:
    open_form(page, site)
    field(page, "Started").fill("13")
    page.get_by_role("button", name="Next").click()
    expect(field(page, "Name")).to_be_focused()
    expect(field(page, "Name")).to_have_attribute("aria-invalid", "true")
    expect(field(page, "Name")).to_have_accessible_description(re.compile("This must not be blank"))
    field(page, "Name").fill("Named now")
    step(page, "Links")
    field(page, "Website").fill("example.org")
    step(page, "Preview")
    summary = page.get_by_role("alert").filter(has_text="to mend before sending")
    expect(summary.get_by_role("link")).to_have_count(2)
    page.get_by_role("button", name="Send to the curators").click()
    expect(field(page, "Started")).to_be_focused()
    summary.get_by_role("link", name=re.compile("^Website")).click()
    expect(field(page, "Website")).to_be_focused()
    field(page, "Website").fill("https://example.org")
    expect(summary.get_by_role("link")).to_have_count(1)


def test_hostile_text_is_only_ever_text(page: Page, writing_site: str) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill(f"Hostile {HOSTILE}")
    page.get_by_role("textbox", name="Organisations").fill(HOSTILE)
    field(page, "Summary").fill(HOSTILE)
    step(page, "Where")
    page.get_by_role("combobox", name="City or town").fill(HOSTILE)
    step(page, "Links")
    page.get_by_role("textbox", name="Partners").fill(HOSTILE)
    step(page, "Preview")
    expect(page.get_by_role("heading", name=f"Hostile {HOSTILE}")).to_be_visible()
    expect(page.get_by_text(HOSTILE, exact=True).first).to_be_visible()
    page.get_by_role("button", name="Send to the curators").click()
    arrived(page)
    page.goto(receipt(page))
    expect(page.get_by_role("heading", name=f"Hostile {HOSTILE}")).to_be_visible(timeout=30_000)
    assert page.evaluate("window.hit") is None


def test_a_likely_double_is_offered_and_what_was_typed_goes_over_to_a_correction(page: Page, site: str) -> None:
    open_form(page, site)
    field(page, "Name").fill("Chicago City of Learning")
    field(page, "People reached").fill("2500")
    step(page, "Links")
    page.get_by_role("textbox", name="Sources").fill("https://example.org/a;b")
    page.get_by_role("textbox", name="Website").fill("http://explorechi.org/badges")
    doubles = page.get_by_role("region", name="Perhaps here already")
    expect(doubles.get_by_role("link", name="Chicago City of Learning")).to_be_visible()
    doubles.get_by_role("button", name="Suggest a change to Chicago City of Learning instead").click()
    expect(page.get_by_role("heading", name="Suggest a change", level=1)).to_be_visible(timeout=30_000)
    step(page, "Preview")
    changes = page.get_by_role("table", name="What your proposal changes")
    expect(changes.get_by_role("rowheader")).to_have_text(["People reached", "Sources"])
    expect(changes).to_contain_text("https://example.org/a%3Bb")


def test_a_pin_outside_the_stated_country_warns_and_does_not_block(page: Page, site: str) -> None:
    open_form(page, site)
    field(page, "Name").fill("A pin gone astray")
    step(page, "Where")
    page.get_by_label("Country").select_option("DE")
    field(page, "Latitude").fill("41.88, -87.63")
    expect(field(page, "Longitude")).to_have_value("-87.63")
    field(page, "Longitude").focus()
    expect(field(page, "Latitude")).to_have_accessible_description(re.compile("United States, and not in Germany"))
    pin = page.get_by_role("button", name=re.compile("^Pin: move"))
    pin.press("ArrowUp")
    expect(field(page, "Latitude")).not_to_have_value("41.88")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Links", level=2)).to_be_focused()
    step(page, "Where")
    page.get_by_role("group", name="Map to put a pin on").click(position={"x": 200, "y": 100})
    expect(field(page, "Latitude")).to_have_value(re.compile(r"^4\d\.\d{5}$"))
    page.get_by_role("radio", name=re.compile("^Online only")).check()
    expect(field(page, "Latitude")).to_be_hidden()


def test_a_profile_takes_has_ended_in_one_click_and_a_year(page: Page, writing_site: str) -> None:
    page.goto(f"{writing_site}/?id=chicago-city-of-learning")
    page.get_by_role("button", name="Has ended").click(timeout=30_000)
    dialog = page.get_by_role("dialog", name="Has ended")
    dialog.get_by_role("textbox", name="In which year?").fill("2001")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_text("must not be before")).to_be_visible(timeout=15_000)
    dialog.get_by_role("textbox", name="In which year?").fill("2018")
    dialog.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you, it has arrived")).to_be_focused(timeout=15_000)
    page.goto(receipt(page))
    expect(page.get_by_role("heading", name="Chicago City of Learning")).to_be_visible(timeout=30_000)
    page.get_by_text("What you proposed").click()
    expect(page.get_by_role("row", name="Ended 2018")).to_be_visible()


def test_on_a_phone_no_step_is_wider_than_the_screen(browser: Browser, site: str) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    open_form(page, site)
    field(page, "Name").fill("W" * 200)
    for name in STEPS:
        step(page, name)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, name
        assert page.evaluate("document.querySelector('#stMain, [data-testid=stMain]').scrollWidth") <= 390, name
    phone.close()


def test_a_form_in_which_nothing_was_typed_leaves_no_draft_behind(page: Page, site: str) -> None:
    open_form(page, site, "?correct=chicago-city-of-learning")
    step(page, "Where")
    page.reload()
    expect(field(page, "Name")).to_have_value("Chicago City of Learning", timeout=30_000)
    assert "linked-initiatives.draft" not in page.evaluate("JSON.stringify(localStorage)")
    expect(page.get_by_text("Your draft is back")).to_be_hidden()


def test_a_cleared_form_still_says_that_no_mail_is_sent(page: Page, site: str) -> None:
    open_form(page, site)
    page.get_by_role("button", name="Clear draft").click()
    step(page, "Contact")
    expect(page.get_by_text("This directory sends no mail")).to_be_visible()


def test_suggestions_do_not_open_behind_a_visitor_who_went_on(page: Page, site: str) -> None:
    open_form(page, site)
    step(page, "Where")
    city = page.get_by_role("combobox", name="City or town")
    city.press_sequentially("Chicago")
    towns = page.get_by_role("listbox", name="Towns")
    expect(towns).to_be_visible()
    city.press("ArrowUp")
    expect(towns.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    asked: list[Route] = []
    page.route("**/places/suggest*", lambda route: asked.append(route))  # noqa: PLW0108  # Playwright marks the function
    city.fill("Reykjav")
    until(page, lambda: len(asked), wanted=1)
    page.get_by_label("Country").focus()
    expect(towns).to_be_hidden()
    asked[0].fulfill(json={"items": [{"label": "Reykjavík", "name": "Reykjavík", "region": "", "country": "IS"}]})
    page.wait_for_timeout(200)
    expect(towns).to_be_hidden()
