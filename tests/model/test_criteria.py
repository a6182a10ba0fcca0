"""What the address bar promises: what is set comes back, what is wrong is said, what is unknown is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.coordinates import BoundingBox, Coordinates
from directory.model.criteria import (
    KEYS,
    NOT_STATED,
    TEXT_LIMIT,
    VALUES_LIMIT,
    Criteria,
    Having,
    Near,
    Order,
    Sort,
    View,
)
from directory.model.fields import FIRST_YEAR, LAST_YEAR
from directory.model.issues import Severity

TYPED = st.characters(exclude_categories=["Cs", "Cc"])
TEXTS = st.text(TYPED, max_size=20).map(lambda text: " ".join(text.split()))
MICRODEGREES = st.integers(-90_000_000, 90_000_000).map(lambda number: number / 1_000_000)
LONGITUDES = st.integers(-180_000_000, 180_000_000).map(lambda number: number / 1_000_000)


def values_of(key: str) -> st.SearchStrategy[tuple[str, ...]]:
    allowed = KEYS[key].allowed
    values = st.sampled_from(allowed) if allowed else st.text(TYPED, min_size=1, max_size=20)
    return st.lists(values, unique=True, max_size=4).map(tuple)


@st.composite
def boxes(draw: st.DrawFn) -> BoundingBox:
    south, north = sorted((draw(MICRODEGREES), draw(MICRODEGREES)))
    return BoundingBox(west=draw(LONGITUDES), south=south, east=draw(LONGITUDES), north=north)


NEARS = st.builds(
    Near,
    centre=st.builds(Coordinates, latitude=MICRODEGREES, longitude=LONGITUDES),
    radius_km=st.integers(1, 20_038_000_000).map(lambda number: number / 1_000_000),
)
YEARS = st.none() | st.integers(FIRST_YEAR, LAST_YEAR)


@st.composite
def criteria(draw: st.DrawFn) -> Criteria:
    first, last = draw(YEARS), draw(YEARS)
    if first and last:
        first, last = sorted((first, last))
    others = st.tuples(st.text(max_size=5), st.text(max_size=5)).filter(lambda pair: pair[0] not in KEYS)
    return Criteria(
        **{key: draw(values_of(key)) for key, spec in KEYS.items() if spec.repeats},
        q=draw(TEXTS),
        id=draw(TEXTS),
        role_all=draw(st.booleans()),
        year_from=first,
        year_to=last,
        near=draw(st.none() | NEARS),
        bbox=draw(st.none() | boxes()),
        view=draw(st.sampled_from(View)),
        order=draw(st.none() | st.builds(Order, by=st.sampled_from(Sort), descending=st.booleans())),
        page=draw(st.integers(1, 1_000_000)),
        others=tuple(draw(st.lists(others, max_size=3))),
    )


@given(criteria())
def test_whatever_is_set_comes_back_from_the_address(asked: Criteria) -> None:
    found, issues = Criteria.from_query(asked.to_query())
    assert issues == []
    assert found == asked


@given(st.lists(st.tuples(st.sampled_from([*KEYS, "c", "embed"]), st.text() | st.sampled_from(["1", "9" * 5000]))))
def test_any_address_gives_criteria_that_can_be_written_and_read_again(pairs: list[tuple[str, str]]) -> None:
    found, issues = Criteria.from_query(pairs)
    assert all(issue.severity is Severity.WARNING and issue.code == "bad-criteria" for issue in issues)
    assert Criteria.from_query(found.to_query()) == (found, [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sector", "Cooking"),
        ("sector", ""),
        ("country", "us"),
        ("has", "money"),
        ("city", "x" * (TEXT_LIMIT + 1)),
        ("q", "x" * (TEXT_LIMIT + 1)),
        ("role_all", "yes"),
        ("from", "13"),
        ("from", "1066"),
        ("from", "02013"),
        ("to", "٢٠١٣"),
        ("near", "1,2"),
        ("near", "91,0,5"),
        ("near", "1,2,0"),
        ("near", "1,2,-5"),
        ("near", "1,2,1e-9"),
        ("near", "nan,0,5"),
        ("near", "1,2,1e400"),
        ("bbox", "0,10,1,5"),
        ("bbox", "a,b,c,d"),
        ("bbox", "1,2,3"),
        ("view", "globe"),
        ("sort", "colour"),
        ("sort", "--name"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "1000001"),
        ("page", "00000001" + "9" * 5000),
        ("page", "9" * 5000),
    ],
)
def test_a_wrong_value_is_a_notice_and_loses_nothing_else(key: str, value: str) -> None:
    rest = [("sector", "Schools"), ("q", "badge"), ("unknown", "kept")]
    found, issues = Criteria.from_query([*[pair for pair in rest if pair[0] != key], (key, value)])
    (issue,) = issues
    assert (issue.code, issue.severity) == ("bad-criteria", Severity.WARNING)
    assert issue.column == key
    assert issue.hint.startswith("expected ")
    assert len(issue.value) <= 81
    assert found.others == (("unknown", "kept"),)
    assert (found.sector == ("Schools",)) == (key != "sector")
    assert (found.q == "badge") == (key != "q")


def test_a_repeated_key_means_any_of_its_values_once_each() -> None:
    found, issues = Criteria.from_query([("role", "issue"), ("role", "bake"), ("role", "create"), ("role", "issue")])
    assert found.role == ("issue", "create")
    assert [issue.value for issue in issues] == ["bake"]


def test_a_single_valued_key_takes_its_last_value() -> None:
    assert Criteria.from_query([("view", "table"), ("view", "map"), ("view", "table")])[0].view is View.TABLE


def test_more_values_than_are_read_are_a_notice() -> None:
    found, issues = Criteria.from_query([("city", str(number)) for number in range(VALUES_LIMIT + 5)])
    assert len(found.city) == VALUES_LIMIT
    assert [issue.column for issue in issues] == ["city"]


def test_unknown_keys_are_kept_in_order_and_written_last() -> None:
    pairs = [("c", "1,2"), ("sector", "Schools"), ("utm", "x"), ("c", "3")]
    found, issues = Criteria.from_query(pairs)
    assert issues == []
    assert found.to_query() == [("sector", "Schools"), ("c", "1,2"), ("utm", "x"), ("c", "3")]


def test_an_end_before_the_start_drops_the_end_and_says_so() -> None:
    found, issues = Criteria.from_query([("to", "2013"), ("from", "2016")])
    assert (found.year_from, found.year_to) == (2016, None)
    assert [(issue.column, issue.value) for issue in issues] == [("to", "2013")]


def test_only_what_differs_from_the_default_is_written() -> None:
    assert Criteria().to_query() == []
    defaults = [("view", "map"), ("page", "1"), ("role_all", "0"), ("q", "")]
    assert Criteria.from_query(defaults)[0].to_query() == []


def test_numbers_are_written_short() -> None:
    found, _ = Criteria.from_query([("near", "41.8800000,-0.0000001,100.0"), ("bbox", "-180,-90,180,90")])
    assert found.to_query() == [("near", "41.88,0,100"), ("bbox", "-180,-90,180,90")]


def test_not_stated_is_a_value_of_every_facet() -> None:
    for key, spec in KEYS.items():
        if spec.repeats and key not in {"has", "cols"}:
            found, issues = Criteria.from_query([(key, NOT_STATED)])
            assert (getattr(found, spec.field), issues) == ((NOT_STATED,), [])
    assert Criteria.from_query([("has", NOT_STATED)])[1]
    assert set(KEYS["has"].allowed) == set(Having)


def test_filters_leave_out_what_only_changes_how_the_result_is_shown() -> None:
    shown = Criteria(
        sector=("Schools",), view=View.TABLE, page=3, id="a", order=Order(by=Sort.NAME), others=(("x", "y"),)
    )
    assert shown.filters() == Criteria(sector=("Schools",))
    assert shown.is_filtering
    assert not Criteria(view=View.TABLE, page=2, others=(("x", "y"),)).is_filtering


def test_every_field_has_one_key_with_words_for_people() -> None:
    fields = [spec.field for spec in KEYS.values()]
    assert sorted(fields) == sorted(set(Criteria.model_fields) - {"others"})
    assert all(spec.meaning and spec.values and spec.where for spec in KEYS.values())
