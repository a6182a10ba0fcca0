"""Signing in and out: `POST /signin`, `/signin/oidc` and `/signout`, beside the page that asks."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from directory.api.body_limit import BodyLimit
from directory.api.client_address import client_address
from directory.api.problems import UnforeseenErrors, install_handlers
from directory.api.sessions import OwnOrigin, SignedInActor, drop_session, keep_session, session_secret
from directory.services import accounts, handover
from directory.services.accounts import SignedIn
from directory.services.permission import Actor
from directory.services.ports import Curating

_BODY_LIMIT: Final = 16_384
"""Bytes; a password of the greatest length fits, however it is encoded."""
_PATHS: Final = ("/signin", "/signin/oidc", "/signout")


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Credentials(_Body):
    """What somebody typed."""

    name: Annotated[str, Field(max_length=_BODY_LIMIT)]
    password: Annotated[str, Field(max_length=_BODY_LIMIT)]


class Code(_Body):
    """What the page made of an identity provider's word."""

    code: Annotated[str, Field(max_length=_BODY_LIMIT)]


class SignOut(_Body):
    """Which sessions end."""

    everywhere: bool = False


def signin_routes(services: Curating) -> list[BaseRoute]:
    """Return the routes that begin and end sessions; the page at `/signin` is asked by GET and stands elsewhere."""
    app = _application(services)
    return [Route(path, app, methods=["POST"]) for path in _PATHS]


def _application(services: Curating) -> FastAPI:
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(OwnOrigin(services))],
        middleware=[Middleware(UnforeseenErrors), Middleware(BodyLimit, limit=_BODY_LIMIT)],
    )
    install_handlers(app)

    @app.post("/signin")
    def sign_in(request: Request, credentials: Credentials) -> Response:
        return _begun(
            request,
            accounts.sign_in(
                services.store,
                credentials.name,
                credentials.password,
                address=client_address(request, services.settings),
                previous=session_secret(request),
            ),
        )

    @app.post("/signin/oidc")
    def sign_in_by_code(request: Request, body: Code) -> Response:
        return _begun(request, handover.redeem(services.store, body.code, previous=session_secret(request)))

    @app.post("/signout")
    def sign_out(
        request: Request,
        actor: Annotated[Actor, Depends(SignedInActor(services))],
        body: SignOut = SignOut(),  # noqa: B008  # frozen
    ) -> Response:
        if body.everywhere:
            accounts.sign_out_everywhere(services.store, actor)
        else:
            accounts.sign_out(services.store, session_secret(request))
        response = Response(status_code=HTTPStatus.NO_CONTENT)
        drop_session(request, response)
        return response

    return app


def _begun(request: Request, signed_in: SignedIn) -> Response:
    response = JSONResponse({"name": signed_in.name, "role": signed_in.role}, headers={"Cache-Control": "no-store"})
    keep_session(request, response, signed_in.secret)
    return response
