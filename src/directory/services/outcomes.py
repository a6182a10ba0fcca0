"""What decisions came to, and what happened to a submission, in words."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from directory.model.submission import REASON_WORDS, DeclineReason
from directory.store.ledger import AuthorKind, Kind, LedgerEntry
from directory.store.queue import Event


class Outcome(StrEnum):
    """What a decision came to."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    """Accepted with changes by the curator."""
    DECLINED = "declined"
    MERGED = "merged"
    CHANGED = "changed"
    """Curators changed entries without a submission."""
    ROLLED_BACK = "rolled-back"
    UNDONE = "undone"
    """An earlier decision was taken back."""


class Direct(StrEnum):
    """What a decision without a submission was about; stands where submissions have their kind."""

    EDIT = "edit"
    MERGE = "merge"
    ROLLBACK = "rollback"


OUTCOME_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.ACCEPTED: "Accepted",
    Outcome.EDITED: "Accepted with edits",
    Outcome.DECLINED: "Declined",
    Outcome.MERGED: "Merged with another entry",
    Outcome.CHANGED: "Changed by a curator",
    Outcome.ROLLED_BACK: "An earlier state was restored",
    Outcome.UNDONE: "The decision before was taken back",
}
_EVENT_WORDS: Final[Mapping[str, str]] = {
    Event.RECEIVED: "Received",
    Event.EDITED: "Edited by the contributor",
    Event.ASKED: "A curator asked",
    Event.ANSWERED: "The contributor answered",
    Event.WITHDRAWN: "Withdrawn by the contributor",
    Event.REOPENED: "Opened again",
}


def outcome_words(outcome: str) -> str:
    """Return an outcome in words."""
    return OUTCOME_WORDS[Outcome(outcome)] if outcome in set(Outcome) else outcome


def reason_words(reason: str) -> str:
    """Return why something was declined; empty when it was not."""
    return REASON_WORDS[DeclineReason(reason)] if reason in set(DeclineReason) else reason


def event_words(entry: LedgerEntry) -> str:
    """Say what an entry of the ledger about a submission tells."""
    if entry.kind is Kind.ERASURE:
        return "The contact was erased"
    if entry.kind is Kind.DECISION:
        why = ": ".join(part for part in (reason_words(entry.body["reason"]), entry.body["words"]) if part)
        return f"{outcome_words(entry.body['outcome'])}{f' ({why})' if why else ''}"
    if entry.body["event"] == Event.WITHDRAWN and entry.author.kind is not AuthorKind.CONTRIBUTOR:
        return "Withdrawn"
    return _EVENT_WORDS.get(entry.body["event"], entry.body["event"])
