"""Builds the index of words from a stream of entries, within bounded memory."""

from array import array
from typing import Final

import numpy as np

from directory.catalogue.arrays import Ints, Keys, Numbers, Rows, frozen
from directory.catalogue.search import Field
from directory.catalogue.word_index import FIELD_BITS, WordIndex
from directory.model.entry import Entry
from directory.model.text import words

CHUNK_WORDS: Final = 1 << 22
"""How many words are collected before they are packed."""
_FIELD_END: Final = 0
"""The number between two fields, so that no phrase runs across."""
_WORD_SHIFT: Final = np.uint64(32)
_LAST_INT32: Final = np.iinfo(np.int32).max


class _Tokens(dict[str, tuple[int, ...]]):
    """The word numbers of every token between spaces; folding a token once is folding it for all entries."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> tuple[int, ...]:
        """Fold a new token; its words are numbered from 1 in order of appearance."""
        found = tuple(self.numbers.setdefault(word, len(self.numbers) + 1) for word in words(token))
        self[token] = found
        return found


class WordsBuilder:
    """Collects the words of entries, then turns them into an index."""

    def __init__(self) -> None:
        self._tokens = _Tokens()
        self._text = array("I")
        self._field_ends, self._fields = array("q"), array("B")
        self._entry_ends = array("q")
        self._packed = 0
        self._chunks: list[tuple[Numbers, Keys]] = []
        self._first_of_chunk = 0

    def add(self, entry: Entry, *, place: str) -> None:
        """Take the words of one entry; `place` is its stated place in words."""
        stated = entry.initiative
        self._field(stated.name, Field.NAME)
        for organisation in stated.organisation:
            self._field(organisation, Field.ORGANISATION_OR_PLACE)
        if place:
            self._field(place, Field.ORGANISATION_OR_PLACE)
        for partner in stated.partners:
            self._field(partner, Field.PARTNERS_OR_SUMMARY)
        if stated.summary:
            self._field(stated.summary, Field.PARTNERS_OR_SUMMARY)
        self._entry_ends.append(self._packed + len(self._text))
        if len(self._text) > CHUNK_WORDS:
            self._pack()

    def _field(self, text: str, field: Field) -> None:
        numbers, tokens = self._text, self._tokens
        for token in text.split():
            numbers.extend(tokens[token])
        numbers.append(_FIELD_END)
        self._field_ends.append(len(numbers))
        self._fields.append(field)

    def _pack(self) -> None:
        """Turn the words collected so far into sorted keys: word, number of the entry, best field."""
        text = np.array(self._text, np.uint32)
        ends = np.array(self._entry_ends[self._first_of_chunk :], np.int64) - self._packed
        entries = np.repeat(np.arange(self._first_of_chunk, len(self._entry_ends)), _lengths(ends))
        fields = np.repeat(np.array(self._fields, np.uint8), _lengths(np.array(self._field_ends, np.int64)))
        keys = text.astype(np.uint64) << _WORD_SHIFT | entries.astype(np.uint64) << np.uint64(FIELD_BITS) | fields
        keys = np.sort(keys[text != _FIELD_END])
        # Of the fields of one entry that hold a word, the weightiest comes first; the others add nothing.
        without_field = keys >> np.uint64(FIELD_BITS)
        is_first = np.diff(without_field, prepend=np.uint64(0)) != 0
        self._chunks.append((text, keys[is_first]))
        self._packed += len(text)
        self._first_of_chunk = len(self._entry_ends)
        self._text, self._field_ends, self._fields = array("I"), array("q"), array("B")

    def build(self, given: Rows) -> WordIndex:
        """Sort all words. `given` says by row which entry it is, by the number in which it came."""
        row_of = np.empty_like(given)
        row_of[given] = np.arange(len(given), dtype=np.int32)
        self._pack()
        vocabulary = sorted(self._tokens.numbers)
        numbers = np.zeros(len(vocabulary) + 1, np.uint32)
        numbers[[self._tokens.numbers[word] for word in vocabulary]] = np.arange(1, len(vocabulary) + 1)
        self._tokens = _Tokens()
        keys = np.empty(sum(len(keys) for _, keys in self._chunks), np.uint64)
        text = np.empty(self._packed, np.min_scalar_type(len(vocabulary)))
        filled = read = 0
        while self._chunks:
            words_of_chunk, chunk = self._chunks.pop(0)
            keys[filled : filled + len(chunk)] = _renumbered(chunk, numbers, row_of)
            text[read : read + len(words_of_chunk)] = numbers[words_of_chunk]
            filled, read = filled + len(chunk), read + len(words_of_chunk)
        keys.sort()
        bounds = np.arange(1, len(vocabulary) + 2, dtype=np.uint64) << _WORD_SHIFT
        return WordIndex(
            vocabulary=vocabulary,
            starts=frozen(np.searchsorted(keys, bounds)),
            postings=frozen(keys.astype(np.uint32)),
            text=frozen(text),
            text_ends=frozen(np.array(self._entry_ends, np.int32 if self._packed <= _LAST_INT32 else np.int64)),
            row_of=frozen(row_of),
            entry_of=given,
        )


def _lengths(ends: Ints) -> Ints:
    return np.diff(ends, prepend=0).astype(np.int64)


def _renumbered(keys: Keys, numbers: Numbers, row_of: Rows) -> Keys:
    """Replace the numbers of words and entries by the final ones."""
    field_mask = np.uint64((1 << FIELD_BITS) - 1)
    entries = (keys & np.uint64(0xFFFFFFFF)) >> np.uint64(FIELD_BITS)
    rows = row_of[entries.astype(np.int64)].astype(np.uint64) << np.uint64(FIELD_BITS)
    final: Keys = numbers[keys >> _WORD_SHIFT].astype(np.uint64)
    final <<= _WORD_SHIFT
    final |= rows
    final |= keys & field_mask
    return final
