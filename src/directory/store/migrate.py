"""Bringing a database to the current tables, once for each release that changes them."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from directory.model.errors import ConfigurationError
from directory.store.engines import WRITES

CHAIN_LOCK: Final = 0x4C49
"""The advisory lock under which PostgreSQL's writers append and migrate."""
NEWEST: Final = "0001"
"""The revision of the tables that this version of the application works with."""
_MIGRATIONS: Final = "directory.store:migrations"


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's tables; None when it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine) -> None:
    """Make or change the tables until they are current, in one transaction.

    Raises:
        ConfigurationError: A newer version of the application made the database.
    """
    with engine.connect() as connection:
        if revision_of(connection) == NEWEST:
            return
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        migrate_within(connection)


def migrate_within(connection: Connection) -> None:
    """Make or change the tables within the caller's transaction. Raises ConfigurationError."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({CHAIN_LOCK})"))
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    # Another process may have migrated while this one waited.
    found = revision_of(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise ConfigurationError(
            f"a newer version of this application made the database (revision {found}, this one knows {NEWEST}); "
            "install that version, or restore a backup that this one made"
        )
    if found is None and inspect(connection).has_table("ledger"):
        raise ConfigurationError("the database holds tables that this application has not made; name an empty database")
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)
