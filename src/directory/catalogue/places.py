"""Stated places as the values of the facets country, region and city."""

from dataclasses import dataclass, field
from typing import NamedTuple

from directory.model.countries import country_name
from directory.model.entry import place_words
from directory.model.text import fold


class Place(NamedTuple):
    """The numbers of one stated place, each from 1 in order of appearance; 0 is "not stated"."""

    city: int
    region: int
    country: int
    words: int
    text: str
    """The place in words."""


class Numbering:
    """Gives every key a number from 1, and remembers the value and the label it first came with."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.values: list[str] = [""]
        self.labels: list[str] = [""]

    def number(self, key: str, value: str, label: str) -> int:
        """Return the number of the key."""
        found = self.numbers.setdefault(key, len(self.values))
        if found == len(self.values):
            self.values.append(value)
            self.labels.append(label)
        return found


@dataclass
class PlaceBook:
    """Numbers every stated place once: many entries share a city."""

    cities: Numbering = field(default_factory=Numbering)
    regions: Numbering = field(default_factory=Numbering)
    countries: Numbering = field(default_factory=Numbering)
    words: Numbering = field(default_factory=Numbering)
    _known: dict[tuple[str, str, str | None], Place] = field(default_factory=dict)

    def place(self, city: str, region: str, country: str | None) -> Place:
        """Return the numbers of a stated place."""
        stated = (city, region, country)
        found = self._known.get(stated)
        if found is None:
            found = self._known[stated] = self._number(city, region, country)
        return found

    def _number(self, city: str, region: str, country: str | None) -> Place:
        code, country_label = country or "", country_name(country) if country else ""
        text = place_words(city, region, country)
        city_value, region_value = f"{city},{region},{code}", f"{region},{code}"
        wider = region if region and region != city else country_label
        city_label = f"{city}, {wider}" if wider else city
        region_label = ", ".join(part for part in (region, country_label) if part)
        return Place(
            city=self.cities.number(fold(city_value), city_value, city_label) if city else 0,
            region=self.regions.number(fold(region_value), region_value, region_label) if region else 0,
            country=self.countries.number(code, code, country_label) if code else 0,
            words=self.words.number(fold(text), text, text) if text else 0,
            text=text,
        )
