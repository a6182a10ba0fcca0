"""Where curators sign in: with name and password, or through an identity provider when one is configured."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from directory.model.errors import NotAllowed
from directory.services import handover
from directory.ui import components, runtime


def page() -> None:
    """Draw the page, and go to the identity provider or leave it when that was asked for."""
    providers = _providers()
    with st.container(key="prose"):
        asked = components.mount("signin", {"providers": providers, "identity": _identity() if providers else None})
    provider = asked.get("provider", [])
    if provider and provider[0] in providers:
        st.login(provider[0] or None)
    elif asked.get("leave"):
        st.logout()


def _providers() -> list[str]:
    """Name the identity providers that the operator configured; an empty name when there is one without a name."""
    try:
        section = st.secrets["auth"]
    except (KeyError, StreamlitSecretNotFoundError):
        return []
    return [name for name, value in section.items() if isinstance(value, Mapping)] or [""]


def _identity() -> dict[str, Any] | None:
    """Say whom the identity provider has signed in, with a code for a session of ours; None when nobody."""
    if not st.user.is_logged_in:
        return None
    said = st.user.to_dict()
    name = str(said.get("name") or said.get("email") or said.get("sub", ""))
    try:
        code = handover.make_code(
            runtime.services().store, issuer=str(said.get("iss", "")), subject=str(said.get("sub", ""))
        )
    except NotAllowed:
        code = ""
    return {"name": name, "code": code}
