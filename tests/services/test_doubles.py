"""Which published entries are shown as likely doubles, and why."""

import pytest
from contribution_desk import Site, made

from directory.catalogue import Catalogue
from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.vocabularies import Precision
from directory.services.doubles import LIMIT, SHARED_BY, doubles, website_host


def at(latitude: float, longitude: float) -> Position:
    point = Coordinates(latitude=latitude, longitude=longitude)
    return Position(coordinates=point, precision=Precision.CITY, source=CoordinatesSource.GAZETTEER)


CHICAGO = at(41.85, -87.65)


def ids(place: Site, candidate: dict[str, str], position: Position | None) -> dict[str, tuple[str, ...]]:
    return {double.id: double.reasons for double in doubles(place.catalogue, candidate, position)}


def test_same_website_host_is_a_double_wherever_it_lies(place: Site) -> None:
    candidate = {"name": "Something else", "website": "https://www.explorechi.org/about"}
    assert ids(place, candidate, None) == {"chicago-city-of-learning": ("Same website: explorechi.org",)}


def test_host_that_many_share_says_nothing(place: Site) -> None:
    assert ids(place, {"name": "x", "website": "https://github.com/c/d"}, None) == {}
    entries = [
        Entry(initiative=made({"id": f"p{number}", "name": f"{number}", "website": "https://platform.example/"}))
        for number in range(SHARED_BY)
    ]
    candidate = {"name": "x", "website": "https://platform.example/x"}
    assert doubles(Catalogue.build(entries, "1"), candidate, None) == ()
    assert len(doubles(Catalogue.build(entries[1:], "1"), candidate, None)) == SHARED_BY - 1


def test_similar_name_nearby_is_a_double_and_far_away_it_is_not(place: Site) -> None:
    candidate = {"name": "City of learning, Chicago"}
    assert ids(place, candidate, CHICAGO) == {"chicago-city-of-learning": ("Similar name, same place",)}
    assert ids(place, candidate, at(42.2, -87.65)) == {"chicago-city-of-learning": ("Similar name, 39 km away",)}
    assert ids(place, candidate, at(42.4, -87.65)) == {}


def test_same_name_is_a_double_before_a_place_is_stated(place: Site) -> None:
    candidate = {"name": "City of learning, Chicago"}
    assert ids(place, candidate, None) == {"chicago-city-of-learning": ("Same name",)}
    assert ids(place, {"name": "City of learning, Leeds"}, None) == {}


def test_similar_names_without_any_place_are_doubles(place: Site) -> None:
    assert ids(place, {"name": "Badges for Everybody."}, None) == {"online-badges": ("Similar name, no place either",)}
    assert ids(place, {"name": "Badges for Everybody."}, CHICAGO) == {}


def test_same_organisation_needs_a_less_similar_name(place: Site) -> None:
    candidate = {"name": "Leeds badges for school children", "organisation": "LEEDS city council; Other"}
    assert ids(place, candidate, at(0, 0)) == {"leeds-badges": ("Same organisation, similar name",)}
    assert ids(place, candidate | {"organisation": "Other"}, at(0, 0)) == {}
    assert ids(place, candidate | {"name": "Bread baking"}, at(0, 0)) == {}


def test_entry_that_is_being_changed_is_not_its_own_double(place: Site) -> None:
    found = doubles(place.catalogue, {"name": "Chicago City of Learning"}, CHICAGO, own_id="chicago-city-of-learning")
    assert found == ()


def test_likeliest_come_first_and_they_are_few() -> None:
    names = [f"Open badges of the north {'x' * number}" for number in range(10)]
    entries = [Entry(initiative=made({"id": f"n{len(name)}", "name": name})) for name in names]
    found = doubles(Catalogue.build(entries, "1"), {"name": names[0]}, None)
    assert len(found) == LIMIT
    assert found[0].name == names[0].strip()
    assert [double.score for double in found] == sorted((double.score for double in found), reverse=True)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Example.org:8080/a", "example.org"),
        ("", ""),
        ("no address", ""),
        ("https://[broken", ""),
        ("https://x.com/somebody", ""),
    ],
)
def test_host_of_a_website(address: str, host: str) -> None:
    assert website_host(address) == host


def test_empty_directory_has_no_doubles() -> None:
    assert doubles(Catalogue.build([], "0"), {"name": "x", "website": "https://a.example"}, CHICAGO) == ()
