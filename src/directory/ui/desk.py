"""The curators' desk: what its component needs to know of our words; everything else it asks the API."""

from typing import Any, Final

import streamlit as st

from directory.model.column_labels import COLUMN_LABELS
from directory.model.countries import COUNTRY_NAMES
from directory.model.initiative import COLUMNS
from directory.model.submission import MESSAGE_LIMIT, REASON_WORDS
from directory.model.vocabularies import NOT_STATED_COLOUR, VOCABULARIES, Shape
from directory.services import bulk
from directory.ui import components, runtime
from directory.ui.paths import API, BASEMAP
from directory.ui.words import KIND_WORDS
from directory.web.assets import asset_url
from directory.web.leaflet import LEAFLET_SCRIPT, LEAFLET_STYLES

_SET_BY_THE_DIRECTORY: Final = frozenset({"id", "added", "updated"})
_LISTS: Final = {"organisation": "; ", "partners": "; ", "sources": ";"}
"""What stands between the parts of a cell."""
_VOCABULARY: Final = {"roles": "role"}
"""Columns whose vocabulary has another name."""


def page() -> None:
    """Draw the page."""
    with st.container(key="work"):
        components.mount("desk", _words())


def _words() -> dict[str, Any]:
    return {
        "api": API,
        "mail": runtime.services().settings.sends_mail,
        "limit": MESSAGE_LIMIT,
        "fields": [_field(column) for column in COLUMNS if column not in _SET_BY_THE_DIRECTORY],
        "bulk": bulk.COLUMNS,
        "kinds": KIND_WORDS,
        "reasons": list(REASON_WORDS.items()),
        "relations": {term.value: term.label for term in VOCABULARIES["relation"].values()},
        "map": {
            "script": asset_url(LEAFLET_SCRIPT),
            "styles": [asset_url(LEAFLET_STYLES), asset_url("map/map.css")],
            "basemap": BASEMAP,
            "precision": {term.value: term.description for term in VOCABULARIES["precision"].values()},
            "sectors": {
                term.value: {"colour": term.colour, "shape": term.shape} for term in VOCABULARIES["sector"].values()
            },
            "unstated": {"colour": NOT_STATED_COLOUR, "shape": Shape.CIRCLE},
        },
    }


def _field(column: str) -> dict[str, Any]:
    """Say what a column is called and how a curator writes it."""
    return {
        "column": column,
        "label": COLUMN_LABELS[column],
        "choices": _choices(column),
        "many": column == "roles",
        "separator": _LISTS.get(column, ""),
        "long": column == "summary",
    }


def _choices(column: str) -> list[tuple[str, str]]:
    """List the values that a column allows and their words; none when it takes any text."""
    if column == "country":
        return sorted(COUNTRY_NAMES.items(), key=lambda country: country[1])
    terms = VOCABULARIES.get(_VOCABULARY.get(column, column), {})
    return [(term.value, term.label) for term in terms.values()]
