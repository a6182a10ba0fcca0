"""Places on the globe: WGS84, degrees, latitude first by name and never by position."""

import math
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius of the Earth (IUGG), in metres."""

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Coordinates(BaseModel):
    """A point in WGS84 degrees."""

    model_config = ConfigDict(frozen=True)

    latitude: Latitude
    longitude: Longitude


class BoundingBox(BaseModel):
    """A box in WGS84 degrees; `west` above `east` means that it crosses the antimeridian."""

    model_config = ConfigDict(frozen=True)

    west: Longitude
    south: Latitude
    east: Longitude
    north: Latitude

    @model_validator(mode="after")
    def _south_is_south(self) -> Self:
        if self.south > self.north:
            message = "south must not be above north"
            raise ValueError(message)
        return self

    def contains(self, point: Coordinates) -> bool:
        """Tell whether the point lies in the box, edges included."""
        if not self.south <= point.latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= point.longitude <= self.east
        return point.longitude >= self.west or point.longitude <= self.east


def distance_m(one: Coordinates, other: Coordinates) -> float:
    """Return the great-circle distance in metres on a sphere (haversine; within 0.6 % of the ellipsoid)."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))
