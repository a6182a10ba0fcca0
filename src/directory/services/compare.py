"""Say how two states of an initiative differ, column by column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from directory.model.column_labels import COLUMN_LABELS
from directory.model.countries import COUNTRY_NAMES
from directory.model.vocabularies import VOCABULARIES

_BOOKKEEPING: Final = frozenset({"id", "added", "updated"})
"""Set by the directory itself: they say nothing about the initiative."""
_LISTS: Final = {"organisation": "; ", "partners": "; ", "sources": ";", "roles": ";"}


@dataclass(frozen=True, slots=True)
class Change:
    """One column that differs; both sides in words, empty when not stated."""

    column: str
    label: str
    before: str
    after: str


def difference(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> list[Change]:
    """Return the columns that differ, in their order.

    Args:
        before: Cells by column; None when the initiative is new.
        after: Cells by column; None when it is taken out.
    """
    old, new = before or {}, after or {}
    return [
        Change(column=column, label=label, before=_words(column, one), after=_words(column, other))
        for column, label in COLUMN_LABELS.items()
        if column not in _BOOKKEEPING and (one := old.get(column, "")) != (other := new.get(column, ""))
    ]


def _words(column: str, cell: str) -> str:
    """Write a cell as people read it; one part of a list to a line."""
    parts = [part.strip() for part in cell.split(_LISTS[column])] if column in _LISTS else [cell]
    return "\n".join(_word(column, part) for part in parts if part)


def _word(column: str, value: str) -> str:
    if column == "country":
        return COUNTRY_NAMES.get(value, value)
    term = VOCABULARIES.get("role" if column == "roles" else column, {}).get(value)
    return term.label if term else value
