"""What publishing promises: a snapshot brought up to date is the one that reading everything would give."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from directory.catalogue import Catalogue
from directory.model.criteria import Criteria
from directory.model.entry import Entry, Position
from directory.model.errors import TryLater
from directory.model.initiative import Initiative
from directory.model.link import Link
from directory.services.publish import Published
from directory.store import Author, Store
from directory.store import directory as stored
from directory.store.ledger import AuthorKind
from directory.store.store import Writing

CURATOR = Author(AuthorKind.CURATOR, 1)
IDS = st.sampled_from(["a", "b", "c", "d"])
Change = Callable[[Writing], object]


def initiative(id_: str, name: str = "", **stated: object) -> Initiative:
    return Initiative.model_validate({"id": id_, "name": name or id_, **stated})


def put(id_: str, name: str = "", **stated: object) -> Change:
    return lambda writing: stored.put_initiative(writing, initiative(id_, name, **stated), author=CURATOR)


def link(source: str, target: str, **stated: object) -> Link:
    return Link.model_validate({"source_id": source, "relation": "part_of", "target_id": target, **stated})


CHANGES = st.one_of(
    st.builds(put, IDS, st.sampled_from(["One", "Two"])),
    st.builds(lambda id_: lambda writing: stored.remove_initiative(writing, id_, author=CURATOR), IDS),
    st.tuples(IDS, IDS, st.sampled_from(["", "2013"]), st.booleans())
    .filter(lambda drawn: drawn[0] != drawn[1])
    .map(
        lambda drawn: (
            lambda writing: (stored.put_link if drawn[3] else stored.remove_link)(
                writing, link(drawn[0], drawn[1], since=drawn[2]), author=CURATOR
            )
        )
    ),
    st.builds(
        lambda id_, day: lambda writing: stored.set_checked(writing, id_, day, author=CURATOR),
        IDS,
        st.sampled_from([None, date(2026, 11, 1)]),
    ),
    st.builds(
        lambda old, new: lambda writing: stored.set_alias(writing, old, new, author=CURATOR),
        st.sampled_from(["old", "older"]),
        st.none() | st.sampled_from(["old", "a", "b"]),
    ),
)


@contextmanager
def opened() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/directory.sqlite")
        yield store
        store.close()


def change(store: Store, *changes: Change) -> None:
    with store.write() as writing:
        for each in changes:
            each(writing)


def nowhere(_: Initiative) -> Position | None:
    return None


def published(store: Store, gazetteer: str = "g") -> Published:
    made = Published(nowhere, gazetteer_digest=gazetteer)
    made.follow(store)
    return made


def told(catalogue: Catalogue) -> list[Entry]:
    return sorted(catalogue.all(Criteria()), key=lambda entry: entry.initiative.id)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CHANGES, min_size=1, max_size=4), max_size=5))
def test_following_changes_gives_what_reading_everything_gives(batches: list[list[Change]]) -> None:
    with opened() as store:
        followed = published(store)
        for batch in batches:
            change(store, *batch)
            assert followed.follow(store)
            anew = published(store)
            one, other = followed.catalogue(), anew.catalogue()
            assert told(one) == told(other)
            assert one.version == other.version
            assert [one.lead(old) for old in ("old", "older", "a")] == [
                other.lead(old) for old in ("old", "older", "a")
            ]
            assert not followed.follow(store)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(f"sqlite:///{tmp_path / 'directory.sqlite'}")
    yield made
    made.close()


def test_version_changes_with_every_publication_and_with_the_gazetteer(store: Store) -> None:
    change(store, put("a"))
    first = published(store).catalogue().version
    assert published(store).catalogue().version == first
    assert published(store, "another").catalogue().version != first
    change(store, put("a", "Other"))
    assert published(store).catalogue().version != first


class Stopping:
    """A store that does not answer from the n-th question on, until it is told to."""

    def __init__(self, store: Store, after: int) -> None:
        self._store, self._left = store, after

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self._left -= 1
        if self._left < 0:
            raise TryLater("the store does not answer", retry_after_s=1)
        with self._store.read() as connection:
            yield connection


@pytest.mark.parametrize("after", range(9))
def test_reading_that_was_interrupted_is_made_up_for(store: Store, after: int) -> None:
    change(store, put("a"), put("b"), lambda writing: stored.put_link(writing, link("a", "b"), author=CURATOR))
    followed = published(store)
    followed.catalogue()
    change(store, lambda writing: stored.remove_link(writing, link("a", "b"), author=CURATOR), put("a", "Other"))
    stopping: Any = Stopping(store, after)
    with suppress(TryLater):
        followed.follow(stopping)
    assert followed.follow(store)
    one, other = followed.catalogue(), published(store).catalogue()
    assert (told(one), one.version) == (told(other), other.version)
    assert not followed.follow(store)


def test_link_without_its_other_end_is_not_published(store: Store) -> None:
    change(store, put("a"), lambda writing: stored.put_link(writing, link("a", "gone"), author=CURATOR))
    assert told(published(store).catalogue())[0].links == ()


def test_a_place_is_looked_up_once_for_all_that_are_there(store: Store) -> None:
    asked: list[str] = []
    made = Published(lambda each: asked.append(each.id), gazetteer_digest="g")
    change(store, *(put(id_, city="Oslo", country="NO") for id_ in ("a", "b", "c")))
    made.follow(store)
    change(store, put("b", "Changed", city="Oslo", country="NO"), put("d", city="Bergen", country="NO"))
    made.follow(store)
    assert asked == ["a", "d"]


def test_another_ledger_in_the_same_place_is_read_anew(tmp_path: Path, store: Store) -> None:
    change(store, put("a"), put("b"))
    followed = published(store)
    other = Store.open(f"sqlite:///{tmp_path / 'restored.sqlite'}")
    change(other, put("x"), put("y"))
    assert followed.follow(other)
    assert [entry.initiative.id for entry in told(followed.catalogue())] == ["x", "y"]
    other.close()
