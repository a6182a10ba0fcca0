"""What the stream of versions promises: one event at the start and at each change, and no server that cannot stop."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from asker import Asker
from starlette.applications import Starlette

from directory.api.live import PATH, VersionStreams
from directory.catalogue import Catalogue

OPEN = f"GET {PATH} HTTP/1.1\r\nHost: directory\r\nAccept-Encoding: gzip\r\n\r\n".encode()


class Changing:
    """A snapshot that the test replaces."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[], None]] = []
        self.catalogue = Catalogue.build([], "first")

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def change(self, version: str) -> None:
        self.catalogue = Catalogue.build([], version)
        for listener in self.listeners:
            listener()


class Stream:
    """One open stream."""

    def __init__(self, portal: BlockingPortal, events: AsyncIterator[str]) -> None:
        self._portal = portal
        self._events = events

    def next(self) -> str:
        async def ask() -> str:
            return await anext(self._events, "the end")

        return self._portal.call(ask)


@pytest.fixture
def changing() -> Changing:
    return Changing()


def test_a_stream_tells_the_version_at_the_start_and_at_each_change(portal: BlockingPortal, changing: Changing) -> None:
    stream = Stream(portal, VersionStreams(changing).events())
    assert stream.next() == "data: first\n\n"
    changing.change("second")
    assert stream.next() == "data: second\n\n"
    changing.change("third")
    changing.change("fourth")
    assert stream.next() == "data: fourth\n\n"


def test_a_silent_stream_shows_that_it_is_alive(portal: BlockingPortal, changing: Changing) -> None:
    stream = Stream(portal, VersionStreams(changing, heartbeat_s=0.01).events())
    assert [stream.next() for _ in range(3)] == ["data: first\n\n", ": still here\n\n", ": still here\n\n"]


def test_ended_streams_stop_and_are_forgotten(portal: BlockingPortal, changing: Changing) -> None:
    streams = VersionStreams(changing)
    stream = Stream(portal, streams.events())
    stream.next()
    assert len(changing.listeners) == 1
    streams.end()
    assert stream.next() == "the end"
    assert changing.listeners == []


def test_one_stream_too_many_is_told_to_come_again(portal: BlockingPortal, changing: Changing) -> None:
    streams = VersionStreams(changing, limit=1)
    asker = Asker(portal, Starlette(routes=[streams.route()]))
    assert asker.ask("HEAD", PATH).status_code == 200
    stream = Stream(portal, streams.events())
    assert stream.next()
    answer = asker.get(PATH)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.headers["content-type"] == "application/problem+json"
    streams.end()
    assert stream.next() == "the end"


def test_a_server_with_open_streams_stops_when_it_is_told_to(
    start_site: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    with start_site(state=tmp_path) as address:
        version = httpx.get(f"{address}/api/v1/version").json()["version"]
        netloc = urlsplit(address)
        assert netloc.hostname is not None
        listener = socket.create_connection((netloc.hostname, netloc.port or 80), timeout=15)
        listener.sendall(OPEN)
        heard = b""
        while version.encode() not in heard:
            received = listener.recv(4_096)
            assert received, heard
            heard += received
        assert b"text/event-stream" in heard
        assert b"content-encoding" not in heard.lower()
        # Still open: the fixture fails when the server does not end by itself.
    listener.close()
