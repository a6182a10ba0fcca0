"""The receipt in a real browser: its link alone leads back, and the contributor keeps the say over what was sent."""

import re

import httpx
import pytest
from desk_hand import PASSWORD
from form_hand import field, open_form, receipt, send, step
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser


def test_a_receipt_lets_its_holder_edit_erase_and_withdraw_and_its_key_is_in_no_address(
    page: Page, writing_site: str
) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill("To be followed")
    step(page, "Contact")
    field(page, "E-mail address").fill("somebody@example.org")
    page.get_by_role("checkbox", name="Write to me about this proposal").check()
    send(page)
    link = receipt(page)
    key = link.partition("key=")[2]
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/" in request.url:
            asked.append(request.url + (request.headers.get("referer") or ""))

    page.on("request", note)
    page.goto(link)
    expect(page.get_by_role("heading", name="To be followed")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("queue|next one"))).to_be_visible()
    page.get_by_role("button", name="Edit the proposal").click()
    field(page, "Name").fill("Edited afterwards")
    step(page, "Preview")
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("Your changes are saved.")).to_be_visible()
    expect(page.get_by_role("heading", name="Edited afterwards")).to_be_visible()
    page.get_by_role("button", name="Erase my e-mail address").click()
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_text("Your e-mail address is erased.")).to_be_visible()
    expect(page.get_by_role("button", name="Erase my e-mail address")).to_be_hidden()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Withdraw", exact=True)).to_be_focused()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("It is withdrawn.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit the proposal")).to_be_hidden()
    assert asked
    assert [url for url in asked if key in url] == []


@pytest.mark.parametrize("query", ["", "?key=cut-sho"])
def test_a_link_that_was_cut_short_gets_a_helpful_page(page: Page, site: str, query: str) -> None:
    page.goto(f"{site}/receipt{query}")
    expect(page.get_by_role("heading", name="Your receipt", level=1)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("exactly as you were given it|needs your receipt link"))).to_be_visible()
    expect(page.get_by_role("link", name="Add an initiative").last).to_be_visible()


def test_a_curators_question_is_answered_on_the_receipt_and_what_was_typed_survives_a_reload(
    page: Page, writing_site: str
) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill("To be asked about by a curator")
    send(page)
    link = receipt(page)
    bearer = {"Authorization": f"Bearer {link.partition('key=')[2]}"}
    told = page.request.get(f"{writing_site}/api/v1/receipt", headers=bearer).json()
    origin = {"Origin": writing_site}
    with httpx.Client(base_url=writing_site, headers=origin) as curator:
        assert curator.post("/signin", json={"name": "ada", "password": PASSWORD}).is_success
        question = {"version": told["version"], "question": "Since <b>when</b>?"}
        asked = curator.post(f"/api/v1/desk/submissions/{told['number']}/ask", json=question)
        assert asked.is_success, asked.text
    page.goto(link)
    expect(page.get_by_text("Since <b>when</b>?", exact=True)).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Send the answer").click()
    expect(field(page, "Your answer")).to_be_focused()
    field(page, "Your answer").fill("Since 2019.")
    page.reload()
    expect(field(page, "Your answer")).to_have_value("Since 2019.", timeout=30_000)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer has been sent.")).to_be_visible()
    expect(page.get_by_text("Received; a curator will look at it")).to_be_visible()
    assert page.request.get(f"{writing_site}/api/v1/receipt", headers=bearer).json()["answer"] == "Since 2019."


def test_an_answer_written_while_another_window_answered_is_shown_and_not_lost(page: Page, writing_site: str) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill("Asked about in two windows")
    send(page)
    link = receipt(page)
    asked_about(writing_site, link)
    page.goto(link)
    expect(field(page, "Your answer")).to_be_visible(timeout=30_000)
    other = page.context.new_page()
    other.goto(link)
    expect(field(other, "Your answer")).to_be_visible(timeout=30_000)
    field(other, "Your answer").fill("A long answer of the other window")
    field(page, "Your answer").fill("Since 2019.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer has been sent.")).to_be_visible()
    expect(page.get_by_role("heading", name="Written, but not sent")).to_have_count(0)
    other.get_by_role("button", name="Send the answer").click()
    expect(other.get_by_text("It has changed meanwhile")).to_be_visible()
    expect(other.get_by_text("A long answer of the other window", exact=True)).to_be_visible()
    other.reload()
    other.get_by_role("button", name="Put it away").click(timeout=30_000)
    expect(other.get_by_text("A long answer of the other window", exact=True)).to_have_count(0)


def asked_about(site: str, link: str) -> None:
    """Have a curator ask about the submission of a receipt."""
    bearer = {"Authorization": f"Bearer {link.partition('key=')[2]}"}
    told = httpx.get(f"{site}/api/v1/receipt", headers=bearer).json()
    with httpx.Client(base_url=site, headers={"Origin": site}) as curator:
        assert curator.post("/signin", json={"name": "ada", "password": PASSWORD}).is_success
        question = {"version": told["version"], "question": "Since when?"}
        assert curator.post(f"/api/v1/desk/submissions/{told['number']}/ask", json=question).is_success


def test_an_edit_outlives_a_question_asked_meanwhile_and_going_back_without_saving_discards_it(
    page: Page, writing_site: str
) -> None:
    open_form(page, writing_site)
    field(page, "Name").fill("Edited while asked about")
    send(page)
    link = receipt(page)
    page.goto(link)
    edit = page.get_by_role("button", name="Edit the proposal")
    edit.click(timeout=30_000)
    field(page, "Name").fill("Thrown away")
    page.get_by_role("button", name="Back without saving").click()
    edit.click()
    expect(field(page, "Name")).to_have_value("Edited while asked about")
    field(page, "Name").fill("Kept all the same")
    asked_about(writing_site, link)
    page.reload()
    edit.click(timeout=30_000)
    expect(field(page, "Name")).to_have_value("Kept all the same")
    page.get_by_role("button", name="Back without saving").click()
    page.get_by_role("textbox", name="Your answer").fill("Since 2019.")
    edit.click()
    field(page, "Name").fill("Saved over the answer")
    step(page, "Preview")
    body = {"version": 2, "answer": "Since 2019."}
    bearer = {"Authorization": f"Bearer {link.partition('key=')[2]}"}
    assert httpx.post(f"{writing_site}/api/v1/receipt/answer", headers=bearer, json=body).is_success
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("Your changes are saved.")).to_be_focused()
    expect(page.get_by_role("heading", name="Saved over the answer")).to_be_visible()
