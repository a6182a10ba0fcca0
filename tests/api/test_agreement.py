"""Whatever is asked, every way of asking gives the same initiatives."""

import csv
import io
import math
import re
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from asker import Asker
from hypothesis import given, settings
from hypothesis import strategies as st
from questions import questions

from directory.bootstrap import Services
from directory.formats.csv_export import EXPORT_COLUMNS, restore
from directory.formats.json_item import columns_of
from directory.model.criteria import Criteria
from directory.ui import explore, result
from directory.ui.address import query_text
from directory.ui.table import table as table_of


@settings(max_examples=200)
@given(data=st.data())
def test_counts_agree_between_page_table_map_json_csv_geojson_and_facets(
    api: Asker, services: Services, data: st.DataObject
) -> None:
    query = urlencode(data.draw(questions(services.catalogue)))

    def ask(path: str) -> httpx.Response:
        return api.get(f"/api/v1/{path}?{query}", headers={"Accept-Encoding": "identity"})

    page, facets = ask("initiatives").json(), ask("facets").json()
    rows = list(csv.DictReader(io.StringIO(ask("initiatives.csv").text, newline="")))
    features = ask("initiatives.geojson").json()["features"]
    clusters = ask("clusters/0/0/0").json()["clusters"]
    ids = [feature["id"] for feature in features]
    assert [row["id"] for row in rows] == ids
    assert [item["id"] for item in page["items"]] == ids[(page["page"] - 1) * 50 :][:50]
    assert page["total"] == facets["total"] == len(ids) == len(set(ids))
    placed = sum(feature["geometry"] is not None for feature in features)
    assert page["placed"] == facets["placed"] == placed == sum(cluster["n"] for cluster in clusters)
    assert page["countries"] == len({row["country"] for row in rows} - {""})
    _page_agrees(services, query, ids=ids, placed=placed, countries=page["countries"])


def _page_agrees(services: Services, query: str, *, ids: list[str], placed: int, countries: int) -> None:
    """What the page is given to draw: its sentence, its rail, its table, and the query of its map."""
    criteria, _ = Criteria.from_query(parse_qsl(query))
    catalogue = services.catalogue
    facets = dict(catalogue.facets(criteria))
    text = query_text(criteria.filters().to_query())
    bar = result.bar(catalogue, criteria, [], centre="")
    said = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", bar["sentence"] + " " + bar["unplaced"])]
    expected = [len(ids), *([catalogue.size] if criteria.is_filtering else []), countries]
    expected += [len(ids) - placed] if placed < len(ids) else []
    assert said == (expected if ids else [])
    assert explore.rail(catalogue, criteria, facets, text)["total"] == len(ids)
    table = table_of(catalogue, criteria)
    assert table["total"] == len(ids)
    assert [row["id"] for row in table["rows"]] == ids[(table["page"] - 1) * 50 :][:50]
    in_map, issues = Criteria.from_query(parse_qsl(text))
    assert (in_map.filters(), issues) == (criteria.filters(), [])


@pytest.fixture(scope="module")
def rows(api: Asker) -> dict[str, dict[str, str]]:
    found = csv.DictReader(io.StringIO(api.get("/api/v1/initiatives.csv").text, newline=""))
    return {row["id"]: row for row in found}


def test_csv_holds_what_the_records_say(services: Services, rows: dict[str, dict[str, str]]) -> None:
    entries = list(services.catalogue.all(Criteria()))
    assert len(entries) == len(rows)
    for entry in entries:
        row = {column: restore(cell) for column, cell in rows[entry.initiative.id].items()}
        stated = entry.initiative.to_row()
        assert list(row) == list(EXPORT_COLUMNS)
        assert {column: row[column] for column in ("name", "summary", "roles", "sources", "year_started")} == {
            column: stated[column] for column in ("name", "summary", "roles", "sources", "year_started")
        }
        if entry.position is not None:
            assert math.isclose(float(row["latitude"]), entry.position.coordinates.latitude)
            assert row["precision"] == entry.position.precision


def test_geojson_is_valid_and_has_the_same_properties_as_the_csv(
    api: Asker, services: Services, rows: dict[str, dict[str, str]]
) -> None:
    answer = api.get("/api/v1/initiatives.geojson").json()
    assert answer["type"] == "FeatureCollection"
    assert set(answer) == {"type", "features"}
    for feature in answer["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert list(feature["properties"]) == list(EXPORT_COLUMNS)
        assert feature["properties"] == columns_of(services.catalogue.get(feature["id"]))
        row = rows[feature["id"]]
        if feature["geometry"] is None:
            assert row["latitude"] == row["longitude"] == row["precision"] == ""
            continue
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        assert (float(row["longitude"]), float(row["latitude"])) == (longitude, latitude)
