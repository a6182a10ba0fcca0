"""Our own components: how they are announced to Streamlit, and one function to mount each.

Their code is served from the application's own address, under `/assets`. Record text reaches them as data and is set
with `textContent`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st
from pydantic import TypeAdapter, ValidationError
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.runtime import Runtime

from directory import __version__
from directory.web.assets import asset_url

Name = Literal[
    "top", "intro", "rail", "bar", "table", "list", "profile", "report", "add", "receipt", "desk", "decisions", "signin"
]

_PROJECT: Final = "linked-initiatives"
_COMPONENT: Final = "component"
_ASSETS: Final = "assets"

_VALUES: Final = TypeAdapter(dict[str, list[str]])
_log: Final = logging.getLogger(__name__)

Change = Callable[[Mapping[str, Sequence[str]]], None]


def announce() -> None:
    """Tell the running Streamlit where the file is that loads our components.

    A manifest keeps it a file under our own address. Inline code would be loaded from `blob:` addresses, which the
    Content-Security-Policy would then have to allow.
    """
    component = ComponentConfig(name=_COMPONENT, asset_dir=_ASSETS)
    manifest = ComponentManifest(name=_PROJECT, version=__version__, components=[component])
    Runtime.instance().bidi_component_registry.register_from_manifest(manifest, Path(__file__).parent)


def mount(name: Name, data: Mapping[str, Any], *, on_change: Change | None = None) -> Mapping[str, Sequence[str]]:
    """Draw a component with this data.

    Args:
        name: Which component; also its key.
        data: What it draws, JSON-serialisable.
        on_change: Receives what the visitor changed, before the page is drawn again: values by key of the address.

    Returns:
        What the visitor changed to bring about this run; empty when it was something else.
    """

    def changed() -> None:
        change = st.session_state[name].change
        if on_change is None or not change:
            return
        try:
            values = _VALUES.validate_python(change["set"])
        except ValidationError:
            _log.warning("the component %s sent what is no change", name)
            return
        # The component tells older answers from newer by the number of the change that is being answered.
        st.session_state[_sent_key(name)] = change.get("sent", 0)
        on_change(values)

    # A server that was started anew has not drawn this yet and calls nothing; its first visitor's change still counts.
    is_new = name not in st.session_state
    assets = {
        "module": asset_url(f"components/{name}.js"),
        "styles": [asset_url("components/base.css"), asset_url(f"components/{name}.css")],
    }
    draw = st.components.v2.component(f"{_PROJECT}.{_COMPONENT}", js="loader.js", html="<div></div>")
    result = draw(key=name, data={**data, "assets": assets, "sent": answered(name)}, on_change_change=changed)
    if is_new and result.change and result.change["set"] and on_change is not None:
        changed()
        st.rerun()
    return result.change["set"] if result.change else {}


def answered(name: Name) -> int:
    """Return the number of the last change that came from a component; 0 when none did."""
    return int(st.session_state.get(_sent_key(name), 0))


def _sent_key(name: str) -> str:
    return f"{name}.sent"
