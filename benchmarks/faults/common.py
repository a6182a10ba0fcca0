"""What the faults share: sending one submission, and looking afterwards whether each acknowledged one is there once."""

import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, text

from directory.model.errors import TryLater
from directory.model.submission import Proposal, SubmissionKind
from directory.store import Kind, Store, queue
from directory.store.ledger import digest
from directory.store.queue import Digests
from directory.store.tables import ledger, submissions
from directory.store.verify import verify

SEED: Final = 20261123
PROPOSAL: Final = Proposal(
    kind=SubmissionKind.NEW,
    initiative={"name": "Ωmega badges of a city of learning", "sources": "https://badges.example/2013", "city": "Oslo"},
    message="seen on their own page " * 10,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is done: a little in the tests, all of it in `make faults`."""

    full: bool

    def __call__(self, little: int, everything: int) -> int:
        """Return one of two numbers."""
        return everything if self.full else little


@dataclass(slots=True)
class Outcome:
    """What one fault did."""

    title: str
    figures: dict[str, object] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """Promises that did not hold."""
    slow: list[str] = field(default_factory=list)
    """Promises about time that did not hold; a busy machine is enough for that."""

    def expect(self, promise: str, *, holds: bool) -> None:
        """Note a promise that does not hold."""
        if not holds:
            self.broken.append(promise)

    def expect_in_time(self, promise: str, *, holds: bool) -> None:
        """Note a promise about time that does not hold."""
        if not holds:
            self.slow.append(promise)

    def __str__(self) -> str:
        """Write it in one line."""
        figures = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        problems = [f"\n  BROKEN: {promise}" for promise in self.broken] + [
            f"\n  SLOW: {promise}" for promise in self.slow
        ]
        return f"{self.title}: {figures}" + "".join(problems)


def send(store: Store, key: str) -> int:
    """Queue a submission as the form does: the same key again is the same submission; returns its number."""
    digests = Digests(key=digest("idempotency", key), content=digest("content"), receipt=digest("receipt", key))
    with store.write() as writing:
        if twin := queue.by_key(writing.connection, digests.key):
            return twin.number
        return queue.add(writing, PROPOSAL, digests, origin="api").number


def send_until_saved(store: Store, key: str, *, patience_s: float = 60) -> float:
    """Send with the same key until it is acknowledged, as the page does; returns the seconds it took."""
    begun = time.monotonic()
    while True:
        try:
            send(store, key)
        except TryLater:
            if time.monotonic() - begun > patience_s:
                raise
            time.sleep(random.uniform(0.01, 0.05))  # noqa: S311  # no secret
        else:
            return time.monotonic() - begun


def audit(outcome: Outcome, address: str, acknowledged: Iterable[str]) -> None:
    """Compare the store with what was acknowledged: everything there, each once, the chain whole."""
    acked = {digest("idempotency", key) for key in acknowledged}
    store = Store.open(address)
    with store.read() as connection:
        stored = Counter(connection.execute(select(submissions.c.key)).scalars())
        received = select(func.count(), func.count(ledger.c.subject.distinct())).where(ledger.c.kind == Kind.SUBMISSION)
        entries, subjects = connection.execute(received).one()
        integrity = connection.execute(text("PRAGMA integrity_check")).scalar() if store.file else "ok"
    checked = verify(store)
    store.close()
    lost, doubled = len(acked - stored.keys()), stored.total() - len(stored) + entries - subjects
    outcome.figures |= {"acknowledged": f"{len(acked):,}", "lost": lost, "double": doubled}
    outcome.expect("every acknowledged submission is there", holds=lost == 0)
    outcome.expect("each is there once", holds=doubled == 0)
    outcome.expect("each is one row and one entry of the ledger", holds=subjects == len(stored))
    outcome.expect(f"the chain holds: {checked.why}", holds=checked.broken is None)
    outcome.expect(f"the file is whole: {integrity}", holds=integrity == "ok")


class AckLog:
    """A file of acknowledged keys that outlives the process which writes it."""

    def __init__(self, path: Path) -> None:
        """Append to a file."""
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, key: str) -> None:
        """Note a key in one write, so that a kill leaves no half of it between others."""
        os.write(self._descriptor, f"{key}\n".encode())

    @staticmethod
    def read(path: Path) -> list[str]:
        """Return what was noted."""
        return path.read_text(encoding="utf-8").split() if path.exists() else []


def percentiles(values: Sequence[float]) -> dict[str, str]:
    """Return p50, p95, p99 and the longest, of seconds, in milliseconds."""
    cuts = statistics.quantiles(values, n=100)
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "longest": max(values)}
    return {name: f"{seconds * 1000:.1f} ms" for name, seconds in named.items()}
