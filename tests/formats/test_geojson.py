"""What GeoJSON and API items promise to machines."""

import json
from typing import Any

from directory.formats.csv_export import EXPORT_COLUMNS
from directory.formats.geojson import BATCH, export_geojson
from directory.formats.json_item import item
from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.initiative import parse_initiative
from directory.model.vocabularies import Precision

OSLO = Position(
    coordinates=Coordinates(latitude=59.91, longitude=10.75),
    precision=Precision.CITY,
    source=CoordinatesSource.GAZETTEER,
    note="The street is not known.",
)


def entry(position: Position | None = None, **cells: str) -> Entry:
    initiative, issues = parse_initiative({"id": "a", "name": "A", **cells})
    assert initiative is not None, issues
    return Entry(initiative=initiative, position=position)


def collection(*entries: Entry) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads("".join(export_geojson(entries)))
    return loaded


def test_every_entry_is_one_feature_longitude_first() -> None:
    found = collection(entry(OSLO), entry(None, id="b"))
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert (first["type"], first["id"]) == ("Feature", "a")
    assert first["geometry"] == {"type": "Point", "coordinates": [10.75, 59.91]}
    assert second["geometry"] is None


def test_nothing_and_more_than_one_piece_are_collections_too() -> None:
    assert collection() == {"type": "FeatureCollection", "features": []}
    many = collection(*(entry(None, id=f"a-{number}") for number in range(BATCH * 2 + 1)))
    assert [feature["id"] for feature in many["features"]] == [f"a-{number}" for number in range(BATCH * 2 + 1)]


def test_properties_have_the_names_of_the_csv_columns_and_native_types() -> None:
    cells = {"organisation": "X; Y", "roles": "issue;create", "partners": "P", "sources": "s;t", "reach": "7"}
    (feature,) = collection(entry(OSLO, country="NA", updated="2026-11-22", **cells))["features"]
    properties = feature["properties"]
    assert list(properties) == list(EXPORT_COLUMNS)
    assert properties["organisation"] == ["X", "Y"]
    assert properties["roles"] == ["create", "issue"]
    assert properties["partners"] == ["P"]
    assert properties["sources"] == ["s", "t"]
    assert (properties["reach"], properties["country"], properties["updated"]) == (7, "NA", "2026-11-22")
    assert (properties["sector"], properties["year_started"]) == (None, None)
    assert (properties["latitude"], properties["precision"]) == (59.91, "city")


def test_hostile_text_is_kept_and_cannot_leave_its_string() -> None:
    name = '"}],</script>\u2028{{7*7}} ${x}'
    (feature,) = collection(entry(None, name=name))["features"]
    assert feature["properties"]["name"] == name


def test_an_item_says_its_place_years_and_how_its_addresses_may_be_shown() -> None:
    found = item(
        entry(
            OSLO,
            city="Oslo",
            country="NO",
            year_started="2013",
            website="http://dpdproject.info/x",
            sources="github:mozilla/csol/index.html;a printed leaflet",
        )
    )
    assert (found["place"], found["years"], found["position_note"]) == (
        "Oslo, Norway",
        "since 2013",
        "The street is not known.",
    )
    assert found["website_link"] == {
        "kind": "unsafe",
        "text": "http://dpdproject.info/x",
        "href": "",
        "host": "dpdproject.info",
    }
    assert [(link["kind"], link["host"]) for link in found["source_links"]] == [("live", "github.com"), ("text", "")]
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_an_item_without_website_or_position_says_so() -> None:
    found = item(entry())
    assert (found["website_link"], found["source_links"], found["position_note"]) == (None, [], "")
    assert (found["latitude"], found["precision"], found["coordinates_source"]) == (None, None, None)
