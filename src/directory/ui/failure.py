"""What a visitor sees when a page fails, and what the operator finds in the log."""

import html
import logging
import secrets

import streamlit as st

_log = logging.getLogger(__name__)


def explain(error: Exception) -> bool:
    """Draw a message in place of the page; the log gets the error under the number that the visitor is told.

    Returns:
        True, so that Streamlit adds no message of its own.
    """
    number = secrets.token_hex(4)
    _log.error("page failed, incident %s", number, exc_info=error)
    text = (
        "This page could not be drawn. The directory itself is safe and nothing you did is lost: reload the page, or "
        f"go back to the previous one. If it happens again, tell the operator this number: {number}."
    )
    st.html(f"<p role='alert'>{html.escape(text)}</p>")
    return True
