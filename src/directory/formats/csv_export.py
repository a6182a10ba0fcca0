"""Writing CSV: downloads for spreadsheets, and the data files themselves.

A download is opened in spreadsheets, which run a cell that starts like a formula. What could become such a cell gets
an apostrophe in front (`neutralise`); `restore` takes it away again, and nothing else. Numbers stay numbers. The data
files hold every text exactly as stated.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from directory.model.entry import Entry
from directory.model.initiative import COLUMNS, Initiative
from directory.model.link import LINK_COLUMNS, Link
from directory.model.text import SHAPELESS

EXPORT_COLUMNS: Final = (*COLUMNS, "precision", "coordinates_source", "last_checked")
"""The columns of a download, in their order."""
BATCH: Final = 200
"""Entries in one piece of a stream: large enough to be quick, small enough to hold."""

_NUMBERS: Final = frozenset({"latitude", "longitude", "reach", "year_started", "year_ended"})
# What does not keep a spreadsheet from reading a formula after it: spaces and characters without a shape.
_UNSEEN: Final = rf"(?:[^\S\t\n\r]|[{SHAPELESS}])*"
# ASCII, full width, the small forms, and the minus sign.
_FORMULA: Final = _UNSEEN + r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]"
# A spreadsheet set to a language that writes decimals with a comma takes a semicolon for the end of a cell, and then
# minds no quotes: what follows a semicolon or the end of a line begins a cell for it.
_BEGIN: Final = r"(?:^|(?<=[;\t\n\r]))"
# The apostrophes make `neutralise` reversible: a text that already looks neutralised gets one more.
_RISKY: Final = re.compile(rf"{_BEGIN}(?='*{_FORMULA})|^(?='*[\t\r])")
_NEUTRALISED: Final = re.compile(rf"{_BEGIN}'(?='*{_FORMULA})|^'(?='*[\t\r])")


def neutralise(cell: str) -> str:
    """Put an apostrophe before whatever in a text a spreadsheet could run as a formula."""
    return _RISKY.sub("'", cell)


def restore(cell: str) -> str:
    """Undo `neutralise`."""
    return _NEUTRALISED.sub("", cell)


def export_row(entry: Entry) -> dict[str, str]:
    """Return the cells of one entry for a download: the best coordinates, and formulas neutralised."""
    row = entry.initiative.to_row()
    position = entry.position
    checked = entry.last_checked.isoformat() if entry.last_checked else ""
    row |= {"precision": "", "coordinates_source": "", "last_checked": checked}
    if position is not None:
        row |= {
            "latitude": str(position.coordinates.latitude),
            "longitude": str(position.coordinates.longitude),
            "precision": position.precision,
            "coordinates_source": position.source,
        }
    return {column: cell if column in _NUMBERS else neutralise(cell) for column, cell in row.items()}


def export_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Write entries as CSV for people and spreadsheets, piece by piece, the header first."""
    yield _lines(EXPORT_COLUMNS, (), header=True)
    rows = map(export_row, entries)
    while batch := list(islice(rows, BATCH)):
        yield _lines(EXPORT_COLUMNS, batch)


def write_initiatives(initiatives: Iterable[Initiative]) -> bytes:
    """Write data/initiatives.csv: every cell as stated, in the order given."""
    return _lines(COLUMNS, (initiative.to_row() for initiative in initiatives), header=True).encode()


def write_links(links: Iterable[Link]) -> bytes:
    """Write data/links.csv: every cell as stated, in the order given."""
    return _lines(LINK_COLUMNS, (link.to_row() for link in links), header=True).encode()


def _lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, header: bool = False) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
