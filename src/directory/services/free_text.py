"""The rules of free text: messages, answers, and how many web addresses any text may hold."""

import re
from collections.abc import Iterator
from typing import Final

from pydantic_core import PydanticCustomError

from directory.model.fields import clean_text
from directory.model.issues import Issue
from directory.model.submission import MESSAGE_LIMIT

ADDRESSES_IN_MESSAGE: Final = 10
"""A message may name its sources; more is advertising."""
_ADDRESS: Final = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def addresses_in(text: str) -> int:
    """Count the web addresses in a text."""
    return len(_ADDRESS.findall(text))


def message_issues(text: str, *, column: str, required: str = "") -> Iterator[Issue]:
    """Yield what is wrong with a message.

    Args:
        text: What was written.
        column: Where, for the issues.
        required: What to ask for when nothing was written; empty when it may be blank.
    """
    if required and not text.strip():
        yield Issue(code="required", hint=required, column=column)
    try:
        clean_text(text)
    except PydanticCustomError as error:
        yield Issue(code=error.type, hint=error.message(), column=column)
    if len(text) > MESSAGE_LIMIT:
        yield Issue(code="too-long", hint=f"shorten it to {MESSAGE_LIMIT} characters or fewer", column=column)
    if addresses_in(text) > ADDRESSES_IN_MESSAGE:
        hint = f"name {ADDRESSES_IN_MESSAGE} web addresses or fewer"
        yield Issue(code="too-many-addresses", hint=hint, column=column)
