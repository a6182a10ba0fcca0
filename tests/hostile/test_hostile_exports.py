"""Hostile strings in downloads: no cell that a spreadsheet would run, and every text as it was once that is undone."""

import csv
import io
import json
import re
import unicodedata
from typing import Final

import pytest
from hostile_records import ANY_TEXT, INITIATIVES, LISTS, OPEN_SECTOR, write_directory
from hostile_strings import Hostile, hostile_strings
from hostile_visit import is_as_stored

from directory.formats.csv_export import export_csv, restore
from directory.formats.geojson import export_geojson
from directory.formats.json_item import item
from directory.model.entry import Entry
from directory.services.load import load_directory

NUMBERS: Final = {"latitude", "longitude", "reach", "year_started", "year_ended"}
SIZES: Final = [pytest.param(300, id="300"), pytest.param(10_000, id="10000", marks=pytest.mark.long)]
BATCH: Final = 300


@pytest.fixture(scope="module", params=SIZES)
def entries(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Entry, Hostile]]:
    """Give what is published of the rows that are open to any text, with the string in them."""
    strings = hostile_strings(request.param)
    tmp_path = tmp_path_factory.mktemp("exports")
    found = []
    for start in range(0, len(strings), BATCH):
        written = write_directory(tmp_path, strings[start : start + BATCH])
        by_id = {row.id: row.string for row in written if row.file == INITIATIVES and row.columns == tuple(ANY_TEXT)}
        directory = load_directory(tmp_path, locate=lambda _initiative: None)
        for entry in directory.entries:
            if entry.initiative.sector == OPEN_SECTOR:
                string = by_id[entry.initiative.id]
                assert string is not None
                found.append((entry, string))
    assert len(found) > len(strings) * 0.8
    return found


def begins_like_a_formula(cell: str) -> bool:
    """Tell by the rule, not by our code: what is left without blanks and invisible characters begins a formula."""
    seen = "".join(char for char in cell if unicodedata.category(char) not in {"Zs", "Zl", "Zp", "Cf", "Cc"})
    return unicodedata.normalize("NFKC", seen[:1]).replace("−", "-").startswith(("=", "+", "-", "@"))


def test_no_cell_begins_like_a_formula_whichever_way_the_cells_are_cut(entries: list[tuple[Entry, Hostile]]) -> None:
    text = "".join(export_csv(entry for entry, _ in entries))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(entries)
    cells = [cell for row in rows for column, cell in row.items() if column not in NUMBERS]
    assert [cell for cell in cells if begins_like_a_formula(cell) or cell.startswith(("\t", "\r"))] == []
    # A spreadsheet that takes semicolons for separators minds no quotes inside a line.
    pieces = [piece for cell in cells for piece in re.split(r"[;\n]", cell)]
    assert [piece for piece in pieces if begins_like_a_formula(piece)] == []


def test_the_rule_sees_formulas_in_the_same_texts_when_nothing_is_neutralised(
    entries: list[tuple[Entry, Hostile]],
) -> None:
    names = [entry.initiative.name for entry, _ in entries]
    assert sum(map(begins_like_a_formula, names)) >= 20
    assert any(begins_like_a_formula(piece) for name in names for piece in name.split(";")[1:])


def test_every_text_comes_back_once_the_apostrophes_are_removed(entries: list[tuple[Entry, Hostile]]) -> None:
    text = "".join(export_csv(entry for entry, _ in entries)).encode("utf-8")
    rows = csv.DictReader(io.StringIO(text.decode("utf-8"), newline=""))
    for row, (entry, _) in zip(rows, entries, strict=True):
        cells = {column: cell if column in NUMBERS else restore(cell) for column, cell in row.items()}
        stated = entry.initiative.to_row()
        assert {column: cells[column] for column in stated if column not in NUMBERS} == {
            column: cell for column, cell in stated.items() if column not in NUMBERS
        }


def test_geojson_and_the_api_hold_every_text_as_stored(entries: list[tuple[Entry, Hostile]]) -> None:
    features = json.loads("".join(export_geojson(entry for entry, _ in entries)).encode("utf-8"))["features"]
    for feature, (entry, string) in zip(features, entries, strict=True):
        told = item(entry)
        assert is_as_stored(told, string)
        assert {column: feature["properties"][column] for column in (*ANY_TEXT, *LISTS)} == {
            column: told[column] for column in (*ANY_TEXT, *LISTS)
        }
