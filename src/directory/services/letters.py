"""The words of the mails: short, without names, and with the receipt's link instead of what was sent."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection

from directory.model.submission import State
from directory.services.mail import Letter, compose
from directory.services.outcomes import reason_words
from directory.services.ports import Contributing
from directory.services.receipt_secret import secret_of
from directory.store import outbox, queue
from directory.store.outbox import Mail
from directory.store.queue import Submission

_NAME: Final = "Linked Initiatives"


class Template(StrEnum):
    """What a mail is about."""

    RECEIVED = "received"
    ASKED = "asked"
    DECIDED = "decided"
    ARRIVED = "arrived"
    """To the curators: a submission waits."""
    ANSWERED = "answered"
    """To the curators: a question was answered."""


FOR_CURATORS: Final = frozenset({Template.ARRIVED, Template.ANSWERED})
"""Mails of which each curator gets one."""
_ACCOUNT: Final = ":account-"
_WORDS: Final[Mapping[tuple[Template, State | None], tuple[str, str]]] = {
    (Template.RECEIVED, None): ("Received", "Thank you. A curator will look at what you sent."),
    (Template.ASKED, State.WAITING): ("A question", "A curator has a question about what you sent:"),
    (Template.DECIDED, State.ACCEPTED): ("Accepted", "A curator has accepted what you sent."),
    (Template.DECIDED, State.DECLINED): ("Declined", "A curator has declined what you sent."),
    (Template.DECIDED, State.MERGED): ("Accepted", "A curator has taken what you sent into another entry."),
    (Template.ARRIVED, State.RECEIVED): ("A new submission", "A submission waits for a curator."),
    (Template.ANSWERED, State.RECEIVED): ("An answer", "A contributor has answered a question."),
}
"""By what it is about and where the submission stands when it is sent: subject and first sentence; no others are sent.

None stands for any state."""


def curators_key(key: str, account: int) -> str:
    """Return the key of one curator's mail; it names the account, whose address is looked up when the mail is sent."""
    return f"{key}{_ACCOUNT}{account}"


def letter_of(services: Contributing, mail: Mail) -> Letter | None:
    """Put a mail together as things stand now; None when there is nobody to write to any more."""
    template = Template(mail.template)
    with services.store.read() as connection:
        submission = queue.get(connection, mail.submission) if mail.submission is not None else None
        if submission is None:
            return None
        recipient = _recipient(connection, mail, submission)
    words = _WORDS.get((template, submission.state)) or _WORDS.get((template, None))
    if words is None or not recipient:
        return None
    subject, opening = words
    return compose(
        sender=services.settings.mail_from,
        recipient=recipient,
        subject=f"{subject} - submission {submission.number}, {_NAME}",
        text="\n\n".join([opening, *_news(template, submission), *_way(services, template, submission)]) + "\n",
        message_id=_message_id(services, mail),
    )


def _recipient(connection: Connection, mail: Mail, submission: Submission) -> str:
    """Return whom to write to; empty when there is nobody any more."""
    _, found, account = mail.key.rpartition(_ACCOUNT)
    if found:
        return outbox.address_of(connection, int(account))
    contact = queue.contact(connection, submission.number)
    return contact.email if contact and mail.template not in FOR_CURATORS else ""


def _news(template: Template, submission: Submission) -> list[str]:
    if template is Template.ASKED:
        return [submission.question]
    if template is Template.DECIDED:
        reason = f"{reason_words(submission.reason)}." if submission.reason else ""
        return [text for text in (reason, submission.words) if text]
    return []


def _way(services: Contributing, template: Template, submission: Submission) -> list[str]:
    """Say where to go on."""
    site = services.settings.site("") if services.settings.public_url else ""
    if template in FOR_CURATORS:
        return [f"{site}desk"] if site else ["Sign in to the desk to see it."]
    here = f"{site}receipt?key={secret_of(services.store, submission)}"
    return [
        f"Follow it, answer or take it back here:\n{here}" if site else "Follow it by the receipt that you were given.",
        "You get this because you asked to be told about this submission. By the receipt you can erase your address.",
    ]


def _message_id(services: Contributing, mail: Mail) -> str:
    """Name a mail for ever: the same each time it is tried, different for each installation."""
    host = urlsplit(services.settings.public_url).hostname or "linked-initiatives.invalid"
    stamp = "".join(char for char in mail.created_at if char.isdigit())
    return f"<{mail.id}.{stamp}@{host}>"
