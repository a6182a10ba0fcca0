"""Accounts of curators and admins, and their sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from directory.model.errors import Conflict
from directory.store.ledger import Author, AuthorKind, Kind, now_text
from directory.store.store import Writing
from directory.store.tables import accounts, sessions

NAME_LIMIT: Final = 80
SUBJECT_LIMIT: Final = 300


class DeskRole(StrEnum):
    """What somebody may do at the desk; an admin may do everything."""

    CURATOR = "curator"
    ADMIN = "admin"


class AccountEvent(StrEnum):
    """What the ledger says of an account."""

    ADDED = "added"
    DISABLED = "disabled"
    ROLE = "role"
    PASSWORD = "password"  # noqa: S105  # the name of an event
    EMAIL = "email"
    """Has another e-mail address, or none; the ledger does not say which."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How somebody proves who they are; one of the two at least."""

    password: str = ""
    """What argon2 made of it; empty for somebody who signs in with an identity provider only."""
    subject: str = ""
    """Issuer and subject at the identity provider, with `|` between."""


@dataclass(frozen=True, slots=True)
class Account:
    """A curator or admin."""

    number: int
    name: str
    role: DeskRole
    password: str
    subject: str
    is_told: bool
    """Has an e-mail address; the address itself never leaves the table but in mails."""
    created_at: str
    disabled_at: str | None

    @property
    def author(self) -> Author:
        """Who the ledger names for what this account does."""
        kind = AuthorKind.ADMIN if self.role is DeskRole.ADMIN else AuthorKind.CURATOR
        return Author(kind, self.number)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in on one browser."""

    digest: str
    account: Account
    seen_at: str
    expires_at: str


def add_account(  # noqa: PLR0913  # all that an account has
    writing: Writing, name: str, *, how: Proof, role: DeskRole, author: Author, email: str = ""
) -> Account:
    """Add an account. Raises Conflict when its name or subject is taken."""
    taken = [accounts.c.name == name, *([accounts.c.subject == how.subject] if how.subject else [])]
    if writing.connection.execute(select(accounts.c.id).where(or_(*taken))).first():
        raise Conflict("an account of this name or subject exists; choose another, or change that one")
    values = {"name": name, "password": how.password, "subject": how.subject or None, "role": role, "email": email}
    query = insert(accounts).values(**values, created_at=writing.at).returning(accounts)
    account = _account(writing.connection.execute(query).one())
    _append(writing, account.number, AccountEvent.ADDED, role, author=author)
    return account


def set_role(writing: Writing, account: Account, role: DeskRole, *, author: Author) -> None:
    """Give an account another role; it counts from the next action on."""
    writing.connection.execute(update(accounts).where(accounts.c.id == account.number).values(role=role))
    _append(writing, account.number, AccountEvent.ROLE, role, author=author)


def set_password(writing: Writing, account: Account, password: str, *, author: Author) -> None:
    """Give an account another password, as argon2 made it, and sign it out everywhere."""
    rehash(writing, account, password)
    end_sessions_of(writing, account.number)
    _append(writing, account.number, AccountEvent.PASSWORD, account.role, author=author)


def rehash(writing: Writing, account: Account, password: str) -> None:
    """Keep the same password under newer parameters."""
    writing.connection.execute(update(accounts).where(accounts.c.id == account.number).values(password=password))


def set_email(writing: Writing, account: Account, email: str, *, author: Author) -> None:
    """Give an account another e-mail address; empty: none."""
    writing.connection.execute(update(accounts).where(accounts.c.id == account.number).values(email=email))
    _append(writing, account.number, AccountEvent.EMAIL, account.role, author=author)


def disable(writing: Writing, account: Account, *, author: Author) -> None:
    """Let an account do nothing any more, and sign it out everywhere; what it did stays."""
    query = update(accounts).where(accounts.c.id == account.number).values(disabled_at=writing.at)
    writing.connection.execute(query)
    end_sessions_of(writing, account.number)
    _append(writing, account.number, AccountEvent.DISABLED, account.role, author=author)


def by_number(connection: Connection, number: int) -> Account | None:
    """Return an account; None when there is none of this number."""
    row = connection.execute(select(accounts).where(accounts.c.id == number)).first()
    return _account(row) if row else None


def by_name(connection: Connection, name: str) -> Account | None:
    """Return an account; None when there is none of this name."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    return _account(row) if row else None


def by_subject(connection: Connection, subject: str) -> Account | None:
    """Return the account bound to an identity; None when there is none."""
    row = connection.execute(select(accounts).where(accounts.c.subject == subject)).first()
    return _account(row) if row and subject else None


def all_accounts(connection: Connection) -> list[Account]:
    """Return every account, by name."""
    return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]


def begin_session(writing: Writing, account: Account, digest: str, *, lasts: timedelta) -> None:
    """Keep a session, by the digest of its id; those that are over are swept away."""
    connection = writing.connection
    connection.execute(delete(sessions).where(sessions.c.expires_at <= writing.at))
    expires_at = now_text(writing.now + lasts)
    connection.execute(
        insert(sessions).values(
            hash=digest, account=account.number, created_at=writing.at, seen_at=writing.at, expires_at=expires_at
        )
    )


def session(connection: Connection, digest: str, *, now: datetime, idle: timedelta) -> Session | None:
    """Return a session that is neither over nor idle for too long, of an account that is not disabled; else None."""
    query = select(sessions).where(
        sessions.c.hash == digest, sessions.c.expires_at > now_text(now), sessions.c.seen_at > now_text(now - idle)
    )
    row = connection.execute(query).first()
    account = by_number(connection, row.account) if row else None
    if row is None or account is None or account.disabled_at is not None:
        return None
    return Session(row.hash, account, row.seen_at, row.expires_at)


def touch(writing: Writing, digest: str) -> None:
    """Note that a session is in use."""
    writing.connection.execute(update(sessions).where(sessions.c.hash == digest).values(seen_at=writing.at))


def end_session(writing: Writing, digest: str) -> None:
    """Forget a session."""
    writing.connection.execute(delete(sessions).where(sessions.c.hash == digest))


def end_sessions_of(writing: Writing, account: int) -> None:
    """Sign an account out everywhere."""
    writing.connection.execute(delete(sessions).where(sessions.c.account == account))


def _append(writing: Writing, number: int, event: AccountEvent, role: DeskRole, *, author: Author) -> None:
    writing.ledger.append(Kind.ACCOUNT, str(number), {"event": event, "role": role}, author=author)


def _account(row: Row[Any]) -> Account:
    return Account(
        number=row.id,
        name=row.name,
        role=DeskRole(row.role),
        password=row.password,
        subject=row.subject or "",
        is_told=bool(row.email),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
