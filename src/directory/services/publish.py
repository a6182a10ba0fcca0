"""From the store to what visitors see: reads what changed, and builds the next snapshot of it."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from directory.catalogue import Catalogue, Draft
from directory.model.criteria import Criteria
from directory.model.entry import Entry, Position
from directory.model.initiative import Initiative
from directory.model.link import Link, file_order
from directory.services.load import VERSION_LENGTH, Locate
from directory.store import Store
from directory.store import directory as stored
from directory.store.directory import Stored
from directory.store.following import NOTHING, Mark, changed_after, holds, newest
from directory.store.ledger import Kind

_ANEW_FROM: Final = 1_000
"""So many changes at once are read by reading everything."""
_ROUNDS: Final = 10
"""How often reading catches up with writers before it shows what it has."""


class Positions:
    """Locates initiatives; those without a street share the answer for their place."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate
        self._known: dict[tuple[object, ...], Position | None] = {}

    def of(self, initiative: Initiative) -> Position | None:
        """Return the position of an initiative."""
        if initiative.address or initiative.latitude is not None:
            return self._locate(initiative)  # an online service is asked again, since it may have failed before
        place = (initiative.place_kind, initiative.city, initiative.region, initiative.country)
        if place not in self._known:
            self._known[place] = self._locate(initiative)
        return self._known[place]


class Published:
    """Everything that the store publishes, kept in memory and brought up to date by what changed; for one thread."""

    def __init__(self, locate: Locate, *, gazetteer_digest: str) -> None:
        """Begin with nothing read.

        Args:
            locate: Finds the position of an initiative; a `geocoding.Locator`'s, as a rule.
            gazetteer_digest: Names the gazetteer that `locate` asks, as part of the version.
        """
        self._positions = Positions(locate)
        self._gazetteer_digest = gazetteer_digest
        self._shown: Mark | None = None
        """What the last snapshot shows; None before the first."""
        self._forget()

    def _forget(self) -> None:
        self._mark: Mark | None = None
        """Up to where everything was read; None while it was not."""
        self._initiatives: dict[str, Stored] = {}
        self._links: dict[str, Link] = {}
        self._linked: defaultdict[str, set[str]] = defaultdict(set)
        """By initiative, the keys of its links."""
        self._aliases: dict[str, str] = {}
        self._draft = Draft()
        self._answers: dict[str, bytes] = {}
        """By initiative with a street, where it is said to be."""

    def follow(self, store: Store) -> bool:
        """Read what changed, and tell whether there is anything that the last snapshot does not show.

        Raises:
            TryLater: The store does not answer; snapshots stay as they are, and the next call makes up for it.
        """
        for _ in range(_ROUNDS):
            with store.read() as connection:
                mark, known = newest(connection), self._mark is not None and holds(connection, self._mark)
            if known and mark == self._mark:
                break
            former, self._mark = self._mark, None  # half read is not read
            if not known or former is None:
                self._read_all(store)
            else:
                self._read_after(store, former)
            # What was written while this was read comes with the next round.
            self._mark = mark
        return self._mark != self._shown

    def catalogue(self) -> Catalogue:
        """Build a snapshot of what was read, with the answers that every visit asks for ready."""
        catalogue = self._draft.catalogue(self._version(), aliases=dict(self._aliases))
        everything = Criteria()
        catalogue.facets(everything)
        catalogue.years(everything)
        catalogue.page(everything)
        self._shown = self._mark
        return catalogue

    @property
    def ids(self) -> Collection[str]:
        """The ids of all initiatives that are published."""
        return self._initiatives.keys()

    def initiatives(self) -> list[Initiative]:
        """Return all initiatives that are published."""
        return [found.initiative for found in self._initiatives.values()]

    def links(self) -> list[Link]:
        """Return all links that are published."""
        return list(self._links.values())

    def _version(self) -> str:
        """Name what is published: the chain up to here, the gazetteer, and what online services answered."""
        digest = hashlib.sha256(f"{(self._mark or NOTHING).hash}\n{self._gazetteer_digest}\n".encode())
        for id_ in sorted(self._answers):
            digest.update(self._answers[id_])
        return digest.hexdigest()[:VERSION_LENGTH]

    def _read_all(self, store: Store) -> None:
        self._forget()
        for chunk in _chunks(store):
            self._initiatives |= {each.initiative.id: each for each in chunk}
        for links in _link_chunks(store):
            for key, link in links:
                self._put_link(key, link)
        with store.read() as connection:
            self._aliases = dict(stored.all_aliases(connection))
        self._renew(self._initiatives)

    def _read_after(self, store: Store, mark: Mark) -> None:
        with store.read() as connection:
            changes = changed_after(connection, mark, limit=_ANEW_FROM)
        if len(changes) == _ANEW_FROM:
            self._read_all(store)
            return
        touched: set[str] = set()
        for kind, subject in dict.fromkeys(changes):
            with store.read() as connection:
                if kind is Kind.LINK:
                    touched |= self._put_link(subject, stored.get_link(connection, subject))
                elif kind is Kind.ALIAS:
                    self._put_alias(subject, stored.alias_of(connection, subject))
                else:
                    touched |= self._put_initiative(subject, stored.get(connection, subject))
        self._renew(touched)

    def _put_initiative(self, id_: str, found: Stored | None) -> set[str]:
        """Take over an initiative; returns whose entries change by it."""
        if found is None:
            self._initiatives.pop(id_, None)
        else:
            self._initiatives[id_] = found
        return {id_} | {end for key in self._linked[id_] for end in _ends(self._links[key])}

    def _put_link(self, key: str, link: Link | None) -> set[str]:
        """Take over a link; returns whose entries change by it."""
        former = self._links.pop(key, None)
        if former is not None:
            for end in _ends(former):
                self._linked[end].discard(key)
        if link is not None:
            self._links[key] = link
            for end in _ends(link):
                self._linked[end].add(key)
        return {end for each in (former, link) if each is not None for end in _ends(each)}

    def _put_alias(self, old: str, target: str | None) -> None:
        if target is None:
            self._aliases.pop(old, None)
        else:
            self._aliases[old] = target

    def _renew(self, ids: Iterable[str]) -> None:
        """Make the entries of these initiatives anew; of one that is gone, none stays."""
        for id_ in ids:
            found = self._initiatives.get(id_)
            self._answers.pop(id_, None)
            if found is None:
                self._draft.remove(id_)
                continue
            position = self._positions.of(found.initiative)
            if found.initiative.address:
                self._answers[id_] = position.model_dump_json().encode() if position else b"-"
            links = tuple(self._links_of(id_)) if id_ in self._linked else ()
            self._draft.put(
                Entry(initiative=found.initiative, position=position, links=links, last_checked=found.checked)
            )

    def _links_of(self, id_: str) -> list[Link]:
        """Return the links of an initiative whose other end is published too, in the order of the data file."""
        links = (self._links[key] for key in self._linked[id_])
        return sorted((link for link in links if all(end in self._initiatives for end in _ends(link))), key=file_order)


def _ends(link: Link) -> tuple[str, str]:
    return link.source_id, link.target_id


def _chunks(store: Store) -> Iterator[list[Stored]]:
    """Read every initiative, each chunk in a short transaction of its own."""
    after = ""
    while True:
        with store.read() as connection:
            chunk = stored.initiatives_after(connection, after)
        if not chunk:
            return
        yield chunk
        after = chunk[-1].initiative.id


def _link_chunks(store: Store) -> Iterator[list[tuple[str, Link]]]:
    after = ""
    while True:
        with store.read() as connection:
            chunk = stored.links_after(connection, after)
        if not chunk:
            return
        yield chunk
        after = chunk[-1][0]
