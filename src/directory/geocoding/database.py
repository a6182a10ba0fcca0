"""The gazetteer's file: read-only queries, one connection for each thread."""

import math
import re
import sqlite3
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from directory.geocoding.labels import LabelTable
from directory.geocoding.schema import Kind
from directory.model.coordinates import Coordinates
from directory.model.errors import ConfigurationError

REMEDY: Final = "run `make setup`"
_NAMESAKES: Final = 400
"""How many places of one name are looked at, the most populous first."""
_COUNTRY_FORM: Final = re.compile(
    r"^(?:the )?(?:(?:federal |democratic |people s |peoples |islamic |socialist |arab )*republic of |kingdom of |"
    r"state of |commonwealth of |federation of |union of |principality of |sultanate of |grand duchy of )?(?:the )?"
)
_FUZZY_LISTS: Final = 3
"""How many countries' lists of names stay in memory; the largest has 10 MB."""
_HERE_DEGREES: Final = 0.02
_ROUNDING_DEGREES: Final = 0.00501
"""An address tells a circle's centre in hundredths of a degree."""
_PLACE: Final = "p.id, p.name, p.country, p.region, p.latitude, p.longitude, p.population, p.capital"


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place."""

    id: int
    name: str
    country: str
    region: str
    """GeoNames code of its first-level region; it may name none."""
    latitude: float
    longitude: float
    population: int
    capital: int

    @property
    def coordinates(self) -> Coordinates:
        """Where it lies."""
        return Coordinates(latitude=self.latitude, longitude=self.longitude)


@dataclass(frozen=True, slots=True)
class Area:
    """A first-level region, or a whole country when `name` is empty; its point is a place near its people's centre."""

    code: str
    id: int
    country: str
    name: str
    latitude: float
    longitude: float
    population: int

    @property
    def coordinates(self) -> Coordinates:
        """The point that stands for it."""
        return Coordinates(latitude=self.latitude, longitude=self.longitude)


@dataclass(frozen=True, slots=True)
class RegionName:
    """That a key names a region: rank 0 to 2 the region itself, 3 to 5 a part of it; see `schema`."""

    region: str
    country: str
    rank: int


class GazetteerFile:
    """Queries on one gazetteer file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            row = self._query("SELECT value FROM meta WHERE key = 'digest'")
        except sqlite3.Error as error:
            message = f"the gazetteer {path} cannot be read ({error}); {REMEDY}"
            raise ConfigurationError(message) from None
        self.digest: str = row[0][0] if row else ""
        # Caches live and die with this object: a rebuilt file is another object.
        self.country_named = lru_cache(maxsize=4096)(self._country_named)
        self.regions_named = lru_cache(maxsize=8192)(self._regions_named)
        self.area = lru_cache(maxsize=8192)(self._area)
        self.place_at = lru_cache(maxsize=1024)(self._place_at)
        self.fuzzy_keys = lru_cache(maxsize=_FUZZY_LISTS)(self._fuzzy_keys)
        self.common_country_keys = lru_cache(maxsize=1)(self._common_country_keys)
        self.region_keys_of = lru_cache(maxsize=64)(self._region_keys_of)

    def _query(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple]:  # type: ignore[type-arg]  # rows differ
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = self._local.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        return connection.execute(sql, parameters).fetchall()

    def places_named(self, key: str, countries: Collection[str]) -> list[tuple[Kind, Place]]:
        """Return the places that a key names, the most populous first; no countries means anywhere."""
        within, values = _among("n.country", countries)
        rows = self._query(
            f"SELECT n.kind, {_PLACE} FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? {within} "  # noqa: S608
            f"ORDER BY n.population DESC, n.place LIMIT {_NAMESAKES}",
            (key, *values),
        )
        return [(_KINDS[row[0]], Place(*row[1:])) for row in rows]

    def places_starting(
        self, prefix: str, country: str | None, *, kinds: Collection[Kind], limit: int
    ) -> list[tuple[Kind, Place]]:
        """Return the places with a key that starts so, each once with its best kind, the most populous first."""
        within, values = _among("country", [country] if country else [])
        wanted = ",".join(str(int(kind)) for kind in kinds)
        rows = self._query(
            f"SELECT m.kind, {_PLACE} FROM (SELECT place, min(kind) AS kind, population FROM name "  # noqa: S608
            f"WHERE key >= ? AND key < ? AND kind IN ({wanted}) {within} GROUP BY place "
            "ORDER BY population DESC, place LIMIT ?) m JOIN place p ON p.id = m.place "
            "ORDER BY p.population DESC, p.id",
            (prefix, prefix + _LAST, *values, limit),
        )
        return [(_KINDS[row[0]], Place(*row[1:])) for row in rows]

    def countries_starting(self, prefix: str, *, limit: int) -> list[Area]:
        """Return the countries with a name or code that starts so in any language: exact ones first, then by people."""
        rows = self._query(
            "SELECT c.code, c.id, c.code, '', c.latitude, c.longitude, c.population FROM country_name n "
            "JOIN country c ON c.code = n.country WHERE n.key >= :prefix AND n.key < :last "
            "GROUP BY c.code ORDER BY max(n.key = :prefix) DESC, c.population DESC LIMIT :limit",
            {"prefix": prefix, "last": prefix + _LAST, "limit": limit},
        )
        return [Area(*row) for row in rows]

    def place(self, number: int) -> Place | None:
        """Return the place with this GeoNames id."""
        rows = self._query(f"SELECT {_PLACE} FROM place p WHERE id = ?", (number,))  # noqa: S608
        return Place(*rows[0]) if rows else None

    def _place_at(self, point: Coordinates) -> Place | None:
        """Return the place that a point stands for: the largest whose middle it is but for rounding, else the nearest.

        None when there is no place within two kilometres.
        """
        narrow = max(_HERE_DEGREES, math.cos(math.radians(point.latitude)))
        rows = self._query(
            f"SELECT {_PLACE} FROM place p WHERE p.latitude BETWEEN :south AND :north "  # noqa: S608
            "AND p.longitude BETWEEN :west AND :east ORDER BY "
            "CASE WHEN max(abs(p.latitude - :lat), abs(p.longitude - :lon)) <= :rounding THEN -p.population "
            "ELSE pow(p.latitude - :lat, 2) + pow((p.longitude - :lon) * :narrow, 2) END, p.id LIMIT 1",
            {
                "lat": point.latitude,
                "lon": point.longitude,
                "south": point.latitude - _HERE_DEGREES,
                "north": point.latitude + _HERE_DEGREES,
                "west": point.longitude - _HERE_DEGREES / narrow,
                "east": point.longitude + _HERE_DEGREES / narrow,
                "narrow": narrow,
                "rounding": _ROUNDING_DEGREES,
            },
        )
        return Place(*rows[0]) if rows else None

    def labels(self) -> LabelTable:
        """Read every label, the most important first."""
        rows = self._query(
            "SELECT l.place, p.latitude, p.longitude, l.weight FROM label l JOIN place p ON p.id = l.place "
            "ORDER BY l.rank"
        )
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        latitudes, longitudes, weights = (np.array([row[column] for row in rows], dtype=float) for column in (1, 2, 3))
        return LabelTable(numbers, latitudes, longitudes, weights)

    def _country_named(self, key: str) -> str | None:
        for wanted in dict.fromkeys((key, _COUNTRY_FORM.sub("", key))):
            if rows := self._query("SELECT country FROM country_name WHERE key = ?", (wanted,)):
                return str(rows[0][0])
        return None

    def _regions_named(self, key: str, countries: frozenset[str]) -> tuple[RegionName, ...]:
        within, values = _among("country", sorted(countries))
        rows = self._query(
            f"SELECT region, country, min(rank) FROM region_name WHERE key = ? {within} GROUP BY region",  # noqa: S608
            (key, *values),
        )
        return tuple(RegionName(*row) for row in rows)

    def _area(self, code: str) -> Area | None:
        if "." in code:
            rows = self._query(
                "SELECT code, id, country, name, latitude, longitude, population FROM region WHERE code = ?", (code,)
            )
        else:
            rows = self._query(
                "SELECT code, id, code, '', latitude, longitude, population FROM country WHERE code = ?", (code,)
            )
        return Area(*rows[0]) if rows else None

    def _fuzzy_keys(self, country: str) -> tuple[str, ...]:
        rows = self._query("SELECT keys FROM fuzzy WHERE country = ?", (country,))
        return tuple(rows[0][0].split("\n")) if rows else ()

    def _common_country_keys(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._query("SELECT key FROM country_name WHERE common ORDER BY key"))

    def _region_keys_of(self, country: str) -> tuple[str, ...]:
        rows = self._query(
            "SELECT DISTINCT key FROM region_name WHERE country = ? AND rank IN (0, 2) ORDER BY key", (country,)
        )
        return tuple(row[0] for row in rows)


_KINDS: Final = tuple(Kind)
_LAST: Final = "\U0010ffff"


def _among(column: str, values: Collection[str]) -> tuple[str, tuple[str, ...]]:
    if not values:
        return "", ()
    return f"AND {column} IN ({','.join('?' * len(values))})", tuple(values)
