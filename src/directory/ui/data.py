"""The data page: what is published, how to take it, and which rows were left out and why."""

from typing import Any

import streamlit as st

from directory.model.issues import Issue, Severity
from directory.services.running import Services
from directory.ui import components, runtime
from directory.ui.paths import API


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
        "left_out": services.report.left_out,
        "errors": by_severity[Severity.ERROR],
        "warnings": by_severity[Severity.WARNING],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return issue.model_dump(mode="json")
