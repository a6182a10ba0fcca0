"""Contributes to an ASGI application as a browser or a program would, from any address, without a network."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp

CANARY: Final = "canary.91bc@example.org"
_NO_HEADERS: Mapping[str, str] = {}


class Clock:
    """The real time, and what was added to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Contributor:
    """Sends JSON from one address."""

    _keys = itertools.count(1)

    def __init__(self, portal: BlockingPortal, app: ASGIApp, clock: Clock, *, address: str = "192.0.2.1") -> None:
        self._portal = portal
        self._clock = clock
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 1))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://directory.test", trust_env=False)

    def ask(self, method: str, path: str, *, headers: Mapping[str, str] = _NO_HEADERS, **body: Any) -> httpx.Response:  # noqa: ANN401  # httpx's options
        async def ask() -> httpx.Response:
            return await self._client.request(method, f"/api/v1{path}", headers=dict(headers), **body)

        return self._portal.call(ask)

    def token(self) -> str:
        """Return a token that was waited with."""
        token: str = self.ask("GET", "/submissions/form").json()["token"]
        self._clock.ahead += timedelta(seconds=4)
        return token

    def send(
        self,
        proposal: Mapping[str, Any],
        *,
        email: str = "",
        key: str = "",
        headers: Mapping[str, str] = _NO_HEADERS,
        **others: Any,  # noqa: ANN401
    ) -> httpx.Response:
        body = {"token": self.token(), "proposal": proposal, "contact": {"email": email, "tell_me": bool(email)}}
        own = {"Idempotency-Key": key or f"contributor-key-{next(self._keys):06}", **headers}
        return self.ask("POST", "/submissions", headers=own, json=body | others)

    def follow(self, secret: str, method: str = "GET", path: str = "/receipt", **body: Any) -> httpx.Response:  # noqa: ANN401
        return self.ask(method, path, headers={"Authorization": f"Bearer {secret}"}, **body)


def new(**cells: str) -> dict[str, Any]:
    return {"kind": "new", "initiative": {"name": "Oslo makers' badges", "city": "Oslo", "country": "NO"} | cells}
