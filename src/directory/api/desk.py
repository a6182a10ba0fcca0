"""What the curators' desk asks. Each use case looks up on every action what the actor may; here is only the way in."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from directory.api import desk_wire as wire
from directory.api.problems import MEDIA_TYPE, problem
from directory.api.query import query_pairs
from directory.api.sessions import OwnOrigin, SignedInActor, actor_of
from directory.model.criteria import TEXT_LIMIT, Criteria
from directory.model.errors import InputRejected
from directory.model.fields import Text
from directory.model.submission import LINK_LIMIT, REVISION_LIMIT, ProposedLink, State, SubmissionKind
from directory.model.text import has_controls
from directory.services import accounts, bulk, decide, entries, gaps, review, undo
from directory.services.accept import Edits, accept
from directory.services.conflicts import ChangedMeanwhile
from directory.services.decide import Pick
from directory.services.permission import Actor
from directory.services.ports import Curating
from directory.services.said import rejected

_LAST_PAGE: Final = 1_000_000
Id = Annotated[str, Field(max_length=80, pattern="^[a-z0-9-]*$")]
Number = Annotated[int, Path(ge=1, le=REVISION_LIMIT)]
EntryId = Annotated[str, Path(max_length=80, pattern="^[a-z0-9-]+$")]
PageNumber = Annotated[int, Query(ge=1, le=_LAST_PAGE)]
Position = Annotated[int, Field(ge=1, le=REVISION_LIMIT)]
Who = Annotated[Actor, Depends(actor_of)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Seen(_Body):
    """A submission as the curator saw it."""

    version: Position


class Accepting(Seen):
    """What a curator wants otherwise than it was sent."""

    row: Mapping[str, Text] | None = None
    current_revision: Annotated[int, Field(ge=0, le=REVISION_LIMIT)] | None = None
    links: Annotated[tuple[ProposedLink, ...], Field(max_length=LINK_LIMIT)] | None = None
    id: Id = ""
    words: Text = ""


class Declining(Seen):
    """Why it is declined."""

    reason: Text
    words: Text = ""


class Asking(Seen):
    """What the contributor is asked."""

    question: Text


class Merging(Seen):
    """Into which entry it goes."""

    into: Id


class Picked(_Body):
    """One of many submissions."""

    number: Position
    version: Position


class DecliningMany(_Body):
    """Many submissions, one reason."""

    items: Annotated[tuple[Picked, ...], Field(max_length=decide.AT_ONCE)]
    reason: Text
    words: Text = ""


class Undoing(_Body):
    """Which decisions are taken back, in this order: all or none."""

    decisions: Annotated[tuple[Position, ...], Field(min_length=1, max_length=decide.AT_ONCE)]


class MergingEntries(_Body):
    """Into which entry an entry goes."""

    into: Id


class Standing(_Body):
    """What stands where in the ledger: a state, or a check."""

    position: Position


class BulkEditing(_Body):
    """One field, one value, all entries that match."""

    query: Text
    column: Text
    value: Text
    apply: bool = False
    version: Text = ""


def create_desk_router(services: Curating) -> APIRouter:
    """Build the addresses; they are for our own pages, and no part of the documented API."""
    first = [Depends(OwnOrigin(services)), Depends(SignedInActor(services))]
    router = APIRouter(include_in_schema=False, dependencies=first)
    _add_queue(router, services)
    _add_decisions(router, services)
    _add_entries(router, services)
    return router


def _answer(value: object) -> Response:
    return JSONResponse(value, headers={"Cache-Control": "no-store"})


def _add_queue(router: APIRouter, services: Curating) -> None:
    @router.get("/me")
    def me(actor: Who) -> Response:
        account = accounts.who(services.store, actor)
        return _answer({"name": account.name, "role": account.role})

    @router.get("/queue")
    def queue(
        actor: Who,
        *,
        state: Annotated[list[State] | None, Query()] = None,
        kind: Annotated[list[SubmissionKind] | None, Query()] = None,
        q: Annotated[Text, Query(max_length=TEXT_LIMIT)] = "",
        page: PageNumber = 1,
    ) -> Response:
        if has_controls(q):
            raise rejected("control-character", "q", "remove control characters")
        asked = review.Asked(states=tuple(state or ()), kinds=tuple(kind or ()), text=q, page=page)
        return _answer(wire.queue_page(review.queue(services, actor, asked)))

    @router.get("/submissions/{number}")
    def submission(actor: Who, number: Number) -> Response:
        return _answer(wire.review(review.look(services, actor, number), services.catalogue))


def _add_decisions(router: APIRouter, services: Curating) -> None:
    @router.post("/submissions/{number}/accept")
    def accept_one(actor: Who, number: Number, body: Accepting) -> Response:
        edits = Edits(body.row, body.current_revision, body.links, body.id, body.words)
        return _answer(wire.decided(accept(services, actor, Pick(number, body.version), edits=edits)))

    @router.post("/submissions/{number}/decline")
    def decline(actor: Who, number: Number, body: Declining) -> Response:
        pick = Pick(number, body.version)
        return _answer(wire.decided(decide.decline(services, actor, pick, reason=body.reason, words=body.words)))

    @router.post("/submissions/{number}/ask")
    def ask(actor: Who, number: Number, body: Asking) -> Response:
        return _answer(wire.decided(decide.ask(services, actor, Pick(number, body.version), question=body.question)))

    @router.post("/submissions/{number}/merge")
    def merge(actor: Who, number: Number, body: Merging) -> Response:
        return _answer(wire.decided(decide.merge(services, actor, Pick(number, body.version), into=body.into)))

    @router.post("/decline")
    def decline_many(actor: Who, body: DecliningMany) -> Response:
        picks = [Pick(item.number, item.version) for item in body.items]
        done = decide.decline_many(services, actor, picks, reason=body.reason, words=body.words)
        return _answer({"done": done.done, "conflicts": done.conflicts, "decisions": done.decisions})

    @router.post("/undo")
    def take_back(actor: Who, body: Undoing) -> Response:
        return _answer(wire.decided(undo.undo_all(services, actor, decisions=body.decisions)[-1]))


def _add_entries(router: APIRouter, services: Curating) -> None:
    @router.post("/entries/{entry}/check")
    def check(actor: Who, entry: EntryId) -> Response:
        return _answer(wire.entry_done(entries.check_entry(services, actor, entry)))

    @router.post("/entries/{entry}/uncheck")
    def uncheck(actor: Who, entry: EntryId, body: Standing) -> Response:
        undo.uncheck(services, actor, entry, position=body.position)
        return _answer({"entry_id": entry})

    @router.post("/entries/{entry}/merge")
    def merge_entries(actor: Who, entry: EntryId, body: MergingEntries) -> Response:
        return _answer(wire.entry_done(entries.merge_entries(services, actor, entry, into=body.into)))

    @router.post("/entries/{entry}/rollback")
    def roll_back(actor: Who, entry: EntryId, body: Standing) -> Response:
        return _answer(wire.entry_done(entries.roll_back(services, actor, entry, position=body.position)))

    @router.post("/bulk")
    def edit_many(actor: Who, body: BulkEditing) -> Response:
        edit = bulk.Edit(_criteria(body.query), body.column, body.value)
        if body.apply:
            return _answer(wire.bulk(bulk.apply(services, actor, edit, version=body.version)))
        return _answer(wire.bulk(bulk.preview(services, actor, edit)))

    @router.get("/doubles")
    def doubles(actor: Who, page: PageNumber = 1) -> Response:
        return _answer(wire.pair_page(gaps.doubles(services, actor, page=page)))

    @router.get("/gaps")
    def gap_list(actor: Who, kind: gaps.Gap = gaps.Gap.NO_PLACE, page: PageNumber = 1) -> Response:
        return _answer(wire.gap_page(gaps.gaps(services, actor, kind, page=page)))


def _criteria(query: str) -> Criteria:
    """Read the query of an address of Explore. Raises InputRejected for wrong values: they would widen the set."""
    criteria, issues = Criteria.from_query(query_pairs(query.removeprefix("?").encode()))
    if issues:
        raise InputRejected("the query has wrong values", issues=issues)
    return criteria


def install_desk_handlers(app: FastAPI) -> None:
    """Answer what only the desk is told: what changed meanwhile, and that there is no such submission."""
    app.add_exception_handler(ChangedMeanwhile, _on_changed)
    app.add_exception_handler(review.NoSuchSubmission, _on_no_submission)


async def _on_changed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ChangedMeanwhile)  # noqa: S101  # Starlette chooses the handler by the class
    told = json.loads(bytes(problem(HTTPStatus.CONFLICT).body)) | {"changed": wire.changes(error.changed)}
    return JSONResponse(told, HTTPStatus.CONFLICT, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)


async def _on_no_submission(_request: Request, _error: Exception) -> Response:
    return problem(HTTPStatus.NOT_FOUND, detail="There is no submission of this number.")
