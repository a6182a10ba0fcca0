"""Work lists: what published entries lack, and which of them may be one and the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.catalogue import Catalogue
from directory.catalogue.cache import Cache
from directory.model.criteria import Criteria
from directory.model.entry import Entry
from directory.model.vocabularies import PlaceKind
from directory.model.web_links import LinkKind, WebLink, web_link
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.published_doubles import Pair, pairs_of

ITEMS: Final = 50
"""How many items one page lists."""
_KEPT: Final = 8
"""How many lists are remembered: those of the newest snapshot."""


class Gap(StrEnum):
    """What an entry lacks."""

    NO_PLACE = "no-place"
    NO_YEARS = "no-years"
    UNCHECKED = "unchecked"
    DEAD_WEBSITE = "dead-website"


@dataclass(frozen=True, slots=True)
class GapItem:
    """An entry with a gap."""

    entry: Entry
    website: WebLink | None
    note: str
    """What else helps to close the gap; empty when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class GapPage:
    """One page of the entries with a gap, by id."""

    total: int
    page: int
    pages: int
    items: tuple[GapItem, ...]


@dataclass(frozen=True, slots=True)
class PairPage:
    """One page of the pairs that may be one entry, the likeliest first."""

    total: int
    page: int
    pages: int
    items: tuple[Pair, ...]


def _has_no_place(entry: Entry) -> bool:
    return entry.position is None and entry.initiative.place_kind is not PlaceKind.ONLINE


def _has_no_years(entry: Entry) -> bool:
    return entry.initiative.year_started is None and entry.initiative.year_ended is None


def _has_dead_website(entry: Entry) -> bool:
    website = entry.initiative.website
    return bool(website) and web_link(website).kind is LinkKind.UNSAFE


_FINDERS: Final[Mapping[Gap, Callable[[Entry], bool]]] = {
    Gap.NO_PLACE: _has_no_place,
    Gap.NO_YEARS: _has_no_years,
    Gap.UNCHECKED: lambda entry: entry.last_checked is None,
    Gap.DEAD_WEBSITE: _has_dead_website,
}
_ids: Final = Cache[tuple[str, ...]](limit_bytes=_KEPT, weigh=lambda _: 1)
_pairs: Final = Cache[tuple[Pair, ...]](limit_bytes=1, weigh=lambda _: 1)


def gaps(services: Curating, actor: Actor, gap: Gap, *, page: int = 1) -> GapPage:
    """Return a page of the entries with a gap; a page beyond the last is the last.

    Raises:
        NotSignedIn: The actor is no curator.
    """
    with services.store.read() as connection:
        permit(connection, actor)
    catalogue = services.catalogue
    ids = _ids.get((catalogue.version, gap), lambda: _with(catalogue, gap))
    number, pages, window = _page(len(ids), page)
    items = tuple(_item(catalogue.get(id_)) for id_ in ids[window])
    return GapPage(len(ids), number, pages, items)


def doubles(services: Curating, actor: Actor, *, page: int = 1) -> PairPage:
    """Return a page of the pairs of published entries that may be one; a page beyond the last is the last.

    Raises:
        NotSignedIn: The actor is no curator.
    """
    with services.store.read() as connection:
        permit(connection, actor)
    catalogue = services.catalogue
    found = _pairs.get(catalogue.version, lambda: pairs_of(catalogue))
    number, pages, window = _page(len(found), page)
    return PairPage(len(found), number, pages, found[window])


def _with(catalogue: Catalogue, gap: Gap) -> tuple[str, ...]:
    has_gap = _FINDERS[gap]
    return tuple(sorted(entry.initiative.id for entry in catalogue.all(Criteria()) if has_gap(entry)))


def _page(total: int, wanted: int) -> tuple[int, int, slice]:
    pages = max(1, -(-total // ITEMS))
    number = min(max(1, wanted), pages)
    return number, pages, slice((number - 1) * ITEMS, number * ITEMS)


def _item(entry: Entry) -> GapItem:
    website = entry.initiative.website
    note = "" if entry.position is None else entry.position.note
    return GapItem(entry, web_link(website) if website else None, note)
