"""What Streamlit and st_folium bring for the browser, compressed once and sent from memory.

Streamlit serves its own files uncompressed and opens each anew, and compresses those of a component for every visit.
They are most of what a first visit waits for. The frame's page is st_folium's own, with hints of ours.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

import streamlit
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from directory.web.assets import IMMUTABLE, MEDIA_TYPES
from directory.web.early import frame_hints
from directory.web.packed import Packed, packed_file
from directory.web.security import MAP_FRAME

_PAGE_FOLDER: Final = Path(streamlit.__file__).parent / "static" / "static"
# Not imported: a component announces itself, once, to the Streamlit that runs when it is imported; none does yet.
_FRAME: Final = Path(str(distribution("streamlit-folium").locate_file("streamlit_folium/frontend/build")))


@cache
def _files() -> Mapping[str, Path]:
    """List what is served, by path; the names of all of them hold a digest."""
    folders = {"/static": _PAGE_FOLDER, f"{MAP_FRAME}static": _FRAME / "static"}
    return {
        f"{prefix}/{path.relative_to(folder).as_posix()}": path
        for prefix, folder in folders.items()
        for path in folder.rglob("*.*")
        if path.suffix in MEDIA_TYPES
    }


class StreamlitFiles:
    """ASGI middleware that answers for these files. As routes Streamlit does not allow them."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the application that would serve them otherwise."""
        self._app = app
        self._frame = Packed.pack(_frame_page().encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_reading = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        answer = await self._answer(Request(scope)) if is_reading else None
        await (answer or self._app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        if path == f"{MAP_FRAME}index.html":
            return self._frame.answer(request, media_type="text/html; charset=utf-8", caching="no-cache")
        file = _files().get(path)
        if file is None:
            return None
        return (await packed_file(file)).answer(request, media_type=MEDIA_TYPES[file.suffix], caching=IMMUTABLE)


def _frame_page() -> str:
    """Return the frame's page as st_folium brings it, with hints of what the map will ask for."""
    head, end, rest = (_FRAME / "index.html").read_text(encoding="utf-8").partition("</head>")
    return head + frame_hints() + end + rest
