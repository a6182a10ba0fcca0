"""The ways in which a stated place may be meant: which words are the city, and which the area it lies in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from directory.geocoding.aliases import FORMER_COUNTRIES, TERRITORIES
from directory.geocoding.database import GazetteerFile
from directory.geocoding.misspelling import closest_name
from directory.geocoding.names import is_junk, region_keys, without_online, without_postcode
from directory.geocoding.normalise import name_key
from directory.model.countries import country_name

_SEPARATORS: Final = re.compile(r"[,;|\n\t\r،、，]+|\s[-–—·•]\s|--+")
_PARTS_LIMIT: Final = 8
_TAIL_WORDS: Final = 3
_FIRST_LEVEL: Final = 3
"""Ranks of region names below this mean the region itself, not a part of it."""
_LIKE_A_COUNTRY: Final = 1_000_000
"""People of a region from which it may be named where a country is asked for."""
_FORMER: Final = {name_key(name): frozenset(codes) for name, codes in FORMER_COUNTRIES.items()}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a place must lie: any of the countries, any of the regions; empty means anywhere."""

    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    """GeoNames codes of first-level regions, all within the countries."""
    is_part: bool = False
    """Whether the words meant a part of the region (a county) instead of the region itself."""
    unread: bool = False
    """Whether a region was stated that nobody understands."""
    is_rival: bool = False
    """Whether a country has the same name as the regions."""

    @property
    def is_anywhere(self) -> bool:
        """Whether nothing is known."""
        return not self.countries


ANYWHERE: Final = Scope()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a text."""

    city: str
    """The words taken for the city; empty when the text only names an area."""
    scope: Scope
    skipped: int = 0
    """How many parts were taken for a street or the like."""
    namesake: int = 0
    """When parts were skipped: how many people live in the country or region that the city's words name as well."""
    nations: frozenset[str] = frozenset()
    """When parts were skipped: the countries that the city's words name as well; no city elsewhere is meant then."""


class Reader:
    """Understands the parts of a stated place."""

    def __init__(self, file: GazetteerFile) -> None:
        self._file = file

    def scope(self, region: str, country: str) -> Scope | None:
        """Return where a place must lie by its stated region and country; None when the country is unknown."""
        scope = ANYWHERE
        if not is_junk_country(country):
            found = self._country(country)
            if found is None:
                return None
            scope = found
        for part in reversed(split(region)):
            narrowed = self._region(part, scope)
            scope = replace(scope, unread=True) if narrowed is None else narrowed
        return scope

    def _country(self, text: str) -> Scope | None:
        key = name_key(text)
        if code := self._file.country_named(key):
            return self._constituent(key, code) or Scope(frozenset({code}))
        if key in _FORMER:
            return Scope(_FORMER[key])
        regions = self._regions(key, ANYWHERE)
        if regions and not regions.is_part and (largest := self._largest(regions)):
            return largest
        parts = split(text)
        if len(parts) > 1 and (outer := self._country(parts[-1])):
            return self._region(parts[0], outer) or outer
        close = closest_name(key, self._file.common_country_keys())
        code = self._file.country_named(close) if close else None
        return Scope(frozenset({code})) if code else None

    def _constituent(self, key: str, code: str) -> Scope | None:
        """Return the region when a name that some take for a country is a part of it, as England is."""
        if key in {name_key(country_name(code)), code.casefold()}:
            return None
        named = [name for name in self._file.regions_named(key, frozenset({code})) if name.rank == 0]
        return Scope(frozenset({code}), frozenset(name.region for name in named)) if named else None

    def _region(self, text: str, scope: Scope) -> Scope | None:
        """Return the scope narrowed to a stated region; None when nothing is understood."""
        if scope.regions:
            return scope
        exact = self.areas(text, scope)
        if exact:
            # In the region's own field a region goes before a country of the same name.
            return next((area for area in exact if area.regions), exact[0])
        if len(scope.countries) == 1:
            (country,) = scope.countries
            for territory in self.areas(text, ANYWHERE):
                if not territory.regions and territory.countries <= {country, *TERRITORIES.get(country, ())}:
                    return territory
            close = closest_name(name_key(text), self._file.region_keys_of(country))
            return self._regions(close, scope) if close else None
        return None

    def areas(self, text: str, scope: Scope) -> list[Scope]:
        """Return every country or region that a text may name exactly within a scope."""
        key = name_key(without_postcode(text))
        if not key or scope.regions:
            return []
        found = []
        code = self._file.country_named(key)
        if scope.is_anywhere:
            if code:
                found.append(self._constituent(key, code) or Scope(frozenset({code})))
            elif key in _FORMER:
                found.append(Scope(_FORMER[key]))
        elif code and any(code in TERRITORIES.get(country, ()) for country in scope.countries):
            found.append(Scope(frozenset({code})))
        regions = self._regions(key, scope)
        # Switzerland is the country, not the county in Indiana.
        if regions and not (found and regions.is_part):
            found.append(replace(regions, is_rival=bool(found)))
        return found

    def _regions(self, key: str, scope: Scope) -> Scope | None:
        for wanted in (key, *region_keys(key)):
            names = self._file.regions_named(wanted, scope.countries)
            whole = [name for name in names if name.rank < _FIRST_LEVEL]
            if names:
                chosen = whole or names
                countries = frozenset(name.country for name in chosen)
                return Scope(countries, frozenset(name.region for name in chosen), is_part=not whole)
        return None

    def _largest(self, scope: Scope) -> Scope | None:
        """Return the most populous region; None when it is too small to be taken for a country."""
        areas = [area for code in sorted(scope.regions) if (area := self._file.area(code))]
        largest = max(areas, key=lambda area: area.population)
        if largest.population < _LIKE_A_COUNTRY:
            return None
        return replace(scope, countries=frozenset({largest.country}), regions=frozenset({largest.code}))

    def readings(self, parts: list[str], scope: Scope) -> Iterator[Reading]:
        """Yield the ways to read the parts of a text in their order: the city last, or followed by its areas."""
        if not parts:
            return
        areas = self.areas(parts[-1], scope)
        namesake = self._population(areas) if len(parts) > 1 else 0
        nations = (area.countries for area in areas if len(parts) > 1 and not area.regions)
        yield Reading(parts[-1], scope, len(parts) - 1, namesake, frozenset().union(*nations))
        for area in areas:
            if len(parts) == 1:
                yield Reading("", area)
            else:
                yield from self.readings(parts[:-1], area)

    def _population(self, scopes: list[Scope]) -> int:
        codes = {code for scope in scopes if not scope.is_part for code in scope.regions or scope.countries}
        return max((area.population for code in codes if (area := self._file.area(code))), default=0)

    def tail_readings(self, parts: list[str], scope: Scope) -> Iterator[Reading]:
        """Yield the readings in which the last words of a part are its area, as in "London ON" or "Paris TX, USA"."""
        if not parts:
            return
        words = without_postcode(parts[-1]).split()
        for count in range(1, min(_TAIL_WORDS, len(words) - 1) + 1):
            head, tail = " ".join(words[:-count]), " ".join(words[-count:])
            for area in self.areas(tail, scope):
                yield Reading(head, area, len(parts) - 1)
                yield from self.tail_readings([*parts[:-1], head], area)
        for area in self.areas(parts[-1], scope):
            yield from self.tail_readings(parts[:-1], area)


def alternatives(text: str) -> list[list[str]]:
    """Split a text into its parts, in each way that a slash may be meant: between parts, or between names of one."""
    if "/" not in text:
        return [split(text)]
    ways = [text.replace("/", ",")]
    for part in text.split(","):
        ways += [text.replace(part, name) for name in part.split("/") if "/" in part]
    found: list[list[str]] = []
    for parts in map(split, ways[:_PARTS_LIMIT]):
        if parts not in found:
            found.append(parts)
    return found


def split(text: str) -> list[str]:
    """Split a text into its parts, without those that say nothing."""
    parts = [without_online(part.strip()) for part in _SEPARATORS.split(text)][:_PARTS_LIMIT]
    return [part for part in parts if not is_junk(name_key(part)) and name_key(without_postcode(part) or part)]


def is_junk_country(text: str) -> bool:
    """Tell whether a stated country says nothing; unlike elsewhere "NA" does: it is Namibia."""
    key = name_key(text)
    return key != "na" and is_junk(key)
