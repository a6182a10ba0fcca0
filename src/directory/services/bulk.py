"""One field, one value, many entries: shown first, then done in one transaction that can be undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from directory.catalogue import Catalogue
from directory.model.criteria import Criteria
from directory.model.errors import InputRejected
from directory.model.initiative import Initiative, parse_initiative
from directory.model.issues import Issue, Severity, excerpt
from directory.services.checking import PROPOSED
from directory.services.conflicts import ChangedMeanwhile
from directory.services.entries import note
from directory.services.outcomes import Direct, Outcome
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.said import rejected
from directory.store import directory as published

AT_ONCE: Final = 1_000
"""How many entries may change in one transaction."""
SHOWN: Final = 50
"""How many changes a preview lists."""
_ONE_BY_ONE: Final = frozenset({"name", "summary", "address", "latitude", "longitude"})
"""Columns whose value belongs to one entry."""
COLUMNS: Final = tuple(column for column in PROPOSED if column not in _ONE_BY_ONE)
"""The columns that can be edited in bulk."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be set, and where."""

    criteria: Criteria
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What an edit does to one entry."""

    id: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What an edit does, or did."""

    total: int
    """How many entries it changes; those that have the value already do not count."""
    changes: tuple[BulkChange, ...]
    """The first of them."""
    version: str
    """The version of the catalogue in which they were found; a preview's is needed to apply it."""
    decision: int | None = None
    """Ledger position by which it can be undone; None for a preview."""


def preview(services: Curating, actor: Actor, edit: Edit) -> BulkResult:
    """Say what an edit would change.

    Raises:
        NotSignedIn: The actor is no curator.
        InputRejected: The column cannot be edited so, the value breaks a rule, or the entries are too many.
    """
    catalogue = services.catalogue
    with services.store.read() as connection:
        permit(connection, actor)
    planned = list(_planned(catalogue, edit))
    return _result(planned, edit.column, catalogue.version)


def apply(services: Curating, actor: Actor, edit: Edit, *, version: str) -> BulkResult:
    """Do what a preview has shown.

    Raises:
        NotSignedIn: The actor is no curator.
        InputRejected: As `preview`.
        ChangedMeanwhile: The directory has changed since the preview.
    """
    catalogue = services.catalogue
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        if version != catalogue.version:
            raise ChangedMeanwhile("the directory has changed since the preview")
        planned = list(_planned(catalogue, edit))
        for before, _ in planned:
            # The snapshot may be a moment older than the store.
            there = published.get(writing.connection, before.id)
            if there is None or there.initiative != before:
                raise ChangedMeanwhile("an entry has changed since the preview")
        today = writing.now.date()
        for _, after in planned:
            published.put_initiative(writing, after.model_copy(update={"updated": today}), author=account.author)
        decision = note(writing, account, Direct.EDIT, Outcome.CHANGED) if planned else None
    services.refresh()
    result = _result(planned, edit.column, services.catalogue.version)
    return BulkResult(result.total, result.changes, result.version, decision)


def _planned(catalogue: Catalogue, edit: Edit) -> Iterator[tuple[Initiative, Initiative]]:
    """Yield each entry that changes, before and after. Raises InputRejected naming what breaks a rule."""
    if edit.column not in COLUMNS:
        raise rejected("not-asked", "column", "use one of: " + "; ".join(COLUMNS))
    if not edit.criteria.is_filtering:
        raise rejected("required", "query", "narrow the entries by a filter; without one all would change")
    if catalogue.select(edit.criteria).total > AT_ONCE:
        raise rejected("too-many", "query", f"narrow the entries to {AT_ONCE} or fewer")
    broken = list[Issue]()
    for entry in catalogue.all(edit.criteria):
        before = entry.initiative
        after, issues = parse_initiative({**before.to_row(), edit.column: edit.value})
        broken += [_named(issue, before) for issue in issues if issue.severity is Severity.ERROR]
        if after is not None and after != before:
            yield before, after
    if broken:
        raise InputRejected("the value breaks a rule", issues=broken[:SHOWN])


def _named(issue: Issue, initiative: Initiative) -> Issue:
    return issue.model_copy(update={"column": "value", "hint": f"{excerpt(initiative.name)}: {issue.hint}"})


def _result(planned: list[tuple[Initiative, Initiative]], column: str, version: str) -> BulkResult:
    changes = tuple(
        BulkChange(before.id, before.name, before.to_row()[column], after.to_row()[column])
        for before, after in planned[:SHOWN]
    )
    return BulkResult(len(planned), changes, version)
