"""Restoring a backup: checked before it takes the database's place, and nobody comes back who was erased."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from directory.model.errors import InputRejected
from directory.services import kept_head
from directory.services.backup import DUMP, SQLITE
from directory.services.manifests import Manifest
from directory.settings import Settings
from directory.store import Author, Store, queue, tombstones
from directory.store.dump import dump, load
from directory.store.engines import sqlite_file
from directory.store.ledger import AuthorKind, Head, head
from directory.store.replace import beside, server_replaced, sqlite_replaced
from directory.store.scrub import scrub
from directory.store.store import Writing
from directory.store.tables import contacts, ledger, sessions
from directory.store.tombstones import Tombstone
from directory.store.verify import follow

_SYSTEM = Author(AuthorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there now."""

    head: Head
    erased: int
    """Contacts that the backup still held, though they were erased since."""
    old: str
    """Where the database is that was there before; empty when there was none."""


def restore(settings: Settings, backup: Path, *, now: datetime) -> Restored:
    """Put a backup in the place of the configured database, which stays beside it.

    A backup of SQLite restores into PostgreSQL too, and the other way round.

    Raises:
        InputRejected: The file is no finished backup.
        StoreDamaged: It is not as it was made, or its ledger does not hold.
        ConfigurationError, Conflict: The application is running.
        TryLater: The database does not answer.
    """
    if backup.suffix not in {SQLITE, DUMP} or not backup.is_file():
        raise InputRejected(f"{backup} is no backup: name a file *{SQLITE} or *{DUMP} that `directory backup` made")
    manifest = Manifest.of(backup)
    manifest.check(backup)
    stones = _tombstones(settings.state_dir, backup.parent)
    finishing = _Finishing(manifest.head, stones)
    if present := sqlite_file(settings.database):
        old = _into_file(present, backup, finishing, now=now)
    else:
        with _lines(backup, settings.state_dir) as lines:
            old = server_replaced(settings.database, lines, finishing.finish, now=now)
    kept_head.write_down(settings.state_dir, finishing.head)
    tombstones.merge(settings.state_dir / tombstones.FILE, stones)
    return Restored(finishing.head, finishing.erased, old)


class _Finishing:
    """What happens to every restored database before it counts."""

    def __init__(self, expected: Head, stones: set[Tombstone]) -> None:
        self._expected = expected
        self._stones = stones
        self.head = expected
        self.erased = 0

    def finish(self, writing: Writing) -> None:
        """Check the chain, erase again what was erased, and sign everybody out."""
        connection = writing.connection
        follow(connection.execute(select(ledger).order_by(ledger.c.position)), kept=self._expected).require()
        for stone in sorted(self._stones):
            # Numbers may have been given anew since; a contact that is younger than the erasure is another's.
            is_meant = (contacts.c.submission == stone.number) & (contacts.c.created_at <= stone.at)
            if connection.execute(select(contacts.c.submission).where(is_meant)).first():
                queue.erase_contact(writing, stone.number, author=_SYSTEM)
                self.erased += 1
        connection.execute(delete(sessions))
        self.head = head(connection)


def _into_file(present: Path, backup: Path, finishing: _Finishing, *, now: datetime) -> str:
    had_one = present.exists()
    with sqlite_replaced(present, now=now) as fresh:
        if backup.suffix == SQLITE:
            shutil.copyfile(backup, fresh)
        store = Store.open(f"sqlite:///{fresh}")
        try:
            with store.write() as writing:
                if backup.suffix == DUMP:
                    with backup.open(encoding="utf-8") as lines:
                        load(writing.connection, lines)
            with store.write() as writing:
                finishing.finish(writing)
            scrub(store)
        finally:
            store.close()
    return str(beside(present, now)) if had_one else ""


@contextmanager
def _lines(backup: Path, state_dir: Path) -> Iterator[Iterator[str]]:
    """Lend a backup as the lines of a dump."""
    if backup.suffix == DUMP:
        with backup.open(encoding="utf-8") as file:
            yield file
        return
    # Opening a database may write to its folder: a copy keeps the backup as it is.
    state_dir.mkdir(parents=True, exist_ok=True)
    copy = state_dir / f".{backup.name}.restoring"
    shutil.copyfile(backup, copy)
    try:
        copy.chmod(0o600)
        store = Store.open(f"sqlite:///{copy}")
        try:
            yield dump(store)
        finally:
            store.close()
    finally:
        copy.unlink(missing_ok=True)


def _tombstones(*folders: Path) -> set[Tombstone]:
    return {stone for folder in folders for stone in tombstones.read(folder / tombstones.FILE)}
