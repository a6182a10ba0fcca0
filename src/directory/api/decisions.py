"""Decisions in the open and the history of a record, for everybody; nothing of who proposed."""

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from directory.api.contributing import Difference
from directory.api.openapi import PROBLEM
from directory.api.schemas import Answer
from directory.services.decisions import Decision, Wanted, decisions
from directory.services.history import Step, history_of
from directory.services.ports import Contributing

_LAST_PAGE: Final = 1_000_000
_WORD: Final = "^[a-z-]*$"
Word = Annotated[str, Query(max_length=40, pattern=_WORD)]
Id = Annotated[str, Query(max_length=80, pattern="^[a-z0-9-]*$", description="an initiative's id")]


class DecidedEntry(Answer):
    """The entry a decision was about."""

    id: str
    name: str


class DecisionItem(Answer):
    """One decision."""

    number: int | None
    """The submission's; null when curators acted without one."""
    position: int
    """Its place in the ledger."""
    date: str
    kind: str
    """new, correction, removal or report; edit, merge or rollback without a submission."""
    entry: DecidedEntry | None
    """null for a new one that was declined, and for many entries at once."""
    outcome: str
    outcome_words: str
    reason: str
    reason_words: str
    words: str
    author: str
    """curator or admin."""


class DecisionList(Answer):
    """One page of decisions, the newest first."""

    total: int
    page: int
    """Never beyond `pages`."""
    pages: int
    items: list[DecisionItem]


class HistoryStep(Answer):
    """One change of a record."""

    position: int
    at: str
    author: str
    """file, contributor, curator, admin or system."""
    words: str
    difference: list[Difference]
    is_state: bool
    """Whether the record as a whole stands at this position."""


class History(Answer):
    """Every change of a record, the newest first."""

    items: list[HistoryStep]


def create_decisions_router(services: Contributing) -> APIRouter:
    """Build the addresses; whoever mounts them chooses the prefix."""
    router = APIRouter(responses=PROBLEM)

    @router.get(
        "/decisions", response_model=DecisionList, openapi_extra={"x-example": "/v1/decisions?outcome=accepted"}
    )
    def decision_list(
        kind: Word = "",
        outcome: Word = "",
        entry: Id = "",
        page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1,
    ) -> Response:
        """What was decided about submissions, and why, the newest first."""
        found = decisions(services, Wanted(kind=kind, outcome=outcome, entry=entry, page=page))
        items = [_item(decision) for decision in found.items]
        return _answer({"total": found.total, "page": found.page, "pages": found.pages, "items": items})

    @router.get(
        "/initiatives/{id}/history",
        response_model=History,
        openapi_extra={"x-example": "/v1/initiatives/chicago-city-of-learning/history"},
    )
    def history(id: Annotated[str, Path(max_length=80, pattern="^[a-z0-9-]+$")]) -> Response:  # noqa: A002
        """Every change of an initiative, with what differs, the newest first."""
        return _answer({"items": [_step(step) for step in history_of(services, id)]})

    return router


def _answer(value: object) -> Response:
    return JSONResponse(value, headers={"Cache-Control": "no-cache"})


def _item(decision: Decision) -> dict[str, object]:
    cells = asdict(decision)
    id_, name = cells.pop("entry_id"), cells.pop("entry_name")
    return {**cells, "entry": {"id": id_, "name": name} if id_ else None}


def _step(step: Step) -> dict[str, object]:
    return asdict(step)
