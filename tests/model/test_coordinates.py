"""What points, boxes and distances promise."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from directory.model.coordinates import EARTH_RADIUS_M, BoundingBox, Coordinates, distance_m

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
POINTS = st.builds(Coordinates, latitude=LATITUDES, longitude=LONGITUDES)
HALF_ROUND_M = math.pi * EARTH_RADIUS_M


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (-91, 0), (0, 180.5), (0, -181), (math.nan, 0), (0, math.inf)]
)
def test_no_point_lies_off_the_globe(latitude: float, longitude: float) -> None:
    with pytest.raises(ValidationError):
        Coordinates(latitude=latitude, longitude=longitude)


def test_a_point_cannot_be_moved() -> None:
    point = Coordinates(latitude=1, longitude=2)
    with pytest.raises(ValidationError):
        point.latitude = 3  # type: ignore[misc]  # that it cannot be done is the point


@pytest.mark.parametrize(
    ("one", "other", "expected_km"),
    [
        ((41.88, -87.63), (41.88, -87.63), 0),
        ((51.5074, -0.1278), (48.8566, 2.3522), 343.6),  # London, Paris
        ((0, 179.5), (0, -179.5), 111.2),  # over the antimeridian
        ((90, 0), (90, 120), 0),  # every longitude meets at the pole
        ((0, 0), (0, 180), 20_015.1),
    ],
)
def test_distances_are_those_of_the_globe(
    one: tuple[float, float], other: tuple[float, float], expected_km: float
) -> None:
    points = [Coordinates(latitude=latitude, longitude=longitude) for latitude, longitude in (one, other)]
    assert distance_m(*points) / 1000 == pytest.approx(expected_km, abs=0.1)


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_at_most_half_the_way_round(one: Coordinates, other: Coordinates) -> None:
    assert distance_m(one, other) == pytest.approx(distance_m(other, one), abs=0.01)
    assert 0 <= distance_m(one, other) <= HALF_ROUND_M + 1
    assert distance_m(one, one) == 0


@given(POINTS, POINTS, POINTS)
def test_a_detour_is_never_shorter(one: Coordinates, via: Coordinates, other: Coordinates) -> None:
    assert distance_m(one, other) <= distance_m(one, via) + distance_m(via, other) + 1


def test_a_box_over_the_antimeridian_holds_fiji_and_not_london() -> None:
    box = BoundingBox(west=170, south=-30, east=-170, north=0)
    assert box.contains(Coordinates(latitude=-18, longitude=178))
    assert box.contains(Coordinates(latitude=-18, longitude=-178))
    assert not box.contains(Coordinates(latitude=-18, longitude=0))
    assert not box.contains(Coordinates(latitude=51, longitude=178))


@given(LATITUDES, LATITUDES, LONGITUDES, LONGITUDES, POINTS)
def test_a_point_is_in_a_box_or_in_what_is_left_of_its_band(
    south: float, north: float, west: float, east: float, point: Coordinates
) -> None:
    low, high = sorted((south, north))
    box = BoundingBox(west=west, south=low, east=east, north=high)
    rest = BoundingBox(west=east, south=low, east=west, north=high)
    in_band = low <= point.latitude <= high
    # A box of no width has no rest: both are the same meridian.
    if west != east:
        assert (box.contains(point) or rest.contains(point)) == in_band


def test_a_box_is_never_upside_down() -> None:
    with pytest.raises(ValidationError, match="south must not be above north"):
        BoundingBox(west=0, south=10, east=1, north=5)
