"""The page that takes a proposed entry, correction, removal or report.

It mounts the form and hands it the words; the form talks to the API by itself, so that neither a rerun nor a dropped
connection loses what was typed.
"""

from typing import Any, Final

import streamlit as st

from directory.api import wire
from directory.model.column_labels import COLUMN_LABELS
from directory.model.countries import COUNTRY_NAMES
from directory.model.initiative import NAME_LIMIT, PART_LIMIT, SUMMARY_LIMIT
from directory.model.submission import LINK_LIMIT, MESSAGE_LIMIT, SubmissionKind
from directory.model.web_links import URL_LIMIT
from directory.ui import components
from directory.ui.paths import API, BASEMAP
from directory.ui.profile import STATUS_WORDS, UNSTATED
from directory.web.assets import asset_url
from directory.web.leaflet import LEAFLET_SCRIPT, LEAFLET_STYLES

_KINDS: Final = {
    "correct": SubmissionKind.CORRECTION,
    "remove": SubmissionKind.REMOVAL,
    "report": SubmissionKind.REPORT,
}
"""What an address asks for, by the key that names the entry."""


def page() -> None:
    """Draw the page."""
    kind, target = _asked()
    with st.container(key="work"):
        components.mount("add", {"form": form_words(), "kind": kind, "target": target})


def _asked() -> tuple[SubmissionKind, str]:
    """Read from the address what is proposed about which entry; a new one when it names none."""
    for key, kind in _KINDS.items():
        for target in filter(None, st.query_params.get_all(key)):
            return kind, target
    return SubmissionKind.NEW, ""


def form_words() -> dict[str, Any]:
    """Gather what every form needs: the vocabularies, the limits, and how a profile says things."""
    return {
        "api": API,
        "words": wire.vocabularies(),
        "labels": COLUMN_LABELS,
        "countries": sorted(COUNTRY_NAMES.items(), key=lambda country: country[1]),
        "limits": {
            "name": NAME_LIMIT,
            "summary": SUMMARY_LIMIT,
            "parts": PART_LIMIT,
            "url": URL_LIMIT,
            "links": LINK_LIMIT,
            "message": MESSAGE_LIMIT,
        },
        "map": {
            "script": asset_url(LEAFLET_SCRIPT),
            "styles": [asset_url(LEAFLET_STYLES), asset_url("map/map.css")],
            "basemap": BASEMAP,
        },
        "profile": {
            "styles": [asset_url("components/base.css"), asset_url("components/profile.css")],
            "status_words": STATUS_WORDS,
            "unstated": UNSTATED,
        },
    }
