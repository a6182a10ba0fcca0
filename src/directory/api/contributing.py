"""The shapes of contributing: what is sent, what is answered, and how one becomes the other."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from directory.api.schemas import Answer, Item
from directory.formats.json_item import item
from directory.model.entry import Entry, Position
from directory.model.fields import Text
from directory.model.initiative import Initiative
from directory.model.issues import Severity
from directory.model.link import Link
from directory.model.submission import REVISION_LIMIT, Proposal, ProposedLink, State, SubmissionKind
from directory.model.vocabularies import Precision
from directory.model.web_links import WebLink, web_link
from directory.services.checking import PROPOSED, Checked
from directory.services.receipt import Act, Followed
from directory.services.submit import Receipt
from directory.store.directory import Stored


class Form(Answer):
    """What a submission needs beside its content."""

    token: str
    """Good for one submission within 24 hours."""
    wait_s: int
    """Seconds from now before which it is refused: nobody fills the form in faster."""
    mail: bool
    """Whether contributors can be told by e-mail."""


class Row(Answer):
    """What a correction starts from."""

    row: dict[str, str]
    revision: int
    """To be sent back as `base_revision`."""
    links: list[ProposedLink]


class Finding(Answer):
    """One thing wrong, or likely wrong, with a proposal."""

    code: str
    key: str
    """Dotted: `initiative.name`, `links.0.other_id`."""
    hint: str
    severity: Severity


class Place(Answer):
    """Where a proposal would be drawn."""

    latitude: float
    longitude: float
    precision: Precision
    note: str


class LikelyDouble(Answer):
    """A published entry that may be the same, and why."""

    id: str
    name: str
    organisation: str
    place: str
    reasons: list[str]


class Difference(Answer):
    """One column that would change; both sides in words."""

    column: str
    label: str
    before: str
    after: str


class CheckAnswer(Answer):
    """What was found about a proposal."""

    issues: list[Finding]
    item: Item | None
    """As it would be published, under a preliminary id."""
    archived_link: WebLink | None
    """How the archived copy may be shown."""
    position: Place | None
    doubles: list[LikelyDouble]
    difference: list[Difference]


class ReceiptGiven(Answer):
    """The acknowledgement of a submission."""

    number: int | None
    state: State
    receipt: str
    """The secret with which to follow it; shown only here."""
    path: str
    """The page that shows it."""


class ReceiptState(Answer):
    """Where a submission stands."""

    number: int
    kind: SubmissionKind
    state: State
    state_words: str
    received_at: str
    place_in_queue: int | None
    question: str
    answer: str
    outcome_words: str
    reason_words: str
    words: str
    entry_id: str
    target: str
    proposal: Proposal
    has_contact: bool
    may: list[Act]
    version: int


class Versioned(BaseModel):
    """A change to a submission as it was seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[int, Field(ge=1, le=REVISION_LIMIT)]


class Edit(Versioned):
    """Another proposal instead."""

    proposal: Proposal


class Reply(Versioned):
    """An answer to the curator's question."""

    answer: Text


def row(stored: Stored, links: Sequence[Link]) -> dict[str, Any]:
    """Return what a correction starts from."""
    cells = stored.initiative.to_row()
    return {
        "row": {column: cells[column] for column in PROPOSED},
        "revision": stored.revision,
        "links": [_proposed(link, stored.initiative.id) for link in links],
    }


def _proposed(link: Link, own_id: str) -> dict[str, str]:
    cells = link.to_row()
    is_out = link.source_id == own_id
    ends = {"other_id": cells["target_id" if is_out else "source_id"], "direction": "out" if is_out else "in"}
    return ends | {name: cells[name] for name in ("relation", "since", "until", "evidence")}


def checked(found: Checked) -> dict[str, Any]:
    """Return what was found about a proposal."""
    return {
        "issues": [
            {"code": each.code, "key": each.column, "hint": each.hint, "severity": each.severity}
            for each in found.issues
        ],
        "item": _item(found.initiative, found.position, found.links) if found.initiative else None,
        "archived_link": _link(found.initiative.archived_url) if found.initiative else None,
        "position": _place(found.position) if found.position else None,
        "doubles": [
            {name: value for name, value in asdict(double).items() if name != "score"} for double in found.doubles
        ],
        "difference": [asdict(change) for change in found.difference],
    }


def _item(initiative: Initiative, position: Position | None, links: Sequence[Link]) -> dict[str, Any]:
    return item(Entry(initiative=initiative, position=position, links=tuple(links)))


def _link(address: str) -> dict[str, Any] | None:
    return web_link(address).model_dump(mode="json") if address else None


def _place(position: Position) -> dict[str, Any]:
    point = position.coordinates.model_dump()
    return {**point, "precision": position.precision, "note": position.note}


def given(receipt: Receipt) -> dict[str, Any]:
    """Return the acknowledgement of a submission."""
    path = f"/receipt?key={receipt.secret}"
    return {"number": receipt.number, "state": receipt.state, "receipt": receipt.secret, "path": path}


def followed(found: Followed) -> dict[str, Any]:
    """Return where a submission stands; nothing of the contact but that there is one."""
    submission = found.submission
    return {
        "number": submission.number,
        "kind": submission.kind,
        "state": submission.state,
        "state_words": found.state_words,
        "received_at": submission.received_at,
        "place_in_queue": found.place_in_queue,
        "question": submission.question,
        "answer": submission.answer,
        "outcome_words": found.outcome_words,
        "reason_words": found.reason_words,
        "words": submission.words,
        "entry_id": submission.entry_id,
        "target": submission.target_id,
        "proposal": submission.proposal.model_dump(mode="json"),
        "has_contact": found.has_contact,
        "may": list(found.may),
        "version": submission.version,
    }
