"""What is written beside each backup: which file, what its digest is, and where the ledger ended."""

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from directory.model.errors import InputRejected, StoreDamaged
from directory.store.ledger import Head
from directory.store.tombstones import sync_folder

_SUFFIX: Final = ".manifest.json"


class Manifest(BaseModel):
    """Written last: a backup without one was not finished."""

    model_config = ConfigDict(frozen=True)

    format: int = 1
    file: str
    bytes: int
    sha256: str
    made_at: datetime
    application: str
    """The version that made it."""
    position: int
    """How many entries the ledger had."""
    hash: str
    """The last entry's hash."""

    @property
    def head(self) -> Head:
        """The end of the ledger in this backup."""
        return Head(self.position, self.hash)

    @classmethod
    def of(cls, backup: Path) -> Self:
        """Read the manifest of a backup. Raises InputRejected when there is none."""
        path = _beside(backup)
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise InputRejected(f"{backup} is no finished backup: {path.name} is missing") from None
        except ValidationError as error:
            raise InputRejected(f"{path} cannot be read: {error.errors()[0]['msg']}") from error

    def check(self, backup: Path) -> None:
        """Compare a backup with its manifest. Raises StoreDamaged when it is another file than was made."""
        if (backup.stat().st_size, sha256(backup)) != (self.bytes, self.sha256):
            raise StoreDamaged(f"{backup} is not the file that was made: its digest differs; use another backup")

    def write(self, backup: Path) -> None:
        """Write the manifest beside its backup; on the disk, whole, when this returns."""
        path = _beside(backup)
        text = json.dumps(self.model_dump(mode="json"), indent=2) + "\n"
        write_whole(path, text.encode())


def newest(folder: Path) -> Manifest | None:
    """Return the manifest of the newest finished backup in a folder; None when there is none."""
    found = [Manifest.of(path.with_name(path.name.removesuffix(_SUFFIX))) for path in folder.glob(f"*{_SUFFIX}")]
    return max(found, key=lambda manifest: manifest.made_at, default=None)


def sha256(path: Path) -> str:
    """Digest a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that it is there whole or not at all, readable by its owner; on the disk at the end."""
    partial = path.with_name(f".{path.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def _beside(backup: Path) -> Path:
    return backup.with_name(backup.name + _SUFFIX)
