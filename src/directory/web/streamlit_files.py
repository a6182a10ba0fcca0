"""What Streamlit and the map's frame bring for the browser, compressed once and sent from memory.

Streamlit serves its own files uncompressed and opens each anew, and compresses those of a component for every visit.
They are most of what a first visit waits for.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import streamlit
import streamlit_folium
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from directory.web.assets import IMMUTABLE, MEDIA_TYPES
from directory.web.packed import packed_file
from directory.web.security import MAP_FRAME

_PAGE_FOLDER: Final = Path(streamlit.__file__).parent / "static" / "static"
_FRAME_FOLDER: Final = Path(streamlit_folium.__file__).parent / "frontend" / "build" / "static"


@cache
def _files() -> Mapping[str, Path]:
    """List what is served, by path; the names of all of them hold a digest."""
    folders = {"/static": _PAGE_FOLDER, f"{MAP_FRAME}static": _FRAME_FOLDER}
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = self._path(scope) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        if path is None:
            await self._app(scope, receive, send)
            return
        packed = await packed_file(path)
        answer = packed.answer(Request(scope), media_type=MEDIA_TYPES[path.suffix], caching=IMMUTABLE)
        await answer(scope, receive, send)

    def _path(self, scope: Scope) -> Path | None:
        return _files().get(scope["path"].removeprefix(scope.get("root_path", "")))
