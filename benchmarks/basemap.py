"""Measures what the basemap weighs: for the repository, and for a visitor at each zoom; prints a table.

    python -m benchmarks.basemap

Bytes as they travel (gzip). A view is 1440 x 900 px, and includes the tiles it shows in part. Name tiles come from the
installed gazetteer; up to zoom 3 only countries are named.
"""

import gzip
import math
from typing import Final

from directory.geocoding import Gazetteer
from directory.model.coordinates import Coordinates
from directory.web import basemap

VIEW_PX: Final = (1440, 900)
TILE_PX: Final = 512
NAMES_BEYOND: Final = 0.25
"""Names are fetched for that much more than the view, on each side."""
FIRST_ZOOM_WITH_CITIES: Final = 4
PLACES: Final = {
    "Europe": Coordinates(latitude=50, longitude=10),
    "Chicago": Coordinates(latitude=41.85, longitude=-87.65),
    "Fiji": Coordinates(latitude=-17, longitude=178),
}


def tiles_in(centre: Coordinates, *, map_zoom: int, tile_zoom: int, beyond: float) -> set[tuple[int, int]]:
    """Return the columns and rows of tiles of `tile_zoom` under a view at `map_zoom`."""
    world_px = TILE_PX / 2 * 2**map_zoom
    count = 2**tile_zoom
    sine = math.sin(math.radians(centre.latitude))
    middle = (centre.longitude / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi))

    def span(axis: int) -> range:
        half = VIEW_PX[axis] * (0.5 + beyond) / world_px
        first, last = (math.floor((middle[axis] + side * half) * count) for side in (-1, 1))
        return range(max(0, first), min(count - 1, last) + 1)

    return {(x, y) for x in span(0) for y in span(1)}


def land_bytes(centre: Coordinates, zoom: int) -> int:
    """Return what the land of a view weighs."""
    level = max((one for one in basemap.world().levels if one <= zoom - 1), default=0)
    places = tiles_in(centre, map_zoom=zoom, tile_zoom=level, beyond=0)
    return sum(len(basemap.tile_bytes(level, x, y) or b"") for x, y in places)


def names_bytes(gazetteer: Gazetteer, centre: Coordinates, zoom: int) -> int:
    """Return what the city names of a view weigh."""
    if zoom < FIRST_ZOOM_WITH_CITIES:
        return 0
    level = min(basemap.LABEL_ZOOM, zoom - 1)
    places = tiles_in(centre, map_zoom=zoom, tile_zoom=level, beyond=NAMES_BEYOND)
    return sum(len(basemap.compressed_json(basemap.label_tile(gazetteer, level, x, y))) for x, y in places)


def main() -> None:
    """Print the tables."""
    print("In the repository, bytes")
    for name in ("world.bin", "countries.json", "source.json"):
        print(f"  {name:16}{(basemap.FOLDER / name).stat().st_size:>10,}")
    for level in basemap.world().levels:
        sizes = [len(tile) for (zoom, _, _), tile in basemap.world().tiles.items() if zoom == level]
        print(f"  level {level}: {len(sizes):>5,} tiles {sum(sizes):>10,}, largest {max(sizes):>7,}")
    modules = sum(len(gzip.compress(path.read_bytes())) for path in basemap.FOLDER.glob("*.js"))
    print(f"Once for a visit, bytes: modules {modules:,}, index with country names {len(basemap.index_bytes()):,}")
    gazetteer = Gazetteer()
    print("A view, bytes: land + city names")
    for zoom in range(1, 11):
        cells = (
            f"{name} {land_bytes(at, zoom):>7,} + {names_bytes(gazetteer, at, zoom):>6,}" for name, at in PLACES.items()
        )
        print(f"  zoom {zoom:>2}   " + "   ".join(cells))


if __name__ == "__main__":
    main()
