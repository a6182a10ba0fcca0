"""A small site around the real map, the real API and the real headers, over initiatives made for the tests."""

from types import SimpleNamespace
from typing import Final

from map_entries import entries
from starlette.middleware import Middleware
from streamlit.starlette import App

from directory.api import api_routes
from directory.catalogue import Catalogue
from directory.model.coordinates import Coordinates
from directory.settings import Settings
from directory.web.assets import asset_routes
from directory.web.security import SecurityHeaders
from directory.web.tiles import tile_layer


class _Gazetteer:
    """Names every place alike; the map only shows what it is told."""

    def nearest_label(self, _coordinates: Coordinates) -> str:
        return "Chicago & <b>more</b>"


_SERVICES: Final = SimpleNamespace(
    catalogue=Catalogue.build(entries(), "tests"), gazetteer=_Gazetteer(), settings=Settings()
)
_TILES: Final = tile_layer("OpenStreetMap.Mapnik")

app = App(
    "map_site_page.py",
    routes=[*api_routes(_SERVICES), *asset_routes()],
    middleware=[Middleware(SecurityHeaders, tile_hosts=[_TILES.origin] if _TILES else [])],
)
