"""How one cell of text becomes a value: the parsers that file, form and API share.

Each raises `PydanticCustomError(code, hint)`; `issues_of` turns what pydantic collected into Issues.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, ValidationError
from pydantic_core import PydanticCustomError

from directory.model.countries import country_code
from directory.model.issues import Issue, excerpt
from directory.model.web_links import is_web_address

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
_ALLOWED_CONTROLS: Final = frozenset("\n\t")


def clean_text(value: object) -> object:
    """Trim and NFC-normalise a text, its line ends as line feeds; refuse control characters and lone surrogates."""
    if not isinstance(value, str):
        return value
    # Files written on Windows end the lines inside a cell with a carriage return too.
    text = value.replace("\r\n", "\n")
    # The quick question first: nearly every cell is printable, and then holds none of these.
    if not text.isprintable() and any(
        unicodedata.category(char) in {"Cc", "Cs"} and char not in _ALLOWED_CONTROLS for char in text
    ):
        raise PydanticCustomError("control-character", "remove control characters and broken Unicode")
    return unicodedata.normalize("NFC", text).strip()


def whole_text(value: str) -> str:
    """Refuse a text with half a character in it (a lone surrogate), which could be neither stored nor answered."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("control-character", "remove control characters and broken Unicode") from None
    return value


Text = Annotated[str, AfterValidator(whole_text)]
"""Any text that can be written down."""


def at_most(limit: int) -> Callable[[str], str]:
    """Return a check that a text has at most `limit` characters."""

    def within(value: str) -> str:
        if len(value) > limit:
            raise PydanticCustomError("too-long", "shorten it to {limit} characters or fewer", {"limit": limit})
        return value

    return within


def list_of(separator: str) -> Callable[[object], object]:
    """Return a parser that splits a cell into its parts, without blanks and repetitions."""

    def split(value: object) -> object:
        text = clean_text(value)
        if not isinstance(text, str):
            return text
        # A separator at the end stands alone, for the space after it is gone.
        text = text.strip(separator)
        return tuple(dict.fromkeys(part.strip() for part in text.split(separator) if part.strip()))

    return split


def blank_to_none(value: object) -> object:
    """Read a blank cell as "not stated"."""
    text = clean_text(value)
    return None if text == "" else text


def year(value: object) -> object:
    """Read a year of four digits."""
    text = blank_to_none(value)
    if not isinstance(text, str):
        return text
    if not (len(text) == len("2013") and text.isascii() and text.isdigit()):
        raise PydanticCustomError("not-a-year", "write a year with four digits, like 2013, or leave it blank")
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise PydanticCustomError("out-of-range", f"a year between {FIRST_YEAR} and {LAST_YEAR}")
    return int(text)


def count(value: object) -> object:
    """Read a whole number of people."""
    text = blank_to_none(value)
    if not isinstance(text, str):
        return text
    if not (text.isascii() and text.isdigit() and len(text) <= len("1000000000")):
        raise PydanticCustomError("not-a-number", "write a whole number without separators, like 2500")
    return int(text)


def day(value: object) -> object:
    """Read a date as YYYY-MM-DD."""
    text = blank_to_none(value)
    if not isinstance(text, str):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("not-a-date", "write the date as YYYY-MM-DD") from None


def country(value: object) -> object:
    """Read a country as its ISO 3166-1 alpha-2 code; `NA` is Namibia."""
    text = blank_to_none(value)
    if not isinstance(text, str):
        return text
    code = country_code(text)
    if code is None:
        raise PydanticCustomError("unknown-country", "use the two-letter ISO 3166-1 code, like US or NA (Namibia)")
    return code


def web_address(value: object) -> object:
    """Read a website: http or https only."""
    text = clean_text(value)
    if isinstance(text, str) and text and not is_web_address(text):
        raise PydanticCustomError("unsafe-link", "use a complete http:// or https:// address")
    return text


def issues_of(
    error: ValidationError,
    row: Mapping[str, object],
    *,
    hints: Mapping[str, str],
    file: str = "",
    line: int | None = None,
) -> list[Issue]:
    """Turn everything pydantic collected about one row into issues.

    Args:
        error: What the model raised.
        row: The row as it was given, for the offending values.
        hints: By column, the sentence for values outside a vocabulary.
        file: The name of the file, or empty.
        line: The line on which the row starts.
    """
    found = []
    for problem in error.errors(include_url=False, include_context=True):
        place = problem["loc"]
        column = str(place[0]) if place else str(problem.get("ctx", {}).get("column", ""))
        kind = problem["type"]
        if kind in {"missing", "too_short", "string_too_short"}:
            code, hint = "required", "this must not be blank"
        elif kind == "enum":
            code, hint = "unknown-value", hints.get(column, "use a value of the vocabulary")
        elif kind == "string_too_long":
            code, hint = "too-long", f"shorten it to {problem['ctx']['max_length']} characters or fewer"
        else:
            code, hint = kind.replace("_", "-"), problem["msg"]
        value = problem["input"] if kind == "enum" else row.get(column, "")
        found.append(Issue(code=code, hint=hint, file=file, line=line, column=column, value=excerpt(value)))
    return found
