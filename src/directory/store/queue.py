"""The queue: what was submitted, where it stands, and whom to tell. Every change is an entry of the ledger too."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from directory.model.errors import Conflict
from directory.model.submission import Proposal, State, SubmissionKind
from directory.store.ledger import Author, AuthorKind, Kind, canonical, digest
from directory.store.store import Writing
from directory.store.tables import contacts, ledger, submissions

PAGE_SIZE: Final = 50
CONTRIBUTOR: Final = Author(AuthorKind.CONTRIBUTOR)


class Event(StrEnum):
    """What happened to a submission, as the ledger says it."""

    RECEIVED = "received"
    EDITED = "edited"
    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    DECIDED = "decided"
    """Written as an entry of kind DECISION."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as the store holds it."""

    number: int
    key: str
    """Digest of the idempotency key."""
    content: str
    """Digest of what was sent first; the same key with other content is no repetition."""
    kind: SubmissionKind
    state: State
    target_id: str
    base_revision: int
    proposal: Proposal
    origin: str
    """How it came: `form`, `api` or `file`."""
    received_at: str
    changed_at: str
    version: int
    """Counts the changes; whoever changes it names the version that they saw."""
    receipt: str
    """Digest of the secret that the contributor holds."""
    question: str
    answer: str
    outcome: str
    reason: str
    words: str
    entry_id: str
    decided_at: str | None
    decided_by: int | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a contributor wants to be told, and about what."""

    email: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Digests:
    """What is kept of secrets: a submission can be found by them, they cannot be found from it."""

    key: str
    """Of the idempotency key."""
    content: str
    """Of everything that was sent."""
    receipt: str
    """Of the contributor's secret."""


class Changes(TypedDict, total=False):
    """The columns that a change may set."""

    state: State
    proposal: Proposal
    target_id: str
    base_revision: int
    question: str
    answer: str
    outcome: str
    reason: str
    words: str
    entry_id: str
    decided_at: str | None
    decided_by: int | None


def add(
    writing: Writing, proposal: Proposal, digests: Digests, *, origin: str, author: Author = CONTRIBUTOR
) -> Submission:
    """Queue a proposal and say so in the ledger; `origin` is how it came: `form`, `api` or `file`."""
    columns = {
        **asdict(digests),
        "kind": proposal.kind,
        "state": State.RECEIVED,
        "target_id": proposal.target,
        "base_revision": proposal.base_revision,
        "proposal": _written(proposal),
        "origin": origin,
        "received_at": writing.at,
        "changed_at": writing.at,
    }
    row = writing.connection.execute(insert(submissions).values(**columns).returning(submissions)).one()
    submission = _submission(row)
    _note(writing, submission, Event.RECEIVED, author)
    return submission


def get(connection: Connection, number: int) -> Submission | None:
    """Return a submission; None when there is none of this number."""
    return _one(connection, submissions.c.number == number)


def by_key(connection: Connection, key_digest: str) -> Submission | None:
    """Return the submission that came with this idempotency key; None when none did."""
    return _one(connection, submissions.c.key == key_digest)


def by_receipt(connection: Connection, receipt_digest: str) -> Submission | None:
    """Return the submission whose secret has this digest; None when there is none."""
    return _one(connection, submissions.c.receipt == receipt_digest)


def change(
    writing: Writing, submission: Submission, *, event: Event, author: Author, **columns: Unpack[Changes]
) -> Submission:
    """Change a submission and say so in the ledger.

    Raises:
        Conflict: It was changed since this version of it was read.
    """
    values: dict[str, object] = {**columns, "version": submission.version + 1, "changed_at": writing.at}
    if "proposal" in columns:
        values["proposal"] = _written(columns["proposal"])
    row = writing.connection.execute(
        update(submissions)
        .where(submissions.c.number == submission.number, submissions.c.version == submission.version)
        .values(**values)
        .returning(submissions)
    ).first()
    if row is None:
        raise Conflict("the submission has changed meanwhile")
    changed = _submission(row)
    _note(writing, changed, event, author)
    return changed


def page(
    connection: Connection,
    *,
    states: Collection[State] = (),
    kinds: Collection[SubmissionKind] = (),
    text: str = "",
    offset: int = 0,
) -> tuple[int, list[Submission]]:
    """Return how many submissions match and a page of them, the oldest first.

    Args:
        connection: The store.
        states: Only these; empty: all.
        kinds: Only these; empty: all.
        text: Occurs in what was sent or in the target's id.
        offset: How many to leave out at the start; the next `PAGE_SIZE` are returned.
    """
    conditions: list[ColumnElement[bool]] = []
    if states:
        conditions.append(submissions.c.state.in_(states))
    if kinds:
        conditions.append(submissions.c.kind.in_(kinds))
    if wanted := text.strip():
        # As it stands in the stored JSON, where quotes and backslashes are escaped.
        written = json.dumps(wanted, ensure_ascii=False)[1:-1]
        sent = submissions.c.proposal.icontains(written, autoescape=True)
        conditions.append(sent | submissions.c.target_id.icontains(wanted, autoescape=True))
    total = connection.execute(select(func.count()).select_from(submissions).where(*conditions)).scalar_one()
    query = select(submissions).where(*conditions).order_by(submissions.c.number).offset(offset).limit(PAGE_SIZE)
    return total, [_submission(row) for row in connection.execute(query)]


def counts(connection: Connection) -> Mapping[State, int]:
    """Count the submissions by state; every state is there."""
    query = select(submissions.c.state, func.count()).group_by(submissions.c.state)
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in State}


def place_in_queue(connection: Connection, submission: Submission) -> int | None:
    """Return how many wait up to and including this one; None when it does not wait for a curator."""
    if submission.state is not State.RECEIVED:
        return None
    earlier = (submissions.c.state == State.RECEIVED) & (submissions.c.number <= submission.number)
    return connection.execute(select(func.count()).select_from(submissions).where(earlier)).scalar_one()


def next_received(connection: Connection, after: int) -> int | None:
    """Return the number of the next submission that waits for a curator, from the start when none follows; or None."""
    waits = submissions.c.state == State.RECEIVED
    following = select(func.min(submissions.c.number)).where(waits, submissions.c.number > after)
    first = select(func.min(submissions.c.number)).where(waits, submissions.c.number != after)
    return connection.execute(following).scalar() or connection.execute(first).scalar()


def latest_decision(connection: Connection, number: int) -> int | None:
    """Return the ledger position of the last decision about a submission; None when there was none."""
    is_decision = (ledger.c.kind == Kind.DECISION) & (ledger.c.subject == str(number))
    return connection.execute(select(func.max(ledger.c.position)).where(is_decision)).scalar()


def set_contact(writing: Writing, number: int, contact: Contact) -> None:
    """Keep where a contributor wants to be told; nothing else in the store knows it."""
    values = {"email": contact.email, "purpose": contact.purpose, "created_at": writing.at}
    writing.connection.execute(insert(contacts).values(submission=number, **values))


def contact(connection: Connection, number: int) -> Contact | None:
    """Return where to tell the contributor; None when they left no address or had it erased."""
    row = connection.execute(select(contacts).where(contacts.c.submission == number)).first()
    return Contact(email=row.email, purpose=row.purpose) if row else None


def erase_contact(writing: Writing, number: int, *, author: Author = CONTRIBUTOR) -> bool:
    """Delete the contact of a submission and say so in the ledger; return whether there was one."""
    if not writing.connection.execute(delete(contacts).where(contacts.c.submission == number)).rowcount:
        return False
    writing.ledger.append(Kind.ERASURE, str(number), {}, author=author)
    return True


def _one(connection: Connection, condition: ColumnElement[bool]) -> Submission | None:
    row = connection.execute(select(submissions).where(condition)).first()
    return _submission(row) if row else None


def _written(proposal: Proposal) -> str:
    return canonical(proposal.model_dump(mode="json"))


def _note(writing: Writing, submission: Submission, event: Event, author: Author) -> None:
    number = str(submission.number)
    if event is Event.DECIDED:
        decision = {
            "kind": submission.kind,
            "entry": submission.entry_id or submission.target_id,
            "outcome": submission.outcome,
            "reason": submission.reason,
            "words": submission.words,
            "after": writing.ledger.begun,
        }
        writing.ledger.append(Kind.DECISION, number, decision, author=author)
        return
    # Salted, so that nobody can guess what was sent from the public digest.
    content = digest(submission.receipt, _written(submission.proposal))
    body = {"event": event, "kind": submission.kind, "target": submission.target_id, "content": content}
    writing.ledger.append(Kind.SUBMISSION, number, body, author=author)


def _submission(row: Row[Any]) -> Submission:
    columns = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's documented way to the columns
    columns["kind"], columns["state"] = SubmissionKind(row.kind), State(row.state)
    columns["proposal"] = Proposal.model_validate_json(row.proposal)
    return Submission(**columns)
