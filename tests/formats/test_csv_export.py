"""What downloads as CSV promise to spreadsheets, and the data files to their history."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.formats.csv_export import (
    BATCH,
    EXPORT_COLUMNS,
    export_csv,
    neutralise,
    restore,
    write_initiatives,
    write_links,
)
from directory.formats.csv_file import read_rows
from directory.formats.json_item import columns_of
from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.initiative import COLUMNS, Initiative, parse_initiative
from directory.model.link import LINK_COLUMNS, parse_link
from directory.model.vocabularies import Precision

DATA = Path(__file__).parents[2] / "data"
SYDNEY = Position(
    coordinates=Coordinates(latitude=-33.87, longitude=-151.2),
    precision=Precision.CITY,
    source=CoordinatesSource.GAZETTEER,
)


def entry(position: Position | None = None, **cells: str) -> Entry:
    initiative, issues = parse_initiative({"id": "a", "name": "A", "sources": "https://example.org", **cells})
    assert initiative is not None, issues
    return Entry(initiative=initiative, position=position)


def exported(*entries: Entry) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(export_csv(entries)).splitlines(keepends=True)))


@pytest.mark.parametrize(
    "start",
    [*"=+-@\t\r＝＋－＠﹦﹢﹣﹫−", "  =", "\u200b=", "\u3000@", "\u00ad="],
)
def test_a_cell_that_a_spreadsheet_could_run_gets_an_apostrophe(start: str) -> None:
    cell = f"{start}cmd|'/c calc'!A0"
    assert neutralise(cell) == f"'{cell}"
    assert restore(neutralise(cell)) == cell


@pytest.mark.parametrize("end", [";", "; ", "\n", "\t", "x; ", '";'])
def test_a_formula_after_what_ends_a_cell_elsewhere_gets_an_apostrophe_too(end: str) -> None:
    assert neutralise(f"Badges{end}=1+1") == f"Badges{end.rstrip(' ')}'{' ' if end.endswith(' ') else ''}=1+1"
    assert restore(neutralise(f"Badges{end}=1+1")) == f"Badges{end}=1+1"


@pytest.mark.parametrize("cell", ["", "Rome", "'s-Hertogenbosch", "a=b", "100 %", "'", "4-H", "e-mail@example.org"])
def test_a_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert neutralise(cell) == cell
    assert restore(cell) == cell


@given(st.text(alphabet="'=+-@\t\r\n ＝a;", max_size=8) | st.text(max_size=8))
def test_neutralising_can_be_undone_for_every_text(cell: str) -> None:
    assert restore(neutralise(cell)) == cell


def test_formula_cells_are_neutralised_and_negative_numbers_stay_numbers() -> None:
    (row,) = exported(entry(SYDNEY, name="=HYPERLINK(1)", city="@Sydney", reach="12"))
    assert (row["name"], row["city"]) == ("'=HYPERLINK(1)", "'@Sydney")
    assert (row["latitude"], row["longitude"], row["reach"]) == ("-33.87", "-151.2", "12")


def test_the_best_coordinates_come_with_what_they_are_worth() -> None:
    placed, shelved = exported(entry(SYDNEY, latitude="1", longitude="2"), entry(None))
    assert list(placed) == [*COLUMNS, "precision", "coordinates_source", "last_checked"]
    assert (placed["latitude"], placed["precision"], placed["coordinates_source"]) == ("-33.87", "city", "gazetteer")
    assert (shelved["latitude"], shelved["precision"], shelved["coordinates_source"]) == ("", "", "")


def test_an_export_can_be_read_back_as_data() -> None:
    stated = entry(None, name="=1+1", summary='two\nlines, "quoted"', roles="issue;create", country="NA")
    data = "".join(export_csv([stated])).encode()
    table = read_rows(data, file="export.csv", columns=EXPORT_COLUMNS)
    assert table.issues == ()
    cells = {column: restore(cell) for column, cell in table.rows[0].cells.items()}
    assert parse_initiative(cells)[0] == stated.initiative


def test_a_stream_comes_in_pieces_and_asks_for_entries_only_when_they_are_due() -> None:
    asked = 0

    def entries() -> Iterator[Entry]:
        nonlocal asked
        for number in range(BATCH * 3):
            asked += 1
            yield entry(None, id=f"a-{number}")

    pieces = export_csv(entries())
    assert next(pieces).count("\n") == 1
    assert asked == 0
    assert next(pieces).count("\n") == BATCH
    assert asked == BATCH
    assert sum(piece.count("\n") for piece in pieces) == BATCH * 2


def test_the_data_files_survive_reading_and_writing_byte_for_byte() -> None:
    initiatives_data = (DATA / "initiatives.csv").read_bytes()
    links_data = (DATA / "links.csv").read_bytes()
    initiatives = [parse_initiative(row.cells)[0] for row in read_rows(initiatives_data, file="", columns=COLUMNS).rows]
    links = [parse_link(row.cells)[0] for row in read_rows(links_data, file="", columns=LINK_COLUMNS).rows]
    assert write_initiatives(each for each in initiatives if each) == initiatives_data
    assert write_links(each for each in links if each) == links_data


def test_data_files_hold_formulas_as_stated() -> None:
    assert b"\na,=1+1,," in write_initiatives([Initiative(id="a", name="=1+1")])


def test_a_download_says_when_a_record_was_last_checked() -> None:
    checked = entry().model_copy(update={"last_checked": date(2026, 11, 1)})
    assert [row["last_checked"] for row in exported(entry(), checked)] == ["", "2026-11-01"]
    assert [columns_of(each)["last_checked"] for each in (entry(), checked)] == [None, "2026-11-01"]
