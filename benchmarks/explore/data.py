"""The same rows for all: the real data and a synthetic directory, as files each subject reads in its own way."""

import csv
import hashlib
import io
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import synthetic
from directory.model.vocabularies import VOCABULARIES

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build" / "benchmarks"
FILTER_KEYS: Final = ("sector", "programme", "status")
DATASETTE_LIMIT: Final = 1_000
"""How many rows Datasette's map reads before someone presses "load all"."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """One value of one facet, and what choosing it leaves."""

    key: str
    value: str
    label: str
    total: int
    placed: int
    placed_in_first: int
    """Of the first rows in the order of the file; what Datasette's map shows."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One directory to show."""

    name: str
    folder: Path
    """Holds initiatives.csv and links.csv."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The published rows of a dataset with their best coordinates, and the filters they allow."""

    path: Path
    everything: Filter
    filters: tuple[Filter, ...]


def dataset(size: int) -> Dataset:
    """Return the real data for 0, else that many synthetic rows, written unless they are there."""
    if not size:
        return Dataset("the real data", ROOT / "data")
    generator = hashlib.sha256(Path(synthetic.__file__).read_bytes()).hexdigest()[:8]
    folder = BUILD / f"synthetic-{size}-{generator}"
    if not (folder / "done").exists():
        synthetic.write_files(size, folder)
        (folder / "done").touch()
    return Dataset(f"{size:,} synthetic rows", folder)


def read_export(text: str, folder: Path) -> Rows:
    """Keep the application's CSV download for the peers, and count what each filter leaves."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rows.csv"
    path.write_text(text, encoding="utf-8", newline="")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    found = [
        _filter(key, value, [row for row in rows if row[key] == value])
        for key in FILTER_KEYS
        for value in VOCABULARIES[key]
    ]
    useful = tuple(one for one in found if one.placed and one.total < len(rows))
    return Rows(path, _filter("", "", rows), useful)


def _filter(key: str, value: str, rows: Sequence[Row]) -> Filter:
    placed = Counter(bool(row["latitude"]) for row in rows)[True]
    first = sum(bool(row["latitude"]) for row in rows[:DATASETTE_LIMIT])
    label = VOCABULARIES[key][value].label if key else ""
    return Filter(key, value, label, len(rows), placed, first)


def database(rows: Rows) -> Path:
    """Write the rows as a SQLite database with an index on each filter."""
    path = rows.path.with_name("directory.db")
    path.unlink(missing_ok=True)
    with rows.path.open(encoding="utf-8", newline="") as file, sqlite3.connect(path) as connection:
        reader = csv.reader(file)
        columns = next(reader)
        kinds = [f"{name} {'REAL' if name in {'latitude', 'longitude'} else 'TEXT'}" for name in columns]
        connection.execute(f"CREATE TABLE initiatives ({', '.join(kinds)})")
        marks = ", ".join("?" * len(columns))
        cells = ([cell or None for cell in row] for row in reader)
        connection.executemany(f"INSERT INTO initiatives VALUES ({marks})", cells)  # noqa: S608  # our own columns
        for key in FILTER_KEYS:
            connection.execute(f"CREATE INDEX by_{key} ON initiatives ({key})")
    connection.close()
    return path


def site(rows: Rows, modules: Path) -> Path:
    """Put together the folder of the page that does everything in the browser."""
    folder = rows.path.with_name("site")
    for name, source in (("leaflet", "leaflet/dist"), ("markercluster", "leaflet.markercluster/dist")):
        shutil.copytree(modules / source, folder / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "benchmarks" / "peers" / "all_in_browser.html", folder / "index.html")
    with rows.path.open(encoding="utf-8", newline="") as file:
        kept = [_kept(row) for row in csv.DictReader(file)]
    (folder / "rows.json").write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return folder


def _kept(row: Row) -> dict[str, str | float | None]:
    texts = ("id", "name", "organisation", "sector", "programme", "status", "roles", "summary", "city", "country")
    where = {
        short: float(row[name]) if row[name] else None for short, name in (("lat", "latitude"), ("lon", "longitude"))
    }
    return {name: row[name] for name in texts} | where
