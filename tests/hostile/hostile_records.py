"""Data files in which hostile strings stand in every column, and what a check must say about each row.

For string number 7 there are: `open-7`, with the string in every column that takes any text and coordinates of its
own; `found-7`, the same without coordinates, so that the gazetteer is asked for the place; and `website-7`,
`country-7` and so on, each with the string in one column that takes certain texts only. In links.csv it stands in
every column in turn. Three plain rows stand between them and must come through whatever happens around them.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hostile_strings import Hostile

from directory.formats.csv_file import CELL_LIMIT
from directory.model.initiative import COLUMNS
from directory.model.link import LINK_COLUMNS

INITIATIVES: Final = "initiatives.csv"
LINKS: Final = "links.csv"
OPEN_SECTOR: Final = "Schools"
FOUND_SECTOR: Final = "City-wide"
PLAIN: Final = ("plain-one", "plain-two", "plain-three")

ANY_TEXT: Final[Mapping[str, int]] = {
    "name": 200,
    "organisation": 200,
    "summary": 1_000,
    "address": 200,
    "city": 200,
    "region": 200,
    "partners": 200,
    "sources": 2_048,
}
"""The columns that take any text, and how many characters of it, or of each of its parts."""
LISTS: Final[Mapping[str, str]] = {"organisation": "; ", "partners": "; ", "sources": ";"}
"""Those that hold several texts, and what stands between these."""
PARTS: Final = 50

CERTAIN_TEXTS: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset({"bad-id", "too-long", "duplicate-id"}),
    "programme": frozenset({"unknown-value"}),
    "sector": frozenset({"unknown-value"}),
    "roles": frozenset({"unknown-value"}),
    "status": frozenset({"unknown-value"}),
    "country": frozenset({"unknown-country"}),
    "latitude": frozenset(
        {"not-a-number", "decimal-comma", "not-finite", "out-of-range", "half-a-position", "coordinates-swapped"}
    ),
    "longitude": frozenset({"not-a-number", "decimal-comma", "not-finite", "out-of-range", "half-a-position"}),
    "place_kind": frozenset({"unknown-value"}),
    "reach": frozenset({"not-a-number"}),
    "year_started": frozenset({"not-a-year", "out-of-range"}),
    "year_ended": frozenset({"not-a-year", "out-of-range"}),
    "website": frozenset({"unsafe-link"}),
    "archived_url": frozenset({"unsafe-link"}),
    "issuer_url": frozenset({"unsafe-link"}),
    "added": frozenset({"not-a-date"}),
    "updated": frozenset({"not-a-date"}),
}
"""The columns that take certain texts only, and the codes of what is wrong with any other."""
LINK_CODES: Final[Mapping[str, frozenset[str]]] = {
    "source_id": frozenset({"unknown-id"}),
    "relation": frozenset({"unknown-value"}),
    "target_id": frozenset({"unknown-id"}),
    "since": frozenset({"not-a-year", "out-of-range", "duplicate-link"}),
    "until": frozenset({"not-a-year", "out-of-range", "duplicate-link"}),
    "evidence": frozenset(),
}

EMPTY: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000))
}
"""What shows nothing without being a space or a format character."""
VISIBLE: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters that are drawn: signs which enclose what follows them."""

ACROSS: Final = 28
CELL_PX: Final = 64
ZOOM: Final = 6
"""At this zoom of the map every row with coordinates of its own has a cell of its own."""


@dataclass(frozen=True, slots=True)
class Written:
    """One row of a file: its first line, the string in it and the columns in which it stands."""

    file: str
    line: int
    id: str
    string: Hostile | None
    columns: tuple[str, ...]


def write_directory(folder: Path, strings: Sequence[Hostile]) -> list[Written]:
    """Write both data files and return what is in them, row by row."""
    rows = list(_initiatives(strings))
    links = list(_links(strings))
    return [
        *_write(folder / INITIATIVES, COLUMNS, rows),
        *_write(folder / LINKS, LINK_COLUMNS, links),
    ]


def stored(text: str) -> str:
    """Return how the directory keeps a text: line ends as line feeds, composed, without blanks around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def stored_list(column: str, text: str) -> list[str]:
    """Return how the directory keeps a column that holds several texts."""
    parts = [part.strip() for part in stored(text).strip(LISTS[column]).split(LISTS[column])]
    return list(dict.fromkeys(part for part in parts if part))


def faults(column: str, text: str) -> frozenset[str]:
    """Return the codes of what is wrong with a text whatever its column, and with its length in this one."""
    if not _is_utf_8(text):
        return frozenset({"not-utf-8"})
    if len(text) > CELL_LIMIT:
        return frozenset({"cell-too-long"})
    found = set()
    if any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in text.replace("\r\n", "\n")):
        return frozenset({"control-character"})
    if column in ANY_TEXT:
        parts = stored_list(column, text) if column in LISTS else [stored(text)]
        if len(parts) > PARTS or any(len(part) > ANY_TEXT[column] for part in parts):
            found.add("too-long")
    if column == "evidence" and len(stored(text)) > ANY_TEXT["sources"]:
        found.add("too-long")
    if column in {"id", "source_id", "target_id", "relation"} and not stored(text):
        found.add("required")
    if column == "name" and all(map(_is_empty, text)):
        found.add("required")
    return frozenset(found)


def _is_empty(char: str) -> bool:
    return char.isspace() or char in EMPTY or (unicodedata.category(char) == "Cf" and char not in VISIBLE)


def _is_utf_8(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _initiatives(strings: Sequence[Hostile]) -> Iterator[tuple[dict[str, str], Hostile | None, tuple[str, ...]]]:
    plain = ({"id": id_, "name": f"A {id_} row", "country": "NA"} for id_ in PLAIN)
    yield next(plain), None, ()
    for place, string in enumerate(strings):
        if place == len(strings) // 2:
            yield next(plain), None, ()
        texts = dict.fromkeys(ANY_TEXT, string.text)
        latitude, longitude = position(place)
        here = {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}
        every = tuple(ANY_TEXT)
        yield {"id": f"open-{string.number}", "sector": OPEN_SECTOR, **here, **texts}, string, every
        yield {"id": f"found-{string.number}", "sector": FOUND_SECTOR, "country": "NA", **texts}, string, every
        for column in CERTAIN_TEXTS:
            own = {"id": f"{column.replace('_', '-')}-{string.number}", "name": f"With its {column}"}
            other = {"latitude": {"longitude": "1"}, "longitude": {"latitude": "1"}}.get(column, {})
            yield {**own, **other, column: string.text}, string, (column,)
    yield next(plain), None, ()


def _links(strings: Sequence[Hostile]) -> Iterator[tuple[dict[str, str], Hostile | None, tuple[str, ...]]]:
    plain = {"source_id": PLAIN[0], "relation": "part_of", "target_id": PLAIN[1]}
    yield plain, None, ()
    for string in strings:
        for column in LINK_COLUMNS:
            own = _years_of_its_own(string.number) if column == "evidence" else {}
            yield {**plain, "relation": "funded_by", **own, column: string.text}, string, (column,)


def _years_of_its_own(number: int) -> dict[str, str]:
    """Return years that no other of a thousand links has: two links that differ in evidence only are one."""
    return {"since": str(1990 + number % 10), "until": str(2000 + number // 10 % 100)}


def position(place: int) -> tuple[float, float]:
    """Return latitude and longitude of the middle of a cell of the map, row by row round the null island."""
    down, across = divmod(place, ACROSS)
    degrees = 360 / (256 * 2**ZOOM) * CELL_PX
    # Near the equator a degree of latitude is as many pixels as one of longitude, to a pixel or two.
    return (5.5 - down) * degrees, (across - ACROSS // 2 + 0.5) * degrees


def _write(
    path: Path,
    columns: Sequence[str],
    rows: Sequence[tuple[Mapping[str, str], Hostile | None, tuple[str, ...]]],
) -> list[Written]:
    written = []
    with path.open("wb") as file:
        header = _line(dict(zip(columns, columns, strict=True)), columns)
        file.write(header)
        line = 2
        for cells, string, hostile in rows:
            content = _line(cells, columns)
            file.write(content)
            id_ = "" if "id" in hostile else cells.get("id", "")
            written.append(Written(path.name, line, id_, string, hostile))
            # A carriage return alone ends a line as well, for editors and for the check.
            line += len(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) - 1
    return written


def _line(cells: Mapping[str, str], columns: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow([cells.get(column, "") for column in columns])
    return text.getvalue().encode("utf-8", "surrogatepass")
