"""The desk over HTTP: the shapes its page relies on, who may ask, and what never leaves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from desk_bench import CANARY, Bench
from desk_browser import DeskBrowser

from directory.model.submission import ProposedLink, SubmissionKind
from directory.services import accounts
from directory.services.checking import PROPOSED
from directory.store.people import DeskRole

DESK = "/api/v1/desk"
GETS = ("/me", "/queue", "/submissions/1", "/doubles", "/gaps?kind=unchecked")
POSTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/submissions/1/accept", {"version": 1}),
    ("/submissions/1/decline", {"version": 1, "reason": "spam", "words": ""}),
    ("/submissions/1/ask", {"version": 1, "question": "Since when?"}),
    ("/submissions/1/merge", {"version": 1, "into": "alpha"}),
    ("/decline", {"items": [{"number": 1, "version": 1}], "reason": "spam", "words": ""}),
    ("/undo", {"decisions": [1]}),
    ("/entries/alpha/check", {}),
    ("/entries/alpha/uncheck", {"position": 2}),
    ("/entries/alpha/merge", {"into": "beta"}),
    ("/entries/alpha/rollback", {"position": 2}),
    ("/bulk", {"query": "status=active", "column": "status", "value": "ended", "apply": False}),
)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.services.close()


@pytest.fixture
def visitor(portal: BlockingPortal, bench: Bench) -> DeskBrowser:
    return DeskBrowser(portal, bench)


@pytest.fixture
def curator(portal: BlockingPortal, bench: Bench) -> DeskBrowser:
    browser = DeskBrowser(portal, bench)
    browser.enter(bench.curator)
    return browser


@pytest.fixture
def other(portal: BlockingPortal, bench: Bench) -> DeskBrowser:
    browser = DeskBrowser(portal, bench)
    browser.enter(bench.other)
    return browser


def decide(browser: DeskBrowser, number: int, verb: str, **body: object) -> Any:  # noqa: ANN401  # JSON
    return browser.post(f"{DESK}/submissions/{number}/{verb}", {"version": 1, **body})


# Who may.


def test_a_visitor_is_told_to_sign_in_whatever_they_ask(visitor: DeskBrowser, bench: Bench) -> None:
    bench.new()
    for path in GETS:
        assert visitor.get(DESK + path).status_code == 401, path
    for path, body in POSTS:
        answer = visitor.post(DESK + path, body)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json"), path
    assert bench.is_published("alpha")


def test_a_session_ends_with_the_account_and_a_role_with_the_next_action(
    curator: DeskBrowser, bench: Bench, portal: BlockingPortal
) -> None:
    admin = DeskBrowser(portal, bench)
    admin.enter(bench.admin)
    back = {"position": bench.revision("alpha")}
    assert admin.post(f"{DESK}/entries/alpha/rollback", back).status_code == 200
    accounts.set_role(bench.store, "Ada", DeskRole.CURATOR)
    refused = admin.post(f"{DESK}/entries/alpha/rollback", back)
    assert (refused.status_code, refused.json()["detail"]) == (403, "Only an admin may do this.")
    accounts.disable(bench.store, "Cora")
    assert curator.get(f"{DESK}/me").status_code == 401


def test_every_unsafe_request_says_where_it_comes_from(curator: DeskBrowser, bench: Bench) -> None:
    bench.new()
    for path, body in POSTS:
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert curator.post(DESK + path, body, headers=headers).status_code == 403, path
    assert bench.is_published("alpha")


def test_no_answer_of_the_desk_is_kept_by_anybody(curator: DeskBrowser, bench: Bench) -> None:
    bench.new()
    for path in GETS:
        answer = curator.get(DESK + path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path


# Shapes.


def test_the_queue_has_what_its_page_shows(curator: DeskBrowser, bench: Bench) -> None:
    bench.new()
    told = curator.get(f"{DESK}/queue?state=received&kind=new&q=delta&page=1").json()
    assert set(told) == {"total", "page", "pages", "counts", "items"}
    assert told["counts"]["received"] == 1
    assert told["items"] == [
        {
            "number": 1,
            "kind": "new",
            "state": "received",
            "title": "Delta Badges",
            "target": "",
            "place": "Lyon, France",
            "received_at": "2026-11-23T09:00:00.000000Z",
            "age_words": "less than a minute",
            "version": 1,
            "doubles": 0,
        }
    ]


def test_a_submission_has_what_its_page_shows(curator: DeskBrowser, bench: Bench) -> None:
    links = (ProposedLink(relation="part_of", other_id="gamma"),)
    submission = bench.correction(name="Alpha", links=links)
    told = curator.get(f"{DESK}/submissions/{submission.number}").json()
    assert set(told) == {
        "number",
        "kind",
        "state",
        "version",
        "title",
        "received_at",
        "proposal",
        "message",
        "question",
        "answer",
        "has_contact",
        "current",
        "current_revision",
        "base_revision",
        "merged",
        "conflicts",
        "changed_meanwhile",
        "difference",
        "links",
        "issues",
        "doubles",
        "position",
        "place_words",
        "sources",
        "website",
        "history",
    }
    assert told["current"]["name"] == "Alpha Badges"
    assert told["merged"]["name"] == "Alpha"
    assert told["current_revision"] == bench.revision("alpha")
    assert told["difference"] == [{"column": "name", "label": "Name", "before": "Alpha Badges", "after": "Alpha"}]
    assert told["links"][0]["name"] == "Gamma Badges"
    assert told["position"]["precision"] == "city"
    assert told["place_words"] == "Chicago, Illinois, United States"
    assert told["sources"][0] == {
        "kind": "live",
        "text": "https://source.example/1",
        "href": "https://source.example/1",
        "host": "source.example",
    }
    assert told["history"] == [{"at": "2026-11-23T09:00:00.000000Z", "author": "contributor", "words": "Received"}]


def test_decisions_name_what_undoes_them_and_what_comes_next(curator: DeskBrowser, bench: Bench) -> None:
    first, second = bench.new(), bench.new(name="Epsilon")
    accepted = decide(curator, first.number, "accept").json()
    assert (accepted["entry_id"], accepted["next"]) == ("delta-badges", second.number)
    assert curator.get("/api/v1/initiatives/delta-badges").status_code == 200
    undone = curator.post(f"{DESK}/undo", {"decisions": [accepted["decision"]]})
    assert undone.status_code == 200
    assert curator.get("/api/v1/initiatives/delta-badges").status_code == 404
    assert decide(curator, second.number, "ask", question="Since when?").json()["decision"] is None


def test_edits_beside_the_record_go_through(curator: DeskBrowser, bench: Bench) -> None:
    submission = bench.correction(name="Alpha")
    told = curator.get(f"{DESK}/submissions/{submission.number}").json()
    row = {column: told["merged"][column] for column in PROPOSED} | {"summary": "Edited."}
    body = {"row": row, "current_revision": told["current_revision"], "words": "Shortened."}
    assert decide(curator, submission.number, "accept", **body).status_code == 200
    assert (bench.row("alpha")["name"], bench.row("alpha")["summary"]) == ("Alpha", "Edited.")


def test_the_second_curator_gets_a_conflict_with_what_changed(
    curator: DeskBrowser, other: DeskBrowser, bench: Bench
) -> None:
    submission = bench.new()
    assert decide(other, submission.number, "decline", reason="spam").status_code == 200
    for verb, body in (("accept", {}), ("decline", {"reason": "spam"}), ("merge", {"into": "alpha"})):
        answer = decide(curator, submission.number, verb, **body)
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["changed"] == [
            {"column": "state", "label": "Submission", "before": "As you saw it", "after": "Declined (Spam)"}
        ]


def test_a_column_that_two_changed_is_named_at_its_field(curator: DeskBrowser, bench: Bench) -> None:
    one, two = bench.correction(name="One"), bench.correction(name="Two")
    assert decide(curator, two.number, "accept").status_code == 200
    answer = decide(curator, one.number, "accept")
    assert answer.status_code == 400
    assert [(issue["code"], issue["key"]) for issue in answer.json()["issues"]] == [("say-which", "row.name")]
    assert curator.get(f"{DESK}/submissions/{one.number}").json()["conflicts"] == ["name"]


def test_a_bulk_decline_is_one_answer(curator: DeskBrowser, bench: Bench) -> None:
    one, two = bench.new(), bench.new(name="Epsilon")
    items = [{"number": one.number, "version": 1}, {"number": two.number, "version": 7}]
    told = curator.post(f"{DESK}/decline", {"items": items, "reason": "spam", "words": ""}).json()
    assert (told["done"], told["conflicts"], len(told["decisions"])) == ([one.number], [two.number], 1)


def test_a_bulk_edit_is_shown_then_done(curator: DeskBrowser, bench: Bench) -> None:
    body = {"query": "?status=active&country=US", "column": "sector", "value": "Schools"}
    shown = curator.post(f"{DESK}/bulk", body).json()
    assert shown["changes"] == [{"id": "alpha", "name": "Alpha Badges", "before": "", "after": "Schools"}]
    assert bench.row("alpha")["sector"] == ""
    done = curator.post(f"{DESK}/bulk", {**body, "apply": True, "version": shown["version"]}).json()
    assert (done["total"], bench.row("alpha")["sector"]) == (1, "Schools")
    assert done["decision"]
    again = curator.post(f"{DESK}/bulk", {**body, "apply": True, "version": shown["version"]})
    assert again.status_code == 409


def test_a_bulk_edit_with_a_wrong_filter_is_refused_since_it_would_reach_further(curator: DeskBrowser) -> None:
    body = {"query": "status=active&from=soon", "column": "sector", "value": "Schools"}
    assert curator.post(f"{DESK}/bulk", body).status_code == 400


def test_work_lists_and_doubles_have_what_their_pages_show(curator: DeskBrowser, bench: Bench) -> None:
    twin = bench.new(name="Alpha Badges", city="Chicago", region="Illinois", country="US")
    decide(curator, twin.number, "accept")
    (pair,) = (
        item
        for item in curator.get(f"{DESK}/doubles").json()["items"]
        if {item["one"]["id"], item["other"]["id"]} == {"alpha", "alpha-badges"}
    )
    assert pair["reasons"] == ["Similar name, near by"]
    (gap,) = curator.get(f"{DESK}/gaps?kind=dead-website").json()["items"]
    assert gap["id"] == "beta"
    assert gap["website"]["kind"] == "unsafe"
    merged = curator.post(f"{DESK}/entries/alpha-badges/merge", {"into": "alpha"}).json()
    assert merged["entry_id"] == "alpha"
    checked = curator.post(f"{DESK}/entries/beta/check").json()
    assert (checked["entry_id"], checked["decision"]) == ("beta", None)
    back = {"position": checked["check"]}
    assert curator.post(f"{DESK}/entries/beta/uncheck", back).json() == {"entry_id": "beta"}
    assert curator.post(f"{DESK}/entries/beta/uncheck", back).status_code == 409


# In the open.


def test_everybody_reads_decisions_and_history_and_nobody_reads_who(
    curator: DeskBrowser, visitor: DeskBrowser, bench: Bench
) -> None:
    declined = bench.new(name="Hidden draft", contact=True)
    decide(curator, declined.number, "decline", reason="no-source")
    decide(curator, bench.correction(name="Alpha").number, "accept", words="Thank you.")
    told = visitor.get("/api/v1/decisions?outcome=declined").json()
    assert told["items"] == [
        {
            "number": declined.number,
            "position": told["items"][0]["position"],
            "date": "2026-11-23",
            "kind": "new",
            "entry": None,
            "outcome": "declined",
            "outcome_words": "Declined",
            "reason": "no-source",
            "reason_words": "No source could be found",
            "words": "",
            "author": "curator",
        }
    ]
    assert visitor.get("/api/v1/decisions?entry=alpha").json()["items"][0]["entry"] == {"id": "alpha", "name": "Alpha"}
    history = visitor.get("/api/v1/initiatives/alpha/history").json()["items"]
    assert [step["words"] for step in history] == ["Checked", "Changed", "Added"]
    assert history[1]["difference"] == [{"column": "name", "label": "Name", "before": "Alpha Badges", "after": "Alpha"}]
    for answer in (visitor.get("/api/v1/decisions"), visitor.get("/api/v1/initiatives/alpha/history")):
        for private in ("Cora", "Hidden draft", CANARY):
            assert private not in answer.text


def test_no_answer_ever_holds_a_contributors_address(curator: DeskBrowser, visitor: DeskBrowser, bench: Bench) -> None:
    submission = bench.new(contact=True)
    seen = [curator.get(DESK + path).text for path in GETS]
    seen += [curator.get(f"{DESK}/queue?q={CANARY}").text]
    seen += [decide(curator, submission.number, "ask", question="Since when?").text]
    seen += [decide(curator, submission.number, "accept", version=2).text]
    seen += [curator.get(f"{DESK}/submissions/1").text, curator.get(f"{DESK}/queue?state=accepted").text]
    seen += [
        visitor.get(f"/api/v1/{path}").text
        for path in ("decisions", "initiatives/delta-badges/history", "initiatives", "initiatives.csv")
    ]
    assert len(seen) == 14
    assert not any(CANARY in text or "canary" in text for text in seen)
    assert curator.get(f"{DESK}/submissions/1").json()["has_contact"] is True


# What is no request.


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/submissions/1/accept", b"", 400),
        ("/submissions/1/accept", b"{}", 400),
        ("/submissions/1/accept", b'{"version": 1, "extra": 1}', 400),
        ("/submissions/1/accept", b'{"version": 1, "row": {"name": "\\ud800"}}', 400),
        ("/submissions/1/accept", b'{"version": 1, "row": {"name": "\\u0000"}}', 400),
        ("/submissions/1/accept", b'{"version": 99999999999999999999}', 400),
        ("/submissions/1/decline", b'{"version": 1, "reason": "spam", "words": "\\u0000"}', 400),
        ("/submissions/1/merge", b'{"version": 1, "into": "\\u0000"}', 400),
        ("/submissions/99/accept", b'{"version": 1}', 404),
        ("/submissions/99999999999999999999/accept", b'{"version": 1}', 400),
        ("/undo", b'{"decisions": [0]}', 400),
        ("/undo", b'{"decisions": [999]}', 404),
        ("/entries/nobody/check", b"{}", 404),
        ("/entries/NOBODY/check", b"{}", 400),
        ("/bulk", b'{"query": "q=%ff", "column": "status", "value": "x"}', 400),
        ("/decline", b'{"items": [{}], "reason": "spam"}', 400),
    ],
)
def test_what_cannot_be_done_is_a_problem_and_changes_nothing(
    curator: DeskBrowser, bench: Bench, path: str, content: bytes, status: int
) -> None:
    bench.new()
    before = bench.store.version()
    headers = {"Origin": "http://directory.test", "Content-Type": "application/json"}
    answer = curator.post(DESK + path, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert bench.store.version() == before


@pytest.mark.parametrize("query", ["state=open", "kind=x", "page=0", "page=x", "q=%00", "q=" + "x" * 2_000])
def test_a_wrong_question_to_the_queue_is_refused(curator: DeskBrowser, query: str) -> None:
    assert curator.get(f"{DESK}/queue?{query}").status_code == 400


@pytest.mark.parametrize(
    "path", ["decisions?kind=%00", "decisions?entry=X", "decisions?page=0", "initiatives/X/history"]
)
def test_a_wrong_question_in_the_open_is_refused(visitor: DeskBrowser, path: str) -> None:
    assert visitor.get(f"/api/v1/{path}").status_code == 400


def test_a_report_is_done_without_publishing(curator: DeskBrowser, bench: Bench) -> None:
    report = bench.about(SubmissionKind.REPORT)
    assert decide(curator, report.number, "accept").json()["entry_id"] == "alpha"
    assert curator.get(f"{DESK}/queue").json()["counts"]["accepted"] == 1
