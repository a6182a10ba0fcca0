"""The security headers, without a browser."""

import base64
import hashlib
import re
from pathlib import Path

import httpx
import pytest
import streamlit
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from directory.web.security import MAP_FRAME, SecurityHeaders, frame_policy, inline_script_hashes, page_policy


async def _text(_request: Request) -> Response:
    headers = {"X-Frame-Options": "ALLOWALL", "Content-Security-Policy": "default-src *"}
    return PlainTextResponse("text", headers=headers)


async def _fail(_request: Request) -> Response:
    raise RuntimeError("broken")


async def _greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


INNER = Starlette(
    routes=[
        Route("/", _text),
        Route("/fails", _fail),
        Route(MAP_FRAME + "index.html", _text),
        Route("/component/other/index.html", _text),
        WebSocketRoute("/_stcore/stream", _greet),
    ]
)
TILES = "https://tile.openstreetmap.org"


def ask(path: str, *, root_path: str = "") -> httpx.Response:
    async def request() -> httpx.Response:
        guarded = SecurityHeaders(INNER, tile_hosts=[TILES])
        transport = httpx.ASGITransport(app=guarded, raise_app_exceptions=False, root_path=root_path)
        async with httpx.AsyncClient(transport=transport, base_url="http://directory.test") as client:
            return await client.get(root_path + path)

    # In a thread of its own: the browser of other tests keeps an event loop in this one.
    with start_blocking_portal() as portal:
        return portal.call(request)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("path", ["/", "/nothing", "/fails", MAP_FRAME + "index.html"])
def test_every_response_has_every_header_once(path: str) -> None:
    headers = ask(path).headers
    expected = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "SAMEORIGIN",
        "cross-origin-opener-policy": "same-origin",
    }
    assert {name: headers.get_list(name) for name in expected} == {name: [value] for name, value in expected.items()}
    assert len(headers.get_list("content-security-policy")) == 1
    assert "geolocation=(self)" in headers["permissions-policy"]
    assert "camera=()" in headers["permissions-policy"]


def test_pages_run_scripts_of_our_own_address_only() -> None:
    policy = directives(ask("/").headers["content-security-policy"])
    hashes = inline_script_hashes((Path(streamlit.__file__).parent / "static" / "index.html").read_bytes())
    assert policy["script-src"] == ["'self'", *hashes, "'wasm-unsafe-eval'"]
    assert policy["default-src"] == policy["connect-src"] == policy["frame-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'self'"]


def test_no_policy_names_another_host_unless_tiles_are_asked_for() -> None:
    assert "//" not in page_policy()
    assert "//" not in frame_policy()
    assert directives(frame_policy([TILES]))["img-src"][-1] == TILES


def test_only_the_map_frame_may_evaluate_scripts_and_load_tiles() -> None:
    weak = ask(MAP_FRAME + "index.html").headers["content-security-policy"]
    assert {"'unsafe-inline'", "'unsafe-eval'"} <= set(directives(weak)["script-src"])
    assert TILES in directives(weak)["img-src"]
    for path in ("/", "/component/other/index.html", "/x" + MAP_FRAME, "/component/streamlit_folium.st_folium"):
        strict = ask(path).headers["content-security-policy"]
        assert "'unsafe-inline'" not in directives(strict)["script-src"]
        assert "'unsafe-eval'" not in directives(strict)["script-src"]
        assert TILES not in strict


def test_map_frame_is_known_below_a_base_path() -> None:
    policy = ask(MAP_FRAME + "index.html", root_path="/badges").headers["content-security-policy"]
    assert "'unsafe-eval'" in policy


def test_inline_script_is_allowed_by_its_hash_and_scripts_with_an_address_are_not() -> None:
    digest = base64.b64encode(hashlib.sha256(b"\n  a = 1\n").digest()).decode()
    page = b"<script>\n  a = 1\n</script><script src='b.js'></script>"
    assert inline_script_hashes(page) == [f"'sha256-{digest}'"]


def test_streamlits_page_has_one_inline_script() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert len(re.findall(rb"<script\b(?![^>]*\bsrc=)", page)) == len(inline_script_hashes(page)) == 1


def test_websocket_passes_through() -> None:
    sent: list[Message] = []

    async def connect() -> None:
        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "query_string": b"", "subprotocols": []}
        await SecurityHeaders(INNER)(scope, receive, send)

    with start_blocking_portal() as portal:
        portal.call(connect)
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]
    assert not sent[0].get("headers")
