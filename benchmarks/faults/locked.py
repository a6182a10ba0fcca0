"""Somebody else holds the database: the wait is bounded, the answer clear, and it passes by itself."""

import multiprocessing
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

from benchmarks.faults.common import Outcome, Scale, audit, send
from directory.model.errors import TryLater
from directory.store import Store
from directory.store.engines import LOCK_TIMEOUT_S

_SLACK_S: Final = 1.5
"""What a busy machine may add to the wait."""


def run(scale: Scale) -> Iterator[Outcome]:
    """Lock for longer and longer."""
    for held_s in (0.1, 1.0, 10.0, 60.0) if scale.full else (0.1, 1.0, 6.0):
        with tempfile.TemporaryDirectory() as folder:
            yield _locked(Path(folder) / "directory.sqlite", held_s)


def _locked(file: Path, held_s: float) -> Outcome:
    outcome = Outcome(f"database locked for {held_s:g} s")
    store = Store.open(f"sqlite:///{file}")
    send(store, "before")
    is_held = multiprocessing.Event()
    other = multiprocessing.get_context("fork").Process(target=_hold, args=(file, held_s, is_held))
    other.start()
    is_held.wait()
    begun, waits, refused = time.monotonic(), list[float](), 0
    while True:
        attempt = time.monotonic()
        try:
            send(store, "meanwhile")
        except TryLater:
            refused += 1
        else:
            break
        finally:
            waits.append(time.monotonic() - attempt)
    after = time.monotonic() - begun - held_s
    other.join()
    store.close()
    outcome.figures |= {"longest wait": f"{max(waits):.2f} s", "refused": refused, "saved after": f"{after:.2f} s"}
    outcome.expect_in_time("no wait is longer than the lock's timeout", holds=max(waits) < LOCK_TIMEOUT_S + _SLACK_S)
    outcome.expect_in_time(
        "what can be waited for is not refused", holds=refused == 0 or held_s > LOCK_TIMEOUT_S - _SLACK_S
    )
    outcome.expect_in_time("it passes by itself", holds=after < LOCK_TIMEOUT_S)
    audit(outcome, f"sqlite:///{file}", ["before", "meanwhile"])
    return outcome


def _hold(file: Path, held_s: float, is_held: Event) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    is_held.set()
    time.sleep(held_s)
    connection.execute("COMMIT")
