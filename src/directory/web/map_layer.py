"""The map page's folium objects: a base map that never changes and a layer that carries nothing but a query.

st_folium builds the frame anew, and the view is lost, when the base map's script changes by one byte; so it is
constant for each configuration of a process. Folium and branca evaluate every text as a template on the server and as
a literal in the browser; so no text but the two constants below, and percent-encoded ones, ever reaches them.
"""

import json
import re
from typing import Final
from urllib.parse import quote

import folium
from folium.map import Layer
from folium.template import Template

from directory.web.assets import asset_url
from directory.web.leaflet import LEAFLET_SCRIPT, LEAFLET_STYLES
from directory.web.tiles import TileLayer

MAX_ZOOM: Final = 18
ZOOM_STEP: Final = 0.125
"""A world that fits the map is worth more than whole steps."""
FRAME_TO_ROOT: Final = "../.."
"""st_folium's frame lies at /component/<name>/index.html: relative addresses also work below a base path."""
_SAFE_QUERY: Final = re.compile(r"(?:[A-Za-z0-9&=._~+,-]|%[0-9A-Fa-f]{2})*")


def frame_url(name: str) -> str:
    """Return the address of one of our files as the map's frame asks for it."""
    return FRAME_TO_ROOT + asset_url(name)


class _BaseMap(folium.Map):
    """A folium map that loads our copy of Leaflet and our styles, and nothing of folium's own list."""

    default_js = [("leaflet", frame_url(LEAFLET_SCRIPT))]  # noqa: RUF012  # folium's own way to say it
    default_css = [  # noqa: RUF012
        ("leaflet_css", frame_url(LEAFLET_STYLES)),
        ("map_css", frame_url("map/map.css")),
        ("frame_css", frame_url("map/frame.css")),
    ]


class _InitiativesLayer(Layer):
    """Imports the module that draws the initiatives, into `window.initiatives`, a promise."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.initiatives = import({{ this.module|tojson }}).then(
            (frame) => frame.mount({{ this._parent.get_name() }}, {{ this.tiles|tojson }})
        );
        window.initiatives.catch(() => {{ this._parent.get_name() }}.getContainer().append({{ this.apology|tojson }}));
        {% endmacro %}
        """
    )

    def __init__(self, tiles: TileLayer | None) -> None:
        super().__init__(name="initiatives", overlay=True, control=False, show=False)
        self._name = "InitiativesLayer"
        self.module = frame_url("map/frame.js")
        self.tiles = quote(json.dumps(tiles.model_dump() if tiles else None), safe="")
        self.apology = "The map could not be loaded. Reload the page, or use the table."


class _CriteriaLayer(folium.FeatureGroup):
    """Tells the living map another query; itself an empty group.

    It empties `window.feature_group`, which st_folium only ever adds to.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.featureGroup();
        window.feature_group = [];
        window.initiatives.then((layer) => layer.answer({{ this.query|tojson }}, {{ this.change|tojson }}));
        {% endmacro %}
        """
    )

    def __init__(self, query: str, change: int) -> None:
        super().__init__(name="criteria", control=False, show=False)
        self.query = query
        self.change = change


def base_map(tiles: TileLayer | None = None) -> folium.Map:
    """Return the map without its data; the same script each time, in each process of this configuration.

    st_folium adds to the object it is given: build one for each run.

    Args:
        tiles: The background of another host that visitors can switch on, if any.
    """
    base = _BaseMap(
        location=(20, 0),
        zoom_start=2,
        tiles=None,
        zoom_control=False,
        zoomSnap=ZOOM_STEP,
        trackResize=False,  # the layer does, and keeps what it was told to show
        maxZoom=MAX_ZOOM,  # folium drops `max_zoom` when there are no tiles
    )
    base.add_child(_InitiativesLayer(tiles))
    return base


def criteria_layer(query: str, *, change: int = 0) -> folium.FeatureGroup:
    """Return what st_folium adds to the living map to make it show other initiatives.

    Args:
        query: The criteria as a percent-encoded query string, as `urlencode(criteria.filters().to_query())` writes it.
        change: The number of the change that this answers; 0 when it answers none.

    Raises:
        ValueError: The query holds a character that percent-encoding would have removed.
    """
    if not _SAFE_QUERY.fullmatch(query):
        message = "the query is not percent-encoded: only letters, digits, &=._~+,- and %XX may stand in it"
        raise ValueError(message)
    return _CriteriaLayer(query, change)
