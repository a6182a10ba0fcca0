"""What curators write for others to read: bounded, and never an address by accident."""

import re
from typing import Final

from pydantic_core import PydanticCustomError

from directory.model.errors import InputRejected
from directory.model.fields import clean_text
from directory.model.issues import Issue
from directory.model.submission import MESSAGE_LIMIT

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def said(text: str, *, column: str, required: str = "", public: bool = True) -> str:
    """Return a text as it is kept.

    Args:
        text: As typed.
        column: The field, for the issues.
        required: What to write when it is blank; empty: it may be blank.
        public: Whether everybody reads it.

    Raises:
        InputRejected: It is too long, holds control characters or an e-mail address, or is missing.
    """
    try:
        cleaned = str(clean_text(text))
    except PydanticCustomError as error:
        raise rejected(error.type, column, error.message()) from None
    if len(cleaned) > MESSAGE_LIMIT:
        raise rejected("too-long", column, f"shorten it to {MESSAGE_LIMIT} characters or fewer")
    if required and not cleaned:
        raise rejected("required", column, required)
    if public and _EMAIL.search(cleaned):
        raise rejected("personal-data", column, "leave out e-mail addresses; everybody can read this, and it stays")
    return cleaned


def rejected(code: str, column: str, hint: str) -> InputRejected:
    """Return the error that names one issue."""
    return InputRejected(f"{column}: {hint}", issues=[Issue(code=code, column=column, hint=hint)])
