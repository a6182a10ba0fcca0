"""What the holder of a receipt may do, and what is left when a contact is erased."""

import json

import pytest
from contribution_desk import CANARY, Site, correction, new
from databases import on_each_database
from sqlalchemy import select

from directory.model.errors import Conflict, InputRejected, NotFound, TooMany, TryLater
from directory.model.submission import State, SubmissionKind
from directory.services import receipt
from directory.services.receipt import CHANGES_PER_HOUR, Act
from directory.store import Author, queue, tombstones
from directory.store.ledger import AuthorKind, Kind, entries
from directory.store.queue import Event
from directory.store.scrub import scrub
from directory.store.tables import contacts

CURATOR = Author(AuthorKind.CURATOR, 1)


def ask(place: Site, number: int, question: str = "Since when?") -> None:
    with place.store.write() as writing:
        submission = queue.get(writing.connection, number)
        assert submission
        queue.change(writing, submission, event=Event.ASKED, author=CURATOR, state=State.WAITING, question=question)


def test_receipt_tells_state_place_in_the_queue_and_what_may_be_done(place: Site) -> None:
    place.send(new(name="First"))
    secret = place.send(new(name="Second"), email=CANARY).secret
    found = receipt.follow(place.store, secret)
    assert found.place_in_queue == 2
    assert found.state_words == "Received; a curator will look at it"
    assert found.outcome_words == ""
    assert found.may == (Act.EDIT, Act.WITHDRAW, Act.ERASE)


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "\ud800", "é" * 50])
def test_wrong_secret_finds_nothing(place: Site, secret: str) -> None:
    place.send(new())
    with pytest.raises(NotFound):
        receipt.follow(place.store, secret)


def test_secret_is_not_in_the_file(place: Site) -> None:
    secret = place.send(new()).secret
    assert place.store.file
    assert secret.encode() not in place.store.file.read_bytes()


@on_each_database
def test_edit_replaces_the_proposal_by_the_same_rules(place: Site) -> None:
    secret = place.send(new()).secret
    edited = receipt.edit(place, secret, version=1, proposal=new(name="A better name"))
    assert edited.submission.version == 2
    assert edited.submission.proposal.initiative["name"] == "A better name"
    with pytest.raises(InputRejected):
        receipt.edit(place, secret, version=2, proposal=new(name=""))
    with pytest.raises(InputRejected) as caught:
        receipt.edit(place, secret, version=2, proposal=correction(place, summary="x"))
    assert {issue.column for issue in caught.value.issues} == {"kind", "target"}


def test_change_to_an_older_version_is_a_conflict_and_changes_nothing(place: Site) -> None:
    secret = place.send(new()).secret
    receipt.edit(place, secret, version=1, proposal=new(name="Mine"))
    with pytest.raises(Conflict):
        receipt.edit(place, secret, version=1, proposal=new(name="Older"))
    with pytest.raises(Conflict):
        receipt.withdraw(place.store, secret, version=1)
    assert receipt.follow(place.store, secret).submission.proposal.initiative["name"] == "Mine"


@on_each_database
def test_withdrawn_submission_cannot_change_any_more(place: Site) -> None:
    secret = place.send(new()).secret
    withdrawn = receipt.withdraw(place.store, secret, version=1)
    assert (withdrawn.submission.state, withdrawn.may, withdrawn.place_in_queue) == (State.WITHDRAWN, (), None)
    assert withdrawn.outcome_words == "Withdrawn by you"
    with pytest.raises(Conflict):
        receipt.edit(place, secret, version=2, proposal=new())


@on_each_database
def test_answer_brings_the_submission_back_into_the_queue(place: Site) -> None:
    sent = place.send(new())
    assert sent.number
    with pytest.raises(Conflict):
        receipt.answer(place.store, sent.secret, version=1, text="Nobody asked")
    ask(place, sent.number)
    waiting = receipt.follow(place.store, sent.secret)
    assert (waiting.place_in_queue, waiting.may) == (None, (Act.EDIT, Act.WITHDRAW, Act.ANSWER))
    for text in ("  ", "\0", "x" * 4_001):
        with pytest.raises(InputRejected):
            receipt.answer(place.store, sent.secret, version=2, text=text)
    answered = receipt.answer(place.store, sent.secret, version=2, text="Since 2013.")
    assert (answered.submission.state, answered.submission.answer) == (State.RECEIVED, "Since 2013.")
    assert answered.place_in_queue == 1


@on_each_database
def test_each_change_is_in_the_ledger_and_their_number_is_bounded(place: Site) -> None:
    secret = place.send(new()).secret
    for version in range(1, CHANGES_PER_HOUR + 1):
        receipt.edit(place, secret, version=version, proposal=new(name=f"Name {version}"))
    with pytest.raises(TooMany):
        receipt.edit(place, secret, version=CHANGES_PER_HOUR + 1, proposal=new(name="Too many"))
    with place.store.read() as connection:
        events = [entry.body["event"] for entry in entries(connection) if entry.kind is Kind.SUBMISSION]
    assert events == ["received", *["edited"] * CHANGES_PER_HOUR]


def test_erased_address_is_gone_from_the_bytes_of_the_store_and_buried(place: Site) -> None:
    # So many that the table splits its pages, which leaves copies behind.
    for number in range(300):
        with place.store.write() as writing:
            submission = queue.add(
                writing,
                new(name=f"Programme {number}"),
                queue.Digests(f"key{number}", "content", f"receipt{number}"),
                origin="api",
            )
            queue.set_contact(writing, submission.number, queue.Contact(f"other{number}@example.net", "x"))
    sent = place.send(new(), email=CANARY)
    assert place.store.file
    folder = place.store.file.parent
    assert CANARY.encode() in b"".join(path.read_bytes() for path in folder.iterdir())
    erased = receipt.erase(place, sent.secret)
    assert not erased.has_contact
    assert Act.ERASE not in erased.may
    assert scrub(place.store)
    assert not scrub(place.store)
    assert CANARY.encode() not in b"".join(path.read_bytes() for path in folder.iterdir())
    with place.store.read() as connection:
        assert len(connection.execute(select(contacts)).all()) == 300
        *_, entry = entries(connection)
    assert (entry.kind, entry.subject, dict(entry.body)) == (Kind.ERASURE, str(sent.number), {})
    (stone,) = tombstones.read(place.settings.state_dir / tombstones.FILE)
    assert (stone.number, stone.at) == (sent.number, entry.at)


def test_what_cannot_be_written_down_is_not_erased_and_can_be_tried_again(place: Site) -> None:
    secret = place.send(new(), email=CANARY).secret
    file = place.settings.state_dir / tombstones.FILE
    file.mkdir()
    with pytest.raises(TryLater, match="was not erased"):
        receipt.erase(place, secret)
    assert receipt.follow(place.store, secret).has_contact
    file.rmdir()
    assert not receipt.erase(place, secret).has_contact


@on_each_database
def test_erasing_twice_is_no_second_entry(place: Site) -> None:
    secret = place.send(new(), email=CANARY).secret
    receipt.erase(place, secret)
    receipt.erase(place, secret)
    with place.store.read() as connection:
        assert sum(entry.kind is Kind.ERASURE for entry in entries(connection)) == 1


@on_each_database
def test_canary_address_is_in_its_table_only(place: Site) -> None:
    sent = place.send(new(), email=CANARY)
    receipt.edit(place, sent.secret, version=1, proposal=new(name="Edited"))
    with place.store.read() as connection:
        said = json.dumps([(entry.subject, str(entry.author), dict(entry.body)) for entry in entries(connection)])
        for table in contacts.metadata.sorted_tables:
            rows = repr(connection.execute(select(table)).all())
            assert ("canary" in rows) == (table is contacts), table.name
    assert "canary" not in said
    assert "canary" not in repr(receipt.follow(place.store, sent.secret))


def test_kind_of_a_receipt_is_the_kind_that_was_sent(place: Site) -> None:
    secret = place.send(correction(place, summary="A summary")).secret
    found = receipt.follow(place.store, secret).submission
    assert (found.kind, found.target_id) == (SubmissionKind.CORRECTION, "leeds-badges")
