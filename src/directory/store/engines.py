"""How each database is spoken to: what is set on every connection, and why."""

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from directory.model.errors import ConfigurationError

LOCK_TIMEOUT_S: Final = 5.0
"""How long a write waits for another before it gives up."""
CONNECT_TIMEOUT_S: Final = 3
"""How long a database server may take to answer a new connection."""
STATEMENT_TIMEOUT_S: Final = 5
"""How long a database server may work on one statement."""
APPLICATION: Final = "linked-initiatives"
"""What our connections are called on a database server."""
WRITES: Final = "directory_writes"
"""The execution option of a connection that will write."""
_VARIABLE: Final = "DIRECTORY_DATABASE_URL"


def make_engine(address: str) -> Engine:
    """Prepare an engine for an address; connects to nothing yet.

    Raises:
        ConfigurationError: The address is none, or names a database that is not supported.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # The address may hold a password: neither it nor an error that repeats some of it is shown.
        raise ConfigurationError(
            f"{_VARIABLE} is no address; write it like postgresql+psycopg://user@host/name, "
            "with %40 for each @ of a password"
        ) from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return _postgresql(url.set(drivername="postgresql+psycopg"))
    raise ConfigurationError(
        f"{_VARIABLE}: {url.drivername} is not supported; use postgresql+psycopg, or an SQLite file"
    )


def sqlite_file(address: str) -> Path | None:
    """Return the file that an address names; None when it names a server, or nothing."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return None
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def is_safe_for_wal(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite is free of the race that can corrupt a database in WAL mode."""
    series = version[:2]
    return (
        version >= (3, 51, 3)
        or (series == (3, 50) and version >= (3, 50, 7))
        or (series == (3, 44) and version >= (3, 44, 6))
    )


def journal_mode() -> str:
    """Return the journal mode in which the SQLite of this Python is run: wal or delete."""
    return "wal" if is_safe_for_wal(sqlite3.sqlite_version_info) else "delete"


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(f"{_VARIABLE}: an SQLite store needs a file, like sqlite:////var/lib/directory.sqlite")
    _make_file(Path(url.database))
    # The driver's timeout is SQLite's busy timeout. More readers than connections wait for their turn.
    engine = create_engine(
        url,
        hide_parameters=True,  # they hold e-mail addresses, and errors end up in the log
        connect_args={"timeout": LOCK_TIMEOUT_S},
        pool_size=8,
        max_overflow=24,
        pool_timeout=LOCK_TIMEOUT_S,
    )
    synchronous = "FULL" if journal_mode() == "wal" else "EXTRA"
    pragmas = (
        f"journal_mode={journal_mode()}",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "secure_delete=ON",
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy says BEGIN itself, by the next listener: the driver would begin late, and not before DDL.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later could find the database changed in between, and fail.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_file(path: Path) -> None:
    """Make an empty file that only its owner reads: it will hold e-mail addresses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"the store {path} cannot be made: {error.strerror}; mend DIRECTORY_STATE_DIR or {_VARIABLE}"
        ) from error


def _postgresql(url: URL) -> Engine:
    connect_args: dict[str, Any] = {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "application_name": APPLICATION,
        # A server that vanished without a word is noticed within seconds, not hours.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 1_000 * STATEMENT_TIMEOUT_S,
    }
    try:
        # Read committed: whoever has waited for the chain's lock must see what the one before has written.
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args=connect_args,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=24,
            pool_timeout=LOCK_TIMEOUT_S,
        )
    except (NoSuchModuleError, ImportError) as error:
        raise ConfigurationError("PostgreSQL needs the package psycopg; install it with `psycopg[binary]`") from error

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver is loaded by name
        connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT_S}s'")
        connection.execute("SET idle_in_transaction_session_timeout = '60s'")
        connection.commit()

    return engine
