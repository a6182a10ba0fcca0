"""What the vocabularies promise: complete, distinct, legible, and home to every word of Badge the World."""

from enum import StrEnum
from itertools import combinations

import numpy as np
import pytest

from directory.model.vocabularies import (
    BADGE_THE_WORLD_TOPICS,
    BADGE_THE_WORLD_WAYS,
    NOT_STATED_COLOUR,
    SECTORS,
    VOCABULARIES,
    PlaceKind,
    Precision,
    Programme,
    Relation,
    Role,
    Sector,
    Shape,
    Status,
)

THEMES = ("#ffffff", "#14181d")
LEAST_DIFFERENCE = 15
"""Of CIE L*a*b*: several times what is seen side by side."""
COLOURS = [term.colour for term in SECTORS.values()]


def channels(colour: str) -> list[float]:
    """Return red, green and blue as linear light (WCAG 2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    lights = sorted(
        sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), channels(colour), strict=True))
        for colour in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sector", Sector),
        ("programme", Programme),
        ("role", Role),
        ("status", Status),
        ("place_kind", PlaceKind),
        ("precision", Precision),
        ("relation", Relation),
    ],
)
def test_every_word_has_a_label_and_a_description(key: str, words: type[StrEnum]) -> None:
    terms = VOCABULARIES[key]
    assert set(terms) == {word.value for word in words}
    assert all(term.value == value and term.label and term.description for value, term in terms.items())
    labels = [term.label for term in terms.values()]
    assert len(set(labels)) == len(labels)


def test_every_relation_reads_from_both_ends() -> None:
    assert all(term.inverse_label for term in VOCABULARIES["relation"].values())


def test_ten_sectors_have_ten_colours_shapes_and_letters() -> None:
    assert len(SECTORS) == 10
    assert len(set(COLOURS)) == 10
    assert {term.shape for term in SECTORS.values()} == set(Shape)
    assert len({term.letter for term in SECTORS.values()}) == 10
    assert all(len(term.letter) == 1 and term.letter.isupper() for term in SECTORS.values())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", [*COLOURS, NOT_STATED_COLOUR])
def test_every_colour_stands_out_in_both_themes(colour: str, theme: str) -> None:
    assert contrast(colour, theme) >= 3


# How linear red, green and blue are seen: by most people, and without the first, second or third kind of cones
# (Machado, Oliveira and Fernandes 2009, severity 1).
SIGHTS = {
    "all": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(linear: np.ndarray) -> np.ndarray:
    """Return CIE L*a*b* (D65) of linear light."""
    scaled = XYZ @ linear / XYZ.sum(axis=1)
    roots = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * roots[1] - 16, 500 * (roots[0] - roots[1]), 200 * (roots[1] - roots[2])])


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_sector_colours_look_alike_to_anybody(sight: str) -> None:
    seen = [lab(np.clip(np.array(SIGHTS[sight]) @ channels(colour), 0, 1)) for colour in COLOURS]
    nearest = min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2))
    assert nearest >= LEAST_DIFFERENCE


def test_every_topic_of_both_lists_of_badge_the_world_is_mapped() -> None:
    first = {
        "Education Formal",
        "Charity Causes",
        "Education Informal",
        "Professional Development",
        "Community Development Awareness",
        "Internal Business or Organisational Schemes",
        "Sports",
        "Hobbies and Interests",
        "Vocational",
        "Careers",
    }
    second = {
        "Charitable Project",
        "Citizenship",
        "Education Formal",
        "Education Informal",
        "Engagement",
        "Other",
        "Social Inclusion",
        "Workforce Development",
        "Unassigned",
    }
    assert set(BADGE_THE_WORLD_TOPICS) == first | second
    assert {topic for topic, sector in BADGE_THE_WORLD_TOPICS.items() if sector is None} == {"Other", "Unassigned"}


def test_every_way_of_badge_the_world_is_a_role() -> None:
    assert set(BADGE_THE_WORLD_WAYS.values()) == set(Role) - {Role.RECOGNISE}
