"""The addresses of the basemap, mounted beside the API.

/basemap/index.json                      version, levels, country names; asked for again each time
/basemap/{version}/tiles/{z}/{x}/{y}     a vector tile, 204 for open sea; kept for good
/basemap/labels/{z}/{x}/{y}.json         city names; kept for an hour
"""

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from directory.web.basemap import LABEL_ZOOM, LabelSource, compressed_json, index_bytes, label_tile, tile_bytes, world

_REVALIDATE: Final = "no-cache"
_HOUR: Final = "public, max-age=3600"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_JSON: Final = "application/json"
_BINARY: Final = "application/octet-stream"


_PROBLEM: Final = "application/problem+json"
_COORDINATE: Final = re.compile("[0-9]{1,4}")


def routes(gazetteer: LabelSource) -> list[Route]:
    """Return the routes, city names taken from the gazetteer."""
    return [
        Route("/basemap/index.json", _index, name="basemap_index"),
        Route("/basemap/labels/{z}/{x}/{y}.json", _labels_of(gazetteer), name="basemap_labels"),
        Route("/basemap/{version}/tiles/{z}/{x}/{y}", _tile, name="basemap_tile"),
    ]


async def _index(request: Request) -> Response:
    return _answer(request, index_bytes(), media_type=_JSON, caching=_REVALIDATE)


async def _tile(request: Request) -> Response:
    place = _place(request, last_zoom=world().levels[-1])
    if place is None:
        return _no_such_tile(request)
    # A page that was opened before an update asks for the former version: it gets today's tile, but does not keep it.
    current = request.path_params["version"] == world().version
    caching = _FOR_GOOD if current else _REVALIDATE
    content = tile_bytes(*place)
    if content is None:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Cache-Control": caching})
    return _answer(request, content, media_type=_BINARY, caching=caching)


def _labels_of(gazetteer: LabelSource) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        place = _place(request, last_zoom=LABEL_ZOOM)
        if place is None:
            return _no_such_tile(request)
        labels = await run_in_threadpool(label_tile, gazetteer, *place)
        return _answer(request, compressed_json(labels), media_type=_JSON, caching=_HOUR)

    return answer


def _place(request: Request, *, last_zoom: int) -> tuple[int, int, int] | None:
    """Return zoom, x and y of a request; None when there can be no such tile."""
    texts = [request.path_params[name] for name in ("z", "x", "y")]
    if not all(_COORDINATE.fullmatch(text) for text in texts):
        return None
    zoom, x, y = map(int, texts)
    return (zoom, x, y) if zoom <= last_zoom and max(x, y) < 2**zoom else None


def _no_such_tile(request: Request) -> Response:
    tile = "/".join(request.path_params[name] for name in ("z", "x", "y"))
    detail = f"There is no tile {tile[:40]}: at zoom z, x and y run from 0 to 2**z - 1."
    problem = {"type": "about:blank", "title": "Not Found", "status": HTTPStatus.NOT_FOUND, "detail": detail}
    return JSONResponse(problem, status_code=HTTPStatus.NOT_FOUND, media_type=_PROBLEM)


def _answer(request: Request, gzipped: bytes, *, media_type: str, caching: str) -> Response:
    etag = f'W/"{hashlib.sha256(gzipped).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if etag in {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(gzipped, media_type=media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(gzipped), media_type=media_type, headers=headers)
