"""What the drivers raise, sorted by what a caller can do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from directory.model.errors import DirectoryError, StoreDamaged, TryLater

RETRY_AFTER_S: Final = 5.0

_SQLITE_PASSING: Final = {
    sqlite3.SQLITE_BUSY: "another change is being saved",
    sqlite3.SQLITE_LOCKED: "another change is being saved",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk does not answer",
    sqlite3.SQLITE_READONLY: "the store cannot be written to",
    sqlite3.SQLITE_CANTOPEN: "the store's file cannot be opened",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_INTERRUPT: "the store was interrupted",
    sqlite3.SQLITE_PROTOCOL: "another change is being saved",
}
_SQLITE_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

# SQLSTATE by its first two characters; PostgreSQL's appendix A names them.
_POSTGRESQL_PASSING: Final = {
    "08": "the database does not answer",
    "25": "the store cannot be written to",
    "40": "another change is being saved",
    "53": "the database has no room, memory or connection left",
    "55": "another change is being saved",
    "57": "the database took too long or is restarting",
    "58": "the database's disk does not answer",
    "XX": "the database failed at it",  # whatever has no state of its own: a used up quota, a file too large
}
_POSTGRESQL_DAMAGED: Final = frozenset({"XX001", "XX002"})
_REMEDY: Final = "stop the application, run `directory doctor`, and restore a backup"


@contextmanager
def translated() -> Iterator[None]:
    """Raise what passes as TryLater, and damage as StoreDamaged; everything else stays what it is.

    A broken rule of the tables (sqlalchemy.exc.IntegrityError) is no failure of the database, and stays as well.
    """
    try:
        yield
    except PoolTimeout as error:
        raise TryLater("too many questions at once", retry_after_s=RETRY_AFTER_S) from error
    except DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error


def _meaning(error: DBAPIError) -> DirectoryError | None:
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        return _of_sqlite(origin)
    state: str | None = getattr(origin, "sqlstate", None)
    if state is None:
        # psycopg knows no state when the connection is gone, or never was.
        return TryLater(_POSTGRESQL_PASSING["08"], retry_after_s=RETRY_AFTER_S) if _is_gone(error) else None
    if state in _POSTGRESQL_DAMAGED:
        return StoreDamaged(f"the database reports damage ({state}); {_REMEDY}")
    words = _POSTGRESQL_PASSING.get(state[:2])
    return TryLater(words, retry_after_s=RETRY_AFTER_S) if words else None


def _of_sqlite(error: sqlite3.Error) -> DirectoryError | None:
    # Errors of the module itself, like a wrong number of parameters, carry no code.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _SQLITE_DAMAGED:
        return StoreDamaged(f"the store's file is damaged ({error}); {_REMEDY}")
    words = _SQLITE_PASSING.get(code)
    return TryLater(words, retry_after_s=RETRY_AFTER_S) if words else None


def _is_gone(error: DBAPIError) -> bool:
    return type(error.orig).__name__ in {"OperationalError", "InterfaceError", "ConnectionTimeout"}
