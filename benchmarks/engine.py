"""Measures the catalogue on the real data, on 100,000 and on 1,000,000 synthetic entries; prints a table.

    python -m benchmarks.engine [SIZE ...]

Every operation is run on a catalogue with empty caches unless its name says "again". One thread; milliseconds,
median and (minimum) of the runs. Each size has a process of its own, so that the memory is its own.
"""

import csv
import ctypes
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.synthetic import REAL_DATA, SyntheticEntries
from directory.catalogue import Catalogue, Draft, RowSource, Tile
from directory.geocoding import Gazetteer, Locator
from directory.model.coordinates import Coordinates
from directory.model.criteria import Criteria
from directory.model.entry import Entry
from directory.model.initiative import parse_initiative

RUNS: Final = 15
REBUILDS: Final = 5
LARGEST_DRAFT: Final = 1_000_000
"""So many entries kept in memory would weigh more than what else is measured."""
REAL: Final = 0
"""Instead of a size: the real data."""
SIZES: Final = (REAL, 100_000, 1_000_000)
TWO_FACETS: Final = (("sector", "Higher education"), ("country", "US"))
WORD: Final = "online"
COMMON_WORD: Final = "university"
PHRASE: Final = '"digital badges"'
TEXTS: Final = (WORD, COMMON_WORD, PHRASE)
CHICAGO: Final = Coordinates(latitude=41.85, longitude=-87.65)

Operation = Callable[[Catalogue], object]


@dataclass
class Figures:
    """What one size gave: by row of the table, its cells in words."""

    cells: dict[str, str] = field(default_factory=dict)


def question(*pairs: tuple[str, str]) -> Criteria:
    """Read criteria as the address bar writes them."""
    criteria, issues = Criteria.from_query(pairs)
    assert not issues, issues
    return criteria


def interaction(criteria: Criteria) -> Operation:
    """Do what one change of a filter asks for: ids, all facet counts, and the clusters of a world view."""

    def run(catalogue: Catalogue) -> object:
        tiles = [Tile(1, x, y) for x in range(2) for y in range(2)]
        return (
            catalogue.select(criteria).rows,
            catalogue.facets(criteria),
            [catalogue.tile(criteria, tile) for tile in tiles],
        )

    return run


def listed_facets(criteria: Criteria) -> Operation:
    """Count the facets and put the first 50 values of each into words."""
    return lambda catalogue: [facet.top(50) for facet in catalogue.facets(criteria).values()]


def tile(zoom: int, criteria: Criteria) -> Operation:
    """Draw the tile in which Chicago lies, the fullest of its zoom."""
    x, y = ((0, 0), (1, 2), (4, 5), (65, 95))[(0, 2, 4, 8).index(zoom)] if zoom else (0, 0)
    return lambda catalogue: catalogue.tile(criteria, Tile(zoom, x, y))


def operations() -> dict[str, tuple[Operation, Operation | None]]:
    """Name what is measured: the operation, and what runs untimed before it."""
    all_, filtered = question(), question(*TWO_FACETS)
    sector, text = question(("sector", "Higher education")), question(("q", WORD))

    def warm(criteria: Criteria) -> Operation:
        return lambda catalogue: catalogue.select(criteria)

    return {
        "two facets -> row numbers": (warm(filtered), None),
        "two facets -> row numbers, all facet counts, clusters": (interaction(filtered), None),
        "one facet -> the same": (interaction(sector), None),
        "two facets -> 50 values of each facet in words": (listed_facets(filtered), None),
        "no filter -> row numbers, all facet counts, clusters": (interaction(all_), None),
        "world tile, no filter": (tile(0, all_), None),
        "world tile, one facet": (tile(0, sector), None),
        "world tile, two facets": (tile(0, filtered), None),
        "zoom 4 tile, one facet, again": (tile(4, sector), warm(sector)),
        "zoom 4 tile, no filter": (tile(4, all_), warm(all_)),
        "zoom 8 tile, one facet, again": (tile(8, sector), warm(sector)),
        f"text: {WORD} -> row numbers": (warm(text), None),
        f"text: {WORD} -> row numbers, all facet counts, clusters": (interaction(text), None),
        f"text: {COMMON_WORD} -> the same": (interaction(question(("q", COMMON_WORD))), None),
        f"text: {WORD[:4]}… as prefix -> the same": (interaction(question(("q", WORD[:4]))), None),
        f"text: {PHRASE} -> the same": (interaction(question(("q", PHRASE))), None),
        "first page by name, no filter": (lambda catalogue: catalogue.page(all_), warm(all_)),
        "page 40 by name, one facet": (
            lambda catalogue: catalogue.page(sector.model_copy(update={"page": 40})),
            warm(sector),
        ),
        f"first page by relevance, text: {WORD}": (lambda catalogue: catalogue.page(text), None),
        "within 50 km of Chicago -> row numbers": (warm(question(("near", "41.85,-87.65,50"))), None),
        "ten nearest to Chicago": (lambda catalogue: catalogue.nearest(CHICAGO, limit=10), None),
        "histogram of years, one facet": (lambda catalogue: catalogue.years(sector), warm(sector)),
    }


def measure(size: int) -> Figures:
    """Build one catalogue and run every operation."""
    source, entries = (None, real_entries()) if size == REAL else _synthetic(size)
    before = resident_mib()
    making = 0.0
    if size:
        start = perf_counter()
        for _ in entries:
            pass
        making = perf_counter() - start
    start = perf_counter()
    catalogue = Catalogue.build(entries, "benchmark", rows=source)
    built = perf_counter() - start - making
    figures = Figures()
    figures.cells["entries"] = f"{catalogue.size:,}"
    figures.cells["build, s"] = f"{built:.2f}"
    ctypes.CDLL(None).malloc_trim(0)  # what was freed after building does not count
    figures.cells["memory of the catalogue, MiB (peak while building)"] = (
        f"{resident_mib() - before:.0f} ({resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before:.0f})"
    )
    figures.cells["rebuild after one change, s"] = _rebuilt(entries) if size < LARGEST_DRAFT else "-"
    for name, (operation, before_it) in operations().items():
        figures.cells[name] = _timed(catalogue, operation, before_it)
    asked = {"two facets": question(*TWO_FACETS)} | {f"text: {text}": question(("q", text)) for text in TEXTS}
    for name, criteria in asked.items():
        figures.cells[f"matches of {name}"] = f"{catalogue.select(criteria).total / catalogue.size:.1%}"
    return figures


def _synthetic(size: int) -> tuple[RowSource, Iterable[Entry]]:
    entries = SyntheticEntries(size)
    return entries, entries


def _rebuilt(entries: Iterable[Entry]) -> str:
    """Keep the entries, build, and time building again after one of them was put anew."""
    draft, kept = Draft(), list(entries)
    for entry in kept:
        draft.put(entry)
    draft.catalogue("benchmark", aliases={})
    times = []
    for entry in kept[:REBUILDS]:
        draft.put(entry)
        start = perf_counter()
        draft.catalogue("benchmark", aliases={})
        times.append(perf_counter() - start)
    return f"{median(times):.3f} ({min(times):.3f})"


def real_entries() -> list[Entry]:
    """Read the real data and place it with the installed gazetteer."""
    locator = Locator(Gazetteer())

    def entries() -> Iterator[Entry]:
        with REAL_DATA.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                initiative, _ = parse_initiative(row)
                assert initiative is not None
                yield Entry(initiative=initiative, position=locator.locate(initiative))

    return list(entries())


def _timed(catalogue: Catalogue, operation: Operation, before: Operation | None) -> str:
    times = []
    for _ in range(RUNS):
        cold = catalogue.with_empty_caches()
        if before is not None:
            before(cold)
        start = perf_counter()
        operation(cold)
        times.append((perf_counter() - start) * 1_000)
    return f"{median(times):.2f} ({min(times):.2f})"


def resident_mib() -> float:
    """Return the memory of this process in MiB (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # no path of the project
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def main(sizes: Iterable[int]) -> None:
    """Print the table as Markdown."""
    load = os.getloadavg()[0]
    columns = []
    for size in sizes:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            columns.append(pool.submit(measure, size).result())
    print(f"Median (minimum) of {RUNS} runs in ms; load average {load:.1f} before, {os.getloadavg()[0]:.1f} after.\n")
    for place, name in enumerate(columns[0].cells):
        print("| " + " | ".join([name, *(column.cells[name] for column in columns)]) + " |")
        if place == 0:
            print("| --- |" + " ---: |" * len(columns))


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or SIZES)
