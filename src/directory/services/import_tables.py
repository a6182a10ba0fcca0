"""The two data files as the import sees them: their rows, and how each is published, removed or proposed."""

import secrets
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Final

from directory.model.submission import Proposal, ProposedLink, SubmissionKind
from directory.model.text import fold
from directory.services.load import INITIATIVES, LINKS, DataFiles
from directory.store import directory as stored
from directory.store.directory import link_key
from directory.store.history import last_of
from directory.store.imports import FILE, imported_rows, row_digest
from directory.store.ledger import AuthorKind, Kind, digest
from directory.store.queue import Digests, add
from directory.store.store import Writing

ORIGIN: Final = "file"
"""How submissions came that a changed file brought."""
_OF_THE_HEADER: Final = frozenset({"missing-column", "renamed-column", "duplicate-column"})
_NOT_PROPOSED: Final = frozenset({"id", "added", "updated"})
"""The cells that a proposal does not state."""
_CHANGED: Final = "The data file was changed, and so was this record in the meantime. This is what the file says."
_REMOVED: Final = (
    "The data file no longer has this record, which was changed, linked or merged with another in the meantime."
)
_RETURNED: Final = "The data file has this record, which is not in the directory. There its id is {id}."


class InitiativesTable:
    """data/initiatives.csv beside the store."""

    file = INITIATIVES
    anew: frozenset[str] = frozenset()
    left = 0

    def __init__(self, writing: Writing, files: DataFiles) -> None:
        """Read the rows; the key of each is its id."""
        self._writing = writing
        self._kept = files.initiatives
        self._initiatives = {initiative.id: initiative for _, initiative in self._kept.values}
        self.rows = {id_: initiative.to_row() for id_, initiative in self._initiatives.items()}
        self.is_sound = _is_sound(files, self.file)
        self.returned: set[str] = set()
        """Ids that were published now and were not before; none at the first import, which nothing returns to."""
        self._is_first = not imported_rows(writing.connection, INITIATIVES)

    def may_be_gone(self, key: str) -> bool:
        """Tell whether a row is in the file no more: not when it may be one of those that could not be read."""
        return not self._kept.unread and fold(key) not in self._kept.left_out

    def stored(self, key: str) -> Mapping[str, str] | None:
        """Return the cells that the store holds."""
        found = stored.get(self._writing.connection, key)
        return found.initiative.to_row() if found else None

    def put(self, key: str) -> bool:
        """Publish the row; an id that leads to another entry by now is a matter for curators."""
        connection = self._writing.connection
        if stored.alias_of(connection, key):
            return False
        if not self._is_first and stored.get(connection, key) is None:
            self.returned.add(key)
        stored.put_initiative(self._writing, self._initiatives[key], author=FILE)
        return True

    def remove(self, key: str) -> bool:
        """Take the initiative out with the links that the files state; what only curators know is theirs to lose."""
        links = stored.links_of(self._writing.connection, key)
        if any(self._stated_links.get(link_key(link)) != row_digest(link.to_row()) for link in links):
            return False
        if stored.aliases_of(self._writing.connection, key):
            return False
        stored.remove_initiative(self._writing, key, author=FILE)
        return True

    @cached_property
    def _stated_links(self) -> Mapping[str, str]:
        return imported_rows(self._writing.connection, LINKS)

    def propose(self, key: str) -> None:
        """Queue a correction, a removal, or for a record that is gone a new entry."""
        found = stored.get(self._writing.connection, key)
        row = self.rows.get(key)
        cells = {column: cell for column, cell in (row or {}).items() if column not in _NOT_PROPOSED}
        if found is None:
            proposal = Proposal(kind=SubmissionKind.NEW, initiative=cells, message=_RETURNED.format(id=key))
        else:
            kind, message = (SubmissionKind.CORRECTION, _CHANGED) if row else (SubmissionKind.REMOVAL, _REMOVED)
            proposal = Proposal(kind=kind, target=key, base_revision=found.revision, initiative=cells, message=message)
        _queue(self._writing, proposal, self.file, key)


class LinksTable:
    """data/links.csv beside the store; made after the initiatives are merged."""

    file = LINKS

    def __init__(self, writing: Writing, files: DataFiles, *, returned: Collection[str]) -> None:
        """Read the rows whose ends are published; the key of each is its link's.

        Args:
            writing: The transaction, in which the initiatives are as their file wants them.
            files: What was read.
            returned: Initiatives that were not published before: links of theirs may have gone with them.
        """
        self._writing = writing
        self._kept = files.links
        links = {link_key(link): link for _, link in self._kept.values}
        ids = stored.ids(writing.connection)
        self._links = {key: link for key, link in links.items() if {link.source_id, link.target_id} <= ids}
        self._waiting = links.keys() - self._links.keys()
        self.left = len(self._waiting)
        self.rows = {key: link.to_row() for key, link in self._links.items()}
        self.anew = frozenset(
            key for key, link in self._links.items() if link.source_id in returned or link.target_id in returned
        )
        self.is_sound = _is_sound(files, self.file)

    def may_be_gone(self, key: str) -> bool:
        """Tell whether a row is in the file no more, or waits for an end: that it was imported once is void then."""
        return key in self._waiting or not self._kept.unread

    def stored(self, key: str) -> Mapping[str, str] | None:
        """Return the cells that the store holds."""
        found = stored.get_link(self._writing.connection, key)
        return found.to_row() if found else None

    def put(self, key: str) -> bool:
        """Publish the link; one that returns with its entry, but that curators took out, is theirs to decide."""
        if key in self.anew:
            last = last_of(self._writing.connection, Kind.LINK, key)
            if last and last.author.kind is not AuthorKind.FILE:
                return False
        stored.put_link(self._writing, self._links[key], author=FILE)
        return True

    def remove(self, key: str) -> bool:
        """Take the link out."""
        if link := stored.get_link(self._writing.connection, key):
            stored.remove_link(self._writing, link, author=FILE)
        return True

    def propose(self, key: str) -> None:
        """Queue the link as a correction of its source, or report that it is gone from the file."""
        link = self._links.get(key) or stored.get_link(self._writing.connection, key)
        source = stored.get(self._writing.connection, link.source_id) if link else None
        if link is None or source is None:
            return
        cells = {name: cell for name, cell in source.initiative.to_row().items() if name not in _NOT_PROPOSED}
        row = link.to_row()
        if key in self._links:
            proposed = ProposedLink(
                relation=link.relation,
                other_id=link.target_id,
                since=row["since"],
                until=row["until"],
                evidence=row["evidence"],
            )
            proposal = Proposal(
                kind=SubmissionKind.CORRECTION,
                target=link.source_id,
                base_revision=source.revision,
                initiative=cells,
                links=(proposed,),
                message="The data file states this link, which was changed in the meantime.",
            )
        else:
            proposal = Proposal(
                kind=SubmissionKind.REPORT,
                target=link.source_id,
                base_revision=source.revision,
                message=f"The data file no longer has the link: {link.relation} {link.target_id}. "
                "It was changed in the meantime.",
            )
        _queue(self._writing, proposal, self.file, key)


def _is_sound(files: DataFiles, file: str) -> bool:
    return not any(issue.code in _OF_THE_HEADER for issue in files.report.issues_of(file))


def _queue(writing: Writing, proposal: Proposal, file: str, key: str) -> None:
    """Queue what a file says; nobody holds the receipt of it."""
    content = digest(proposal.model_dump_json())
    digests = Digests(
        key=digest(file, key, content, writing.at), content=content, receipt=digest(secrets.token_urlsafe(32))
    )
    add(writing, proposal, digests, origin=ORIGIN, author=FILE)
