"""The background of another host that an operator chooses and a visitor switches on."""

import pytest
import xyzservices.providers

from directory.model.errors import ConfigurationError
from directory.settings import Settings
from directory.web.tiles import tile_layer


def test_openstreetmap_is_offered_unless_something_else_is_chosen() -> None:
    layer = tile_layer(Settings.from_environ({}).tiles)
    assert layer is not None
    assert layer.model_dump() == {
        "name": "OpenStreetMap",
        "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "attribution": "© OpenStreetMap contributors",
        "link": "https://www.openstreetmap.org/copyright",
        "max_zoom": 19,
        "host": "tile.openstreetmap.org",
    }
    assert layer.origin == "https://tile.openstreetmap.org"


def test_a_setting_of_nothing_offers_none() -> None:
    assert tile_layer(Settings.from_environ({"DIRECTORY_TILES": ""}).tiles) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("OpenStreetMap.Moon", "knows no background of this name"),
        ("openstreetmap.mapnik", "knows no background of this name"),
        ("Thunderforest.OpenCycleMap", "needs a key"),
        ("OpenWeatherMap.Clouds", "needs a key"),
        ("nlmaps.nothing", "knows no background of this name"),
    ],
)
def test_a_background_that_cannot_be_used_is_an_error_that_names_the_setting(name: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=f"DIRECTORY_TILES='{name}': .*{reason}"):
        tile_layer(name)


def test_every_known_background_is_either_usable_or_refused_with_a_reason() -> None:
    usable = 0
    for name, provider in xyzservices.providers.flatten().items():
        try:
            layer = tile_layer(name)
        except ConfigurationError as error:
            assert str(error).startswith(f"DIRECTORY_TILES='{name}': ")  # noqa: PT017  # most raise nothing
            assert provider.requires_token() or not provider.url.startswith("https:") or "tms" in provider
            continue
        assert layer is not None
        assert layer.url.startswith(f"{layer.origin}/")
        assert layer.url.format(x=1, y=2, z=3).count("{") == 0
        assert layer.link.startswith("https://")
        assert layer.attribution
        usable += 1
    assert usable > 300
