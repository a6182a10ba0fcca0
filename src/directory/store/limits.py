"""What limits keep for a day: the key that hides addresses, form tokens that were used up, old attempts."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from directory.store.ledger import now_text
from directory.store.store import Writing
from directory.store.tables import form_tokens, hits
from directory.store.tables import secrets as secrets_

KEPT: Final = timedelta(hours=24)
"""After this an attempt, a token and the key of a day are gone."""
_PREFIX: Final = "addresses-"


def address_keys(connection: Connection, now: datetime) -> list[bytes]:
    """Return the keys under which addresses were hidden within the last day; none before the first submission."""
    names = [_name(now), _name(now - KEPT)]
    query = select(secrets_.c.value).where(secrets_.c.name.in_(names))
    return [bytes.fromhex(value) for value in connection.execute(query).scalars()]


def address_key(writing: Writing) -> bytes:
    """Return the key of this day, made at its first use; with it, addresses of other days cannot be told."""
    name = _name(writing.now)
    value = writing.connection.execute(select(secrets_.c.value).where(secrets_.c.name == name)).scalar()
    if value is None:
        value = secrets.token_hex(32)
        writing.connection.execute(insert(secrets_).values(name=name, value=value))
    return bytes.fromhex(value)


def use_token(writing: Writing, token_digest: str) -> bool:
    """Use a form token up; return whether it was new."""
    query = select(form_tokens.c.hash).where(form_tokens.c.hash == token_digest)
    if writing.connection.execute(query).first():
        return False
    writing.connection.execute(insert(form_tokens).values(hash=token_digest, used_at=writing.at))
    return True


def count(connection: Connection, buckets: Collection[str], *, since: datetime) -> tuple[int, datetime | None]:
    """Count the attempts of some buckets since a moment, and return when the oldest of them was."""
    query = select(func.count(), func.min(hits.c.at)).where(hits.c.bucket.in_(buckets), hits.c.at > now_text(since))
    number, at = connection.execute(query).one()
    return number, datetime.fromisoformat(at) if at else None


def note(writing: Writing, *buckets: str) -> None:
    """Note an attempt in each bucket."""
    writing.connection.execute(insert(hits), [{"bucket": bucket, "at": writing.at} for bucket in buckets])


def is_old(connection: Connection, now: datetime) -> bool:
    """Tell whether anything is older than a day."""
    before = now_text(now - KEPT)
    return any(
        connection.execute(query.limit(1)).first()
        for query in (
            select(hits.c.id).where(hits.c.at <= before),
            select(form_tokens.c.hash).where(form_tokens.c.used_at <= before),
            select(secrets_.c.name).where(_is_old_key(now)),
        )
    )


def purge(writing: Writing) -> None:
    """Delete what is older than a day, and the keys of days before yesterday."""
    before = now_text(writing.now - KEPT)
    writing.connection.execute(delete(hits).where(hits.c.at <= before))
    writing.connection.execute(delete(form_tokens).where(form_tokens.c.used_at <= before))
    writing.connection.execute(delete(secrets_).where(_is_old_key(writing.now)))


def _is_old_key(now: datetime) -> ColumnElement[bool]:
    return secrets_.c.name.startswith(_PREFIX, autoescape=True) & (secrets_.c.name < _name(now - KEPT))


def _name(day: datetime) -> str:
    return _PREFIX + day.date().isoformat()
