"""What stands at addresses where no page is: a page of ours with the ways on, and the status that says so.

Streamlit would answer with its own page, show Explore, and cover it with a dialog.
"""

from html import escape
from pathlib import Path
from typing import Final

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from directory.model.criteria import TEXT_LIMIT
from directory.web.assets import asset_url
from directory.web.shell import NAME, title_of

_STREAMLITS: Final = frozenset(
    {"_stcore", "app", "auth", "component", "media", "oauth2callback"}
    | {path.name for path in (Path(streamlit.__file__).parent / "static").iterdir() if path.suffix != ".html"}
)
"""How the addresses begin that Streamlit answers itself."""
_ONWARD: Final = {
    "": "Explore: the map and the list of all initiatives",
    "add": "Add an initiative: propose what is missing here",
    "decisions": "Decisions: what was proposed, and what curators decided",
    "data": "Data: everything as a file, and the API",
    "about": "About: what this is and where it comes from",
}
"""Where a lost visitor may want to go, by path."""
_TITLE: Final = "There is no page here"


class _Nowhere(Route):
    """Matches every address but those that Streamlit answers or, for a slash at its end, redirects."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the address is one of them."""
        match, child = super().matches(scope)
        path = str(child.get("path_params", {}).get("path", ""))
        if not path or path.startswith("/") or path.endswith("/") or path.partition("/")[0] in _STREAMLITS:
            return Match.NONE, {}
        return match, child


def lost_route() -> BaseRoute:
    """Return the route of all other addresses: those of an application stand before it."""

    async def lost(request: Request) -> HTMLResponse:
        # Relative, so that it holds below a base path as well.
        root = "../" * request.path_params["path"].count("/") or "./"
        return HTMLResponse(_page(root), status_code=404, headers={"Cache-Control": "no-cache"})

    return _Nowhere("/{path:path}", lost, methods=["GET"])


def _page(root: str) -> str:
    def address(path: str) -> str:
        return escape(root + path.removeprefix("/"))

    ways = "".join(f'<li><a href="{address(path)}">{escape(text)}</a></li>' for path, text in _ONWARD.items())
    icon = address(asset_url("pictures/icon.svg"))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title_of(_TITLE))}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
<link rel="stylesheet" href="{address(asset_url("plain/plain.css"))}">
</head>
<body>
<main>
<a class="brand" href="{root}"><img src="{icon}" alt="" width="26" height="26">{NAME}</a>
<h1>{escape(_TITLE)}</h1>
<p>The address may be mistyped, or come from an older site. Nothing is lost: every initiative has its profile, and the
search finds it by name, organisation or place.</p>
<form action="{root}">
<label for="q">Search the directory</label>
<input id="q" name="q" type="search" maxlength="{TEXT_LIMIT}" autocomplete="off">
<button>Search</button>
</form>
<ul>{ways}</ul>
</main>
</body>
</html>
"""
