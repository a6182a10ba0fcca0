"""Our scripts and styles as a browser gets them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette

import directory
from directory.model.vocabularies import Shape
from directory.web import assets
from directory.web.assets import asset_routes, asset_url

MAP = Path(assets.__file__).parent / "map"


def _get(path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=asset_routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.get(path)

    with start_blocking_portal() as portal:  # the main thread may hold the loop of a browser test
        return portal.call(ask)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("map/layer.js", "text/javascript; charset=utf-8"),
        ("map/map.css", "text/css; charset=utf-8"),
        ("leaflet/leaflet.js", "text/javascript; charset=utf-8"),
        ("leaflet/leaflet.css", "text/css; charset=utf-8"),
    ],
)
def test_a_file_is_served_with_its_type_and_kept_for_good(name: str, media_type: str) -> None:
    answer = _get(asset_url(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_every_module_of_the_map_finds_what_it_imports() -> None:
    for module in MAP.glob("*.js"):
        address = asset_url(f"map/{module.name}")
        for imported in re.findall(r'(?:from|import\() ?"(\./[^"]+)"', module.read_text()):
            assert _get(f"{address.rpartition('/')[0]}/{imported}").status_code == 200, (module.name, imported)


@pytest.mark.parametrize(
    "name",
    [
        "map_layer.py",
        "map/../map_layer.py",
        "map/..%2fmap_layer.py",
        "map/%2e%2e/map_layer.py",
        "../../pyproject.toml",
        "/etc/passwd",
        "leaflet/leaflet-src.js",
        "map/",
        "",
    ],
)
def test_nothing_else_can_be_reached(name: str) -> None:
    root = asset_url("map/layer.js").removesuffix("map/layer.js")
    assert _get(root + name).status_code == 404


def test_another_digest_is_not_answered_with_todays_files() -> None:
    assert _get("/assets/0000000000000000/map/layer.js").status_code == 404


def test_the_address_of_a_file_that_is_not_there_is_an_error_where_it_is_asked_for() -> None:
    with pytest.raises(KeyError):
        asset_url("map/nothing.js")


def test_a_changed_file_changes_the_address_of_all(tmp_path: Path) -> None:
    package = Path(directory.__file__).parent
    shutil.copytree(package, tmp_path / "directory", ignore=shutil.ignore_patterns("*.bin", "__pycache__"))
    with (tmp_path / "directory" / "web" / "map" / "map.css").open("a") as styles:
        styles.write("/* changed */")
    command = [sys.executable, "-c", "from directory.web.assets import asset_url; print(asset_url('map/layer.js'))"]
    answer = subprocess.run(command, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    changed = answer.stdout.strip()
    assert changed.endswith("/map/layer.js")
    assert changed != asset_url("map/layer.js")


def test_every_shape_of_the_vocabulary_can_be_drawn() -> None:
    drawn = re.findall(r'^  "?([a-z-]+)"?: "M', (MAP / "shapes.js").read_text(), flags=re.MULTILINE)
    assert set(drawn) == set(Shape)
    assert len(drawn) == len(set(drawn))
