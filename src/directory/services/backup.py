"""Backups: one file and its manifest, made while the application runs."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from directory import __version__
from directory.model.errors import ConfigurationError, TryLater
from directory.services import kept_head
from directory.services.manifests import Manifest, sha256
from directory.settings import Settings
from directory.store import Store, tombstones
from directory.store.dump import copy_sqlite, dump
from directory.store.failures import RETRY_AFTER_S
from directory.store.ledger import Head
from directory.store.verify import verify

SQLITE: Final = ".sqlite"
"""How the copy of an SQLite database is called."""
DUMP: Final = ".jsonl"
"""How the dump of a PostgreSQL database is called."""


def back_up(settings: Settings, *, now: datetime) -> Manifest:
    """Write a backup into the folder of backups: a database for SQLite, a dump for PostgreSQL.

    Raises:
        ConfigurationError: The folder of backups cannot be written.
        TryLater: The database does not answer, or the disk is full.
        StoreDamaged: What is in the database does not hold together; no backup is made.
    """
    store = Store.open(settings.database)
    try:
        with _explained(settings.backups):
            return _back_up(store, settings, now)
    finally:
        store.close()


def _back_up(store: Store, settings: Settings, now: datetime) -> Manifest:
    folder = settings.backups
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"directory-{now:%Y-%m-%dT%H%M%SZ}{SQLITE if store.file else DUMP}"
    partial = folder / f".{target.name}.partial"
    # It holds e-mail addresses: readable by its owner only, from its first byte.
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        head = _copy(store.file, partial) if store.file else _dump(store, partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        manifest = Manifest(
            file=target.name,
            bytes=partial.stat().st_size,
            sha256=sha256(partial),
            made_at=now,
            application=__version__,
            position=head.position,
            hash=head.hash,
        )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    manifest.write(target)
    # When the machine is lost, what was erased since older backups must still be known.
    stones = tombstones.read(settings.state_dir / tombstones.FILE)
    tombstones.merge(folder / tombstones.FILE, stones)
    kept_head.write_down(settings.state_dir, head)
    return manifest


def _copy(database: Path, partial: Path) -> Head:
    copy_sqlite(database, partial)
    copied = Store.open(f"sqlite:///{partial}")
    try:
        return verify(copied).require()
    finally:
        copied.close()


def _dump(store: Store, partial: Path) -> Head:
    line = ""
    with partial.open("w", encoding="utf-8") as file:
        for line in dump(store):
            file.write(line)
    return Head.parse(json.loads(line)["head"])


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or folder}: {error.strerror}; make room, or mend DIRECTORY_BACKUP_DIR"
        ) from error
    except sqlite3.Error as error:
        raise TryLater(f"the backup could not be made: {error}", retry_after_s=RETRY_AFTER_S) from error
