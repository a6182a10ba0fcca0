"""How a stated name may be read: as it is, and without the words that only say what kind of place it is."""

import re
from collections.abc import Iterator
from typing import Final

from directory.geocoding.normalise import name_key
from directory.geocoding.words import (
    CITY_PREFIXES,
    CITY_SUFFIXES,
    CJK_SUFFIXES,
    JUNK_WORDS,
    ONLINE_WORDS,
    REGION_WORDS,
)

_JUNK_TOKENS: Final = frozenset(word for word in JUNK_WORDS if " " not in word) | {"and", "or", "only", "based"}
_PREFIXES: Final = tuple(sorted((f"{name_key(prefix)} " for prefix in CITY_PREFIXES), key=len, reverse=True))
_SUFFIXES: Final = tuple(sorted((f" {name_key(suffix)}" for suffix in CITY_SUFFIXES), key=len, reverse=True))
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_IN_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_ALSO: Final = re.compile(r"\s+(?:and|or|&|\+)\s+", re.IGNORECASE)
_ROMAN: Final = re.compile(r" [ivx]+$")
_WITH_DIGIT: Final = re.compile(r"\S*\d\S*")
_DUTCH_POSTCODE: Final = re.compile(r"\b\d{4}\s?[A-Z]{2}\b")
_NOT_A_PLACE: Final = re.compile(
    r"[<>{}$\\^=~]|https?:|www\.|\S@\S|'\s*\)|--\s*$|\b(?:drop\s+table|union\s+select|insert\s+into|delete\s+from)\b",
    re.IGNORECASE,
)
_LONE_PART: Final = 5
"""Letters that a part of a hyphenated name needs to be looked for alone: "Minneapolis-St. Paul"."""
_CARDINALS: Final = {"n": "north", "s": "south", "e": "east", "w": "west"}


def is_junk(key: str) -> bool:
    """Tell whether a key says that there is no place: "n a", "online", "worldwide", or nothing at all."""
    return not key or key in JUNK_WORDS or (" " in key and all(word in _JUNK_TOKENS for word in key.split()))


def is_no_place(text: str) -> bool:
    """Tell whether a text is code, markup or an address of the web, which no place name is."""
    return bool(_NOT_A_PLACE.search(text))


def without_online(text: str) -> str:
    """Drop what says that it is online as well: "Chicago and online" is in Chicago."""
    if not _ALSO.search(text):
        return text
    pieces = _ALSO.split(text)
    return " and ".join(piece for piece in pieces if name_key(piece) not in ONLINE_WORDS) or text


def without_postcode(text: str) -> str:
    """Drop words with digits: postcodes, house numbers, districts by number."""
    if not any(char.isdigit() for char in text):
        return text
    return " ".join(_WITH_DIGIT.sub(" ", _DUTCH_POSTCODE.sub(" ", text)).split()).strip("-– ")


def city_variants(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys under which a city may be found, each once, with the number of liberties taken."""
    seen: set[str] = set()
    for key, liberties in _city_variants(text):
        if key and key not in seen and not is_junk(key):
            seen.add(key)
            yield key, liberties


def _city_variants(text: str) -> Iterator[tuple[str, int]]:
    whole = name_key(text)
    yield whole, 0
    bases = [whole]
    bare = without_postcode(_BRACKETS.sub(" ", text))
    if bare != text:
        bases.append(name_key(bare))
        yield bases[-1], 1
    for base in bases:
        yield from ((key, 1) for key in _respelt(base))
    for base in bases:
        yield from ((key, 2) for key in _stripped(base))
    for part in whole.split(" and ") if " and " in whole else ():
        yield part, 3
    for part in re.split("[-–]", text):
        if part != text and len(part.strip()) >= _LONE_PART:
            yield name_key(part), 3
    for match in _IN_BRACKETS.finditer(text):
        yield name_key(match[1]), 3


def _respelt(key: str) -> Iterator[str]:
    first, _, rest = key.partition(" ")
    if rest and first in _CARDINALS:
        yield f"{_CARDINALS[first]} {rest}"
    if first == "mount":
        yield f"mountain {rest}"
    if " " in key:
        yield key.replace(" ", "")
    yield _ROMAN.sub("", key)


def _stripped(key: str) -> Iterator[str]:
    shorter = key
    for prefix in _PREFIXES:
        if key.startswith(prefix):
            shorter = key.removeprefix(prefix)
            yield shorter
            break
    for base in dict.fromkeys((key, shorter)):
        for suffix in _SUFFIXES:
            if base.endswith(suffix):
                yield base.removesuffix(suffix)
                break
    for suffix in CJK_SUFFIXES:
        if key.endswith(suffix) and len(key) > len(suffix) + 1:
            yield key.removesuffix(suffix)
            break


def region_keys(key: str) -> Iterator[str]:
    """Yield the key of a region without the words that only say its kind: "vilnius county" gives "vilnius"."""
    kept = [word for word in key.split() if word not in REGION_WORDS]
    if kept and len(" ".join(kept)) < len(key):
        yield " ".join(kept)
