"""What an initiative, a link and an entry promise."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from directory.model.coordinates import Coordinates
from directory.model.entry import place_words, years_words
from directory.model.initiative import COLUMNS, Initiative, parse_initiative
from directory.model.issues import VALUE_LIMIT, Issue, Severity, excerpt
from directory.model.link import LINK_COLUMNS, Link, parse_link
from directory.model.vocabularies import PlaceKind, Programme, Relation, Role, Sector, Status

DATA = Path(__file__).parents[2] / "data"
FULL = {
    "id": "chicago-2013",
    "name": "Chicago Summer of Learning",
    "organisation": "City of Chicago; MacArthur Foundation",
    "programme": "Cities of Learning",
    "sector": "City-wide",
    "roles": "create;issue",
    "status": "ended",
    "summary": "A summer of badges.",
    "address": "121 N LaSalle St",
    "city": "Chicago",
    "region": "Illinois",
    "country": "US",
    "latitude": "41.88",
    "longitude": "-87.63",
    "place_kind": "area",
    "reach": "100000",
    "year_started": "2013",
    "year_ended": "2013",
    "website": "http://chicagosummeroflearning.org/",
    "archived_url": "https://web.archive.org/x",
    "issuer_url": "https://example.org/issuer",
    "partners": "Mozilla; Digital Youth Network",
    "sources": "https://example.org;github:mozilla/CSOL-site/index.html",
    "added": "2026-11-22",
    "updated": "2026-11-23",
}


def parse(**cells: str) -> tuple[Initiative | None, list[Issue]]:
    return parse_initiative({**FULL, **cells})


def test_a_full_row_becomes_typed_values_and_the_same_row_again() -> None:
    initiative, issues = parse()
    assert initiative is not None
    assert issues == []
    assert initiative.organisation == ("City of Chicago", "MacArthur Foundation")
    assert (initiative.programme, initiative.sector) == (Programme.CITIES_OF_LEARNING, Sector.CITY_WIDE)
    assert (initiative.roles, initiative.status) == ((Role.CREATE, Role.ISSUE), Status.ENDED)
    assert initiative.coordinates == Coordinates(latitude=41.88, longitude=-87.63)
    assert (initiative.place_kind, initiative.reach, initiative.year_started) == (PlaceKind.AREA, 100_000, 2013)
    assert initiative.sources == ("https://example.org", "github:mozilla/CSOL-site/index.html")
    assert initiative.updated == date(2026, 11, 23)
    assert initiative.to_row() == FULL
    assert tuple(initiative.to_row()) == COLUMNS


def test_the_columns_are_those_of_the_data_files() -> None:
    for name, columns in (("initiatives.csv", COLUMNS), ("links.csv", LINK_COLUMNS)):
        with (DATA / name).open(encoding="utf-8") as file:
            assert next(file).strip() == ",".join(columns)
    assert tuple(Initiative.model_fields) == COLUMNS
    assert tuple(Link.model_fields) == LINK_COLUMNS


def test_blank_cells_are_not_stated() -> None:
    blank = dict.fromkeys(COLUMNS, "") | {"id": "a", "name": "A"}
    initiative, _ = parse_initiative(blank)
    assert initiative is not None
    assert (initiative.programme, initiative.status) == (Programme.INDEPENDENT, Status.UNKNOWN)
    assert (initiative.sector, initiative.country, initiative.place_kind, initiative.reach) == (None,) * 4
    assert (initiative.roles, initiative.coordinates, initiative.added) == ((), None, None)


def test_roles_come_in_one_order_however_they_are_written() -> None:
    assert parse(roles="join; issue;create;issue;")[0] == parse(roles="create;issue;join")[0]


def test_spaces_and_repetitions_in_cells_do_not_count() -> None:
    initiative, _ = parse(name="  A  ", organisation=" X; Y;  X; ", country=" us ")
    assert initiative is not None
    assert (initiative.name, initiative.organisation, initiative.country) == ("A", ("X", "Y"), "US")


def test_composed_and_decomposed_letters_are_the_same_text() -> None:
    composed, decomposed = parse(name="Zürich")[0], parse(name="Zu\u0308rich")[0]
    assert composed == decomposed


@pytest.mark.parametrize("name", ["A\x00", "\x1b[31m", "a\ud800b", "a\x7fb", "a\rb"])
def test_control_characters_and_broken_unicode_are_refused(name: str) -> None:
    initiative, (issue,) = parse(name=name)
    assert initiative is None
    assert (issue.column, issue.code) == ("name", "control-character")
    assert issue.value.isprintable()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "{{7*7}}", "${x}", "=1+1", "a\u200fb", "![](x)", "🎓"])
def test_hostile_text_is_kept_exactly_as_stored(name: str) -> None:
    initiative, issues = parse(name=name)
    assert initiative is not None
    assert (initiative.name, issues) == (name, [])


@pytest.mark.parametrize("column", ["name", "organisation", "summary", "address", "city", "region", "partners"])
@pytest.mark.parametrize("turning", ["\u202d", "\u202e", "\u2066", "\u2069"])
def test_a_text_that_invisible_characters_turn_is_kept_with_a_warning(column: str, turning: str) -> None:
    initiative, (issue,) = parse(**{column: f"abc{turning}def"})
    assert initiative is not None
    assert f"abc{turning}def" in getattr(initiative, column)
    assert (issue.column, issue.code, issue.severity) == (column, "turned-text", Severity.WARNING)
    assert issue.value.isprintable()


@pytest.mark.parametrize("name", ["\u200b", " \u2060 ", "\u3164", "\u2800", "\ufe0f", "\U000e0041", "\u202e\u202c"])
def test_a_name_that_shows_nothing_is_refused_like_a_blank_one(name: str) -> None:
    initiative, (issue,) = parse(name=name)
    assert initiative is None
    assert (issue.column, issue.code) == ("name", "required")


@pytest.mark.parametrize("text", ["41.88", " 41.88 ", "+41.88", "41.880", "4188e-2"])
def test_degrees_are_read_as_decimal_numbers(text: str) -> None:
    initiative, _ = parse(latitude=text)
    assert initiative is not None
    assert initiative.latitude == 41.88


@pytest.mark.parametrize("text", ["41°52'", "0x29", "４１", "1_0", "inf", "--1", "4 1", "N41"])
def test_what_is_no_decimal_number_is_not_read_as_degrees(text: str) -> None:
    assert [issue.code for issue in parse(latitude=text)[1]] == ["not-a-number"]


@pytest.mark.parametrize(("latitude", "longitude"), [("90", "180"), ("-90", "-180"), ("0", "10")])
def test_the_edges_of_the_globe_belong_to_it(latitude: str, longitude: str) -> None:
    assert parse(latitude=latitude, longitude=longitude)[1] == []


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30)))
def test_a_row_that_is_read_is_read_the_same_from_what_it_writes(cells: dict[str, str]) -> None:
    initiative, _ = parse_initiative({"id": "a", "name": "A", **cells})
    if initiative is not None:
        assert parse_initiative(initiative.to_row())[0] == initiative


def test_an_initiative_cannot_be_changed() -> None:
    initiative, _ = parse()
    assert initiative is not None
    with pytest.raises(ValidationError):
        initiative.name = "Other"  # type: ignore[misc]  # that it cannot be done is the point


def test_a_link_becomes_typed_values_and_the_same_row_again() -> None:
    row = {"source_id": "a", "relation": "part_of", "target_id": "b", "since": "2013", "until": "", "evidence": "x"}
    link, issues = parse_link(row)
    assert link is not None
    assert issues == []
    assert (link.relation, link.since, link.until) == (Relation.PART_OF, 2013, None)
    assert link.to_row() == row


def test_a_link_without_its_ends_is_told_so_for_each() -> None:
    link, issues = parse_link({"source_id": " ", "relation": "", "target_id": ""})
    assert link is None
    assert [(issue.column, issue.code) for issue in issues] == [
        ("source_id", "required"),
        ("relation", "unknown-value"),
        ("target_id", "required"),
    ]


@pytest.mark.parametrize(
    ("started", "ended", "words"),
    [
        (None, None, ""),
        (2013, None, "since 2013"),
        (None, 2016, "until 2016"),
        (2013, 2013, "2013"),
        (2013, 2016, "2013-2016"),
    ],
)
def test_years_are_said_in_words(started: int | None, ended: int | None, words: str) -> None:
    assert years_words(started, ended) == words


@pytest.mark.parametrize(
    ("city", "region", "country", "words"),
    [
        ("Chicago", "Illinois", "US", "Chicago, Illinois, United States"),
        ("Berlin", "Berlin", "DE", "Berlin, Germany"),
        ("", "Scotland", "GB", "Scotland, United Kingdom"),
        ("", "", "NA", "Namibia"),
        ("", "", None, ""),
    ],
)
def test_places_are_said_in_words(city: str, region: str, country: str | None, words: str) -> None:
    assert place_words(city, region, country) == words


@given(st.text())
def test_an_excerpt_is_short_and_printable(text: str) -> None:
    shown = excerpt(text)
    assert shown.isprintable()
    assert text[:VALUE_LIMIT].isprintable() is False or shown.startswith(text[:VALUE_LIMIT])
    assert len(text) <= VALUE_LIMIT or shown.endswith("…")
