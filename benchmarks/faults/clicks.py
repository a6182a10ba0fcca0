"""Double clicks, reruns and retries: many requests at once with one key are one submission."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.faults.common import Outcome, Scale, audit, send
from benchmarks.faults.postgres import PostgresServer
from directory.store import Store


def run(scale: Scale) -> Iterator[Outcome]:
    """Click on both databases."""
    keys = scale(50, 1_000)
    with tempfile.TemporaryDirectory() as folder, PostgresServer() as server:
        yield _click(f"sqlite:///{Path(folder) / 'directory.sqlite'}", "SQLite", keys)
        yield _click(server.create("clicks"), "PostgreSQL", keys)


def _click(address: str, database: str, keys: int) -> Outcome:
    outcome = Outcome(f"double clicks on {database}, 10 at once for each key", {"keys": keys})
    # Two stores, as in two processes: the lock of one process must not be what keeps order.
    stores = [Store.open(address), Store.open(address)]
    numbers: dict[str, set[int]] = {}
    clicks = [(f"key-{key}", click) for key in range(keys) for click in range(10)]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda each: send(stores[each[1] % 2], each[0]), clicks)
        for (key, _), number in zip(clicks, answers, strict=True):
            numbers.setdefault(key, set()).add(number)
    for store in stores:
        store.close()
    outcome.figures["rows"] = len(set.union(*numbers.values()))
    outcome.expect("each key has one number", holds=all(len(found) == 1 for found in numbers.values()))
    outcome.expect("as many rows as keys", holds=outcome.figures["rows"] == keys)
    audit(outcome, address, numbers)
    return outcome
