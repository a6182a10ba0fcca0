"""The first tables: the ledger, what it adds up to, and the working tables."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None

SERIAL: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME: Final = sa.String(length=27)
HASH: Final = sa.String(length=64)

_SQLITE_TRIGGERS: Final = """
CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
--
CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_POSTGRESQL_TRIGGERS: Final = """
CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
--
CREATE TRIGGER ledger_refuses_change BEFORE UPDATE OR DELETE ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()
--
CREATE TRIGGER ledger_refuses_truncate BEFORE TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()
"""
_POSTGRESQL_STATISTICS: Final = "ALTER TABLE contacts ALTER email SET STATISTICS 0"
"""Or ANALYZE would copy addresses into a table of the server's own, where no erasure finds them."""


def upgrade() -> None:
    """Make everything."""
    _make_directory()
    _make_queue()
    _make_desk()
    if op.get_bind().dialect.name == "sqlite":
        statements = _SQLITE_TRIGGERS.split("--")
    else:
        statements = [*_POSTGRESQL_TRIGGERS.split("--"), _POSTGRESQL_STATISTICS]
    for statement in statements:
        op.execute(statement)


def _make_directory() -> None:
    op.create_table(
        "ledger",
        sa.Column("position", SERIAL, autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column("previous", HASH, nullable=False),
        sa.Column("hash", HASH, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_ledger"),
        sa.UniqueConstraint("hash", name="uq_ledger_hash"),
    )
    op.create_index("ix_ledger_kind", "ledger", ["kind", "position"])
    op.create_index("ix_ledger_publishes", "ledger", ["publishes", "position"])
    op.create_index("ix_ledger_subject", "ledger", ["subject", "position"])
    op.create_table(
        "initiatives",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", SERIAL, nullable=False),
        sa.Column("checked", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_initiatives"),
    )
    op.create_table(
        "links",
        sa.Column("key", HASH, nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("target_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_links"),
    )
    op.create_index("ix_links_source_id", "links", ["source_id"])
    op.create_index("ix_links_target_id", "links", ["target_id"])
    op.create_table(
        "aliases",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("target_id", sa.String(length=80), nullable=False),
        sa.Column("revision", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_aliases"),
    )
    op.create_index("ix_aliases_target_id", "aliases", ["target_id"])
    op.create_table(
        "baseline",
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", HASH, nullable=False),
        sa.PrimaryKeyConstraint("file", "key", name="pk_baseline"),
    )
    op.create_table(
        "files",
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("digest", HASH, nullable=False),
        sa.Column("revision", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_files"),
    )


def _make_queue() -> None:
    op.create_table(
        "submissions",
        sa.Column("number", SERIAL, autoincrement=True, nullable=False),
        sa.Column("key", HASH, nullable=False),
        sa.Column("content", HASH, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.String(length=80), nullable=False),
        sa.Column("base_revision", SERIAL, nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("receipt", HASH, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by", SERIAL, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_submissions"),
        sa.UniqueConstraint("key", name="uq_submissions_key"),
        sa.UniqueConstraint("receipt", name="uq_submissions_receipt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_submissions_state", "submissions", ["state", "number"])
    op.create_index("ix_submissions_target_id", "submissions", ["target_id"])
    op.create_table(
        "contacts",
        sa.Column("submission", SERIAL, autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name="fk_contacts_submission"),
        sa.PrimaryKeyConstraint("submission", name="pk_contacts"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("submission", SERIAL, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name="fk_outbox_submission"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_next_attempt_at", "outbox", ["next_attempt_at"])
    op.create_table(
        "form_tokens",
        sa.Column("hash", HASH, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_form_tokens"),
    )
    op.create_index("ix_form_tokens_used_at", "form_tokens", ["used_at"])
    op.create_table(
        "hits",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hits"),
    )
    op.create_index("ix_hits_bucket", "hits", ["bucket", "at"])


def _make_desk() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sa.UniqueConstraint("subject", name="uq_accounts_subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("hash", HASH, nullable=False),
        sa.Column("account", SERIAL, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_sessions_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", HASH, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
