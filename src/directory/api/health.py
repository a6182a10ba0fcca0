"""Readiness: whether pages can be served."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from directory.api.problems import problem
from directory.api.services import Services
from directory.model.errors import TryLater

_NEVER_KEPT: Final = {"Cache-Control": "no-store"}


def health_route(services: Services) -> Route:
    """Return `/healthz`: 200 once there is a snapshot to serve pages from, 503 with `Retry-After` before."""

    async def healthz(_request: Request) -> Response:
        try:
            version = services.catalogue.version
        except TryLater:
            return problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                detail="The directory is being loaded; try again in a moment.",
                headers={"Retry-After": "1"},
            )
        return JSONResponse({"status": "ready", "version": version}, headers=_NEVER_KEPT)

    return Route("/healthz", healthz, methods=["GET"])
