"""The columns of a catalogue: what filters, counts, orders and draws, without any text of an entry.

Row i of every array is the same entry. Rows follow the Z-curve of the map, so that a tile is one slice; entries
without a position come after all others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.arrays import Bits, Codes, Floats, Ints, Keys, Rows, Years, frozen
from directory.model.criteria import NOT_STATED

NOT_STATED_LABEL: Final = "Not stated"
OPEN_END: Final = int(np.iinfo(np.int16).max)
"""The last year of an entry that still runs."""
NEVER: Final = (OPEN_END, int(np.iinfo(np.int16).min))
"""First and last year of an entry that states none: no year lies between."""

_FEW: Final = 16
"""Up to so many codes, comparing with each is faster than counting them in one pass."""


@dataclass(frozen=True)
class Coded:
    """A column with at most one value per row."""

    codes: Codes
    """By row; 0 is "not stated"."""
    values: tuple[str, ...]
    """By code, as the address writes them; the first is `none`."""
    labels: tuple[str, ...]
    """By code, in words."""
    numbers: Mapping[str, int]
    """The code of each value; folded values for places, whose spelling varies."""
    is_open: bool
    """Whether the values come from the data; those of a vocabulary are listed even without any row."""

    @cached_property
    def totals(self) -> Ints:
        """How many rows have each code."""
        return frozen(count_codes(self.codes, len(self.values)))


@dataclass(frozen=True)
class Flags:
    """A column with any number of values per row."""

    bits: Bits
    """By row; bit i is the i-th value."""
    values: tuple[str, ...]
    labels: tuple[str, ...]
    has_none: bool
    """Whether "not stated" is a value of its own."""

    @cached_property
    def totals(self) -> Ints:
        """How many rows have no value, then how many have each."""
        return frozen(count_flags(self.bits, len(self.values)))


@dataclass(frozen=True)
class Columns:
    """Everything the engine knows of the entries."""

    size: int
    placed: int
    """Rows 0 to `placed` - 1 have a position."""
    coded: Mapping[str, Coded]
    """By facet: sector, programme, status, country, region, city, place_kind, precision."""
    city_names: Coded
    """The stated name,region,country; a city's facet prefers its GeoNames id, but both forms are understood."""
    flags: Mapping[str, Flags]
    """By facet: role, has."""
    first_year: Years
    """Of the known span; `NEVER` when no year is stated."""
    last_year: Years
    latitude: Floats
    """Degrees, of the placed rows only."""
    longitude: Floats
    z_codes: Keys
    """Morton code of the placed rows on a grid of 2**24 by 2**24 cells in Web Mercator, ascending."""
    name_rank: Rows
    """Place of each row when all are ordered by name, then id."""
    ranks: Mapping[str, Rows]
    """By sort key: organisation, sector, place, status, year, updated, linked; 0 is "not stated"."""
    ids: NDArray[np.bytes_]
    """Every id, sorted."""
    id_rows: Rows
    """The row of each of the sorted ids."""
    given: Rows
    """By row, the number in which the entry was given to `Catalogue.build`."""

    def row_of(self, entry_id: str) -> int | None:
        """Return the row of an id, or None when there is none."""
        wanted = entry_id.encode(errors="replace")
        place = int(np.searchsorted(self.ids, wanted))
        found = place < self.size and self.ids[place] == wanted
        return int(self.id_rows[place]) if found else None

    @cached_property
    def year_range(self) -> tuple[int, int] | None:
        """The first and the last year that any entry states; None when none does."""
        stated = self.first_year <= self.last_year
        if not stated.any():
            return None
        first = self.first_year[stated]
        last = self.last_year[stated & (self.last_year < OPEN_END)]
        return int(first.min()), int(max(first.max(), last.max(initial=first.max())))


def count_codes(codes: Codes, length: int) -> Ints:
    """Count the rows by code, from 0 to `length` - 1."""
    if length > _FEW:
        return np.bincount(codes, minlength=length)
    return np.array([np.count_nonzero(codes == code) for code in range(length)], np.int64)


def count_flags(bits: Bits, length: int) -> Ints:
    """Count the rows without any bit, then those with each of the first `length` bits."""
    none = len(bits) - np.count_nonzero(bits)
    return np.array([none, *(np.count_nonzero(bits & np.uint8(1 << bit)) for bit in range(length))], np.int64)


__all__ = [
    "NEVER",
    "NOT_STATED",
    "NOT_STATED_LABEL",
    "OPEN_END",
    "Coded",
    "Columns",
    "Flags",
    "count_codes",
    "count_flags",
]
