"""Facets: the values one can filter by, with how many matching rows have each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from directory.catalogue.arrays import Ints
from directory.catalogue.columns import NOT_STATED, NOT_STATED_LABEL, Columns
from directory.catalogue.selection import Selection, mask_of
from directory.model.countries import country_name
from directory.model.text import fold

FACETS: Final = (
    "sector",
    "programme",
    "role",
    "status",
    "country",
    "region",
    "city",
    "place_kind",
    "precision",
    "has",
)
"""The keys of all facets, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet."""

    value: str
    """As the address writes it; `none` for "not stated"."""
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    """The values of one key; made into words only when somebody looks."""

    key: str
    names: Sequence[str]
    """By code: the values; the first is `none`."""
    labels: Sequence[str]
    counts: Ints
    """By code."""
    is_open: bool
    selected: tuple[FacetValue, ...] = ()
    """What the criteria ask for; listed even without a match."""

    @cached_property
    def values(self) -> tuple[FacetValue, ...]:
        """Every value.

        Those of a vocabulary in its order, with or without matches; those that come from the data by count, most
        first, then by label. "Not stated" is last, and left out when nothing is.
        """
        return self.top(len(self.names))

    @property
    def matched(self) -> int:
        """How many values have a match, "not stated" included."""
        return int(np.count_nonzero(self.counts))

    def top(self, limit: int) -> tuple[FacetValue, ...]:
        """Return the first values only, and those asked for."""
        stated = self.counts[1:]
        if self.is_open:
            # Codes are in the order of the labels, so a stable sort keeps that order among equal counts.
            codes = np.argsort(-stated, kind="stable")[: min(limit, np.count_nonzero(stated))] + 1
        else:
            codes = np.arange(1, len(self.names))[:limit]
        listed = [self._value(code) for code in codes.tolist()]
        missing = self._missing({each.value for each in listed})
        none = [self._value(0)] if self.counts[0] else []
        return (*listed, *missing, *none)

    def _missing(self, listed: set[str]) -> list[FacetValue]:
        also = {NOT_STATED} if self.counts[0] else set()
        return [each for each in self.selected if each.value not in listed | also]

    def _value(self, code: int) -> FacetValue:
        return FacetValue(self.names[code], self.labels[code], int(self.counts[code]))


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many matching entries are known to have run in a year."""

    year: int
    count: int


def facet(key: str, selection: Selection, wanted: tuple[str, ...]) -> Facet:
    """Count the rows of a selection by the values of one facet; `wanted` are the values asked for."""
    columns = selection.columns
    if key in columns.flags:
        return _flags_facet(key, selection, wanted)
    column, counts = columns.coded[key], selection.counts(key)
    selected = tuple(_asked(key, value, counts, selection) for value in wanted)
    return Facet(key, column.values, column.labels, counts, column.is_open, selected)


def _flags_facet(key: str, selection: Selection, wanted: tuple[str, ...]) -> Facet:
    column, counts = selection.columns.flags[key], selection.flag_counts(key)
    counts = counts if column.has_none else np.concatenate([[0], counts[1:]])
    is_asked = column.has_none and NOT_STATED in wanted
    selected = (FacetValue(NOT_STATED, NOT_STATED_LABEL, int(counts[0])),) if is_asked else ()
    names, labels = (NOT_STATED, *column.values), (NOT_STATED_LABEL, *column.labels)
    return Facet(key, names, labels, counts, is_open=False, selected=selected)


def _asked(key: str, value: str, counts: Ints, selection: Selection) -> FacetValue:
    """Say how many rows have a value that was asked for, however it is spelled."""
    columns = selection.columns
    column = columns.coded[key]
    code = column.numbers.get(fold(value) if key == "region" else value)
    if code is not None and column.values[code] == value:
        return FacetValue(value, column.labels[code], int(counts[code]))
    mask = mask_of(columns, key, (value,))
    return FacetValue(value, _label(columns, key, value), int(np.count_nonzero(mask[selection.rows])))


def _label(columns: Columns, key: str, value: str) -> str:
    """Say a value in words that is not listed as it is spelled; itself when it is unknown."""
    if key == "country":
        return country_name(value)
    column = columns.city_names if key == "city" else columns.coded[key]
    code = column.numbers.get(fold(value))
    return value if code is None else column.labels[code]


def year_counts(selection: Selection) -> tuple[YearCount, ...]:
    """Count, for every year between the catalogue's first and last, the rows whose known span covers it.

    An entry that still runs counts up to the last year that any entry of the catalogue states.
    """
    columns = selection.columns
    if columns.year_range is None:
        return ()
    first, last = columns.year_range
    begin, end = selection.pick(columns.first_year), selection.pick(columns.last_year)
    stated = begin <= end
    length = last - first + 2
    begun = np.bincount(begin[stated] - first, minlength=length)
    over = np.bincount(np.minimum(end[stated], last) - first + 1, minlength=length)
    running = np.cumsum(begun - over)[:-1]
    return tuple(YearCount(first + place, count) for place, count in enumerate(running.tolist()))
