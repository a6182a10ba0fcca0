"""A page with nothing but the basemap, over three cities, served from a thread."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from directory.model.coordinates import BoundingBox, Coordinates
from directory.web import basemap, basemap_routes

START_TIMEOUT_S = 20

PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/leaflet/leaflet.css"><style>html, body, #map { margin: 0; height: 100% }</style>
<div id="map"></div><script src="/leaflet/leaflet.js"></script>
<script type="module">
import { createBasemap } from "/modules/basemap.js";
const given = Object.fromEntries(new URLSearchParams(location.search));
window.clicks = 0;
window.map = L.map("map", { zoomControl: false, fadeAnimation: false }).setView([given.lat, given.lon], given.zoom);
map.on("click", () => (window.clicks += 1));
window.basemap = createBasemap(L, { url: "/basemap", theme: given.theme, labels: given.labels === "1" }).addTo(map);
</script>"""


@dataclass(frozen=True)
class City:
    """A place as the gazetteer's labels are."""

    name: str
    coordinates: Coordinates
    population: int
    capital: bool = False


CITIES = (
    City("Chicago", Coordinates(latitude=41.85, longitude=-87.65), 2_720_546),
    City("<b>Paris</b>", Coordinates(latitude=48.85, longitude=2.35), 2_138_551, capital=True),
    City("Lyon", Coordinates(latitude=45.75, longitude=4.85), 522_969),
)


class FewCities:
    """A gazetteer of three cities that remembers how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[BoundingBox] = []

    def labels(self, box: BoundingBox, *, limit: int) -> list[City]:
        self.asked.append(box)
        return [city for city in CITIES if box.contains(city.coordinates)][:limit]


def application() -> Starlette:
    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    return Starlette(
        routes=[
            Route("/", page),
            Mount("/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
            Mount("/modules", StaticFiles(directory=basemap.FOLDER)),
            *basemap_routes.routes(FewCities()),
        ]
    )


@contextmanager
def served() -> Iterator[str]:
    """Serve the page and give its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(), log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        end = time.monotonic() + START_TIMEOUT_S
        while not server.started and time.monotonic() < end:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
