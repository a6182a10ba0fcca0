"""What was last imported of each data file, row by row: the common ground on which a changed file is merged."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from directory.store.ledger import Author, AuthorKind, Kind, canonical, digest
from directory.store.store import Writing
from directory.store.tables import baseline, files

FILE: Final = Author(AuthorKind.FILE)
"""Who changes what follows a data file."""
_CHUNK: Final = 500


def row_digest(row: Mapping[str, str]) -> str:
    """Digest the cells of one row."""
    return digest(canonical(dict(row)))


def imported_digest(connection: Connection, file: str) -> str:
    """Return the digest of a file as it was last imported; empty when it never was."""
    return connection.execute(select(files.c.digest).where(files.c.file == file)).scalar() or ""


def imported_rows(connection: Connection, file: str) -> dict[str, str]:
    """Return the digest of each row of a file as it was last imported, by the row's key."""
    query = select(baseline.c.key, baseline.c.digest).where(baseline.c.file == file)
    return {row.key: row.digest for row in connection.execute(query)}


def record_import(writing: Writing, file: str, file_digest: str, rows: Mapping[str, str | None]) -> int:
    """Note that a file was imported, and return the position.

    Args:
        writing: The transaction in which its rows are written too.
        file: The file's name.
        file_digest: SHA-256 of its content.
        rows: By key, the digest of each row that is new or changed; None for one that is gone.
    """
    position = writing.ledger.append(Kind.IMPORT, file, {"digest": file_digest, "rows": dict(rows)}, author=FILE)
    project_import(writing.connection, file, file_digest, rows, revision=position)
    return position


def project_import(
    connection: Connection, file: str, file_digest: str, rows: Mapping[str, str | None], *, revision: int
) -> None:
    """Let the tables say what an entry of the ledger says; `ledger rebuild` calls this as well."""
    values = {"digest": file_digest, "revision": revision}
    if not connection.execute(update(files).where(files.c.file == file).values(**values)).rowcount:
        connection.execute(insert(files).values(file=file, **values))
    for keys in _chunks(rows):
        connection.execute(delete(baseline).where(baseline.c.file == file, baseline.c.key.in_(keys)))
    added = [{"file": file, "key": key, "digest": each} for key, each in rows.items() if each is not None]
    if added:
        connection.execute(insert(baseline), added)


def _chunks(rows: Iterable[str]) -> Iterable[list[str]]:
    keys = list(rows)
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
