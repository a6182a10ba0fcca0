"""What the two naive Streamlit applications share: the rows, and one radio group for each filter."""

import os
from typing import Final

import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types
import streamlit as st

FILTERS: Final = ("sector", "programme", "status")
ALL: Final = "All"


@st.cache_data
def read() -> pd.DataFrame:
    """Read the file the benchmark names; all text but the coordinates."""
    frame = pd.read_csv(os.environ["BENCH_ROWS"], dtype=str, keep_default_na=False)
    for column in ("latitude", "longitude"):
        frame[column] = pd.to_numeric(frame[column])
    return frame


def chosen() -> pd.DataFrame:
    """Draw the filters and the sentence; return the rows that match."""
    rows = read()
    with st.sidebar:
        for key in FILTERS:
            value = st.radio(key, [ALL, *sorted(filter(None, rows[key].unique()))], key=key)
            if value != ALL:
                rows = rows[rows[key] == value]
    with st.container(key="bench-result"):
        st.write(f"{len(rows):,} initiatives")
    return rows
