"""Great-circle distances and boxes over the placed rows."""

from typing import Final

import numpy as np

from directory.catalogue.arrays import Floats, Index, Mask, Rows
from directory.catalogue.columns import Columns
from directory.model.coordinates import EARTH_RADIUS_M, BoundingBox, Coordinates

_METRES_PER_DEGREE: Final = np.pi * EARTH_RADIUS_M / 180
_FIRST_BAND_DEGREES: Final = 0.25
_WHOLE_GLOBE_DEGREES: Final = 180


def distances_m(columns: Columns, rows: Index, centre: Coordinates) -> Floats:
    """Return the great-circle distance of each of these placed rows in metres (haversine, on a sphere)."""
    latitude, longitude = np.radians(columns.latitude[rows]), np.radians(columns.longitude[rows])
    own_latitude, own_longitude = np.radians(centre.latitude), np.radians(centre.longitude)
    chord = (
        np.sin((latitude - own_latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(own_latitude) * np.sin((longitude - own_longitude) / 2) ** 2
    )
    arc: Floats = np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return 2 * EARTH_RADIUS_M * arc


def within_circle(columns: Columns, centre: Coordinates, radius_m: float) -> Mask:
    """Return the mask of the placed rows that lie within a distance of a point."""
    mask = np.zeros(columns.placed, np.bool_)
    rows = _band(columns, centre, radius_m / _METRES_PER_DEGREE)
    mask[rows] = distances_m(columns, rows, centre) <= radius_m
    return mask


def within_box(columns: Columns, box: BoundingBox) -> Mask:
    """Return the mask of the placed rows in a box, edges included; it may cross the antimeridian."""
    in_band = (columns.latitude >= box.south) & (columns.latitude <= box.north)
    from_west, to_east = columns.longitude >= box.west, columns.longitude <= box.east
    return in_band & (from_west & to_east if box.west <= box.east else from_west | to_east)


def nearest_rows(columns: Columns, centre: Coordinates, *, limit: int) -> tuple[Index, Floats]:
    """Return the nearest placed rows and their distances in metres, nearest first, then by name."""
    band = _FIRST_BAND_DEGREES
    while True:
        rows = _band(columns, centre, band)
        distances = distances_m(columns, rows, centre)
        best = _least(distances, columns.name_rank[rows], limit)
        is_sure = len(best) == limit and (limit == 0 or distances[best[-1]] <= band * _METRES_PER_DEGREE)
        if is_sure or band >= _WHOLE_GLOBE_DEGREES:
            return rows[best], distances[best]
        band *= 4


def _least(distances: Floats, ranks: Rows, limit: int) -> Index:
    """Return where the least distances stand, least first, those of equal distance by rank."""
    near = np.arange(len(distances))
    if limit < len(distances):
        near = np.flatnonzero(distances <= np.partition(distances, limit)[limit])
    return near[np.lexsort((ranks[near], distances[near]))][:limit]


def _band(columns: Columns, centre: Coordinates, degrees: float) -> Index:
    """Return the placed rows between two latitudes: whoever is near is there."""
    slack = 1e-9
    return np.flatnonzero(np.abs(columns.latitude - centre.latitude) <= degrees + slack)
