"""Find pairs of published entries that may be one: same website, similar name in one organisation or one place.

Every entry against every other would be too much for a large directory, so only those that share a website's host,
an organisation, or a place are compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from directory.catalogue import Catalogue
from directory.model.criteria import Criteria
from directory.model.entry import Entry
from directory.model.text import fold
from directory.services.doubles import SHARED_BY, SIMILAR, SIMILAR_IN_ORGANISATION, name_key, website_host

PAIRS: Final = 2_000
"""How many pairs are listed at most."""
_CROWD: Final = 2_000
"""Of a larger group only so many are compared."""
_SAME: Final = 100.0
_CELLS_PER_DEGREE: Final = 2
"""Places nearer than half a degree may share a cell; a city's entries have one position, so they always do."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one, and why."""

    one: Entry
    other: Entry
    reasons: tuple[str, ...]
    score: float
    """0 to 100; the likeliest first."""


class _Found:
    """What speaks for each pair."""

    def __init__(self) -> None:
        self.reasons: defaultdict[tuple[int, int], dict[str, None]] = defaultdict(dict)
        self.scores: defaultdict[tuple[int, int], float] = defaultdict(float)

    def note(self, one: int, other: int, score: float, reason: str) -> None:
        pair = (min(one, other), max(one, other))
        self.reasons[pair][reason] = None
        self.scores[pair] = max(self.scores[pair], score)


def pairs_of(catalogue: Catalogue) -> tuple[Pair, ...]:
    """Return the pairs, the likeliest first."""
    entries = sorted(catalogue.all(Criteria()), key=lambda entry: entry.initiative.id)
    names = [name_key(entry.initiative.name) for entry in entries]
    found = _Found()
    for host, rows in _groups(entries, lambda entry: [website_host(entry.initiative.website)]).items():
        # A host that many name is a platform, and says nothing about any of them.
        if len(rows) < SHARED_BY:
            for one, other in combinations(rows, 2):
                found.note(one, other, _SAME, f"Same website: {host}")
    for rows in _groups(entries, lambda entry: map(fold, entry.initiative.organisation)).values():
        for one, other, score in _similar(names, rows, SIMILAR_IN_ORGANISATION):
            found.note(one, other, score, "Same organisation, similar name")
    for where, rows in _groups(entries, lambda entry: [_cell(entry)]).items():
        for one, other, score in _similar(names, rows, SIMILAR):
            found.note(one, other, score, f"Similar name, {'no place either' if where == _NOWHERE else 'near by'}")
    best = sorted(found.scores.items(), key=lambda item: (-item[1], item[0]))[:PAIRS]
    return tuple(
        Pair(entries[one], entries[other], tuple(found.reasons[one, other]), round(score, 1))
        for (one, other), score in best
    )


_NOWHERE: Final = "nowhere"


def _cell(entry: Entry) -> str:
    if entry.position is None:
        return _NOWHERE
    point = entry.position.coordinates
    return f"{round(point.latitude * _CELLS_PER_DEGREE)},{round(point.longitude * _CELLS_PER_DEGREE)}"


def _groups(entries: Sequence[Entry], keys: Callable[[Entry], Iterable[str]]) -> dict[str, list[int]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for row, entry in enumerate(entries):
        for key in keys(entry):
            if key:
                groups[key].append(row)
    return {key: rows[:_CROWD] for key, rows in groups.items() if len(rows) > 1}


def _similar(names: Sequence[str], rows: Sequence[int], least: float) -> Iterator[tuple[int, int, float]]:
    own = [names[row] for row in rows]
    scores = process.cdist(own, own, scorer=fuzz.ratio, score_cutoff=least, dtype=np.float32)
    for one, other in np.argwhere(np.triu(scores >= least, k=1)).tolist():
        if own[one]:
            yield rows[one], rows[other], float(scores[one, other])
