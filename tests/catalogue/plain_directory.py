"""The catalogue in the plainest Python, to compare with; and random directories and questions for it."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from random import Random

from hypothesis import strategies as st

from directory.model.coordinates import BoundingBox, Coordinates, distance_m
from directory.model.criteria import Criteria, Having, Near, Order, Sort
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.initiative import Initiative
from directory.model.link import Link
from directory.model.text import fold, words
from directory.model.vocabularies import VOCABULARIES, PlaceKind, Precision, Programme, Relation, Role, Sector, Status

PLACES = [
    ("Chicago", "Illinois", "US"),
    ("chicago", "ILLINOIS", "US"),
    ("Paris", "", "FR"),
    ("Paris", "Île-de-France", "FR"),
    ("Berlin", "Berlin", "DE"),
    ("", "Illinois", "US"),
    ("", "", "FR"),
    ("", "", None),
]
POINTS = [
    (0, 0),
    (41.85, -87.65),
    (41.85, -87.6501),
    (48.85, 2.35),
    (-90, 10),
    (90, 0),
    (10, 180),
    (10, -180),
    (-33, 179.9),
]
TEXTS = ["Badges", "The Open Badges lab", "museum of arts", "École d'été", "open", "Lab badges open", "artist", "The"]


def entry(
    number: int = 0, *, point: tuple[float, float] | None = None, place_id: int | None = None, **stated: object
) -> Entry:
    """Make an entry; what is not given is not stated."""
    initiative = Initiative.model_validate({"id": f"entry-{number}", "name": f"Entry {number}", **stated})
    if point is None:
        return Entry(initiative=initiative)
    position = Position(
        coordinates=Coordinates(latitude=point[0], longitude=point[1]),
        precision=Precision.CITY if place_id else Precision.EXACT,
        source=CoordinatesSource.GAZETTEER,
        place_id=place_id,
    )
    return Entry(initiative=initiative, position=position)


def link(number: int) -> Link:
    """Make a link."""
    return Link(source_id=f"entry-{number}", relation=Relation.PART_OF, target_id="somewhere")


def _random_entry(number: int) -> Entry:
    dice = Random(number)  # noqa: S311  # no secret
    city, region, country = dice.choice(PLACES)
    started, ended = dice.choice([None, 2011, 2012, 2013]), dice.choice([None, None, 2013, 2015])
    made = entry(
        number,
        point=dice.choice([None, *POINTS]),
        place_id=dice.choice([None, None, 7, 8]) if city else None,
        name=dice.choice(TEXTS),
        organisation=tuple(dice.sample(TEXTS, dice.randrange(3))),
        programme=dice.choice([Programme.INDEPENDENT, Programme.CITIES_OF_LEARNING]),
        sector=dice.choice([None, Sector.SCHOOLS, Sector.RESEARCH]),
        roles=tuple(role for role in (Role.CREATE, Role.ISSUE, Role.HOST) if dice.random() < 1 / 2),
        status=dice.choice(list(Status)),
        summary=dice.choice(["", *TEXTS]),
        partners=tuple(dice.sample(TEXTS, dice.randrange(3))),
        city=city,
        region=region,
        country=country,
        place_kind=dice.choice([None, *PlaceKind]),
        year_started=started,
        year_ended=ended,
        website=dice.choice(["", "https://example.org"]),
        sources=dice.choice([(), ("https://example.org/source",)]),
        updated=dice.choice([None, date(2024, 1, 1), date(2025, 6, 1)]),
    )
    links = (link(number),) * dice.randrange(3)
    return made.model_copy(update={"links": links, "last_checked": dice.choice([None, date(2026, 11, 1)])})


ENTRIES = tuple(_random_entry(number) for number in range(300))


def directories() -> st.SearchStrategy[tuple[Entry, ...]]:
    """Draw up to 25 of 300 entries of every kind."""
    drawn = st.lists(st.sampled_from(range(len(ENTRIES))), max_size=25, unique=True)
    return drawn.map(lambda numbers: tuple(ENTRIES[number] for number in numbers))


YEARS = st.none() | st.integers(2010, 2016)


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Draw a selection of a facet; mostly nothing."""
    return st.just(()) | st.lists(st.sampled_from([*values, "none"]), max_size=2, unique=True).map(tuple)


WORDS = ["badges", "open", "op", "École", "lab", "ART", "the", "chic", "france", "xyz", "!"]
QUERIES = st.just("") | st.lists(
    st.sampled_from(WORDS)
    | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda them: f'"{" ".join(them)}"'),
    max_size=3,
).map(" ".join)
POINT = st.sampled_from(POINTS).map(lambda point: Coordinates(latitude=point[0], longitude=point[1]))


@st.composite
def boxes(draw: st.DrawFn) -> BoundingBox:
    """Draw a box; half of them cross the antimeridian."""
    latitudes = st.sampled_from([-90.0, -40.0, -33.0, 0.0, 41.85, 48.85, 90.0])
    south, north = sorted([draw(latitudes), draw(latitudes)])
    longitudes = st.sampled_from([-180.0, -87.65, -10.0, 2.35, 170.0, 180.0])
    return BoundingBox(west=draw(longitudes), south=south, east=draw(longitudes), north=north)


@st.composite
def questions(draw: st.DrawFn) -> Criteria:
    """Draw criteria of every kind."""
    years = sorted(year for year in (draw(YEARS), draw(YEARS)) if year is not None)
    has_first, has_last = draw(st.booleans()), draw(st.booleans())
    return Criteria(
        q=draw(QUERIES),
        sector=draw(some("Schools", "Research and policy", "City-wide")),
        programme=draw(some("Independent", "Badge the World")),
        role=draw(some("create", "issue", "join")),
        role_all=draw(st.booleans()),
        status=draw(some("active", "ended")),
        country=draw(some("US", "FR", "ZW")),
        region=draw(some("Illinois,US", "ile-de-france,fr", "Berlin,DE")),
        city=draw(some("7", "8", "Chicago,Illinois,US", "PARIS,,FR", "Berlin,Berlin,DE", "9")),
        place_kind=draw(some("seat", "online")),
        precision=draw(some("city", "exact")),
        has=draw(st.lists(st.sampled_from(Having), max_size=2, unique=True).map(tuple)),
        year_from=years[0] if years and has_first else None,
        year_to=years[-1] if years and has_last else None,
        near=draw(st.none() | st.builds(Near, centre=POINT, radius_km=st.sampled_from([0.5, 9.0, 5_000.5, 20_038.0]))),
        bbox=draw(st.none() | boxes()),
        order=draw(st.none() | st.builds(Order, by=st.sampled_from(Sort), descending=st.booleans())),
        page=draw(st.integers(1, 9)),
    )


def stated_city(each: Entry) -> str:
    """Return the folded name,region,country; empty without a city."""
    stated = each.initiative
    return fold(f"{stated.city},{stated.region},{stated.country or ''}") if stated.city else ""


def place_id(each: Entry, everything: Sequence[Entry]) -> int | None:
    """Return the GeoNames id of an entry, or the one that other entries of the same stated city have."""
    if each.position and each.position.place_id:
        return each.position.place_id
    same = [other for other in everything if stated_city(other) and stated_city(other) == stated_city(each)]
    return min((other.position.place_id for other in same if other.position and other.position.place_id), default=None)


def has_value(each: Entry, key: str, value: str, everything: Sequence[Entry]) -> bool:
    """Tell whether an entry has one value of one facet."""
    stated, position = each.initiative, each.position
    if key == "city":
        known = place_id(each, everything)
        if value == "none":
            return known is None and not stated.city
        return str(known) == value or (bool(stated.city) and stated_city(each) == fold(value))
    if key == "region":
        return fold(value) == (fold(f"{stated.region},{stated.country or ''}") if stated.region else "none")
    if key == "role":
        return value in stated.roles or (value == "none" and not stated.roles)
    if key == "has":
        having = {
            "website": stated.website,
            "source": stated.sources,
            "place": position,
            "checked": each.last_checked,
        }
        return bool(having[value])
    own = (position.precision if position else None) if key == "precision" else getattr(stated, key)
    return (own or "none") == value


FACET_KEYS = ("sector", "programme", "status", "country", "region", "city", "place_kind", "precision", "role", "has")


def matches(each: Entry, criteria: Criteria, everything: Sequence[Entry]) -> bool:
    """Tell whether an entry matches."""
    for key in FACET_KEYS:
        values = getattr(criteria, key)
        combine: Callable[[Iterable[bool]], bool] = all if key == "role" and criteria.role_all else any
        if values and not combine(has_value(each, key, value, everything) for value in values):
            return False
    point = each.position.coordinates if each.position else None
    near, box = criteria.near, criteria.bbox
    is_coarse = each.position is not None and each.position.precision in {Precision.REGION, Precision.COUNTRY}
    if near and (is_coarse or not (point and distance_m(near.centre, point) <= near.radius_km * 1_000)):
        return False
    if box and not (point and box.contains(point)):
        return False
    return runs_between(each, criteria.year_from, criteria.year_to) and says(each, criteria.q)


def runs_between(each: Entry, first: int | None, last: int | None) -> bool:
    """Tell whether the known span of an entry meets these years."""
    if first is None and last is None:
        return True
    span = known_span(each)
    return span is not None and (first is None or span[1] >= first) and (last is None or span[0] <= last)


def known_span(each: Entry) -> tuple[float, float] | None:
    """Return the first and the last year of an entry."""
    stated = each.initiative
    years = [year for year in (stated.year_started, stated.year_ended) if year is not None]
    if not years:
        return None
    return min(years), math.inf if stated.status == "active" and stated.year_ended is None else max(years)


def fields(each: Entry) -> Iterator[list[str]]:
    """Give the words of every field that is searched."""
    stated = each.initiative
    for text in (stated.name, stated.summary, each.place, *stated.organisation, *stated.partners):
        yield words(text)


def says(each: Entry, query: str) -> bool:
    """Tell whether an entry has the words, phrases and the prefix of a query (all quotes closed)."""
    if not query.strip():
        return True
    parts = query.split('"')
    phrases = [words(part) for part in parts[1::2]]
    loose = [word for part in parts[::2] for word in words(part)]
    if not loose and not any(phrases):
        return False
    texts = list(fields(each))
    every = {word for text in texts for word in text}
    begins = loose.pop() if words(parts[-1]) else ""
    return (
        set(loose) <= every
        and any(word.startswith(begins) for word in every)
        and all(any(_within(phrase, text) for text in texts) for phrase in phrases)
    )


def _within(phrase: list[str], text: list[str]) -> bool:
    return any(text[start : start + len(phrase)] == phrase for start in range(len(text) + 1))


def name_key(each: Entry) -> tuple[str, str]:
    """Order by name without a leading "The", then by id."""
    return fold(each.initiative.name).removeprefix("the "), each.initiative.id


def sort_value(each: Entry, order: Order, near: Near | None) -> int | str | None:
    """Return what an entry is ordered by; None when it is not stated."""
    stated = each.initiative
    terms = {key: list(VOCABULARIES[key]) for key in ("sector", "status")}
    point = each.position.coordinates if each.position else None
    values = {
        Sort.NAME: name_key(each)[0],
        Sort.ORGANISATION: fold("; ".join(stated.organisation)) or None,
        Sort.SECTOR: terms["sector"].index(stated.sector) if stated.sector else None,
        Sort.STATUS: terms["status"].index(stated.status),
        Sort.PLACE: fold(each.place) or None,
        Sort.YEAR: stated.year_started,
        Sort.UPDATED: stated.updated.toordinal() if stated.updated else None,
        Sort.LINKED: len(each.links),
        Sort.DISTANCE: round(distance_m(near.centre, point) * 10) if near and point else None,
    }
    return values[order.by]


def ordered(found: Sequence[Entry], order: Order, near: Near | None) -> list[Entry]:
    """Sort entries: stated first, in the direction asked for; equal ones by name, then id."""
    by_name = sorted(found, key=name_key, reverse=order.descending and order.by is Sort.NAME)
    stated = [(sort_value(each, order, near), each) for each in by_name]
    known = [(value, each) for value, each in stated if value is not None]
    # A stable sort keeps the order by name among equals, also in reverse.
    known.sort(key=lambda pair: pair[0], reverse=order.descending)
    return [each for _, each in known] + [each for value, each in stated if value is None]
