"""The script Streamlit runs for every visit: one page frame, then the page asked for."""

import streamlit as st

from directory.model.errors import NotFound
from directory.ui import about, add, address, components, data, decisions, desk, explore, receipt, runtime, signin
from directory.ui.paths import API
from directory.web.shell import ASIDE, ICON, title_of


def _entry_name() -> str:
    """Return the name of the entry whose profile is asked for; empty when none is."""
    criteria, _ = address.read()
    if not criteria.id:
        return ""
    catalogue = runtime.services().catalogue
    try:
        return catalogue.get(catalogue.lead(criteria.id)).initiative.name
    except NotFound:
        return "No such initiative"


def main() -> None:
    """Set the frame and hand over to the page."""
    pages = {
        page.url_path: page
        for page in (
            st.Page(explore.page, title="Explore", default=True),
            st.Page(add.page, title="Add an initiative", url_path="add"),
            st.Page(decisions.page, title="Decisions", url_path="decisions"),
            st.Page(data.page, title="Data", url_path="data"),
            st.Page(about.page, title="About", url_path="about"),
            st.Page(receipt.page, title="Your receipt", url_path="receipt"),
            st.Page(desk.page, title="Desk", url_path="desk"),
            st.Page(signin.page, title="Sign in", url_path="signin"),
        )
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    name = chosen.title if chosen.url_path else _entry_name()
    st.set_page_config(page_title=title_of(name), page_icon=str(ICON), layout="wide")
    named = [(path, page.title) for path, page in pages.items() if path not in ASIDE]
    services = runtime.services()
    bar = {
        "pages": named,
        "current": chosen.url_path,
        "notice": services.status.words,
        "version": services.version,
        "live": f"{API}/version/stream",
    }
    with st.container(key="top-place"):
        asked = components.mount("top", bar).get("page")
    if asked:
        st.switch_page(pages[asked[0]])
    chosen.run()


main()
