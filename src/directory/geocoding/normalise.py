"""Place names as the gazetteer compares them; the builder and every query use the same functions."""

import re
import unicodedata
from typing import Final

from directory.model.text import fold

TEXT_LIMIT: Final = 256
"""Characters of a query that are read; no place name is longer."""

_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_DIGRAPHS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_DIGRAPH_LETTERS: Final = frozenset("äöüåøÄÖÜÅØ")
# Written short so often that both forms must be one: the abbreviation and what it stands for.
_EXPANSIONS: Final = {
    "st": "saint",
    "ste": "sainte",
    "sankt": "saint",
    "sta": "santa",
    "sto": "santo",
    "cd": "ciudad",
    "pto": "puerto",
    "mt": "mount",
    "ft": "fort",
}
# Letters of three alphabets that look the same, in the case in which they do.
_LOOKALIKES: Final = {
    "CYRILLIC": ("ABCEHIJKMOPSTXYaceijopsxyh", "АВСЕНІЈКМОРЅТХУасеіјорѕхуһ"),
    "GREEK": ("ABEHIKMNOPTXYZov", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖον"),
}
_LATIN: Final = re.compile("[A-Za-z]")
_LOOKALIKE: Final = re.compile("[Ͱ-ԯ]")
"""Greek and Cyrillic."""
_SCRIPTS: Final = {"LATIN": _LATIN, "CYRILLIC": re.compile("[Ѐ-ԯ]"), "GREEK": re.compile("[Ͱ-Ͽ]")}


class _Visible(dict[int, int | str | None]):
    """Drops format characters, and spells "&"; decides once for each character."""

    def __missing__(self, code: int) -> int | None:
        self[code] = decided = None if unicodedata.category(chr(code)) == "Cf" else code
        return decided


class _Spaced(dict[int, int | None]):
    """Turns everything but letters, digits and their marks into spaces; apostrophes vanish."""

    def __missing__(self, code: int) -> int:
        self[code] = decided = code if unicodedata.category(chr(code))[0] in "LNM" else 0x20
        return decided


_VISIBLE: Final = _Visible({ord("&"): " and "})
_SPACED: Final = _Spaced(dict.fromkeys(map(ord, "'’‘ʻʼʽ`´′ʹ＇")))


def name_key(text: str) -> str:
    """Return the form under which a name is stored and looked up; empty when nothing of it is a letter or a digit.

    Beyond `fold`: control and format characters and apostrophes go, other punctuation separates words,
    "D.C." is "dc", "St" is "saint", and letters borrowed from a look-alike alphabet go home.
    """
    text = text.translate(_VISIBLE)
    if _LATIN.search(text) and _LOOKALIKE.search(text):
        text = " ".join(map(_one_alphabet, text.split(" ")))
    if "." in text:
        text = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", text)
    folded = text.lower() if text.isascii() else fold(text)
    words = folded.translate(_SPACED).split()
    return " ".join([_EXPANSIONS.get(word, word) for word in words])


def digraph_key(text: str) -> str | None:
    """Return the key of "München" written "Muenchen"; None when the name has no such letter."""
    if _DIGRAPH_LETTERS.isdisjoint(text):
        return None
    return name_key(text.translate(_DIGRAPHS))


def is_latin(key: str) -> bool:
    """Tell whether a key has only Latin letters, so that counting its misspelt letters means something."""
    return key.isascii()


def _one_alphabet(word: str) -> str:
    """Move the letters of a word that mixes alphabets to the one that most of them belong to, if they look the same."""
    counts = {script: len(letters.findall(word)) for script, letters in _SCRIPTS.items()}
    foreign = max(_LOOKALIKES, key=lambda script: counts[script])
    if not counts["LATIN"] or not counts[foreign]:
        return word
    latin, other = _LOOKALIKES[foreign]
    table = str.maketrans(other, latin) if counts["LATIN"] >= counts[foreign] else str.maketrans(latin, other)
    return word.translate(table)
