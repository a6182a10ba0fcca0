"""The HTML that a browser gets before any script runs: Streamlit's own, with our title, icon and words in it.

Link previews and visitors without JavaScript see nothing else, so it says what the page is about. Texts of records
are escaped; nothing here is a template.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from directory.model.criteria import Criteria
from directory.model.entry import Entry
from directory.model.errors import ConfigurationError, NotFound
from directory.model.issues import Issue
from directory.services.running import Services
from directory.web.assets import asset_url
from directory.web.early import FIRST_SCRIPT, explore_hints, first_hints, page_hints

NAME: Final = "Linked Initiatives"
_EXPLORE: Final = (
    "The world map and directory of Open Badges initiatives: who creates, issues, displays, recognises and researches "
    "badges, where and since when, with the sources of every entry."
)
_DATA: Final = (
    "Every Open Badges initiative as CSV, as GeoJSON and through an API, free for any use; and what was found when the "
    "data was checked."
)
_ABOUT: Final = (
    "What this directory of Open Badges initiatives succeeds, what it does not know, and whose work is in it."
)
_DECISIONS: Final = (
    "What was proposed for this directory of Open Badges initiatives, what was decided about it, and why."
)
_CURATORS: Final = "Where curators of this directory of Open Badges initiatives review what others propose."
_ADD: Final = (
    "Propose an Open Badges initiative, a correction or a removal: no account, a few short steps, and a receipt that "
    "says where your proposal stands."
)
_RECEIPT: Final = "Where your proposal to this directory of Open Badges initiatives stands."
PAGES: Final = {
    "": ("", _EXPLORE),
    "add": ("Add an initiative", _ADD),
    "decisions": ("Decisions", _DECISIONS),
    "data": ("Data", _DATA),
    "about": ("About", _ABOUT),
    "receipt": ("Your receipt", _RECEIPT),
    "desk": ("Desk", _CURATORS),
    "signin": ("Sign in", _CURATORS),
}
"""The title and the description of each page, by its path; Explore is the page without either."""
ASIDE: Final = frozenset({"desk", "receipt", "signin"})
"""Pages that the bar does not name: visitors come to them from elsewhere, or not at all."""
ICON: Final = Path(__file__).parent / "pictures" / "icon.svg"
PREVIEW: Final = "preview.png"
"""The picture of link previews. Its address stays the same from version to version, because others keep it."""

_STYLES: Final = "components/page.css"
_INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"
_PICTURES: Final = Path(__file__).parent / "pictures"
_PREVIEW_SIZE: Final = (1200, 630)
_DESCRIPTION_LIMIT: Final = 300
_HEAD_PLACE: Final = "<!-- head -->"
_HINTS_PLACE: Final = "<!-- hints -->"
_NOSCRIPT_PLACE: Final = "<!-- noscript -->"
_FIRST_PLACE: Final = "<!-- first -->"


@dataclass(frozen=True, slots=True)
class About:
    """What one page says about itself, as plain text."""

    title: str
    description: str
    site: str
    """Where visitors find the directory, absolute, with a slash at the end."""
    path: str
    """Where the page is below the site, percent-encoded."""
    linked_data: str = ""
    """Where machines find the same below the site; empty when nowhere."""


def title_of(name: str) -> str:
    """Return the title of a window: the name of the page or the entry before our own; ours alone when it is empty."""
    return f"{name} · {NAME}" if name else NAME


FirstWords = Callable[[Criteria, Sequence[Issue]], Mapping[str, Any] | None]
"""Gives what a page of Explore shows before Streamlit runs; None where it shows nothing."""


class Shell:
    """Streamlit's page, with the places found where our words go."""

    def __init__(self, page: str) -> None:
        """Find the places.

        Args:
            page: Streamlit's HTML.

        Raises:
            ConfigurationError: A place is not there exactly once, as may happen after an upgrade of Streamlit.
        """
        icon = f'<link rel="shortcut icon" type="image/svg+xml" href=".{asset_url("pictures/icon.svg")}" />'
        service = '<link rel="service-desc" type="application/json" href="./api/openapi.json" />'
        page = _put(page, r'<link rel="shortcut icon" href="\./favicon\.png" />', icon)
        page = _put(page, r'<link rel="service-desc" href="[^"]*" />', service)
        page = _put(page, r"<noscript>.*?</noscript>", _NOSCRIPT_PLACE)
        # What Streamlit needs to start stands first, our styles after those that it makes while it runs.
        page = _put(page, r"</head>", f"  {_HINTS_PLACE}\n  </head>")
        styles = f'<link rel="stylesheet" href=".{asset_url(_STYLES)}" />'
        page = _put(page, r"</body>", f"  {styles}\n    {_FIRST_PLACE}\n  </body>")
        self._page = _put(page, r"<title>Streamlit</title>", _HEAD_PLACE)

    def write(self, about: About, *, hints: str = "", first: Mapping[str, Any] | None = None) -> str:
        """Write the page, with hints of what it will ask for, and what it shows before Streamlit runs."""
        # Escaped text holds no "<", so what is put into one place cannot look like another.
        head = f"{_head(about)}\n    {first_hints()}" if first else _head(about)
        page = self._page.replace(_HEAD_PLACE, head).replace(_HINTS_PLACE, hints)
        page = page.replace(_FIRST_PLACE, _first(first) if first else "")
        return page.replace(_NOSCRIPT_PLACE, _noscript(about))


def shell_routes(services: Services, *, first_words: FirstWords | None = None) -> list[BaseRoute]:
    """Return the routes of the pages' addresses and of the preview's picture; they stand before Streamlit's own.

    An id that leads to another entry by now is answered with a redirect; an entry nobody knows with 404 and the same
    page, which then says so.

    Args:
        services: The application.
        first_words: What a page of Explore shows at once; None: nothing.
    """
    shell = Shell(_INDEX.read_text(encoding="utf-8"))

    async def page(request: Request) -> Response:
        site = services.settings.site(str(request.base_url))
        path = request.scope["path"].rpartition("/")[2]
        criteria, issues = Criteria.from_query([] if path else request.query_params.multi_items())
        identifier = criteria.id
        leads_to = services.catalogue.lead(identifier)
        if leads_to != identifier:
            pairs = [(key, leads_to if key == "id" else text) for key, text in request.query_params.multi_items()]
            return RedirectResponse(f"?{urlencode(pairs)}", 308, {"Cache-Control": "no-cache"})
        hints = page_hints() if path else explore_hints(criteria)
        headers = {"Cache-Control": "no-cache"}
        try:
            entry = services.catalogue.get(identifier) if identifier else None
        except NotFound:
            about = About(title_of("No such initiative"), _EXPLORE, site, "")
            return HTMLResponse(shell.write(about, hints=hints), status_code=404, headers=headers)
        about = about_entry(entry, site) if entry else about_page(path, site)
        first = None if path or first_words is None else await run_in_threadpool(first_words, criteria, issues)
        return HTMLResponse(shell.write(about, hints=hints, first=first), headers=headers)

    def picture(path: Path) -> Callable[[Request], Awaitable[FileResponse]]:
        async def send(_request: Request) -> FileResponse:
            return FileResponse(path, headers={"Cache-Control": "public, max-age=86400"})

        return send

    return [
        *(Route(f"/{path}", page, methods=["GET"]) for path in PAGES),
        Route(f"/{PREVIEW}", picture(_PICTURES / PREVIEW)),
        # Asked for by browsers that show an answer of the API as a page.
        Route("/favicon.ico", picture(ICON)),
    ]


def about_page(path: str, site: str) -> About:
    """Say what a page is about."""
    name, description = PAGES[path]
    return About(title_of(name), description, site, path)


def about_entry(entry: Entry, site: str) -> About:
    """Say what an entry is about: its summary, or without one who, where and when."""
    initiative = entry.initiative
    facts = (", ".join(initiative.organisation), entry.place, entry.years)
    description = initiative.summary or ". ".join(fact for fact in facts if fact) or _EXPLORE
    if len(description) > _DESCRIPTION_LIMIT:
        description = description[:_DESCRIPTION_LIMIT].rpartition(" ")[0] + " …"
    identifier = quote(initiative.id, safe="")
    linked_data = f"api/v1/initiatives/{identifier}.jsonld"
    return About(title_of(initiative.name), description, site, f"?id={identifier}", linked_data)


def _put(page: str, pattern: str, text: str) -> str:
    found = re.findall(pattern, page, re.DOTALL)
    if len(found) != 1:
        raise ConfigurationError(
            f"Streamlit's page has {len(found)} places like {pattern!r}, not one: install the version of Streamlit "
            "that requirements.lock names, or mend directory/web/shell.py"
        )
    return page.replace(found[0], text)


def _head(about: About) -> str:
    address = about.site + about.path
    width, height = _PREVIEW_SIZE
    named = {"description": about.description, "color-scheme": "light dark", "twitter:card": "summary_large_image"}
    graph = {
        "og:site_name": NAME,
        "og:type": "website",
        "og:title": about.title,
        "og:description": about.description,
        "og:url": address,
        "og:image": about.site + PREVIEW,
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": "A world map of Open Badges initiatives beside their list",
    }
    lines = [f"<title>{escape(about.title)}</title>", f'<link rel="canonical" href="{escape(address)}" />']
    if about.linked_data:
        href = escape(f"./{about.linked_data}")
        lines.append(f'<link rel="alternate" type="application/ld+json" href="{href}" />')
    lines += [f'<meta name="{name}" content="{escape(text)}" />' for name, text in named.items()]
    lines += [f'<meta property="{name}" content="{escape(text)}" />' for name, text in graph.items()]
    return "\n    ".join(lines)


def _first(words: Mapping[str, Any]) -> str:
    """Bring along what is shown before Streamlit runs: as data, which no browser takes for a script or for HTML."""
    pages = [(path, title or "Explore") for path, (title, _) in PAGES.items() if path not in ASIDE]
    data = json.dumps({"pages": pages, **words}).replace("<", "\\u003c")
    script = asset_url(FIRST_SCRIPT)
    return f"""<div id="first" tabindex="-1" aria-hidden="true" hidden></div>
    <script type="application/json" id="first-words">{data}</script>
    <script type="module" async src=".{script}"></script>"""


def _noscript(about: About) -> str:
    machines = f'<a href="./{escape(about.linked_data)}">linked data</a>, or ' if about.linked_data else ""
    return f"""<noscript>
      <h1>{escape(about.title)}</h1>
      <p>{escape(about.description)}</p>
      <p>
        The map and the lists need JavaScript. Without it, take {machines}everything as
        <a href="./api/v1/initiatives.csv">CSV</a> or <a href="./api/v1/initiatives.geojson">GeoJSON</a>, or ask
        the <a href="./api/docs">API</a>.
      </p>
    </noscript>"""
