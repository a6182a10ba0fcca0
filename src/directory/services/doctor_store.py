"""What `directory doctor` finds in the store."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select, text

from directory.model.errors import DirectoryError
from directory.services import kept_head
from directory.services.diagnosis import Check, failed, fine, note
from directory.settings import Settings
from directory.store import outbox
from directory.store.engines import is_safe_for_wal, journal_mode, make_engine, sqlite_file
from directory.store.failures import translated
from directory.store.ledger import hash_at, head
from directory.store.migrate import NEWEST, revision_of
from directory.store.process_lock import holder, users
from directory.store.tables import accounts

_RESTORE: Final = "stop the application, and restore a backup (`directory restore FILE`)"


def examine_store(settings: Settings) -> Iterator[Check]:
    """Examine the store without making or migrating it."""
    file = sqlite_file(settings.database)
    if file and not file.exists():
        yield note("database", f"{file} is not there yet", "nothing to do: the first start makes it")
        return
    if file:
        yield _process(file)
    try:
        engine = make_engine(settings.database)
        try:
            # Not `Store.open`, which migrates.
            with translated(), engine.connect() as connection:
                yield from _tables(connection, settings)
        finally:
            engine.dispose()
    except DirectoryError as error:
        yield failed("database", str(error), "see DIRECTORY_DATABASE_URL, and docs/operations.md")


def _tables(connection: Connection, settings: Settings) -> Iterator[Check]:
    revision = revision_of(connection)
    if revision != NEWEST:
        yield _other_revision(revision)
        return
    yield fine("database", f"{connection.dialect.name} answers; its tables are current ({NEWEST})")
    if connection.dialect.name == "sqlite":
        yield _sqlite(connection)
    yield _ledger(connection, settings)
    yield _outbox(connection)
    yield _curators(connection)


def _other_revision(revision: str | None) -> Check:
    words = f"its tables are of revision {revision or 'none'}, this version works with {NEWEST}"
    if revision is None or revision < NEWEST:
        return note("database", words, "run `directory backup`; the next start migrates")
    return failed("database", words, "install the newer version that made them, or restore a backup")


def _sqlite(connection: Connection) -> Check:
    mode = connection.execute(text("PRAGMA journal_mode")).scalar()
    words = f"SQLite {sqlite3.sqlite_version}, journal mode {mode}"
    if mode != journal_mode():
        remedy = f"something else has changed it from {journal_mode()}; stop all that use the file, and start again"
        return failed("sqlite", words, remedy)
    if not is_safe_for_wal(sqlite3.sqlite_version_info):
        return fine("sqlite", f"{words}: slower than WAL, and safe; this version could damage a database in WAL mode")
    return fine("sqlite", words)


def _process(file: Path) -> Check:
    serving, others = holder(file), users(file)
    words = "the application does not run" if serving is None else f"process {serving} serves the database"
    if others - {serving}:
        listed = ", ".join(map(str, sorted(others - {serving})))
        remedy = "SQLite is for one process: stop the others, or use PostgreSQL (DIRECTORY_DATABASE_URL)"
        return note("process", f"{words}; others have it open: {listed}", remedy)
    return fine("process", words)


def _ledger(connection: Connection, settings: Settings) -> Check:
    end, kept = head(connection), kept_head.written_down(settings.state_dir)
    found = hash_at(connection, kept.position)
    if found is None:
        words = f"it ends at entry {end.position}, but had {kept.position} when it was last looked at: some are missing"
        return failed("ledger", words, _RESTORE)
    if found != kept.hash:
        return failed("ledger", f"entry {kept.position} is another than when it was last looked at", _RESTORE)
    return fine("ledger", f"{end.position} entries; `directory ledger verify` follows the whole chain")


def _outbox(connection: Connection) -> Check:
    waiting = outbox.waiting(connection)
    words = f"{waiting.count} mails wait, {waiting.given_up} were given up"
    if waiting.last_error:
        remedy = "see the mail settings; what waits is sent when the server takes it"
        return failed("outbox", f"{words}; last error: {waiting.last_error}", remedy)
    if waiting.given_up:
        return note("outbox", words, "their receipts say the same; nothing is left to do")
    return fine("outbox", words)


def _curators(connection: Connection) -> Check:
    active = select(func.count()).select_from(accounts).where(accounts.c.disabled_at.is_(None))
    count = connection.execute(active).scalar_one()
    if not count:
        return note("curators", "nobody can review", "run `directory curator add NAME --admin`")
    return fine("curators", f"{count} accounts")
