"""The session cookie, who holds it, and whether a request may change something on their behalf."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from directory.services import accounts
from directory.services.permission import Actor
from directory.services.ports import Curating

COOKIE: Final = "directory_session"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def session_secret(request: Request) -> str:
    """Return the secret in the session cookie; empty without one."""
    return request.cookies.get(COOKIE, "")


def keep_session(request: Request, response: Response, secret: str) -> None:
    """Let the browser keep a session, where no script and no other site reaches it."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(accounts.LASTS.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=_is_https(request),
    )


def drop_session(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=_is_https(request))


class OwnOrigin:
    """A dependency that refuses what another site makes a browser send."""

    def __init__(self, services: Curating) -> None:
        """Take the operator's own address from the settings."""
        self._public = urlsplit(services.settings.public_url)

    def __call__(self, request: Request) -> None:
        """Check one request. Raises HTTPException 403."""
        if request.method in _SAFE:
            return
        origin = urlsplit(request.headers.get("origin", ""))
        own = [(self._public.scheme, self._public.netloc)] if self._public.netloc else []
        # A proxy may speak https for us, so the scheme of the own host is not compared.
        own += [(scheme, request.headers.get("host", "")) for scheme in ("http", "https")]
        if not origin.netloc or (origin.scheme, origin.netloc) not in own:
            raise HTTPException(HTTPStatus.FORBIDDEN, "This may only be sent from the pages of the directory itself.")


class SignedInActor:
    """A dependency that notes who holds the session cookie; what they may is decided by the use case."""

    def __init__(self, services: Curating) -> None:
        """Ask this application's store."""
        self._services = services

    def __call__(self, request: Request) -> Actor:
        """Note and return the actor of one request; a visitor without a session."""
        actor = accounts.resolve(self._services.store, session_secret(request))
        request.state.actor = actor
        return actor


def actor_of(request: Request) -> Actor:
    """Return the actor that `SignedInActor` noted."""
    actor: Actor = request.state.actor
    return actor


def _is_https(request: Request) -> bool:
    # The origin has been checked: it is ours, as the browser sees it, whatever a proxy made of the request.
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")
