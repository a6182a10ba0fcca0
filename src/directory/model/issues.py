"""What is wrong with an input, said so that its author can mend it."""

from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

VALUE_LIMIT: Final = 80
"""Characters of an offending value that an issue repeats."""


class Severity(StrEnum):
    """What an issue does to its row: an error leaves the row out, a warning keeps it."""

    ERROR = "error"
    WARNING = "warning"


class Issue(BaseModel):
    """One thing wrong at one place of one input."""

    model_config = ConfigDict(frozen=True)

    code: str
    """Stable and lower-case, as in `out-of-range`; docs/data.md lists them all."""
    hint: str
    """A sentence that says how to mend it."""
    file: str = ""
    """The file's name, or empty when the input is no file."""
    line: int | None = None
    """The line on which the row starts, the header being line 1; None when the issue is about the whole."""
    column: str = ""
    """The column or field, or empty when the issue is about the row."""
    value: str = ""
    """The start of the offending value, made printable."""
    severity: Severity = Severity.ERROR


def excerpt(value: object) -> str:
    """Shorten a value for an issue; control characters and lone surrogates are shown as escapes."""
    text = str(value)
    shown = text[:VALUE_LIMIT] + ("…" if len(text) > VALUE_LIMIT else "")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in shown
    )
