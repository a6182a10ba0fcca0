"""Random questions to the real data, as pairs of an address."""

from hypothesis import strategies as st

from directory.catalogue import Catalogue
from directory.model.criteria import NOT_STATED, Criteria, Sort
from directory.model.text import words

Pairs = list[tuple[str, str]]


def questions(catalogue: Catalogue) -> st.SearchStrategy[Pairs]:
    """Draw criteria whose values occur in the data, alone and together, now and then with one that does not."""
    entries = list(catalogue.all(Criteria()))
    spoken = sorted({word for entry in entries for word in words(f"{entry.initiative.name} {entry.place}")})
    points = sorted(
        {
            (entry.position.coordinates.latitude, entry.position.coordinates.longitude)
            for entry in entries
            if entry.position is not None
        }
    )
    choices = [_text(spoken), _years(), _circle(points), _box(points), st.just([("role_all", "1")])]
    for key, facet in catalogue.facets(Criteria()).items():
        values = [value.value for value in facet.values] + ([] if key == "has" else [NOT_STATED])
        choices.append(st.lists(st.tuples(st.just(key), st.sampled_from(values)), max_size=3))
    order = st.sampled_from([*Sort, *(f"-{sort}" for sort in Sort)]).map(lambda sort: [("sort", sort)])
    parts = st.lists(st.one_of(*choices), min_size=1, max_size=3)
    return st.tuples(parts, order).map(lambda drawn: [pair for part in [*drawn[0], drawn[1]] for pair in part])


def _text(spoken: list[str]) -> st.SearchStrategy[Pairs]:
    word = st.sampled_from(spoken)
    cut = st.tuples(word, st.integers(1, 5)).map(lambda drawn: drawn[0][: drawn[1]])
    phrase = st.lists(word, min_size=2, max_size=2).map(lambda two: f'"{" ".join(two)}"')
    return st.one_of(word, cut, phrase).map(lambda text: [("q", text)])


def _years() -> st.SearchStrategy[Pairs]:
    span = st.tuples(st.integers(2005, 2027), st.integers(0, 8))
    return span.map(lambda drawn: [("from", str(drawn[0])), ("to", str(drawn[0] + drawn[1]))])


def _circle(points: list[tuple[float, float]]) -> st.SearchStrategy[Pairs]:
    radius = st.sampled_from([0.1, 25, 500, 5_000, 20_000])
    circle = st.tuples(st.sampled_from(points), radius)
    return circle.map(lambda drawn: [("near", f"{drawn[0][0]},{drawn[0][1]},{drawn[1]}")])


def _box(points: list[tuple[float, float]]) -> st.SearchStrategy[Pairs]:
    corners = st.tuples(st.sampled_from(points), st.sampled_from(points))

    def box(drawn: tuple[tuple[float, float], tuple[float, float]]) -> Pairs:
        (one, west), (other, east) = drawn
        return [("bbox", f"{west},{min(one, other)},{east},{max(one, other)}")]

    return corners.map(box)
