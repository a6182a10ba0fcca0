"""What the ledger adds up to: initiatives, links, aliases. Each change is an entry and its projection at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import Connection, Insert, Table, Update, bindparam, delete, insert, select, update

from directory.model.initiative import Initiative
from directory.model.link import Link
from directory.store.ledger import Author, Kind, canonical, digest
from directory.store.store import Writing
from directory.store.tables import aliases, initiatives, links

CHUNK: Final = 500
"""Rows read in one go, so that no read keeps SQLite's writer waiting."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A published initiative as the store holds it."""

    initiative: Initiative
    revision: int
    """Position of the ledger entry that last changed it."""
    checked: date | None
    """The day on which somebody last looked whether the record is true."""


def link_key(link: Link) -> str:
    """Return the key of a link: equal for equal links, and for both directions where that means the same."""
    ends = sorted((link.source_id, link.target_id)) if link.either_way else [link.source_id, link.target_id]
    return digest(*ends, link.relation, str(link.since or ""), str(link.until or ""))


def put_initiative(writing: Writing, initiative: Initiative, *, author: Author) -> int:
    """Publish an initiative, new or changed, and return the revision."""
    row = initiative.to_row()
    revision = writing.ledger.append(Kind.INITIATIVE, initiative.id, {"row": row}, author=author)
    project_initiative(writing.connection, initiative.id, row, revision=revision)
    return revision


def remove_initiative(writing: Writing, id_: str, *, author: Author) -> int:
    """Take an initiative and its links out of the directory, and return the revision."""
    for link in links_of(writing.connection, id_):
        remove_link(writing, link, author=author)
    revision = writing.ledger.append(Kind.INITIATIVE, id_, {"row": None}, author=author)
    project_initiative(writing.connection, id_, None, revision=revision)
    return revision


def put_link(writing: Writing, link: Link, *, author: Author) -> int:
    """Publish a link and return the revision."""
    key, row = link_key(link), link.to_row()
    revision = writing.ledger.append(Kind.LINK, key, {"row": row}, author=author)
    project_link(writing.connection, key, row, revision=revision)
    return revision


def remove_link(writing: Writing, link: Link, *, author: Author) -> int:
    """Take a link out of the directory and return the revision."""
    key = link_key(link)
    revision = writing.ledger.append(Kind.LINK, key, {"row": None}, author=author)
    project_link(writing.connection, key, None, revision=revision)
    return revision


def set_alias(writing: Writing, old: str, target: str | None, *, author: Author) -> int:
    """Let an old id lead to another entry, or with None to nothing again; return the revision."""
    revision = writing.ledger.append(Kind.ALIAS, old, {"target": target}, author=author)
    project_alias(writing.connection, old, target, revision=revision)
    return revision


def set_checked(writing: Writing, id_: str, day: date | None, *, author: Author) -> int:
    """Note on which day somebody looked whether a record is true, with None nobody, and return the revision."""
    on = day.isoformat() if day else None
    revision = writing.ledger.append(Kind.CHECK, id_, {"on": on}, author=author)
    project_check(writing.connection, id_, on)
    return revision


def get(connection: Connection, id_: str) -> Stored | None:
    """Return a published initiative; None when there is none of this id."""
    row = connection.execute(select(initiatives).where(initiatives.c.id == id_)).first()
    return _stored(row.body, row.revision, row.checked) if row else None


def get_link(connection: Connection, key: str) -> Link | None:
    """Return a published link; None when there is none under this key."""
    body = connection.execute(select(links.c.body).where(links.c.key == key)).scalar()
    return Link.model_validate(json.loads(body)) if body is not None else None


def alias_of(connection: Connection, id_: str) -> str | None:
    """Return the entry that an old id leads to; None when it is no alias."""
    return connection.execute(select(aliases.c.target_id).where(aliases.c.id == id_)).scalar()


def ids(connection: Connection) -> set[str]:
    """Return the id of everything that is published."""
    return set(connection.execute(select(initiatives.c.id)).scalars())


def aliases_of(connection: Connection, id_: str) -> list[str]:
    """Return the old ids that lead to an entry."""
    query = select(aliases.c.id).where(aliases.c.target_id == id_).order_by(aliases.c.id)
    return list(connection.execute(query).scalars())


def links_of(connection: Connection, id_: str) -> list[Link]:
    """Return every link in which the initiative takes part."""
    query = select(links.c.body).where((links.c.source_id == id_) | (links.c.target_id == id_)).order_by(links.c.key)
    return [Link.model_validate(json.loads(body)) for body in connection.execute(query).scalars()]


def initiatives_after(connection: Connection, id_: str, *, limit: int = CHUNK) -> list[Stored]:
    """Return the next initiatives in the order of ids."""
    query = select(initiatives).where(initiatives.c.id > id_).order_by(initiatives.c.id).limit(limit)
    return [_stored(row.body, row.revision, row.checked) for row in connection.execute(query)]


def links_after(connection: Connection, key: str, *, limit: int = CHUNK) -> list[tuple[str, Link]]:
    """Return the next links with their keys, in the order of keys."""
    query = select(links.c.key, links.c.body).where(links.c.key > key).order_by(links.c.key).limit(limit)
    return [(row.key, Link.model_validate(json.loads(row.body))) for row in connection.execute(query)]


def all_aliases(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield every old id with the entry it leads to."""
    for row in connection.execute(select(aliases.c.id, aliases.c.target_id).order_by(aliases.c.id)):
        yield row.id, row.target_id


# What `ledger rebuild` calls as well, with the entries that are already there.


def project_initiative(connection: Connection, id_: str, row: dict[str, str] | None, *, revision: int) -> None:
    """Let the table say what an entry of the ledger says."""
    if row is None:
        connection.execute(delete(initiatives).where(initiatives.c.id == id_))
        return
    values = {"body": canonical(row), "revision": revision}
    _upsert(connection, initiatives, "id", id_, values)


def project_link(connection: Connection, key: str, row: dict[str, str] | None, *, revision: int) -> None:
    """Let the table say what an entry of the ledger says."""
    if row is None:
        connection.execute(delete(links).where(links.c.key == key))
        return
    ends = {"source_id": row["source_id"], "target_id": row["target_id"]}
    _upsert(connection, links, "key", key, {**ends, "body": canonical(row), "revision": revision})


def project_alias(connection: Connection, old: str, target: str | None, *, revision: int) -> None:
    """Let the table say what an entry of the ledger says."""
    if target is None:
        connection.execute(delete(aliases).where(aliases.c.id == old))
        return
    _upsert(connection, aliases, "id", old, {"target_id": target, "revision": revision})


def project_check(connection: Connection, id_: str, day: str | None) -> None:
    """Let the table say what an entry of the ledger says."""
    connection.execute(update(initiatives).where(initiatives.c.id == id_).values(checked=day))


def _upsert(connection: Connection, table: Table, column: str, key: str, values: dict[str, object]) -> None:
    # One writer at a time: nobody can come between the two statements.
    changing, adding = _statements(table, column)
    if not connection.execute(changing, {"_key": key, **values}).rowcount:
        connection.execute(adding, {column: key, **values})


@cache
def _statements(table: Table, column: str) -> tuple[Update, Insert]:
    # Built once: building them for each row took longer than the database takes to run them.
    return update(table).where(table.c[column] == bindparam("_key")), insert(table)


def _stored(body: str, revision: int, checked: str | None) -> Stored:
    initiative = Initiative.model_validate(json.loads(body))
    return Stored(initiative=initiative, revision=revision, checked=date.fromisoformat(checked) if checked else None)
