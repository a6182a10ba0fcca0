"""The tables, once for SQLite and PostgreSQL; a test compares them with what the migrations make.

Times are text, UTC, ISO 8601 with microseconds and `Z`: they sort as text, and are the same on both databases.
JSON is text as well: the ledger's hash is over exactly these characters.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Serial: Final = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only an INTEGER PRIMARY KEY."""
_Time: Final = String(27)
_Hash: Final = String(64)
"""SHA-256 in hexadecimal."""

ledger: Final = Table(
    "ledger",
    metadata,
    Column("position", _Serial, primary_key=True, autoincrement=False),
    Column("at", _Time, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("author", String(60), nullable=False),
    Column("body", Text, nullable=False),
    Column("publishes", Boolean, nullable=False),
    Column("previous", _Hash, nullable=False),
    Column("hash", _Hash, nullable=False, unique=True),
    Index("ix_ledger_subject", "subject", "position"),
    Index("ix_ledger_kind", "kind", "position"),
    Index("ix_ledger_publishes", "publishes", "position"),
)
"""Every change, chained; nothing here is ever updated or deleted, and triggers refuse it."""

# What the ledger adds up to; can be rebuilt by replay.

initiatives: Final = Table(
    "initiatives",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("body", Text, nullable=False),
    Column("revision", _Serial, nullable=False),
    Column("checked", String(10)),
)
"""What is published now; `revision` is the position of the entry that last changed the row."""

links: Final = Table(
    "links",
    metadata,
    Column("key", _Hash, primary_key=True),
    Column("source_id", String(80), nullable=False, index=True),
    Column("target_id", String(80), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("revision", _Serial, nullable=False),
)

aliases: Final = Table(
    "aliases",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("target_id", String(80), nullable=False, index=True),
    Column("revision", _Serial, nullable=False),
)
"""Old ids that lead to the entry they were merged into."""

baseline: Final = Table(
    "baseline",
    metadata,
    Column("file", String(40), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("digest", _Hash, nullable=False),
)
"""What was last imported of each file, row by row: the common ground of a later merge."""

files: Final = Table(
    "files",
    metadata,
    Column("file", String(40), primary_key=True),
    Column("digest", _Hash, nullable=False),
    Column("revision", _Serial, nullable=False),
)

# Working tables: what waits for a decision, and whom to tell. Not part of the ledger.

submissions: Final = Table(
    "submissions",
    metadata,
    Column("number", _Serial, primary_key=True, autoincrement=True),
    Column("key", _Hash, nullable=False, unique=True),
    Column("content", _Hash, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("target_id", String(80), nullable=False, default="", index=True),
    Column("base_revision", _Serial, nullable=False, default=0),
    Column("proposal", Text, nullable=False),
    Column("origin", String(20), nullable=False),
    Column("received_at", _Time, nullable=False),
    Column("changed_at", _Time, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("receipt", _Hash, nullable=False, unique=True),
    Column("question", Text, nullable=False, default=""),
    Column("answer", Text, nullable=False, default=""),
    Column("outcome", String(20), nullable=False, default=""),
    Column("reason", String(40), nullable=False, default=""),
    Column("words", Text, nullable=False, default=""),
    Column("entry_id", String(80), nullable=False, default=""),
    Column("decided_at", _Time),
    Column("decided_by", _Serial),
    Index("ix_submissions_state", "state", "number"),
    sqlite_autoincrement=True,
)
"""`key` is the digest of the idempotency key, `content` that of what was sent, `receipt` that of the secret."""

contacts: Final = Table(
    "contacts",
    metadata,
    Column("submission", _Serial, ForeignKey("submissions.number"), primary_key=True, autoincrement=False),
    Column("email", String(320), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("created_at", _Time, nullable=False),
)
"""The only table with personal data of contributors; a row goes by erasure."""

outbox: Final = Table(
    "outbox",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("template", String(40), nullable=False),
    Column("submission", _Serial, ForeignKey("submissions.number")),
    Column("created_at", _Time, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", _Time, nullable=False, index=True),
    Column("sent_at", _Time),
    Column("last_error", String(200), nullable=False, default=""),
    sqlite_autoincrement=True,
)
"""Mails to write: the address and the words are put together only when one is sent."""

accounts: Final = Table(
    "accounts",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("password", String(200), nullable=False, default=""),
    Column("subject", String(300), unique=True),
    Column("role", String(20), nullable=False),
    Column("email", String(320), nullable=False, default=""),
    Column("created_at", _Time, nullable=False),
    Column("disabled_at", _Time),
    sqlite_autoincrement=True,
)
"""Curators and admins; `subject` is the lasting id that an identity provider gives."""

sessions: Final = Table(
    "sessions",
    metadata,
    Column("hash", _Hash, primary_key=True),
    Column("account", _Serial, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", _Time, nullable=False),
    Column("seen_at", _Time, nullable=False),
    Column("expires_at", _Time, nullable=False),
)

form_tokens: Final = Table(
    "form_tokens",
    metadata,
    Column("hash", _Hash, primary_key=True),
    Column("used_at", _Time, nullable=False, index=True),
)
"""Tokens that were used up; unused ones are only signed, and cost nothing."""

hits: Final = Table(
    "hits",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("bucket", String(80), nullable=False),
    Column("at", _Time, nullable=False),
    Index("ix_hits_bucket", "bucket", "at"),
)
"""What rate limits count: keyed digests of addresses, kept for a day."""

secrets: Final = Table(
    "secrets",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", _Hash, nullable=False),
)
"""Random keys of this installation, shared by its processes."""
