"""What loading promises: every good row published, every bad one reported with line, column, code and hint."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Position
from directory.model.errors import ConfigurationError
from directory.model.initiative import COLUMNS, Initiative
from directory.model.issues import Issue, Severity
from directory.model.link import LINK_COLUMNS
from directory.model.vocabularies import Precision
from directory.model.web_links import UNSAFE_HOSTS
from directory.services.load import Directory, load_directory

DATA = Path(__file__).parents[2] / "data"
CHICAGO = Position(
    coordinates=Coordinates(latitude=41.88, longitude=-87.63),
    precision=Precision.CITY,
    source=CoordinatesSource.GAZETTEER,
)
LONDON = Position(
    coordinates=Coordinates(latitude=51.51, longitude=-0.13),
    precision=Precision.CITY,
    source=CoordinatesSource.GAZETTEER,
)

Rows = list[dict[str, str]]
Load = Callable[..., Directory]


def table(columns: tuple[str, ...], rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def row(id_: str, **cells: str) -> dict[str, str]:
    return {"id": id_, "name": f"The {id_}", "sources": "https://example.org", **cells}


def link(source: str, target: str, relation: str = "part_of", **cells: str) -> dict[str, str]:
    return {"source_id": source, "relation": relation, "target_id": target, **cells}


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that writes rows as data files and loads them."""

    def write_and_load(initiatives: Rows | bytes, links: Rows | bytes = b"", **options: object) -> Directory:
        first = initiatives if isinstance(initiatives, bytes) else table(COLUMNS, initiatives)
        second = links if isinstance(links, bytes) and links else table(LINK_COLUMNS, list(links))  # type: ignore[arg-type]
        (tmp_path / "initiatives.csv").write_bytes(first)
        (tmp_path / "links.csv").write_bytes(second)
        locate = options.pop("locate", lambda _: None)
        return load_directory(tmp_path, locate=locate, **options)  # type: ignore[arg-type]

    return write_and_load


def ids(directory: Directory) -> list[str]:
    return [entry.initiative.id for entry in directory.entries]


def only_issue(directory: Directory) -> Issue:
    (issue,) = directory.report.issues
    return issue


@pytest.mark.parametrize(
    ("cells", "column", "code", "hint"),
    [
        ({"latitude": "100.5", "longitude": "41.9"}, "latitude", "coordinates-swapped", "look swapped"),
        ({"latitude": "41.9", "longitude": "180.5"}, "longitude", "out-of-range", "between -180 and 180"),
        ({"latitude": "-200", "longitude": "150"}, "latitude", "out-of-range", "between -90 and 90"),
        ({"latitude": "1e400", "longitude": "0"}, "latitude", "not-finite", "like 41.88"),
        ({"latitude": "nan", "longitude": "0"}, "latitude", "not-a-number", "like 41.88"),
        ({"latitude": "4_1", "longitude": "0"}, "latitude", "not-a-number", "like 41.88"),
        ({"latitude": "41,88", "longitude": "-87.63"}, "latitude", "decimal-comma", "with a point"),
        ({"latitude": "41.88"}, "longitude", "half-a-position", "both"),
        ({"country": "XX"}, "country", "unknown-country", "ISO 3166-1"),
        ({"sector": "Education Formal"}, "sector", "unknown-value", "Higher education"),
        ({"roles": "issue;bake"}, "roles", "unknown-value", "create; issue"),
        ({"status": "Active"}, "status", "unknown-value", "active"),
        ({"programme": "LRNG"}, "programme", "unknown-value", "Cities of Learning"),
        ({"place_kind": "town"}, "place_kind", "unknown-value", "seat"),
        ({"year_started": "2016", "year_ended": "2013"}, "year_ended", "end-before-start", "must not be before"),
        ({"year_started": "13"}, "year_started", "not-a-year", "four digits"),
        ({"year_ended": "1066"}, "year_ended", "out-of-range", "between 1990"),
        ({"reach": "2,500"}, "reach", "not-a-number", "like 2500"),
        ({"updated": "22.11.2026"}, "updated", "not-a-date", "YYYY-MM-DD"),
        ({"name": ""}, "name", "required", "blank"),
        ({"name": "A\0B"}, "name", "control-character", "remove"),
        ({"name": "x" * 201}, "name", "too-long", "200"),
        ({"id": "Bad Id"}, "id", "bad-id", "lower-case"),
        ({"id": ""}, "id", "required", "blank"),
        ({"id": "a" * 81}, "id", "too-long", "80"),
        ({"website": "javascript:alert(1)"}, "website", "unsafe-link", "http:// or https://"),
        ({"archived_url": "data:text/html,x"}, "archived_url", "unsafe-link", "http:// or https://"),
        ({"sources": "x" * 2049}, "sources", "too-long", "2048"),
        ({"partners": "; ".join(f"P{n}" for n in range(51))}, "partners", "too-long", "50 or fewer"),
    ],
)
def test_a_bad_row_is_left_out_and_reported_with_its_place(
    load: Load, cells: dict[str, str], column: str, code: str, hint: str
) -> None:
    found = load([row("first"), {**row("second"), **cells}, row("third")])
    issue = only_issue(found)
    assert (issue.file, issue.line, issue.column, issue.code) == ("initiatives.csv", 3, column, code)
    assert hint in issue.hint
    assert issue.severity is Severity.ERROR
    assert ids(found) == ["first", "third"]
    assert (found.report.rows_read, found.report.left_out) == (3, 1)


def test_all_issues_of_a_row_are_reported_at_once(load: Load) -> None:
    found = load(
        [row("a", sector="?", roles="bake;fry", year_started="2016", year_ended="2013", longitude="5", website="x")]
    )
    assert sorted((issue.column, issue.code) for issue in found.report.issues) == [
        ("latitude", "half-a-position"),
        ("roles", "unknown-value"),
        ("roles", "unknown-value"),
        ("sector", "unknown-value"),
        ("website", "unsafe-link"),
        ("year_ended", "end-before-start"),
    ]
    assert {issue.line for issue in found.report.issues} == {2}


def test_a_contradiction_is_not_reported_when_one_of_its_cells_is_wrong_itself(load: Load) -> None:
    found = load([row("a", latitude="x", longitude="5", year_started="20", year_ended="2013")])
    assert sorted((issue.column, issue.code) for issue in found.report.issues) == [
        ("latitude", "not-a-number"),
        ("year_started", "not-a-year"),
    ]


def test_na_is_namibia_and_null_is_a_name(load: Load) -> None:
    (entry,) = load([row("a", country="NA", city="NULL", region="None")]).entries
    assert entry.initiative.country == "NA"
    assert entry.place == "NULL, None, Namibia"


def test_a_formula_cell_is_kept_exactly_as_stored(load: Load) -> None:
    (entry,) = load([row("a", name='=HYPERLINK("http://x")', city="@SUM(1)")]).entries
    assert (entry.initiative.name, entry.initiative.city) == ('=HYPERLINK("http://x")', "@SUM(1)")


def test_lines_inside_a_cell_survive_a_file_written_on_windows(load: Load) -> None:
    data = table(COLUMNS, [row("a", summary="one\ntwo")]).replace(b"\n", b"\r\n")
    found = load(data)
    assert found.report.issues == ()
    assert found.entries[0].initiative.summary == "one\ntwo"


@pytest.mark.parametrize(
    "variant", ["digital-me", "Digital-ME", " digital-me ", "ｄｉｇｉｔａｌ-me", "dígital-me", "digital\u00ad-me"]
)
def test_of_ids_that_look_alike_the_first_stays_and_the_second_names_its_line(load: Load, variant: str) -> None:
    found = load([row("other"), row("digital-me", name="First"), row(variant, name="Second")])
    issue = next(issue for issue in found.report.issues if issue.code == "duplicate-id")
    assert (issue.line, issue.column) == (4, "id")
    assert "line 3" in issue.hint
    assert [entry.initiative.name for entry in found.entries] == ["First", "The other"]


def test_a_duplicate_of_a_row_that_was_left_out_is_published(load: Load) -> None:
    found = load([row("a", sector="?"), row("a", name="Good")])
    assert [entry.initiative.name for entry in found.entries] == ["Good"]
    assert only_issue(found).code == "unknown-value"


def stated_or(place: Position) -> Callable[[Initiative], Position]:
    def locate(initiative: Initiative) -> Position:
        stated = initiative.coordinates
        if stated is None:
            return place
        return Position(coordinates=stated, precision=Precision.EXACT, source=CoordinatesSource.STATED)

    return locate


def test_coordinates_swapped_in_range_are_warned_of_by_comparison_with_the_place(load: Load) -> None:
    rows = [row("a", city="Chicago", country="US", latitude="-87.63", longitude="41.88")]
    issue = only_issue(found := load(rows, locate=stated_or(CHICAGO)))
    assert (issue.line, issue.column, issue.code) == (2, "latitude", "coordinates-swapped")
    assert (issue.severity, issue.value) == (Severity.WARNING, "-87.63, 41.88")
    assert "exchanged" in issue.hint
    assert found.entries[0].position is not None
    assert found.entries[0].position.coordinates == Coordinates(latitude=-87.63, longitude=41.88)


@pytest.mark.parametrize(
    ("place", "latitude", "longitude"),
    [
        (CHICAGO, "41.9", "-87.6"),  # right
        (CHICAGO, "48.9", "2.35"),  # wrong, but no swap
        (LONDON, "51.6", "-0.2"),
        (CHICAGO, "41.9", "120"),  # swapping leaves the globe
    ],
)
def test_other_coordinates_are_not_called_swapped(load: Load, place: Position, latitude: str, longitude: str) -> None:
    rows = [row("a", city="X", latitude=latitude, longitude=longitude)]
    assert load(rows, locate=stated_or(place)).report.issues == ()


def test_the_swap_check_asks_for_the_place_only_never_for_the_street(load: Load) -> None:
    asked: list[Initiative] = []

    def locate(initiative: Initiative) -> Position | None:
        asked.append(initiative)
        return None

    load([row("a", address="1 Main Street", city="X", latitude="1", longitude="2")], locate=locate)
    assert sorted((each.address, each.latitude is None) for each in asked) == [("", True), ("1 Main Street", False)]


def test_null_island_and_a_missing_source_are_warnings(load: Load) -> None:
    found = load([{"id": "a", "name": "A", "latitude": "0", "longitude": "0.0"}])
    assert [(issue.code, issue.column, issue.severity) for issue in found.report.issues] == [
        ("null-island", "latitude", Severity.WARNING),
        ("no-source", "sources", Severity.WARNING),
    ]
    assert found.report.left_out == 0
    assert not found.report.has_errors


@pytest.mark.parametrize(
    ("bad", "column", "code", "hint"),
    [
        (link("a", "nobody"), "target_id", "unknown-id", "no initiative with this id is published"),
        (link("nobody", "a"), "source_id", "unknown-id", "no initiative with this id is published"),
        (link("a", "broken"), "target_id", "unknown-id", "mend line 4"),
        (link("a", "a"), "target_id", "self-link", "two different"),
        (link("a", "b", "likes"), "relation", "unknown-value", "part_of"),
        (link("a", "b", since="2016", until="2013"), "until", "end-before-start", "must not be before"),
        (link("a", "", "part_of"), "target_id", "required", "blank"),
        (link("b", "a", "partner_of"), "", "duplicate-link", "line 2"),
    ],
)
def test_a_bad_link_is_left_out_and_reported(
    load: Load, bad: dict[str, str], column: str, code: str, hint: str
) -> None:
    initiatives = [row("a"), row("b"), row("broken", sector="?")]
    found = load(initiatives, [link("a", "b", "partner_of"), bad])
    (issue,) = found.report.issues_of("links.csv")
    assert (issue.line, issue.column, issue.code) == (3, column, code)
    assert hint in issue.hint
    assert [len(entry.links) for entry in found.entries] == [1, 1]


def test_links_that_differ_in_direction_or_years_are_no_duplicates(load: Load) -> None:
    links = [link("a", "b"), link("b", "a"), link("a", "b", since="2013"), link("a", "b", "funded_by")]
    found = load([row("a"), row("b")], links)
    assert found.report.issues == ()
    assert [len(entry.links) for entry in found.entries] == [4, 4]


def test_entries_are_sorted_by_id_and_carry_links_of_both_directions(load: Load) -> None:
    found = load([row("b"), row("a"), row("c")], [link("a", "b"), link("c", "a")])
    assert ids(found) == ["a", "b", "c"]
    assert [[(each.source_id, each.target_id) for each in entry.links] for entry in found.entries] == [
        [("a", "b"), ("c", "a")],
        [("a", "b")],
        [("c", "a")],
    ]


def test_the_version_changes_with_each_file_and_with_the_gazetteer(load: Load) -> None:
    versions = {
        load([row("a"), row("b")]).version,
        load([row("a"), row("b", name="B")]).version,
        load([row("a"), row("b")], [link("a", "b")]).version,
        load([row("a"), row("b")], gazetteer_digest="other").version,
    }
    assert len(versions) == 4
    assert load([row("a"), row("b")]).version in versions


def test_files_without_rows_are_a_directory_without_entries(load: Load) -> None:
    found = load([])
    assert found.entries == ()
    issue = only_issue(found)
    assert (issue.code, issue.severity, issue.file) == ("no-rows", Severity.WARNING, "initiatives.csv")


def test_a_file_that_cannot_be_read_at_all_is_reported_and_the_other_still_checked(load: Load) -> None:
    found = load(table(COLUMNS, [row("a")]).decode().encode("utf-16"), [link("a", "b")])
    assert [(issue.file, issue.code) for issue in found.report.issues] == [
        ("initiatives.csv", "utf-16"),
        ("links.csv", "unknown-id"),
        ("links.csv", "unknown-id"),
    ]
    assert found.report.left_out == 2


@pytest.mark.parametrize("missing", ["initiatives.csv", "links.csv"])
def test_a_missing_file_names_its_path_and_the_remedy(load: Load, tmp_path: Path, missing: str) -> None:
    load([row("a")])
    (tmp_path / missing).unlink()
    with pytest.raises(ConfigurationError, match="put the file there, or set DIRECTORY_DATA_DIR") as caught:
        load_directory(tmp_path, locate=lambda _: None)
    assert str(tmp_path / missing) in str(caught.value)


def test_the_real_data_is_published_whole() -> None:
    found = load_directory(DATA, locate=lambda _: None)
    assert [issue.model_dump() for issue in found.report.issues] == []
    assert len(found.entries) == 639
    assert sum(len(entry.links) for entry in found.entries) == 2 * 589


def test_the_readme_of_the_data_counts_what_is_there() -> None:
    entries = load_directory(DATA, locate=lambda _: None).entries
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    links = {link for entry in entries for link in entry.links}
    assert f"| `initiatives.csv` | {len(entries)} |" in readme
    assert f"| `links.csv` | {len(links)} |" in readme
    for relation, rows in Counter(link.relation for link in links).items():
        assert f"| `{relation}` | {rows} |" in readme
    countries = {entry.initiative.country for entry in entries} - {None}
    assert f"in {len(countries)} countries" in readme
    for column in ("address", "reach"):
        stated = sum(bool(getattr(entry.initiative, column)) for entry in entries)
        assert f"({stated} rows)" in next(line for line in readme.splitlines() if line.startswith(f"| `{column}`"))
    assert all(host in readme for host in UNSAFE_HOSTS)
