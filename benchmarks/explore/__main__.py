"""Measures the explore page beside its peers; prints Markdown.

    python -m benchmarks.explore [--quick] [--sizes 0 100000] [--only NAME ...]

A size of 0 is the real data. Needs Chromium; the peers are installed under build/ (a registry must be in reach).
"""

import argparse
import os
import sys
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Final

from playwright.sync_api import Browser

from benchmarks.explore import measures, report
from benchmarks.explore.browser import chromium
from benchmarks.explore.data import BUILD, Dataset, Rows, dataset, read_export
from benchmarks.explore.measures import Figures, Trial
from benchmarks.explore.servers import Server, serving
from benchmarks.explore.subjects import Missing, Subject, all_in_browser, datasette, empty, naive_folium, ours, st_map

SIZES: Final = (0, 100_000)
PEERS: Final[dict[str, Callable[[Rows], Subject]]] = {
    "Empty Streamlit page": lambda _rows: empty(),
    "Naive folium markers": naive_folium,
    "st.map": st_map,
    "Datasette + cluster map": datasette,
    "All in the browser": all_in_browser,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions, to see that all of it works")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of rows; 0 is the real data")
    parser.add_argument("--only", nargs="*", default=list(PEERS), help="the peers to measure; none: ours alone")
    options = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    print(report.METHOD)
    with chromium() as browser:
        print(f"\nChromium {browser.version}.")
        for size in options.sizes:
            print(_section(browser, size, set(options.only), runs=3 if options.quick else 9), flush=True)


def _section(browser: Browser, size: int, peers: set[str], *, runs: int) -> str:
    data = dataset(size)
    before = os.getloadavg()[0]
    print(f"{data.name}: Linked Initiatives …", file=sys.stderr, flush=True)
    our_figures, latencies, rows, started_s = _ours(browser, data, runs=runs)
    figures = {our_figures.name: our_figures}
    for name, make in PEERS.items():
        if name in peers:
            print(f"{data.name}: {name} …", file=sys.stderr, flush=True)
            figures[name] = _peer(browser, name, partial(make, rows), rows, runs=runs)
    everything = rows.everything
    load = f"Load average {before:.1f} at the start, {os.getloadavg()[0]:.1f} at the end."
    start = f"Our start, with reading, checking and placing every row by the gazetteer: {started_s:.1f} s."
    parts = [
        f"\n### {data.name.capitalize()}: {everything.total:,} initiatives, {everything.placed:,} with a place\n",
        f"{load} {start}\n",
        report.table(figures.values()),
        report.ours_in_detail(our_figures, latencies),
        report.aims(figures, is_real=not size),
    ]
    return "\n".join(parts)


def _ours(browser: Browser, data: Dataset, *, runs: int) -> tuple[Figures, dict[str, list[float]], Rows, float]:
    subject = ours(data.folder)
    figures = Figures(subject.name)
    with _started(subject) as server:
        with urllib.request.urlopen(f"{server.address}/api/v1/initiatives.csv") as answer:  # noqa: S310  # our own server
            rows = read_export(answer.read().decode(), BUILD / f"rows-{data.folder.name}")
        trial = Trial(browser, subject, server, rows, figures)
        measures.measured(
            figures,
            [
                ("filter", partial(measures.filter_clicks, trial)),
                ("first visit", partial(measures.first_visits, trial, runs=runs)),
                ("pan and zoom", partial(measures.moves, trial)),
                ("jumps of the map", partial(measures.jumps, trial)),
                ("memory", partial(measures.memory, trial)),
                ("reruns", partial(measures.server_alone, trial, runs=runs)),
            ],
        )
        return figures, measures.answers(server, rows), rows, server.started_s


def _peer(browser: Browser, name: str, make: Callable[[], Subject], rows: Rows, *, runs: int) -> Figures:
    figures = Figures(name)
    try:
        subject = make()
        with _started(subject) as server:
            trial = Trial(browser, subject, server, rows, figures)
            steps = [("first visit", partial(measures.first_visits, trial, runs=runs))]
            if subject.choose is not None:
                steps.append(("filter", partial(measures.filter_clicks, trial)))
            measures.measured(figures, steps)
    except (Missing, RuntimeError) as error:
        figures.problems.append(f"cannot be had here: {error}")
    return figures


def _started(subject: Subject) -> AbstractContextManager[Server]:
    return serving(subject.command, cwd=subject.cwd, ready=subject.ready, environ=subject.environ)


if __name__ == "__main__":
    main()
