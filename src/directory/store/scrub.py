"""Make erased contacts vanish from the bytes of the database too, not from its rows alone."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, text

from directory.model.errors import TryLater
from directory.store.engines import LOCK_TIMEOUT_S
from directory.store.ledger import Kind
from directory.store.store import Store
from directory.store.tables import ledger

_SCRUBBED: Final = text("SELECT obj_description('contacts'::regclass)")
# PostgreSQL keeps a dead row for whoever began to read before it died. Of our own session's age nothing is told here:
# it began after the erasure. Workers that vacuum count for nothing; standbys have no database.
_IS_HELD: Final = text("""
    SELECT max(age(held.xid)) >= (SELECT age(xmin) FROM ledger WHERE position = :erased) FROM (
        SELECT backend_xmin FROM pg_stat_activity
        WHERE coalesce(datname, current_database()) = current_database() AND backend_type <> 'autovacuum worker'
        UNION ALL SELECT xmin FROM pg_replication_slots
        UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
    ) AS held (xid)
""")


def scrub(store: Store) -> bool:
    """Rewrite the file that held contacts when something was erased since the last time; return whether it was.

    The database itself remembers how far it was scrubbed: a crash in between loses nothing. On PostgreSQL the address
    still stands in the write-ahead log until that is overwritten, and in what was made of it: archives and backups.

    Raises:
        TryLater: Others use the database, or on PostgreSQL began to read before the erasure; try again.
    """
    with store.read() as connection:
        query = select(func.max(ledger.c.position)).where(ledger.c.kind == Kind.ERASURE)
        erased: int = connection.execute(query).scalar() or 0
    return _scrub_file(store.file, erased) if store.file else _scrub_table(store, erased)


def _scrub_file(file: Path, erased: int) -> bool:
    try:
        with closing(sqlite3.connect(file, timeout=LOCK_TIMEOUT_S, isolation_level=None)) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] >= erased:
                return False
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute(f"PRAGMA user_version={erased:d}")
    except sqlite3.OperationalError as error:
        raise TryLater("the store is in use", retry_after_s=LOCK_TIMEOUT_S) from error
    return True


def _scrub_table(store: Store, erased: int) -> bool:
    with store.read() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")  # VACUUM runs in no transaction
        if int(connection.execute(_SCRUBBED).scalar() or 0) >= erased:
            return False
        if connection.execute(_IS_HELD, {"erased": erased}).scalar():
            raise TryLater("somebody still reads what was there before", retry_after_s=LOCK_TIMEOUT_S)
        # Whoever waits for the table waits behind us: rather try again than keep submissions waiting.
        connection.execute(text("SET lock_timeout = '1s'"))
        try:
            connection.execute(text("VACUUM (FULL) contacts"))
        finally:
            connection.execute(text("RESET lock_timeout"))
        connection.execute(text(f"COMMENT ON TABLE contacts IS '{erased:d}'"))
    return True
