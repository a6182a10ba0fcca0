"""Find entries that may be what somebody is about to add: same website, similar name nearby, same organisation."""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from directory.catalogue import Catalogue
from directory.model.coordinates import EARTH_RADIUS_M, Coordinates
from directory.model.entry import Entry, Position
from directory.model.text import fold, words

NEAR_M: Final = 50_000.0
"""How near a similar name counts."""
SIMILAR: Final = 85.0
"""From which likeness on (0 to 100, words in any order) two names are similar."""
SAME: Final = 95.0
"""From which likeness on two names are the same, wherever the other entry is, while no place is stated."""
SIMILAR_IN_ORGANISATION: Final = 70.0
"""The same, for two entries of one organisation."""
SHARED_BY: Final = 5
"""A host that so many entries name is a platform, and says nothing about any of them."""
LIMIT: Final = 5
"""How many are shown."""
SHARED_HOSTS: Final = frozenset({
    "github.com", "sites.google.com", "docs.google.com", "drive.google.com", "facebook.com", "twitter.com", "x.com",
    "instagram.com", "linkedin.com", "youtube.com", "youtu.be", "vimeo.com", "medium.com", "bit.ly", "tinyurl.com",
    "web.archive.org", "archive.org", "openbadges.org", "credly.com", "badgr.com", "badgr.io", "eventbrite.com",
    "en.wikipedia.org", "notion.site", "linktr.ee", "padlet.com", "slideshare.net", "hastac.org",
})  # fmt: skip
"""Hosts where many unrelated initiatives have a page."""
_HOST_SCORE: Final = 100.0
_NOWHERE: Final = np.nan


@dataclass(frozen=True, slots=True)
class Double:
    """A published entry that may be the same, and why."""

    id: str
    name: str
    organisation: str
    place: str
    reasons: tuple[str, ...]
    score: float
    """0 to 100; the likeliest first."""


@dataclass(frozen=True, slots=True)
class _Index:
    """Every entry as what is compared, in one order."""

    ids: Sequence[str]
    names: Sequence[str]
    """Folded, words sorted."""
    latitude: NDArray[np.float64]
    """Radians; not a number without a place."""
    longitude: NDArray[np.float64]
    by_host: Mapping[str, Sequence[int]]
    by_organisation: Mapping[str, Sequence[int]]


@dataclass(slots=True)
class _Found:
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)


_indexes: Final[WeakKeyDictionary[Catalogue, _Index]] = WeakKeyDictionary()
_lock: Final = threading.Lock()


def doubles(
    catalogue: Catalogue, candidate: Mapping[str, str], position: Position | None, *, own_id: str = ""
) -> tuple[Double, ...]:
    """Return the entries that may be the same as a candidate, the likeliest first.

    Args:
        catalogue: What is published.
        candidate: Cells by column, as typed so far.
        position: Where the candidate would be drawn.
        own_id: The entry that is being changed; never its own double.
    """
    index = _index_of(catalogue)
    found: defaultdict[int, _Found] = defaultdict(_Found)
    _by_host(index, candidate.get("website", ""), found)
    name = name_key(candidate.get("name", ""))
    if name:
        _by_organisation(index, candidate.get("organisation", ""), name, found)
        _by_name(index, name, position, found)
    best = sorted(found.items(), key=lambda item: (-item[1].score, index.ids[item[0]]))
    kept = [(index.ids[row], why) for row, why in best if index.ids[row] != own_id][:LIMIT]
    return tuple(_double(catalogue.get(id_), why) for id_, why in kept)


def prepare(catalogue: Catalogue) -> None:
    """Build what a snapshot is compared by, so that the first question need not wait (2 s for 100,000 entries)."""
    _index_of(catalogue)


def website_host(address: str) -> str:
    """Return the host of an address without `www.`; empty for none, and for hosts that many share."""
    try:
        host = (urlsplit(address.strip()).hostname or "").lower().rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in SHARED_HOSTS else host


def _by_host(index: _Index, website: str, found: Mapping[int, _Found]) -> None:
    host = website_host(website)
    rows = index.by_host.get(host, ()) if host else ()
    if len(rows) < SHARED_BY:
        for row in rows:
            _note(found[row], _HOST_SCORE, f"Same website: {host}")


def _by_organisation(index: _Index, organisations: str, name: str, found: Mapping[int, _Found]) -> None:
    rows = {row for part in organisations.split("; ") if part for row in index.by_organisation.get(fold(part), ())}
    for row, score in _similar(index, name, np.array(sorted(rows), np.int64), SIMILAR_IN_ORGANISATION):
        _note(found[row], score, "Same organisation, similar name")


def _by_name(index: _Index, name: str, position: Position | None, found: Mapping[int, _Found]) -> None:
    if position is None:
        # Whoever types the name first has not come to the place yet.
        placed = ~np.isnan(index.latitude)
        for row, score in _similar(index, name, np.flatnonzero(placed), SAME):
            _note(found[row], score, "Same name")
        for row, score in _similar(index, name, np.flatnonzero(~placed), SIMILAR):
            _note(found[row], score, "Similar name, no place either")
        return
    away = _distances_m(index, position.coordinates)
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero(away <= NEAR_M)
    for row, score in _similar(index, name, rows, SIMILAR):
        _note(found[row], score, f"Similar name, {_distance_words(float(away[row]))}")


def _distance_words(distance_m: float) -> str:
    kilometres = round(distance_m / 1000)
    return f"{kilometres} km away" if kilometres else "same place"


def _note(found: _Found, score: float, reason: str) -> None:
    found.score = max(found.score, score)
    found.reasons.append(reason)


def _similar(index: _Index, name: str, rows: NDArray[np.int64], least: float) -> list[tuple[int, float]]:
    if not rows.size:
        return []
    names = index.names if rows.size == len(index.names) else [index.names[row] for row in rows.tolist()]
    scores = process.cdist([name], names, scorer=fuzz.ratio, score_cutoff=least, dtype=np.float32)[0]
    hits = np.flatnonzero(scores >= least)
    best = hits[np.argsort(-scores[hits], kind="stable")][:LIMIT]
    return [(int(rows[hit]), float(scores[hit])) for hit in best]


def _distances_m(index: _Index, centre: Coordinates) -> NDArray[np.float64]:
    latitude, longitude = np.radians(centre.latitude), np.radians(centre.longitude)
    chord = (
        np.sin((index.latitude - latitude) / 2) ** 2
        + np.cos(index.latitude) * np.cos(latitude) * np.sin((index.longitude - longitude) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1))))


def _index_of(catalogue: Catalogue) -> _Index:
    with _lock:
        index = _indexes.get(catalogue)
        if index is None:
            index = _indexes[catalogue] = _build(catalogue)
        return index


def _build(catalogue: Catalogue) -> _Index:
    entries = catalogue.entries(np.arange(catalogue.size, dtype=np.int64))
    by_host: defaultdict[str, list[int]] = defaultdict(list)
    by_organisation: defaultdict[str, list[int]] = defaultdict(list)
    places = np.full((2, len(entries)), _NOWHERE)
    for row, entry in enumerate(entries):
        stated = entry.initiative
        if host := website_host(stated.website):
            by_host[host].append(row)
        for organisation in stated.organisation:
            by_organisation[fold(organisation)].append(row)
        if entry.position:
            places[:, row] = entry.position.coordinates.latitude, entry.position.coordinates.longitude
    latitude, longitude = np.radians(places)
    return _Index(
        ids=[entry.initiative.id for entry in entries],
        names=[name_key(entry.initiative.name) for entry in entries],
        latitude=latitude,
        longitude=longitude,
        by_host=by_host,
        by_organisation=by_organisation,
    )


def name_key(name: str) -> str:
    """Return the words of a name, folded and in one order: what names are compared by."""
    return " ".join(sorted(words(name)))


def _double(entry: Entry, found: _Found) -> Double:
    return Double(
        id=entry.initiative.id,
        name=entry.initiative.name,
        organisation="; ".join(entry.initiative.organisation),
        place=entry.place,
        reasons=tuple(found.reasons),
        score=round(found.score, 1),
    )
