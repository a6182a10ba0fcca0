"""The order of a result: one whole number per row, smallest first."""

from typing import Final

import numpy as np

from directory.catalogue.arrays import Index, Ints
from directory.catalogue.columns import Columns
from directory.catalogue.distances import distances_m
from directory.catalogue.search import TextMatch
from directory.catalogue.selection import Selection
from directory.model.coordinates import Coordinates
from directory.model.criteria import Criteria, Order, Sort

_LAST: Final = np.int64(2**31 - 1)
"""Above every rank, distance and score: what is not stated comes last in both directions."""
_RANK_BITS: Final = 32
_CM_PER_M: Final = 100
_SCORE_STEPS: Final = 1 << 12
_PART: Final = 4
"""A page among more than this many times as many rows is found faster without sorting them all."""


def effective_order(criteria: Criteria) -> Order:
    """Return the order asked for, or the one that fits the question; what the question cannot give is by name."""
    has_text, has_centre = bool(criteria.q.strip()), criteria.near is not None
    order = criteria.order
    if order is None:
        return Order(by=Sort.RELEVANCE if has_text else Sort.DISTANCE if has_centre else Sort.NAME)
    lacks = (order.by is Sort.RELEVANCE and not has_text) or (order.by is Sort.DISTANCE and not has_centre)
    return Order(by=Sort.NAME) if lacks else order


def sort_keys(selection: Selection, order: Order, *, match: TextMatch | None, centre: Coordinates | None) -> Ints:
    """Return a key for each row of the selection: by the order, then by name, then by id.

    Args:
        selection: The rows.
        order: What the rows are ordered by.
        match: What the text search found; needed for relevance.
        centre: Where distances are measured from; needed for distance.
    """
    columns = selection.columns
    names = selection.pick(columns.name_rank).astype(np.int64)
    if order.by is Sort.NAME:
        return -names if order.descending else names
    if order.by is Sort.RELEVANCE and match is not None:
        # The best first is the natural direction of relevance.
        scores = _scores(match, selection)
        primary = scores if order.descending else -scores
    elif order.by is Sort.DISTANCE and centre is not None:
        primary = _directed(_distances(columns, selection, centre), order)
    else:
        primary = _directed(selection.pick(columns.ranks[order.by]).astype(np.int64), order)
    return (primary << _RANK_BITS) + names


def _directed(ranks: Ints, order: Order) -> Ints:
    """Turn the ranks round when the order is descending; 0, "not stated", is last either way."""
    return np.where(ranks == 0, _LAST, -ranks if order.descending else ranks)


def _scores(match: TextMatch, selection: Selection) -> Ints:
    scores = np.zeros(selection.columns.size, np.int64)
    scores[match.rows] = np.rint(match.scores * np.float64(_SCORE_STEPS))
    return selection.pick(scores)


def _distances(columns: Columns, selection: Selection, centre: Coordinates) -> Ints:
    """Return the distances in centimetres, plus one; 0 for rows without a position."""
    distances = np.zeros(selection.total, np.int64)
    metres = distances_m(columns, selection.index[: selection.placed], centre)
    distances[: selection.placed] = np.rint(metres * _CM_PER_M).astype(np.int64) + 1
    return distances


def in_order(rows: Index, keys: Ints, *, stop: int | None = None) -> Index:
    """Return the rows by their keys, smallest first; only the first `stop` when given."""
    if stop is None or stop * _PART >= len(rows):
        return rows[np.argsort(keys)][:stop]
    first = np.argpartition(keys, stop)[:stop]
    return rows[first[np.argsort(keys[first])]]
