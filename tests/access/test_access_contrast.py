"""Contrast computed from the styles themselves: texts 4.5 to 1, signs and their colours 3 to 1, in both themes."""

import re
import tomllib
from pathlib import Path

import pytest

from directory.model.vocabularies import NOT_STATED_COLOUR, SECTORS

ROOT = Path(__file__).resolve().parents[2]
THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
BASE = (ROOT / "src/directory/web/components/base.css").read_text(encoding="utf-8")
MAP = (ROOT / "src/directory/web/map/map.css").read_text(encoding="utf-8")
API = (ROOT / "src/directory/api/docs.css").read_text(encoding="utf-8")
NAMES = ("light", "dark")
SIGN_COLOURS = [*(term.colour for term in SECTORS.values()), NOT_STATED_COLOUR]


def channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def light(parts: tuple[float, ...]) -> float:
    """Return the relative luminance of WCAG 2 of red, green and blue from 0 to 255."""
    scaled = [part / 255 for part in parts]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in scaled]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, share: float, other: str) -> tuple[float, ...]:
    """Mix two colours as color-mix(in srgb) does."""
    pairs = zip(channels(one), channels(other), strict=True)
    return tuple(share * first + (1 - share) * second for first, second in pairs)


def map_colours(theme: str) -> dict[str, str]:
    """Return the colours that map.css names for a theme."""
    block = MAP.split('.li-map[data-theme="dark"]')[theme == "dark"]
    return dict(re.findall(r"--li-([a-z]+): (#[0-9a-f]{6})", block))


def muted_share() -> float:
    found = re.search(r"--muted: color-mix\(in srgb, var\(--st-text-color\) (\d+)%", BASE)
    assert found is not None
    return int(found.group(1)) / 100


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("theme", NAMES)
def test_texts_of_the_pages_are_legible(theme: str, ground: str) -> None:
    colours = THEMES[theme]
    muted = mixed(colours["textColor"], muted_share(), colours["backgroundColor"])
    texts = [muted, *(channels(colours[name]) for name in ("textColor", "linkColor", "primaryColor"))]
    assert [
        round(contrast(text, channels(colours[ground])), 2)
        for text in texts
        if contrast(text, channels(colours[ground])) < 4.5
    ] == []


@pytest.mark.parametrize("theme", NAMES)
def test_texts_on_what_is_pressed_are_legible(theme: str) -> None:
    colours = THEMES[theme]
    assert contrast(channels(colours["backgroundColor"]), channels(colours["primaryColor"])) >= 4.5
    assert contrast(channels(colours["backgroundColor"]), channels(colours["textColor"])) >= 4.5


@pytest.mark.parametrize("theme", NAMES)
def test_texts_of_the_map_are_legible(theme: str) -> None:
    colours = {name: channels(colour) for name, colour in map_colours(theme).items()}
    assert all(contrast(colours[text], colours["surface"]) >= 4.5 for text in ("text", "muted", "accent"))
    # The tip is drawn the other way round, its second line at 80 %.
    faint = mixed(map_colours(theme)["surface"], 0.8, map_colours(theme)["text"])
    assert contrast(faint, colours["text"]) >= 4.5


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize("colour", SIGN_COLOURS)
def test_every_colour_of_the_vocabulary_stands_out_where_it_is_drawn(colour: str, theme: str) -> None:
    around = map_colours(theme)
    # Pages draw a halo of paper round each sign, so that what lies behind, a panel or a row under the pointer, does
    # not count; the map draws its own halo, and the legend and the list of a place lie on its surface.
    grounds = [THEMES[theme]["backgroundColor"], around["halo"], around["surface"]]
    assert [ground for ground in grounds if contrast(channels(colour), channels(ground)) < 3] == []


def test_signs_have_the_halo_that_their_contrast_is_reckoned_against() -> None:
    assert re.search(r"\.mark path \{ stroke: var\(--paper\); stroke-width: 3;[^}]*paint-order: stroke", BASE)
    markers = (ROOT / "src/directory/web/map/markers.css").read_text(encoding="utf-8")
    assert re.search(r"\.li-sign path \{\s*stroke: var\(--li-halo\);", markers)


@pytest.mark.parametrize("theme", NAMES)
def test_focus_rings_stand_out(theme: str) -> None:
    colours = THEMES[theme]
    grounds = (colours["backgroundColor"], colours["secondaryBackgroundColor"])
    assert all(contrast(channels(colours["primaryColor"]), channels(ground)) >= 3 for ground in grounds)
    around = {name: channels(colour) for name, colour in map_colours(theme).items()}
    assert all(contrast(around["accent"], around[ground]) >= 3 for ground in ("sea", "surface"))
