"""What a draft promises: each of its catalogues answers like one built from scratch, whatever came before and after."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_directory import ENTRIES, entry, questions

from directory.catalogue import Catalogue, Draft, Tile
from directory.model.criteria import Criteria
from directory.model.entry import Entry

IDS = [f"entry-{number}" for number in range(12)]


def named(entry_id: str, like: Entry) -> Entry:
    return like.model_copy(update={"initiative": like.initiative.model_copy(update={"id": entry_id})})


PUT = st.builds(named, st.sampled_from(IDS), st.sampled_from(ENTRIES))
ROUND = st.lists(PUT | st.sampled_from(IDS), max_size=6)
"""Entries to put, and ids to remove."""


def answers(catalogue: Catalogue, criteria: Criteria) -> list[Any]:
    facets = catalogue.facets(criteria).items()
    return [
        [catalogue.get(each.initiative.id) for each in catalogue.all(Criteria())],
        [each.initiative.id for each in catalogue.entries(np.arange(catalogue.size))],
        catalogue.select(criteria).rows.tolist(),
        list(catalogue.all(criteria)),
        {key: [(each.value, each.label, each.count) for each in facet.values] for key, facet in facets},
        catalogue.years(criteria),
        [catalogue.tile(criteria, Tile(zoom, 0, 0)) for zoom in (0, 1)],
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(ROUND, min_size=1, max_size=4), st.lists(questions(), min_size=3, max_size=3))
def test_renewed_catalogues_answer_like_ones_built_from_scratch(
    rounds: list[list[Entry | str]], asked: list[Criteria]
) -> None:
    draft, entries = Draft(), dict[str, Entry]()
    made: list[tuple[Catalogue, Catalogue]] = []
    for changes in rounds:
        for each in changes:
            if isinstance(each, str):
                draft.remove(each)
                entries.pop(each, None)
            else:
                draft.put(each)
                entries[each.initiative.id] = each
        made.append((draft.catalogue("1", aliases={}), Catalogue.build(entries.values(), "1")))
    # Only now, so that older snapshots are asked after newer ones were built.
    for renewed, anew in made:
        for criteria in asked:
            assert answers(renewed, criteria) == answers(anew, criteria)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(ENTRIES), max_size=25, unique_by=lambda each: each.initiative.id), questions())
def test_answers_do_not_depend_on_the_order_in_which_entries_come(entries: list[Entry], criteria: Criteria) -> None:
    by_id = sorted(entries, key=lambda each: each.initiative.id)
    assert answers(Catalogue.build(entries, "1"), criteria) == answers(Catalogue.build(by_id, "1"), criteria)


def cities(draft: Draft) -> list[tuple[str, str]]:
    facet = draft.catalogue("1", aliases={}).facets(Criteria())["city"]
    return [(each.value, each.label) for each in facet.values]


def test_a_spelling_counts_only_while_some_entry_has_it() -> None:
    draft = Draft()
    draft.put(entry(1, city="CHICAGO", country="US"))
    draft.put(entry(2, city="Chicago", country="US"))
    assert cities(draft) == [("CHICAGO,,US", "CHICAGO, United States")]
    draft.remove("entry-1")
    assert cities(draft) == [("Chicago,,US", "Chicago, United States")]
    draft.put(entry(1, city="chicago", country="US"))
    assert cities(draft) == [("chicago,,US", "chicago, United States")]


def test_a_word_of_a_removed_entry_finds_nothing() -> None:
    draft = Draft()
    draft.put(entry(1, name="Unusual"))
    draft.put(entry(2, name="Union"))
    draft.catalogue("1", aliases={})
    draft.remove("entry-1")
    catalogue = draft.catalogue("2", aliases={})
    for text, found in (("unusual", []), ('"unusual"', []), ("un", ["Union"]), ("unusual un", [])):
        assert [each.initiative.name for each in catalogue.all(Criteria(q=text))] == found
