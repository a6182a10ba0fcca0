"""Accept a submission, as it was sent or with a curator's edits, and publish what it proposes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from directory.model.errors import InputRejected
from directory.model.initiative import Initiative
from directory.model.issues import Issue
from directory.model.link import Link
from directory.model.submission import Proposal, ProposedLink, State, SubmissionKind
from directory.services import review
from directory.services.checking import PROPOSED, Checked, check
from directory.services.compare import difference
from directory.services.conflicts import ChangedMeanwhile, entry_is_gone
from directory.services.decide import Decided, Pick, Verdict, decide, still_open
from directory.services.entries import put_new_link, take_out
from directory.services.outcomes import Outcome
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.said import rejected, said
from directory.services.slugs import free_id, is_free
from directory.services.three_way import merge_rows
from directory.store import directory as published
from directory.store import history, queue
from directory.store.directory import Stored
from directory.store.people import Account
from directory.store.queue import Submission
from directory.store.store import Writing

_CONFIRMED: Final = "confirmed"
"""Stands for the contributor's message when a curator's row is checked by the rules of a correction."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a curator wants otherwise than it was sent."""

    row: Mapping[str, str] | None = None
    """Cells by column, those that a curator has set; None: as it was sent. A column that two changed and that is not
    set here stays as it is now: the curator edited with both before them."""
    current_revision: int | None = None
    """The revision of the record beside which the curator set them; needed with `row` when there is a record."""
    links: tuple[ProposedLink, ...] | None = None
    """None: as they were sent."""
    id: str = ""
    """The id of a new entry; empty: made from its name."""
    words: str = ""
    """What everybody may read about the decision."""


AS_SENT: Final = Edits()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What will be published, checked before the transaction that does it."""

    checked: Checked
    was_edited: bool

    @property
    def current(self) -> Stored | None:
        return self.checked.current


def accept(services: Curating, actor: Actor, pick: Pick, *, edits: Edits = AS_SENT) -> Decided:
    """Accept a submission and publish what it proposes.

    Only what the contributor changed is applied to the record as it is now. A report publishes nothing by itself.

    Raises:
        NotSignedIn: The actor is no curator.
        NoSuchSubmission: There is none of this number.
        ChangedMeanwhile: The submission or its record was changed meanwhile.
        InputRejected: What would be published breaks a rule, or a column was changed by two and nobody said which.
    """
    with services.store.read() as connection:
        permit(connection, actor)
        submission = still_open(connection, pick)
        base = review.seen_row(connection, submission.proposal)
        _same_record(connection, submission, edits)
    words = said(edits.words, column="words")
    plan = _planned(services, submission, edits, base)
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        submission = still_open(writing.connection, pick)
        _unchanged(writing.connection, submission, plan.current)
        entry_id = _publish(writing, account, submission, plan, id_=edits.id)
        outcome = Outcome.EDITED if plan.was_edited else Outcome.ACCEPTED
        verdict = Verdict(State.ACCEPTED, outcome, words=words, entry_id=entry_id)
        decision = decide(writing, account, submission, verdict)
        decided = Decided(decision, entry_id, queue.next_received(writing.connection, pick.number))
    services.refresh()
    return decided


def _planned(services: Curating, submission: Submission, edits: Edits, base: Mapping[str, str] | None) -> _Plan:
    """Work out what would be published, and check it by the rules of the form."""
    sent = submission.proposal
    links = sent.links if edits.links is None else edits.links
    kind = submission.kind
    if kind is SubmissionKind.NEW:
        cells = {**sent.initiative, **_proposed(edits.row or {})}
        wanted = sent.model_copy(update={"initiative": cells, "links": links})
        return _Plan(_good(services, wanted), was_edited=_stated(wanted) != _stated(sent))
    first = check(services, sent.model_copy(update={"links": ()}))
    if kind is SubmissionKind.REMOVAL or (kind is SubmissionKind.REPORT and edits.row is None):
        return _Plan(_checked(first), was_edited=False)
    current = _checked(first, but_for_what_is_proposed=True).current
    now = current.initiative.to_row() if current else {}
    row, was_edited = _merged(first, now, base or now, edits)
    wanted = Proposal(
        kind=SubmissionKind.CORRECTION,
        target=sent.target,
        base_revision=current.revision if current else 0,
        initiative=_proposed(row),
        links=links,
        message=_CONFIRMED,
    )
    return _Plan(_good(services, wanted), was_edited=was_edited or links != sent.links)


def _merged(
    first: Checked, now: Mapping[str, str], base: Mapping[str, str], edits: Edits
) -> tuple[Mapping[str, str], bool]:
    """Return the row to publish, and whether it is another than the contributor's changes alone would give."""
    if edits.row is None:
        # Somebody else may have been quicker with the same change; confirming it is a decision too.
        _refuse(tuple(issue for issue in first.errors if issue.code != "no-change"))
    proposed = first.initiative.to_row() if first.initiative else now
    merged = merge_rows(base, now, proposed, columns=PROPOSED)
    if edits.row is not None:
        row = {**merged.row, **_proposed(edits.row)}
        return row, bool(merged.conflicts) or row != merged.row
    if merged.conflicts:
        hint = "this was changed by somebody else as well; say which it is"
        issues = [Issue(code="say-which", hint=hint, column=f"row.{column}") for column in merged.conflicts]
        raise InputRejected("two changed the same", issues=issues)
    return merged.row, False


def _good(services: Curating, wanted: Proposal) -> Checked:
    """Check what would be published; links that are there by now are left out instead of being refused."""
    checked = check(services, wanted)
    there = {issue.column.split(".")[1] for issue in checked.errors if issue.code == "duplicate-link"}
    if there:
        links = tuple(link for place, link in enumerate(wanted.links) if str(place) not in there)
        checked = check(services, wanted.model_copy(update={"links": links}))
    return _checked(checked)


def _checked(checked: Checked, *, but_for_what_is_proposed: bool = False) -> Checked:
    about = [
        issue for issue in checked.errors if not but_for_what_is_proposed or issue.column in {"target", "base_revision"}
    ]
    if any(issue.column == "target" for issue in about):
        raise entry_is_gone()
    _refuse(tuple(about))
    return checked


def _refuse(errors: tuple[Issue, ...]) -> None:
    if errors:
        raise InputRejected("what would be published breaks the rules", issues=errors)


def _stated(proposal: Proposal) -> tuple[dict[str, str], tuple[ProposedLink, ...]]:
    return {column: cell for column, cell in proposal.initiative.items() if cell}, proposal.links


def _proposed(row: Mapping[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in row.items() if column in PROPOSED}


def _same_record(connection: Connection, submission: Submission, edits: Edits) -> None:
    """Refuse edits made beside a record that is not the one of now."""
    if not submission.target_id:
        return
    if edits.row is not None and edits.current_revision is None:
        raise rejected("required", "current_revision", "name the revision of the record beside which this was edited")
    current = published.get(connection, submission.target_id)
    if current is None or edits.current_revision in {None, current.revision}:
        return
    seen = history.entry_at(connection, edits.current_revision or 0)
    before = seen.body.get("row") if seen and seen.subject == submission.target_id else None
    raise ChangedMeanwhile("the record has changed", changed=difference(before, current.initiative.to_row()))


def _unchanged(connection: Connection, submission: Submission, seen: Stored | None) -> None:
    """Refuse when the record changed between the check and this transaction."""
    if not submission.target_id:
        return
    current = published.get(connection, submission.target_id)
    if (current and current.revision) != (seen and seen.revision):
        before, after = (stored.initiative.to_row() if stored else None for stored in (seen, current))
        raise ChangedMeanwhile("the record has changed", changed=difference(before, after))


def _publish(writing: Writing, account: Account, submission: Submission, plan: _Plan, *, id_: str) -> str:
    """Publish and return the id of the entry that this was about."""
    author, today = account.author, writing.now.date()
    initiative, current = plan.checked.initiative, plan.current
    if submission.kind is SubmissionKind.REMOVAL and current:
        take_out(writing, account, current.initiative.id)
        return current.initiative.id
    if initiative is None:
        return submission.target_id
    if current is None:
        return _publish_new(writing, account, initiative, plan.checked.links, wanted_id=id_)
    if initiative != current.initiative:
        changed = initiative.model_copy(update={"updated": today})
        published.put_initiative(writing, changed, author=author)
    _put_links(writing, account, plan.checked.links)
    published.set_checked(writing, initiative.id, today, author=author)
    return initiative.id


def _publish_new(
    writing: Writing, account: Account, initiative: Initiative, links: tuple[Link, ...], *, wanted_id: str
) -> str:
    if wanted_id and not is_free(writing.connection, wanted_id):
        raise rejected("bad-id", "id", "use lower-case letters, digits and single hyphens, and an id that is not taken")
    id_ = wanted_id or free_id(writing.connection, initiative.name)
    today = writing.now.date()
    new = initiative.model_copy(update={"id": id_, "added": today, "updated": today})
    published.put_initiative(writing, new, author=account.author)
    renamed = [
        link.model_copy(update={end: id_ for end in ("source_id", "target_id") if getattr(link, end) == initiative.id})
        for link in links
    ]
    _put_links(writing, account, tuple(renamed))
    published.set_checked(writing, id_, today, author=account.author)
    return id_


def _put_links(writing: Writing, account: Account, links: tuple[Link, ...]) -> None:
    for place, link in enumerate(links):
        if not all(published.get(writing.connection, end) for end in (link.source_id, link.target_id)):
            raise rejected("unknown-id", f"links.{place}.other_id", "this entry is gone; accept without this link")
        put_new_link(writing, account, link)
