"""What goes wrong is said in a way that the caller can act on, and passes without a restart."""

import os
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from benchmarks.faults.postgres import PostgresServer
from made import publish
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from directory.model.errors import ConfigurationError, StoreDamaged, TryLater
from directory.store import Store, engines
from directory.store.directory import get
from directory.store.engines import is_safe_for_wal, journal_mode
from directory.store.process_lock import holder
from directory.store.tables import contacts
from directory.store.verify import verify


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "directory.sqlite"


@pytest.fixture
def sqlite_store(file: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{file}")
    publish(store, "a")
    yield store
    store.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOCK_TIMEOUT_S", 0.2)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "is no address"),
        ("no address at all: s3cret", "is no address"),
        ("postgresql://user:1@2:s3cret@host:5432/name", "is no address"),
        ("mysql://user:s3cret@host/name", "mysql is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////proc/nowhere/directory.sqlite", "cannot be made"),
    ],
)
def test_a_wrong_address_names_the_variable_and_never_repeats_a_password(address: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as raised:
        Store.open(address)
    assert "DIRECTORY_DATABASE_URL" in str(raised.value)
    assert "s3cret" not in "".join(traceback.format_exception(raised.value))


def test_a_server_that_is_not_there_is_said_within_seconds() -> None:
    with pytest.raises(TryLater, match="does not answer"):
        Store.open("postgresql://user@127.0.0.1:9/name")


def test_a_plain_postgresql_address_is_understood(postgres: PostgresServer) -> None:
    store = Store.open(postgres.create("plain").replace("postgresql+psycopg", "postgresql"))
    assert store.dialect == "postgresql"
    store.close()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.usefixtures("impatient")
def test_a_locked_file_is_tried_again_later_and_then_works(file: Path) -> None:
    store = Store.open(f"sqlite:///{file}")
    try:
        with locked(file):
            with pytest.raises(TryLater, match="another change is being saved"):
                publish(store, "a")
            with pytest.raises(TryLater), store.read() as connection:
                get(connection, "a")
        publish(store, "a")
        assert verify(store).entries == 1
    finally:
        store.close()


def test_a_thread_that_waits_too_long_for_another_gives_up(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.store.store.LOCK_TIMEOUT_S", 0.1)
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite_store.write():
            entered.set()
            leave.wait(timeout=10)

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait(timeout=10)
    with pytest.raises(TryLater), sqlite_store.write():
        pass
    leave.set()
    thread.join()
    publish(sqlite_store, "b")


def test_a_full_disk_is_tried_again_later_leaves_nothing_and_passes(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    with sqlite_store.write() as writing:
        writing.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(TryLater, match="disk is full"):
        publish(sqlite_store, *(f"full-{number}" for number in range(100)))
    with sqlite_store.write() as writing:
        writing.connection.execute(text("PRAGMA max_page_count = 1000000"))
    publish(sqlite_store, "later")
    with sqlite_store.read() as connection:
        assert get(connection, "later")
    assert verify(sqlite_store).broken is None


def test_a_file_that_cannot_be_written_is_still_read(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    with pytest.raises(TryLater, match="cannot be written"):
        publish(sqlite_store, "b")
    assert sqlite_store.version() == 1


def test_a_file_that_is_no_database_is_damage(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"This is no database. " * 500)
    with pytest.raises(StoreDamaged, match="directory doctor"):
        Store.open(f"sqlite:///{file}")


def test_a_damaged_page_is_damage(file: Path) -> None:
    store = Store.open(f"sqlite:///{file}")
    publish(store, *(f"id-{number}" for number in range(30)))
    store.close()
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(StoreDamaged):  # noqa: PT012  # whichever of the two meets the page
        store = Store.open(f"sqlite:///{file}")
        verify(store)


def test_a_mistake_of_ours_is_neither_later_nor_damage(store: Store) -> None:
    publish(store, "a")
    with pytest.raises(IntegrityError), store.write() as writing:
        writing.connection.execute(text("INSERT INTO initiatives (id, body, revision) VALUES ('a', '{}', 1)"))
    with pytest.raises((OperationalError, Exception), match="nowhere") as raised, store.read() as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(raised.value, TryLater)


def test_foreign_keys_are_kept(store: Store) -> None:
    of_nothing = {"submission": 404, "email": "canary@b.example", "purpose": "p", "created_at": "now"}
    with pytest.raises(IntegrityError) as raised, store.write() as writing:
        writing.connection.execute(insert(contacts).values(of_nothing))
    assert "canary" not in str(raised.value), "errors are logged, and parameters can be e-mail addresses"


def test_sqlite_is_set_up_to_lose_nothing(sqlite_store: Store, file: Path) -> None:
    expected = {"journal_mode": journal_mode(), "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}
    with sqlite_store.read() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in [*expected, "synchronous"]}
    assert found == {**expected, "synchronous": 2 if journal_mode() == "wal" else 3}
    assert file.stat().st_mode & 0o777 == 0o600


def test_postgresql_is_set_up_to_wait_no_longer_than_seconds(postgres: PostgresServer) -> None:
    store = Store.open(postgres.create("bounded"))
    try:
        with store.read() as connection:
            assert connection.execute(text("SHOW statement_timeout")).scalar() == "5s"
            assert connection.execute(text("SHOW transaction_isolation")).scalar() == "read committed"
            connection.execute(text("SET statement_timeout = '50ms'"))
            connection.commit()  # the pool's only connection keeps it
        with pytest.raises(TryLater, match="took too long"), store.write() as writing:
            writing.connection.execute(text("SELECT pg_sleep(5)"))
    finally:
        store.close()


@pytest.mark.parametrize(
    ("state", "error"),
    [("53100", TryLater), ("58030", TryLater), ("XX000", TryLater), ("XX001", StoreDamaged), ("XX002", StoreDamaged)],
)
def test_a_full_disk_of_postgresql_passes_and_damage_does_not(
    postgres: PostgresServer, state: str, error: type[Exception]
) -> None:
    store = Store.open(postgres.address())
    with pytest.raises(error), store.read() as connection:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{state}'; END $$"))
    store.close()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_only_a_repaired_sqlite_runs_in_wal_mode(version: tuple[int, int, int], safe: bool) -> None:  # noqa: FBT001
    assert is_safe_for_wal(version) is safe


def test_a_second_process_on_one_sqlite_file_is_refused_by_name(sqlite_store: Store, file: Path) -> None:
    assert holder(file) is None
    sqlite_store.serve()
    second = (
        "import sys; from directory.store import Store; from directory.model.errors import ConfigurationError\n"
        "store = Store.open(sys.argv[1]); print(store.version())\n"
        "try: store.serve()\n"
        "except ConfigurationError as error: print(error)\n"
    )
    command = [sys.executable, "-c", second, f"sqlite:///{file}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("1\n"), "reading is allowed beside the one that serves"
    assert f"process {os.getpid()} serves" in said
    assert "PostgreSQL" in said
    sqlite_store.close()
    assert holder(file) is None
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "1\n"


def test_a_write_holds_the_file_from_its_start_not_from_its_first_change(sqlite_store: Store, file: Path) -> None:
    # One that reads first and writes later could find that another has written in between, and fail.
    with sqlite_store.write(), closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM ledger").fetchone() == (1,), "reading goes on"
