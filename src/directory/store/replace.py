"""Putting another database in the place of the present one, which stays beside it, in one step."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from directory.model.errors import Conflict
from directory.store.dump import load
from directory.store.engines import APPLICATION, WRITES, make_engine
from directory.store.failures import translated
from directory.store.migrate import CHAIN_LOCK, migrate_within
from directory.store.process_lock import ProcessLock
from directory.store.store import Writing
from directory.store.tables import metadata
from directory.store.tombstones import sync_folder

_SIDE_FILES: Final = ("-journal", "-wal", "-shm")

Finish = Callable[[Writing], None]
"""Checks and cleans what was loaded, before it takes its place; whatever it raises leaves everything as it was."""


@contextmanager
def sqlite_replaced(database: Path, *, now: datetime) -> Iterator[Path]:
    """Lend a file to fill beside an SQLite database; when the block ends it takes the database's place.

    The present database is then called `<name>.before-<moment>`.

    Raises:
        ConfigurationError: The application serves the database.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = ProcessLock.take(database)
    fresh = database.with_name(f"{database.name}.restoring")
    try:
        _remove(fresh)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600))
        yield fresh
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        if database.exists():
            _set_aside(database, beside(database, now))
        fresh.replace(database)
        sync_folder(database.parent)
    finally:
        _remove(fresh)
        lock.release()


def beside(database: Path, now: datetime) -> Path:
    """Return how an SQLite database is called after another took its place."""
    return database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%SZ}")


def server_replaced(address: str, lines: Iterable[str], finish: Finish, *, now: datetime) -> str:
    """Load a dump into a PostgreSQL database; the present tables move to a schema, whose name is returned.

    Everything is one transaction: whatever is raised leaves everything as it was.

    Raises:
        Conflict: The application uses the database.
        TryLater: The database does not answer.
    """
    schema = f"before_{now:%Y%m%dt%H%M%Sz}"
    engine = make_engine(address)
    try:
        with translated(), engine.execution_options(**{WRITES: True}).begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))
            if others := _others(connection):
                raise Conflict(f"{others} connections of the application are open; stop it everywhere, and try again")
            _move_tables(connection, schema)
            migrate_within(connection)
            load(connection, lines)
            finish(Writing(connection, now=now))
    finally:
        engine.dispose()
    return schema


def _others(connection: Connection) -> int:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = :application AND pid <> pg_backend_pid()"
    )
    return int(connection.execute(query, {"application": APPLICATION}).scalar_one())


def _move_tables(connection: Connection, schema: str) -> None:
    present = set(inspect(connection).get_table_names())
    ours = [name for name in (*metadata.tables, "alembic_version") if name in present]
    connection.execute(text(f"CREATE SCHEMA {schema}"))
    for name in ours:  # with their indexes, triggers and counters
        connection.execute(text(f"ALTER TABLE {name} SET SCHEMA {schema}"))


def _set_aside(database: Path, old: Path) -> None:
    # What an unfinished transaction left in a journal belongs to this file and would ruin the next one of its name.
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    for suffix in _SIDE_FILES:
        left = Path(f"{database}{suffix}")
        if left.exists():  # only beside a database that cannot be opened
            left.rename(f"{old}{suffix}")
    # A second name, so that at no moment there is no database.
    old.hardlink_to(database)


def _remove(path: Path) -> None:
    for suffix in ("", *_SIDE_FILES):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
