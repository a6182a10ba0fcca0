"""Who is measured: how each is started, what its page must show, and where its filters are."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

from benchmarks.explore.data import BUILD, ROOT, Filter, Rows, database, site

PEERS: Final = ROOT / "benchmarks" / "peers"
STREAMLIT: Final = Path(sys.executable).with_name("streamlit")
_OURS_TITLES: Final = {"sector": "Sector", "programme": "Programme", "status": "Status"}
_CDN_FOLDERS: Final = (
    ("https://cdn.jsdelivr.net/npm/leaflet@1.9.3/", "leaflet"),
    ("https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/", "bootstrap"),
    ("https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@6.2.0/", "@fortawesome/fontawesome-free"),
    ("https://code.jquery.com/jquery-3.7.1", "jquery/dist/jquery"),
    ("https://cdnjs.cloudflare.com/ajax/libs/leaflet.markercluster/1.1.0/", "folium-markercluster/dist"),
    ("https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/", "drmonty-leaflet-awesome-markers/js"),
)

Choose = Callable[[Page, Filter, str], Locator]
"""Finds what to click: "on" chooses the filter, "off" goes back to everything."""


class Missing(Exception):
    """A peer cannot be had on this machine; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One way to show the directory."""

    name: str
    command: Sequence[str | Path]
    cwd: Path
    choose: Choose | None
    """None when there is nothing to filter."""
    ready: str = "/"
    path: str = "/"
    environ: Mapping[str, str] = field(default_factory=dict)
    cdn: Path | None = None
    """The folder of packages that answers in place of the CDNs."""
    paints: str = "markers"
    """What is painted besides the words: "markers" are counted, a "canvas" can only be seen beside the right words."""
    settle_ms: int = 500
    """Left alone between two clicks."""
    only_first: bool = False
    """Whether its map shows the first thousand rows only."""
    has_way_back: bool = True
    """Whether a filter is taken away with one click."""

    def waits(self, chosen: Filter) -> dict[str, object]:
        """Return what must be seen for a filter."""
        if self.choose is None:
            return {"words": 1}
        if self.paints == "canvas":
            return {"words": chosen.total, "canvas": chosen.total}
        return {"words": chosen.total, "markers": chosen.placed_in_first if self.only_first else chosen.placed}


def ours(folder: Path) -> Subject:
    """Return our application, as `make run` starts it."""

    def choose(page: Page, chosen: Filter, _side: str) -> Locator:
        legend = page.locator("legend button", has_text=_OURS_TITLES[chosen.key]).first
        facet = page.locator(".st-key-rail fieldset", has=legend).first
        return facet.locator("li", has=page.get_by_text(chosen.label, exact=True)).locator("input")

    state = BUILD / "state" / folder.name
    shutil.rmtree(state, ignore_errors=True)  # the first start is measured, with everything it has to do
    return Subject(
        name="Linked Initiatives",
        command=[sys.executable, ROOT / "scripts" / "serve.py", "--port", "PORT"],
        cwd=ROOT,
        ready="/_stcore/health",
        environ={"DIRECTORY_DATA_DIR": str(folder), "DIRECTORY_STATE_DIR": str(state)},
        choose=choose,
    )


def empty() -> Subject:
    """Return the empty Streamlit page, with our configuration of Streamlit."""
    return Subject(name="Empty Streamlit page", command=_streamlit("empty.py"), cwd=ROOT, choose=None)


def naive_folium(rows: Rows) -> Subject:
    """Return the naive folium application, with Streamlit's defaults."""
    return _naive("Naive folium markers", "naive_folium.py", rows, cdn=packages(), paints="markers")


def st_map(rows: Rows) -> Subject:
    """Return Streamlit's own map, with Streamlit's defaults."""
    return _naive("st.map", "st_map.py", rows, cdn=None, paints="canvas")


def _naive(name: str, script: str, rows: Rows, *, cdn: Path | None, paints: str) -> Subject:
    def choose(page: Page, chosen: Filter, side: str) -> Locator:
        text = chosen.value if side == "on" else "All"
        return page.locator(f".st-key-{chosen.key} label").filter(has=page.get_by_text(text, exact=True)).last

    return Subject(
        name=name,
        command=_streamlit(script),
        cwd=BUILD,  # where no configuration of ours lies
        environ={"BENCH_ROWS": str(rows.path), "PYTHONPATH": str(ROOT)},
        choose=choose,
        cdn=cdn,
        paints=paints,
        settle_ms=1_000,
    )


def _streamlit(script: str) -> list[str | Path]:
    settings = ["--server.port", "PORT", "--server.address", "127.0.0.1", "--server.headless", "true"]
    return [STREAMLIT, "run", PEERS / script, *settings, "--browser.gatherUsageStats", "false"]


def datasette(rows: Rows) -> Subject:
    """Return Datasette with its cluster map, without the facet suggestions that would cost it most of its time."""
    program = datasette_program()
    facets = "&".join(f"_facet={key}" for key in ("sector", "programme", "status"))

    def choose(page: Page, chosen: Filter, _side: str) -> Locator:
        return page.locator(f"#facet-{chosen.key} li").get_by_role("link", name=chosen.value, exact=True)

    command: list[str | Path] = [
        program,
        "serve",
        database(rows),
        "--port",
        "PORT",
        "--setting",
        "suggest_facets",
        "off",
    ]
    limits = ["--setting", "facet_time_limit_ms", "20000", "--setting", "sql_time_limit_ms", "20000"]
    return Subject(
        name="Datasette + cluster map",
        command=[*command, *limits],
        cwd=BUILD,
        path=f"/directory/initiatives?{facets}",
        choose=choose,
        only_first=True,
        has_way_back=False,
    )


def all_in_browser(rows: Rows) -> Subject:
    """Return the page that loads everything and works in the browser, from a plain file server."""

    def choose(page: Page, chosen: Filter, side: str) -> Locator:
        value = chosen.value if side == "on" else ""
        return page.locator(f'input[name="{chosen.key}"][value="{value}"]')

    folder = site(rows, packages())
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "http.server",
        "PORT",
        "--bind",
        "127.0.0.1",
        "--directory",
        folder,
    ]
    return Subject(name="All in the browser", command=command, cwd=BUILD, choose=choose)


def datasette_program() -> Path:
    """Install Datasette into an environment of its own, once. Raises Missing."""
    home, wanted = BUILD / "datasette", PEERS / "requirements.txt"
    program, stamp = home / "bin" / "datasette", home / "installed"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted.read_text(encoding="utf-8"):
        _run([sys.executable, "-m", "venv", "--clear", home])
        _run([home / "bin" / "pip", "install", "--quiet", "-r", wanted])
        shutil.copy(wanted, stamp)
    return program


def packages() -> Path:
    """Install what the peers load in the browser, once. Raises Missing."""
    home, wanted = BUILD / "browser", PEERS / "package.json"
    modules, stamp = home / "node_modules", home / "package.json"
    if not modules.exists() or stamp.read_text(encoding="utf-8") != wanted.read_text(encoding="utf-8"):
        npm = shutil.which("npm")
        if npm is None:
            raise Missing("npm is not installed")
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, stamp)
        _run([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], cwd=home)
    return modules


def cdn_copy(modules: Path, address: str) -> Path | None:
    """Return the local copy of what a CDN serves; None when there is none (map tiles, two style sheets)."""
    for prefix, folder in _CDN_FOLDERS:
        if address.startswith(prefix):
            rest = address.removeprefix(prefix)
            name = f"{folder}{rest}" if folder.endswith("jquery") else f"{folder}/{rest}"
            path = modules / (name.replace("/js/", "/css/") if "awesome-markers" in name and "js" not in rest else name)
            return path if path.is_file() else None
    return None


def _run(command: Sequence[str | Path], *, cwd: Path | None = None) -> None:
    try:
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing(f"{Path(command[0]).name} failed: the package registry may be out of reach") from error
