"""A full disk: nothing is half written, the answer is "try again", and it passes without a restart."""

import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import text

from benchmarks.faults.common import PROPOSAL, Outcome, Scale, audit, send
from benchmarks.faults.postgres import PostgresServer
from directory.model.errors import TryLater
from directory.store import Store, queue
from directory.store.ledger import digest
from directory.store.queue import Digests

_PAGE: Final = 4096
_LOG_FILE_MB: Final = 1
_TO_OUTGROW_THE_LOG: Final = 2_500
"""Submissions that make a table larger than a file of PostgreSQL's log, which a limit above both then spares."""


def run(scale: Scale) -> Iterator[Outcome]:
    """Fill the disk at every step of one page: as the system says it, as SQLite's own limit does, and PostgreSQL's."""
    steps = scale(12, 400)
    with tempfile.TemporaryDirectory() as folder:
        yield _by_system(Path(folder) / "by-system.sqlite", steps)
        yield _by_pages(Path(folder) / "by-pages.sqlite", steps)
    with PostgresServer(wal_segment_mb=_LOG_FILE_MB) as server:
        yield _on_postgresql(server, steps)


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
    return _concluded(outcome, f"sqlite:///{file}", steps, refused, acknowledged)


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
    return _concluded(outcome, f"sqlite:///{file}", steps, refused, acknowledged)


def _on_postgresql(server: PostgresServer, steps: int) -> Outcome:
    """Let tables and indexes meet the limit; the log ahead of them never does, since its files are made as a whole."""
    outcome = Outcome("PostgreSQL's disk full at each page (RLIMIT_FSIZE)")
    address = server.create("full")
    store = Store.open(address)
    acknowledged: list[str] = []
    refused = 0
    with store.write() as writing:
        for number in range(_TO_OUTGROW_THE_LOG):
            digests = Digests(*(digest("filler", name, str(number)) for name in ("key", "content", "receipt")))
            queue.add(writing, PROPOSAL, digests, origin="api")
    for step in range(steps):
        largest = int(server.ask("SELECT max(pg_relation_size(oid)) FROM pg_class WHERE relkind = 'r'", "full"))
        outcome.expect("the limit is above the log's files", holds=largest > _LOG_FILE_MB << 20)
        server.limit_files(str(largest + step % 4 * 2 * _PAGE))
        refused += _send_while_there_is_room(store, f"step-{step}", acknowledged)
        server.limit_files("unlimited")
        _send_after(store, f"after-{step}", acknowledged)
    store.close()
    return _concluded(outcome, address, steps, refused, acknowledged)


def _concluded(outcome: Outcome, address: str, steps: int, refused: int, acknowledged: list[str]) -> Outcome:
    outcome.figures |= {"steps": steps, "refused": refused}
    outcome.expect("each step met the limit", holds=refused == steps)
    audit(outcome, address, acknowledged)
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
