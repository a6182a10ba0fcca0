"""The tables: what was measured beside what was aimed at, the rows we lose included."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.explore.measures import Figures

METHOD: Final = """\
**Painted** means: in an animation frame the page was seen to show what is waited for, and the next animation frame
has begun, so the browser has painted it. Waited for is: in the words, the number of the result (ours: and the first
entries of the list); on the map, that the numbers on all clusters and single markers add up to exactly the
initiatives with a place that match. A WebGL canvas cannot be read: for `st.map` the time ends when the words are there
and a canvas exists, a lower bound. A click begins with the browser's own time stamp of the input. Filters are values
of sector, programme and status, each chosen for the first time by anyone (the first two do not count) and taken away
again. Our first words and entries come with the page itself and are drawn before Streamlit runs; they can be read and
followed, and the filters come a moment later. A first visit has an empty browser cache and a server that has served the
page once. Bytes are those on the wire, the websocket's included. Cells are median (minimum), in milliseconds unless
they say otherwise; p95 where named.

Peers: same rows with the same coordinates (from our CSV download), same browser, viewport 1440 x 900. Naive folium asks
CDNs for its scripts; they are answered from local copies at once. Outside hosts cannot be reached, so no peer draws its
OpenStreetMap tiles; ours draws its own basemap. Datasette runs without facet suggestions and with long time limits; its
map shows only the first 1,000 rows until someone presses "load all". The naive applications and `st.map` run with
Streamlit's defaults, the empty page with our configuration."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: what it is about, its limit, and what was reached; None where it could not be measured."""

    about: str
    limit: float
    unit: str
    reached: float | None

    def row(self) -> str:
        """Write it as a row of the table."""
        if self.reached is None:
            return f"| {self.about} | {self.limit:g}{self.unit} | not measured | - |"
        verdict = "met" if self.reached <= self.limit else "**missed**"
        return f"| {self.about} | <= {self.limit:g}{self.unit} | {self.reached:,.2f}{self.unit} | {verdict} |"


def p95(values: Sequence[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def cell(values: Sequence[float]) -> str:
    """Write median and minimum; a dash when there is nothing."""
    return f"{median(values):,.0f} ({min(values):,.0f})" if values else "-"


def tail(values: Sequence[float]) -> str:
    """Write the 95th percentile; a dash when there is nothing."""
    return f"{p95(values):,.0f}" if values else "-"


_COLUMNS: Final[tuple[tuple[str, Callable[[Figures], str]], ...]] = (
    ("", lambda one: one.name),
    ("first visit: words", lambda one: cell(one.first.get("words", []))),
    ("first visit: map", lambda one: cell(_drawn(one.first))),
    ("first visit, KB", lambda one: cell(one.first_kb)),
    ("filter: map", lambda one: cell(_drawn(one.clicks))),
    ("p95", lambda one: tail(_drawn(one.clicks))),
    ("filter: words", lambda one: cell(one.clicks.get("words", []))),
    ("back: map", lambda one: cell(_drawn(one.backs))),
    ("filter, KB", lambda one: cell(one.click_kb)),
    ("server MiB", lambda one: f"{one.server_mib:,.0f}" if one.server_mib else "-"),
)


def _drawn(times: dict[str, list[float]]) -> list[float]:
    return times.get("markers") or times.get("canvas") or []


def table(subjects: Iterable[Figures]) -> str:
    """Write one row for each subject, and under it why a cell is empty."""
    listed = list(subjects)
    lines = ["| " + " | ".join(title for title, _ in _COLUMNS) + " |", "| --- |" + " ---: |" * (len(_COLUMNS) - 1)]
    lines += ["| " + " | ".join(write(one) for _, write in _COLUMNS) + " |" for one in listed]
    problems = [f"- {one.name}: {problem}" for one in listed for problem in one.problems]
    return "\n".join([*lines, "", *problems]).rstrip() + "\n"


def ours_in_detail(ours: Figures, latencies: dict[str, list[float]]) -> str:
    """Write what only ours was asked."""
    whole = ours.clicks.get("all", [])
    lines = [
        "| ours alone | median (minimum) | p95 |",
        "| --- | ---: | ---: |",
        f"| pan by half a view or zoom by a step, to painted | {cell(ours.steps)} | {tail(ours.steps)} |",
        f"| jump to a view never seen, to painted | {cell(ours.jumps)} | {tail(ours.jumps)} |",
        f"| filter click until map, words and list are painted | {cell(whole)} | {tail(whole)} |",
        f"| rerun, from request to finished, without a browser | {cell(ours.reruns)} | {tail(ours.reruns)} |",
        *(
            f"| API: {name} | {median(times):.1f} ({min(times):.1f}) | {p95(times):.1f} |"
            for name, times in latencies.items()
        ),
    ]
    if ours.rerun_cpu is not None:
        lines.append(f"| processor time of the server for a rerun | {ours.rerun_cpu:.1f} | - |")
    if ours.heap_mb:
        change = " -> ".join(
            f"{heap:.1f} MB, {nodes:,} nodes" for heap, nodes in zip(ours.heap_mb, ours.nodes, strict=True)
        )
        lines.append(f"| browser memory after 40 and 90 filter changes | {change} | - |")
    lines.append(f"| times the map's frame was built anew by a filter | {len(ours.rebuilt)} | - |")
    return "\n".join(lines) + "\n"


def aims(figures: dict[str, Figures], *, is_real: bool) -> str:
    """Compare ours with the targets, and with the peers on the real data."""
    ours, empty = figures["Linked Initiatives"], figures.get("Empty Streamlit page")
    markers = ours.clicks.get("markers", [])
    drawn = median(markers) if markers else None
    words, base = _middle(ours.first.get("words")), empty.first.get("words") if empty else None
    found = [
        Aim("filter click to last marker painted, p50", 250, " ms", drawn),
        Aim("the same, p95", 400, " ms", p95(markers) if markers else None),
        Aim("pan or zoom to painted, p50", 80, " ms", _middle(ours.steps)),
        Aim("first words and list, beside the empty page", 1.2, "x", _ratio(words, base)),
        Aim(
            "first clusters, beside the empty page",
            1.8,
            "x",
            _ratio(_middle(ours.first.get("markers")), base),
        ),
        Aim("on the wire for a filter change, most", 60, " KB", max(ours.click_kb, default=None)),
        Aim(
            "browser memory, 50 filter changes later",
            1.05,
            "x",
            ours.heap_mb[1] / ours.heap_mb[0] if len(ours.heap_mb) > 1 else None,
        ),
        Aim("rerun on the server, p50", 25, " ms", _middle(ours.reruns)),
    ]
    if is_real:
        for name, limit in (("Naive folium markers", 0.5), ("Datasette + cluster map", 0.6)):
            peer = figures.get(name)
            found.append(
                Aim(f"filter click, beside {name}", limit, "x", _ratio(drawn, _drawn(peer.clicks) if peer else None))
            )
    return (
        "\n".join(["| aim | limit | reached | |", "| --- | ---: | ---: | --- |", *(aim.row() for aim in found)]) + "\n"
    )


def _middle(values: Sequence[float] | None) -> float | None:
    return median(values) if values else None


def _ratio(ours: float | None, theirs: Sequence[float] | None) -> float | None:
    return ours / median(theirs) if ours is not None and theirs else None
