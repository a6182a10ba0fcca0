"""The history of a record: every state it had, what changed between two, and the kind of whoever did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from directory.model.errors import NotFound
from directory.model.issues import excerpt
from directory.services.compare import Change, difference
from directory.services.ports import Contributing
from directory.store import history as past
from directory.store.ledger import Kind, LedgerEntry

_KINDS: Final = (Kind.INITIATIVE, Kind.CHECK, Kind.ALIAS)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a record."""

    position: int
    at: str
    author: str
    """The kind of whoever made it."""
    words: str
    difference: tuple[Change, ...]
    is_state: bool
    """Whether a state of the record stands at this position, which an admin can publish again."""


def history_of(services: Contributing, id_: str) -> tuple[Step, ...]:
    """Return every change of a record, the newest first.

    Raises:
        NotFound: There never was a record of this id.
        TryLater: The store does not answer.
    """
    with services.store.read() as connection:
        entries = past.of_subject(connection, _KINDS, id_)
    if not entries:
        raise NotFound(f"there is no initiative with the id {excerpt(id_)}")
    steps: list[Step] = []
    before: Mapping[str, str] | None = None
    for entry in entries:
        steps.append(_step(entry, before, is_first=not steps))
        if entry.kind is Kind.INITIATIVE:
            before = entry.body["row"]
    return tuple(reversed(steps))


def _step(entry: LedgerEntry, before: Mapping[str, str] | None, *, is_first: bool) -> Step:
    is_state = entry.kind is Kind.INITIATIVE
    after = entry.body["row"] if is_state else None
    return Step(
        position=entry.position,
        at=entry.at,
        author=entry.author.kind,
        words=_words(entry, before, is_first=is_first),
        difference=tuple(difference(before, after)) if is_state and before and after else (),
        is_state=is_state and after is not None,
    )


def _words(entry: LedgerEntry, before: Mapping[str, str] | None, *, is_first: bool) -> str:
    if entry.kind is Kind.CHECK:
        return "Checked" if entry.body["on"] else "The check was taken back"
    if entry.kind is Kind.ALIAS:
        into = entry.body["target"]
        return f"Merged into {into}" if into else "Stands for itself again"
    if entry.body["row"] is None:
        return "Taken out"
    if before:
        return "Changed"
    return "Added" if is_first else "Put back"
