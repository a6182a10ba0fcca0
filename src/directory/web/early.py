"""What a page will ask for, named in its head: the browser fetches it while Streamlit's own scripts still start.

Without this each of our modules is known only once the one before it has run. Everything here is a hint, but for the
typeface of the map's frame: where one is wrong, the page works as before and only waits longer.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import streamlit

from directory.model.criteria import Criteria, View
from directory.web.assets import asset_text, asset_url
from directory.web.leaflet import LEAFLET_SCRIPT, LEAFLET_STYLES
from directory.web.map_layer import FRAME_TO_ROOT, frame_url

LOADER: Final = "/_stcore/bidi-components/linked-initiatives.component/loader.js"
"""What Streamlit loads for each of our components."""
FIRST_SCRIPT: Final = "components/first.js"
"""What draws the first words, before Streamlit runs."""
_EVERYWHERE: Final = ("top",)
_EXPLORE: Final = (*_EVERYWHERE, "intro", "rail", "bar")
_FRAME_MODULES: Final = ("map/frame.js", "basemap/basemap.js")
_FRAME_STYLES: Final = (
    LEAFLET_STYLES,
    *(f"map/{name}.css" for name in ("map", "markers", "panel", "controls", "frame")),
)
_CHUNKS: Final = Path(streamlit.__file__).parent / "static" / "static" / "js"
_FONTS: Final = _CHUNKS.with_name("media")
_DRAWING: Final = ("BidiComponent", "ComponentInstance")
"""Streamlit's modules that draw our components and the map's frame, loaded when the first of them comes."""
_IMPORTED: Final = re.compile(r"""(?:from|import) ?["'](\.{1,2}/[^"']+\.js)["']""")


def list_query(criteria: Criteria) -> str:
    """Return what the list beside the map asks the API for, without the page."""
    searched = criteria.model_copy(update={"view": View.MAP, "page": 1, "cols": (), "id": "", "others": ()})
    return urlencode(list(searched.to_query()))


def explore_hints(criteria: Criteria) -> str:
    """Return the hints of the explore page, as HTML, for these criteria; those of a profile when they name one."""
    if criteria.id:
        return _hints((*_EVERYWHERE, "profile"))
    if criteria.view is View.TABLE:
        return _hints((*_EXPLORE, "table"))
    # To the letter as the list will ask, or it would be fetched twice.
    first_page = escape(f"./api/v1/initiatives?{list_query(criteria)}&page=1")
    fetched = f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{first_page}" />'
    return _joined([_hints((*_EXPLORE, "list")), fetched])


@cache
def first_hints() -> str:
    """Return the hints of what draws the first words; they stand before all that Streamlit needs."""
    return _named((FIRST_SCRIPT,), (*_EXPLORE, "list"))


def page_hints() -> str:
    """Return the hints of any other page."""
    return _hints(_EVERYWHERE)


def frame_hints() -> str:
    """Return the hints of the map's frame, which else learns what it needs from Streamlit, one thing after another.

    With them comes the page's typeface, which a frame does not inherit.
    """
    loaded = [f'<link rel="modulepreload" href="{frame_url(name)}" />' for name in _with_imports(_FRAME_MODULES)]
    loaded += [f'<link rel="preload" as="style" href="{frame_url(name)}" />' for name in _FRAME_STYLES]
    return _joined([f'<link rel="preload" as="script" href="{frame_url(LEAFLET_SCRIPT)}" />', *loaded, *_typeface()])


def _typeface() -> Iterator[str]:
    for path in _FONTS.glob("SourceSansVF-Upright.*.woff2"):
        address = f"{FRAME_TO_ROOT}/static/media/{path.name}"
        source = f'src: url("{address}") format("woff2")'
        yield f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{address}" />'
        yield f'<style>@font-face {{ font-family: "Source Sans"; font-weight: 100 900; {source}; }}</style>'


@cache
def _hints(components: tuple[str, ...]) -> str:
    streamlits = (f'<link rel="modulepreload" href=".{name}" />' for name in (*_chunks(), LOADER))
    return _joined([*streamlits, _named((f"components/{name}.js" for name in components), components)])


def _named(modules: Iterable[str], components: Iterable[str]) -> str:
    """Name modules of ours with all that they import, and the styles of components."""
    styles = (f"components/{name}.css" for name in ("base", *components))
    return _joined(
        [
            *(f'<link rel="modulepreload" href=".{asset_url(name)}" />' for name in _with_imports(modules)),
            *(f'<link rel="preload" as="style" href=".{asset_url(name)}" />' for name in styles),
        ]
    )


def _with_imports(names: Iterable[str]) -> list[str]:
    """Return these files and all that they import, and so on, each once."""
    found: dict[str, None] = {}
    waiting = list(names)
    for name in waiting:
        if name not in found:
            found[name] = None
            folder = posixpath.dirname(name)
            waiting += [posixpath.normpath(f"{folder}/{each}") for each in _IMPORTED.findall(asset_text(name))]
    return list(found)


@cache
def _chunks() -> list[str]:
    """Name the modules of Streamlit that draw components; fewer, or none, when another version calls them otherwise."""
    drawing = [path for name in _DRAWING for path in _CHUNKS.glob(f"{name}.*.js")]
    return [
        f"/static/js/{name}"
        for name in dict.fromkeys(each for path in drawing for each in (path.name, *_imports(path)))
    ]


def _imports(path: Path) -> Iterator[str]:
    return (posixpath.basename(each) for each in _IMPORTED.findall(path.read_text(encoding="utf-8")))


def _joined(lines: Iterable[str]) -> str:
    return "\n    ".join(lines)
