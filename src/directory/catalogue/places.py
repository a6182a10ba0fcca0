"""Stated places as the values of the facets country, region and city."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from directory.catalogue.arrays import Ints
from directory.model.countries import country_name
from directory.model.entry import place_words
from directory.model.text import fold

PARTS: Final = ("city", "region", "country", "words")
"""What a stated place says; the last is all of it in words."""


class Part(NamedTuple):
    """What an entry says of one part of its place; without a key, nothing."""

    key: str
    """Folded: spellings vary."""
    value: str
    label: str


_NOTHING: Final = Part("", "", "")


class StatedPlaces:
    """Numbers every stated place from 0: many entries share one. A number stays for good."""

    def __init__(self) -> None:
        self.parts: list[tuple[Part, ...]] = []
        """By number, what each of `PARTS` says."""
        self._numbers: dict[tuple[str, str, str | None], int] = {}

    def number(self, city: str, region: str, country: str | None) -> int:
        """Return the number of a stated place."""
        number = self._numbers.setdefault((city, region, country), len(self.parts))
        if number == len(self.parts):
            self.parts.append(_parts(city, region, country))
        return number

    def text(self, number: int) -> str:
        """Return a place in words."""
        return self.parts[number][-1].value


def _parts(city: str, region: str, country: str | None) -> tuple[Part, ...]:
    code, country_label = country or "", country_name(country) if country else ""
    text = place_words(city, region, country)
    city_value, region_value = f"{city},{region},{code}", f"{region},{code}"
    wider = region if region and region != city else country_label
    city_label = f"{city}, {wider}" if wider else city
    region_label = ", ".join(part for part in (region, country_label) if part)
    return (
        Part(fold(city_value), city_value, city_label) if city else _NOTHING,
        Part(fold(region_value), region_value, region_label) if region else _NOTHING,
        Part(code, code, country_label),
        Part(fold(text), text, text),
    )


class Numbering:
    """Gives every key a number from 1, and remembers the value and the label it first came with."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.values: list[str] = [""]
        self.labels: list[str] = [""]

    def number(self, key: str, value: str, label: str) -> int:
        """Return the number of the key; 0 for an empty one."""
        if not key:
            return 0
        found = self.numbers.setdefault(key, len(self.values))
        if found == len(self.values):
            self.values.append(value)
            self.labels.append(label)
        return found


class Numbered(NamedTuple):
    """A part of the place of every entry."""

    book: Numbering
    numbers: Ints
    """By entry; 0 is "not stated"."""


def numbered(places: Sequence[tuple[Part, ...]], stated: Ints) -> Mapping[str, Numbered]:
    """Number each of `PARTS` by first appearance, so that a spelling counts only while some entry has it.

    Args:
        places: By number, what each part says; those that no entry states are left out.
        stated: By entry, the number of its place.
    """
    books = tuple(Numbering() for _ in PARTS)
    numbers = np.zeros((len(PARTS), len(places)), np.int64)
    distinct, first = np.unique(stated, return_index=True)
    for place in distinct[np.argsort(first)].tolist():
        numbers[:, place] = [book.number(*part) for book, part in zip(books, places[place], strict=True)]
    return {part: Numbered(book, row[stated]) for part, book, row in zip(PARTS, books, numbers, strict=True)}
