"""Text as people compare it: case, accents and width do not count."""

import re
import unicodedata
from typing import Final

# Letters that NFKD leaves whole although readers treat them as a base letter.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_LATIN_MARKS: Final = range(0x0300, 0x0370)

SHAPELESS: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U00016fe4\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters without a shape of their own, for between the brackets of a regular expression."""
_NOTHING: Final = re.compile(rf"[\s\u2800{SHAPELESS}]*")  # the empty pattern of Braille is as blank as a space
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def fold(text: str) -> str:
    """Return the form in which texts are compared: NFKD, Latin marks dropped, case folded, single spaces.

    Only U+0300 to U+036F are dropped: in Indic and Arabic scripts the marks are letters. Characters without a
    shape of their own (joiners, soft hyphens, directions) are dropped as well.
    """
    if text.isascii():  # nothing to decompose; ten times as fast
        return " ".join(text.casefold().split())
    # Twice, because each can bring forth what the other changes: a circled capital is folded only when decomposed.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(char for char in decomposed if ord(char) not in _LATIN_MARKS and unicodedata.category(char) != "Cf")
    return " ".join(kept.translate(_LETTERS).split())


def words(text: str) -> list[str]:
    """Split a text into its folded words: runs of letters, digits and the marks that belong to them."""
    chars = [char if unicodedata.category(char)[0] in "LNM" else " " for char in fold(text)]
    return "".join(chars).split()


def shows_nothing(text: str) -> bool:
    """Tell whether nobody would see anything of a text: it is blank, or all of it is without a shape."""
    return bool(_NOTHING.fullmatch(text))


def is_turned(text: str) -> bool:
    """Tell whether invisible characters set the direction of a text, so that it may read otherwise than it is stored.

    The marks that only help a single letter (U+200E, U+200F, U+061C) do not count: right-to-left texts need them.
    """
    return bool(_TURNING.search(text))


def has_controls(text: str) -> bool:
    """Tell whether a text holds control characters that are no white space, or lone surrogates: nobody types them."""
    return any(unicodedata.category(char) in {"Cc", "Cs"} and not char.isspace() for char in text)
