"""How fast the curators' desk answers with 100 submissions of bots in its queue: `python -m benchmarks.desk`."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from directory.bootstrap import build_services
from directory.model.submission import Proposal, SubmissionKind
from directory.services import accounts, gaps, review
from directory.services.permission import Actor
from directory.services.running import Services
from directory.settings import Settings
from directory.store import queue
from directory.store.ledger import digest
from directory.store.people import DeskRole
from directory.store.queue import Digests

BOTS: Final = 100
REPEATED: Final = 20
GOAL_MS: Final = 300


def main() -> None:
    """Queue what bots send, and measure what a curator waits for."""
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(Settings(state_dir=Path(folder)))
        curator = Actor(accounts.add(services.store, "curator", role=DeskRole.CURATOR, subject="issuer|curator").number)
        for number in range(BOTS):
            _send(services, number)
        print(f"{services.catalogue.size} entries, {BOTS} submissions in the queue; the goal is {GOAL_MS} ms")
        _measured("first page, doubles not counted yet", lambda: review.queue(services, curator, review.Asked()), 1)
        _measured(
            "second page, doubles not counted yet", lambda: review.queue(services, curator, review.Asked(page=2)), 1
        )
        _measured("first page", lambda: review.queue(services, curator, review.Asked()), REPEATED)
        _measured("one submission", lambda: review.look(services, curator, BOTS // 2), REPEATED)
        _measured("doubles among what is published, for the first time", lambda: gaps.doubles(services, curator), 1)
        services.close()


def _send(services: Services, number: int) -> None:
    cells = {
        "name": f"Chicago badges {number}",
        "city": "Chicago",
        "region": "Illinois",
        "country": "US",
        "website": f"https://bot{number}.example",
        "summary": "x" * 900,
        "sources": "https://source.example",
    }
    proposal = Proposal(kind=SubmissionKind.NEW, initiative=cells, message="m" * 3_000)
    digests = Digests(*(digest(name, str(number)) for name in ("key", "content", "receipt")))
    with services.store.write() as writing:
        queue.add(writing, proposal, digests, origin="api")


def _measured(name: str, ask: Callable[[], object], times: int) -> None:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1_000)
    print(f"{name:55} median {statistics.median(took):6.1f} ms, worst {max(took):6.1f} ms")


if __name__ == "__main__":
    main()
