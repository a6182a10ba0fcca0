"""The store: one database, one writer at a time, errors that say what to do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError

from directory.model.errors import TryLater
from directory.store import ledger as ledger_
from directory.store.tables import metadata

LOCK_TIMEOUT_S: Final = 5.0
"""How long a write waits for another before it gives up."""
_CHAIN_LOCK: Final = 0x4C49
"""The advisory lock under which PostgreSQL's writers append."""

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
        self._clock = clock
        self._lock = threading.Lock()

    @classmethod
    def open(cls, address: str, *, clock: Clock = utc_now) -> Self:
        """Open the database at this SQLAlchemy address, made and migrated when it is not there yet."""
        engine = create_engine(make_url(address))
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        metadata.create_all(engine)
        return cls(engine, clock=clock)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

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
        """
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Run one transaction as the only writer; committed when the block ends, undone when it raises.

        Raises:
            TryLater: Another writer holds the database, the disk is full, or the database does not answer.
        """
        if not self._lock.acquire(timeout=LOCK_TIMEOUT_S):
            raise TryLater("another change is being saved", retry_after_s=LOCK_TIMEOUT_S)
        try:
            with _translated(), self._engine.begin() as connection:
                if self.dialect == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})"))
                yield Writing(connection, now=self._clock())
        finally:
            self._lock.release()

    def version(self) -> int:
        """Return the version of what is published: the position of the last change to it."""
        with self.read() as connection:
            return ledger_.version(connection)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, DBAPIError) as error:
        raise TryLater("the store does not answer", retry_after_s=LOCK_TIMEOUT_S) from error


def _prepare_sqlite(engine: Engine) -> None:
    Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
