"""Decide about a submission: decline, ask, merge; what two curators do at once is a conflict for the second."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from directory.model.submission import OPEN, DeclineReason, State, SubmissionKind
from directory.services import outbox
from directory.services.compare import Change
from directory.services.conflicts import ChangedMeanwhile, entry_is_gone
from directory.services.entries import existing, merge_into, take_over_links
from directory.services.outcomes import Outcome, event_words
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.review import get
from directory.services.said import rejected, said
from directory.store import directory as published
from directory.store import history, queue
from directory.store.ledger import Kind
from directory.store.people import Account
from directory.store.queue import Event, Submission
from directory.store.store import Writing

AT_ONCE: Final = 500
"""How many submissions one bulk decline may name, and how many decisions one undo."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a curator did, and what comes next."""

    decision: int | None
    """Ledger position of the decision, by which it can be undone; None for a question."""
    entry_id: str
    next: int | None
    """The next submission that waits for a curator; None when none does."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A submission as a curator saw it."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class DeclinedMany:
    """What became of a bulk decline."""

    done: tuple[int, ...]
    conflicts: tuple[int, ...]
    """Numbers of those that changed meanwhile, or do not exist; nothing happened to them."""
    decisions: tuple[int, ...]


def decline(services: Curating, actor: Actor, pick: Pick, *, reason: str, words: str = "") -> Decided:
    """Decline a submission, with a reason that everybody can read.

    Raises:
        NotSignedIn: The actor is no curator.
        NoSuchSubmission: There is none of this number.
        ChangedMeanwhile: It was changed or decided meanwhile.
        InputRejected: The reason is none, or the words are wrong.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        why = _why(reason, words)
        submission = still_open(writing.connection, pick)
        position = decide(writing, account, submission, Verdict(State.DECLINED, Outcome.DECLINED, why[0], why[1]))
        return Decided(position, "", queue.next_received(writing.connection, pick.number))


def decline_many(
    services: Curating, actor: Actor, picks: Collection[Pick], *, reason: str, words: str = ""
) -> DeclinedMany:
    """Decline many submissions for one reason; those that changed meanwhile stay as they are.

    Raises:
        NotSignedIn: The actor is no curator.
        InputRejected: The reason is none, the words are wrong, or they are too many.
    """
    done, conflicts, decisions = [], [], []
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        why = _why(reason, words)
        if len(picks) > AT_ONCE:
            raise rejected("too-many", "items", f"decline {AT_ONCE} or fewer at once")
        verdict = Verdict(State.DECLINED, Outcome.DECLINED, why[0], why[1])
        for pick in picks:
            submission = queue.get(writing.connection, pick.number)
            if submission is None or submission.version != pick.version or submission.state not in OPEN:
                conflicts.append(pick.number)
                continue
            decisions.append(decide(writing, account, submission, verdict))
            done.append(pick.number)
    return DeclinedMany(tuple(done), tuple(conflicts), tuple(decisions))


def ask(services: Curating, actor: Actor, pick: Pick, *, question: str) -> Decided:
    """Ask the contributor something; the submission waits for the answer.

    Raises:
        NotSignedIn: The actor is no curator.
        NoSuchSubmission: There is none of this number.
        ChangedMeanwhile: It was changed or decided meanwhile.
        InputRejected: The question is blank or too long.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        text = said(question, column="question", required="write what you want to know", public=False)
        submission = still_open(writing.connection, pick)
        asked = queue.change(
            writing, submission, event=Event.ASKED, author=account.author, state=State.WAITING, question=text, answer=""
        )
        tell(writing, asked, "asked")
        return Decided(None, "", queue.next_received(writing.connection, pick.number))


def merge(services: Curating, actor: Actor, pick: Pick, *, into: str) -> Decided:
    """Merge what a submission proposes into a published entry.

    A new one gives its links to that entry. One about an entry merges that entry: its links move over, and its id
    leads to the other from now on.

    Raises:
        NotSignedIn: The actor is no curator.
        NoSuchSubmission: There is none of this number.
        ChangedMeanwhile: It was changed or decided meanwhile, or its entry is gone.
        InputRejected: There is no such entry, or it is the same.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        submission = still_open(writing.connection, pick)
        existing(writing.connection, into, column="into")
        if submission.kind is SubmissionKind.NEW:
            take_over_links(writing, account, submission.proposal.links, into)
        elif published.get(writing.connection, submission.target_id) is None:
            raise entry_is_gone()
        else:
            merge_into(writing, account, submission.target_id, into)
        verdict = Verdict(State.MERGED, Outcome.MERGED, entry_id=into)
        decided = Decided(
            decide(writing, account, submission, verdict), into, queue.next_received(writing.connection, pick.number)
        )
    services.refresh()
    return decided


# Shared with `accept`: each is called inside of a transaction that has checked who acts.


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a submission."""

    state: State
    outcome: Outcome
    reason: str = ""
    words: str = ""
    entry_id: str = ""


def still_open(connection: Connection, pick: Pick) -> Submission:
    """Return a submission that is as the curator saw it. Raises NoSuchSubmission and ChangedMeanwhile."""
    submission = get(connection, pick.number)
    if submission.version == pick.version and submission.state in OPEN:
        return submission
    past = history.of_subject(connection, (Kind.SUBMISSION, Kind.DECISION), str(pick.number))
    change = Change(column="state", label="Submission", before="As you saw it", after=event_words(past[-1]))
    raise ChangedMeanwhile("somebody was quicker", changed=[change])


def decide(writing: Writing, account: Account, submission: Submission, verdict: Verdict) -> int:
    """Write a decision down, tell the contributor, and return its ledger position."""
    decided = queue.change(
        writing,
        submission,
        event=Event.DECIDED,
        author=account.author,
        state=verdict.state,
        outcome=verdict.outcome,
        reason=verdict.reason,
        words=verdict.words,
        entry_id=verdict.entry_id,
        decided_at=writing.at,
        decided_by=account.number,
    )
    position = writing.ledger.last
    tell(writing, decided, "decided")
    return position


def tell(writing: Writing, submission: Submission, template: str) -> None:
    """Note a mail to the contributor, when there is anybody to tell."""
    if queue.contact(writing.connection, submission.number):
        key = f"{template}:{submission.number}:{submission.version}"
        outbox.enqueue(writing, template, key=key, submission=submission.number)


def _why(reason: str, words: str) -> tuple[str, str]:
    if reason not in set(DeclineReason):
        raise rejected("unknown-value", "reason", "use one of: " + "; ".join(DeclineReason))
    required = "say what the reason is" if reason == DeclineReason.OTHER else ""
    return reason, said(words, column="words", required=required)
