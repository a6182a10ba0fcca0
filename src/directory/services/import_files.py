"""Import the data files: at first everything, later what changed in them, and never over what curators changed."""

import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Final, Protocol

from sqlalchemy import Connection

from directory.services.import_tables import InitiativesTable, LinksTable
from directory.services.load import DataFiles
from directory.services.report import Merge
from directory.store import Store
from directory.store.imports import imported_digest, imported_rows, record_import, row_digest
from directory.store.store import Writing

_log: Final = logging.getLogger(__name__)


class Table(Protocol):
    """One data file beside what the store holds of it."""

    @property
    def file(self) -> str:
        """Its name."""
        ...

    @property
    def rows(self) -> Mapping[str, Mapping[str, str]]:
        """The cells of each good row of the file, by its key."""
        ...

    @property
    def is_sound(self) -> bool:
        """Whether the cells are what they seem; a file without one of its columns would empty it in every record."""
        ...

    @property
    def anew(self) -> Collection[str]:
        """Keys of rows that count as new, though they were imported before."""
        ...

    @property
    def left(self) -> int:
        """How many rows cannot be published, since what they lead to is not."""
        ...

    def may_be_gone(self, key: str) -> bool:
        """Tell whether a row that is not among the good ones is in the file no more."""
        ...

    def stored(self, key: str) -> Mapping[str, str] | None:
        """Return the cells that the store holds; None when it has no such row."""
        ...

    def put(self, key: str) -> bool:
        """Publish the row of the file; False when that is for curators to decide."""
        ...

    def remove(self, key: str) -> bool:
        """Take the row out of the directory; False when that is for curators to decide."""
        ...

    def propose(self, key: str) -> None:
        """Queue what the file says, for curators to decide."""
        ...


def import_files(store: Store, files: DataFiles) -> tuple[Merge, ...]:
    """Take over what changed in the data files since they were last imported, in one transaction.

    A row that nobody else changed follows its file. One that curators changed as well goes to the queue as a proposal.

    Returns:
        What was done, by file; empty when no file has changed.

    Raises:
        TryLater: The store cannot be written now; nothing was imported.
    """
    with store.write() as writing:
        # Another process may have been first.
        if _are_known(writing.connection, files.digests):
            return ()
        initiatives = InitiativesTable(writing, files)
        first = _merge(writing, initiatives, files.digests[initiatives.file])
        links = LinksTable(writing, files, returned=initiatives.returned)
        merges = (first, _merge(writing, links, files.digests[links.file]))
    for merge in merges:
        _log.log(logging.WARNING if merge.needs_a_look else logging.INFO, "%s", merge.in_words())
    return merges


def is_imported(store: Store, digests: Mapping[str, str]) -> bool:
    """Tell whether files with these digests are what was last imported."""
    with store.read() as connection:
        return _are_known(connection, digests)


def _are_known(connection: Connection, digests: Mapping[str, str]) -> bool:
    return all(imported_digest(connection, file) == known for file, known in digests.items())


def _merge(writing: Writing, table: Table, file_digest: str) -> Merge:
    """Compare row by row what the file says with what it said when it was last imported, and with the store."""
    imported = imported_rows(writing.connection, table.file)
    baseline = {key: row for key, row in imported.items() if key not in table.anew}
    if imported and not table.is_sound:
        return Merge(file=table.file, refused=True)
    changes = dict(_changes(table, baseline))
    record_import(writing, table.file, file_digest, changes)
    counts = dict.fromkeys(("added", "changed", "removed", "proposed"), 0)
    for key, now in changes.items():
        if done := _follow(table, key, before=baseline.get(key), now=now):
            counts[done] += 1
    return Merge(file=table.file, left=table.left, **counts)


def _changes(table: Table, baseline: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Yield key and digest of each row that is new or changed since the last import; None for one that is gone."""
    for key, cells in table.rows.items():
        if (now := row_digest(cells)) != baseline.get(key):
            yield key, now
    # A file that says nothing at all is an accident, not a decision.
    for key in baseline if table.rows else ():
        if key not in table.rows and table.may_be_gone(key):
            yield key, None


def _follow(table: Table, key: str, *, before: str | None, now: str | None) -> str:
    """Let the store follow one change of the file, and return what was done; empty when it says the same already."""
    cells = table.stored(key)
    stored = None if cells is None else row_digest(cells)
    if stored == now:
        return ""
    may_follow = stored == before and (table.remove(key) if now is None else table.put(key))
    if not may_follow:
        table.propose(key)
        return "proposed"
    if now is None:
        return "removed"
    return "added" if before is None else "changed"
