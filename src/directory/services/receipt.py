"""What the holder of a receipt sees and may do: follow, edit, withdraw, answer, and have the contact erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from directory.model.errors import Conflict, InputRejected, NotFound, TryLater
from directory.model.issues import Issue
from directory.model.submission import OPEN, Proposal, State
from directory.services import limits, outbox
from directory.services.checking import check
from directory.services.free_text import message_issues
from directory.services.outcomes import reason_words
from directory.services.ports import Contributing
from directory.services.receipt_secret import receipt_digest
from directory.store import Author, Store, queue, tombstones
from directory.store.failures import RETRY_AFTER_S
from directory.store.queue import CONTRIBUTOR, Event, Submission
from directory.store.store import Writing

CHANGES_PER_HOUR: Final = 30
"""How often one submission may be changed by its contributor: each change stays in the ledger for ever."""
STATE_WORDS: Final[Mapping[State, str]] = {
    State.RECEIVED: "Received; a curator will look at it",
    State.WAITING: "A curator has a question for you",
    State.ACCEPTED: "Accepted",
    State.DECLINED: "Declined",
    State.WITHDRAWN: "Withdrawn by you",
    State.MERGED: "Accepted as part of another entry",
}
"""Where a submission stands, as its contributor reads it."""


class Act(StrEnum):
    """What the holder of a receipt may do now."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Followed:
    """A submission as its contributor sees it."""

    submission: Submission
    place_in_queue: int | None
    has_contact: bool

    @property
    def state_words(self) -> str:
        """Where it stands, as a sentence."""
        return STATE_WORDS[self.submission.state]

    @property
    def outcome_words(self) -> str:
        """What became of it; empty while that is open."""
        return "" if self.submission.state in OPEN else STATE_WORDS[self.submission.state]

    @property
    def reason_words(self) -> str:
        """Why it was declined; empty when it was not."""
        return reason_words(self.submission.reason)

    @property
    def may(self) -> tuple[Act, ...]:
        """What can be done now."""
        acts = []
        if self.submission.state in OPEN:
            acts += [Act.EDIT, Act.WITHDRAW]
        if self.submission.state is State.WAITING:
            acts.append(Act.ANSWER)
        if self.has_contact:
            acts.append(Act.ERASE)
        return tuple(acts)


def follow(store: Store, secret: str) -> Followed:
    """Return the submission of a receipt. Raises NotFound for any other secret."""
    with store.read() as connection:
        submission = queue.by_receipt(connection, receipt_digest(secret))
        if submission is None:
            raise NotFound("there is no receipt with this secret")
        return Followed(
            submission=submission,
            place_in_queue=queue.place_in_queue(connection, submission),
            has_contact=queue.contact(connection, submission.number) is not None,
        )


def edit(services: Contributing, secret: str, *, version: int, proposal: Proposal) -> Followed:
    """Replace what was proposed, by the same rules.

    Raises:
        NotFound: There is no such receipt.
        Conflict: It was changed or decided meanwhile.
        InputRejected: Something is wrong with it; every issue is named.
    """
    submission = follow(services.store, secret).submission
    issues = [
        Issue(code="fixed", hint=f"this stays as it was sent; for another {what}, send a new submission", column=what)
        for what, is_other in (
            ("kind", proposal.kind is not submission.kind),
            ("target", proposal.target != submission.target_id),
        )
        if is_other
    ]
    if issues := [*issues, *check(services, proposal).errors]:
        raise InputRejected("the submission breaks the rules", issues=issues)
    with services.store.write() as writing:
        current = _open(writing, secret, version)
        queue.change(
            writing,
            current,
            event=Event.EDITED,
            author=CONTRIBUTOR,
            proposal=proposal,
            base_revision=proposal.base_revision,
        )
    return follow(services.store, secret)


def withdraw(store: Store, secret: str, *, version: int) -> Followed:
    """Take a submission back. Raises NotFound and Conflict as `edit` does."""
    with store.write() as writing:
        current = _open(writing, secret, version)
        queue.change(writing, current, event=Event.WITHDRAWN, author=CONTRIBUTOR, state=State.WITHDRAWN)
    return follow(store, secret)


def answer(store: Store, secret: str, *, version: int, text: str) -> Followed:
    """Answer the curator's question, which puts the submission back into the queue. Raises as `edit` does."""
    if issues := list(message_issues(text, column="answer", required="write an answer")):
        raise InputRejected("the answer breaks the rules", issues=issues)
    with store.write() as writing:
        current = _open(writing, secret, version)
        if current.state is not State.WAITING:
            raise Conflict("no question waits for an answer")
        changed = queue.change(
            writing, current, event=Event.ANSWERED, author=CONTRIBUTOR, state=State.RECEIVED, answer=text
        )
        key = f"answered:{changed.number}:{changed.version}"
        outbox.enqueue(writing, "answered", key=key, submission=changed.number)
    return follow(store, secret)


def erase(services: Contributing, secret: str) -> Followed:
    """Erase the contact of a submission; its bytes go when the file is scrubbed. Raises as `erase_contact`."""
    number = follow(services.store, secret).submission.number
    erase_contact(services.store, number, state_dir=services.settings.state_dir)
    return follow(services.store, secret)


def erase_contact(store: Store, number: int, *, state_dir: Path, author: Author = CONTRIBUTOR) -> bool:
    """Erase the contact of a submission by its number; return whether there was one.

    Raises:
        NotFound: There is no submission of this number.
        TryLater: The erasure cannot be kept now; nothing is erased.
    """
    with store.write() as writing:
        if queue.get(writing.connection, number) is None:
            raise NotFound(f"there is no submission {number}; its number stands on the desk and on the receipt")
        erased = queue.erase_contact(writing, number, author=author)
        if erased:
            try:
                tombstones.bury(state_dir, number, writing.at)
            except OSError as error:
                words = f"the address was not erased, since {tombstones.FILE} cannot be written"
                raise TryLater(words, retry_after_s=RETRY_AFTER_S) from error
    return erased


def _open(writing: Writing, secret: str, version: int) -> Submission:
    submission = queue.by_receipt(writing.connection, receipt_digest(secret))
    if submission is None:
        raise NotFound("there is no receipt with this secret")
    if submission.version != version or submission.state not in OPEN:
        raise Conflict("the submission has changed meanwhile")
    limits.count_change(writing, submission.number, most=CHANGES_PER_HOUR)
    return submission
