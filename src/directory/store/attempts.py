"""Attempts that are counted for a while, by bucket."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from directory.store.ledger import now_text
from directory.store.store import Writing
from directory.store.tables import hits


def count(connection: Connection, bucket: str, *, since: datetime) -> int:
    """Count the attempts of a bucket since a moment."""
    query = select(func.count()).select_from(hits).where(hits.c.bucket == bucket, hits.c.at > now_text(since))
    return connection.execute(query).scalar_one()


def note(writing: Writing, bucket: str) -> int:
    """Note an attempt and return its number."""
    query = insert(hits).values(bucket=bucket, at=writing.at).returning(hits.c.id)
    number: int = writing.connection.execute(query).scalar_one()
    return number


def forget(writing: Writing, numbers: Collection[int]) -> None:
    """Take back attempts, by number."""
    writing.connection.execute(delete(hits).where(hits.c.id.in_(numbers)))
