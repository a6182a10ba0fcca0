"""A browser at the desk: keeps its cookies, and says where its requests come from as browsers do."""

from collections.abc import Mapping
from typing import Final

import httpx
from anyio.from_thread import BlockingPortal
from desk_bench import PASSWORD, Bench
from starlette.applications import Starlette

from directory.api import api_routes
from directory.api.sessions import COOKIE
from directory.api.signin import signin_routes
from directory.services.permission import Actor

SITE: Final = "http://directory.test"
_OWN: Final[Mapping[str, str]] = {"Origin": SITE}


class DeskBrowser:
    """Asks the API of a bench as the pages of the directory do."""

    def __init__(self, portal: BlockingPortal, bench: Bench, *, address: str = SITE) -> None:
        """Begin without cookies."""
        app = Starlette(routes=[*api_routes(bench.services), *signin_routes(bench.services)])
        self._portal = portal
        self._bench = bench
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("192.0.2.1", 1))
        self.client = httpx.AsyncClient(transport=transport, base_url=address, trust_env=False)

    def get(self, path: str) -> httpx.Response:
        """Ask for something."""
        return self._portal.call(self.client.get, path)

    def post(
        self, path: str, body: object = None, *, headers: Mapping[str, str] = _OWN, content: bytes | None = None
    ) -> httpx.Response:
        """Send JSON, or other content."""

        async def send() -> httpx.Response:
            if content is not None:
                return await self.client.post(path, content=content, headers=dict(headers))
            return await self.client.post(path, json=body if body is not None else {}, headers=dict(headers))

        return self._portal.call(send)

    def enter(self, actor: Actor) -> None:
        """Have a session without signing in."""
        self.client.cookies.set(COOKIE, self._bench.session(actor), domain="directory.test")

    def sign_in(self, name: str = "Cora", password: str = PASSWORD) -> httpx.Response:
        """Sign in with name and password."""
        return self.post("/signin", {"name": name, "password": password})
