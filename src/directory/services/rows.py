"""From the bytes of a data file to the initiatives and links it states, and every issue with the rest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from directory.formats.csv_file import read_rows
from directory.model.initiative import COLUMNS, Initiative, parse_initiative
from directory.model.issues import Issue, Severity, excerpt
from directory.model.link import LINK_COLUMNS, Link, parse_link
from directory.model.text import fold
from directory.store.directory import link_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What is good in a file: each value with the line of its row, and what was said about all rows."""

    values: tuple[tuple[int, T], ...]
    issues: tuple[Issue, ...]
    rows_read: int
    left_out: Mapping[str, int]
    """For initiatives: the line of each row that was left out, by its folded id."""
    unread: int
    """How many rows are so broken that nobody can tell which record they are about."""


def initiatives_of(data: bytes, *, file: str) -> Kept[Initiative]:
    """Read the initiatives of a file; of two rows whose ids look alike the first stays."""
    table = read_rows(data, file=file, columns=COLUMNS, required=("id", "name"))
    issues = list(table.issues)
    if not table.total and not issues:
        hint = "add a row for each initiative below the header"
        issues.append(Issue(code="no-rows", hint=hint, file=file, line=1, severity=Severity.WARNING))
    values: list[tuple[int, Initiative]] = []
    first_lines: dict[str, int] = {}
    left_out: dict[str, int] = {}
    for row in table.rows:
        initiative, found = parse_initiative(row.cells, file=file, line=row.line)
        issues += found
        key = fold(row.cells["id"])
        if key and key in first_lines:
            hint = f"line {first_lines[key]} has this id, or one that looks the same; give this row an id of its own"
            value = excerpt(row.cells["id"])
            issues.append(Issue(code="duplicate-id", hint=hint, file=file, line=row.line, column="id", value=value))
        elif initiative is None:
            left_out.setdefault(key, row.line)
        else:
            first_lines[key] = row.line
            values.append((row.line, initiative))
    nameless = sum(not row.cells["id"].strip() for row in table.rows)
    return Kept(
        values=tuple(values),
        issues=tuple(issues),
        rows_read=table.total,
        left_out=left_out,
        unread=table.total - len(table.rows) + nameless,
    )


def links_of(data: bytes, *, file: str, ids: Collection[str], left_out: Mapping[str, int]) -> Kept[Link]:
    """Read the links of a file.

    Args:
        data: The file's content.
        file: Its name, for the issues.
        ids: The initiatives that are published; a link to any other is left out.
        left_out: The lines of initiatives that were left out, by folded id, to say so.
    """
    table = read_rows(data, file=file, columns=LINK_COLUMNS, required=("source_id", "relation", "target_id"))
    issues = list(table.issues)
    values: list[tuple[int, Link]] = []
    first_lines: dict[str, int] = {}
    repeated = 0
    for row in table.rows:
        link, found = parse_link(row.cells, file=file, line=row.line)
        said = partial(Issue, file=file, line=row.line)
        for column in ("source_id", "target_id"):
            id_ = row.cells[column].strip()
            if id_ and id_ not in ids:
                hint = _who_is_missing(id_, left_out)
                found.append(said(code="unknown-id", hint=hint, column=column, value=excerpt(id_)))
        if link is not None and not found:
            first = first_lines.setdefault(link_key(link), row.line)
            if first == row.line:
                values.append((row.line, link))
            else:
                hint = f"line {first} states this link already; remove one of the two"
                found.append(said(code="duplicate-link", hint=hint))
                repeated += 1
        issues += found
    return Kept(
        values=tuple(values),
        issues=tuple(issues),
        rows_read=table.total,
        left_out={},
        unread=table.total - len(values) - repeated,
    )


def _who_is_missing(id_: str, left_out: Mapping[str, int]) -> str:
    line = left_out.get(fold(id_))
    if line is None:
        return "no initiative with this id is published; correct the id, or add or mend its row"
    return f"the initiative with this id was left out; mend line {line} of its file first"
