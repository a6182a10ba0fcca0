"""Where an initiative is drawn."""

import csv
from pathlib import Path

import pytest
from told_service import Reply, Service, found

from directory.geocoding import Gazetteer, Locator, OnlineService
from directory.model.coordinates import Coordinates, distance_m
from directory.model.entry import CoordinatesSource, Position
from directory.model.initiative import Initiative, parse_initiative
from directory.model.vocabularies import Precision
from directory.settings import GeocodingService, Settings

_ROWS = Path(__file__).resolve().parents[2] / "data" / "initiatives.csv"
_CHICAGO = {"address": "78 E Washington St", "city": "Chicago", "region": "Illinois", "country": "US"}


def _initiative(**columns: str) -> Initiative:
    return Initiative.model_validate({"id": "one", "name": "One", **columns})


def _located(locator: Locator, **columns: str) -> Position:
    position = locator.locate(_initiative(**columns))
    assert position is not None
    return position


def _online(service: Service, tmp_path: Path) -> OnlineService | None:
    return OnlineService.from_settings(
        Settings(
            state_dir=tmp_path,
            geocoder=GeocodingService.NOMINATIM,
            geocoder_domain=service.domain,
            geocoder_scheme="http",
            geocoder_timeout_s=5,
        )
    )


def test_stated_coordinates_win(gazetteer: Gazetteer) -> None:
    position = _located(Locator(gazetteer), city="Chicago", country="US", latitude="1.5", longitude="-2.5")
    assert position == Position(
        coordinates=Coordinates(latitude=1.5, longitude=-2.5),
        precision=Precision.EXACT,
        source=CoordinatesSource.STATED,
    )


def test_a_city_is_a_city_with_its_number(gazetteer: Gazetteer) -> None:
    position = _located(Locator(gazetteer), city="Chicago", region="Illinois", country="US")
    assert (position.precision, position.source) == (Precision.CITY, CoordinatesSource.GAZETTEER)
    assert (position.place_id, position.note) == (4887398, "")


def test_a_region_or_country_alone_is_shown_as_such_without_excuse(gazetteer: Gazetteer) -> None:
    region = _located(Locator(gazetteer), region="Illinois", country="US")
    country = _located(Locator(gazetteer), country="NA")
    assert (region.precision, region.place_id, region.note) == (Precision.REGION, None, "")
    assert (country.precision, country.place_id, country.note) == (Precision.COUNTRY, None, "")


def test_an_area_in_the_city_column_is_shown_as_its_region_and_says_why(gazetteer: Gazetteer) -> None:
    position = _located(Locator(gazetteer), city="Tees Valley", region="England", country="GB")
    assert (position.precision, position.place_id) == (Precision.REGION, None)
    assert position.note == "No city “Tees Valley” is known in England, United Kingdom, so the region is shown."


@pytest.mark.parametrize(
    "columns",
    [{"place_kind": "online"}, {"place_kind": "online", "city": "Chicago", "country": "US"}, {}, {"city": "n/a"}],
)
def test_online_and_without_a_place_there_is_no_position(gazetteer: Gazetteer, columns: dict[str, str]) -> None:
    assert Locator(gazetteer).locate(_initiative(**columns)) is None


def test_a_street_address_without_a_service_is_shown_as_its_city(gazetteer: Gazetteer) -> None:
    assert _located(Locator(gazetteer), **_CHICAGO).precision is Precision.CITY


def test_a_street_address_asks_the_service(gazetteer: Gazetteer, service: Service, tmp_path: Path) -> None:
    service.replies = [found(41.8837, -87.6250)]
    position = _located(Locator(gazetteer, _online(service, tmp_path)), **_CHICAGO)
    assert position == Position(
        coordinates=Coordinates(latitude=41.8837, longitude=-87.6250),
        precision=Precision.ADDRESS,
        source=CoordinatesSource.ONLINE,
    )


def test_without_a_street_address_nobody_is_asked(gazetteer: Gazetteer, service: Service, tmp_path: Path) -> None:
    service.replies = [found(1, 1)]
    locator = Locator(gazetteer, _online(service, tmp_path))
    assert _located(locator, city="Chicago", country="US").precision is Precision.CITY
    locator.locate(_initiative(**_CHICAGO, place_kind="online"))
    locator.locate(_initiative(**_CHICAGO, latitude="41.9", longitude="-87.6"))
    assert service.asked == []


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=500), "failed, so the city is shown"),
        (Reply(body="[]"), "does not know the street address, so the city is shown"),
        (found(48.1, 11.6), "far from the stated place, so the city is shown"),
    ],
)
def test_when_the_service_does_not_help_the_city_is_shown_and_says_why(
    gazetteer: Gazetteer, service: Service, tmp_path: Path, reply: Reply, words: str
) -> None:
    service.replies = [reply]
    position = _located(Locator(gazetteer, _online(service, tmp_path)), **_CHICAGO)
    assert (position.precision, position.source) == (Precision.CITY, CoordinatesSource.GAZETTEER)
    assert words in position.note


def test_the_records_are_placed_the_same_every_time(gazetteer: Gazetteer) -> None:
    with _ROWS.open(newline="", encoding="utf-8") as file:
        parsed = [parse_initiative(row)[0] for row in csv.DictReader(file)]
    initiatives = [one for one in parsed if one is not None]
    first = [Locator(gazetteer).locate(one) for one in initiatives]
    assert first == [Locator(Gazetteer()).locate(one) for one in reversed(initiatives)][::-1]
    with_city = [position for one, position in zip(initiatives, first, strict=True) if one.city]
    cities = [position for position in with_city if position and position.precision is Precision.CITY]
    assert len(cities) >= 0.97 * len(with_city)
    assert all(position.note for position in with_city if position and position.precision is not Precision.CITY)


def test_a_region_is_shown_inside_itself(gazetteer: Gazetteer) -> None:
    position = _located(Locator(gazetteer), region="California", country="US")
    assert distance_m(position.coordinates, Coordinates(latitude=36.5, longitude=-119.5)) < 400_000
