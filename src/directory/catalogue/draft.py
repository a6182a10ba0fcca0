"""The entries of the next catalogue: what the last one was built of is kept, so that a small change is read alone."""

from collections.abc import Mapping

from directory.catalogue.catalogue import Catalogue
from directory.catalogue.reading import Read, Reader
from directory.catalogue.rows import KeptRows
from directory.model.entry import Entry


class Draft:
    """Collects entries and builds catalogues of them, each as if it were the first; for one thread."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._reads: dict[str, Read | None] = {}
        """In the same order; None for an entry that came after the last catalogue."""
        self._reader = Reader()

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one with its id."""
        self._entries[entry.initiative.id] = entry
        self._reads[entry.initiative.id] = None

    def remove(self, entry_id: str) -> None:
        """Leave out the entry with this id, if there is one."""
        self._entries.pop(entry_id, None)
        self._reads.pop(entry_id, None)

    def catalogue(self, version: str, *, aliases: Mapping[str, str]) -> Catalogue:
        """Build a snapshot of the entries; what is put or removed later does not change it.

        Args:
            version: Names the data.
            aliases: Old ids, with the ids that they lead to.
        """
        new = [self._entries[id_] for id_, read in self._reads.items() if read is None]
        self._reads |= {read[0]: read for read in self._reader.read(new)}
        reads = [read for read in self._reads.values() if read is not None]
        return Catalogue.of(reads, self._reader, KeptRows(tuple(self._entries.values())), version, aliases)
