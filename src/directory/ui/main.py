"""The script Streamlit runs for every visit: one page frame, then the page asked for."""

from functools import cache
from pathlib import Path

import streamlit as st

from directory.model.errors import NotFound
from directory.ui import about, address, components, data, explore, runtime
from directory.web.shell import ICON, title_of

_HERE = Path(__file__).parent


@cache
def _style() -> str:
    return (_HERE / "page.css").read_text(encoding="utf-8")


def _entry_name() -> str:
    """Return the name of the entry whose profile is asked for; empty when none is."""
    criteria, _ = address.read()
    if not criteria.id:
        return ""
    try:
        return runtime.services().catalogue.get(criteria.id).initiative.name
    except NotFound:
        return "No such initiative"


def main() -> None:
    """Set the frame and hand over to the page."""
    pages = {
        page.url_path: page
        for page in (
            st.Page(explore.page, title="Explore", default=True),
            st.Page(data.page, title="Data", url_path="data"),
            st.Page(about.page, title="About", url_path="about"),
        )
    }
    chosen = st.navigation(list(pages.values()), position="hidden")
    name = chosen.title if chosen.url_path else _entry_name()
    st.set_page_config(page_title=title_of(name), page_icon=str(ICON), layout="wide")
    st.html(f"<style>{_style()}</style>")
    bar = {"pages": [(path, page.title) for path, page in pages.items()], "current": chosen.url_path}
    with st.container(key="top-place"):
        asked = components.mount("top", bar).get("page")
    if asked:
        st.switch_page(pages[asked[0]])
    chosen.run()


main()
