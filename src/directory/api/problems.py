"""Errors as `application/problem+json` (RFC 9457), without repeating the input and without internals."""

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from directory.model.errors import Conflict, InputRejected, NotAllowed, NotFound, NotSignedIn, TooMany, TryLater
from directory.model.issues import Issue, excerpt

MEDIA_TYPE: Final = "application/problem+json"
_log = logging.getLogger(__name__)

_DETAILS: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read as it is; `issues` says where and how to mend it.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address; /api/docs lists what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address can only be read; use GET or HEAD.",
    HTTPStatus.CONFLICT: "This has changed since it was read; read it again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "A part that is needed does not answer now; try again in a moment.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "This went wrong on our side. Try again later; tell the operator the incident.",
}


class ProblemIssue(BaseModel):
    """One thing wrong with the request."""

    model_config = ConfigDict(frozen=True)

    code: str
    key: str
    """The parameter, or empty when it is the request as a whole."""
    hint: str


class Problem(BaseModel):
    """Why a request was not answered."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    issues: tuple[ProblemIssue, ...] = ()
    incident: str = ""
    """Under which the operator finds the error in the log; empty unless it is ours."""


def problem(
    status: int,
    *,
    detail: str = "",
    issues: Sequence[ProblemIssue] = (),
    incident: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Build the answer to a request that failed; an empty detail is filled by the status."""
    phrase = HTTPStatus(status).phrase
    body = Problem(
        title=phrase,
        status=status,
        detail=detail or _DETAILS.get(status, f"{phrase}."),
        issues=tuple(issues),
        incident=incident,
    )
    text = json.dumps({"type": body.type} | body.model_dump(exclude_defaults=True), ensure_ascii=False)
    return Response(text, status, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", **(headers or {})})


def without_input(issues: Sequence[Issue]) -> tuple[ProblemIssue, ...]:
    """Keep where and how to mend it, and leave out what was sent."""
    return tuple(ProblemIssue(code=issue.code, key=issue.column, hint=issue.hint) for issue in issues)


def install_handlers(app: FastAPI) -> None:
    """Answer every error that the application raises on purpose as a problem."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(InputRejected, _on_rejected)
    app.add_exception_handler(NotSignedIn, _on_not_signed_in)
    app.add_exception_handler(NotAllowed, _on_not_allowed)
    app.add_exception_handler(TooMany, _on_too_many)
    app.add_exception_handler(NotFound, _on_not_found)
    app.add_exception_handler(Conflict, _on_conflict)
    app.add_exception_handler(TryLater, _on_try_later)


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # Starlette chooses the handler by the class
    # Starlette's own detail is the status phrase; ours is a sentence.
    own = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    return problem(error.status_code, detail=own, headers=error.headers)


async def _on_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    issues = [
        ProblemIssue(code=found["type"].replace("_", "-"), key=_key(found["loc"]), hint=found["msg"])
        for found in error.errors()
    ]
    return problem(HTTPStatus.BAD_REQUEST, issues=issues)


def _key(place: Sequence[int | str]) -> str:
    """Name a place in what was sent as its sender does: dotted, and from the proposal on where there is one."""
    return ".".join(excerpt(part) for part in place[1:]).removeprefix("proposal.")


async def _on_rejected(_request: Request, error: Exception) -> Response:
    assert isinstance(error, InputRejected)  # noqa: S101
    return problem(HTTPStatus.BAD_REQUEST, issues=without_input(error.issues))


async def _on_not_signed_in(_request: Request, error: Exception) -> Response:
    return problem(HTTPStatus.UNAUTHORIZED, detail=_sentence(error))


async def _on_not_allowed(_request: Request, error: Exception) -> Response:
    return problem(HTTPStatus.FORBIDDEN, detail=_sentence(error))


async def _on_too_many(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TooMany)  # noqa: S101
    return problem(HTTPStatus.TOO_MANY_REQUESTS, detail=_sentence(error), headers=_retry_after(error.retry_after_s))


async def _on_not_found(_request: Request, _error: Exception) -> Response:
    return problem(
        HTTPStatus.NOT_FOUND,
        detail="There is no initiative with this id. Ids are lower-case, like chicago-city-of-learning; "
        "search with /api/v1/initiatives?q=",
    )


async def _on_conflict(_request: Request, _error: Exception) -> Response:
    return problem(HTTPStatus.CONFLICT)


async def _on_try_later(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TryLater)  # noqa: S101
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, headers=_retry_after(error.retry_after_s))


def _retry_after(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, round(seconds)))}


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."


class UnforeseenErrors:
    """ASGI middleware: an error nobody expected is logged under an incident id and answered with that id.

    Starlette's own catch-all stands outside of all middleware, so its answer would lack their headers. When the
    answer has already begun the error is raised again, which breaks the connection off: a truncated download must
    not look complete.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application that routes and answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            incident = secrets.token_hex(4)
            _log.exception("incident %s at %r", incident, scope.get("path", ""))
            if begun:
                raise
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR, incident=incident)(scope, receive, send)
