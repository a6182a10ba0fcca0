"""Contributing over HTTP: the same rules for forms and programs, and nothing personal in any answer."""

import io
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from contributor import CANARY, Clock, Contributor, new
from pydantic import TypeAdapter
from starlette.applications import Starlette

from directory.api import api_routes, contributing
from directory.bootstrap import Services
from directory.model.errors import TryLater
from directory.settings import Settings
from directory.store import Author, Store, directory, queue
from directory.store.ledger import AuthorKind

EXISTING = "chicago-city-of-learning"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(tmp_path: Path, services: Services, clock: Clock) -> Iterator[SimpleNamespace]:
    """The real directory, with a store of its own that has one entry."""
    store = Store.open(f"sqlite:///{tmp_path / 'directory.sqlite'}", clock=clock)
    with store.write() as writing:
        initiative = services.catalogue.get(EXISTING).initiative
        directory.put_initiative(writing, initiative, author=Author(AuthorKind.FILE))
    yield SimpleNamespace(
        settings=Settings(state_dir=tmp_path),
        store=store,
        catalogue=services.catalogue,
        gazetteer=services.gazetteer,
        status=services.status,
        refresh=lambda: None,
    )
    store.close()


@pytest.fixture
def contributor(portal: BlockingPortal, place: SimpleNamespace, clock: Clock) -> Contributor:
    return Contributor(portal, Starlette(routes=api_routes(place)), clock)


def keys(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {(issue["key"], issue["code"]) for issue in answer.json()["issues"]}


def fits(model: Any, answer: httpx.Response) -> bool:  # noqa: ANN401  # a model
    assert answer.headers["cache-control"] == "no-store"
    return bool(TypeAdapter(model).validate_json(answer.content))


def test_submission_is_acknowledged_followed_and_acknowledged_again(contributor: Contributor) -> None:
    sent = contributor.send(new(), key="one-and-the-same-key", email=CANARY)
    assert sent.status_code == 201
    assert fits(contributing.ReceiptGiven, sent)
    receipt = sent.json()["receipt"]
    assert sent.json()["path"] == f"/receipt?key={receipt}"
    again = contributor.send(new(), key="one-and-the-same-key", email=CANARY)
    assert (again.status_code, again.json()) == (200, sent.json())
    state = contributor.follow(receipt)
    assert fits(contributing.ReceiptState, state)
    assert state.json()["place_in_queue"] == 1
    assert state.json()["proposal"]["initiative"] == new()["initiative"]


def test_same_key_with_other_content_is_a_conflict(contributor: Contributor) -> None:
    contributor.send(new(), key="one-and-the-same-key")
    answer = contributor.send(new(name="Other"), key="one-and-the-same-key")
    assert answer.status_code == 409
    assert "make a new key" in answer.json()["detail"]


def test_receipt_lets_edit_withdraw_and_erase(contributor: Contributor) -> None:
    receipt = contributor.send(new(), email=CANARY).json()["receipt"]
    edited = contributor.follow(receipt, "PUT", json={"version": 1, "proposal": new(name="Better")})
    assert edited.json()["version"] == 2
    assert contributor.follow(receipt, "PUT", json={"version": 1, "proposal": new()}).status_code == 409
    erased = contributor.follow(receipt, "DELETE", "/receipt/contact")
    assert (erased.json()["has_contact"], erased.json()["may"]) == (False, ["edit", "withdraw"])
    answer = contributor.follow(receipt, "POST", "/receipt/answer", json={"version": 2, "answer": "Nobody asked"})
    assert answer.status_code == 409
    withdrawn = contributor.follow(receipt, "POST", "/receipt/withdraw", json={"version": 2})
    assert (withdrawn.json()["state"], withdrawn.json()["may"]) == ("withdrawn", [])


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "A" * 5_000])
def test_wrong_receipt_is_not_found(contributor: Contributor, secret: str) -> None:
    for method, path, body in (
        ("GET", "/receipt", {}),
        ("PUT", "/receipt", {"json": {"version": 1, "proposal": new()}}),
        ("POST", "/receipt/withdraw", {"json": {"version": 1}}),
        ("DELETE", "/receipt/contact", {}),
    ):
        answer = contributor.follow(secret, method, path, **body)
        assert answer.status_code == 404
        assert "receipt" in answer.json()["detail"]


def test_check_says_everything_and_stores_nothing(contributor: Contributor, place: SimpleNamespace) -> None:
    row = contributor.ask("GET", f"/initiatives/{EXISTING}/row")
    assert fits(contributing.Row, row)
    proposal = {
        "kind": "correction",
        "target": EXISTING,
        "base_revision": row.json()["revision"],
        "initiative": row.json()["row"] | {"status": "ended"},
    }
    before = place.store.file.read_bytes()
    checked = contributor.ask("POST", "/submissions/check", json=proposal)
    assert fits(contributing.CheckAnswer, checked)
    assert checked.json()["difference"] == [
        {"column": "status", "label": "Status", "before": "Unknown", "after": "Ended"}
    ]
    assert checked.json()["item"]["id"] == EXISTING
    assert checked.json()["position"]["precision"] == "city"
    double = contributor.ask(
        "POST", "/submissions/check", json=new(name="Chicago City of Learning", city="", country="")
    )
    assert [each["reasons"] for each in double.json()["doubles"]] == [["Same name"]]
    there = new(name="Chicago City of Learning", city="Chicago", region="Illinois", country="US")
    double = contributor.ask("POST", "/submissions/check", json=there)
    assert [each["id"] for each in double.json()["doubles"]] == [EXISTING]
    assert place.store.file.read_bytes() == before


def test_issues_name_their_place_and_do_not_repeat_the_input(contributor: Contributor) -> None:
    proposal = new(year_started="soon-4711") | {"links": [{"relation": "part_of", "other_id": "nobody-4711"}]}
    answer = contributor.send(proposal, email="no-address-4711")
    assert answer.status_code == 400
    assert keys(answer) == {
        ("initiative.year_started", "not-a-year"),
        ("links.0.other_id", "unknown-id"),
        ("contact.email", "bad-email"),
    }
    assert "4711" not in answer.text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"proposal": {"kind": "wish"}}, {("kind", "enum")}),
        ({"proposal": new() | {"links": [{"a": 1}]}}, {("links.0.relation", "missing"), ("links.0.other_id", "missing"), ("links.0.a", "extra-forbidden")}),  # noqa: E501
        ({"proposal": new() | {"base_revision": 2**70}}, {("base_revision", "less-than-equal")}),
        ({"proposal": new(), "contact": {"email": 3}}, {("contact.email", "string-type")}),
        ({"proposal": new(), "admin": True}, {("admin", "extra-forbidden")}),
        ([], {("", "model-attributes-type")}),
    ],
)  # fmt: skip
def test_body_of_another_shape_is_refused_at_its_place(
    contributor: Contributor, body: object, expected: set[tuple[str, str]]
) -> None:
    answer = contributor.ask("POST", "/submissions", headers={"Idempotency-Key": "k" * 16}, json=body)
    assert answer.status_code == 400
    assert keys(answer) == expected


@pytest.mark.parametrize(
    "text",
    ['{"kind":"new","initiative":{"name":"\\ud800"}}', '{"kind":"new","initiative":{"\\udfff":""}}', "[" * 100_000, "\xff", "{", "NaN", '{"kind":"new","base_revision":' + "9" * 5_000 + "}"],  # noqa: E501
)  # fmt: skip
def test_broken_json_is_refused(contributor: Contributor, text: str) -> None:
    json_type = {"Content-Type": "application/json"}
    answer = contributor.ask("POST", "/submissions/check", headers=json_type, content=text.encode("latin-1"))
    assert answer.status_code == 400


def test_other_content_types_are_refused_so_that_no_other_site_can_post(contributor: Contributor) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"Idempotency-Key": "k" * 16, **({"Content-Type": kind} if kind else {})}
        assert contributor.ask("POST", "/submissions", headers=headers, content=b"{}").status_code == 415
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert contributor.ask("OPTIONS", "/submissions", headers=asked).status_code == 400


def test_body_is_counted_while_it_is_read_and_refused_beyond_its_limit(contributor: Contributor) -> None:
    async def endless() -> Any:  # noqa: ANN401  # an async iterator
        for _ in range(1_000):
            yield b" " * 1_024

    headers = {"Idempotency-Key": "k" * 16, "Content-Type": "application/json"}
    answer = contributor.ask("POST", "/submissions", headers=headers, content=endless())
    assert answer.status_code == 413


def test_sixth_submission_of_a_network_waits_and_another_network_does_not(
    contributor: Contributor, portal: BlockingPortal, place: SimpleNamespace, clock: Clock
) -> None:
    app = Starlette(routes=api_routes(place))
    for number in range(5):
        forged = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": "for=1.1.1.1", "X-Real-IP": "1.1.1.1"}
        assert contributor.send(new(name=f"Programme {number}"), headers=forged).status_code == 201
    refused = contributor.send(new(name="One more"), headers={"X-Forwarded-For": "8.8.8.8"})
    assert refused.status_code == 429
    assert 3_000 < int(refused.headers["retry-after"]) <= 3_600
    neighbour = Contributor(portal, app, clock, address="192.0.2.200")
    assert neighbour.send(new(name="Same network")).status_code == 429
    other = Contributor(portal, app, clock, address="198.51.100.7")
    assert other.send(new(name="Another network")).status_code == 201


def test_too_quick_a_form_is_told_to_wait(contributor: Contributor) -> None:
    token = contributor.ask("GET", "/submissions/form").json()["token"]
    answer = contributor.send(new(), token=token + "x")
    assert keys(answer) == {("token", "bad-token")}
    token = contributor.ask("GET", "/submissions/form").json()["token"]
    body = {"token": token, "proposal": new()}
    answer = contributor.ask("POST", "/submissions", headers={"Idempotency-Key": "k" * 16}, json=body)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")


def test_bot_in_the_trap_learns_nothing(contributor: Contributor, place: SimpleNamespace) -> None:
    answer = contributor.send(new(), trap="http://spam.example")
    assert (answer.status_code, answer.json()["state"]) == (201, "received")
    assert fits(contributing.ReceiptGiven, answer)
    with place.store.read() as connection:
        assert queue.page(connection)[0] == 0


def test_checks_are_limited_by_network(contributor: Contributor) -> None:
    statuses = [contributor.ask("POST", "/submissions/check", json=new()).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]


def test_double_clicks_at_the_same_time_are_one_submission(contributor: Contributor, place: SimpleNamespace) -> None:
    tokens = [contributor.token() for _ in range(20)]

    def click(token: str) -> tuple[int, str]:
        answer = contributor.send(new(), key="one-and-the-same-key", token=token)
        return answer.status_code, answer.json()["receipt"]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(click, tokens))
    assert sorted(status for status, _ in answers) == [200] * 19 + [201]
    assert len({receipt for _, receipt in answers}) == 1
    with place.store.read() as connection:
        assert queue.page(connection)[0] == 1


class _Away:
    """A store that can be read and not written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self) -> object:
        raise TryLater("the disk is full", retry_after_s=5)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_store_that_cannot_be_written_says_not_saved_and_the_same_can_be_sent_again(
    portal: BlockingPortal, place: SimpleNamespace, clock: Clock, contributor: Contributor
) -> None:
    contributor.send(new(name="Makes the keys"))
    broken = SimpleNamespace(**{**vars(place), "store": _Away(place.store)})
    unlucky = Contributor(portal, Starlette(routes=api_routes(broken)), clock)
    token = contributor.token()
    answer = unlucky.send(new(), key="one-and-the-same-key", token=token)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["detail"] == "Not saved. Nothing you typed is lost; try again."
    assert contributor.send(new(), key="one-and-the-same-key", token=token).status_code == 201


def test_canary_address_is_in_no_answer_and_no_log(contributor: Contributor, place: SimpleNamespace) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        sent = contributor.send(new(), email=CANARY, key="one-and-the-same-key")
        receipt = sent.json()["receipt"]
        answers = [
            sent,
            contributor.send(new(), email=CANARY, key="one-and-the-same-key"),
            contributor.send(new(name="Other"), email=CANARY, key="one-and-the-same-key"),
            contributor.send(new(name=""), email=CANARY),
            contributor.send(new(), email=f"{CANARY}, x@y"),
            contributor.follow(receipt),
            contributor.follow(receipt, "PUT", json={"version": 1, "proposal": new(name="Edited")}),
            *(contributor.ask("GET", path) for path in ("/initiatives.csv", "/initiatives.geojson", "/decisions")),
            contributor.follow(receipt, "DELETE", "/receipt/contact"),
        ]
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    for answer in answers:
        assert "canary" not in answer.text + str(answer.headers) + str(answer.url)
    assert "canary" not in log.getvalue()
    assert receipt not in log.getvalue()
    with place.store.read() as connection:
        assert queue.page(connection)[0] == 1


def test_row_of_an_entry_that_is_not_there_is_not_found(contributor: Contributor) -> None:
    for id_ in ("nobody", "%00", "%ED%A0%80", "a" * 500):
        assert contributor.ask("GET", f"/initiatives/{id_}/row").status_code == 404
