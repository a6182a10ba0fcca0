"""Whoever tampers with the ledger is found out, and the directory can be built again from it."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from made import CURATOR, FILE, initiative, link, publish
from sqlalchemy import delete, select, text, update

from directory.model.errors import StoreDamaged
from directory.store import Store
from directory.store.directory import put_initiative, put_link, remove_initiative, remove_link, set_alias, set_checked
from directory.store.imports import record_import
from directory.store.ledger import START, Head, head, next_hash
from directory.store.rebuild import PROJECTIONS, fingerprints, rebuild
from directory.store.tables import initiatives, ledger
from directory.store.verify import Verified, verify

Tamper = Callable[[sqlite3.Connection], None]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tampered.sqlite"


def verified_after(file: Path, tamper: Tamper, *, kept: Head = START) -> Verified:
    """Publish ten entries, let somebody with the file in hand change it, and verify."""
    store = Store.open(f"sqlite:///{file}")
    publish(store, *(f"id-{number}" for number in range(1, 11)))
    store.close()
    with sqlite3.connect(file) as connection:
        connection.executescript("DROP TRIGGER ledger_refuses_update; DROP TRIGGER ledger_refuses_delete;")
        tamper(connection)
    connection.close()
    store = Store.open(f"sqlite:///{file}")
    try:
        return verify(store, kept=kept)
    finally:
        store.close()


def run(statement: str) -> Tamper:
    def tamper(connection: sqlite3.Connection) -> None:
        connection.execute(statement)

    return tamper


def rechained_from(position: int) -> Tamper:
    """Change an entry, and compute every hash from there on anew."""

    def tamper(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE ledger SET subject = 'forged' WHERE position = ?", (position,))
        before = connection.execute("SELECT hash FROM ledger WHERE position = ?", (position - 1,)).fetchone()[0]
        columns = "position, at, kind, subject, author, body"
        rows = connection.execute(f"SELECT {columns} FROM ledger WHERE position >= ? ORDER BY position", (position,))  # noqa: S608  # a constant
        for place, *cells in rows.fetchall():
            new = next_hash(Head(place - 1, before), *cells)
            connection.execute("UPDATE ledger SET previous = ?, hash = ? WHERE position = ?", (before, new, place))
            before = new

    return tamper


@pytest.mark.parametrize("column", ["at", "subject", "author", "body", "previous", "hash", "kind", "publishes"])
def test_a_change_of_any_column_is_found_at_its_entry(file: Path, column: str) -> None:
    value = {"publishes": "0", "kind": "'check'"}.get(column, f"'0' || substr({column}, 2) || 'x'")
    found = verified_after(file, run(f"UPDATE ledger SET {column} = {value} WHERE position = 4"))  # noqa: S608
    assert (found.entries, found.broken) == (3, 4)


def test_a_deleted_entry_is_missed(file: Path) -> None:
    found = verified_after(file, run("DELETE FROM ledger WHERE position = 4"))
    assert (found.entries, found.broken, found.why) == (3, 4, "entry 4 is missing")


def test_two_entries_that_changed_places_are_found(file: Path) -> None:
    swap = run("UPDATE ledger SET position = CASE position WHEN 4 THEN -5 ELSE -4 END WHERE position IN (4, 5)")

    def tamper(connection: sqlite3.Connection) -> None:
        swap(connection)
        connection.execute("UPDATE ledger SET position = -position WHERE position < 0")

    assert verified_after(file, tamper).broken == 4


def test_an_entry_of_an_unknown_kind_is_named_instead_of_ending_the_check(file: Path) -> None:
    assert verified_after(file, run("UPDATE ledger SET kind = 'magic', author = '' WHERE position = 6")).broken == 6


def test_entries_missing_at_the_end_show_only_against_a_kept_head(file: Path, tmp_path: Path) -> None:
    kept = verified_after(tmp_path / "whole.sqlite", run("SELECT 1")).head
    cut = run("DELETE FROM ledger WHERE position > 7")
    assert verified_after(file, cut).broken is None
    file.unlink()
    found = verified_after(file, cut, kept=kept)
    assert (found.broken, found.entries) == (8, 7)


def test_a_chain_computed_anew_shows_only_against_a_kept_head(file: Path) -> None:
    assert verified_after(file, rechained_from(5)).broken is None
    file.unlink()
    found = verified_after(file, rechained_from(5), kept=Head(8, "a" * 64))
    assert found.broken == 8


def test_a_kept_head_that_is_in_the_chain_is_fine(store: Store) -> None:
    publish(store, "a", "b")
    with store.read() as connection:
        kept = head(connection)
    publish(store, "c")
    assert verify(store, kept=kept) == Verified(3, verify(store).head)
    assert Head.parse(str(kept)) == kept


@pytest.mark.parametrize("text_", ["", "7", "7:abc", "x:" + "0" * 64, "7:" + "G" * 64])
def test_what_is_no_head_is_refused(text_: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # int's own message is good enough
        Head.parse(text_)


def test_an_empty_ledger_holds(store: Store) -> None:
    assert verify(store) == Verified(0, START)


def change_everything(store: Store) -> None:
    publish(store, "a", "b", "c")
    with store.write() as writing:
        put_link(writing, link("a", "b"), author=FILE)
        put_link(writing, link("a", "c"), author=FILE)
        remove_link(writing, link("c", "a"), author=CURATOR)
        set_alias(writing, "old", "a", author=CURATOR)
        set_alias(writing, "gone", "a", author=CURATOR)
        set_alias(writing, "gone", None, author=CURATOR)
        set_checked(writing, "b", date(2026, 1, 1), author=CURATOR)
        put_initiative(writing, initiative("b", "Again"), author=CURATOR)
        remove_initiative(writing, "c", author=CURATOR)
        record_import(writing, "initiatives.csv", "d" * 64, {"a": "1" * 64, "b": "2" * 64})
        record_import(writing, "initiatives.csv", "e" * 64, {"a": None, "b": "3" * 64})


def test_what_is_built_from_the_ledger_is_what_was_there(store: Store) -> None:
    change_everything(store)
    with store.read() as connection:
        before = {table: connection.execute(select(table)).all() for table in PROJECTIONS}
        assert all(before.values()), "a table without rows would prove nothing"
    assert rebuild(store).differed == ()
    with store.read() as connection:
        assert {table: connection.execute(select(table)).all() for table in PROJECTIONS} == before


def test_tables_that_say_something_else_are_named_and_mended(store: Store) -> None:
    change_everything(store)
    with store.read() as connection:
        before = fingerprints(connection)
    with store.write() as writing:
        writing.connection.execute(update(initiatives).where(initiatives.c.id == "a").values(body="{}"))
        writing.connection.execute(text("DELETE FROM links"))
    assert rebuild(store).differed == ("initiatives", "links")
    with store.read() as connection:
        assert fingerprints(connection) == before


def test_a_broken_chain_is_not_replayed(store: Store) -> None:
    publish(store, "a", "b")
    drop = {
        "sqlite": "DROP TRIGGER ledger_refuses_delete",
        "postgresql": "ALTER TABLE ledger DISABLE TRIGGER ledger_refuses_change",
    }
    with store.write() as writing:
        writing.connection.execute(text(drop[store.dialect]))
        writing.connection.execute(delete(ledger).where(ledger.c.position == 1))
        before = fingerprints(writing.connection)
    with pytest.raises(StoreDamaged, match="entry 1 "):
        rebuild(store)
    with store.read() as connection:
        assert fingerprints(connection) == before
