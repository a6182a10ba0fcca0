"""The queue of submissions, and one of them with everything that a curator needs to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from directory.catalogue import Catalogue
from directory.catalogue.cache import Cache
from directory.model.entry import Entry, place_words
from directory.model.errors import NotFound
from directory.model.initiative import parse_initiative
from directory.model.submission import OPEN, Proposal, State, SubmissionKind
from directory.model.web_links import WebLink, web_link
from directory.services.checking import PROPOSED, Checked, check
from directory.services.compare import Change, difference
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.three_way import Merged, merge_rows
from directory.store import directory as published
from directory.store import history
from directory.store import queue as queue_
from directory.store.ledger import Kind, LedgerEntry
from directory.store.queue import Submission

ITEMS: Final = queue_.PAGE_SIZE
_COUNTED: Final = 5_000
"""How many counts of doubles are remembered."""
_AGES: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


class NoSuchSubmission(NotFound):
    """There is no submission of this number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue is wanted."""

    states: tuple[State, ...] = ()
    """Empty: those that can still change."""
    kinds: tuple[SubmissionKind, ...] = ()
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A submission as one line."""

    submission: Submission
    title: str
    place: str
    age_words: str
    doubles: int
    """How many published entries may be the same."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, the oldest first."""

    total: int
    page: int
    pages: int
    counts: Mapping[State, int]
    """Of the whole queue, whatever was asked for."""
    items: tuple[QueueItem, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A submission with everything that a decision needs."""

    submission: Submission
    title: str
    checked: Checked
    """Issues, likely doubles and position, as of now."""
    merged: Merged
    """For a correction: what acceptance would publish, and what somebody must choose."""
    proposed: Mapping[str, str]
    """The cells that the contributor wants, as the model writes them."""
    base: Mapping[str, str] | None
    """The record that the contributor saw; None for what is about no record."""
    changed_meanwhile: tuple[Change, ...]
    """How the record changed since the contributor saw it."""
    difference: tuple[Change, ...]
    """What acceptance would change, and the columns in conflict as the contributor wants them."""
    sources: tuple[WebLink, ...]
    website: WebLink | None
    has_contact: bool
    history: tuple[LedgerEntry, ...] = field(repr=False)

    @property
    def place(self) -> str:
        """Where it says it is, in words."""
        return stated_place(self.merged.row)


_doubles: Final = Cache[int](limit_bytes=_COUNTED, weigh=lambda _: 1)


def queue(services: Curating, actor: Actor, asked: Asked) -> QueuePage:
    """Return a page of the queue; a page beyond the last is the last.

    Raises:
        NotSignedIn: The actor is no curator.
    """
    page = partial(queue_.page, states=asked.states or OPEN, kinds=asked.kinds, text=asked.text)
    with services.store.read() as connection:
        permit(connection, actor)
        counts = queue_.counts(connection)
        total, found = page(connection, offset=(max(asked.page, 1) - 1) * ITEMS)
        pages = max(1, -(-total // ITEMS))
        number = min(max(asked.page, 1), pages)
        if number != max(asked.page, 1):
            _, found = page(connection, offset=(number - 1) * ITEMS)
    items = tuple(_item(services, submission) for submission in found)
    return QueuePage(total=total, page=number, pages=pages, counts=counts, items=items)


def look(services: Curating, actor: Actor, number: int) -> Review:
    """Return a submission with everything that a decision needs.

    Raises:
        NotSignedIn: The actor is no curator.
        NoSuchSubmission: There is none of this number.
    """
    with services.store.read() as connection:
        permit(connection, actor)
        submission = get(connection, number)
        has_contact = queue_.contact(connection, number) is not None
        base = seen_row(connection, submission.proposal)
        kinds = (Kind.SUBMISSION, Kind.DECISION, Kind.ERASURE)
        past = history.of_subject(connection, kinds, str(number))
    checked = check(services, submission.proposal)
    current = checked.current.initiative.to_row() if checked.current else None
    proposed = proposed_row(submission.proposal, checked)
    merged = merge_rows(base or current or {}, current or {}, proposed, columns=PROPOSED)
    if submission.kind is not SubmissionKind.CORRECTION:
        merged = Merged(row=proposed or current or {}, changed=(), conflicts=())
    return Review(
        submission=submission,
        title=_title(services.catalogue, submission),
        checked=checked,
        merged=merged,
        proposed=proposed,
        base=base,
        changed_meanwhile=tuple(difference(base, current)) if base and current else (),
        difference=_difference(submission.kind, checked, merged, proposed),
        sources=tuple(web_link(source) for source in _sources(merged.row)),
        website=web_link(merged.row["website"]) if merged.row.get("website") else None,
        has_contact=has_contact,
        history=tuple(past),
    )


def get(connection: Connection, number: int) -> Submission:
    """Return a submission, for use cases that have checked who asks.

    While it is open, what is said of an entry that was merged away counts for the one it was merged into: a report,
    and a correction of which it is known what its contributor saw. A removal does not: nobody asked to remove that one.

    Raises:
        NoSuchSubmission: There is none of this number.
    """
    submission = queue_.get(connection, number)
    if submission is None:
        raise NoSuchSubmission("there is no submission of this number")
    proposal = submission.proposal
    into = published.alias_of(connection, proposal.target) if proposal.target and submission.state in OPEN else None
    if into is None or submission.kind is SubmissionKind.REMOVAL:
        return submission
    if submission.kind is SubmissionKind.CORRECTION and seen_row(connection, proposal) is None:
        return submission
    return replace(submission, target_id=into, proposal=proposal.model_copy(update={"target": into}))


def seen_row(connection: Connection, proposal: Proposal) -> Mapping[str, str] | None:
    """Return the record that the contributor saw; None when it is not known, or there was none."""
    entry = history.entry_at(connection, proposal.base_revision) if proposal.target else None
    if entry is None or entry.kind is not Kind.INITIATIVE:
        return None
    if proposal.target not in {entry.subject, published.alias_of(connection, entry.subject)}:
        return None
    row: Mapping[str, str] | None = entry.body["row"]
    return row


def proposed_row(proposal: Proposal, checked: Checked) -> Mapping[str, str]:
    """Return the cells that a proposal wants, as the model writes them; as typed while something is wrong."""
    if checked.initiative is None:
        return dict(proposal.initiative)
    return checked.initiative.to_row()


def stated_place(row: Mapping[str, str]) -> str:
    """Return the stated place of a row in words."""
    return place_words(row.get("city", ""), row.get("region", ""), row.get("country") or None)


def _difference(
    kind: SubmissionKind, checked: Checked, merged: Merged, proposed: Mapping[str, str]
) -> tuple[Change, ...]:
    if kind is not SubmissionKind.CORRECTION or checked.current is None:
        return checked.difference
    wanted = {**merged.row, **{column: proposed[column] for column in merged.conflicts}}
    return tuple(difference(checked.current.initiative.to_row(), wanted))


def _item(services: Curating, submission: Submission) -> QueueItem:
    catalogue = services.catalogue
    place = stated_place(submission.proposal.initiative)
    if not place and (entry := _published(catalogue, submission.target_id)):
        place = entry.place
    question = (catalogue.version, submission.proposal.model_dump_json())
    return QueueItem(
        submission=submission,
        title=_title(catalogue, submission),
        place=place,
        age_words=age_words(services.store.now(), submission.received_at),
        doubles=_doubles.get(question, lambda: len(check(services, submission.proposal).doubles)),
    )


def _title(catalogue: Catalogue, submission: Submission) -> str:
    if submission.target_id:
        entry = _published(catalogue, submission.target_id)
        return entry.initiative.name if entry else submission.target_id
    return submission.proposal.initiative.get("name", "").strip() or f"Submission {submission.number}"


def _published(catalogue: Catalogue, id_: str) -> Entry | None:
    try:
        return catalogue.get(id_)
    except NotFound:
        return None


def age_words(now: datetime, at: str) -> str:
    """Say how long ago something was: "3 minutes", "2 days"."""
    age = now - datetime.fromisoformat(at)
    for seconds, word in _AGES:
        if (number := int(age.total_seconds()) // seconds) > 0:
            return f"{number} {word}" if number == 1 else f"{number} {word}s"
    return "less than a minute"


def _sources(row: Mapping[str, str]) -> tuple[str, ...]:
    initiative, _ = parse_initiative({"id": "x", "name": "x", "sources": row.get("sources", "")})
    return initiative.sources if initiative else ()
