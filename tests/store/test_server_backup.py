"""Backups of a PostgreSQL database, and moving from one database to the other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.faults.postgres import PostgresServer
from made import CURATOR, publish
from sqlalchemy import insert, select, text

from directory.model.errors import Conflict, StoreDamaged
from directory.services.backup import back_up
from directory.services.manifests import sha256
from directory.services.restore import restore
from directory.settings import Settings
from directory.store import Kind, Store
from directory.store.dump import dump
from directory.store.tables import accounts, metadata
from directory.store.verify import verify

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 13, tzinfo=UTC)


@pytest.fixture
def server(postgres: PostgresServer, tmp_path: Path) -> Iterator[Settings]:
    name = "backup_" + tmp_path.name.lower().replace("-", "_")[-40:]
    yield Settings(state_dir=tmp_path / "server", database_url=postgres.create(name))
    postgres.ask(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def laptop(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "laptop")


def add_account(store: Store, name: str) -> int:
    with store.write() as writing:
        account = {"name": name, "role": "curator", "created_at": writing.at}
        query = insert(accounts).values(account).returning(accounts.c.id)
        return int(writing.connection.execute(query).scalar_one())


def fill(settings: Settings) -> None:
    store = Store.open(settings.database)
    publish(store, *(f"id-{number}" for number in range(5)))
    add_account(store, "Ada Ωmega \U0001f3c5")
    with store.write() as writing:
        writing.ledger.append(Kind.ACCOUNT, "1", {"event": "added", "role": "curator"}, author=CURATOR)
    store.secret("receipt")
    store.close()


def content(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    store = Store.open(settings.database)
    with store.read() as connection:
        # Sorted here: databases disagree on the order of texts.
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
    store.close()
    assert all(found[name] for name in ("ledger", "initiatives", "accounts", "secrets"))
    return found


@pytest.mark.parametrize(("origin", "target"), [("server", "server"), ("server", "laptop"), ("laptop", "server")])
def test_a_backup_restores_into_either_database_as_it_was(
    origin: str, target: str, request: pytest.FixtureRequest
) -> None:
    source: Settings = request.getfixturevalue(origin)
    goal: Settings = request.getfixturevalue(target)
    fill(source)
    before = content(source)
    manifest = back_up(source, now=NOW)
    backup = source.backups / manifest.file
    assert sha256(backup) == manifest.sha256
    restored = restore(goal, backup, now=LATER)
    assert content(goal) == before
    assert restored.head == manifest.head
    store = Store.open(goal.database)
    assert verify(store, kept=manifest.head).broken is None
    assert add_account(store, "Grace") == 2, "counters go on where they were"
    publish(store, "next")
    store.close()


def test_the_old_tables_stay_in_a_schema_beside(server: Settings, postgres: PostgresServer) -> None:
    fill(server)
    backup = server.backups / back_up(server, now=NOW).file
    store = Store.open(server.database)
    publish(store, "lost")
    store.close()
    restored = restore(server, backup, now=LATER)
    assert restored.old == "before_20261123t130000z"
    name = server.database.split("/")[3].split("?")[0]
    old = postgres.ask(f"SELECT count(*) FROM {restored.old}.ledger", name)  # noqa: S608  # our own name
    assert old == "7"
    assert postgres.ask("SELECT count(*) FROM ledger", name) == "6"


def test_a_server_in_use_keeps_its_tables(server: Settings) -> None:
    fill(server)
    backup = server.backups / back_up(server, now=NOW).file
    running = Store.open(server.database)
    with running.read() as connection:
        connection.execute(text("SELECT 1"))
    with pytest.raises(Conflict, match="stop it everywhere"):
        restore(server, backup, now=LATER)
    assert running.version() == 5
    running.close()


@pytest.mark.parametrize("lines", [slice(0, -1), slice(0, 4), slice(1, None), slice(0, 0)])
def test_a_dump_that_is_cut_short_changes_nothing(server: Settings, lines: slice) -> None:
    fill(server)
    before = content(server)
    manifest = back_up(server, now=NOW)
    backup = server.backups / manifest.file
    cut = "".join(backup.read_text().splitlines(keepends=True)[lines])
    backup.write_text(cut)
    forged = manifest.model_copy(update={"sha256": sha256(backup), "bytes": backup.stat().st_size})
    forged.write(backup)
    with pytest.raises(StoreDamaged, match="dump"):
        restore(server, backup, now=LATER)
    assert content(server) == before


def test_a_dump_is_one_moment_while_others_write(server: Settings) -> None:
    fill(server)
    store = Store.open(server.database)
    lines = dump(store)
    first = next(lines)
    publish(store, "meanwhile")
    rest = list(lines)
    store.close()
    assert "linked-initiatives-dump" in first
    assert not any("meanwhile" in line for line in rest)
