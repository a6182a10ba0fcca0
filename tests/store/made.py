"""Records to store, the shortest way to store them, and waiting for what others make of them."""

import time
from collections.abc import Callable

from patience import PATIENCE_S

from directory.model.initiative import Initiative, parse_initiative
from directory.model.link import Link
from directory.store import Author, Store
from directory.store.directory import put_initiative
from directory.store.ledger import AuthorKind

FILE = Author(AuthorKind.FILE)
CURATOR = Author(AuthorKind.CURATOR, 7)


def initiative(id_: str, name: str = "") -> Initiative:
    made, issues = parse_initiative({"id": id_, "name": name or f"Name of {id_}", "sources": "a paper"})
    assert made, issues
    return made


def link(source: str, target: str) -> Link:
    return Link.model_validate({"source_id": source, "relation": "partner_of", "target_id": target})


def publish(store: Store, *ids: str) -> None:
    """Publish initiatives, each in a transaction of its own."""
    for id_ in ids:
        with store.write() as writing:
            put_initiative(writing, initiative(id_), author=FILE)


def wait_for(promise: Callable[[], bool]) -> None:
    """Wait until a promise holds."""
    end = time.monotonic() + PATIENCE_S
    while not promise():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.01)
