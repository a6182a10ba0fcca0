"""Making again what the ledger adds up to, from nothing but the ledger."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Table, delete, select

from directory.store.directory import project_alias, project_check, project_initiative, project_link
from directory.store.imports import project_import
from directory.store.ledger import Kind, LedgerEntry, canonical, entries
from directory.store.store import Store
from directory.store.tables import aliases, baseline, files, initiatives, links
from directory.store.verify import verify

PROJECTIONS: Final = (initiatives, links, aliases, baseline, files)
"""The tables that the ledger adds up to."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found."""

    entries: int
    differed: tuple[str, ...]
    """The tables that did not hold what the ledger says; they do now."""


def rebuild(store: Store) -> Rebuilt:
    """Empty the projections and replay the ledger into them, in one transaction.

    Raises:
        StoreDamaged: The chain is broken; nothing is changed.
        TryLater: Another writer holds the database, or it does not answer.
    """
    verify(store).require()
    with store.write() as writing:
        before = fingerprints(writing.connection)
        for table in PROJECTIONS:
            writing.connection.execute(delete(table))
        for entry in entries(writing.connection):
            _project(writing.connection, entry)
        after = fingerprints(writing.connection)
        return Rebuilt(writing.ledger.begun, tuple(name for name in before if before[name] != after[name]))


def fingerprints(connection: Connection) -> Mapping[str, str]:
    """Digest the content of each projection; equal contents have equal digests, on any database."""
    return {table.name: _fingerprint(connection, table) for table in PROJECTIONS}


def _project(connection: Connection, entry: LedgerEntry) -> None:
    body, revision = entry.body, entry.position
    match entry.kind:
        case Kind.INITIATIVE:
            project_initiative(connection, entry.subject, body["row"], revision=revision)
        case Kind.LINK:
            project_link(connection, entry.subject, body["row"], revision=revision)
        case Kind.ALIAS:
            project_alias(connection, entry.subject, body["target"], revision=revision)
        case Kind.CHECK:
            project_check(connection, entry.subject, body["on"])
        case Kind.IMPORT:
            project_import(connection, entry.subject, body["digest"], body["rows"], revision=revision)
        case _:
            pass  # what is queued, decided or erased changes no projection


def _fingerprint(connection: Connection, table: Table) -> str:
    # Sorted here: databases disagree on the order of texts.
    rows = sorted(canonical(list(row)) for row in connection.execute(select(table)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
