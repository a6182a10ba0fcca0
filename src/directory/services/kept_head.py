"""The ledger's last known end, written down outside the database: it shows a ledger that was cut or replaced."""

from pathlib import Path
from typing import Final

from directory.model.errors import StoreDamaged
from directory.services.manifests import write_whole
from directory.store.ledger import START, Head

_FILE: Final = "ledger-head.txt"


def write_down(state_dir: Path, head: Head) -> None:
    """Remember the end of a ledger that was found whole. Raises OSError."""
    state_dir.mkdir(parents=True, exist_ok=True)
    write_whole(state_dir / _FILE, f"{head}\n".encode())


def written_down(state_dir: Path) -> Head:
    """Return what was written down last; the start when nothing was. Raises StoreDamaged."""
    path = state_dir / _FILE
    if not path.is_file():
        return START
    try:
        return Head.parse(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StoreDamaged(f"{path}: {error}; remove the file, and compare with a head kept elsewhere") from error
