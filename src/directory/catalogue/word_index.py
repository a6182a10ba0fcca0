"""The index of words: postings as one NumPy array, and the texts as numbers for phrases."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from directory.catalogue.arrays import Codes, Ints, Numbers, Places, Rows, frozen
from directory.catalogue.search import Field, TextMatch, parse_query

FIELD_BITS: Final = 2
"""The low bits of a posting; the others are its row."""
_WEIGHTS: Final = np.array([12, 8, 5, 3, 2, 1], np.float32)
"""What a word counts by grade: its field (twice the number of `Field`) and, within a field, whole before prefix."""
_NO_GRADE: Final = 255
_MANY: Final = 16
"""When one row in so many may have a phrase, reading the whole text is faster than picking theirs."""
_LAST_CHARACTER: Final = "\U0010ffff"


@dataclass(frozen=True)
class WordIndex:
    """Finds rows by words, prefixes and phrases; a TextSearch."""

    vocabulary: Sequence[str]
    """Every folded word, sorted; the number of a word is its place from 1."""
    starts: Ints
    """By number - 1, where the postings of a word start; one more for the end."""
    postings: Numbers
    """Row and weightiest field (the low bits), by word, ascending; a row once for each of its words."""
    text: Codes
    """All fields of all entries in the order given, as word numbers; 0 ends a field."""
    text_ends: Places
    """By entry in the order given, where its text ends."""
    row_of: Rows
    """By entry in the order given, its row."""
    entry_of: Rows
    """By row, where its entry stands in the order given."""

    def search(self, text: str) -> TextMatch:
        """Find the rows that have every word and phrase of the text; none when it has no word."""
        query = parse_query(text)
        if query.is_empty:
            return TextMatch(np.empty(0, np.int32), np.empty(0, np.float32))
        words = sorted(query.words, key=lambda word: len(self._postings(*self._known(word))))
        match = self._whole(words[0]) if words else self._begun(query.prefix)
        if words and query.prefix:
            match = self._both(match, self._begun(query.prefix))
        for word in words[1:]:
            match = self._having(word, match)
        for phrase in query.phrases:
            match = self._with_phrase(phrase, match)
        return TextMatch(frozen(match.rows), frozen(match.scores))

    def _whole(self, word: str) -> TextMatch:
        """Find the rows that have a word."""
        postings = self._postings(*self._known(word))
        return self._weighed((postings >> FIELD_BITS).astype(np.int32), (postings & _FIELD_MASK) * np.uint32(2))

    def _having(self, word: str, match: TextMatch) -> TextMatch:
        """Keep the rows of a match that have a word too, commoner than theirs, with the sum of their scores."""
        postings = self._postings(*self._known(word))
        fields = np.full(len(self.row_of), _NO_GRADE, np.uint8)
        fields[postings >> FIELD_BITS] = postings & _FIELD_MASK
        found = fields.take(match.rows)
        both = np.flatnonzero(found != _NO_GRADE)
        added = self._weights(len(postings)).take(found.take(both) * np.uint8(2))
        return TextMatch(match.rows.take(both), match.scores.take(both) + added)

    def _begun(self, prefix: str) -> TextMatch:
        """Find the rows that have a word or any word that it begins; the best of them counts."""
        first, after = self._known(prefix)
        begun = self._postings(after, bisect_left(self.vocabulary, prefix + _LAST_CHARACTER))
        if not begun.size:
            return self._whole(prefix)
        grades = np.full(len(self.row_of), _NO_GRADE, np.uint8)
        for field in sorted(Field, reverse=True):  # the best is written last, and stays
            grades[begun.compress(begun & _FIELD_MASK == field) >> FIELD_BITS] = 2 * field + 1
        whole = self._postings(first, after)  # each row once
        wholes = whole >> FIELD_BITS
        grades[wholes] = np.minimum(grades.take(wholes), (whole & _FIELD_MASK).astype(np.uint8) * np.uint8(2))
        rows = np.flatnonzero(grades != _NO_GRADE)
        return self._weighed(rows.astype(np.int32), grades[rows])

    def _weighed(self, rows: Rows, grades: NDArray[np.unsignedinteger[Any]]) -> TextMatch:
        return TextMatch(rows, self._weights(len(rows)).take(grades))

    def _weights(self, frequency: int) -> NDArray[np.float32]:
        """Let rare words count more."""
        return _WEIGHTS * np.float32(np.log1p(len(self.row_of) / max(1, frequency)))

    def _both(self, one: TextMatch, other: TextMatch) -> TextMatch:
        """Keep the rows of the first match that the other has too, with the sum of their scores."""
        others = np.zeros(len(self.row_of), np.float32)
        others[other.rows] = other.scores
        added = others.take(one.rows)
        both = np.flatnonzero(added)
        return TextMatch(one.rows.take(both), one.scores.take(both) + added.take(both))

    def _known(self, word: str) -> tuple[int, int]:
        """Return where a word stands in the vocabulary and where it ends: nowhere when it is unknown."""
        first = bisect_left(self.vocabulary, word)
        is_known = first < len(self.vocabulary) and self.vocabulary[first] == word
        return first, first + is_known

    def _postings(self, first: int, last: int) -> Numbers:
        return self.postings[self.starts[first] : self.starts[last]]

    def _with_phrase(self, phrase: tuple[str, ...], match: TextMatch) -> TextMatch:
        """Keep the rows in which the words follow each other within one field."""
        if not match.rows.size:
            return match
        # The rows have all the words, so each is in the vocabulary.
        numbers = [self._known(word)[0] + 1 for word in phrase]
        rarest = min(range(len(phrase)), key=lambda place: len(self._postings(*self._known(phrase[place]))))
        places = self._places(numbers[rarest], match.rows)
        # Outwards from the rarest word: the text ends with a field's end, where the search for a word stops, so no
        # place leaves the text at its end, and one before its start (-1) meets that same field's end.
        for place in (*range(rarest + 1, len(phrase)), *reversed(range(rarest))):
            places = places[self.text.take(places + (place - rarest)) == numbers[place]]
        has_phrase = np.zeros(len(self.row_of), np.bool_)
        has_phrase[self.row_of.take(np.searchsorted(self.text_ends, places, side="right"))] = True
        kept = np.flatnonzero(has_phrase.take(match.rows))
        return TextMatch(match.rows.take(kept), match.scores.take(kept))

    def _places(self, number: int, rows: Rows) -> Places:
        """Return where a word stands in the text of these rows, ascending; of all rows when these are many."""
        if len(rows) * _MANY > len(self.row_of):
            return np.flatnonzero(self.text == number)
        given = np.sort(self.entry_of.take(rows))
        ends = self.text_ends.take(given)
        lengths = ends - np.where(given, self.text_ends.take(given - 1), 0)
        # In the narrow type of the ends, which halves the time; no sum goes beyond the end of the text.
        total = np.cumsum(lengths, dtype=ends.dtype)
        places = np.arange(total[-1], dtype=ends.dtype) + np.repeat(ends - total, lengths)
        return places.compress(self.text.take(places) == number)


_FIELD_MASK: Final = np.uint32((1 << FIELD_BITS) - 1)
