"""Builds the columns of a catalogue from a stream of entries."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.arrays import Bits, Ints, Rows, frozen, small
from directory.catalogue.columns import NEVER, NOT_STATED, NOT_STATED_LABEL, OPEN_END, Coded, Columns, Flags
from directory.catalogue.mercator import z_codes
from directory.catalogue.places import Numbering, PlaceBook
from directory.model.criteria import Having
from directory.model.entry import Entry
from directory.model.errors import InputRejected
from directory.model.issues import Issue
from directory.model.text import fold
from directory.model.vocabularies import ROLES, VOCABULARIES, Status

CLOSED: Final = ("sector", "programme", "status", "place_kind", "precision")
"""The facets whose values a vocabulary lists, at most one per entry."""
HAVING_LABELS: Final[Mapping[str, str]] = {
    Having.WEBSITE: "Website",
    Having.SOURCE: "Source",
    Having.PLACE: "Place on the map",
    Having.CHECKED: "Checked record",
}
_CODES: Final = {key: {value: code for code, value in enumerate(VOCABULARIES[key], 1)} for key in CLOSED}
_ROLE_BITS: Final = {role: 1 << bit for bit, role in enumerate(ROLES)}


class ColumnsBuilder:
    """Collects the facts of entries, then puts them in the order of the map."""

    def __init__(self) -> None:
        self._closed = {key: array("B") for key in CLOSED}
        self._open = {key: array("i") for key in ("country", "region", "city", "words")}
        self._place_ids = array("q")
        self._roles, self._having = array("B"), array("B")
        self._first, self._last, self._started = array("h"), array("h"), array("h")
        self._latitude, self._longitude = array("d"), array("d")
        self._links, self._updated, self._organisation = array("i"), array("i"), array("i")
        self._organisations = Numbering()
        self._places = PlaceBook()
        self._ids: list[str] = []
        self._names: list[str] = []

    def add(self, entry: Entry) -> str:
        """Take the facts of one entry; returns its stated place in words, for the index of texts."""
        stated, position = entry.initiative, entry.position
        precision = position.precision if position else None
        facts = (stated.sector, stated.programme, stated.status, stated.place_kind, precision)
        for key, value in zip(CLOSED, facts, strict=True):
            self._closed[key].append(_CODES[key][value] if value else 0)
        place = self._places.place(stated.city, stated.region, stated.country)
        for column, number in zip(
            self._open.values(), (place.country, place.region, place.city, place.words), strict=True
        ):
            column.append(number)
        self._roles.append(sum(_ROLE_BITS[role] for role in stated.roles))
        having = (stated.website, stated.sources, position, entry.last_checked)
        self._having.append(sum(bool(each) << bit for bit, each in enumerate(having)))
        self._add_years(stated.year_started, stated.year_ended, stated.status)
        self._place_ids.append((position and position.place_id) or 0)
        self._latitude.append(position.coordinates.latitude if position else np.nan)
        self._longitude.append(position.coordinates.longitude if position else np.nan)
        self._links.append(len(entry.links))
        self._updated.append(stated.updated.toordinal() if stated.updated else 0)
        organisation = "; ".join(stated.organisation)
        self._organisation.append(self._organisations.number(fold(organisation), "", "") if organisation else 0)
        self._ids.append(stated.id)
        self._names.append(f"{fold(stated.name).removeprefix('the ')}\0{stated.id}")
        return place.text

    def _add_years(self, started: int | None, ended: int | None, status: Status) -> None:
        known = [year for year in (started, ended) if year is not None]
        is_open = status is Status.ACTIVE and ended is None
        self._first.append(known[0] if known else NEVER[0])
        self._last.append(NEVER[1] if not known else OPEN_END if is_open else known[-1])
        self._started.append(started or 0)

    def build(self) -> Columns:
        """Put everything in the order of the map. Raises InputRejected when two entries share an id."""
        size = len(self._ids)
        latitude, longitude = np.array(self._latitude), np.array(self._longitude)
        has_place = ~np.isnan(latitude)
        codes = np.full(size, np.iinfo(np.uint64).max, np.uint64)
        codes[has_place] = z_codes(latitude[has_place], longitude[has_place])
        order = np.argsort(codes, kind="stable")
        placed = int(np.count_nonzero(has_place))
        on_map = order[:placed]
        ids = np.array(self._ids or [""], "S")[order]
        by_id = np.argsort(ids)
        _refuse_twins(ids[by_id])
        name_rank = np.empty(size, np.int32)
        name_rank[sorted(range(size), key=self._names.__getitem__)] = np.arange(size)
        coded = self._coded(order)
        return Columns(
            size=size,
            placed=placed,
            coded=coded,
            city_names=self._stated_cities(order),
            flags=self._flags(order),
            first_year=frozen(np.array(self._first, np.int16)[order]),
            last_year=frozen(np.array(self._last, np.int16)[order]),
            latitude=frozen(latitude[on_map]),
            longitude=frozen(longitude[on_map]),
            z_codes=frozen(codes[on_map]),
            name_rank=frozen(name_rank[order]),
            ranks=self._ranks(order, coded),
            ids=frozen(ids[by_id]),
            id_rows=frozen(by_id.astype(np.int32)),
            given=frozen(order.astype(np.int32)),
        )

    def _flags(self, order: Ints) -> Mapping[str, Flags]:
        def flags(bits: "array[int]", labels: Mapping[str, str], *, has_none: bool) -> Flags:
            values = tuple(str(value) for value in labels)
            return Flags(_in_order(bits, order), values, tuple(labels.values()), has_none)

        return {
            "role": flags(self._roles, {key: term.label for key, term in ROLES.items()}, has_none=True),
            "has": flags(self._having, HAVING_LABELS, has_none=False),
        }

    def _coded(self, order: Ints) -> Mapping[str, Coded]:
        closed = {key: _closed(key, self._closed[key], order) for key in CLOSED}
        places = self._places
        return {
            **closed,
            "country": _open(places.countries, np.array(self._open["country"])[order]),
            "region": _open(places.regions, np.array(self._open["region"])[order]),
            "city": self._cities(order),
        }

    def _stated_cities(self, order: Ints) -> Coded:
        return _open(self._places.cities, np.array(self._open["city"])[order])

    def _cities(self, order: Ints) -> Coded:
        """Number the cities by their GeoNames id where one is known, else by their stated name.

        An entry without an id whose stated city another entry has under an id belongs to that city, so that no
        city is listed twice.
        """
        names, place_ids = np.array(self._open["city"], np.int64), np.array(self._place_ids, np.int64)
        unknown = np.iinfo(np.int64).max
        id_of_name = np.full(len(self._places.cities.values), unknown)
        known = (place_ids > 0) & (names > 0)
        np.minimum.at(id_of_name, names[known], place_ids[known])
        lent = np.where(id_of_name[names] < unknown, id_of_name[names], 0)
        # Negative numbers stand for cities that have only a name.
        keys = np.where(place_ids > 0, place_ids, np.where((names > 0) & (lent > 0), lent, -names))
        distinct, first, numbers = np.unique(keys, return_index=True, return_inverse=True)
        book = Numbering()
        positions = np.zeros(len(distinct), np.int64)
        for place, (key, name) in enumerate(zip(distinct.tolist(), names[first].tolist(), strict=True)):
            value = str(key) if key > 0 else self._places.cities.values[name]
            label = self._places.cities.labels[name] or value
            positions[place] = book.number(value, value, label) if key else 0
        return _open(book, positions[numbers][order])

    def _ranks(self, order: Ints, coded: Mapping[str, Coded]) -> Mapping[str, Rows]:
        ranks = {
            "organisation": _rank(self._organisations)[np.array(self._organisation, np.int64)],
            "place": _rank(self._places.words)[np.array(self._open["words"], np.int64)],
            "year": np.array(self._started),
            "updated": np.array(self._updated),
            "linked": np.array(self._links) + 1,
        }
        ordered = {key: frozen(rank.astype(np.int32)[order]) for key, rank in ranks.items()}
        return ordered | {key: frozen(coded[key].codes.astype(np.int32)) for key in ("sector", "status")}


def _in_order(bits: "array[int]", order: Ints) -> Bits:
    return frozen(np.array(bits, np.uint8)[order])


def _closed(key: str, codes: "array[int]", order: Ints) -> Coded:
    terms = VOCABULARIES[key]
    return Coded(
        codes=_in_order(codes, order),
        values=(NOT_STATED, *terms),
        labels=(NOT_STATED_LABEL, *(term.label for term in terms.values())),
        numbers={NOT_STATED: 0, **_CODES[key]},
        is_open=False,
    )


def _open(book: Numbering, numbers: NDArray[Any]) -> Coded:
    """Number the values anew, in the order of their labels."""
    places = sorted(range(1, len(book.values)), key=lambda number: (fold(book.labels[number]), book.values[number]))
    codes = np.zeros(len(book.values), np.int64)
    codes[places] = np.arange(1, len(book.values))
    return Coded(
        codes=frozen(small(codes[numbers], len(places))),
        values=(NOT_STATED, *(book.values[number] for number in places)),
        labels=(NOT_STATED_LABEL, *(book.labels[number] for number in places)),
        numbers={NOT_STATED: 0} | {key: int(codes[number]) for key, number in book.numbers.items()},
        is_open=True,
    )


def _rank(book: Numbering) -> Ints:
    """Return by number the rank of its key among all keys, from 1; 0 stays 0."""
    ranks = np.zeros(len(book.values), np.int64)
    for rank, key in enumerate(sorted(book.numbers), 1):
        ranks[book.numbers[key]] = rank
    return ranks


def _refuse_twins(ids: Sequence[bytes] | NDArray[np.bytes_]) -> None:
    twins = np.flatnonzero(np.asarray(ids[1:]) == np.asarray(ids[:-1]))
    if twins.size:
        names = sorted({ids[int(twin)].decode() for twin in twins})
        issues = [
            Issue(code="duplicate-id", column="id", value=name, hint="give each initiative its own id")
            for name in names
        ]
        raise InputRejected(f"two entries share the id {names[0]}", issues=issues)
