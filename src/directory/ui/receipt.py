"""The page of a receipt: where a submission stands, and what its contributor can still do.

The secret stays in the browser: the component reads it from the address and sends it to the API alone.
"""

import streamlit as st

from directory.ui import components
from directory.ui.add import form_words
from directory.ui.words import KIND_WORDS


def page() -> None:
    """Draw the page."""
    with st.container(key="work"):
        components.mount("receipt", {"form": form_words(), "kinds": KIND_WORDS})
