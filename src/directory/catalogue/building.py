"""Builds the columns of a catalogue from what was read of its entries."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.arrays import Bits, Ints, Rows, frozen, small
from directory.catalogue.columns import NOT_STATED, NOT_STATED_LABEL, Coded, Columns, Flags
from directory.catalogue.mercator import z_codes
from directory.catalogue.places import Numbered, Numbering, numbered
from directory.catalogue.reading import CLOSED, CODES, Read, Reader, records
from directory.model.criteria import Having
from directory.model.errors import InputRejected
from directory.model.issues import Issue
from directory.model.text import fold
from directory.model.vocabularies import ROLES, VOCABULARIES

HAVING_LABELS: Final[Mapping[str, str]] = {
    Having.WEBSITE: "Website",
    Having.SOURCE: "Source",
    Having.PLACE: "Place on the map",
    Having.CHECKED: "Checked record",
}


class ColumnsBuilder:
    """Puts what was read in the order of the map, by id where the map has no order; as if it was given by id."""

    def __init__(self, reads: Sequence[Read], reader: Reader) -> None:
        """Take what `reader` read. Raises InputRejected when two entries share an id."""
        ids = np.array([id_ for id_, _, _, _ in reads], "S")
        self._by_id = np.argsort(ids, kind="stable")
        self._ids = ids[self._by_id]
        _refuse_twins(self._ids)
        self._names = [name for _, name, _, _ in reads]
        self._records = records(reads)[self._by_id]
        self._places = numbered(reader.places.parts, self._records["place"])
        self._organisations = ("", *reader.organisations)

    def build(self) -> Columns:
        """Build the columns."""
        size = len(self._ids)
        latitude, longitude = self._records["latitude"], self._records["longitude"]
        has_place = ~np.isnan(latitude)
        codes = np.full(size, np.iinfo(np.uint64).max, np.uint64)
        codes[has_place] = z_codes(latitude[has_place], longitude[has_place])
        order = np.argsort(codes, kind="stable")
        placed = int(np.count_nonzero(has_place))
        on_map = order[:placed]
        coded = self._coded(order)
        return Columns(
            size=size,
            placed=placed,
            coded=coded,
            city_names=_open(self._places["city"], order),
            flags=self._flags(order),
            first_year=frozen(self._records["first"][order]),
            last_year=frozen(self._records["last"][order]),
            latitude=frozen(latitude[on_map]),
            longitude=frozen(longitude[on_map]),
            z_codes=frozen(codes[on_map]),
            name_rank=_narrow(_rank(self._names, self._by_id), order),
            ranks=self._ranks(order, coded),
            ids=frozen(self._ids),
            id_rows=frozen(np.argsort(order).astype(np.int32)),
            given=_narrow(self._by_id, order),
        )

    def _flags(self, order: Ints) -> Mapping[str, Flags]:
        def flags(bits: Bits, labels: Mapping[str, str], *, has_none: bool) -> Flags:
            values = tuple(str(value) for value in labels)
            return Flags(frozen(bits[order]), values, tuple(labels.values()), has_none)

        return {
            "role": flags(self._records["roles"], {key: term.label for key, term in ROLES.items()}, has_none=True),
            "has": flags(self._records["having"], HAVING_LABELS, has_none=False),
        }

    def _coded(self, order: Ints) -> Mapping[str, Coded]:
        return {
            **{key: _closed(key, self._records[key][order]) for key in CLOSED},
            "country": _open(self._places["country"], order),
            "region": _open(self._places["region"], order),
            "city": _open(self._cities(), order),
        }

    def _cities(self) -> Numbered:
        """Number the cities by their GeoNames id where one is known, else by their stated name.

        An entry without an id whose stated city another entry has under an id belongs to that city, so that no
        city is listed twice.
        """
        (cities, names), place_ids = self._places["city"], self._records["place_id"]
        unknown = np.iinfo(np.int64).max
        id_of_name = np.full(len(cities.values), unknown)
        known = (place_ids > 0) & (names > 0)
        np.minimum.at(id_of_name, names[known], place_ids[known])
        lent = np.where(id_of_name[names] < unknown, id_of_name[names], 0)
        # Negative numbers stand for cities that have only a name.
        keys = np.where(place_ids > 0, place_ids, np.where((names > 0) & (lent > 0), lent, -names))
        distinct, first, numbers = np.unique(keys, return_index=True, return_inverse=True)
        book = Numbering()
        positions = np.zeros(len(distinct), np.int64)
        for place, (key, name) in enumerate(zip(distinct.tolist(), names[first].tolist(), strict=True)):
            value = str(key) if key > 0 else cities.values[name]
            label = cities.labels[name] or value
            positions[place] = book.number(value, value, label) if key else 0
        return Numbered(book, positions[numbers])

    def _ranks(self, order: Ints, coded: Mapping[str, Coded]) -> Mapping[str, Rows]:
        found, words = self._records, self._places["words"]
        ranks = {
            "organisation": _rank(self._organisations, found["organisation"]),
            "place": _rank(("", *words.book.numbers), words.numbers),
            "year": found["started"],
            "updated": found["updated"],
            "linked": found["links"] + 1,
        }
        ordered = {key: _narrow(rank, order) for key, rank in ranks.items()}
        return ordered | {key: frozen(coded[key].codes.astype(np.int32)) for key in ("sector", "status")}


def _narrow(ranks: NDArray[np.integer[Any]], order: Ints) -> Rows:
    return frozen(ranks.astype(np.int32)[order])


def _closed(key: str, codes: Bits) -> Coded:
    terms = VOCABULARIES[key]
    return Coded(
        codes=frozen(codes),
        values=(NOT_STATED, *terms),
        labels=(NOT_STATED_LABEL, *(term.label for term in terms.values())),
        numbers={NOT_STATED: 0, **CODES[key]},
        is_open=False,
    )


def _open(values: Numbered, order: Ints) -> Coded:
    """Number the values anew, in the order of their labels."""
    book = values.book
    places = sorted(range(1, len(book.values)), key=lambda number: (fold(book.labels[number]), book.values[number]))
    codes = np.zeros(len(book.values), np.int64)
    codes[places] = np.arange(1, len(book.values))
    return Coded(
        codes=frozen(small(codes, len(places))[values.numbers[order]]),
        values=(NOT_STATED, *(book.values[number] for number in places)),
        labels=(NOT_STATED_LABEL, *(book.labels[number] for number in places)),
        numbers={NOT_STATED: 0} | {key: int(codes[number]) for key, number in book.numbers.items()},
        is_open=True,
    )


def _rank(keys: Sequence[str], numbers: NDArray[np.integer[Any]]) -> Ints:
    """Return by entry the rank of its key among the keys in order; that of an empty key is lowest."""
    ranks: Ints = np.empty(len(keys), np.int64)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return np.take(ranks, numbers)


def _refuse_twins(ids: Sequence[bytes] | NDArray[np.bytes_]) -> None:
    twins = np.flatnonzero(np.asarray(ids[1:]) == np.asarray(ids[:-1]))
    if twins.size:
        names = sorted({ids[int(twin)].decode() for twin in twins})
        issues = [
            Issue(code="duplicate-id", column="id", value=name, hint="give each initiative its own id")
            for name in names
        ]
        raise InputRejected(f"two entries share the id {names[0]}", issues=issues)
