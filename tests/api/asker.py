"""Asks an ASGI application as a server would, without a network."""

from collections.abc import Mapping

import httpx
from anyio.from_thread import BlockingPortal
from starlette.types import ASGIApp

_NO_HEADERS: Mapping[str, str] = {}


class Asker:
    """Sends requests straight into an application; one event loop for all of them."""

    def __init__(self, portal: BlockingPortal, app: ASGIApp) -> None:
        self.app = app
        self._portal = portal
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://directory.test", trust_env=False)

    def get(self, address: str, *, headers: Mapping[str, str] = _NO_HEADERS) -> httpx.Response:
        return self.ask("GET", address, headers=headers)

    def ask(self, method: str, address: str, *, headers: Mapping[str, str] = _NO_HEADERS) -> httpx.Response:
        return self._portal.call(self._ask, method, address, headers)

    async def _ask(self, method: str, address: str, headers: Mapping[str, str]) -> httpx.Response:
        return await self._client.request(method, address, headers=dict(headers))
