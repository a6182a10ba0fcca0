import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_directory import (
    FACET_KEYS,
    POINT,
    directories,
    entry,
    has_value,
    known_span,
    matches,
    ordered,
    place_id,
    questions,
    says,
    stated_city,
)

from directory.catalogue import MAX_ZOOM, Catalogue, Tile
from directory.model.coordinates import Coordinates, distance_m
from directory.model.criteria import Criteria, Order, Sort
from directory.model.entry import Entry

fair = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIMIT = 85.0511287798066


def ids(entries: object) -> list[str]:
    assert isinstance(entries, (list, tuple))
    return [each.initiative.id for each in entries]


def expected(entries: tuple[Entry, ...], criteria: Criteria) -> list[Entry]:
    return [each for each in entries if matches(each, criteria, entries)]


@fair
@given(directories(), questions())
def test_a_question_finds_what_plain_python_finds(entries: tuple[Entry, ...], criteria: Criteria) -> None:
    catalogue = Catalogue.build(iter(entries), "1")
    found = expected(entries, criteria)
    selection = catalogue.select(criteria)
    assert sorted(ids(list(catalogue.entries(selection.rows)))) == sorted(ids(found))
    assert selection.rows.tolist() == sorted(selection.rows.tolist())
    assert selection.total == len(found)
    assert selection.placed == sum(each.position is not None for each in found)
    assert selection.countries == len({each.initiative.country for each in found} - {None})


@fair
@given(directories(), questions())
def test_each_facet_counts_without_its_own_selection(entries: tuple[Entry, ...], criteria: Criteria) -> None:
    facets = Catalogue.build(entries, "1").facets(criteria)
    assert set(facets) == set(FACET_KEYS)
    for key, facet in facets.items():
        base = expected(entries, criteria.model_copy(update={key: ()}))
        values = [each.value for each in facet.values]
        assert len(values) == len(set(values))
        assert set(getattr(criteria, key)) <= set(values)
        for each in facet.values:
            assert each.count == sum(has_value(one, key, each.value, entries) for one in base), (key, each)
            assert each.label


@fair
@given(directories(), questions())
def test_every_entry_is_counted_in_some_value_of_every_facet(entries: tuple[Entry, ...], criteria: Criteria) -> None:
    asked = criteria.model_copy(update=dict.fromkeys(FACET_KEYS, ()))
    total = len(expected(entries, asked))
    for key, facet in Catalogue.build(entries, "1").facets(asked).items():
        if key == "has":
            continue
        counted = sum(each.count for each in facet.values)
        assert counted >= total if key == "role" else counted == total, key


@fair
@given(directories())
def test_no_city_is_listed_twice(entries: tuple[Entry, ...]) -> None:
    listed = [each.value for each in Catalogue.build(entries, "1").facets(Criteria())["city"].values]
    known = {str(place_id(each, entries)) for each in entries if place_id(each, entries)}
    names = {stated_city(each) for each in entries if stated_city(each) and not place_id(each, entries)}
    has_none = any(not stated_city(each) and not place_id(each, entries) for each in entries)
    assert len(listed) == len(known) + len(names) + has_none


@fair
@given(directories(), questions())
def test_years_count_whose_span_covers_them(entries: tuple[Entry, ...], criteria: Criteria) -> None:
    histogram = Catalogue.build(entries, "1").years(criteria)
    stated = [year for each in entries for year in known_span(each) or () if math.isfinite(year)]
    assert [each.year for each in histogram] == (list(range(int(min(stated)), int(max(stated)) + 1)) if stated else [])
    found = expected(entries, criteria.model_copy(update={"year_from": None, "year_to": None}))
    spans = [span for each in found if (span := known_span(each))]
    for each in histogram:
        assert each.count == sum(first <= each.year <= last for first, last in spans)


@fair
@given(
    directories(), questions(), st.sampled_from([sort for sort in Sort if sort is not Sort.RELEVANCE]), st.booleans()
)
def test_pages_and_exports_come_in_the_order_asked_for(
    entries: tuple[Entry, ...],
    criteria: Criteria,
    by: Sort,
    descending: bool,  # noqa: FBT001  # drawn
) -> None:
    order = Order(by=by, descending=descending)
    asked = criteria.model_copy(update={"order": order})
    plain = Order(by=Sort.NAME) if by is Sort.DISTANCE and criteria.near is None else order
    catalogue = Catalogue.build(entries, "1")
    in_order = ids(ordered(expected(entries, criteria), plain, criteria.near))
    assert ids(list(catalogue.all(asked))) == in_order
    page = catalogue.page(asked, size=3)
    assert (page.total, page.pages) == (len(in_order), max(1, math.ceil(len(in_order) / 3)))
    assert page.number == min(criteria.page, page.pages)
    assert ids(page.entries) == in_order[(page.number - 1) * 3 : page.number * 3]


@fair
@given(directories(), questions())
def test_pages_add_up_to_the_export(entries: tuple[Entry, ...], criteria: Criteria) -> None:
    catalogue = Catalogue.build(entries, "1")
    pages = catalogue.page(criteria, size=4).pages
    paged = [
        each
        for number in range(1, pages + 1)
        for each in catalogue.page(criteria.model_copy(update={"page": number}), size=4).entries
    ]
    assert paged == list(catalogue.all(criteria))


@fair
@given(directories(), questions(), st.integers(0, 3))
def test_the_tiles_of_a_zoom_add_up_to_the_placed_matches(
    entries: tuple[Entry, ...], criteria: Criteria, zoom: int
) -> None:
    catalogue = Catalogue.build(entries, "1")
    side = range(2**zoom)
    clusters = [each for x in side for y in side for each in catalogue.tile(criteria, Tile(zoom, x, y))]
    found = [each for each in expected(entries, criteria) if each.position]
    assert sum(each.count for each in clusters) == len(found) == catalogue.select(criteria).placed
    sectors = [each.initiative.sector or "none" for each in found]
    for name in set(sectors):
        assert sum(each.sectors.get(name, 0) for each in clusters) == sectors.count(name)
    alone = [each for each in clusters if each.count == 1]
    assert all(each.entry is not None for each in alone)
    assert all(each.entry is None for each in clusters if each.count > 1)
    assert all(sum(each.sectors.values()) == each.count for each in clusters)
    assert all(0 not in each.sectors.values() for each in clusters)


def drawn(latitude: float) -> float:
    return max(-LIMIT, min(LIMIT, latitude))


def cell(point: Coordinates, zoom: int) -> tuple[int, int]:
    """Return the 64 px cell of a point, by the textbook's formula."""
    cells = 2 ** (zoom + 3)
    latitude = math.radians(drawn(point.latitude))
    x = (point.longitude + 180) / 360
    y = (1 - math.log(math.tan(latitude) + 1 / math.cos(latitude)) / math.pi) / 2
    return min(cells - 1, max(0, int(x * cells))), min(cells - 1, max(0, int(y * cells)))


@fair
@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=30), st.integers(0, 12))
def test_a_cluster_is_what_lies_in_one_cell(points: list[tuple[float, float]], zoom: int) -> None:
    entries = [entry(number, point=point) for number, point in enumerate(points)]
    catalogue = Catalogue.build(entries, "1")
    where: dict[tuple[int, int], list[Coordinates]] = {}
    for each in entries:
        assert each.position
        where.setdefault(cell(each.position.coordinates, zoom), []).append(each.position.coordinates)
    for (x, y), inside in where.items():
        tile = catalogue.tile(Criteria(), Tile(zoom, x // 8, y // 8))
        west, east = min(one.longitude for one in inside), max(one.longitude for one in inside)
        south = drawn(min(one.latitude for one in inside))
        north = drawn(max(one.latitude for one in inside))
        [cluster] = [one for one in tile if one.count == len(inside) and (one.box.west, one.box.south) == (west, south)]
        assert (cluster.box.east, cluster.box.north) == (east, north)
        assert cluster.box.contains(cluster.coordinates)
        mean = sum(one.longitude for one in inside) / len(inside)
        assert cluster.coordinates.longitude == pytest.approx(mean, abs=1e-9)


@fair
@given(directories(), POINT, st.integers(0, 30))
def test_the_nearest_come_first(entries: tuple[Entry, ...], centre: Coordinates, limit: int) -> None:
    found = Catalogue.build(entries, "1").nearest(centre, limit=limit)
    placed = sorted(distance_m(centre, each.position.coordinates) for each in entries if each.position)
    assert [distance for _, distance in found] == pytest.approx(placed[:limit], abs=0.01)
    for each, distance in found:
        assert each.position
        assert distance == pytest.approx(distance_m(centre, each.position.coordinates), abs=0.01)
    assert len({each.initiative.id for each, _ in found}) == len(found)


@fair
@given(directories(), st.text(max_size=200))
def test_no_text_breaks_the_search(entries: tuple[Entry, ...], text: str) -> None:
    catalogue = Catalogue.build(entries, "1")
    criteria = Criteria(q=text)
    assert catalogue.page(criteria).total == catalogue.select(criteria).total
    if '"' not in text and not set("“”„«»") & set(text):
        assert catalogue.select(criteria).total == sum(says(each, text) for each in entries)


@fair
@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=20))
def test_deep_zooms_keep_every_point(points: list[tuple[float, float]]) -> None:
    entries = [entry(number, point=point) for number, point in enumerate(points)]
    catalogue = Catalogue.build(entries, "1")
    assert all(each.position for each in entries)
    cells = {cell(each.position.coordinates, MAX_ZOOM) for each in entries if each.position}
    # At 2 cm to the cell, rounding may put a point beside the cell that the textbook names.
    tiles = {(MAX_ZOOM, (x + dx) // 8, (y + dy) // 8) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    last = 2**MAX_ZOOM - 1
    found = sum(
        cluster.count
        for zoom, x, y in tiles
        if 0 <= x <= last and 0 <= y <= last
        for cluster in catalogue.tile(Criteria(), Tile(zoom, x, y))
    )
    assert found == len(entries)
