"""Take a decision back: new entries of the ledger restore what was before, and the submission opens again."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection

from directory.model.errors import NotFound
from directory.model.link import Link
from directory.model.submission import OPEN, State
from directory.services.compare import Change
from directory.services.conflicts import ChangedMeanwhile
from directory.services.decide import AT_ONCE, Decided
from directory.services.entries import restore
from directory.services.outcomes import Outcome
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.review import get
from directory.services.said import rejected
from directory.store import directory as published
from directory.store import history, queue
from directory.store.ledger import Kind, LedgerEntry
from directory.store.people import Account, DeskRole
from directory.store.queue import Event, Submission
from directory.store.store import Writing

_WORDS: Final = {
    Kind.INITIATIVE: "The entry was changed since",
    Kind.LINK: "A link of the entry was changed since",
    Kind.ALIAS: "The id was given another meaning since",
}


def undo(services: Curating, actor: Actor, *, decision: int) -> Decided:
    """Take a decision back.

    Args:
        services: The application.
        actor: Who does it.
        decision: The ledger position of the decision.

    Raises:
        NotSignedIn: The actor is no curator.
        NotAllowed: An admin rolled an entry back, and the actor is none.
        NotFound: No decision stands there.
        ChangedMeanwhile: What it changed was changed again since, or it was taken back already.
    """
    return undo_all(services, actor, decisions=(decision,))[0]


def undo_all(services: Curating, actor: Actor, *, decisions: Collection[int]) -> tuple[Decided, ...]:
    """Take decisions back together, in the order given: all of them, or none.

    Raises:
        NotSignedIn: The actor is no curator.
        NotAllowed: An admin rolled an entry back, and the actor is none.
        NotFound: No decision stands at one of these positions.
        ChangedMeanwhile: What one of them changed was changed again since, or it was taken back already.
        InputRejected: They are too many.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        if len(decisions) > AT_ONCE:
            raise rejected("too-many", "decisions", f"take back {AT_ONCE} or fewer at once")
        undone = tuple(_undone(writing, account, decision) for decision in decisions)
    services.refresh()
    return undone


def uncheck(services: Curating, actor: Actor, id_: str, *, position: int) -> None:
    """Take back that an entry was checked.

    Args:
        services: The application.
        actor: Who does it.
        id_: The entry.
        position: Where the check stands in the ledger.

    Raises:
        NotSignedIn: The actor is no curator.
        NotFound: No check of this entry stands there.
        ChangedMeanwhile: It was checked again since, or is gone.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        check = history.entry_at(writing.connection, position)
        if check is None or check.kind is not Kind.CHECK or check.subject != id_:
            raise NotFound("no check of this entry stands at this position")
        if not _stands(writing.connection, check) or published.get(writing.connection, id_) is None:
            raise _changed("Entry", "It was checked again, or taken out, since")
        _take_back(writing, account, check)
    services.refresh()


def _undone(writing: Writing, account: Account, decision: int) -> Decided:
    connection = writing.connection
    entry = history.entry_at(connection, decision)
    if entry is None or entry.kind is not Kind.DECISION or entry.body["outcome"] == Outcome.UNDONE:
        raise NotFound("no decision stands at this position")
    submission = _still_decided(connection, entry)
    if entry.body["outcome"] == Outcome.ROLLED_BACK:
        permit(connection, Actor(account.number), role=DeskRole.ADMIN)  # as rolling back does
    changes = history.published_between(connection, entry.body["after"], decision)
    # The newest come first: of two changes of one subject the later one counts.
    made = {(change.kind, change.subject): change for change in reversed(changes)}
    for change in made.values():
        _still_stands(connection, change)
    for change in changes:
        _take_back(writing, account, change)
    position = _note(writing, account, entry)
    if submission:
        _reopen(writing, account, submission)
    return Decided(position, entry.body["entry"], submission.number if submission else None)


def _still_decided(connection: Connection, entry: LedgerEntry) -> Submission | None:
    """Return the submission that this decision closed; None for a decision without one."""
    if not entry.subject:
        return None
    submission = get(connection, int(entry.subject))
    if submission.state in OPEN or queue.latest_decision(connection, submission.number) != entry.position:
        raise _changed("Submission", "It was decided anew, or opened again, since")
    return submission


def _still_stands(connection: Connection, change: LedgerEntry) -> None:
    """Refuse when what a decision made is not what stands now; a later "checked today" does not count."""
    if change.kind is not Kind.CHECK and not _stands(connection, change):
        raise _changed("Entry", _WORDS[change.kind])


def _stands(connection: Connection, change: LedgerEntry) -> bool:
    # Not whether nothing came after it: what came may have been taken back.
    latest = history.last_of(connection, change.kind, change.subject)
    return latest is not None and latest.body == change.body


def _take_back(writing: Writing, account: Account, change: LedgerEntry) -> None:
    before = history.last_of(writing.connection, change.kind, change.subject, before=change.position)
    body: dict[str, Any] = dict(before.body) if before else {}
    if change.kind is Kind.INITIATIVE:
        restore(writing, account, change.subject, body.get("row"))
    elif change.kind is Kind.LINK:
        _restore_link(writing, account, change, body.get("row"))
    elif change.kind is Kind.ALIAS:
        published.set_alias(writing, change.subject, body.get("target"), author=account.author)
    elif _stands(writing.connection, change):
        _restore_check(writing, account, change, body.get("on"))


def _restore_link(writing: Writing, account: Account, change: LedgerEntry, row: dict[str, str] | None) -> None:
    there = published.get_link(writing.connection, change.subject)
    if row is None:
        if there is not None:
            published.remove_link(writing, there, author=account.author)
        return
    link = Link.model_validate(row)
    if not all(published.get(writing.connection, end) for end in (link.source_id, link.target_id)):
        raise _changed("Link", "An entry that it was linked to is gone since")
    published.put_link(writing, link, author=account.author)


def _restore_check(writing: Writing, account: Account, change: LedgerEntry, on: str | None) -> None:
    day = date.fromisoformat(on) if on else None
    published.set_checked(writing, change.subject, day, author=account.author)


def _note(writing: Writing, account: Account, entry: LedgerEntry) -> int:
    body = {**entry.body, "outcome": Outcome.UNDONE, "reason": "", "words": "", "after": writing.ledger.begun}
    return writing.ledger.append(Kind.DECISION, entry.subject, body, author=account.author)


def _reopen(writing: Writing, account: Account, submission: Submission) -> None:
    queue.change(
        writing,
        submission,
        event=Event.REOPENED,
        author=account.author,
        state=State.RECEIVED,
        outcome="",
        reason="",
        words="",
        entry_id="",
        decided_at=None,
        decided_by=None,
    )


def _changed(label: str, words: str) -> ChangedMeanwhile:
    return ChangedMeanwhile(words, changed=[Change(column="state", label=label, before="As decided", after=words)])
