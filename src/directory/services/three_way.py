"""Apply what a contributor changed onto a record that has changed meanwhile, column by column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """A record with somebody's changes applied."""

    row: Mapping[str, str]
    """Cells by column; where both changed a column, as it is now."""
    changed: tuple[str, ...]
    """The columns that differ from what is published now."""
    conflicts: tuple[str, ...]
    """The columns that both changed, to different values: somebody must say which it is."""


def merge_rows(
    base: Mapping[str, str], current: Mapping[str, str], proposed: Mapping[str, str], *, columns: Iterable[str]
) -> Merged:
    """Merge three states of one record.

    Args:
        base: What the contributor saw.
        current: What is published now.
        proposed: What the contributor wants.
        columns: The columns that a proposal may state; the others stay as they are now.
    """
    row, changed, conflicts = dict(current), [], []
    for column in columns:
        seen, now, wanted = (cells.get(column, "") for cells in (base, current, proposed))
        if wanted in {seen, now}:
            continue
        if now == seen:
            row[column] = wanted
            changed.append(column)
        else:
            conflicts.append(column)
    return Merged(row=row, changed=tuple(changed), conflicts=tuple(conflicts))
