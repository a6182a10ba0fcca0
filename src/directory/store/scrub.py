"""Make erased contacts vanish from the bytes of an SQLite file; a server of databases does so by itself."""

import sqlite3
from contextlib import closing

from sqlalchemy import func, select

from directory.model.errors import TryLater
from directory.store.engines import LOCK_TIMEOUT_S
from directory.store.ledger import Kind
from directory.store.store import Store
from directory.store.tables import ledger


def scrub(store: Store) -> bool:
    """Rewrite the file when something was erased since the last time; return whether it was.

    The file itself remembers how far it was scrubbed, in its `user_version`: a crash in between loses nothing.

    Raises:
        TryLater: Others use the database; nothing was rewritten.
    """
    if store.file is None:
        return False
    with store.read() as connection:
        query = select(func.max(ledger.c.position)).where(ledger.c.kind == Kind.ERASURE)
        erased: int = connection.execute(query).scalar() or 0
    try:
        with closing(sqlite3.connect(store.file, timeout=LOCK_TIMEOUT_S, isolation_level=None)) as connection_:
            if connection_.execute("PRAGMA user_version").fetchone()[0] >= erased:
                return False
            connection_.execute("PRAGMA secure_delete=ON")
            connection_.execute("VACUUM")
            connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection_.execute(f"PRAGMA user_version={erased:d}")
    except sqlite3.OperationalError as error:
        raise TryLater("the store is in use", retry_after_s=LOCK_TIMEOUT_S) from error
    return True
