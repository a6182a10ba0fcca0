"""Reads from each entry what a catalogue is built of, in a compact form that outlasts a build."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from struct import Struct
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.columns import NEVER, OPEN_END
from directory.catalogue.places import StatedPlaces
from directory.catalogue.words import Tokens
from directory.model.entry import Entry
from directory.model.text import fold
from directory.model.vocabularies import ROLES, VOCABULARIES, Status

CLOSED: Final = ("sector", "programme", "status", "place_kind", "precision")
"""The facets whose values a vocabulary lists, at most one per entry."""
CODES: Final[Mapping[str, Mapping[str, int]]] = {
    key: {value: code for code, value in enumerate(VOCABULARIES[key], 1)} for key in CLOSED
}
_ROLE_BITS: Final = {role: 1 << bit for bit, role in enumerate(ROLES)}
_LAYOUT: Final = {
    **dict.fromkeys((*CLOSED, "roles", "having"), "B"),
    **dict.fromkeys(("started", "first", "last"), "h"),
    **dict.fromkeys(("place", "organisation", "links", "updated"), "i"),
    "place_id": "q",
    **dict.fromkeys(("latitude", "longitude"), "d"),
}
_RECORD: Final = np.dtype(list(_LAYOUT.items()))
_pack: Final = Struct("=" + "".join(_LAYOUT.values())).pack


Read = tuple[str, str, bytes, bytes]
"""Of one entry: its id, the name that orders it, its numbers as `records` lays them out, its words as `Tokens` does.

A plain tuple: the garbage collector lets go of those that hold texts alone, and no others; 100,000 more objects to
visit would cost a first build a second.
"""


class Reader:
    """Reads entries; the numbers that it gives to words, places and organisations stay for good."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.places = StatedPlaces()
        self.organisations: dict[str, int] = {}
        """The number of each folded name, from 1."""

    def read(self, entries: Iterable[Entry]) -> Iterator[Read]:
        """Read entry after entry."""
        tokens = Tokens(self.words)
        for entry in entries:
            stated = entry.initiative
            place = self.places.number(stated.city, stated.region, stated.country)
            name = f"{fold(stated.name).removeprefix('the ')}\0{stated.id}"
            text = tokens.text(entry, place=self.places.text(place))
            yield stated.id, name, self._record(entry, place), text

    def _record(self, entry: Entry, place: int) -> bytes:
        stated, position = entry.initiative, entry.position
        closed = (
            stated.sector,
            stated.programme,
            stated.status,
            stated.place_kind,
            position.precision if position else None,
        )
        having = (stated.website, stated.sources, position, entry.last_checked)
        organisation = "; ".join(stated.organisation)
        return _pack(
            *[codes[value] if value else 0 for codes, value in zip(CODES.values(), closed, strict=True)],
            sum([_ROLE_BITS[role] for role in stated.roles]),
            sum([bool(each) << bit for bit, each in enumerate(having)]),
            *_years(stated.year_started, stated.year_ended, stated.status),
            place,
            self.organisations.setdefault(fold(organisation), len(self.organisations) + 1) if organisation else 0,
            len(entry.links),
            stated.updated.toordinal() if stated.updated else 0,
            (position and position.place_id) or 0,
            position.coordinates.latitude if position else np.nan,
            position.coordinates.longitude if position else np.nan,
        )


def _years(started: int | None, ended: int | None, status: Status) -> tuple[int, int, int]:
    """Return the stated first year or 0, then the first and the last of the known span."""
    known = [year for year in (started, ended) if year is not None]
    if not known:
        return 0, *NEVER
    is_open = status is Status.ACTIVE and ended is None
    return started or 0, known[0], OPEN_END if is_open else known[-1]


def records(reads: Sequence[Read]) -> NDArray[Any]:
    """Return the numbers of all entries, by name: the code of each of `CLOSED`, bits, years, numbers, degrees.

    The place is its number among the reader's, `place_id` and `updated` are 0 and degrees not a number where nothing
    is known.
    """
    return np.frombuffer(b"".join([record for _, _, record, _ in reads]), _RECORD)
