"""A full disk: nothing is half written, the answer is "try again", and it passes without a restart."""

import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import text

from benchmarks.faults.common import Outcome, Scale, audit, send
from directory.model.errors import TryLater
from directory.store import Store

_PAGE: Final = 4096


def run(scale: Scale) -> Iterator[Outcome]:
    """Fill the disk at every step of one page: first as the system says it, then as SQLite's own limit does."""
    steps = scale(12, 400)
    with tempfile.TemporaryDirectory() as folder:
        yield _by_system(Path(folder) / "by-system.sqlite", steps)
        yield _by_pages(Path(folder) / "by-pages.sqlite", steps)


def _by_system(file: Path, steps: int) -> Outcome:
    outcome = Outcome("disk full at each page (RLIMIT_FSIZE)")
    store, unlimited = Store.open(f"sqlite:///{file}"), resource.getrlimit(resource.RLIMIT_FSIZE)
    acknowledged: list[str] = []
    refused = 0
    try:
        for step in range(steps):
            # No file may grow past this: the journal meets it as well as the database does.
            resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + step % 4 * _PAGE, unlimited[1]))
            refused += _send_while_there_is_room(store, f"step-{step}", acknowledged)
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
            _send_after(store, f"after-{step}", acknowledged)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        store.close()
    return _concluded(outcome, file, steps, refused, acknowledged)


def _by_pages(file: Path, steps: int) -> Outcome:
    outcome = Outcome("disk full at each page (max_page_count)")
    store = Store.open(f"sqlite:///{file}")
    acknowledged: list[str] = []
    refused = 0
    for step in range(steps):
        _limit(store, file.stat().st_size // _PAGE + step % 4)
        refused += _send_while_there_is_room(store, f"step-{step}", acknowledged)
        _limit(store, 1_000_000)
        _send_after(store, f"after-{step}", acknowledged)
    store.close()
    return _concluded(outcome, file, steps, refused, acknowledged)


def _concluded(outcome: Outcome, file: Path, steps: int, refused: int, acknowledged: list[str]) -> Outcome:
    outcome.figures |= {"steps": steps, "refused": refused}
    outcome.expect("each step met the limit", holds=refused == steps)
    audit(outcome, f"sqlite:///{file}", acknowledged)
    return outcome


def _limit(store: Store, pages: int) -> None:
    # The only connection of this pool: nobody else uses the store.
    with store.read() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))


def _send_while_there_is_room(store: Store, name: str, acknowledged: list[str]) -> int:
    for number in range(200):
        try:
            send(store, f"{name}-{number}")
        except TryLater:
            return 1
        acknowledged.append(f"{name}-{number}")
    return 0


def _send_after(store: Store, key: str, acknowledged: list[str]) -> None:
    send(store, key)
    acknowledged.append(key)
