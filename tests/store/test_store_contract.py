"""What every use case relies on, on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from made import CURATOR, FILE, initiative, link, publish
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from directory.model.errors import Conflict
from directory.store import Kind, Store
from directory.store.directory import (
    alias_of,
    get,
    links_of,
    put_initiative,
    put_link,
    remove_initiative,
    set_alias,
    set_checked,
)
from directory.store.ledger import entries, head
from directory.store.tables import ledger, submissions
from directory.store.verify import verify

HOSTILE = "Ωmega {{7*7}} ${1} <b>'\"\\ %s :name \U0001f3c5"


def positions(store: Store) -> list[int]:
    with store.read() as connection:
        return [entry.position for entry in entries(connection)]


def test_what_is_written_is_read_as_it_was(store: Store) -> None:
    stated = initiative("a", HOSTILE)
    with store.write() as writing:
        revision = put_initiative(writing, stated, author=FILE)
    with store.read() as connection:
        stored = get(connection, "a")
        assert stored
        assert (stored.initiative, stored.revision, stored.checked) == (stated, revision, None)
        assert get(connection, "b") is None


def test_a_block_that_raises_leaves_nothing_and_raises_what_it_raised(store: Store) -> None:
    publish(store, "a")

    def work() -> None:
        with store.write() as writing:
            put_initiative(writing, initiative("b"), author=FILE)
            raise Conflict("mine")

    with pytest.raises(Conflict, match="mine"):
        work()
    with store.read() as connection:
        assert get(connection, "b") is None
        assert head(connection).position == 1
    publish(store, "c")
    assert positions(store) == [1, 2]


def test_a_removed_initiative_takes_its_links_along(store: Store) -> None:
    publish(store, "a", "b", "c")
    with store.write() as writing:
        put_link(writing, link("a", "b"), author=FILE)
        put_link(writing, link("b", "c"), author=FILE)
        remove_initiative(writing, "a", author=CURATOR)
    with store.read() as connection:
        assert get(connection, "a") is None
        assert [each.target_id for each in links_of(connection, "b")] == ["c"]


def test_a_link_that_means_the_same_in_both_directions_is_stored_once(store: Store) -> None:
    publish(store, "a", "b")
    with store.write() as writing:
        put_link(writing, link("a", "b"), author=FILE)
        put_link(writing, link("b", "a"), author=FILE)
    with store.read() as connection:
        assert len(links_of(connection, "a")) == 1


def test_an_alias_leads_to_its_entry_until_it_is_taken_back(store: Store) -> None:
    publish(store, "a")
    with store.write() as writing:
        set_alias(writing, "old", "a", author=CURATOR)
    with store.read() as connection:
        assert alias_of(connection, "old") == "a"
    with store.write() as writing:
        set_alias(writing, "old", None, author=CURATOR)
    with store.read() as connection:
        assert alias_of(connection, "old") is None


def test_the_day_of_checking_outlives_a_change_of_the_record(store: Store) -> None:
    publish(store, "a")
    with store.write() as writing:
        set_checked(writing, "a", date(2026, 2, 28), author=CURATOR)
        put_initiative(writing, initiative("a", "Renamed"), author=CURATOR)
    with store.read() as connection:
        stored = get(connection, "a")
    assert stored
    assert (stored.initiative.name, stored.checked) == ("Renamed", date(2026, 2, 28))


def test_the_version_moves_with_what_visitors_see_and_only_then(store: Store) -> None:
    assert store.version() == 0
    publish(store, "a")
    with store.write() as writing:
        writing.ledger.append(Kind.ERASURE, "1", {}, author=CURATOR)
    assert store.version() == 1
    publish(store, "b")
    assert store.version() == 3


def test_writers_from_many_threads_and_two_processes_make_one_chain_without_a_gap(store: Store, address: str) -> None:
    other = Store.open(address)  # has its own turns, as another process has

    def work(name: int) -> None:
        publish(other if name % 2 else store, *(f"t{name}-{number}" for number in range(10)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))  # raises what any of them raised
    other.close()
    assert positions(store) == list(range(1, 81))
    assert verify(store).broken is None


def test_two_stores_on_one_database_make_one_chain(store: Store, address: str) -> None:
    other = Store.open(address)
    try:
        for number in range(5):
            publish(store, f"a{number}")
            publish(other, f"b{number}")
        assert verify(other).entries == verify(store).entries == 10
    finally:
        other.close()


@pytest.mark.parametrize("statement", ["UPDATE ledger SET body = '{}'", "DELETE FROM ledger"])
def test_the_database_itself_refuses_to_change_the_ledger(store: Store, statement: str) -> None:
    publish(store, "a")
    with pytest.raises(IntegrityError, match="append-only"), store.write() as writing:
        writing.connection.execute(text(statement))
    assert verify(store).entries == 1


def test_postgresql_refuses_to_truncate_the_ledger(store: Store) -> None:
    if store.dialect == "sqlite":
        return  # knows no TRUNCATE
    publish(store, "a")
    with pytest.raises(IntegrityError, match="append-only"), store.write() as writing:
        writing.connection.execute(text("TRUNCATE ledger"))


def test_a_second_row_of_one_idempotency_key_is_refused(store: Store) -> None:
    def send(receipt: str) -> None:
        with store.write() as writing:
            row = {"key": "k", "content": "c", "kind": "new", "state": "received", "proposal": "{}", "origin": "form"}
            times = {"received_at": writing.at, "changed_at": writing.at}
            writing.connection.execute(insert(submissions).values(**row, **times, receipt=receipt))

    send("r1")
    with pytest.raises(IntegrityError):
        send("r2")
    with store.read() as connection:
        assert connection.execute(select(submissions.c.receipt)).scalars().all() == ["r1"]


def test_a_clock_that_goes_back_keeps_the_order_of_the_chain(address: str) -> None:
    moments = iter([datetime(2026, 3, 29, 2, tzinfo=UTC) - timedelta(hours=hours) for hours in range(3)])
    store = Store.open(address, clock=lambda: next(moments))
    try:
        publish(store, "a", "b", "c")
        with store.read() as connection:
            assert [entry.subject for entry in entries(connection)] == ["a", "b", "c"]
            times = connection.execute(select(ledger.c.at).order_by(ledger.c.position)).scalars().all()
        assert times == sorted(times, reverse=True)
        assert verify(store).broken is None
        assert store.version() == 3
    finally:
        store.close()


def test_a_secret_is_the_same_ever_after_and_for_every_process(store: Store, address: str) -> None:
    other = Store.open(address)
    try:
        first = store.secret("receipt")
        assert (len(first), first) == (32, other.secret("receipt"))
        assert store.secret("form") != first
    finally:
        other.close()


def test_a_write_within_a_write_is_a_mistake_that_does_not_wait(store: Store) -> None:
    with pytest.raises(RuntimeError, match="waits for itself"), store.write(), store.write():
        pass
    publish(store, "a")


def test_what_is_open_for_reading_cannot_change_anything(store: Store) -> None:
    publish(store, "a")
    with store.read() as connection:
        connection.execute(text("DELETE FROM initiatives"))
    with store.read() as connection:
        assert get(connection, "a")
