"""Queue, limits and outbox keep the same promises on each database."""

from datetime import timedelta

import pytest

from directory.model.errors import Conflict, TooMany
from directory.model.submission import Proposal, State, SubmissionKind
from directory.services import limits as rules
from directory.settings import Settings
from directory.store import Author, Store, attempts, limits, outbox, queue
from directory.store.ledger import AuthorKind, Kind, entries
from directory.store.queue import Contact, Digests, Event, Submission
from directory.store.verify import verify

CURATOR = Author(AuthorKind.CURATOR, 1)


def proposal(name: str = "Ängström's “badges” 100%", kind: str = "new", target: str = "") -> Proposal:
    return Proposal(kind=SubmissionKind(kind), target=target, initiative={"name": name})


def add(store: Store, number: int, **parts: str) -> Submission:
    with store.write() as writing:
        digests = Digests(f"key{number}", f"content{number}", f"receipt{number}")
        return queue.add(writing, proposal(**parts), digests, origin="api")


def test_submission_is_found_by_number_key_and_receipt(store: Store) -> None:
    submission = add(store, 1)
    with store.read() as connection:
        assert queue.get(connection, submission.number) == submission
        assert queue.by_key(connection, "key1") == submission
        assert queue.by_receipt(connection, "receipt1") == submission
        assert queue.get(connection, 99) is queue.by_key(connection, "") is queue.by_receipt(connection, "x") is None
    assert (submission.version, submission.state, submission.proposal) == (1, State.RECEIVED, proposal())


def test_change_counts_the_version_and_an_older_one_is_a_conflict(store: Store) -> None:
    first = add(store, 1)
    with store.write() as writing:
        asked = queue.change(writing, first, event=Event.ASKED, author=CURATOR, state=State.WAITING, question="Å?")
    assert (asked.version, asked.state, asked.question) == (2, State.WAITING, "Å?")
    with pytest.raises(Conflict), store.write() as writing:
        queue.change(writing, first, event=Event.EDITED, author=CURATOR, proposal=proposal("Other"))
    with store.read() as connection:
        assert queue.get(connection, first.number) == asked


def test_every_change_is_in_the_ledger_and_the_chain_holds(store: Store) -> None:
    submission = add(store, 1)
    with store.write() as writing:
        queue.set_contact(writing, submission.number, Contact("a@example.org", "x"))
        edited = queue.change(writing, submission, event=Event.EDITED, author=CURATOR, proposal=proposal("Other"))
        queue.change(
            writing,
            edited,
            event=Event.DECIDED,
            author=CURATOR,
            state=State.DECLINED,
            outcome="declined",
            reason="spam",
        )
        assert queue.erase_contact(writing, submission.number)
        assert not queue.erase_contact(writing, submission.number)
    with store.read() as connection:
        said = list(entries(connection))
        assert queue.latest_decision(connection, submission.number) == said[2].position
        assert queue.contact(connection, submission.number) is None
    assert [entry.kind for entry in said] == [Kind.SUBMISSION, Kind.SUBMISSION, Kind.DECISION, Kind.ERASURE]
    assert said[0].body["content"] != said[1].body["content"]
    assert said[2].body["outcome"] == "declined"
    assert verify(store).broken is None


def test_page_filters_by_state_kind_and_text(store: Store) -> None:
    for number, (name, kind, target) in enumerate(
        [("Zoo", "new", ""), ('Say "hello"', "new", ""), ("100% sure_thing", "report", "some-entry")]
    ):
        add(store, number, name=name, kind=kind, target=target)
    with store.read() as connection:

        def names(text: str) -> list[str]:
            return [found.proposal.initiative["name"] for found in queue.page(connection, text=text)[1]]

        assert names("zoo") == ["Zoo"]
        assert names('"HELLO"') == ['Say "hello"']
        assert names("0% sure_") == ["100% sure_thing"]
        assert names("_entry") == names("%entry") == []
        assert names("some-entry") == ["100% sure_thing"]
        total, found = queue.page(connection, kinds=[SubmissionKind.NEW], offset=1)
        assert (total, len(found)) == (2, 1)
        assert queue.page(connection, states=[State.DECLINED]) == (0, [])
        assert queue.counts(connection)[State.RECEIVED] == 3
        assert queue.place_in_queue(connection, found[0]) == 2


def test_limit_is_exact_and_old_attempts_and_keys_go(store: Store) -> None:
    settings = Settings(submissions_per_address=2)
    for _ in range(2):
        with store.write() as writing:
            rules.count_submission(writing, settings, address="192.0.2.1")
    with pytest.raises(TooMany), store.write() as writing:
        rules.count_submission(writing, settings, address="192.0.2.9")
    with store.read() as connection:
        (key,) = limits.address_keys(connection, store.now())
        assert attempts.count(connection, "submissions", since=store.now() - timedelta(hours=1)) == 2
        assert len(key) == 32


def test_token_is_used_up_once(store: Store) -> None:
    with store.write() as writing:
        assert limits.use_token(writing, "digest")
    with store.write() as writing:
        assert not limits.use_token(writing, "digest")


def test_mail_is_leased_to_one_and_counted_until_it_is_sent(store: Store) -> None:
    with store.write() as writing:
        outbox.add(writing, "received", key="a", submission=None)
        outbox.add(writing, "received", key="a", submission=None)
        later = writing.now + timedelta(minutes=5)
        mail = outbox.lease(writing, until=later)
        assert mail
        assert outbox.lease(writing, until=later) is None
        assert not outbox.is_due(writing.connection, writing.now)
        outbox.put_off(writing, mail.id, until=writing.now, error="x" * 300)
        assert outbox.is_due(writing.connection, writing.now)
        assert outbox.waiting(writing.connection) == outbox.Waiting(1, 0, "x" * 200)
        outbox.give_up(writing, mail.id, error="gone")
        assert outbox.waiting(writing.connection) == outbox.Waiting(0, 1, "")
        outbox.done(writing, mail.id)
        assert outbox.waiting(writing.connection) == outbox.Waiting(0, 0, "")
        assert outbox.curators(writing.connection) == []
