"""A submission: a proposed new entry, correction or removal, or a report of a problem."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from directory.model.fields import Text

MESSAGE_LIMIT: Final = 4_000
"""Characters of a message, question, answer or reason."""
LINK_LIMIT: Final = 30
"""How many links to other entries one submission may propose."""


REVISION_LIMIT: Final = 2**53 - 1
"""The greatest whole number that JSON carries exactly everywhere."""


class SubmissionKind(StrEnum):
    """What a submission asks for."""

    NEW = "new"
    CORRECTION = "correction"
    REMOVAL = "removal"
    REPORT = "report"


class State(StrEnum):
    """Where a submission stands."""

    RECEIVED = "received"
    WAITING = "waiting"
    """A curator has asked; the contributor's answer brings it back to received."""
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


OPEN: Final = frozenset({State.RECEIVED, State.WAITING})
"""The states in which a submission can still change."""


class DeclineReason(StrEnum):
    """Why a curator declined; the public reads it."""

    DOUBLE = "double"
    NO_SOURCE = "no-source"
    NOT_OPEN_BADGES = "not-open-badges"
    NOT_TRUE = "not-true"
    ADVERTISING = "advertising"
    SPAM = "spam"
    OTHER = "other"


REASON_WORDS: Final = {
    DeclineReason.DOUBLE: "It is in the directory already",
    DeclineReason.NO_SOURCE: "No source could be found",
    DeclineReason.NOT_OPEN_BADGES: "It does not work with Open Badges",
    DeclineReason.NOT_TRUE: "What it says is not borne out by its sources",
    DeclineReason.ADVERTISING: "It advertises rather than informs",
    DeclineReason.SPAM: "Spam",
    DeclineReason.OTHER: "Another reason",
}


class ProposedLink(BaseModel):
    """A link between the proposed entry and one that is published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    relation: Text
    other_id: Text
    direction: Text = "out"
    """`out`: from the proposed entry to the other; `in`: the other way round."""
    since: Text = ""
    until: Text = ""
    evidence: Text = ""


class Proposal(BaseModel):
    """What a contributor sends, as text; `services.submit` checks it by the model's own rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: SubmissionKind
    target: Text = ""
    """The entry that a correction, removal or report is about."""
    base_revision: Annotated[int, Field(ge=0, le=REVISION_LIMIT)] = 0
    """The entry's revision that the contributor saw; 0 for a new one."""
    initiative: dict[Text, Text] = {}
    """Cells by column, as in data/initiatives.csv, without id, added and updated; a correction states all of them."""
    links: tuple[ProposedLink, ...] = ()
    """For a new entry all its links; for a correction the links to add."""
    message: Text = ""
    """How the contributor knows, or what is wrong."""
