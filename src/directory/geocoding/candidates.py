"""What a query may mean, and how the possible meanings are compared."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from directory.geocoding.database import Area, Place
from directory.geocoding.normalise import name_key
from directory.geocoding.readings import Reading
from directory.geocoding.schema import Kind
from directory.model.coordinates import distance_m

_RIVAL_M: Final = 50_000
_RIVAL_WEIGHT: Final = 2.5
"""How much lighter than the first a candidate may be and still be its rival: about 300 times fewer people."""
_BOTH_NAMES: Final = 3.0
"""What it weighs that a place bears two of the names given, as in "Biel/Bienne"."""
_KIND_WEIGHTS: Final = {Kind.PRIMARY: 1.5, Kind.ALTERNATE: 0.0, Kind.TRANSLITERATED: -2.0, Kind.CODE: -1.5}
_KIND_COSTS: Final = {Kind.PRIMARY: 0, Kind.ALTERNATE: 3, Kind.TRANSLITERATED: 15, Kind.CODE: 15}
_REGION_SCORE: Final = 60
_COUNTRY_SCORE: Final = 40
_FALLBACK_COST: Final = 20


class Match(StrEnum):
    """How a query met its answer."""

    EXACT = "exact"
    ALTERNATE = "alternate"
    FUZZY = "fuzzy"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place or an area that a query may mean."""

    target: Place | Area
    match: Match
    reading: Reading
    weight: float = 0.0
    """Compares the places of one query: the logarithm of the people there, more for what fits better."""
    slips: int = 0
    """Letters that differ from the name."""
    liberties: int = 0
    """Liberties taken with the words, as in reading "City of X" as "X"."""
    kind: Kind = Kind.PRIMARY
    rivals: int = 0
    """How many other places the words could mean as well, each over 50 km away; counted for the best one."""

    @property
    def score(self) -> int:
        """How sure the answer is, from 0 to 100."""
        scope = self.reading.scope
        if isinstance(self.target, Area):
            base = _REGION_SCORE if self.target.name else _COUNTRY_SCORE
            return base - (_FALLBACK_COST if self.match is Match.FALLBACK else 0)
        score = 100 - _KIND_COSTS[self.kind] - 15 * self.slips - 3 * self.liberties - 5 * self.reading.skipped
        score -= 15 if scope.unread else 0
        score -= 10 if scope.is_anywhere else 0
        score -= min(30, 5 * self.rivals)
        return max(score, 5)


def weight_of(place: Place, kind: Kind, reading: Reading) -> float:
    """Return how likely a place is what a reading means."""
    weight = math.log10(place.population + 10) + _KIND_WEIGHTS[kind] - 3.0 * reading.skipped
    weight += 0.0 if reading.scope.is_anywhere else 1.0
    if reading.scope.regions:
        weight += 1.0 if reading.scope.is_part else 2.0
    return weight


def ranked(candidates: list[Candidate]) -> list[Candidate]:
    """Return each place once with its best reading, the best first and with its rivals counted."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.target.id)
        if known is None or candidate.weight > known.weight:
            best[candidate.target.id] = candidate
    ordered = sorted(best.values(), key=lambda candidate: (-candidate.weight, candidate.target.id))
    if len(ordered) > 1:
        ordered[0] = replace(ordered[0], rivals=_rivals(ordered[0], ordered[1:]))
    return ordered


def favouring_both(candidates: list[Candidate]) -> list[Candidate]:
    """Give more weight to places that bear several of the names given."""
    names: dict[int, set[str]] = {}
    for candidate in candidates:
        names.setdefault(candidate.target.id, set()).add(name_key(candidate.reading.city))
    return [
        replace(candidate, weight=candidate.weight + _BOTH_NAMES) if len(names[candidate.target.id]) > 1 else candidate
        for candidate in candidates
    ]


def _rivals(chosen: Candidate, others: list[Candidate]) -> int:
    here = chosen.target.coordinates
    close_behind = (other for other in others if other.weight >= chosen.weight - _RIVAL_WEIGHT)
    return sum(distance_m(here, other.target.coordinates) > _RIVAL_M for other in close_behind)
