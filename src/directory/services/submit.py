"""Take in a submission: checked, counted, queued and acknowledged in one transaction."""

import re
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict

from directory.model.errors import Conflict, InputRejected, TooMany
from directory.model.fields import Text
from directory.model.issues import Issue
from directory.model.submission import Proposal, State
from directory.services import limits, outbox
from directory.services.checking import Checked, check
from directory.services.contact import ContactSent, check_contact
from directory.services.form_token import check_token, used_up
from directory.services.ports import Contributing
from directory.services.receipt_secret import receipt_digest, secret_for, secret_of
from directory.store import Store, queue
from directory.store.ledger import canonical, digest
from directory.store.limits import use_token
from directory.store.queue import Digests, Submission

__all__ = ["Checked", "Receipt", "Sending", "check", "submit"]

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Sending(BaseModel):
    """Everything that is sent to propose something."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    proposal: Proposal
    token: Text = ""
    """From `issue_token`."""
    trap: Text = ""
    """A field that people do not see."""
    contact: ContactSent = ContactSent()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement of a submission."""

    number: int | None
    """None for what filled the trap, and was not kept."""
    state: State
    secret: str
    """Lets its holder follow, change and withdraw the submission."""
    is_new: bool
    """False when the same was sent before, and is only acknowledged again."""


def submit(services: Contributing, sending: Sending, *, key: str, address: str, origin: str) -> Receipt:
    """Queue a proposal and acknowledge it; the same key with the same proposal is acknowledged again.

    Args:
        services: The application.
        sending: What was sent.
        key: The idempotency key, made when the form is first drawn.
        address: Where it comes from; only a keyed digest of its network is kept, for a day.
        origin: How it came: `form` or `api`.

    Raises:
        InputRejected: Something is wrong with it; every issue is named.
        Conflict: The key came with another proposal before.
        TooMany: Too much was sent, or the form was filled in too quickly.
        TryLater: It was not saved.
    """
    digests = _digests(services.store, key, sending.proposal)
    if repeated := _sent_before(services.store, digests):
        return repeated
    if sending.trap:
        return _trapped(services.store, digests)
    try:
        return _take_in(services, sending, digests, address=address, origin=origin)
    except TooMany:
        # What used up the last of the limit may have been this one, sent twice at the same time.
        if repeated := _sent_before(services.store, digests):
            return repeated
        raise


def _take_in(services: Contributing, sending: Sending, digests: Digests, *, address: str, origin: str) -> Receipt:
    store = services.store
    with store.read() as connection:
        limits.refuse_excess(connection, services.settings, address=address, now=store.now())
    token = check_token(store, sending.token)
    contact, issues = check_contact(sending.contact)
    if errors := [*check(services, sending.proposal).errors, *issues]:
        raise InputRejected("the submission breaks the rules", issues=errors)
    with store.write() as writing:
        # Another one with this key may have come while this one was checked.
        if twin := queue.by_key(writing.connection, digests.key):
            return _acknowledged(store, twin, digests)
        if not use_token(writing, token):
            raise used_up()
        limits.count_submission(writing, services.settings, address=address)
        submission = queue.add(writing, sending.proposal, digests, origin=origin)
        number = submission.number
        if contact:
            queue.set_contact(writing, number, contact)
            outbox.enqueue(writing, "received", key=f"received:{number}", submission=number)
        outbox.enqueue(writing, "arrived", key=f"arrived:{number}", submission=number)
    return _receipt(store, submission, is_new=True)


def _trapped(store: Store, digests: Digests) -> Receipt:
    """Acknowledge what filled the trap as if it were kept: whoever sent it learns nothing."""
    return Receipt(
        number=None,
        state=State.RECEIVED,
        secret=secret_for(store, key=digests.key, content=digests.content),
        is_new=True,
    )


def _digests(store: Store, key: str, proposal: Proposal) -> Digests:
    if not _KEY.fullmatch(key):
        hint = "send a random Idempotency-Key of 16 to 64 letters, digits, hyphens and underscores"
        raise InputRejected(hint, issues=[Issue(code="bad-key", hint=hint, column="Idempotency-Key")])
    key_digest = digest("idempotency", key)
    # Not over the contact: a digest of an address can be guessed, and would outlive its erasure.
    content = digest(canonical(proposal.model_dump(mode="json")))
    return Digests(key_digest, content, receipt_digest(secret_for(store, key=key_digest, content=content)))


def _sent_before(store: Store, digests: Digests) -> Receipt | None:
    with store.read() as connection:
        submission = queue.by_key(connection, digests.key)
    return _acknowledged(store, submission, digests) if submission else None


def _acknowledged(store: Store, submission: Submission, digests: Digests) -> Receipt:
    if submission.content != digests.content:
        raise Conflict("this key came with another proposal before; make a new one for each submission")
    return _receipt(store, submission, is_new=False)


def _receipt(store: Store, submission: Submission, *, is_new: bool) -> Receipt:
    secret = secret_of(store, submission)
    return Receipt(number=submission.number, state=submission.state, secret=secret, is_new=is_new)
