"""Backups hold everything, restore exactly, are never half there, and bring nobody back who was erased."""

import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from directory.model.errors import ConfigurationError, InputRejected, StoreDamaged
from directory.model.initiative import parse_initiative
from directory.model.submission import Proposal, SubmissionKind
from directory.services.backup import back_up
from directory.services.kept_head import written_down
from directory.services.manifests import Manifest, newest, sha256
from directory.services.restore import restore
from directory.settings import Settings
from directory.store import Author, Store, queue, tombstones
from directory.store.directory import put_initiative
from directory.store.ledger import AuthorKind
from directory.store.queue import Contact, Digests
from directory.store.tables import accounts, metadata, sessions
from directory.store.verify import verify

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FILE = Author(AuthorKind.FILE)
CANARY = "canary@erase.example"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state")


def publish(store: Store, *ids: str) -> None:
    for id_ in ids:
        with store.write() as writing:
            initiative, _ = parse_initiative({"id": id_, "name": f"Ωmega {id_}", "sources": "a paper"})
            assert initiative
            put_initiative(writing, initiative, author=FILE)


def submit(store: Store, email: str) -> int:
    with store.write() as writing:
        proposal = Proposal(kind=SubmissionKind.REPORT, target="a", message="gone")
        digests = Digests(key="1" * 64, content="2" * 64, receipt="3" * 64)
        number = queue.add(writing, proposal, digests, origin="form").number
        queue.set_contact(writing, number, Contact(email, "this submission"))
    return number


def fill(settings: Settings) -> int:
    """Publish two initiatives, queue one submission, and return its number."""
    store = Store.open(settings.database, clock=lambda: NOW - timedelta(hours=1))
    publish(store, "a", "b")
    number = submit(store, CANARY)
    store.close()
    return number


def content(address: str) -> dict[str, list[tuple[object, ...]]]:
    store = Store.open(address)
    with store.read() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }
    store.close()
    return found


def made(settings: Settings, *, now: datetime = NOW) -> Path:
    return settings.backups / back_up(settings, now=now).file


def test_a_restored_backup_is_what_was_backed_up_and_the_old_database_stays_beside(settings: Settings) -> None:
    fill(settings)
    before = content(settings.database)
    backup = made(settings)
    store = Store.open(settings.database)
    publish(store, "lost")
    store.close()
    changed = content(settings.database)
    restored = restore(settings, backup, now=LATER)
    assert content(settings.database) == before
    assert content(f"sqlite:///{restored.old}") == changed
    assert (restored.erased, restored.head.position) == (0, 3)


def test_backups_are_for_the_owner_only_and_say_what_they_are(settings: Settings) -> None:
    fill(settings)
    backup = made(settings)
    assert sorted(path.name for path in settings.backups.iterdir()) == [
        "directory-2026-11-23T120000Z.sqlite",
        "directory-2026-11-23T120000Z.sqlite.manifest.json",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in settings.backups.iterdir()} == {0o600}
    manifest = Manifest.of(backup)
    manifest.check(backup)
    assert newest(settings.backups) == manifest
    assert written_down(settings.state_dir) == manifest.head
    assert manifest.position == 3


def test_backups_made_while_others_write_hold_whole_transactions(settings: Settings) -> None:
    store = Store.open(settings.database)
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            with store.write() as writing:
                for half in ("first", "second"):
                    initiative, _ = parse_initiative({"id": f"{half}-{number}", "name": "N", "sources": "s"})
                    assert initiative
                    put_initiative(writing, initiative, author=FILE)
            number += 1

    writer = threading.Thread(target=work)
    writer.start()
    try:
        manifests = [back_up(settings, now=NOW + timedelta(seconds=number)) for number in range(5)]
    finally:
        stop.set()
        writer.join()
        store.close()
    assert all(manifest.position % 2 == 0 for manifest in manifests)
    assert [manifest.position for manifest in manifests] == sorted(manifest.position for manifest in manifests)


def test_who_was_erased_does_not_come_back_not_even_in_the_bytes(settings: Settings) -> None:
    number = fill(settings)
    backup = made(settings)
    assert CANARY.encode() in backup.read_bytes(), "otherwise this proves nothing"
    store = Store.open(settings.database, clock=lambda: NOW)
    with store.write() as writing:
        queue.erase_contact(writing, number)
        tombstones.bury(settings.state_dir, number, writing.at)
    store.close()
    restored = restore(settings, backup, now=LATER)
    assert restored.erased == 1
    assert content(settings.database)["contacts"] == []
    assert CANARY.encode() not in (settings.state_dir / "directory.sqlite").read_bytes()
    store = Store.open(settings.database)
    assert verify(store, kept=written_down(settings.state_dir)).entries == 4
    store.close()


def test_erasures_outlive_the_loss_of_the_whole_machine(settings: Settings, tmp_path: Path) -> None:
    number = fill(settings)
    first = made(settings)
    tombstones.bury(settings.state_dir, number, "2026-11-23T12:30:00.000000Z")
    made(settings, now=LATER)  # takes the tombstones along
    elsewhere = Settings(state_dir=tmp_path / "new machine")
    assert restore(elsewhere, first, now=LATER).erased == 1
    assert list(tombstones.read(elsewhere.state_dir / tombstones.FILE))


def test_a_number_that_was_given_anew_keeps_its_contact(settings: Settings) -> None:
    number = fill(settings)
    backup = made(settings)
    tombstones.bury(settings.state_dir, number, "2020-01-01T00:00:00.000000Z")
    assert restore(settings, backup, now=LATER).erased == 0
    assert len(content(settings.database)["contacts"]) == 1


def test_nobody_is_signed_in_after_a_restore(settings: Settings) -> None:
    store = Store.open(settings.database)
    with store.write() as writing:
        account = {"name": "Ada", "role": "admin", "created_at": writing.at}
        number = writing.connection.execute(insert(accounts).values(account).returning(accounts.c.id)).scalar_one()
        session = {"created_at": writing.at, "seen_at": writing.at, "expires_at": "9999"}
        writing.connection.execute(insert(sessions).values(hash="d" * 64, account=number, **session))
    store.close()
    backup = made(settings)
    restore(settings, backup, now=LATER)
    assert content(settings.database)["sessions"] == []
    assert len(content(settings.database)["accounts"]) == 1


@pytest.mark.parametrize("damage", ["flip", "cut", "grow"])
def test_a_backup_that_was_changed_is_refused_and_nothing_happens(settings: Settings, damage: str) -> None:
    fill(settings)
    backup = made(settings)
    before = content(settings.database)
    data = bytearray(backup.read_bytes())
    if damage == "flip":
        data[len(data) // 2] ^= 1
    backup.write_bytes({"flip": data, "cut": data[:-4096], "grow": data + b"\0"}[damage])
    with pytest.raises(StoreDamaged, match="digest differs"):
        restore(settings, backup, now=LATER)
    assert content(settings.database) == before
    assert not list(settings.state_dir.glob("*.before-*"))


def test_a_backup_whose_ledger_was_forged_is_refused_and_nothing_happens(settings: Settings) -> None:
    fill(settings)
    backup = made(settings)
    before = content(settings.database)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DROP TRIGGER ledger_refuses_update")
        connection.execute("UPDATE ledger SET subject = 'forged' WHERE position = 2")
        connection.commit()
    manifest = Manifest.of(backup)
    forged = manifest.model_copy(update={"sha256": sha256(backup)})
    forged = forged.model_copy(update={"bytes": backup.stat().st_size})
    forged.write(backup)
    with pytest.raises(StoreDamaged, match="entry 2 "):
        restore(settings, backup, now=LATER)
    assert content(settings.database) == before
    assert sorted(path.name for path in settings.state_dir.iterdir() if "restoring" in path.name) == []


@pytest.mark.parametrize("name", ["nothing.sqlite", "notes.txt", "unfinished.sqlite"])
def test_what_is_no_finished_backup_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / "unfinished.sqlite").touch()
    with pytest.raises(InputRejected):
        restore(settings, tmp_path / name, now=LATER)
    assert not settings.state_dir.exists()


def test_a_running_application_keeps_its_database(settings: Settings) -> None:
    fill(settings)
    backup = made(settings)
    store = Store.open(settings.database)
    store.serve()
    try:
        with pytest.raises(ConfigurationError, match="serves"):
            restore(settings, backup, now=LATER)
    finally:
        store.close()
    restore(settings, backup, now=LATER)


def test_a_journal_left_by_a_crash_does_not_ruin_what_is_restored(settings: Settings) -> None:
    fill(settings)
    before = content(settings.database)
    backup = made(settings)
    store = Store.open(settings.database)
    publish(store, *(f"later-{number}" for number in range(20)))
    store.close()
    later = content(settings.database)
    database = settings.state_dir / "directory.sqlite"
    # A crash in the middle of a transaction: pages are written, and the journal that would undo them is there.
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE big AS SELECT zeroblob(1000) FROM ledger a, ledger b, ledger c")
    shutil.copy(f"{database}-journal", f"{database}-journal-kept")
    shutil.copy(database, f"{database}-kept")
    connection.close()
    Path(f"{database}-kept").rename(database)
    Path(f"{database}-journal-kept").rename(f"{database}-journal")
    restored = restore(settings, backup, now=LATER)
    assert not Path(f"{database}-journal").exists()
    assert content(settings.database) == before
    assert content(f"sqlite:///{restored.old}") == later, "what was unfinished is undone in the old one"


def test_a_database_that_cannot_even_be_opened_is_replaced(settings: Settings) -> None:
    fill(settings)
    before = content(settings.database)
    backup = made(settings)
    database = settings.state_dir / "directory.sqlite"
    database.write_bytes(b"x" * 10_000)
    Path(f"{database}-shm").write_bytes(b"x" * 1_000)
    restored = restore(settings, backup, now=LATER)
    assert not Path(f"{database}-shm").exists()
    assert Path(f"{restored.old}-shm").read_bytes() == b"x" * 1_000
    assert content(settings.database) == before
    assert Path(restored.old).read_bytes() == b"x" * 10_000


def test_a_damaged_database_is_not_backed_up(settings: Settings) -> None:
    fill(settings)
    with closing(sqlite3.connect(settings.state_dir / "directory.sqlite")) as connection:
        connection.execute("DROP TRIGGER ledger_refuses_delete")
        connection.execute("DELETE FROM ledger WHERE position = 2")
        connection.commit()
    with pytest.raises(StoreDamaged, match="entry 2 "):
        made(settings)
    assert list(settings.backups.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fill(settings)
    with pytest.raises(ConfigurationError, match="DIRECTORY_BACKUP_DIR"):
        back_up(settings.model_copy(update={"backup_dir": str(tmp_path / "file" / "x")}), now=NOW)
