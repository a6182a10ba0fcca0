"""The store: one database, one writer at a time, errors that say what to do."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection, Engine, insert, select, text

from directory.store import ledger as ledger_
from directory.store.engines import LOCK_TIMEOUT_S, WRITES, make_engine
from directory.store.failures import translated
from directory.store.migrate import CHAIN_LOCK, migrate
from directory.store.process_lock import ProcessLock
from directory.store.tables import secrets as secrets_
from directory.store.turns import Turns

__all__ = ["LOCK_TIMEOUT_S", "Clock", "Store", "Writing", "utc_now"]

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return this moment, UTC."""
    return datetime.now(UTC)


class Writing:
    """One write transaction."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        """Begin at the end of the chain."""
        self.connection: Final = connection
        self.now: Final = now
        self.at: Final = ledger_.now_text(now)
        self.ledger: Final = ledger_.Appending(connection, at=self.at)


class Store:
    """A database with the ledger, what it adds up to, and the working tables."""

    def __init__(self, engine: Engine, *, clock: Clock = utc_now) -> None:
        """Use an engine whose database has the current tables; `open` makes one."""
        self._engine = engine
        self._writing_engine = engine.execution_options(**{WRITES: True})
        self._clock = clock
        self._turns = Turns()
        self._secrets: dict[str, bytes] = {}
        self._process_lock: ProcessLock | None = None

    @classmethod
    def open(cls, address: str, *, clock: Clock = utc_now) -> Self:
        """Open the database at this SQLAlchemy address, made and migrated when it is not there yet.

        Raises:
            ConfigurationError: The address is wrong, or a newer version of the application made the database.
            TryLater: The database does not answer.
            StoreDamaged: The file is no database.
        """
        engine = make_engine(address)
        try:
            with translated():
                migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock=clock)

    def close(self) -> None:
        """Let go of every connection, and of the right to serve."""
        self._engine.dispose()
        if self._process_lock:
            self._process_lock.release()
            self._process_lock = None

    def serve(self) -> None:
        """Claim an SQLite file for this process until `close`; a server of databases is for many.

        Commands that only read or write briefly need no claim.

        Raises:
            ConfigurationError: Another process serves this file.
        """
        if self.file and not self._process_lock:
            self._process_lock = ProcessLock.take(self.file)

    @property
    def dialect(self) -> str:
        """Which database this is: sqlite or postgresql."""
        return self._engine.dialect.name

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None on a server."""
        name = self._engine.url.database
        return Path(name) if self.dialect == "sqlite" and name else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Lend a connection for reading; keep it short, since on SQLite an open read blocks commits.

        Raises:
            TryLater: The database does not answer.
            StoreDamaged: The database contradicts itself.
        """
        with translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Run one transaction as the only writer; committed when the block ends, undone when it raises.

        Raises:
            TryLater: Another writer holds the database, the disk is full, or the database does not answer. When the
                connection broke during the commit nobody knows whether it was saved: repeat it under the same key.
            StoreDamaged: The database contradicts itself.
        """
        with (
            self._turns.turn(timeout_s=LOCK_TIMEOUT_S),
            translated(),
            self._writing_engine.begin() as connection,
        ):
            if self.dialect == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))
            yield Writing(connection, now=self._clock())

    def now(self) -> datetime:
        """Return this moment by the store's clock, for what is read and ages."""
        return self._clock()

    def version(self) -> int:
        """Return the version of what is published: the position of the last change to it."""
        with self.read() as connection:
            return ledger_.version(connection)

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes, made at the first call and the same ever after, for every process of this store.

        The first call of a name writes: make it outside of `write`.
        """
        if name not in self._secrets:
            self._secrets[name] = self._stored_secret(name)
        return self._secrets[name]

    def _stored_secret(self, name: str) -> bytes:
        query = select(secrets_.c.value).where(secrets_.c.name == name)
        with self.read() as connection:
            value = connection.execute(query).scalar()
        if value is None:
            with self.write() as writing:
                # Another process may have made it meanwhile.
                value = writing.connection.execute(query).scalar()
                if value is None:
                    value = secrets.token_hex(32)
                    writing.connection.execute(insert(secrets_).values(name=name, value=value))
        return bytes.fromhex(value)
