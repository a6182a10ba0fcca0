"""The background of another host that visitors of the map can switch on: one of those that xyzservices knows."""

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import xyzservices.providers
from pydantic import BaseModel, ConfigDict
from xyzservices import TileProvider

from directory.model.errors import ConfigurationError

_VARIABLE: Final = "DIRECTORY_TILES"
_COORDINATES: Final = {"x", "y", "z"}
_LINK: Final = re.compile(r'href="(https://[^"\s]+)"')
_LAST_ZOOM: Final = 18
"""Of a provider that states none."""


class TileLayer(BaseModel):
    """What the map needs to know of it; all texts are plain."""

    model_config = ConfigDict(frozen=True)

    name: str
    url: str
    """Template with {x}, {y} and {z}."""
    attribution: str
    link: str
    """Where the attribution leads."""
    max_zoom: int
    host: str

    @property
    def origin(self) -> str:
        """What the Content-Security-Policy must allow images from."""
        return f"https://{self.host}"


@cache
def tile_layer(name: str) -> TileLayer | None:
    """Look up a background by its name, like OpenStreetMap.Mapnik; None for an empty name.

    Raises:
        ConfigurationError: There is none of that name, or it needs a key, or cannot be fetched by https.
    """
    if not name:
        return None
    known: dict[str, TileProvider] = xyzservices.providers.flatten()
    if name not in known:
        raise _refusal(name, "xyzservices knows no background of this name; one that it knows is OpenStreetMap.Mapnik")
    provider = known[name]
    if provider.requires_token():
        raise _refusal(name, "this background needs a key, which every visitor could read; choose one without")
    url = provider.build_url()
    address = urlsplit(url)
    if address.scheme != "https" or provider.get("tms") or set(re.findall(r"{(\w+)}", url)) != _COORDINATES:
        raise _refusal(name, "this background is not served as plain tiles by https; choose another")
    link = _LINK.search(provider.get("html_attribution", ""))
    return TileLayer(
        name=name.split(".", maxsplit=1)[0],
        url=url,
        attribution=str(provider["attribution"]).replace("(C)", "©"),
        link=link[1] if link else f"https://{address.netloc}/",
        max_zoom=provider.get("max_zoom", _LAST_ZOOM),
        host=address.netloc,
    )


def _refusal(name: str, reason: str) -> ConfigurationError:
    return ConfigurationError(f"{_VARIABLE}={name!r}: {reason}")
