"""Erasure on PostgreSQL: the address is in no table and no data file, once nobody reads what was before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from benchmarks.faults.postgres import PostgresServer
from contribution_desk import Site, new
from sqlalchemy import Connection, func, select, text

from directory.model.errors import TryLater
from directory.services import receipt
from directory.store.scrub import scrub
from directory.store.tables import contacts

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
OTHERS = 3
ERASED = "erased.here@example.net"
"""In this file alone: the databases of other tests lie in the same server."""


@pytest.fixture
def secret(roomy: Site) -> str:
    """Send what is erased later, after others; return its receipt."""
    for number in range(OTHERS):
        roomy.send(new(name=f"Programme {number}"), email=f"other{number}@example.net")
    # The last: when a page is tidied, rows of the others would be moved over what stood between them.
    return roomy.send(new(), email=ERASED).secret


def places_of(address: str, server: PostgresServer) -> set[str]:
    """Return the folders of the server, or its log, whose bytes hold an address when everything is on the disk."""
    server.ask("CHECKPOINT")
    files = (path for path in server.folder.rglob("*") if path.is_file())
    return {path.relative_to(server.folder).parts[:2][-1] for path in files if address.encode() in _bytes(path)}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the server has just let go of it
        return b""


@contextmanager
def reading(place: Site, question: str) -> Iterator[Connection]:
    """Keep a transaction open that has asked something, as a backup would."""
    with place.store.read() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text(question))
        yield connection


def test_erased_address_is_gone_from_every_file_but_the_write_ahead_log(
    roomy: Site, secret: str, postgres: PostgresServer
) -> None:
    with roomy.store.write() as writing:
        writing.connection.execute(text("ANALYZE"))  # as the server itself does from time to time
    assert places_of(ERASED, postgres) == {"base", "pg_wal"}, "otherwise this proves nothing"
    receipt.erase(roomy, secret)
    assert scrub(roomy.store)
    assert not scrub(roomy.store)
    assert places_of(ERASED, postgres) <= {"pg_wal"}
    with roomy.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(contacts)).scalar() == OTHERS


def test_an_address_that_somebody_may_still_read_is_scrubbed_when_they_are_done(
    roomy: Site, secret: str, postgres: PostgresServer
) -> None:
    with reading(roomy, "SELECT 1"):
        receipt.erase(roomy, secret)
        with pytest.raises(TryLater):
            scrub(roomy.store)
    assert scrub(roomy.store)
    assert places_of(ERASED, postgres) <= {"pg_wal"}


def test_a_table_in_use_is_scrubbed_later_and_keeps_nobody_waiting(roomy: Site, secret: str) -> None:
    receipt.erase(roomy, secret)
    with reading(roomy, "SELECT * FROM contacts"):
        with pytest.raises(TryLater):
            scrub(roomy.store)
        assert roomy.send(new(name="Meanwhile"), email="meanwhile@example.net").number
    assert scrub(roomy.store)
    with roomy.store.read() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "0"
