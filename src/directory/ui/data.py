"""The data page: what is published, how to take it, and which rows were left out and why."""

from typing import Any, Final

import streamlit as st

from directory.model.issues import Issue, Severity
from directory.services.running import Services
from directory.ui import components, runtime
from directory.ui.paths import API

LISTED: Final = 500
"""How many issues of a kind the page lists; `directory check` prints them all."""


def page() -> None:
    """Draw the page."""
    with st.container(key="prose"):
        components.mount("report", _report(runtime.services()))


def _report(services: Services) -> dict[str, Any]:
    by_severity: dict[Severity, list[dict[str, Any]]] = {severity: [] for severity in Severity}
    for issue in services.report.issues:
        by_severity[issue.severity].append(_issue(issue))
    return {
        "api": API,
        "version": services.catalogue.version,
        "size": services.catalogue.size,
        "links": services.links,
        "left_out": _left_out(services),
        "merges": [f"{merge.in_words()}." for merge in services.report.merges],
        "errors": by_severity[Severity.ERROR][:LISTED],
        "warnings": by_severity[Severity.WARNING][:LISTED],
        "hidden": sum(max(0, len(found) - LISTED) for found in by_severity.values()),
    }


def _left_out(services: Services) -> list[tuple[int, str]]:
    """Say how many rows of which kind are not published."""
    return [(file.left_out, file.file.removesuffix(".csv")) for file in services.report.files if file.left_out]


def _issue(issue: Issue) -> dict[str, Any]:
    return issue.model_dump(mode="json")
