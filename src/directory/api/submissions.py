"""Contributing: what a form starts from, checking, submitting, and following by receipt."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from directory.api import contributing as shapes
from directory.api.client_address import client_address, trusted_networks
from directory.api.openapi import PROBLEM
from directory.model.errors import Conflict, NotFound, TryLater
from directory.model.submission import Proposal
from directory.services import receipt as receipts
from directory.services.form_token import WAIT, issue_token
from directory.services.limits import Throttle
from directory.services.ports import Contributing
from directory.services.submit import Sending, check, submit
from directory.store import directory as published

CHECKS_PER_MINUTE: Final = 60
_NOT_SAVED: Final = "Not saved. Nothing you typed is lost; try again."
_NO_RECEIPT: Final = "There is no receipt with this secret. Open the link exactly as you were given it."
_OTHER_CONTENT: Final = "This Idempotency-Key came with another proposal before; make a new key for each submission."
_bearer: Final = HTTPBearer(auto_error=False, description="the secret of a receipt")

Key = Annotated[
    str,
    Header(alias="Idempotency-Key", description="made once for each submission: 16 to 64 of A-Z a-z 0-9 - _"),
]


def json_only(request: Request) -> None:
    """Refuse what a page of another site could send without asking first. Raises HTTPException 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, as application/json.")


def bearer(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """Return the secret of a receipt from the header; empty without one."""
    return credentials.credentials if credentials else ""


Secret = Annotated[str, Depends(bearer)]
_JSON: Final = [Depends(json_only)]


def create_submissions_router(services: Contributing) -> APIRouter:
    """Build the addresses; whoever mounts them chooses the prefix."""
    trusted_networks(services.settings.trusted_proxies)  # a wrong setting shows at the start
    router = APIRouter(responses=PROBLEM)
    _add_form(router, services)
    _add_submissions(router, services)
    _add_receipt(router, services)
    return router


def _add_form(router: APIRouter, services: Contributing) -> None:
    @router.get("/submissions/form", response_model=shapes.Form, openapi_extra={"x-example": "/v1/submissions/form"})
    def form() -> Response:
        """What a submission needs beside its content: a token that is good for one, and how long to wait with it."""
        token = issue_token(services.store)
        return _answer({"token": token, "wait_s": WAIT.seconds, "mail": services.settings.sends_mail})

    @router.get(
        "/initiatives/{id}/row",
        response_model=shapes.Row,
        openapi_extra={"x-example": "/v1/initiatives/chicago-city-of-learning/row"},
    )
    def row(id: str) -> Response:  # noqa: A002
        """What a correction starts from: the cells of the data file, and the revision they belong to."""
        with services.store.read() as connection:
            stored = published.get(connection, id) if id.isprintable() else None
            if stored is None:
                raise NotFound(id)
            links = published.links_of(connection, id)
        return _answer(shapes.row(stored, links))


def _add_submissions(router: APIRouter, services: Contributing) -> None:
    throttle = Throttle(most=CHECKS_PER_MINUTE, window=timedelta(minutes=1))

    @router.post("/submissions/check", response_model=shapes.CheckAnswer, dependencies=_JSON)
    def check_proposal(request: Request, proposal: Proposal) -> Response:
        """Check a proposal without sending it: what is wrong, what it would look like, and what it may double."""
        throttle.count(client_address(request, services.settings), now=services.store.now())
        return _answer(shapes.checked(check(services, proposal)))

    @router.post(
        "/submissions",
        response_model=shapes.ReceiptGiven,
        status_code=HTTPStatus.CREATED,
        responses={200: {"model": shapes.ReceiptGiven, "description": "The same was sent before; the same receipt"}},
        dependencies=_JSON,
    )
    def submit_proposal(request: Request, sending: Sending, key: Key) -> Response:
        """Submit a proposal; a curator decides. The same key with the same proposal gives the same receipt again."""
        address = client_address(request, services.settings)
        origin = "form" if request.headers.get("sec-fetch-site") == "same-origin" else "api"
        try:
            given = submit(services, sending, key=key, address=address, origin=origin)
        except Conflict:
            raise HTTPException(HTTPStatus.CONFLICT, _OTHER_CONTENT) from None
        except TryLater as error:
            raise _not_saved(error) from error
        status = HTTPStatus.CREATED if given.is_new else HTTPStatus.OK
        return _answer(shapes.given(given), status)


def _add_receipt(router: APIRouter, services: Contributing) -> None:
    @router.get("/receipt", response_model=shapes.ReceiptState)
    def follow(secret: Secret) -> Response:
        """Where a submission stands, for the holder of its receipt."""
        return _receipt(lambda: receipts.follow(services.store, secret))

    @router.put("/receipt", response_model=shapes.ReceiptState, dependencies=_JSON)
    def edit(secret: Secret, body: shapes.Edit) -> Response:
        """Replace what was proposed, while it is open."""
        return _receipt(lambda: receipts.edit(services, secret, version=body.version, proposal=body.proposal))

    @router.post("/receipt/withdraw", response_model=shapes.ReceiptState, dependencies=_JSON)
    def withdraw(secret: Secret, body: shapes.Versioned) -> Response:
        """Take a submission back, while it is open."""
        return _receipt(lambda: receipts.withdraw(services.store, secret, version=body.version))

    @router.post("/receipt/answer", response_model=shapes.ReceiptState, dependencies=_JSON)
    def answer(secret: Secret, body: shapes.Reply) -> Response:
        """Answer the curator's question."""
        return _receipt(lambda: receipts.answer(services.store, secret, version=body.version, text=body.answer))

    @router.delete("/receipt/contact", response_model=shapes.ReceiptState)
    def erase(secret: Secret) -> Response:
        """Erase the e-mail address that was left with a submission."""
        return _receipt(lambda: receipts.erase(services, secret))


def _receipt(act: Callable[[], receipts.Followed]) -> Response:
    try:
        return _answer(shapes.followed(act()))
    except NotFound:
        raise HTTPException(HTTPStatus.NOT_FOUND, _NO_RECEIPT) from None
    except TryLater as error:
        raise _not_saved(error) from error


def _not_saved(error: TryLater) -> HTTPException:
    wait = {"Retry-After": str(max(1, round(error.retry_after_s)))}
    return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, _NOT_SAVED, headers=wait)


def _answer(value: object, status: int = HTTPStatus.OK) -> Response:
    # Personal to whoever asked, and changing: never kept on the way.
    return JSONResponse(value, status, headers={"Cache-Control": "no-store"})
