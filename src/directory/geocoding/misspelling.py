"""Which names a misspelt one may stand for."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORT: Final = 4
"""Letters below which every slip makes another name."""
_DOUBTFUL: Final = 5
"""Letters below which a slip is only believed of a large city in a stated country."""
_MIDDLING: Final = 7
_LONG: Final = 9
"""Letters from which two slips still leave little doubt."""
_CLOSE_LIMIT: Final = 40
_FIRST_SOUNDS: Final = {letter: letters[0] for letters in ("ckq", "fp", "sz", "ijy", "vw") for letter in letters}
_DIRECTIONS: Final = frozenset({"north", "south", "east", "west", "new", "old", "upper", "lower", "great", "little"})


def close_names(key: str, names: Sequence[str], *, anywhere: bool) -> list[tuple[str, int]]:
    """Return the names that a misspelt key may stand for, each with its slips.

    A slip is a letter lost, added or changed, or two neighbours swapped.
    """
    allowed = 0 if len(key) < (_DOUBTFUL if anywhere else _SHORT) else 1 if len(key) < _MIDDLING else 2
    if not allowed:
        return []
    found = process.extract(key, names, scorer=OSA.distance, score_cutoff=allowed, limit=_CLOSE_LIMIT)
    return [(name, int(slips)) for name, slips, _ in found if _is_plausible(key, name, int(slips))]


def closest_name(key: str, names: Sequence[str]) -> str | None:
    """Return the name that a misspelt country or region means: one slip in five letters or more, two in ten or more."""
    allowed = 0 if len(key) < _DOUBTFUL else 1 if len(key) <= _LONG else 2
    best = process.extractOne(key, names, scorer=OSA.distance, score_cutoff=allowed) if allowed else None
    return best[0] if best else None


def population_needed(key: str, slips: int, *, in_region: bool) -> int:
    """Return how many people a place must have to be what a misspelt name means: the more is guessed, the more."""
    if len(key) < _DOUBTFUL:
        return 300_000
    sure = len(key) >= _LONG
    if slips <= 1:
        return 1_000 if in_region else 5_000 if sure else 20_000
    if in_region:
        return 5_000 if sure else 100_000
    return 50_000 if sure else 300_000


def _is_plausible(key: str, name: str, slips: int) -> bool:
    """Refuse what is no slip of the pen: another first sound, other digits, North for South, a short word replaced."""
    swapped = key[:2] == name[1::-1]
    if not swapped and _FIRST_SOUNDS.get(key[0], key[0]) != _FIRST_SOUNDS.get(name[0], name[0]):
        return False
    if slips > 1 and len(key) < _LONG and sorted(key) != sorted(name):
        return False
    ours, theirs = key.split(), name.split()
    return len(ours) != len(theirs) or all(map(_is_slip, ours, theirs))


def _is_slip(our: str, their: str) -> bool:
    if our == their:
        return True
    if {our, their} <= _DIRECTIONS or any(char.isdigit() for char in our + their):
        return False
    return bool(OSA.distance(our, their) <= max(1, len(our) // 3))
