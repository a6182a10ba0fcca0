"""Our scripts, styles and pictures, served under a digest of them all so that browsers may keep them for good."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from directory.web.leaflet import leaflet_files
from directory.web.packed import packed_file

PREFIX: Final = "/assets"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""By suffix; a file with any other suffix, data among them, is not served."""

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""For what is served under a digest of itself."""
_WEB: Final = Path(__file__).parent
_DIGEST_LENGTH: Final = 16


@cache
def _files() -> Mapping[str, Path]:
    """List what is served, by name: the files in the folders of this package, and Leaflet."""
    ours = {path.relative_to(_WEB).as_posix(): path for path in _WEB.glob("*/**/*") if path.suffix in MEDIA_TYPES}
    return dict(sorted((ours | leaflet_files()).items()))


@cache
def _digest() -> str:
    """Identify all names and contents together: modules import each other by relative address."""
    digest = hashlib.sha256()
    for name, path in _files().items():
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGEST_LENGTH]


def asset_url(name: str) -> str:
    """Return the address of a file, as `map/layer.js`, from the root of the site. Raises KeyError for unknown names."""
    if name not in _files():
        raise KeyError(name)
    return f"{PREFIX}/{_digest()}/{name}"


def asset_text(name: str) -> str:
    """Return what is in a file of text, by the name it has for `asset_url`. Raises KeyError for unknown names."""
    return _files()[name].read_text(encoding="utf-8")


async def _serve(request: Request) -> Response:
    path = _files().get(request.path_params["name"])
    if path is None or request.path_params["digest"] != _digest():
        raise HTTPException(404)
    packed = await packed_file(path)
    return packed.answer(request, media_type=MEDIA_TYPES[path.suffix], caching=IMMUTABLE)


def asset_routes() -> list[BaseRoute]:
    """Return the routes that serve the files by exact name; no path of a request ever reaches the file system."""
    return [Route(f"{PREFIX}/{{digest}}/{{name:path}}", _serve, methods=["GET"], name="asset")]
