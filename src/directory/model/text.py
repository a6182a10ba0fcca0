"""Text as people compare it: case, accents and width do not count."""

import unicodedata
from typing import Final

# Letters that NFKD leaves whole although readers treat them as a base letter.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_LATIN_MARKS: Final = range(0x0300, 0x0370)


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


def has_controls(text: str) -> bool:
    """Tell whether a text holds control characters that are no white space, or lone surrogates: nobody types them."""
    return any(unicodedata.category(char) in {"Cc", "Cs"} and not char.isspace() for char in text)
