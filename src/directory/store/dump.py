"""The whole store as a file: a copy of an SQLite database, or lines of JSON that any database can load."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select, text

from directory.model.errors import ConfigurationError, StoreDamaged
from directory.store.migrate import NEWEST
from directory.store.store import Store
from directory.store.tables import ledger, metadata
from directory.store.verify import follow

_CHUNK: Final = 1_000
"""Rows read or written in one go."""
_FORMAT: Final = "linked-initiatives-dump"

_Item = tuple[str, Any]
"""The name of a table with a row, or of something that the dump says of itself."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy an SQLite database as it is at one moment, while others use it, and check the copy page by page.

    Raises:
        StoreDamaged: The copy does not hold together.
        sqlite3.Error: The source is locked, or the disk is full.
    """
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        # In one step: writers wait a moment. In many steps every write in between would begin the copy anew.
        origin.backup(copy)
        problems = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [f"a row of {row[0]} points nowhere" for row in copy.execute("PRAGMA foreign_key_check")]
    if problems:
        raise StoreDamaged(f"the copy does not hold together: {problems[0]}")


def dump(store: Store) -> Iterator[str]:
    """Yield every row of every table as lines of JSON, as they are at one moment, and check the chain before.

    The last line says how many rows there are, and the head of the ledger.
    On SQLite nobody can write meanwhile: dump a copy.

    Raises:
        TryLater: The database does not answer.
        StoreDamaged: The chain is broken.
    """
    with store.read() as connection:
        if store.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execution_options(yield_per=_CHUNK)
        head = follow(connection.execute(select(ledger).order_by(ledger.c.position))).require()
        yield _line({"format": _FORMAT, "revision": NEWEST})
        total = 0
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key)):
                total += 1
                yield _line({table.name: list(row)})
        yield _line({"rows": total, "head": str(head)})


def load(connection: Connection, lines: Iterable[str]) -> None:
    """Fill empty tables with what `dump` wrote, within the caller's transaction.

    Raises:
        ConfigurationError: Another version of the application wrote the dump.
        StoreDamaged: The dump is cut short, or is none.
    """
    parsed = _parsed(lines)
    head = dict(next(parsed, ()))
    if head.get("format") != _FORMAT:
        raise StoreDamaged("this is no dump of the directory")
    if head["revision"] != NEWEST:
        raise ConfigurationError(
            f"the dump holds tables of revision {head['revision']}, this version of the application knows {NEWEST}; "
            "restore it with the version that made it"
        )
    total, end = 0, None
    for name, rows in groupby((item for line in parsed for item in line), key=itemgetter(0)):
        if name == "rows":
            end = next(rows)[1]
        elif name in metadata.tables:
            total += _fill(connection, metadata.tables[name], (row for _, row in rows))
    if end != total:
        raise StoreDamaged(f"the dump is cut short after {total} rows")
    if connection.dialect.name == "postgresql":
        _count_on(connection)


def _fill(connection: Connection, table: Table, rows: Iterator[list[object]]) -> int:
    columns, total = table.columns.keys(), 0
    while batch := list(islice(rows, _CHUNK)):
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in batch])
        total += len(batch)
    return total


def _count_on(connection: Connection) -> None:
    """Let the counters of a server go on behind the highest number; SQLite's do so by themselves."""
    for table in metadata.sorted_tables:
        counted = table.autoincrement_column
        if counted is not None and counted.autoincrement is True:
            sequence = func.pg_get_serial_sequence(table.name, counted.name)
            highest = select(func.max(counted)).scalar_subquery()
            connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _parsed(lines: Iterable[str]) -> Iterator[Iterable[_Item]]:
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise StoreDamaged("a line of the dump is no JSON object")
        yield found.items()


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
