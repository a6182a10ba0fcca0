"""Tell whether a point lies where its stated country is: by the known places around it, without borders."""

import math
from typing import Final

from directory.geocoding import Gazetteer
from directory.model.coordinates import BoundingBox, Coordinates, distance_m
from directory.model.countries import country_name

_AROUND_M: Final = 150_000.0
"""How far around the point places are looked for."""
_PLACES: Final = 200
"""How many of them are looked at, the most important first."""
_NEAR_M: Final = 60_000.0
"""Farther than this no place says which country it is: at sea, in a desert, on ice."""
_FAR_M: Final = 1_000_000.0
"""There, a country of which nothing lies within this is a wrong one."""
_BORDER_M: Final = 20_000.0
"""So much farther than another country's place the own one may always lie: borders run between towns."""
_TIMES: Final = 2
"""How many times farther, beyond that."""
_METRES_PER_DEGREE: Final = 111_195.0
_REMEDY: Final = "move the pin, or correct the country"


def doubt_about_country(gazetteer: Gazetteer, point: Coordinates, *, country: str) -> str:
    """Say where a point seems to lie instead of its stated country; empty when nothing speaks against it.

    Args:
        gazetteer: Knows the places around.
        point: The stated coordinates.
        country: ISO 3166-1 alpha-2.
    """
    away = _places_around(gazetteer, point, _AROUND_M)
    own_m = next((distance for distance, code, _ in away if code == country), math.inf)
    if not away or away[0][0] > _NEAR_M:
        far = own_m > _AROUND_M and not any(code == country for _, code, _ in _places_around(gazetteer, point, _FAR_M))
        return f"the pin lies far from every known place in {country_name(country)}; {_REMEDY}" if far else ""
    nearest_m, other, name = away[0]
    if own_m <= _TIMES * nearest_m + _BORDER_M:
        return ""
    return f"the pin lies near {name}, {country_name(other)}, and not in {country_name(country)}; {_REMEDY}"


def _places_around(gazetteer: Gazetteer, point: Coordinates, radius_m: float) -> list[tuple[float, str, str]]:
    """Return distance in metres, country and name of the places in a box around a point, nearest first."""
    labels = gazetteer.labels(_around(point, radius_m), limit=_PLACES)
    return sorted((distance_m(point, label.coordinates), label.country, label.name) for label in labels)


def _around(point: Coordinates, radius_m: float) -> BoundingBox:
    high = radius_m / _METRES_PER_DEGREE
    wide = min(180.0, high / max(0.01, math.cos(math.radians(point.latitude))))
    west, east = point.longitude - wide, point.longitude + wide
    return BoundingBox(
        west=west if west >= -180 else west + 360,  # noqa: PLR2004  # degrees
        east=east if east <= 180 else east - 360,  # noqa: PLR2004
        south=max(-90.0, point.latitude - high),
        north=min(90.0, point.latitude + high),
    )
