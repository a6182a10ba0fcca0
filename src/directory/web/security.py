"""The headers that stand between hostile text and a visitor, on every response of the whole application."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAP_FRAME: Final = "/component/streamlit_folium.st_folium/"
"""The one frame with the weak policy. It has the origin of the pages, so it is the weak wall of the house; that is
why no text of a user goes through folium."""

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), accelerometer=(), autoplay=(), camera=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()",
}
_INLINE_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"


class SecurityHeaders:
    """ASGI middleware that sets the security headers of every HTTP response; websockets pass through."""

    def __init__(self, app: ASGIApp, *, tile_hosts: Sequence[str] = ()) -> None:
        """Work out both policies once.

        Args:
            app: The whole application, Streamlit included.
            tile_hosts: Origins of map tiles that a visitor can switch on, like https://tile.openstreetmap.org; the
                map's frame may load images from them, the pages may not.
        """
        self._app = app
        self._page = page_policy()
        self._frame = frame_policy(tile_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        policy = self._frame if path.startswith(MAP_FRAME) else self._page

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers["Content-Security-Policy"] = policy
            await send(message)

        await self._app(scope, receive, send_guarded)


def page_policy() -> str:
    """Return the policy of all but the map's frame: no inline script but Streamlit's own, no eval, no other host.

    Components of `st.components.v2` with inline code would need `blob:` as well; ours are files.
    """
    # Streamlit's reader of messages does 64-bit sums in WebAssembly, which reaches nothing that scripts do not.
    wasm = "'wasm-unsafe-eval'"
    return _policy({"script-src": ["'self'", *inline_script_hashes(_INDEX.read_bytes()), wasm]})


def frame_policy(tile_hosts: Sequence[str] = ()) -> str:
    """Return the policy of the map's frame, where st_folium runs the map's script by eval and inline."""
    return _policy(
        {
            "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
            "img-src": ["'self'", "data:", "blob:", *tile_hosts],
        }
    )


def inline_script_hashes(page: bytes) -> list[str]:
    """Return the source expressions that allow exactly the inline scripts of this HTML page."""
    digests = (hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _policy(own: dict[str, Sequence[str]]) -> str:
    common: dict[str, Sequence[str]] = {
        "default-src": ["'self'"],
        # Streamlit styles its elements with emotion, which writes <style> elements while the page runs; there is
        # no nonce to give it. Styles run no code.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],  # the websocket of the same origin included
        "worker-src": ["'self'", "blob:"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in (common | own).items())
