"""The version of what is published, as a stream of server-sent events: open pages learn of a change at once."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from types import FrameType
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from directory.api.problems import problem
from directory.catalogue import Catalogue

PATH: Final = "/api/v1/version/stream"
HEARTBEAT_S: Final = 15.0
"""How long a stream stays silent; proxies close one that is silent for a minute."""
STREAMS_LIMIT: Final = 1_000
"""How many pages of one process may listen; the rest ask again later."""
_RETRY_AFTER_S: Final = 30
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

Handler = Callable[[int, FrameType | None], object]


class Changing(Protocol):
    """What has a version that changes while the application runs."""

    @property
    def catalogue(self) -> Catalogue:
        """The newest snapshot."""
        ...

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each new snapshot, in whatever thread made it; returns what ends that."""
        ...


class VersionStreams:
    """The open streams of this process."""

    def __init__(self, services: Changing, *, limit: int = STREAMS_LIMIT, heartbeat_s: float = HEARTBEAT_S) -> None:
        """Serve none yet."""
        self._services = services
        self._limit = limit
        self._heartbeat_s = heartbeat_s
        self._wakers: set[Callable[[], None]] = set()
        self._is_ended = False

    def route(self) -> Route:
        """Return the stream's address; it stands before the rest of the API, whose compression would hold it back."""
        return Route(PATH, self._answer, methods=["GET"])

    def end(self) -> None:
        """End every stream: a server that is told to stop waits for all of them. Safe in any thread."""
        self._is_ended = True
        for wake in tuple(self._wakers):
            wake()

    @contextmanager
    def ended_by_signals(self) -> Iterator[None]:
        """End the streams when the process is told to stop, then let whoever listened before have the signal.

        The server tells applications that it stops only when all answers are complete, and a stream never is.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {number: signal.getsignal(number) for number in _SIGNALS}
        for number, handler in former.items():
            if callable(handler):
                signal.signal(number, self._ending(handler))
        try:
            yield
        finally:
            for number, handler in former.items():
                if callable(handler):
                    signal.signal(number, handler)
            self.end()

    def _ending(self, handler: Handler) -> Handler:
        def handle(number: int, frame: FrameType | None) -> None:
            self.end()
            handler(number, frame)

        return handle

    async def _answer(self, request: Request) -> Response:
        if len(self._wakers) >= self._limit or self._is_ended:
            detail = "Too many pages listen; ask /api/v1/version instead, or try again later."
            headers = {"Retry-After": str(_RETRY_AFTER_S)}
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail=detail, headers=headers)
        if request.method == "HEAD":
            return Response(headers=_HEADERS, media_type="text/event-stream")
        return StreamingResponse(self.events(), headers=_HEADERS, media_type="text/event-stream")

    async def events(self) -> AsyncIterator[str]:
        """Yield what one stream sends, until it is closed or all are ended."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(changed.set)

        self._wakers.add(wake)
        forget = self._services.on_change(wake)
        told = ""
        try:
            while not self._is_ended:
                changed.clear()
                version = self._services.catalogue.version
                yield f"data: {version}\n\n" if version != told else ": still here\n\n"
                told = version
                try:
                    await asyncio.wait_for(changed.wait(), self._heartbeat_s)
                except TimeoutError:
                    continue
        finally:
            forget()
            self._wakers.discard(wake)
