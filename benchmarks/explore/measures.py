"""What is measured of each subject: first visits, filter clicks, moves of the map, memory, and the server alone."""

import random
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from playwright.sync_api import Browser, Frame, Page
from playwright.sync_api import Error as BrowserError

from benchmarks.explore.browser import NotPainted, Visit, visit
from benchmarks.explore.data import Filter, Rows
from benchmarks.explore.servers import Server
from benchmarks.explore.session import reruns
from benchmarks.explore.subjects import Subject, cdn_copy

FIRST_S: Final = 60
CLICK_S: Final = 30
WARM_UP: Final = 2
HEAP_AFTER: Final = (40, 90)
"""Filter changes: the first forty show every filter once, which fills what the page keeps on purpose."""
_MOVES: Final = 20
_WALKS: Final = 4
_PAUSE_MS: Final = 1_000
"""Between two steps: people look before they go on."""
_STEPS: Final = ("nearer", "east", "north", "nearer", "west", "nearer", "south", "back")
_STEP: Final = """
(step) => new Promise((done) => {
  const started = performance.now();
  const [x, y] = { east: [0.5, 0], west: [-0.5, 0], north: [0, -0.5], south: [0, 0.5] }[step] ?? [0, 0];
  const closer = { nearer: 1, back: -1 }[step];
  if (closer) map.setZoom(map.getZoom() + closer, { animate: false });
  else map.panBy([x * map.getSize().x, y * map.getSize().y], { animate: false });
  const painted = () => done(performance.now() - started);
  const look = () => requestAnimationFrame(document.querySelector("[aria-busy]") ? look : painted);
  requestAnimationFrame(look);
})
"""
_MOVE: Final = """
([lat, lon, zoom]) => new Promise((done) => {
  const started = performance.now();
  map.setView([lat, lon], zoom, { animate: false });
  const painted = () => done(performance.now() - started);
  const look = () => requestAnimationFrame(document.querySelector("[aria-busy]") ? look : painted);
  requestAnimationFrame(look);
})
"""


@dataclass
class Figures:
    """What one subject gave on one dataset; lists of single measurements, in ms unless said otherwise."""

    name: str
    problems: list[str] = field(default_factory=list)
    """What could not be measured, and why."""
    first: dict[str, list[float]] = field(default_factory=dict)
    first_kb: list[float] = field(default_factory=list)
    clicks: dict[str, list[float]] = field(default_factory=dict)
    """Of a filter that was not chosen before: until the map, the words, and all of it are painted."""
    backs: dict[str, list[float]] = field(default_factory=dict)
    """Back to everything, which was shown before."""
    click_kb: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    """Pans by half a view and zooms by one step, a second apart."""
    jumps: list[float] = field(default_factory=list)
    """To a view elsewhere and at another zoom, which nobody saw before."""
    heap_mb: list[float] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)
    rebuilt: list[str] = field(default_factory=list)
    """Addresses of frames that a filter click made load again."""
    reruns: list[float] = field(default_factory=list)
    rerun_cpu: float | None = None
    server_mib: float = 0


@dataclass(frozen=True)
class Trial:
    """A subject that runs, the rows it shows, and where its figures go."""

    browser: Browser
    subject: Subject
    server: Server
    rows: Rows
    figures: Figures


@contextmanager
def arriving(trial: Trial) -> Iterator[tuple[Visit, dict[str, float]]]:
    """Open the page in a browser that has never been there; gives the visit and when things were painted."""
    modules, subject = trial.subject.cdn, trial.subject
    copy_of = None if modules is None else lambda address: cdn_copy(modules, address)
    with visit(trial.browser, copy_of=copy_of) as visited:
        address = trial.server.address + subject.path
        yield visited, visited.open(address, subject.waits(trial.rows.everything), timeout_s=FIRST_S)


def first_visits(trial: Trial, *, runs: int) -> None:
    """Load the page in browsers that have never been there; the server has."""
    for number in range(runs + 1):
        with arriving(trial) as (visited, took):
            if number:  # the first one warms the server
                _add(trial.figures.first, took)
                trial.figures.first_kb.append(visited.traffic.total / 1_000)


def filter_clicks(trial: Trial) -> None:
    """Choose each filter, then go back to everything."""
    with arriving(trial) as (visited, _):
        visited.page.on(
            "framenavigated", lambda frame: trial.figures.rebuilt.append(frame.url) if frame.parent_frame else None
        )
        for number, chosen in enumerate(trial.rows.filters):
            there = _click(visited, trial.subject, chosen, "on", chosen)
            visited.page.wait_for_timeout(trial.subject.settle_ms)
            bytes_there = visited.traffic.total
            back = _back(visited, trial, chosen)
            if number >= WARM_UP:
                _add(trial.figures.clicks, there)
                _add(trial.figures.backs, back)
                trial.figures.click_kb.append(bytes_there / 1_000)
        trial.figures.server_mib = trial.server.memory_mib()


def memory(trial: Trial) -> None:
    """Watch the browser's memory over fifty filter changes, once every filter was shown."""
    with arriving(trial) as (visited, _):
        for number in range(1, HEAP_AFTER[-1] + 1):
            chosen = trial.rows.filters[(number - 1) // 2 % len(trial.rows.filters)]
            side, shown = ("on", chosen) if number % 2 else ("off", trial.rows.everything)
            _click(visited, trial.subject, chosen, side, shown)
            if number in HEAP_AFTER:
                visited.page.wait_for_timeout(1_000)
                trial.figures.heap_mb.append(visited.heap_bytes() / 1e6)
                trial.figures.nodes.append(visited.nodes())


def moves(trial: Trial) -> None:
    """Walk over the map by pans and zooms, as a visitor does, without animation."""
    draw = random.Random(1)  # noqa: S311  # always the same walks
    with arriving(trial) as (visited, _):
        frame = map_frame(visited.page)
        for _ in range(_WALKS):
            start = [draw.uniform(30, 55), draw.choice([-110, -90, -75, 0, 10, 25]), 3]
            visited.page.wait_for_timeout(_PAUSE_MS)
            frame.evaluate(_MOVE, start)
            for step in _STEPS:
                visited.page.wait_for_timeout(_PAUSE_MS)
                trial.figures.steps.append(float(frame.evaluate(_STEP, step)))


def jumps(trial: Trial) -> None:
    """Put the map elsewhere and at other zooms, each view for the first time, without animation."""
    draw = random.Random(1)  # noqa: S311  # always the same views
    with arriving(trial) as (visited, _):
        frame = map_frame(visited.page)
        for number in range(_MOVES + WARM_UP):
            view = [
                draw.uniform(30, 55),
                draw.choice([-110, -90, -75, 0, 10, 25]) + draw.uniform(-8, 8),
                3 + number % 6,
            ]
            visited.page.wait_for_timeout(250)
            took = frame.evaluate(_MOVE, view)
            if number >= WARM_UP:
                trial.figures.jumps.append(float(took))


def map_frame(page: Page) -> Frame:
    """Return the frame in which our map lives."""
    return next(frame for frame in page.frames if "/component/streamlit_folium" in frame.url)


def server_alone(trial: Trial, *, runs: int) -> None:
    """Time reruns over the websocket, each with a filter that the one before did not have."""
    queries = [f"{chosen.key}={chosen.value.replace(' ', '+')}" for chosen in trial.rows.filters]
    trial.figures.reruns, trial.figures.rerun_cpu = reruns(trial.server, queries * runs)


def answers(server: Server, rows: Rows) -> dict[str, list[float]]:
    """Time what the page asks the API for: every filter once, one request after the other."""
    paths = {
        "clusters, world tile": "/api/v1/clusters/0/0/0?",
        "clusters, zoom 4 tile of Chicago": "/api/v1/clusters/4/4/5?",
        "first page of the list": "/api/v1/initiatives?",
        "all facets": "/api/v1/facets?",
    }
    # Roles: no filter of the clicks, so that no answer is there from before.
    queries = [
        f"role={role}&has=source&{chosen.key}={chosen.value.replace(' ', '+')}"
        for role in ("issue", "join")
        for chosen in rows.filters
    ]
    return {name: [_asked(server.address + path + query) for query in queries] for name, path in paths.items()}


def _asked(address: str) -> float:
    started = perf_counter()
    with urllib.request.urlopen(address, timeout=CLICK_S) as answer:  # noqa: S310  # our own server
        answer.read()
    return (perf_counter() - started) * 1_000


def _click(visited: Visit, subject: Subject, chosen: Filter, side: str, shown: Filter) -> dict[str, float]:
    assert subject.choose is not None
    target = subject.choose(visited.page, chosen, side)
    target.scroll_into_view_if_needed()
    visited.page.wait_for_timeout(subject.settle_ms)
    return visited.act(lambda: target.click(no_wait_after=True), subject.waits(shown), timeout_s=CLICK_S)


def _back(visited: Visit, trial: Trial, chosen: Filter) -> dict[str, float]:
    """Go back to everything; without a measurement where that takes more than a click."""
    everything = trial.rows.everything
    if trial.subject.has_way_back:
        return _click(visited, trial.subject, chosen, "off", everything)
    address = trial.server.address + trial.subject.path
    visited.open(address, trial.subject.waits(everything), timeout_s=FIRST_S)
    return {}


def _add(lists: dict[str, list[float]], took: dict[str, float]) -> None:
    if took:
        took |= {"all": max(took.values())}
    for name, value in took.items():
        lists.setdefault(name, []).append(value)


def measured(figures: Figures, steps: Sequence[tuple[str, Callable[[], None]]]) -> None:
    """Run steps; the figures say which did not get to its end, and why."""
    for what, step in steps:
        try:
            step()
        except (NotPainted, BrowserError, RuntimeError) as error:
            figures.problems.append(f"{what}: {str(error).splitlines()[0]}")
