"""The tiles of the map: clusters of what matches, cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from directory.catalogue.arrays import Codes, Floats, Index, Ints
from directory.catalogue.mercator import GRID_BITS, LATITUDE_LIMIT, z_code
from directory.catalogue.selection import Selection
from directory.model.coordinates import BoundingBox, Coordinates
from directory.model.entry import Entry
from directory.model.errors import InputRejected
from directory.model.issues import Issue

MAX_ZOOM: Final = 20
_CELL_BITS: Final = 3
"""A tile has 2**3 by 2**3 cells."""
_CELLS: Final = 1 << 2 * _CELL_BITS


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the 2**zoom by 2**zoom tiles of 512 px; x from the west, y from the north. Raises InputRejected."""

    zoom: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not 0 <= self.zoom <= MAX_ZOOM:
            raise _rejected("zoom", self.zoom, f"a zoom from 0 to {MAX_ZOOM}")
        last = (1 << self.zoom) - 1
        for column, number in (("x", self.x), ("y", self.y)):
            if not 0 <= number <= last:
                raise _rejected(column, number, f"a number from 0 to {last} at zoom {self.zoom}")


def _rejected(column: str, value: int, expected: str) -> InputRejected:
    issue = Issue(code="bad-tile", column=column, value=str(value), hint=f"expected {expected}")
    return InputRejected(f"there is no such tile: {column} is {value}, expected {expected}", issues=[issue])


@dataclass(frozen=True, slots=True)
class Cluster:
    """What lies in one cell of a tile."""

    count: int
    coordinates: Coordinates
    """The mean of the points."""
    box: BoundingBox
    """The extent of the points; a single point when all coincide."""
    sectors: Mapping[str, int]
    """Entries by sector, in the order of the vocabulary, without zeros; `none` for "not stated"."""
    entry: Entry | None = None
    """The entry itself when it is alone."""


def clusters(selection: Selection, tile: Tile, entries: Callable[[Index], Sequence[Entry]]) -> tuple[Cluster, ...]:
    """Cut a tile into 8 by 8 cells and sum up what matches in each; empty cells are left out.

    Args:
        selection: What matches.
        tile: Which part of the map.
        entries: Gives the entries of these rows.
    """
    bounds = _cell_bounds(selection, tile)
    part = slice(int(bounds[0]), int(bounds[-1]))
    if part.start == part.stop:
        return ()
    first = bounds[:-1][np.diff(bounds) > 0]
    starts, sizes = first - part.start, np.diff(first, append=part.stop)
    alone = np.flatnonzero(sizes == 1)
    singles = dict(zip(alone.tolist(), entries(selection.index[first[alone]]), strict=True))
    columns = selection.columns
    latitude, longitude = selection.pick(columns.latitude, part), selection.pick(columns.longitude, part)
    return tuple(
        Cluster(
            count=count,
            coordinates=Coordinates(latitude=latitude, longitude=longitude),
            box=BoundingBox(west=west, south=south, east=east, north=north),
            sectors=sectors,
            entry=singles.get(place),
        )
        for place, (count, (latitude, south, north), (longitude, west, east), sectors) in enumerate(
            zip(
                sizes.tolist(),
                _extents(latitude, starts, sizes, limit=LATITUDE_LIMIT),
                _extents(longitude, starts, sizes, limit=180),
                _sectors(columns.coded["sector"].values, selection.pick(columns.coded["sector"].codes, part), sizes),
                strict=True,
            )
        )
    )


def _cell_bounds(selection: Selection, tile: Tile) -> Ints:
    """Return where the rows of each cell start in the selection, and where the last ends."""
    columns = selection.columns
    shift = 2 * (GRID_BITS - tile.zoom - _CELL_BITS)
    first = z_code(tile.x, tile.y) << 2 * _CELL_BITS
    codes = np.array([cell << shift for cell in range(first, first + _CELLS + 1)], np.uint64)
    rows = np.searchsorted(columns.z_codes, codes)
    return rows if selection.is_everything else np.searchsorted(selection.index, rows)


def _extents(degrees: Floats, starts: Ints, sizes: Ints, *, limit: float) -> list[tuple[float, float, float]]:
    """Return mean, least and greatest of each cell, none beyond the limit of what can be drawn."""
    least, greatest = np.minimum.reduceat(degrees, starts), np.maximum.reduceat(degrees, starts)
    # Rounding must not take the mean of equal numbers off them.
    mean = np.clip(np.add.reduceat(degrees, starts) / sizes, least, greatest)
    drawn = np.clip([mean, least, greatest], -limit, limit)
    return [(middle, low, high) for middle, low, high in drawn.T.tolist()]


def _sectors(names: Sequence[str], codes: Codes, sizes: Ints) -> list[dict[str, int]]:
    """Count the sectors of each cell."""
    width = len(names)
    cells = np.repeat(np.arange(0, len(sizes) * width, width, dtype=np.uint16), sizes)
    table = np.bincount(cells + codes, minlength=len(sizes) * width).reshape(-1, width)
    # "Not stated" is code 0; it comes last.
    ordered = (*names[1:], names[0])
    return [
        {name: count for name, count in zip(ordered, counts, strict=True) if count}
        for counts in np.roll(table, -1, axis=1).tolist()
    ]
