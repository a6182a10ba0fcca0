"""Reading the ledger backwards: what something was before, and what a decision changed."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from directory.store.ledger import PUBLISHING, Kind, LedgerEntry, entry_of
from directory.store.tables import ledger


def entry_at(connection: Connection, position: int) -> LedgerEntry | None:
    """Return the entry at a position; None when there is none."""
    return _first(connection, select(ledger).where(ledger.c.position == position))


def last_of(connection: Connection, kind: Kind, subject: str, *, before: int | None = None) -> LedgerEntry | None:
    """Return the last entry of a kind about a subject, before a position when one is given; None without any."""
    condition = (ledger.c.kind == kind) & (ledger.c.subject == subject)
    if before is not None:
        condition &= ledger.c.position < before
    return _first(connection, select(ledger).where(condition).order_by(ledger.c.position.desc()))


def published_between(connection: Connection, after: int, before: int) -> list[LedgerEntry]:
    """Return what changed the directory between two positions, both left out, the newest first."""
    condition = (ledger.c.position > after) & (ledger.c.position < before) & ledger.c.kind.in_(PUBLISHING)
    return _all(connection, select(ledger).where(condition).order_by(ledger.c.position.desc()))


def of_subject(connection: Connection, kinds: Collection[Kind], subject: str) -> list[LedgerEntry]:
    """Return the entries of some kinds about a subject, the oldest first."""
    condition = ledger.c.kind.in_(kinds) & (ledger.c.subject == subject)
    return _all(connection, select(ledger).where(condition).order_by(ledger.c.position))


def decisions(
    connection: Connection, *, stated: Collection[tuple[str, str]] = (), offset: int = 0, limit: int
) -> tuple[int, list[LedgerEntry]]:
    """Return how many decisions state these values, and a page of them, the newest first.

    Args:
        connection: The store.
        stated: Keys of the body with the values they must have.
        offset: How many to leave out at the start.
        limit: How many to return.
    """
    conditions: list[ColumnElement[bool]] = [ledger.c.kind == Kind.DECISION]
    # In canonical JSON this text can stand nowhere else: inside of a string its quotes are escaped.
    conditions += [
        ledger.c.body.contains(f"{json.dumps(key)}:{json.dumps(value, ensure_ascii=False)}", autoescape=True)
        for key, value in stated
    ]
    total = connection.execute(select(func.count()).select_from(ledger).where(*conditions)).scalar_one()
    page = select(ledger).where(*conditions).order_by(ledger.c.position.desc()).offset(offset).limit(limit)
    return total, _all(connection, page)


def _first(connection: Connection, query: Select[Any]) -> LedgerEntry | None:
    row = connection.execute(query.limit(1)).first()
    return entry_of(row) if row else None


def _all(connection: Connection, query: Select[Any]) -> list[LedgerEntry]:
    return list(map(entry_of, connection.execute(query)))
