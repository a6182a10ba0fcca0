"""The header of a data file: which columns are there, and what is wrong with the rest."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directory.model.issues import Issue, Severity, excerpt
from directory.model.text import fold

COLUMN_LIMIT: Final = 200
"""Columns of a header; more are no table of ours."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names that the header gives to the cells of a row, and what is wrong with them."""

    names: tuple[str, ...]
    places: Mapping[str, int]
    """Where the cell of each known column stands; the first of duplicates."""
    issues: tuple[Issue, ...]
    usable: bool = True
    """Whether rows can be read at all."""

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells of the known columns by name."""
        return {column: cells[place] for column, place in self.places.items()}


def read_header(
    cells: Sequence[str], *, file: str, line: int, columns: Sequence[str], required: Collection[str]
) -> Header:
    """Match a header with the columns it should have; the order is free."""
    names = tuple(cell.strip() for cell in cells)
    if len(names) > COLUMN_LIMIT:
        hint = f"the header names {len(names)} columns; write only: " + ",".join(columns)
        issue = Issue(code="too-many-columns", hint=hint, file=file, line=line)
        return Header(names=names, places={}, issues=(issue,), usable=False)
    places: dict[str, int] = {}
    issues: list[Issue] = []
    unknown: list[str] = []
    for place, name in enumerate(names):
        if name not in columns:
            unknown.append(name)
        elif name in places:
            hint = "keep one column of this name; the first one was read"
            issues.append(Issue(code="duplicate-column", hint=hint, file=file, line=line, column=name))
        else:
            places[name] = place
    missing = [column for column in columns if column not in places]
    issues += _missing_and_unknown(missing, unknown, file=file, line=line)
    return Header(names=names, places=places, issues=tuple(issues), usable=not set(missing) & set(required))


def _missing_and_unknown(missing: Sequence[str], unknown: Sequence[str], *, file: str, line: int) -> list[Issue]:
    issues = []
    left = list(unknown)
    for column in missing:
        likely = _likely(column, left)
        if likely is None:
            hint = "add this column to the header; without a value, leave its cells blank"
            issues.append(Issue(code="missing-column", hint=hint, file=file, line=line, column=column))
        else:
            left.remove(likely)
            shown = excerpt(likely)
            hint = f"rename the column {shown!r} to {column!r}"
            issues.append(Issue(code="renamed-column", hint=hint, file=file, line=line, column=column, value=shown))
    for name in left:
        hint = "remove this column; it is not read" if name else "remove the column without a name; it is not read"
        issues.append(
            Issue(
                code="unknown-column",
                hint=hint,
                file=file,
                line=line,
                column=excerpt(name),
                severity=Severity.WARNING,
            )
        )
    return issues


def _likely(column: str, names: Sequence[str]) -> str | None:
    """Find the name that was most likely meant to be this column."""
    by_folded = {fold(name).replace(" ", "_").replace("-", "_"): name for name in reversed(names) if name}
    matches = difflib.get_close_matches(column, by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None
