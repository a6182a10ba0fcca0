"""How long a save takes with eight writers at once, and somebody who reads."""

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.faults.common import Outcome, Scale, audit, percentiles, send
from benchmarks.faults.postgres import PostgresServer
from directory.store import Store

WRITERS: Final = 8


def run(scale: Scale) -> Iterator[Outcome]:
    """Measure both databases."""
    each = scale(50, 500)
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as server:
        yield _measured(f"sqlite:///{Path(folder) / 'directory.sqlite'}", "SQLite", each)
        yield _measured(server.create("latency"), "PostgreSQL", each)


def _measured(address: str, database: str, each: int) -> Outcome:
    outcome = Outcome(f"8 writers on {database}")
    store, stop = Store.open(address), threading.Event()
    waits: list[float] = []

    def write(writer: int) -> None:
        send(store, f"{writer}-first")  # connects, and is slower for that
        for number in range(each):
            begun = time.perf_counter()
            send(store, f"{writer}-{number}")
            waits.append(time.perf_counter() - begun)

    def read() -> None:
        # As each process does that follows the store.
        while not stop.wait(0.2):
            store.version()

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    begun = time.perf_counter()
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    seconds = time.perf_counter() - begun
    stop.set()
    reader.join()
    store.close()
    outcome.figures |= {**percentiles(waits), "a second": round(len(waits) / seconds)}
    audit(outcome, address, [f"{writer}-{number}" for writer in range(WRITERS) for number in range(each)])
    return outcome
