"""The curators' desk in a real browser, against a store of its own that is filled through the API."""

import time
from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from desk_hand import EVERYTHING_SENT, PASSWORD, START_TIMEOUT_MS, correction, desk, hire, new, send, sign_in
from patience import THEMES, in_theme, until
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from directory.model.initiative import COLUMNS

pytestmark = pytest.mark.browser

RUN_AXE = """async () => (await axe.run(document, { iframes: false, resultTypes: ["violations"] })).violations
  .map(({ id, nodes }) => [id, ...nodes.map((node) => `${node.target.flat().join(" ")}: ${node.failureSummary}`)])"""

HOSTILE = "<img src=x onerror=hit()><script>hit()</script>{{7*7}} ${hit()} *a* $x$ ![b](//c.example/d)"
PUBLISHED_WITHIN_S = 10
"""Two seconds on a quiet machine."""
CITY = "chicago-city-of-learning"
OTHER_CITY = "dallas-city-of-learning"


@pytest.fixture(scope="module")
def open_site(start_site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # type: ignore[no-untyped-def]  # noqa: ANN001  # a callable of conftest.py
    """Run an application that has curators and takes as much as the tests send."""
    state = tmp_path_factory.mktemp("desk")
    hire(state)
    with start_site(state=state, **EVERYTHING_SENT) as address:
        yield address


@pytest.fixture(scope="module")
def sent(open_site: str) -> dict[str, int]:
    """Send what the tests decide about, once; numbers by name."""
    hostile = dict.fromkeys(("organisation", "summary", "city", "region", "address", "partners"), HOSTILE)
    proposals = {
        "keyboard": new("Accepted by keyboard"),
        "after": new("The one after it"),
        "declined": new("To be declined"),
        "two": new("Seen by two"),
        "edited": new("To be edited", year_started=""),
        "hostile": new(f"{HOSTILE} name", website="https://example.org/x", **hostile),
        "asked": new("To be asked about"),
        "conflict": new("Looked at by axe"),
        "corrected": correction(open_site, CITY, status="ended", year_ended="2016"),
        "removal": {"kind": "removal", "target": OTHER_CITY, "message": "It is gone."},
        "saved": correction(open_site, OTHER_CITY, summary="It is still there."),
        **{f"spam{each}": new(f"Cheap watches {each}") for each in range(55)},
    }
    return dict(zip(proposals, send(open_site, list(proposals.values())), strict=True))


@pytest.fixture
def curator(context: BrowserContext, open_site: str, sent: dict[str, int]) -> Page:
    """Open a page on which ada is signed in."""
    assert sent
    return sign_in(context, open_site)


def submission(page: Page) -> Locator:
    return page.get_by_role("region", name="Submission", exact=True)


def said(page: Page, text: str) -> None:
    """Wait until the desk says what was done."""
    expect(page.locator(".undo [role=status]")).to_contain_text(text)


def soon(site: str, query: str, total: int) -> None:
    """Wait until so many published entries match; what was decided is there within two seconds."""
    end = time.monotonic() + PUBLISHED_WITHIN_S
    found = -1
    while found != total and time.monotonic() < end:
        found = httpx.get(f"{site}/api/v1/initiatives?{query}").json()["total"]
    assert found == total


def state_of(page: Page, site: str, number: int) -> str:
    return str(page.request.get(f"{site}/api/v1/desk/submissions/{number}").json()["state"])


def test_a_stranger_is_told_what_the_desk_is_and_where_to_sign_in(page: Page, open_site: str) -> None:
    page.goto(f"{open_site}/desk")
    expect(page.get_by_role("heading", name="The curators’ desk")).to_be_visible(timeout=START_TIMEOUT_MS)
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("Name")).to_be_visible(timeout=START_TIMEOUT_MS)


def test_a_curator_signs_in_accepts_and_undoes_by_keyboard_alone(
    page: Page, open_site: str, sent: dict[str, int]
) -> None:
    page.goto(f"{open_site}/signin")
    name = page.get_by_label("Name")
    expect(name).to_be_visible(timeout=START_TIMEOUT_MS)
    name.focus()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not fit together")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    first = page.get_by_role("button", name="Accepted by keyboard")
    expect(first).to_be_visible(timeout=START_TIMEOUT_MS)
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(submission(page).get_by_role("heading", name="Accepted by keyboard")).to_be_focused()
    page.keyboard.press("a")
    said(page, "Accepted: Accepted by keyboard.")
    expect(submission(page).get_by_role("heading", name="The one after it")).to_be_focused()
    assert httpx.get(f"{open_site}/api/v1/initiatives/accepted-by-keyboard").is_success
    page.keyboard.press("z")
    said(page, "Undone")
    expect(submission(page).get_by_role("heading", name="Accepted by keyboard")).to_be_focused()
    assert httpx.get(f"{open_site}/api/v1/initiatives/accepted-by-keyboard").status_code == httpx.codes.NOT_FOUND
    assert state_of(page, open_site, sent["keyboard"]) == "received"


def test_declining_asks_for_a_reason_takes_no_commands_while_typing_and_stands_on_decisions(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site, sent["declined"])
    curator.keyboard.press("d")
    form = curator.get_by_role("form", name="Decline")
    form.get_by_role("button", name="Decline").click()
    expect(form.get_by_role("alert")).to_contain_text("Choose a reason")
    form.get_by_label("No source could be found").check()
    form.get_by_label("Words for the contributor").press_sequentially("made q and a?")
    assert state_of(curator, open_site, sent["declined"]) == "received"
    curator.keyboard.press("Control+Enter")
    said(curator, "Declined: To be declined.")
    curator.goto(f"{open_site}/decisions?outcome=declined")
    decision = curator.get_by_role("list", name="Decisions").get_by_role("listitem").first
    expect(decision).to_contain_text("made q and a?", timeout=START_TIMEOUT_MS)
    expect(decision).to_contain_text("No source could be found")
    curator.get_by_label("Kind").select_option("removal")
    expect(curator.get_by_role("heading", name="No such decision")).to_be_visible()


def test_the_second_of_two_curators_is_told_what_changed_and_keeps_what_was_typed(
    curator: Page, browser: Browser, open_site: str, sent: dict[str, int]
) -> None:
    number = sent["two"]
    desk(curator, open_site, number)
    curator.keyboard.press("e")
    curator.get_by_label("Summary").fill("What I have typed.")
    with browser.new_context() as other:
        second = sign_in(other, open_site, "ben")
        desk(second, open_site, number)
        second.keyboard.press("q")
        second.get_by_label("Question to the contributor").fill("Since when?")
        second.get_by_role("button", name="Send the question").click()
        said(second, "Asked: Seen by two.")
    curator.get_by_role("button", name="Accept with edits").click()
    alert = submission(curator).get_by_role("alert")
    expect(alert).to_contain_text("Somebody changed this meanwhile")
    expect(alert).to_contain_text("A curator asked")
    expect(curator.get_by_label("Summary")).to_have_value("What I have typed.")
    expect(submission(curator)).to_contain_text("Since when?")
    curator.get_by_role("button", name="Accept with edits").click()
    said(curator, "Accepted: Seen by two.")
    item = httpx.get(f"{open_site}/api/v1/initiatives/seen-by-two").json()
    assert item["summary"] == "What I have typed."


def test_nothing_is_accepted_over_a_change_that_was_never_shown(
    curator: Page, browser: Browser, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site, sent["removal"])
    with browser.new_context() as other:
        second = sign_in(other, open_site, "ben")
        desk(second, open_site, sent["saved"])
        second.keyboard.press("a")
        said(second, "Accepted")
    curator.keyboard.press("a")
    alert = submission(curator).get_by_role("alert")
    expect(alert).to_contain_text("Somebody changed this meanwhile")
    expect(alert).to_contain_text("It is still there.")
    assert httpx.get(f"{open_site}/api/v1/initiatives/{OTHER_CITY}").status_code == httpx.codes.OK


def test_a_rule_that_is_broken_is_said_at_its_field_and_what_was_typed_outlives_a_reload(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site, sent["edited"])
    curator.keyboard.press("e")
    year = curator.get_by_label("Started", exact=True)
    year.fill("20155")
    curator.get_by_role("button", name="Accept with edits").click()
    expect(year).to_be_focused()
    expect(year).to_have_attribute("aria-invalid", "true")
    expect(year.locator("..")).to_contain_text("four digits")
    curator.reload()
    expect(year).to_have_value("20155", timeout=START_TIMEOUT_MS)
    year.fill("2015")
    curator.get_by_role("button", name="Accept with edits").click()
    said(curator, "Accepted: To be edited.")
    assert httpx.get(f"{open_site}/api/v1/initiatives/to-be-edited").json()["year_started"] == 2015


def test_a_correction_says_in_words_what_differs_and_its_history_can_be_read_and_rolled_back(
    curator: Page, browser: Browser, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site, sent["corrected"])
    row = submission(curator).get_by_role("row").filter(has_text="Ended").filter(has_text="2016")
    expect(row).to_contain_text("added")
    expect(submission(curator).get_by_role("group", name="Map:")).to_be_visible()
    curator.keyboard.press("c")
    said(curator, "Checked today")
    assert httpx.get(f"{open_site}/api/v1/initiatives/{CITY}").json()["last_checked"]
    curator.keyboard.press("z")
    said(curator, "Undone")
    assert httpx.get(f"{open_site}/api/v1/initiatives/{CITY}").json()["last_checked"] is None
    curator.keyboard.press("a")
    said(curator, "Accepted")
    curator.goto(f"{open_site}/?id={CITY}")
    history = curator.locator("ol.history")
    expect(history).to_be_attached(timeout=START_TIMEOUT_MS)
    history.scroll_into_view_if_needed()
    expect(history.get_by_role("listitem").filter(has_text="2016")).to_contain_text("by a curator")
    assert history.get_by_role("button").count() == 0
    with browser.new_context() as other:
        admin = sign_in(other, open_site, "eve")
        admin.on("dialog", lambda dialog: dialog.accept())
        desk(admin, open_site)  # only a browser that has worked at the desk asks who is signed in
        expect(admin.get_by_role("region", name="Queue")).to_be_visible(timeout=START_TIMEOUT_MS)
        admin.goto(f"{open_site}/?id={CITY}")
        admin.locator("ol.history").scroll_into_view_if_needed(timeout=START_TIMEOUT_MS)
        admin.get_by_role("button", name="Go back to the state of").first.click()
        expect(admin.get_by_text("Put back.")).to_be_visible()
    assert httpx.get(f"{open_site}/api/v1/initiatives/{CITY}").json()["year_ended"] is None


def test_all_spam_of_a_search_is_declined_at_once_and_can_come_back(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site)
    curator.get_by_label("Search the queue").fill("Cheap watches")
    expect(curator.get_by_role("region", name="Queue")).to_contain_text("55 submissions")
    curator.get_by_label("Select this page").check()
    curator.get_by_role("button", name="Select all 55").click()
    curator.get_by_role("button", name="Decline 55").click()
    said(curator, "Declined 55.")
    expect(curator.get_by_role("heading", name="Nothing matches")).to_be_visible()
    assert state_of(curator, open_site, sent["spam54"]) == "declined"
    curator.keyboard.press("z")
    said(curator, "Undone")
    expect(curator.get_by_role("region", name="Queue")).to_contain_text("55 submissions")


def test_hostile_texts_are_shown_as_they_were_sent_and_run_nowhere(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    asked: list[str] = []
    curator.on("request", lambda request: asked.append(request.url))
    curator.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    desk(curator, open_site, sent["hostile"])
    expect(submission(curator).get_by_role("heading", level=2)).to_have_text(f"{HOSTILE} name")
    for label in ("Organisations", "Summary", "City", "Region", "Street address", "Partners"):
        row = (
            submission(curator).get_by_role("row").filter(has=curator.get_by_role("rowheader", name=label, exact=True))
        )
        expect(row.get_by_role("cell")).to_have_text(HOSTILE)
    expect(curator.get_by_role("region", name="Queue").get_by_text(f"{HOSTILE} name")).to_be_visible()
    curator.keyboard.press("e")
    expect(curator.get_by_label("Summary")).to_have_value(HOSTILE)
    curator.keyboard.press("Escape")
    assert submission(curator).locator("img, script:not([src])").count() == 0
    assert curator.evaluate("window.hits") == 0
    assert [url for url in asked if not url.startswith((open_site, "data:", "blob:"))] == []


def test_on_a_phone_queue_and_submission_are_two_screens_that_fit(
    browser: Browser, open_site: str, sent: dict[str, int]
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as phone:
        page = sign_in(phone, open_site)
        desk(page, open_site)
        page.get_by_role("button", name="To be asked about").tap()
        expect(submission(page).get_by_role("heading", name="To be asked about")).to_be_visible()
        expect(page.get_by_role("region", name="Queue")).to_be_hidden()
        small = "all => all.filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.textContent)"
        assert (
            submission(page)
            .locator("button, a, input, summary")
            .and_(page.locator(":not(.place-map *)"))
            .evaluate_all(small)
            == []
        )
        page.get_by_role("button", name="Ask").tap()
        page.get_by_role("button", name="Cancel").tap()
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
        page.get_by_role("button", name="Queue").tap()
        expect(page.get_by_role("button", name="To be asked about")).to_be_focused()
        assert state_of(page, open_site, sent["asked"]) == "received"


def test_one_field_of_many_entries_changes_after_a_look_and_comes_back(curator: Page, open_site: str) -> None:
    curator.goto(f"{open_site}/desk?tab=bulk")
    entries = curator.get_by_role("textbox", name="Entries")
    expect(entries).to_be_visible(timeout=START_TIMEOUT_MS)
    curator.get_by_label("Field").select_option("status")
    curator.get_by_label("New value").select_option("planned")
    curator.get_by_role("button", name="Show what would change").click()
    expect(curator.get_by_role("alert")).to_contain_text("Without a filter")
    query = "programme=Cities+of+Learning&country=US"
    total = httpx.get(f"{open_site}/api/v1/initiatives?{query}").json()["total"]
    entries.fill(f"{open_site}/?{query}")
    curator.get_by_role("button", name="Show what would change").click()
    curator.get_by_role("button", name=f"Change {total}").click()
    said(curator, f"Changed Status of {total}.")
    soon(open_site, f"{query}&status=planned", total)
    curator.get_by_role("button", name="Undo").click()
    said(curator, "Undone")
    soon(open_site, f"{query}&status=planned", 0)


def test_every_column_that_can_be_proposed_can_be_edited(curator: Page, open_site: str, sent: dict[str, int]) -> None:
    desk(curator, open_site, sent["after"])
    curator.keyboard.press("e")
    ids = submission(curator).locator("[id^=edit-]").evaluate_all("all => all.map(one => one.id)")
    editable = {each.removeprefix("edit-").split("-")[0] for each in ids}
    assert editable == set(COLUMNS) - {"id", "added", "updated"}


def clean_in_both_themes(page: Page) -> None:
    """Have axe look at what is shown, light and dark."""
    page.evaluate(AXE_SCRIPT)
    for scheme in THEMES:
        in_theme(page, scheme)
        until(page, lambda: page.evaluate(RUN_AXE), wanted=[])


def test_axe_finds_nothing_on_the_sign_in_page_and_on_decisions(page: Page, open_site: str) -> None:
    page.goto(f"{open_site}/signin")
    expect(page.get_by_label("Name")).to_be_visible(timeout=START_TIMEOUT_MS)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Type your name")
    clean_in_both_themes(page)
    page.goto(f"{open_site}/decisions")
    expect(page.get_by_role("status").filter(has_text="decision")).to_be_visible(timeout=START_TIMEOUT_MS)
    clean_in_both_themes(page)


def test_axe_finds_nothing_on_the_desk_from_queue_to_conflict_to_empty(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site)
    clean_in_both_themes(curator)
    number = sent["conflict"]
    desk(curator, open_site, number)
    expect(submission(curator).get_by_role("group", name="Map:")).to_be_visible()
    clean_in_both_themes(curator)
    curator.keyboard.press("d")
    curator.get_by_label("Another reason").check()
    curator.get_by_role("form", name="Decline").get_by_role("button", name="Decline").click()
    expect(curator.get_by_role("form", name="Decline").get_by_role("alert")).to_contain_text("Say what the reason is")
    curator.get_by_label("Spam", exact=True).check()
    body = {"version": 1, "question": "Where?"}
    asked = curator.request.post(
        f"{open_site}/api/v1/desk/submissions/{number}/ask", data=body, headers={"Origin": open_site}
    )
    assert asked.ok
    curator.get_by_role("form", name="Decline").get_by_role("button", name="Decline").click()
    expect(submission(curator).get_by_role("alert").first).to_contain_text("What you typed is kept")
    expect(curator.get_by_label("Spam", exact=True)).to_be_checked()
    clean_in_both_themes(curator)
    curator.get_by_role("button", name="Cancel").click()
    curator.keyboard.press("e")
    clean_in_both_themes(curator)
    desk(curator, open_site)
    curator.get_by_label("State").select_option("withdrawn")
    expect(curator.get_by_role("heading", name="Nothing here")).to_be_visible()
    clean_in_both_themes(curator)


def test_what_others_send_meanwhile_comes_into_an_open_queue(curator: Page, open_site: str) -> None:
    desk(curator, open_site)
    curator.get_by_label("Search the queue").fill("Sent meanwhile")
    expect(curator.get_by_role("heading", name="Nothing matches")).to_be_visible()
    send(open_site, [new("Sent meanwhile")])
    curator.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as after a look at another tab
    expect(curator.get_by_role("button", name="Sent meanwhile")).to_be_visible()


def decisions_of(page: Page) -> list[str]:
    """Return a list that gains the address of each decision the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def test_nothing_is_decided_about_a_submission_that_is_not_in_sight_yet(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    desk(curator, open_site, sent["after"])
    held: list[Route] = []
    curator.route(f"**/desk/submissions/{sent['asked']}", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks the function
    decisions = decisions_of(curator)
    curator.get_by_role("button", name="To be asked about").click()
    until(curator, lambda: len(held), wanted=1)
    curator.keyboard.press("a")
    curator.keyboard.press("e")
    curator.keyboard.press("d")
    submission(curator).get_by_role("button", name="Accept").click()
    held[0].continue_()
    expect(submission(curator).get_by_role("heading", name="To be asked about")).to_be_focused()
    assert curator.get_by_role("form").count() == 0
    assert decisions == []
    curator.keyboard.press("d")
    expect(curator.get_by_role("form", name="Decline")).to_be_visible()


def test_what_changed_since_it_was_selected_is_selected_no_more_and_the_focus_stays(
    curator: Page, open_site: str, sent: dict[str, int]
) -> None:
    number = sent["spam54"]
    desk(curator, open_site)
    curator.get_by_label("Search the queue").fill("Cheap watches 54")
    queue = curator.get_by_role("region", name="Queue")
    expect(queue).to_contain_text("1 submission")
    box = curator.get_by_label(f"Select number {number}")
    box.check()
    box.focus()
    origin = {"Origin": open_site}
    version = curator.request.get(f"{open_site}/api/v1/desk/submissions/{number}").json()["version"]
    body = {"version": version, "reason": "spam", "words": ""}
    declined = curator.request.post(
        f"{open_site}/api/v1/desk/submissions/{number}/decline", data=body, headers=origin
    ).json()
    undone = curator.request.post(
        f"{open_site}/api/v1/desk/undo", data={"decisions": [declined["decision"]]}, headers=origin
    )
    assert undone.ok, undone.text()
    curator.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(queue).to_contain_text("1 changed meanwhile, not selected any more")
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()


def test_an_undo_takes_back_only_what_was_done_before_it(curator: Page, open_site: str) -> None:
    curator.goto(f"{open_site}/desk?tab=gaps")
    curator.get_by_label("Never checked").check(timeout=START_TIMEOUT_MS)
    checks = curator.get_by_role("button", name="Checked today: ")
    expect(checks.first).to_be_visible()
    names = [checks.nth(place).get_attribute("aria-label") or "" for place in range(2)]
    held: list[Route] = []
    curator.route("**/desk/entries/*/uncheck", lambda route: held.append(route), times=1)  # noqa: PLW0108  # as above
    curator.get_by_role("button", name=names[0], exact=True).click()
    said(curator, f"{names[0]}.")
    curator.get_by_role("button", name="Undo").click()
    until(curator, lambda: len(held), wanted=1)
    curator.get_by_role("button", name=names[1], exact=True).click()
    said(curator, f"{names[1]}.")
    with curator.expect_response("**/desk/gaps*"):  # as it was: the list is read again
        held[0].continue_()
    decisions = decisions_of(curator)
    undo = curator.get_by_role("button", name="Undo")
    expect(undo).to_be_enabled()
    said(curator, f"{names[1]}.")
    assert decisions == []
    undo.click()
    said(curator, "Undone")


def test_a_desk_that_nobody_uses_asks_nothing_until_somebody_is_back(curator: Page, open_site: str) -> None:
    desk(curator, open_site)
    asked: list[str] = []
    curator.on("request", lambda request: asked.append(request.url) if "/desk/queue" in request.url else None)
    curator.evaluate("(now => { Date.now = () => now + 16 * 60_000; })(Date.now())")
    curator.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert asked == []
    curator.mouse.move(100, 100)
    until(curator, lambda: len(asked), wanted=1)


def test_a_bulk_edit_changes_what_was_shown_and_not_what_was_typed_meanwhile(curator: Page, open_site: str) -> None:
    curator.goto(f"{open_site}/desk?tab=bulk")
    expect(curator.get_by_role("textbox", name="Entries")).to_be_visible(timeout=START_TIMEOUT_MS)
    curator.get_by_role("textbox", name="Entries").fill("?programme=Cities+of+Learning&country=US")
    curator.get_by_label("Field").select_option("status")
    curator.get_by_label("New value").select_option("planned")
    held: list[Route] = []
    curator.route("**/desk/bulk", lambda route: held.append(route), times=1)  # noqa: PLW0108  # as above
    curator.get_by_role("button", name="Show what would change").click()
    until(curator, lambda: len(held), wanted=1)
    curator.get_by_label("New value").select_option("ended")
    with curator.expect_response("**/desk/bulk"):
        held[0].continue_()
    curator.wait_for_timeout(200)
    expect(curator.get_by_role("heading", name="What would change")).to_be_hidden()


def test_a_store_that_cannot_be_read_is_no_word_about_saving(curator: Page, open_site: str) -> None:
    curator.route("**/desk/me", lambda route: route.fulfill(status=503, json={}))
    curator.goto(f"{open_site}/desk")
    expect(curator.get_by_text("does not answer now; try again in a moment")).to_be_visible(timeout=START_TIMEOUT_MS)
    expect(curator.get_by_text("saved")).to_be_hidden()
