"""What comparing texts promises: case, accents and width do not count, and no script loses its letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.text import fold, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("São Paulo", "sao paulo"),
        ("  Zürich \n West ", "zurich west"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Iğdır", "igdir"),
        ("Ｃｈｉｃａｇｏ", "chicago"),
        ("℡", "tel"),
        ("Ⓐⓑ", "ab"),
        ("ﬁne", "fine"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
        ("Ελλάδα", "ελλαδα"),
        ("Đà Nẵng", "da nang"),
        ("\u202eabc", "abc"),
        ("", ""),
    ],
)
def test_texts_are_compared_without_case_accents_and_width(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("word", ["हिन्दी", "தமிழ்", "বাংলা", "ที่", "مُحَمَّد"])
def test_marks_that_are_letters_in_their_script_stay(word: str) -> None:
    marks = [char for char in word if not char.isalpha()]
    assert marks
    assert all(mark in fold(word) for mark in marks)
    assert words(word) == [fold(word)]


def test_hindi_words_that_differ_in_a_vowel_sign_stay_different() -> None:
    assert fold("दिन") != fold("दीन")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_never_counts(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text())
def test_words_hold_no_space_and_are_folded(text: str) -> None:
    for word in words(text):
        assert word
        assert fold(word) == word
        assert not any(char.isspace() for char in word)


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words("4-H/USDA: Robotics, “Badges” (2013) — O'Hare") == [
        "4",
        "h",
        "usda",
        "robotics",
        "badges",
        "2013",
        "o",
        "hare",
    ]
