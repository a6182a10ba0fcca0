"""The gazetteer: place names to coordinates, with nothing but the file that set-up built."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, overload

from geopy.adapters import URLLibAdapter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from directory.geocoding.candidates import Candidate, Match
from directory.geocoding.database import REMEDY, Area, GazetteerFile, Place
from directory.geocoding.labels import Label, LabelTable, NearestLabel
from directory.geocoding.matching import Matcher
from directory.geocoding.names import is_junk, is_no_place
from directory.geocoding.normalise import TEXT_LIMIT, name_key
from directory.geocoding.readings import Reader, is_junk_country, split
from directory.geocoding.schema import Kind
from directory.geocoding.sources import inputs_digest
from directory.model.coordinates import BoundingBox, Coordinates, distance_m
from directory.model.countries import country_name
from directory.model.entry import place_words
from directory.model.errors import ConfigurationError
from directory.model.vocabularies import Precision
from directory.settings import Settings

LICENCE: Final = "GeoNames, CC BY 4.0"
_ANSWERS: Final = 10
_FAMOUS: Final = 100_000
"""People from which a city is known by its names in other languages."""
_SHORT: Final = 3
"""Letters up to which a whole name is as likely the beginning of another."""
_NEAR_M: Final = 250_000.0
"""Up to this distance a point is said to be near a city."""
Query = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place offered while somebody types."""

    id: int
    """GeoNames id."""
    name: str
    region: str
    country: str
    """ISO 3166-1 alpha-2."""
    label: str
    coordinates: Coordinates


@dataclass(frozen=True, slots=True)
class CountrySuggestion:
    """A country offered while somebody types."""

    value: str
    """ISO 3166-1 alpha-2."""
    label: str
    coordinates: Coordinates
    """A place near the centre of its people."""


class Gazetteer(Geocoder):  # type: ignore[misc]  # geopy has no types
    """An offline geocoder of city precision; safe to share between threads.

    `geocode` answers with geopy's `Location`, whose `raw` has: geonameid, name, region, country, country_code,
    population, precision (city, region, country), match (exact, alternate, fuzzy, fallback), score (0 to 100),
    rivals (how many namesakes over 50 km away the words could mean as well), note and licence.
    """

    def __init__(self, *, path: Path | None = None) -> None:
        """Open a gazetteer; the installed one when no path is given. Raises ConfigurationError without one."""
        super().__init__(adapter_factory=URLLibAdapter)
        chosen = path or Settings.from_environ(os.environ).gazetteer
        if not chosen.is_file():
            message = f"there is no gazetteer at {chosen}; {REMEDY}"
            raise ConfigurationError(message)
        self._file = GazetteerFile(chosen)
        if path is None and self._file.digest != inputs_digest():
            message = f"the gazetteer {chosen} was built from other data than is installed; {REMEDY}"
            raise ConfigurationError(message)
        self._reader = Reader(self._file)
        self._matcher = Matcher(self._file, self._reader)

    @property
    def digest(self) -> str:
        """What this gazetteer was built from, as one value; another one may answer differently."""
        return self._file.digest

    @overload
    def geocode(
        self, query: Query, *, exactly_one: Literal[True] = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | None: ...
    @overload
    def geocode(
        self, query: Query, *, exactly_one: Literal[False], timeout: object = DEFAULT_SENTINEL
    ) -> list[Location] | None: ...
    def geocode(
        self,
        query: Query,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002  # geopy's signature; nothing here waits
    ) -> Location | list[Location] | None:
        """Find a place.

        Args:
            query: A line ("Columbus, OH"), or a mapping with any of street, city, region, country.
            exactly_one: Whether to answer with the best place only, instead of a list.
            timeout: For geopy's sake; not used.

        Returns:
            None when nothing is found or the query says that there is no place.
        """
        found = [
            _location(candidate, self._region_name(candidate), _note(candidate, query))
            for candidate in self._candidates(query)[:_ANSWERS]
        ]
        if not found:
            return None
        return found[0] if exactly_one else found

    def _candidates(self, query: Query) -> list[Candidate]:
        if isinstance(query, str):
            city, region, country = query, "", ""
        else:
            city, region, country = (_field(query, name) for name in ("city", "region", "country"))
        city, region, country = (text[:TEXT_LIMIT] for text in (city, region, country))
        if any(is_no_place(text) for text in (city, region, country)):
            return []
        city, region = ("" if is_junk(name_key(text)) else text for text in (city, region))
        scope = self._reader.scope(region, country)
        if scope is None:
            return []
        if not split(city):
            return self._matcher.stated(scope)
        return self._matcher.find(city, scope, is_line=isinstance(query, str))

    def _region_name(self, candidate: Candidate) -> str:
        if isinstance(candidate.target, Area):
            return candidate.target.name
        area = self._file.area(candidate.target.region)
        return area.name if area and area.name else ""

    def suggest(self, prefix: str, *, country: str | None = None, limit: int = 10) -> list[Suggestion]:
        """Return places whose name starts so: primary names first, the most populous first.

        Args:
            prefix: What was typed; fewer than two letters give nothing.
            country: A code or a name in any language; only places there are offered.
            limit: How many at most.
        """
        key = name_key(prefix[:TEXT_LIMIT])
        if len(key) < 2 or limit < 1:  # noqa: PLR2004  # letters
            return []
        code = None
        if country is not None and not is_junk_country(country):
            code = self._file.country_named(name_key(country))
            if code is None:
                return []
        famous = [
            place
            for kind, place in self._file.places_named(key, [code] if code else [])
            if kind is Kind.ALTERNATE and place.population >= _FAMOUS and len(key) > _SHORT
        ]
        primary = self._file.places_starting(key, code, kinds=(Kind.PRIMARY,), limit=limit)
        found = [place for _, place in primary]
        others = self._file.places_starting(key, code, kinds=(Kind.ALTERNATE,), limit=2 * limit)
        rest = [place for _, place in others if not name_key(place.name).startswith(key)]
        # A famous exonym ("Bombay") must not be pushed out by many small places.
        kept = max(limit - len(rest), limit - limit // 3)
        # Who writes a large city's whole name in another language means that city, and no village that begins so.
        named = any(name_key(place.name) == key and place.population >= _FAMOUS for place in found)
        ordered = [*([] if named else famous[:1]), *found[:kept], *rest]
        return [self._suggestion(place) for place in list(dict.fromkeys(ordered))[:limit]]

    def suggest_countries(self, prefix: str, *, limit: int = 3) -> list[CountrySuggestion]:
        """Return countries with a name or code that starts so, in any language.

        Args:
            prefix: What was typed; fewer than two letters give nothing.
            limit: How many at most.
        """
        key = name_key(prefix[:TEXT_LIMIT])
        if len(key) < 2:  # noqa: PLR2004  # letters
            return []
        found = self._file.countries_starting(key, limit=limit)
        return [CountrySuggestion(area.country, country_name(area.country), area.coordinates) for area in found]

    def _suggestion(self, place: Place) -> Suggestion:
        area = self._file.area(place.region)
        region = area.name if area else ""
        label = place_words(place.name, region, place.country)
        return Suggestion(place.id, place.name, region, place.country, label, place.coordinates)

    def place(self, geonameid: int) -> Suggestion | None:
        """Return the place with this GeoNames id."""
        place = self._file.place(geonameid)
        return self._suggestion(place) if place else None

    def labels(self, box: BoundingBox, *, limit: int) -> list[Label]:
        """Return the most important places in a box, the most important first."""
        numbers = self._labels.inside(box, limit=limit)
        places = (self._file.place(int(number)) for number in numbers)
        return [
            Label(
                name=place.name,
                coordinates=place.coordinates,
                population=place.population,
                country=place.country,
                capital=bool(place.capital),
            )
            for place in places
            if place
        ]

    def nearest_label(self, coordinates: Coordinates) -> str | None:
        """Return the name of the city that tells people where a point is; large cities reach farther than small."""
        number = self._nearest.place(coordinates)
        place = self._file.place(number) if number is not None else None
        return place.name if place else None

    def whereabouts(self, coordinates: Coordinates) -> str:
        """Say where a point is, for people: the place it stands for, or the city near it; empty far from any."""
        here = self._file.place_at(coordinates)
        if here:
            return here.name
        number = self._nearest.place(coordinates)
        near = self._file.place(number) if number is not None else None
        is_near = near is not None and distance_m(near.coordinates, coordinates) <= _NEAR_M
        return f"a point near {near.name}" if near and is_near else ""

    @cached_property
    def _labels(self) -> LabelTable:
        return self._file.labels()

    @cached_property
    def _nearest(self) -> NearestLabel:
        return NearestLabel(self._labels)


def _field(query: Mapping[str, str], name: str) -> str:
    value = query.get(name)
    return value if isinstance(value, str) else ""


def _note(candidate: Candidate, query: Query) -> str:
    """Say why an answer is coarser than what was stated; empty when it is not."""
    area = candidate.target
    if isinstance(area, Place):
        return ""
    kind = "region" if area.name else "country"
    city = query if isinstance(query, str) else _field(query, "city")
    city = "" if is_junk(name_key(city)) else " ".join(city.split())
    name = place_words("", area.name, area.country)
    if city and candidate.match is Match.FALLBACK:
        return f"No city “{city}” is known in {name}, so the {kind} is shown."
    if city and not isinstance(query, str):
        return f"“{city}” is a {kind}, not a city, so the {kind} is shown."
    if candidate.reading.scope.unread and not isinstance(query, str):
        return f"No region “{_field(query, 'region')}” is known in {name}, so the {kind} is shown."
    return ""


def _location(candidate: Candidate, region: str, note: str) -> Location:
    target = candidate.target
    is_place = isinstance(target, Place)
    name = target.name or country_name(target.country)
    address = place_words(target.name if is_place else "", region, target.country)
    precision = Precision.CITY if is_place else Precision.REGION if target.name else Precision.COUNTRY
    raw = {
        "geonameid": target.id,
        "name": name,
        "region": region,
        "country": country_name(target.country),
        "country_code": target.country,
        "population": target.population,
        "precision": precision.value,
        "match": candidate.match.value,
        "score": candidate.score,
        "rivals": candidate.rivals,
        "note": note,
        "licence": LICENCE,
    }
    return Location(address, (target.latitude, target.longitude), raw)
