"""What was decided about each submission, for everyone to read."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from directory.services.outcomes import OUTCOME_WORDS, Direct
from directory.ui import components
from directory.ui.paths import API
from directory.ui.words import KIND_WORDS

_DIRECT_WORDS: Final[Mapping[str, str]] = {
    Direct.EDIT: "Edit in bulk",
    Direct.MERGE: "Merge of two entries",
    Direct.ROLLBACK: "Return to an earlier state",
}
"""What curators do without a submission."""


def page() -> None:
    """Draw the page."""
    with st.container(key="work"):
        words = {"kinds": {**KIND_WORDS, **_DIRECT_WORDS}, "outcomes": OUTCOME_WORDS}
        components.mount("decisions", {"api": API, **words})
