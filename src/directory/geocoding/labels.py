"""The names on the map: which places are important enough to be written, and which one names a point."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from directory.model.coordinates import EARTH_RADIUS_M, BoundingBox, Coordinates

LABEL_POPULATION: Final = 5_000
"""Places with fewer people are never written on the map."""
_CROWDED_KM: Final = 30.0
"""A place nearer than this to a larger one is probably a part of it, and loses weight in proportion."""
_CAPITAL_FACTOR: Final = 3.0
_REACH_KM: Final = 250.0
"""How far away a large city may lie and still name a point."""
_OWN_GROUND_KM: Final = 4.0
"""Distances below this make no difference."""
_EARTH_RADIUS_KM: Final = EARTH_RADIUS_M / 1000
_NEIGHBOURS: Final = tuple(product((-1, 0, 1), repeat=3))

Floats = NDArray[np.float64]


class Label(BaseModel):
    """A place to write on the map."""

    model_config = ConfigDict(frozen=True)

    name: str
    coordinates: Coordinates
    population: int
    country: str
    """ISO 3166-1 alpha-2."""
    capital: bool
    """Whether it is a national capital."""


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Every label as columns, the most important first."""

    places: NDArray[np.int64]
    latitudes: Floats
    longitudes: Floats
    weights: Floats

    def inside(self, box: BoundingBox, *, limit: int) -> NDArray[np.int64]:
        """Return the places of the most important labels in a box, the most important first."""
        rows = (self.latitudes >= box.south) & (self.latitudes <= box.north)
        east_of_west, west_of_east = self.longitudes >= box.west, self.longitudes <= box.east
        rows &= (east_of_west & west_of_east) if box.west <= box.east else (east_of_west | west_of_east)
        return self.places[np.flatnonzero(rows)[:limit]]


class NearestLabel:
    """Finds the label that names a point: near, and the larger the farther it may be."""

    def __init__(self, table: LabelTable) -> None:
        self._table = table
        self._vectors = unit_vectors(table.latitudes, table.longitudes)
        self._around: Callable[[int, int], NDArray[np.int64]] = lru_cache(maxsize=4096)(self._rows_around)

    def place(self, point: Coordinates) -> int | None:
        """Return the GeoNames id of the label that names a point; None only when there is no label at all."""
        if not self._table.places.size:
            return None
        rows = self._around(round(point.latitude), round(point.longitude))
        here = unit_vectors(np.array([point.latitude]), np.array([point.longitude]))[0]
        distances = _arc_km(self._vectors[rows] @ here)
        if rows.size == self._table.places.size:
            return int(self._table.places[rows[np.argmin(distances)]])
        pull = self._table.weights[rows] / np.maximum(distances, _OWN_GROUND_KM) ** 2
        return int(self._table.places[rows[np.argmax(pull)]])

    def _rows_around(self, latitude: int, longitude: int) -> NDArray[np.int64]:
        """Return the rows within reach of a whole degree's surroundings, or all rows when none is."""
        centre = unit_vectors(np.array([float(latitude)]), np.array([float(longitude)]))[0]
        rows = np.flatnonzero(_arc_km(self._vectors @ centre) <= _REACH_KM)
        return rows if rows.size else np.arange(self._table.places.size)


def label_weight(population: int, *, isolation_km: float, capital: bool) -> float:
    """Return how important a label is: its people, less when it stands beside a larger place, more for a capital."""
    return population * min(1.0, isolation_km / _CROWDED_KM) * (_CAPITAL_FACTOR if capital else 1.0)


def isolations_km(latitudes: Sequence[float], longitudes: Sequence[float]) -> list[float]:
    """Return the distance from each place to the nearest one before it, in kilometres, at most `_CROWDED_KM`."""
    vectors = unit_vectors(np.array(latitudes), np.array(longitudes)) * _EARTH_RADIUS_KM
    cells = np.floor(vectors / _CROWDED_KM).astype(int).tolist()
    earlier: dict[tuple[int, int, int], list[tuple[float, float, float]]] = {}
    distances = []
    for point, (x, y, z) in zip(vectors.tolist(), cells, strict=True):
        around = (earlier.get((x + dx, y + dy, z + dz), ()) for dx, dy, dz in _NEIGHBOURS)
        distances.append(min((math.dist(point, other) for cell in around for other in cell), default=_CROWDED_KM))
        earlier.setdefault((x, y, z), []).append(point)
    return [min(distance, _CROWDED_KM) for distance in distances]


def unit_vectors(latitudes: Floats, longitudes: Floats) -> Floats:
    """Return points of the unit sphere, one row each, for degrees."""
    lat, lon = np.radians(latitudes), np.radians(longitudes)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _arc_km(cosines: Floats) -> Floats:
    return np.arccos(np.clip(cosines, -1.0, 1.0)) * _EARTH_RADIUS_KM
