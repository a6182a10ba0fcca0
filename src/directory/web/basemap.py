"""The offline basemap: packed vector tiles of Natural Earth, country names, and city names from the gazetteer.

Tiles are 512 px, as those of the clusters: `2**zoom` tiles each way. docs/basemap.md describes the files.
"""

import gzip
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Protocol, TypedDict

import numpy as np

from directory.model.coordinates import BoundingBox, Coordinates
from directory.model.countries import COUNTRY_NAMES
from directory.model.errors import ConfigurationError

FOLDER: Final = Path(__file__).with_name("basemap")
LABEL_ZOOM: Final = 10
"""The last zoom of label tiles; deeper views use those."""
_LABELS_PER_TILE: Final = 40
_MAGIC: Final = b"BMAP"
_HEAD_BYTES: Final = 8
_ROW_BYTES: Final = 16
_VERSION_LENGTH: Final = 16


class NamedPlace(Protocol):
    """A city to write on the map, as the gazetteer's labels are."""

    @property
    def name(self) -> str:
        """The name as it is written."""

    @property
    def coordinates(self) -> Coordinates:
        """Where it lies."""

    @property
    def population(self) -> int:
        """People; decides the size of the letters."""

    @property
    def capital(self) -> bool:
        """Whether it is a national capital."""


class LabelSource(Protocol):
    """What the basemap asks of a gazetteer; hashable, since its answers are remembered."""

    def __hash__(self) -> int:
        """Tell gazetteers apart; the default, identity, will do."""

    def labels(self, box: BoundingBox, *, limit: int) -> Sequence[NamedPlace]:
        """Return the most important places in a box, the most important first."""


class CityLabel(TypedDict):
    """A city name on the wire; degrees."""

    name: str
    lat: float
    lon: float
    population: int
    capital: bool


class CountryLabel(TypedDict):
    """A country name on the wire; `zoom` is Leaflet's, from which on it stands."""

    code: str
    name: str
    lat: float
    lon: float
    zoom: float


@dataclass(frozen=True)
class TilePack:
    """The content of `world.bin`: gzipped vector tiles by (zoom, x, y), and the version of it all."""

    version: str
    tiles: Mapping[tuple[int, int, int], memoryview]

    @property
    def levels(self) -> tuple[int, ...]:
        """The zooms there are tiles for, ascending."""
        return tuple(sorted({zoom for zoom, _, _ in self.tiles}))


def read_pack(path: Path) -> TilePack:
    """Read a pack of tiles. Raises ConfigurationError when the file is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path.name} of the basemap cannot be read ({error.strerror}); reinstall") from error
    if content[:4] != _MAGIC or len(content) < _HEAD_BYTES:
        raise ConfigurationError(f"{path.name} of the basemap is damaged; reinstall, or run make basemap")
    count = int.from_bytes(content[4:_HEAD_BYTES], "little")
    start = _HEAD_BYTES + count * _ROW_BYTES
    if len(content) < start:
        raise ConfigurationError(f"{path.name} of the basemap is damaged; reinstall, or run make basemap")
    rows = np.frombuffer(content, dtype="<u4", count=count * 4, offset=_HEAD_BYTES).reshape(count, 4)
    ends = start + np.cumsum(rows[:, 3], dtype=np.int64)
    if len(content) != (int(ends[-1]) if count else start):
        raise ConfigurationError(f"{path.name} of the basemap is damaged; reinstall, or run make basemap")
    view = memoryview(content)
    tiles = {
        (zoom, x, y): view[end - length : end]
        for (zoom, x, y, length), end in zip(rows.tolist(), ends.tolist(), strict=True)
    }
    return TilePack(version=hashlib.sha256(content).hexdigest()[:_VERSION_LENGTH], tiles=tiles)


@cache
def world() -> TilePack:
    """Return the pack that comes with the package, read once for each process."""
    return read_pack(FOLDER / "world.bin")


def tile_bytes(zoom: int, x: int, y: int) -> bytes | None:
    """Return a gzipped vector tile, or None where there is nothing but sea, or no such tile."""
    tile = world().tiles.get((zoom, x, y))
    return None if tile is None else bytes(tile)


@cache
def country_labels() -> tuple[CountryLabel, ...]:
    """Return the countries to name, the largest first, in the words of the directory's own lists."""
    rows = json.loads((FOLDER / "countries.json").read_text("utf-8"))
    return tuple(
        CountryLabel(
            code=row["code"], name=COUNTRY_NAMES[row["code"]], lat=row["lat"], lon=row["lon"], zoom=row["zoom"]
        )
        for row in rows
        if row["code"] in COUNTRY_NAMES
    )


@cache
def index_bytes() -> bytes:
    """Return the gzipped JSON a map reads first: version, levels, label_zoom, countries."""
    pack = world()
    document = {
        "version": pack.version,
        "levels": pack.levels,
        "label_zoom": LABEL_ZOOM,
        "countries": country_labels(),
    }
    return compressed_json(document)


@lru_cache(maxsize=4096)
def label_tile(gazetteer: LabelSource, zoom: int, x: int, y: int) -> tuple[CityLabel, ...]:
    """Return the cities to write in a tile, the most important first.

    Args:
        gazetteer: Asked once for each tile while it stays in the cache.
        zoom: From 0 to LABEL_ZOOM.
        x: Column from the west, below `2**zoom`.
        y: Row from the north, below `2**zoom`.
    """
    return tuple(_labels(gazetteer.labels(_box(zoom, x, y), limit=_LABELS_PER_TILE)))


def _labels(places: Iterable[NamedPlace]) -> Iterable[CityLabel]:
    for place in places:
        yield CityLabel(
            name=place.name,
            lat=round(place.coordinates.latitude, 4),
            lon=round(place.coordinates.longitude, 4),
            population=place.population,
            capital=place.capital,
        )


def _box(zoom: int, x: int, y: int) -> BoundingBox:
    count = 2**zoom
    return BoundingBox(
        west=x / count * 360 - 180,
        east=(x + 1) / count * 360 - 180,
        north=_latitude(y / count),
        south=_latitude((y + 1) / count),
    )


def _latitude(fraction: float) -> float:
    """Return degrees for a fraction of the Web Mercator square, from the north."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * fraction))))


def compressed_json(document: object) -> bytes:
    """Return compact gzipped JSON; the same document gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)
