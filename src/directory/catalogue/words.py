"""The words of entries as numbers, and the index built of them."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from directory.catalogue.arrays import Codes, Ints, Keys, Numbers, Rows, frozen
from directory.catalogue.search import Field
from directory.catalogue.word_index import FIELD_BITS, WordIndex
from directory.model.entry import Entry
from directory.model.text import words

CHUNK_WORDS: Final = 1 << 22
"""How many words, roughly, are sorted at once."""
_FIRST_WORD: Final = len(Field)
"""The numbers below end a field and say which, so that no phrase runs across."""
_NUMBER: Final = np.dtype("I")
_WORD_SHIFT: Final = np.uint64(32)
_LAST_INT32: Final = np.iinfo(np.int32).max


class Tokens(dict[str, tuple[int, ...]]):
    """The word numbers of every token between spaces; folding a token once is folding it for all entries."""

    def __init__(self, numbers: dict[str, int]) -> None:
        """Number words that are new in `numbers`, in order of appearance."""
        super().__init__()
        self._numbers = numbers

    def __missing__(self, token: str) -> tuple[int, ...]:
        """Fold a new token."""
        numbers = self._numbers
        found = tuple([numbers.setdefault(word, len(numbers) + _FIRST_WORD) for word in words(token)])
        self[token] = found
        return found

    def text(self, entry: Entry, *, place: str) -> bytes:
        """Return the words of one entry, field after field; `place` is its stated place in words."""
        stated = entry.initiative
        numbers: list[int] = []
        self._add(numbers, stated.name, Field.NAME)
        for organisation in stated.organisation:
            self._add(numbers, organisation, Field.ORGANISATION_OR_PLACE)
        if place:
            self._add(numbers, place, Field.ORGANISATION_OR_PLACE)
        for partner in stated.partners:
            self._add(numbers, partner, Field.PARTNERS_OR_SUMMARY)
        if stated.summary:
            self._add(numbers, stated.summary, Field.PARTNERS_OR_SUMMARY)
        return array(_NUMBER.char, numbers).tobytes()

    def _add(self, numbers: list[int], text: str, field: Field) -> None:
        for token in text.split():
            numbers += self[token]
        numbers.append(field)


def build_index(texts: Sequence[bytes], known: Mapping[str, int], given: Rows) -> WordIndex:
    """Sort all words.

    Args:
        texts: The words of each entry, as `Tokens` gives them.
        known: The numbers of the words; one that no text has finds nothing.
        given: By row, which of the texts is its own.
    """
    row_of = np.empty_like(given)
    row_of[given] = np.arange(len(given), dtype=np.int32)
    vocabulary = sorted(known)
    numbers: Codes = np.zeros(_FIRST_WORD + len(vocabulary), np.min_scalar_type(len(vocabulary)))
    numbers[[known[word] for word in vocabulary]] = np.arange(1, len(vocabulary) + 1)
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) // _NUMBER.itemsize)
    size = int(ends[-1]) if texts else 0
    text: Codes = np.empty(size, numbers.dtype)
    keys, filled = np.empty(size, np.uint64), 0
    for first, last in pairwise(_cuts(ends, size)):
        start = int(ends[first - 1]) if first else 0
        chunk = np.frombuffer(b"".join(texts[first:last]), _NUMBER)
        np.take(numbers, chunk, out=text[start : start + len(chunk)])
        found = _keys(chunk, numbers, np.repeat(row_of[first:last], np.diff(ends[first:last], prepend=start)))
        keys[filled : filled + len(found)] = found
        filled += len(found)
    keys = keys[:filled]
    keys.sort()
    bounds = np.arange(1, len(vocabulary) + 2, dtype=np.uint64) << _WORD_SHIFT
    return WordIndex(
        vocabulary=vocabulary,
        starts=frozen(np.searchsorted(keys, bounds)),
        postings=frozen(keys.astype(np.uint32)),
        text=frozen(text),
        text_ends=frozen(ends.astype(np.int32 if size <= _LAST_INT32 else np.int64)),
        row_of=frozen(row_of),
        entry_of=given,
    )


def _cuts(ends: Ints, size: int) -> list[int]:
    """Return where the texts are cut into chunks, from 0 to their number."""
    return sorted({0, *np.searchsorted(ends, np.arange(CHUNK_WORDS, size, CHUNK_WORDS)).tolist(), len(ends)})


def _keys(text: Numbers, numbers: Codes, rows: Rows) -> Keys:
    """Return the sorted keys of a chunk: number of the word in the vocabulary, row, best field.

    Args:
        text: Words and ends of fields, as `Tokens` gives them.
        numbers: The number of each word in the vocabulary.
        rows: The row of each word.
    """
    ends = np.flatnonzero(text < _FIRST_WORD)
    keys = (numbers.astype(np.uint64) << _WORD_SHIFT)[text]
    keys |= rows.astype(np.uint64) << np.uint64(FIELD_BITS)
    keys |= np.repeat(text[ends].astype(np.uint64), np.diff(ends, prepend=-1))
    keys.sort()
    keys = keys[len(ends) :]  # the ends of fields come first
    # Of the fields of one entry that hold a word, the weightiest comes first; the others add nothing.
    without_field = keys >> np.uint64(FIELD_BITS)
    is_first = np.ones(len(keys), np.bool_)
    np.not_equal(without_field[1:], without_field[:-1], out=is_first[1:])
    return keys[is_first]
