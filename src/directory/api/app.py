"""The API as one application, to be mounted under `/api`; a mounted application's own lifespan does not run."""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from directory import __version__
from directory.api.body_limit import BodyLimit
from directory.api.decisions import create_decisions_router
from directory.api.desk import create_desk_router, install_desk_handlers
from directory.api.docs import STYLES, docs_page
from directory.api.health import health_route
from directory.api.http import HeadLikeGet, Revision
from directory.api.openapi import install_document
from directory.api.problems import UnforeseenErrors, install_handlers
from directory.api.services import Services
from directory.api.submissions import create_submissions_router
from directory.api.v1 import create_router

MOUNT: Final = "/api"
_COMPRESSION: Final = 6
"""Of 9: a large download is as small within some percent, in a third of the time."""
_BODY_LIMIT: Final = 262_144
"""Bytes that a request may send."""
_SMALL: Final = 500
"""Bytes up to which an answer is not compressed."""


def api_routes(services: Services) -> list[BaseRoute]:
    """Return everything that machines ask: `/healthz`, `/api` (leads to the documentation) and what is below it."""
    return [health_route(services), Route(MOUNT, _to_docs, methods=["GET"]), Mount(MOUNT, create_api(services))]


def create_api(services: Services) -> FastAPI:
    """Build the API on these services."""
    app = FastAPI(
        title="Linked Initiatives",
        version=__version__,
        description="The world's map and directory of Open Badges initiatives, for machines. No key "
        "needed; what is submitted is published when a curator has accepted it.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        middleware=[
            Middleware(HeadLikeGet),
            # Public and without credentials: any page may read it, and none of another site may change anything.
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD"],
                allow_headers=["If-None-Match"],
                expose_headers=["ETag", "Content-Disposition"],
            ),
            # Streamlit's own compression, around everything, leaves alone what is compressed already.
            Middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=_COMPRESSION),
            Middleware(UnforeseenErrors),
            Middleware(BodyLimit, limit=_BODY_LIMIT),
        ],
    )
    install_handlers(app)
    install_desk_handlers(app)
    install_document(app)
    app.include_router(create_router(services), prefix="/v1")
    app.include_router(create_submissions_router(services), prefix="/v1")
    app.include_router(create_decisions_router(services), prefix="/v1")
    app.include_router(create_desk_router(services), prefix="/v1/desk")
    _add_docs(app)
    return app


def _add_docs(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        page = docs_page(app.openapi(), root=request.scope.get("root_path", ""))
        return Revision(request, page).answer(lambda: HTMLResponse(page))

    @app.get("/docs.css", include_in_schema=False)
    def styles(request: Request) -> Response:
        return Revision(request, STYLES).answer(lambda: Response(STYLES, media_type="text/css"))

    @app.get("/", include_in_schema=False)
    def start() -> Response:
        return RedirectResponse("docs", HTTPStatus.TEMPORARY_REDIRECT)


async def _to_docs(_request: Request) -> Response:
    # Relative, so that it holds below a base path as well.
    return RedirectResponse(MOUNT.removeprefix("/") + "/docs", HTTPStatus.TEMPORARY_REDIRECT)
