"""The address bar is the only truth: each run reads it into Criteria, a change writes only to it."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from directory.model.criteria import Criteria
from directory.model.issues import Issue


def read() -> tuple[Criteria, list[Issue]]:
    """Read the criteria of this visit, with a notice for each value that could not be used."""
    return Criteria.from_query(_pairs())


def change(values: Mapping[str, Sequence[str]]) -> None:
    """Put other values under some keys of the address, and start again at the first page of the result."""
    kept = [pair for pair in _pairs() if pair[0] not in values and pair[0] != "page"]
    added = [(key, text) for key, texts in values.items() for text in texts]
    criteria, _ = Criteria.from_query([*kept, *added])
    grouped: dict[str, list[str]] = {}
    for key, text in criteria.to_query():
        grouped.setdefault(key, []).append(text)
    st.query_params.from_dict(grouped)


def query_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Write pairs as the query of an address, percent-encoded, without the question mark."""
    return urlencode(list(pairs))


def _pairs() -> list[tuple[str, str]]:
    return [(key, text) for key in st.query_params for text in st.query_params.get_all(key)]
