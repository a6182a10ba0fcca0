"""Choosing the place that a text means: exact names first, misspelt ones after, an area as the honest rest."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from directory.geocoding.aliases import CITY_STATES, TERRITORIES
from directory.geocoding.candidates import Candidate, Match, favouring_both, ranked, weight_of
from directory.geocoding.database import Area, GazetteerFile, Place
from directory.geocoding.misspelling import close_names, population_needed
from directory.geocoding.names import city_variants
from directory.geocoding.normalise import is_latin, name_key
from directory.geocoding.readings import Reader, Reading, Scope, alternatives
from directory.geocoding.schema import Kind

_NAMESAKE_FACTOR: Final = 20
"""How many times more people an area has than a city of its name that nobody means by that name alone."""
_NAMESAKE_FACTOR_WITHIN: Final = 100
"""The same when the country is stated: "Zacatecas, Mexico" is more likely the city."""

_WELL_KNOWN: Final = 500_000
"""People of a city whose name nobody writes by mistake."""


class Matcher:
    """Finds the candidates for a text within a scope."""

    def __init__(self, file: GazetteerFile, reader: Reader) -> None:
        self._file = file
        self._reader = reader

    def find(self, text: str, scope: Scope, *, is_line: bool) -> list[Candidate]:
        """Return the candidates, the best first.

        Args:
            text: The city, or a line that may name its area too.
            scope: Where it must lie.
            is_line: Whether the text is all there is, so that a country's bare name means the country.
        """
        lines = alternatives(text)
        readings = [reading for parts in lines for reading in self._reader.readings(parts, scope)]
        exact = self._exact(readings, both_names=len(lines) > 1)
        areas = self._areas(readings)
        if exact and areas and self._means_area(exact[0], areas[0], is_line=is_line):
            exact = []
        return (
            exact
            or self._exact(_overseas(readings))
            or [area for area in areas if area.match is Match.EXACT]
            or self._exact(one for parts in lines for one in self._reader.tail_readings(parts, scope))
            or areas
            or self._exact(
                one
                for parts in lines
                if len(parts) > 1
                for one in self._reader.readings(parts[::-1], scope)
                if not one.skipped
            )
            or self._fuzzy(readings)
            or self._fallback(readings, scope)
        )

    def _areas(self, readings: list[Reading]) -> list[Candidate]:
        found = [self._area_candidate(reading.scope, Match.EXACT) for reading in readings if not reading.city]
        return [candidate for candidate in found if candidate]

    def _exact(self, readings: Iterable[Reading], *, both_names: bool = False) -> list[Candidate]:
        found = [candidate for reading in readings if reading.city for candidate in self._named(reading)]
        return ranked(favouring_both(found) if both_names else found)

    def _named(self, reading: Reading) -> list[Candidate]:
        for key, liberties in city_variants(reading.city):
            found = [
                Candidate(
                    place,
                    Match.EXACT if kind is Kind.PRIMARY else Match.ALTERNATE,
                    reading,
                    weight_of(place, kind, reading) - liberties,
                    liberties=liberties,
                    kind=kind,
                )
                for kind, place in self._file.places_named(key, reading.scope.countries)
                if (not reading.scope.regions or place.region in reading.scope.regions)
                and (place.capital or place.population >= reading.namesake / _NAMESAKE_FACTOR)
                and (not reading.nations or (kind is Kind.PRIMARY and place.country in reading.nations))
            ]
            if found:
                return found
        return []

    def _means_area(self, city: Candidate, named: Candidate, *, is_line: bool) -> bool:
        """Tell whether a bare name means the area instead of a city called the same."""
        area = named.target
        if city.reading.skipped or named.reading.scope.is_part:
            return False
        if not (isinstance(city.target, Place) and isinstance(area, Area)) or city.reading.scope.regions:
            return False
        if not area.name:
            if area.code in CITY_STATES and city.target.country == area.code:
                return False
            if is_line or city.kind is not Kind.PRIMARY:
                # "LA" in a city's own field is no country's code.
                return is_line or len(city.reading.city) > len(area.code)
        elif not city.reading.scope.is_anywhere:
            return city.target.population < area.population / _NAMESAKE_FACTOR_WITHIN
        return not city.target.capital and city.target.population < area.population / _NAMESAKE_FACTOR

    def _area_candidate(self, scope: Scope, match: Match) -> Candidate | None:
        """Return the area that a scope means, the most populous if there are several; None when it has no place."""
        codes = scope.countries if scope.is_part and len(scope.regions) > 1 else scope.regions or scope.countries
        areas = [area for code in sorted(codes) if (area := self._file.area(code))]
        if not areas:
            return None
        largest = max(areas, key=lambda area: area.population)
        # A county is shown as the region it lies in: coarser than what was asked for.
        return Candidate(largest, Match.FALLBACK if scope.is_part else match, Reading("", scope), 0.0)

    def _fuzzy(self, readings: list[Reading]) -> list[Candidate]:
        found = [
            candidate
            for reading in readings
            if reading.city and not reading.skipped and not self._is_well_known(reading.city)
            for candidate in self._misspelt(reading)
        ]
        return ranked(found)

    def _is_well_known(self, city: str) -> bool:
        """Tell whether a large city elsewhere is spelt just so: "Boston, Canada" is no slip for Bolton."""
        named = self._file.places_named(name_key(city), frozenset())
        return any(kind is Kind.PRIMARY and place.population >= _WELL_KNOWN for kind, place in named)

    def _misspelt(self, reading: Reading) -> Iterator[Candidate]:
        scope = reading.scope
        for key, liberties in city_variants(reading.city):
            if not is_latin(key):
                continue
            for country in sorted(scope.countries) or ["*"]:
                for name, slips in close_names(key, self._file.fuzzy_keys(country), anywhere=scope.is_anywhere):
                    needed = population_needed(key, slips, in_region=bool(scope.regions))
                    for kind, place in self._file.places_named(name, scope.countries):
                        if place.population >= needed and (not scope.regions or place.region in scope.regions):
                            weight = weight_of(place, kind, reading) - liberties - 2.0 * slips
                            yield Candidate(place, Match.FUZZY, reading, weight, slips, liberties, kind)

    def _fallback(self, readings: list[Reading], scope: Scope) -> list[Candidate]:
        """Return the finest area that is known for sure: what was stated apart, or else what the line ends with."""
        known = [one for one in (scope, *(reading.scope for reading in readings)) if one.countries]
        if not known:
            return []
        best = next((one for one in reversed(known) if one.regions and not one.is_part and not one.is_rival), known[0])
        found = self._area_candidate(best, Match.FALLBACK)
        return [found] if found else []

    def stated(self, scope: Scope) -> list[Candidate]:
        """Return the area of a scope that was stated without a city."""
        found = self._area_candidate(scope, Match.EXACT)
        return [found] if found else []


def _overseas(readings: list[Reading]) -> Iterator[Reading]:
    for reading in readings:
        added = {code for country in reading.scope.countries for code in TERRITORIES.get(country, ())}
        if added and not reading.scope.regions:
            yield replace(reading, scope=replace(reading.scope, countries=frozenset(added)))
