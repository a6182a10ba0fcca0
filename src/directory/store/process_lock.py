"""One process serves an SQLite file: whoever serves holds a lock on a file beside it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from directory.model.errors import ConfigurationError

_SUFFIX: Final = ".lock"


class ProcessLock:
    """Held from `take` until `release`, or until the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        """Keep the open file that carries the lock."""
        self._descriptor = descriptor

    @classmethod
    def take(cls, database: Path) -> Self:
        """Take the lock of an SQLite file.

        Raises:
            ConfigurationError: Another process serves this file.
        """
        descriptor = os.open(_path(database), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise ConfigurationError(
                f"process {holder(database) or 'unknown'} serves {database} already, and SQLite is for one process; "
                "stop that one, or set DIRECTORY_DATABASE_URL to a PostgreSQL database that several may share"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        return cls(descriptor)

    def release(self) -> None:
        """Let another process serve the file."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def holder(database: Path) -> int | None:
    """Return the process that serves an SQLite file, 0 when it has not said which; None when none does."""
    try:
        descriptor = os.open(_path(database), os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        text = os.read(descriptor, 20).decode()
        return int(text) if text.isdecimal() else 0
    finally:
        os.close(descriptor)
    return None


def users(database: Path) -> set[int]:
    """Return the other processes that have an SQLite file open now; none where the system does not tell."""
    wanted, found = database.resolve(), set[int]()
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):  # it ended meanwhile, or is somebody else's
            if descriptor.readlink() == wanted:
                found.add(int(descriptor.parts[2]))
    return found - {os.getpid()}


def _path(database: Path) -> Path:
    return database.with_name(database.name + _SUFFIX)
