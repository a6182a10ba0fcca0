"""Text search: what a query means, and the port behind which an index answers it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.arrays import Rows
from directory.model.text import words

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»", '"'))


class Field(IntEnum):
    """Where a word stands, from the weightiest."""

    NAME = 0
    ORGANISATION_OR_PLACE = 1
    PARTNERS_OR_SUMMARY = 2


@dataclass(frozen=True)
class TextMatch:
    """The rows that match a text, ascending, and how well each does."""

    rows: Rows
    scores: NDArray[np.float32]
    """One per row; higher is better, always above 0."""


class TextSearch(Protocol):
    """Finds rows by the words of their name, organisation, summary, partners and place."""

    def search(self, text: str) -> TextMatch:
        """Find the rows that have every word and phrase of the text; none when it has no word."""
        ...


@dataclass(frozen=True)
class Query:
    """What a text asks for, as folded words."""

    words: tuple[str, ...]
    """Each must occur somewhere; those of the phrases are among them."""
    prefix: str
    """The last word, which may be the beginning of one; empty when a phrase ends the text."""
    phrases: tuple[tuple[str, ...], ...]
    """Words that must follow each other within one field; two or more each."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and not self.prefix


def parse_query(text: str) -> Query:
    """Read a text as people type it: a quote that is never closed counts for nothing."""
    parts = text.translate(_QUOTES).split('"')
    if len(parts) % 2 == 0:
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    quoted = [tuple(words(part)) for part in parts[1::2]]
    loose = [word for part in parts[::2] for word in words(part)]
    prefix = loose.pop() if words(parts[-1]) else ""
    required = dict.fromkeys([*loose, *(word for phrase in quoted for word in phrase)])
    return Query(tuple(required), prefix, tuple(phrase for phrase in quoted if len(phrase) > 1))
