"""PostgreSQL goes away during commits: fast and immediate restarts, and single backends that are killed."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.faults.common import SEED, Outcome, Scale, audit, send_until_saved
from benchmarks.faults.postgres import PostgresServer
from directory.store import Store

WRITERS: Final = 8
AFTER_S: Final = 3.0


def run(scale: Scale) -> Iterator[Outcome]:
    """Hurt the server in each way."""
    with PostgresServer() as server:
        ways: dict[str, tuple[int, Callable[[], None]]] = {
            "restarted fast": (scale(2, 30), lambda: server.restart(signal.SIGINT)),
            "restarted immediately": (scale(2, 30), lambda: server.restart(signal.SIGQUIT)),
            "connections ended": (scale(5, 100), lambda: _end_backends(server)),
            "one backend killed": (scale(2, 30), lambda: _kill_backend(server)),
        }
        for number, (way, (times, hurt)) in enumerate(ways.items()):
            yield _hurt(server, f"restarts_{number}", way, times, hurt)


def _hurt(server: PostgresServer, database: str, way: str, times: int, hurt: Callable[[], None]) -> Outcome:
    outcome = Outcome(f"PostgreSQL {way}", {"times": times})
    address = server.create(database)
    store, stop = Store.open(address), threading.Event()
    acknowledged: list[str] = []
    chance = random.Random(SEED)  # noqa: S311  # to be repeatable

    def work(writer: int) -> None:
        number = 0
        while not stop.is_set():
            key = f"{writer}-{number}"
            send_until_saved(store, key)
            acknowledged.append(key)  # a list's append is one step for all threads
            number += 1

    writers = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for writer in writers:
        writer.start()
    slowest = 0.0
    for _ in range(times):
        time.sleep(chance.uniform(0.1, 0.3))
        hurt()
        begun, before = time.monotonic(), len(acknowledged)
        while len(acknowledged) == before:
            time.sleep(0.005)
        slowest = max(slowest, time.monotonic() - begun)
    stop.set()
    for writer in writers:
        writer.join()
    store.close()
    outcome.figures["next save within"] = f"{slowest:.2f} s"
    outcome.expect_in_time("the next save within 3 s", holds=slowest < AFTER_S)
    audit(outcome, address, acknowledged)
    return outcome


def _end_backends(server: PostgresServer) -> None:
    server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'linked-initiatives'")


def _kill_backend(server: PostgresServer) -> None:
    """Kill one of the server's processes; it then restarts all of them, and recovers by itself."""
    found = server.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'linked-initiatives' LIMIT 1")
    os.kill(int(found), signal.SIGKILL)
    server.wait()
