"""Leaflet as the package XStatic-Leaflet brings it, so that no other host is asked for it."""

from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet

LEAFLET_SCRIPT: Final = "leaflet/leaflet.js"
LEAFLET_STYLES: Final = "leaflet/leaflet.css"


def leaflet_files() -> dict[str, Path]:
    """Return the two files a map needs, by their asset name; the marker images stay behind, nothing draws them."""
    folder = Path(leaflet.BASE_DIR)
    return {name: folder / Path(name).name for name in (LEAFLET_SCRIPT, LEAFLET_STYLES)}
