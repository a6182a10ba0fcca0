"""Decisions in the open: what was decided about what, and why; never who proposed it."""

from dataclasses import dataclass
from typing import Final

from directory.model.errors import NotFound
from directory.services.outcomes import outcome_words, reason_words
from directory.services.ports import Contributing
from directory.store import history
from directory.store.ledger import LedgerEntry

ITEMS: Final = 50
"""How many decisions one page lists."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are wanted; what is empty does not narrow them."""

    kind: str = ""
    outcome: str = ""
    entry: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, as everybody may read it."""

    position: int
    number: int | None
    """The submission's; None when curators acted without one."""
    date: str
    kind: str
    entry_id: str
    """The entry it was about, or the one it made; empty for a declined new one."""
    entry_name: str
    """As it is called now; its id when it is not published any more."""
    outcome: str
    outcome_words: str
    reason: str
    reason_words: str
    words: str
    author: str
    """The kind of whoever decided."""


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One page of decisions, the newest first."""

    total: int
    page: int
    pages: int
    items: tuple[Decision, ...]


def decisions(services: Contributing, wanted: Wanted) -> DecisionPage:
    """Return a page of decisions; a page beyond the last is the last.

    Raises:
        TryLater: The store does not answer.
    """
    stated = [(key, value) for key, value in (("kind", wanted.kind), ("outcome", wanted.outcome)) if value]
    stated += [("entry", wanted.entry)] if wanted.entry else []
    with services.store.read() as connection:
        number = max(1, wanted.page)
        total, found = history.decisions(connection, stated=stated, offset=(number - 1) * ITEMS, limit=ITEMS)
        pages = max(1, -(-total // ITEMS))
        if number > pages:
            number = pages
            _, found = history.decisions(connection, stated=stated, offset=(number - 1) * ITEMS, limit=ITEMS)
    return DecisionPage(total, number, pages, tuple(_decision(services, entry) for entry in found))


def _decision(services: Contributing, entry: LedgerEntry) -> Decision:
    body = entry.body
    return Decision(
        position=entry.position,
        number=int(entry.subject) if entry.subject else None,
        date=entry.at[:10],
        kind=body["kind"],
        entry_id=body["entry"],
        entry_name=_name(services, body["entry"]),
        outcome=body["outcome"],
        outcome_words=outcome_words(body["outcome"]),
        reason=body["reason"],
        reason_words=reason_words(body["reason"]),
        words=body["words"],
        author=entry.author.kind,
    )


def _name(services: Contributing, id_: str) -> str:
    try:
        return services.catalogue.get(id_).initiative.name if id_ else ""
    except NotFound:
        return id_
