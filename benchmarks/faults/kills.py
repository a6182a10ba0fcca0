"""SIGKILL of whoever writes: eight processes on PostgreSQL, one process of eight threads on SQLite."""

import multiprocessing
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from benchmarks.faults.common import SEED, AckLog, Outcome, Scale, audit, send_until_saved
from benchmarks.faults.postgres import PostgresServer
from directory.store import Store

WRITERS: Final = 8
READY_S: Final = 5.0
KILLS: Final = 500
ACKNOWLEDGED: Final = 200_000
_FORK: Final = multiprocessing.get_context("fork")
"""Everything is imported already: a new writer is there at once."""


def on_sqlite(scale: Scale) -> Iterator[Outcome]:
    """Kill a process with eight writing threads."""
    with tempfile.TemporaryDirectory() as folder:
        yield _on_sqlite(Path(folder), scale(12, KILLS), scale(0, ACKNOWLEDGED))


def on_postgresql(scale: Scale) -> Iterator[Outcome]:
    """Kill one of eight writing processes, again and again."""
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as server:
        yield _on_postgresql(Path(folder), server, scale(12, KILLS), scale(0, ACKNOWLEDGED))


def _on_sqlite(folder: Path, kills: int, wanted: int) -> Outcome:
    outcome = Outcome("SIGKILL of 8 writing threads on SQLite", {"kills": kills})
    address, log = f"sqlite:///{folder / 'directory.sqlite'}", folder / "sqlite.log"
    Store.open(address).close()
    chance, slowest, begun = random.Random(SEED), 0.0, time.monotonic()  # noqa: S311  # to be repeatable
    for number in range(kills):
        writers = _start(address, log, f"s{number}", threads=WRITERS)
        before = _lines(log)
        ready = _wait_for_more(log, before, writers)
        slowest = max(slowest, ready)
        # Enough for the figure that is wanted in the end, and a moment of chance.
        goal = before + max(1, (wanted - before) // (kills - number))
        while _lines(log) < goal:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        _kill(writers)
    _conclude(outcome, address, log, slowest=slowest, begun=begun)
    return outcome


def _on_postgresql(folder: Path, server: PostgresServer, kills: int, wanted: int) -> Outcome:
    outcome = Outcome("SIGKILL of 8 writing processes on PostgreSQL", {"kills": kills})
    address, log = server.create("kills"), folder / "postgresql.log"
    Store.open(address).close()
    chance, slowest, begun = random.Random(SEED), 0.0, time.monotonic()  # noqa: S311  # to be repeatable
    writers = [_start(address, log, f"p{number}", threads=1) for number in range(WRITERS)]
    _wait_for_more(log, 0, writers[0])
    for number in range(kills):
        before = _lines(log)
        goal = before + max(1, (wanted - before) // (kills - number))
        while _lines(log) < goal:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        victim = chance.randrange(WRITERS)
        _kill(writers[victim])
        writers[victim] = _start(address, log, f"p{number}-{victim}", threads=1)
        slowest = max(slowest, _wait_for_more(log, _lines(log), writers[victim]))
    for writer in writers:
        _kill(writer)
    _conclude(outcome, address, log, slowest=slowest, begun=begun)
    return outcome


def _conclude(outcome: Outcome, address: str, log: Path, *, slowest: float, begun: float) -> None:
    seconds = time.monotonic() - begun
    outcome.figures["ready again within"] = f"{slowest:.2f} s"
    outcome.expect_in_time("ready again within 5 s", holds=slowest < READY_S)
    audit(outcome, address, AckLog.read(log))
    outcome.figures["a second"] = round(_lines(log) / seconds)


def _start(address: str, log: Path, name: str, *, threads: int) -> BaseProcess:
    process = _FORK.Process(target=_write, args=(address, log, name, threads))
    process.start()
    return process


def _kill(process: BaseProcess) -> None:
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def _write(address: str, log: Path, name: str, threads: int) -> None:
    store, acknowledged = Store.open(address), AckLog(log)

    def work(thread: int) -> None:
        number = 0
        while True:
            key = f"{name}-{thread}-{number}"
            send_until_saved(store, key)
            acknowledged.note(key)
            number += 1

    for thread in range(threads):
        threading.Thread(target=work, args=(thread,), daemon=True).start()
    signal.pause()


def _lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def _wait_for_more(log: Path, before: int, writer: BaseProcess) -> float:
    begun = time.monotonic()
    while _lines(log) <= before:
        if not writer.is_alive() or time.monotonic() - begun > 2 * READY_S:
            raise RuntimeError("a writer does not write")
        time.sleep(0.005)
    return time.monotonic() - begun
