"""Which rows match a question."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.arrays import Codes, Index, Ints, Mask, Rows, frozen
from directory.catalogue.columns import Columns, Flags, count_codes, count_flags
from directory.catalogue.distances import within_box, within_circle
from directory.catalogue.search import TextMatch
from directory.model.criteria import NOT_STATED, Criteria
from directory.model.text import fold
from directory.model.vocabularies import Precision

_Value = TypeVar("_Value", bound=np.generic)
_FEW: Final = 8
"""Up to so many values, comparing with each is faster than looking every row up in a table."""
_SPARSE: Final = 10
_COARSE: Final = (Precision.REGION, Precision.COUNTRY)


@dataclass(frozen=True)
class Selection:
    """The rows that match."""

    index: Index
    """The rows, ascending, in the type by which NumPy picks."""
    columns: Columns

    @cached_property
    def rows(self) -> Rows:
        """Row numbers of the catalogue, ascending: along the map's Z-curve, those without a position last."""
        return frozen(self.index.astype(np.int32))

    @property
    def total(self) -> int:
        """How many rows match."""
        return len(self.index)

    @cached_property
    def placed(self) -> int:
        """How many of them have a position: the first so many of `rows`."""
        return int(np.searchsorted(self.index, self.columns.placed))

    @cached_property
    def countries(self) -> int:
        """In how many countries they are."""
        return int(np.count_nonzero(self.counts("country")[1:]))

    @property
    def is_everything(self) -> bool:
        """Whether every row matches."""
        return self.total == self.columns.size

    def pick(self, values: NDArray[_Value], part: slice = slice(None)) -> NDArray[_Value]:
        """Return the values, one per row of the catalogue, of the selected rows or of a part of them."""
        return values[part] if self.is_everything else values.take(self.index[part])

    def counts(self, key: str) -> Ints:
        """Count the rows by code of a coded facet."""
        column = self.columns.coded[key]
        return column.totals if self.is_everything else count_codes(self.pick(column.codes), len(column.values))

    def flag_counts(self, key: str) -> Ints:
        """Count the rows without any value, then those with each value, of a facet with many values per row."""
        column = self.columns.flags[key]
        return column.totals if self.is_everything else count_flags(self.pick(column.bits), len(column.values))


def select(columns: Columns, criteria: Criteria, find_text: Callable[[str], TextMatch]) -> Selection:
    """Find the rows that match every part of the criteria."""
    masks = list(_masks(columns, criteria))
    if criteria.q.strip():
        found = find_text(criteria.q).rows.astype(np.intp)
        index = found.compress(reduce(np.logical_and, masks).take(found)) if masks else found
    else:
        index = _true_places(masks) if masks else np.arange(columns.size)
    return Selection(frozen(index), columns)


def _true_places(masks: list[Mask]) -> Index:
    """Return where all masks are true.

    NumPy lists the true places of a mask three times as fast when they are more than a tenth of it; where only the
    masks together are sparser than that, the places of one of them are listed and then thinned out.
    """
    matching = reduce(np.logical_and, masks)
    counts = [np.count_nonzero(mask) for mask in masks]
    dense = [count for count in counts if count * _SPARSE > len(matching)]
    if not dense or np.count_nonzero(matching) * _SPARSE > len(matching):
        return np.flatnonzero(matching)
    places = np.flatnonzero(masks[counts.index(min(dense))])
    return places.compress(matching.take(places))


def _masks(columns: Columns, criteria: Criteria) -> Iterator[Mask]:
    for key in columns.coded:
        if values := getattr(criteria, key):
            yield mask_of(columns, key, values)
    if criteria.role:
        yield _flagged(
            columns.flags["role"], criteria.role, combine=np.logical_and if criteria.role_all else np.logical_or
        )
    if criteria.has:
        yield _flagged(columns.flags["has"], criteria.has, combine=np.logical_or)
    # A row without any year has a span that no year meets.
    if criteria.year_from is not None:
        yield columns.last_year >= criteria.year_from
    if criteria.year_to is not None:
        yield columns.first_year <= criteria.year_to
    if criteria.near is not None:
        yield _placed(columns, within_circle(columns, criteria.near.centre, criteria.near.radius_km * 1_000))
        # Somewhere in a region or country is at no distance from anywhere.
        yield np.logical_not(mask_of(columns, "precision", _COARSE))
    if criteria.bbox is not None:
        yield _placed(columns, within_box(columns, criteria.bbox))


def mask_of(columns: Columns, key: str, values: Iterable[str]) -> Mask:
    """Return the rows that have any of these values of a coded facet; unknown values match nothing.

    A city is asked for by GeoNames id or by its stated name,region,country.
    """
    column = columns.coded[key]
    if key != "city":
        return _any_of(column.codes, _codes(values, column.numbers, is_folded=key == "region"))
    by_name = {value for value in values if "," in value}
    mask = _any_of(column.codes, _codes(set(values) - by_name, column.numbers, is_folded=False))
    names = columns.city_names
    return mask | _any_of(names.codes, _codes(by_name, names.numbers, is_folded=True)) if by_name else mask


def _codes(values: Iterable[str], numbers: Mapping[str, int], *, is_folded: bool) -> set[int]:
    keys = (fold(value) if is_folded else value for value in values)
    return {numbers[key] for key in keys if key in numbers}


def _any_of(codes: Codes, wanted: set[int]) -> Mask:
    if len(wanted) > _FEW:
        table = np.zeros(int(codes.max(initial=0)) + 1, np.bool_)
        table[[code for code in wanted if code < len(table)]] = True
        return table[codes]
    masks = [codes == code for code in wanted]
    return reduce(np.logical_or, masks) if masks else np.zeros(len(codes), np.bool_)


def _flagged(column: Flags, values: Iterable[str], *, combine: Callable[[Mask, Mask], Mask]) -> Mask:
    """Combine the rows that have each value; `none` means no value at all."""
    return reduce(combine, [_with_flag(column, value) for value in values])


def _with_flag(column: Flags, value: str) -> Mask:
    if value == NOT_STATED and column.has_none:
        return np.logical_not(column.bits)
    if value not in column.values:
        return np.zeros(len(column.bits), np.bool_)
    return np.bitwise_and(column.bits, np.uint8(1 << column.values.index(value))).astype(np.bool_)


def _placed(columns: Columns, mask: Mask) -> Mask:
    """Extend a mask of the placed rows to all rows."""
    return np.concatenate([mask, np.zeros(columns.size - columns.placed, np.bool_)])
