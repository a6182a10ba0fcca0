"""The migrations make exactly the tables that the code works with, and nothing runs on other tables."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from made import publish
from sqlalchemy import create_engine, text

from directory.model.errors import ConfigurationError
from directory.store import Store
from directory.store.migrate import NEWEST, revision_of
from directory.store.tables import metadata


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_sqlite_keeps_the_same_statements_as_the_code_would_give(tmp_path: Path) -> None:
    # Alembic's comparison knows neither AUTOINCREMENT nor the order of columns.
    Store.open(f"sqlite:///{tmp_path / 'migrated'}").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'created'}")
    metadata.create_all(engine)
    engine.dispose()
    assert statements(tmp_path / "migrated") == statements(tmp_path / "created")


def statements(file: Path) -> dict[str, list[str]]:
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE '%alembic_version%'"
    with closing(sqlite3.connect(file)) as connection:
        return {name: columns_then_constraints(sql or "") for name, sql in connection.execute(query)}


def columns_then_constraints(statement: str) -> list[str]:
    lines = [line.strip(" \t,") for line in statement.splitlines()]
    return sorted(lines, key=lambda line: line if line.startswith("CONSTRAINT") else "")


def test_the_newest_revision_is_the_end_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "directory.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_opening_again_changes_nothing(store: Store, address: str) -> None:
    publish(store, "a")
    again = Store.open(address)
    with again.read() as connection:
        assert revision_of(connection) == NEWEST
    assert again.version() == 1
    again.close()


def test_tables_of_a_newer_version_are_refused_with_the_remedy(store: Store, address: str) -> None:
    with store.write() as writing:
        writing.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match=r"newer version .*9999.*install that version"):
        Store.open(address)


def test_tables_of_somebody_else_are_refused(store: Store, address: str) -> None:
    with store.write() as writing:
        writing.connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(ConfigurationError, match="name an empty database"):
        Store.open(address)
