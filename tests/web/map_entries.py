"""Initiatives made for the tests of the map."""

from typing import Final

from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.initiative import Initiative
from directory.model.vocabularies import Precision, Sector

CHICAGO: Final = (41.85003, -87.65005)
COINCIDING: Final = 45
HOSTILE: Final = (
    '<img src=x onerror="top.hit=1">',
    "{{7*7}} {% raw %} {#",
    "${top.hit=1} `+(top.hit=1)+`",
    "</script><script>top.hit=1</script>",
    "'\"><svg onload=top.hit=1>",
)
"""Each stands alone, far from the others, at 20 degrees south."""
CITIES: Final = (
    ("Berlin", "DE", 52.52, 13.41),
    ("Nairobi", "KE", -1.29, 36.82),
    ("Tokyo", "JP", 35.69, 139.69),
    ("Lima", "PE", -12.05, -77.04),
    ("Auckland", "NZ", -36.85, 174.76),
    ("Oslo", "NO", 59.91, 10.75),
    ("Delhi", "IN", 28.65, 77.23),
    ("Boston", "US", 42.36, -71.06),
    ("Paris", "FR", 48.85, 2.35),
    ("Porto", "PT", 41.15, -8.61),
)
SECTORS: Final = tuple(Sector)


def _entry(initiative: Initiative, latitude: float, longitude: float, precision: Precision = Precision.CITY) -> Entry:
    position = Position(
        coordinates=Coordinates(latitude=latitude, longitude=longitude),
        precision=precision,
        source=CoordinatesSource.GAZETTEER,
    )
    return Entry(initiative=initiative, position=position)


def entries() -> list[Entry]:
    """Return 45 initiatives in one point, 100 round ten cities, five with hostile names, one coarse, one nowhere."""
    made = [
        _entry(
            Initiative(
                id=f"chicago-{n}", name=f"Chicago badge {n:02}", sector=SECTORS[n % 10], city="Chicago", country="US"
            ),
            *CHICAGO,
        )
        for n in range(COINCIDING)
    ]
    for number in range(100):
        city, country, latitude, longitude = CITIES[number % 10]
        name, sector = f"{city} badges {number}", SECTORS[number % 7]
        initiative = Initiative(id=f"city-{number}", name=name, sector=sector, city=city, country=country)
        made.append(_entry(initiative, latitude + number % 9 * 0.31, longitude + number % 11 * 0.29))
    for number, name in enumerate(HOSTILE):
        initiative = Initiative(id=f"hostile-{number}", name=name, organisation=(name,), city=name)
        made.append(_entry(initiative, -20, -30 + 12 * number, Precision.EXACT))
    made.append(_entry(Initiative(id="coarse", name="Somewhere", country="MG"), -45, 60, Precision.COUNTRY))
    made.append(Entry(initiative=Initiative(id="nowhere", name="Online only")))
    return made
