"""Where the texts of entries come from: the catalogue keeps columns, a RowSource gives whole entries back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from directory.model.entry import Entry


class RowSource(Protocol):
    """Gives entries back by their number."""

    def rows(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """Return the entries with these numbers, in the order of the numbers.

        Args:
            numbers: Each from 0, counted in the order in which the entries were given to `Catalogue.build`.
        """
        ...


@dataclass(frozen=True)
class KeptRows:
    """A RowSource that holds every entry in memory."""

    entries: tuple[Entry, ...]

    def rows(self, numbers: Sequence[int]) -> Sequence[Entry]:
        """Return the entries with these numbers, in the order of the numbers."""
        return [self.entries[number] for number in numbers]
