"""Mails to write, as rows: taken by one process at a time, kept until they are sent or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from directory.store.ledger import now_text
from directory.store.store import Writing
from directory.store.tables import accounts, outbox

NEVER: Final = "9999-12-31T00:00:00.000000Z"
"""When the next attempt is of a mail that was given up."""
_ERROR_LIMIT: Final = 200
_IS_TOLD: Final = (accounts.c.email != "") & accounts.c.disabled_at.is_(None)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to write: what about, not to whom and not what."""

    id: int
    key: str
    template: str
    submission: int | None
    created_at: str
    attempts: int
    """How often it was tried, this time not counted."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands in the outbox."""

    count: int
    """Mails that will be tried again."""
    given_up: int
    last_error: str
    """Of the mail that waits longest; empty when none of those that wait failed."""


def add(writing: Writing, template: str, *, key: str, submission: int | None) -> None:
    """Note a mail to write; a key that is there already changes nothing."""
    if writing.connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first():
        return
    values = {"key": key, "template": template, "submission": submission}
    writing.connection.execute(insert(outbox).values(**values, created_at=writing.at, next_attempt_at=writing.at))


def is_due(connection: Connection, now: datetime) -> bool:
    """Tell whether any mail is due."""
    due = outbox.c.sent_at.is_(None) & (outbox.c.next_attempt_at <= now_text(now))
    return connection.execute(select(outbox.c.id).where(due).limit(1)).first() is not None


def lease(writing: Writing, *, until: datetime) -> Mail | None:
    """Take the mail that is due longest, so that no other process takes it before a moment; None when none is due."""
    due = outbox.c.sent_at.is_(None) & (outbox.c.next_attempt_at <= writing.at)
    query = select(outbox).where(due).order_by(outbox.c.next_attempt_at, outbox.c.id).limit(1)
    row = writing.connection.execute(query).first()
    if row is None:
        return None
    _set(writing, row.id, attempts=row.attempts + 1, next_attempt_at=now_text(until))
    return Mail(
        id=row.id,
        key=row.key,
        template=row.template,
        submission=row.submission,
        created_at=row.created_at,
        attempts=row.attempts,
    )


def done(writing: Writing, number: int) -> None:
    """Note that a mail is sent, or that there is nobody left to send it to."""
    _set(writing, number, sent_at=writing.at, last_error="")


def put_off(writing: Writing, number: int, *, until: datetime, error: str) -> None:
    """Note that a mail could not be sent, and when it is tried again; the error must name no address."""
    _set(writing, number, next_attempt_at=now_text(until), last_error=error[:_ERROR_LIMIT])


def give_up(writing: Writing, number: int, *, error: str) -> None:
    """Note that a mail will not be sent."""
    _set(writing, number, next_attempt_at=NEVER, last_error=error[:_ERROR_LIMIT])


def forget_unsent(writing: Writing) -> None:
    """Delete every mail that was not sent."""
    writing.connection.execute(delete(outbox).where(outbox.c.sent_at.is_(None)))


def waiting(connection: Connection) -> Waiting:
    """Return what stands in the outbox, for whoever looks after it."""
    unsent = outbox.c.sent_at.is_(None)
    counted = select(func.count()).select_from(outbox).where(unsent)
    total = connection.execute(counted).scalar_one()
    given_up = connection.execute(counted.where(outbox.c.next_attempt_at == NEVER)).scalar_one()
    is_failing = unsent & (outbox.c.last_error != "") & (outbox.c.next_attempt_at != NEVER)
    failing = select(outbox.c.last_error).where(is_failing).order_by(outbox.c.id).limit(1)
    error = connection.execute(failing).scalar() or ""
    return Waiting(count=total - given_up, given_up=given_up, last_error=error)


def curators(connection: Connection) -> Sequence[int]:
    """Return the accounts of the curators who want to be told; of those that share an address the first."""
    first = select(func.min(accounts.c.id)).where(_IS_TOLD).group_by(accounts.c.email)
    return sorted(connection.execute(first).scalars())


def address_of(connection: Connection, account: int) -> str:
    """Return where a curator wants to be told; empty when nowhere, or any more."""
    return connection.execute(select(accounts.c.email).where(_IS_TOLD, accounts.c.id == account)).scalar() or ""


def _set(writing: Writing, number: int, **values: object) -> None:
    writing.connection.execute(update(outbox).where(outbox.c.id == number).values(**values))
