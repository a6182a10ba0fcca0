"""Erasures, written down outside the database, so that a restored backup brings nobody back."""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from directory.model.errors import StoreDamaged

FILE: Final = "tombstones.jsonl"


@dataclass(frozen=True, slots=True, order=True)
class Tombstone:
    """The contact of this submission was erased at this moment; no personal data."""

    number: int
    at: str
    """As `ledger.now_text` writes it: a contact that is younger belongs to somebody else."""


def bury(state_dir: Path, number: int, at: str) -> None:
    """Write down that a submission's contact is erased; on the disk when this returns.

    Call it inside the block that erases, before the commit: a tombstone too many erases what was to be erased anyway.

    Raises:
        OSError: The disk is full or cannot be written; let the erasure fail as well.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    _append(state_dir / FILE, [Tombstone(number, at)])


def merge(path: Path, stones: Iterable[Tombstone]) -> None:
    """Add to a file what it does not hold yet; on the disk when this returns. Raises OSError, StoreDamaged."""
    if missing := sorted(set(stones) - set(read(path))):
        _append(path, missing)


def _append(path: Path, stones: Iterable[Tombstone]) -> None:
    text = "".join(json.dumps(asdict(stone)) + "\n" for stone in stones)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that an earlier crash cut short must not swallow this one.
        content = ("\n" + text).encode()
        if os.write(descriptor, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def read(path: Path) -> Iterator[Tombstone]:
    """Yield what is written down in a file; nothing when there is none.

    Raises:
        StoreDamaged: A line is no tombstone, and is not merely cut short.
    """
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.endswith("}"):  # empty, or cut short by a crash before it was acknowledged
            continue
        try:
            yield Tombstone(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise StoreDamaged(f"{path}, line {number}: this is no tombstone; mend or remove the line") from error


def sync_folder(folder: Path) -> None:
    """Let a new or renamed file outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
