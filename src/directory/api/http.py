"""How answers travel: revalidated by data version, downloads streamed, HEAD like GET."""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import directory

_ETAG_LENGTH: Final = 24


class Revision:
    """One version of the data, as one request sees it: decides between 200 and 304.

    The ETag is weak: the same answer may travel compressed or not. It covers our code as well, since other code may
    word the same data differently. Browsers keep answers but ask every time, so that a new version shows at once.
    """

    def __init__(self, request: Request, version: str) -> None:
        """Bind the data version to the address asked for."""
        # From the scope: the request's own `url` fails on a query that is no text.
        address = request.scope["path"].encode(errors="surrogatepass") + b"?" + request.scope["query_string"]
        digest = hashlib.sha256(b"\n".join((_code_digest(), version.encode(), address))).hexdigest()[:_ETAG_LENGTH]
        self._etag = f'W/"{digest}"'
        self._known = request.headers.get("if-none-match", "")

    def answer(self, produce: Callable[[], Response]) -> Response:
        """Answer with what `produce` returns; 304, without calling it, when the client has it already."""
        response = _unchanged() if self._is_known else produce()
        response.headers.update({"ETag": self._etag, "Cache-Control": "no-cache"})
        return response

    def json(self, produce: Callable[[], object], *, media_type: str = "application/json") -> Response:
        """Answer with what `produce` returns, as JSON."""
        return self.answer(lambda: Response(_json(produce()), media_type=media_type))

    def download(self, texts: Callable[[], Iterator[str]], *, media_type: str, name: str) -> Response:
        """Stream texts as a file of that name."""
        named = {"Content-Disposition": f'attachment; filename="{name}"'}
        return self.answer(lambda: StreamingResponse(texts(), media_type=media_type, headers=named))

    @property
    def _is_known(self) -> bool:
        tags = {tag.strip().removeprefix("W/") for tag in self._known.split(",")}
        return "*" in tags or self._etag.removeprefix("W/") in tags


def _unchanged() -> Response:
    # As the full answer would vary; the compression sees no body and adds nothing.
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"Vary": "Accept-Encoding"})


def _json(value: object) -> str:
    # Not-a-number is no JSON; it would be our mistake, so it fails loudly.
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@cache
def _code_digest() -> bytes:
    """Identify the code of this package."""
    files = sorted(Path(directory.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).digest()


class HeadLikeGet:
    """ASGI middleware: HEAD is answered as GET would be, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap everything that may set a header, compression included."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_head)
