"""Suggestions, labels, and the label that names a point."""

import pytest

from directory.geocoding import Gazetteer
from directory.geocoding.labels import isolations_km, label_weight
from directory.geocoding.normalise import name_key
from directory.model.coordinates import BoundingBox, Coordinates

_WORLD = BoundingBox(west=-180, south=-85, east=180, north=85)


@pytest.mark.parametrize("prefix", ["san", "chi", "mun", "bar", "St L"])
def test_suggestions_rank_primary_names_first_and_then_by_people(gazetteer: Gazetteer, prefix: str) -> None:
    suggestions = gazetteer.suggest(prefix)
    assert len({one.id for one in suggestions}) == 10
    primary = [name_key(one.name).startswith(name_key(prefix)) for one in suggestions]
    assert primary[0]
    assert primary == sorted(primary, reverse=True)


def test_a_suggestion_has_what_a_form_needs(gazetteer: Gazetteer) -> None:
    first = gazetteer.suggest("chicag")[0]
    assert (first.id, first.name, first.region, first.country) == (4887398, "Chicago", "Illinois", "US")
    assert first.label == "Chicago, Illinois, United States"
    assert gazetteer.place(first.id) == first


def test_a_famous_exonym_is_offered(gazetteer: Gazetteer) -> None:
    assert "Mumbai" in {one.name for one in gazetteer.suggest("bombay")}
    assert "Munich" in {one.name for one in gazetteer.suggest("münch")}
    assert "Moscow" in {one.name for one in gazetteer.suggest("моск")}


def test_suggestions_stay_in_the_country(gazetteer: Gazetteer) -> None:
    assert {one.country for one in gazetteer.suggest("lon", country="CA")} == {"CA"}
    assert {one.country for one in gazetteer.suggest("lon", country="Großbritannien")} <= {"GB"}
    assert gazetteer.suggest("lon", country="Atlantis") == []


def test_a_single_letter_nothing_and_a_limit_of_none_suggest_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("c") == []
    assert gazetteer.suggest("") == []
    assert gazetteer.suggest("🎓") == []
    assert gazetteer.suggest("chi", limit=0) == []
    assert len(gazetteer.suggest("chi", limit=3)) == 3


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (41.88, -87.63, "Chicago"),
        (51.51, -0.12, "London"),
        (43.61, -116.2, "Boise"),
        (48.2, 16.37, "Vienna"),
        (37.80, -122.27, "Oakland"),
        (-41.29, 174.78, "Wellington"),
    ],
)
def test_a_point_is_named_by_its_city_not_by_a_district(
    gazetteer: Gazetteer, latitude: float, longitude: float, name: str
) -> None:
    assert gazetteer.nearest_label(Coordinates(latitude=latitude, longitude=longitude)) == name


@pytest.mark.parametrize(("latitude", "longitude"), [(0, -30), (-90, 0), (90, 180), (0, -180), (-50, -130)])
def test_a_point_far_from_everything_is_still_named(gazetteer: Gazetteer, latitude: float, longitude: float) -> None:
    assert gazetteer.nearest_label(Coordinates(latitude=latitude, longitude=longitude))


def test_a_point_beside_the_antimeridian_is_named_from_both_sides(gazetteer: Gazetteer) -> None:
    for longitude in (178.4, 180, -180, -179.9):
        assert gazetteer.nearest_label(Coordinates(latitude=-18.1, longitude=longitude)) in {"Suva", "Nasinu"}


def test_labels_are_the_most_important_places_of_a_box(gazetteer: Gazetteer) -> None:
    names = [label.name for label in gazetteer.labels(_WORLD, limit=40)]
    assert {"London", "Tokyo", "Cairo", "Mexico City"} <= set(names)
    assert "Brooklyn" not in names
    germany = gazetteer.labels(BoundingBox(west=5.9, south=47.3, east=15, north=55), limit=3)
    assert germany[0].name == "Berlin"
    assert germany[0].capital
    assert all(5.9 <= label.coordinates.longitude <= 15 for label in germany)


def test_more_labels_only_add_to_fewer(gazetteer: Gazetteer) -> None:
    assert gazetteer.labels(_WORLD, limit=20) == gazetteer.labels(_WORLD, limit=60)[:20]


def test_a_box_over_the_antimeridian_has_labels_of_both_sides(gazetteer: Gazetteer) -> None:
    box = BoundingBox(west=170, south=-50, east=-170, north=0)
    longitudes = [label.coordinates.longitude for label in gazetteer.labels(box, limit=200)]
    assert min(longitudes) < -170
    assert max(longitudes) > 170


def test_a_place_beside_a_larger_one_weighs_less() -> None:
    isolations = isolations_km([41.85, 41.88, 48.1], [-87.65, -87.63, 11.6])
    assert isolations[0] == isolations[2] > isolations[1]
    assert label_weight(1000, isolation_km=3, capital=False) < label_weight(1000, isolation_km=30, capital=False)
    assert label_weight(1000, isolation_km=30, capital=True) > label_weight(1000, isolation_km=30, capital=False)


@pytest.mark.parametrize(
    ("latitude", "longitude", "where"),
    [
        (41.85, -87.65, "Chicago"),  # the middle of the town itself
        (42.04, -87.69, "Evanston"),  # not the larger city beside it
        (38.02, -107.67, "Ouray"),  # however small
        (32.78, -92.61, "a point near "),  # in the woods
        (90, 0, ""),
        (0, -30, ""),
    ],
)
def test_a_point_is_a_town_where_one_stands_and_else_near_a_city(
    gazetteer: Gazetteer, latitude: float, longitude: float, where: str
) -> None:
    said = gazetteer.whereabouts(Coordinates(latitude=latitude, longitude=longitude))
    assert said.startswith(where) if where.endswith(" ") else said == where


@pytest.mark.parametrize(
    "name", ["Berlin", "New York City", "Sungai Buloh", "Montmorency", "Hampton", "Tokyo", "Ouray"]
)
def test_a_town_is_called_by_its_own_name_at_its_rounded_coordinates(gazetteer: Gazetteer, name: str) -> None:
    (town, *_) = (each for each in gazetteer.suggest(name) if each.name == name)
    latitude, longitude = round(town.coordinates.latitude, 2), round(town.coordinates.longitude, 2)
    assert gazetteer.whereabouts(Coordinates(latitude=latitude, longitude=longitude)) == name


@pytest.mark.parametrize(
    ("written", "country"),
    [("denm", "DK"), ("UK", "GB"), ("USA", "US"), ("Deutschland", "DE"), ("Georgia", "GE"), ("Czechia", "CZ")],
)
def test_a_country_is_offered_by_its_names_in_any_language(gazetteer: Gazetteer, written: str, country: str) -> None:
    assert gazetteer.suggest_countries(written)[0].value == country


def test_a_single_letter_offers_no_country(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest_countries("d") == []


@pytest.mark.parametrize(("written", "city"), [("München", "Munich"), ("Firenze", "Florence"), ("Praha", "Prague")])
def test_the_whole_name_of_a_large_city_in_another_language_means_it(
    gazetteer: Gazetteer, written: str, city: str
) -> None:
    assert gazetteer.suggest(written)[0].name == city
