"""Reading a data file: bytes in, rows of text and every issue out.

The standard `csv` module in strict mode, all cells text: nothing is guessed, so Namibia's `NA` stays `NA`. A record
that cannot be read is left out and reading goes on with the line after its first.
"""

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directory.formats.csv_header import Header, read_header
from directory.model.issues import Issue, Severity, excerpt

CELL_LIMIT: Final = 131_072
"""Characters of one cell; the default of the `csv` module, which also ends a runaway quote."""
ISSUE_LIMIT: Final = 10_000
"""Issues after which reading a file stops: it is not the file it should be."""
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line on which it starts, the header being line 1, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What could be read of a file; `total` counts every record met, readable or not, without the header."""

    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]
    total: int


def read_rows(data: bytes, *, file: str, columns: Sequence[str], required: Collection[str] = ()) -> Table:
    """Read the rows of a CSV file and report everything that keeps a row or a column from being read.

    Args:
        data: The file's content: UTF-8, with or without a byte order mark.
        file: Its name, for the issues.
        columns: The columns that the header must name, in any order; a missing one is reported and read as blank.
        required: The columns without which no row can be read.
    """
    if data.startswith(_UTF_16) or b"\0" in data[:4]:
        hint = "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"
        return _unreadable(data, Issue(code="utf-16", hint=hint, file=file, line=1))
    # Broken bytes become lone surrogates, so that only the rows that hold them are lost.
    lines = _Lines(data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape"))
    records = _records(lines, file)
    first = next(records, None)
    if first is None:
        hint = "write the header row: " + ",".join(columns)
        return _unreadable(data, Issue(code="empty-file", hint=hint, file=file, line=1))
    if isinstance(first, Issue):
        return _unreadable(data, first)
    line, names = first
    header = read_header(names, file=file, line=line, columns=columns, required=required)
    if not header.usable:
        return Table(rows=(), issues=header.issues, total=sum(1 for _ in records))
    return _read_body(records, header, lines, file)


def _unreadable(data: bytes, issue: Issue) -> Table:
    body = data.rstrip(b"\0\r\n")
    return Table(rows=(), issues=(issue,), total=body.count(b"\n") or body.count(b"\r"))


class _Lines:
    """The lines of a text for the csv reader; reading can be taken back to an earlier one."""

    def __init__(self, text: str) -> None:
        self._lines = list(io.StringIO(text, newline=""))
        self.read = 0
        """How many lines have been handed out; the number of the last of them, counted from 1."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.read == len(self._lines):
            raise StopIteration
        self.read += 1
        return self._lines[self.read - 1]

    @property
    def left(self) -> int:
        return len(self._lines) - self.read

    def since(self, line: int) -> list[str]:
        """Return the lines handed out after that one."""
        return self._lines[line : self.read]


def _records(lines: _Lines, file: str) -> Iterator[tuple[int, list[str]] | Issue]:
    """Yield each record with its line, or what is wrong with it; blank lines are passed over."""
    reader = csv.reader(lines, strict=True)
    while lines.left:
        line = lines.read + 1
        try:
            cells = next(reader, [])
        except csv.Error as error:
            yield _broken(error, file=file, line=line, spanned=lines.read - line + 1)
            lines.read = line
            continue
        if cells:
            yield line, cells


def _broken(error: csv.Error, *, file: str, line: int, spanned: int) -> Issue:
    if spanned > 1 or "end of data" in str(error):
        code, hint = "unclosed-quote", f"close the quote that opens here, within {CELL_LIMIT} characters"
    elif "field limit" in str(error):
        code, hint = "cell-too-long", f"shorten the cell to {CELL_LIMIT} characters or fewer"
    else:
        code, hint = "stray-quote", 'write a quote inside a quoted cell twice: ""'
    return Issue(code=code, hint=hint, file=file, line=line)


def _read_body(records: Iterator[tuple[int, list[str]] | Issue], header: Header, lines: _Lines, file: str) -> Table:
    rows: list[Row] = []
    issues = list(header.issues)
    total = 0
    for record in records:
        total += 1
        if isinstance(record, Issue):
            issues.append(record)
        else:
            line, cells = record
            found = _doubtful_cells(cells, header, file=file, line=line)
            if not found:
                rows.append(Row(line=line, cells=header.named(cells)))
                found = _swallowed(lines.since(line), header, file=file, line=line)
            elif len(cells) != len(header.names):
                # A quote that closes too late swallows whole rows: go back to the line after the one where it opened.
                lines.read = line
            issues += found
        if len(issues) >= ISSUE_LIMIT and lines.left:
            hint = "mend the issues above first; the lines after this one have not been read"
            issues.append(Issue(code="too-many-issues", hint=hint, file=file, line=lines.read))
            total += lines.left
            break
    return Table(rows=tuple(rows), issues=tuple(issues), total=total)


def _doubtful_cells(cells: list[str], header: Header, *, file: str, line: int) -> list[Issue]:
    names = header.names
    if len(cells) > len(names):
        hint = f"the header names {len(names)} columns, this row has {len(cells)} cells; quote cells that hold a comma"
        return [Issue(code="extra-cell", hint=hint, file=file, line=line, value=excerpt(cells[len(names)]))]
    if len(cells) < len(names):
        hint = f"the header names {len(names)} columns, this row has {len(cells)} cells; add the missing commas"
        return [Issue(code="missing-cell", hint=hint, file=file, line=line, column=excerpt(names[len(cells)]))]
    return [
        Issue(
            code="not-utf-8",
            hint="save the file as UTF-8; this cell holds bytes that are not",
            file=file,
            line=line,
            column=excerpt(name),
            value=excerpt(_with_broken_bytes(cell)),
        )
        for name, cell in zip(names, cells, strict=True)
        if not cell.isascii() and any("\udc80" <= char <= "\udcff" for char in cell)
    ]


def _swallowed(more: list[str], header: Header, *, file: str, line: int) -> list[Issue]:
    """Warn when a record's further lines have the commas of a row: a quote that closes too late can swallow rows."""
    if not any(text.count(",") >= len(header.names) - 1 for text in more):
        return []
    hint = f"lines {line + 1} to {line + len(more)} were read as part of this row; check where its quotes close"
    return [Issue(code="swallowed-lines", hint=hint, file=file, line=line, severity=Severity.WARNING)]


def _with_broken_bytes(cell: str) -> str:
    """Show bytes that are not UTF-8 as hexadecimal escapes."""
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
