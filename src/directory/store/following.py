"""Following what is published: where it stands now, and what changed since an earlier mark."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from directory.store.ledger import GENESIS, Kind
from directory.store.tables import ledger


@dataclass(frozen=True, slots=True)
class Mark:
    """The last entry that changed what visitors see; its hash stands for everything before it."""

    position: int
    hash: str


NOTHING: Final = Mark(0, GENESIS)
"""The mark of a store in which nothing was ever published."""


def newest(connection: Connection) -> Mark:
    """Return where what is published stands now."""
    query = select(ledger.c.position, ledger.c.hash).where(ledger.c.publishes).order_by(ledger.c.position.desc())
    row = connection.execute(query.limit(1)).first()
    return Mark(row.position, row.hash) if row else NOTHING


def holds(connection: Connection, mark: Mark) -> bool:
    """Tell whether a mark belongs to this ledger; after a restore it may not."""
    query = select(ledger.c.hash).where(ledger.c.position == mark.position)
    return mark == NOTHING or connection.execute(query).scalar() == mark.hash


def changed_after(connection: Connection, mark: Mark, *, limit: int) -> list[tuple[Kind, str]]:
    """Return kind and subject of the entries after a mark that changed what visitors see, in their order."""
    query = select(ledger.c.kind, ledger.c.subject).where(ledger.c.publishes, ledger.c.position > mark.position)
    rows = connection.execute(query.order_by(ledger.c.position).limit(limit))
    return [(Kind(row.kind), row.subject) for row in rows]
