"""Reading the whole chain again: the first entry that does not follow from the one before is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, select

from directory.model.errors import StoreDamaged
from directory.store.ledger import PUBLISHING, START, Head, next_hash
from directory.store.store import Store
from directory.store.tables import ledger

_CHUNK: Final = 1_000
"""Entries read in one go; some ten milliseconds, so that SQLite's writer does not wait."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came out; the chain holds when nothing is broken."""

    entries: int
    """How many entries follow from one another."""
    head: Head
    """The last of them."""
    broken: int | None = None
    """The position of the first that does not; None when all do."""
    why: str = ""

    def require(self) -> Head:
        """Return the head. Raises StoreDamaged naming the first broken entry."""
        if self.broken is not None:
            raise StoreDamaged(f"entry {self.broken} of the ledger: {self.why}; restore a backup")
        return self.head


class Chain:
    """Follows a chain entry by entry."""

    def __init__(self) -> None:
        """Begin before the first entry."""
        self.head = START

    def fault(self, row: Row[Any]) -> str:
        """Take the next row of the table, and return what is wrong with it; empty when it follows."""
        if row.position != self.head.position + 1:
            return f"entry {self.head.position + 1} is missing"
        if row.previous != self.head.hash:
            return "it does not follow from the entry before: one of the two was changed or moved"
        expected = next_hash(self.head, row.at, row.kind, row.subject, row.author, row.body)
        if row.hash != expected or row.publishes != (row.kind in PUBLISHING):
            return "its content is not what its hash says: it was changed"
        self.head = Head(row.position, row.hash)
        return ""


def verify(store: Store, *, kept: Head = START) -> Verified:
    """Follow the chain from its start, and compare it with a head that was kept elsewhere.

    Whoever can write the database can also write a whole new chain; only a kept head shows that, and that entries
    are missing at the end.

    Raises:
        TryLater: The database does not answer.
    """
    return follow(_rows(store), kept=kept)


def follow(rows: Iterable[Row[Any]], *, kept: Head = START) -> Verified:
    """Follow rows of the ledger's table, in their order, as `verify` does."""
    chain = Chain()
    for row in rows:
        if why := chain.fault(row):
            return Verified(chain.head.position, chain.head, chain.head.position + 1, why)
        if chain.head.position == kept.position and chain.head != kept:
            return Verified(kept.position - 1, chain.head, kept.position, "another hash was kept of it")
    if chain.head.position < kept.position:
        missing = chain.head.position + 1
        return Verified(chain.head.position, chain.head, missing, f"it is missing: {kept.position} entries were kept")
    return Verified(chain.head.position, chain.head)


def _rows(store: Store) -> Iterator[Row[Any]]:
    after = START.position
    while True:
        query = select(ledger).where(ledger.c.position > after).order_by(ledger.c.position).limit(_CHUNK)
        with store.read() as connection:
            rows = connection.execute(query).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1].position
