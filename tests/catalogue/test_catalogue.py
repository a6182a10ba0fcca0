import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from plain_directory import ENTRIES, entry

from directory.catalogue import Catalogue, RowSource, Tile
from directory.catalogue.cache import Cache
from directory.model.coordinates import BoundingBox, Coordinates
from directory.model.criteria import Criteria, Near, Order, Sort
from directory.model.entry import Entry
from directory.model.errors import InputRejected, NotFound
from directory.model.vocabularies import Role, Sector, Status

Years = tuple[int | None, int | None]
CHICAGO: dict[str, Any] = {"city": "Chicago", "region": "Illinois", "country": "US"}


def names(catalogue: Catalogue, criteria: Criteria) -> list[str]:
    return [each.initiative.name for each in catalogue.all(criteria)]


def listed(catalogue: Catalogue, key: str, criteria: Criteria | None = None) -> list[tuple[str, str, int]]:
    facet = catalogue.facets(criteria or Criteria())[key]
    return [(each.value, each.label, each.count) for each in facet.values]


@dataclass
class Shelf:
    """A RowSource that makes entries when asked, and notes for which numbers it was asked."""

    asked: list[int] = field(default_factory=list)

    def rows(self, numbers: Sequence[int]) -> Sequence[Entry]:
        self.asked += numbers
        return [ENTRIES[number] for number in numbers]


def test_entries_are_consumed_once_as_a_stream() -> None:
    taken = []

    def stream() -> Iterator[Entry]:
        for each in ENTRIES[:3]:
            taken.append(each.initiative.id)
            yield each

    assert Catalogue.build(stream(), "7").size == 3
    assert taken == [each.initiative.id for each in ENTRIES[:3]]


def test_version_and_size_are_told() -> None:
    catalogue = Catalogue.build(ENTRIES[:5], "2026-11-22")
    assert (catalogue.version, catalogue.size) == ("2026-11-22", 5)


def test_a_row_source_is_asked_by_the_numbers_in_which_entries_came() -> None:
    shelf: RowSource = Shelf()
    assert isinstance(shelf, Shelf)
    catalogue = Catalogue.build(ENTRIES, "1", rows=shelf)
    assert catalogue.get("entry-42") is ENTRIES[42]
    assert shelf.asked == [42]


def test_a_row_source_is_asked_for_one_page_only() -> None:
    shelf = Shelf()
    page = Catalogue.build(ENTRIES, "1", rows=shelf).page(Criteria(page=2), size=10)
    assert [ENTRIES[number] for number in shelf.asked] == list(page.entries)
    assert len(shelf.asked) == 10


def test_an_empty_directory_answers_every_question() -> None:
    catalogue = Catalogue.build([], "0")
    criteria = Criteria(q='x "y z"', sector=("Schools",), city=("7", "a,b,c"), year_from=2013, role=("issue",))
    for each in (Criteria(), criteria):
        page = catalogue.page(each)
        assert (page.total, page.number, page.pages, page.entries) == (0, 1, 1, ())
        assert catalogue.tile(each, Tile(0, 0, 0)) == ()
        assert catalogue.years(each) == ()
        assert catalogue.facets(each)["status"].values[0].count == 0
        assert catalogue.select(each).countries == 0
    assert catalogue.nearest(Coordinates(latitude=0, longitude=0), limit=3) == ()
    with pytest.raises(NotFound):
        catalogue.get("")


def test_an_unknown_id_is_not_found() -> None:
    catalogue = Catalogue.build(ENTRIES, "1")
    for wanted in ("entry-9999", "", "é", "\ud800", "entry-1\0", "Entry-1"):
        with pytest.raises(NotFound):
            catalogue.get(wanted)


def test_two_entries_with_one_id_are_refused_by_name() -> None:
    with pytest.raises(InputRejected, match="entry-3") as caught:
        Catalogue.build([*ENTRIES[:5], ENTRIES[3]], "1")
    assert [(issue.code, issue.value) for issue in caught.value.issues] == [("duplicate-id", "entry-3")]


def test_a_page_beyond_the_end_is_the_last_page() -> None:
    page = Catalogue.build(ENTRIES[:7], "1").page(Criteria(page=1_000_000), size=3)
    assert (page.number, page.pages, len(page.entries)) == (3, 3, 1)


def test_a_city_with_an_id_is_found_by_id_and_by_name_in_any_spelling() -> None:
    catalogue = Catalogue.build([entry(1, point=(41, -87), place_id=4887398, **CHICAGO)], "1")
    for value in ("4887398", "Chicago,Illinois,US", "CHICAGO,illinois,us", "Chicagó,Illinois,US"):
        assert catalogue.select(Criteria(city=(value,))).total == 1, value
    for value in ("488739", "Chicago,Ohio,US", "Chicago", "Chicago,Illinois", "none"):
        assert catalogue.select(Criteria(city=(value,))).total == 0, value


def test_a_city_is_labelled_in_words() -> None:
    catalogue = Catalogue.build(
        [
            entry(1, point=(41, -87), place_id=4887398, **CHICAGO),
            entry(2, city="Berlin", region="Berlin", country="DE"),
            entry(3, city="Paris", country="FR"),
            entry(4),
        ],
        "1",
    )
    assert listed(catalogue, "city") == [
        ("Berlin,Berlin,DE", "Berlin, Germany", 1),
        ("4887398", "Chicago, Illinois", 1),
        ("Paris,,FR", "Paris, France", 1),
        ("none", "Not stated", 1),
    ]
    assert listed(catalogue, "region")[1] == ("Illinois,US", "Illinois, United States", 1)
    assert listed(catalogue, "country")[2] == ("US", "United States", 1)


def test_an_entry_without_an_id_joins_the_city_that_others_have_under_an_id() -> None:
    catalogue = Catalogue.build(
        [
            entry(1, point=(41, -87), place_id=4887398, **CHICAGO),
            entry(2, city="chicago", region="Illinois", country="US"),
        ],
        "1",
    )
    assert listed(catalogue, "city") == [("4887398", "Chicago, Illinois", 2)]
    assert catalogue.select(Criteria(city=("4887398",))).total == 2


def test_a_vocabulary_is_listed_whole_and_in_its_order_and_not_stated_last() -> None:
    catalogue = Catalogue.build([entry(1, sector="Schools"), entry(2)], "1")
    sectors = listed(catalogue, "sector")
    assert [value for value, _, _ in sectors] == [*Sector, "none"]
    assert [count for _, _, count in sectors if count] == [1, 1]
    assert [label for _, label, _ in listed(catalogue, "role")][:2] == ["Create", "Issue"]


def test_data_values_are_listed_by_count_then_label_and_never_empty() -> None:
    stated = ["FR", "US", "US", "DE"]
    catalogue = Catalogue.build([entry(number, country=code) for number, code in enumerate(stated)], "1")
    assert [value for value, _, _ in listed(catalogue, "country")] == ["US", "FR", "DE"]
    assert [value for value, _, _ in listed(catalogue, "country", Criteria(q="Entry 0"))] == ["FR"]


def test_a_value_asked_for_is_listed_even_without_a_match() -> None:
    catalogue = Catalogue.build([entry(1, **CHICAGO)], "1")
    asked = Criteria(country=("ZW",), city=("12345", "chicago,illinois,us"), sector=("none",))
    assert ("ZW", "Zimbabwe", 0) in listed(catalogue, "country", asked)
    assert ("none", "Not stated", 1) in listed(catalogue, "sector", Criteria(sector=("none",)))
    cities = listed(catalogue, "city", asked.model_copy(update={"country": ()}))
    assert ("12345", "12345", 0) in cities
    assert ("chicago,illinois,us", "Chicago, Illinois", 1) in cities


def test_only_the_first_values_and_those_asked_for_are_given_when_a_limit_is() -> None:
    entries = [entry(number, country=code) for number, code in enumerate(["FR", "FR", "US", "DE"])]
    facet = Catalogue.build(entries, "1").facets(Criteria(country=("US",)))["country"]
    assert [each.value for each in facet.top(1)] == ["FR", "US"]


def test_any_role_is_enough_unless_all_are_asked_for() -> None:
    catalogue = Catalogue.build([entry(1, roles="create"), entry(2, roles="create;issue"), entry(3)], "1")
    both = (Role.CREATE, Role.ISSUE)
    assert catalogue.select(Criteria(role=both)).total == 2
    assert catalogue.select(Criteria(role=both, role_all=True)).total == 1
    assert catalogue.select(Criteria(role=("none", Role.ISSUE))).total == 2
    assert catalogue.select(Criteria(role=("none", Role.ISSUE), role_all=True)).total == 0


@pytest.mark.parametrize(
    ("stated", "status", "asked", "found"),
    [
        ((2013, 2015), Status.ENDED, (2015, 2020), 1),
        ((2013, 2015), Status.ENDED, (2016, 2020), 0),
        ((2013, None), Status.UNKNOWN, (2014, None), 0),
        ((2013, None), Status.ACTIVE, (2030, None), 1),
        ((2013, None), Status.ACTIVE, (None, 2012), 0),
        ((None, 2015), Status.ENDED, (2015, 2015), 1),
        ((None, 2015), Status.ENDED, (None, 2014), 0),
        ((None, None), Status.ACTIVE, (2013, None), 0),
        ((None, None), Status.ACTIVE, (None, 2100), 0),
        ((None, None), Status.ACTIVE, (None, None), 1),
    ],
)
def test_years_are_compared_with_the_known_span(stated: Years, status: Status, asked: Years, found: int) -> None:
    catalogue = Catalogue.build([entry(1, year_started=stated[0], year_ended=stated[1], status=status)], "1")
    assert catalogue.select(Criteria(year_from=asked[0], year_to=asked[1])).total == found


def test_a_box_may_cross_the_antimeridian() -> None:
    catalogue = Catalogue.build([entry(1, point=(-17, 178)), entry(2, point=(-17, -179)), entry(3, point=(0, 0))], "1")
    pacific = BoundingBox(west=170, south=-30, east=-170, north=0)
    assert names(catalogue, Criteria(bbox=pacific)) == ["Entry 1", "Entry 2"]


def test_near_crosses_the_antimeridian_and_the_pole_and_leaves_out_who_has_no_place() -> None:
    entries = [entry(1, point=(0, 179.9)), entry(2, point=(0, -179.9)), entry(3, point=(89.9, 0)), entry(4)]
    catalogue = Catalogue.build(entries, "1")
    here = Near(centre=Coordinates(latitude=0, longitude=180), radius_km=12)
    pole = Near(centre=Coordinates(latitude=89.9, longitude=180), radius_km=23)
    globe = Near(centre=Coordinates(latitude=0, longitude=0), radius_km=20_038)
    assert [catalogue.select(Criteria(near=near)).total for near in (here, pole, globe)] == [2, 1, 3]


def test_the_best_order_for_the_question_is_the_default() -> None:
    far, near = entry(1, name="A far lab", point=(50, 0)), entry(2, name="B near", summary="A lab.", point=(1, 0))
    catalogue = Catalogue.build([near, far], "1")
    circle = Near(centre=Coordinates(latitude=0, longitude=0), radius_km=20_000)
    assert names(catalogue, Criteria()) == ["A far lab", "B near"]
    assert names(catalogue, Criteria(near=circle)) == ["B near", "A far lab"]
    assert names(catalogue, Criteria(near=circle, q="lab")) == ["A far lab", "B near"]
    by_distance = Order(by=Sort.DISTANCE, descending=True)
    assert names(catalogue, Criteria(near=circle, order=by_distance)) == ["A far lab", "B near"]
    assert names(catalogue, Criteria(order=by_distance)) == ["A far lab", "B near"]


def test_names_are_ordered_without_case_accents_and_a_leading_the() -> None:
    stated = ["The Alpha", "bravo", "Élan", "Thermal", "charlie"]
    catalogue = Catalogue.build([entry(number, name=name) for number, name in enumerate(stated)], "1")
    assert names(catalogue, Criteria()) == ["The Alpha", "bravo", "charlie", "Élan", "Thermal"]
    reverse = Criteria(order=Order(by=Sort.NAME, descending=True))
    assert names(catalogue, reverse) == ["Thermal", "Élan", "charlie", "bravo", "The Alpha"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", [Sort.YEAR, Sort.SECTOR, Sort.ORGANISATION, Sort.PLACE, Sort.UPDATED])
def test_what_is_not_stated_comes_last_in_both_directions(by: Sort, *, descending: bool) -> None:
    full = entry(1, year_started=2013, sector="Schools", organisation="Lab", country="US", updated="2024-01-01")
    catalogue = Catalogue.build([entry(0), full], "1")
    assert names(catalogue, Criteria(order=Order(by=by, descending=descending))) == ["Entry 1", "Entry 0"]


def _arrays(thing: object) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(thing, np.ndarray):
        yield thing
    elif isinstance(thing, dict):
        for each in thing.values():
            yield from _arrays(each)
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from _arrays(getattr(thing, each.name))


def test_nothing_of_a_catalogue_can_be_written_to() -> None:
    catalogue = Catalogue.build(ENTRIES, "1")
    criteria = Criteria(q="badges", sector=("Schools",))
    selection = catalogue.select(criteria)
    arrays = [*_arrays(vars(catalogue)), selection.rows, selection.index]
    assert len(arrays) > 30
    assert not [array for array in arrays if array.flags.writeable]


def test_questions_that_differ_only_in_how_they_are_shown_share_one_selection() -> None:
    catalogue = Catalogue.build(ENTRIES, "1")
    shown = Criteria(sector=("Schools",), page=3, order=Order(by=Sort.YEAR), id="entry-1")
    assert catalogue.select(shown) is catalogue.select(Criteria(sector=("Schools",)))


def test_many_threads_get_the_answers_of_one() -> None:
    catalogue = Catalogue.build(ENTRIES, "1")
    asked = [
        Criteria(q=text, sector=sector) for text in ("badges", "lab", "open") for sector in ((), ("Schools",))
    ] * 20
    alone = [Catalogue.build(ENTRIES, "1").select(each).rows.tolist() for each in asked[:6]] * 20
    with ThreadPoolExecutor(8) as pool:
        assert [found.rows.tolist() for found in pool.map(catalogue.select, asked)] == alone


def test_threads_that_ask_at_once_wait_for_one_answer() -> None:
    cache = Cache[int](limit_bytes=100, weigh=lambda _: 1)
    is_asked, may_answer = threading.Event(), threading.Event()
    calls = []

    def find() -> int:
        calls.append(1)
        is_asked.set()
        assert may_answer.wait(10)
        return 5

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(cache.get, "question", find)
        assert is_asked.wait(10)
        others = [pool.submit(cache.get, "question", find) for _ in range(3)]
        may_answer.set()
        assert [each.result(10) for each in (first, *others)] == [5] * 4
    assert len(calls) == 1


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    cache = Cache[str](limit_bytes=2, weigh=lambda _: 1)
    for question in ("a", "b", "a", "c"):
        cache.get(question, question.upper)
    assert cache.weight_bytes == 2
    assert cache.get("a", lambda: "anew") == "A"
    assert cache.get("b", lambda: "anew") == "anew"


def test_a_failure_is_not_remembered() -> None:
    cache = Cache[int](limit_bytes=9, weigh=lambda _: 1)
    with pytest.raises(ZeroDivisionError):
        cache.get("question", lambda: 1 // 0)
    assert cache.get("question", lambda: 3) == 3
