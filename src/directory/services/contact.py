"""Where a contributor wants to be told: an e-mail address, for one named purpose."""

from typing import Final

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict

from directory.model.fields import Text
from directory.model.issues import Issue
from directory.store.queue import Contact

PURPOSE: Final = "this submission"
"""What the address may be used for: questions and the decision about this submission."""
EMAIL_LIMIT: Final = 254
EMAIL_HINT: Final = "write a complete e-mail address, like name@example.org"


class ContactSent(BaseModel):
    """What a contributor says about being told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Text = ""
    tell_me: bool = False
    """Agreed to be written to about this submission."""


def check_contact(sent: ContactSent) -> tuple[Contact | None, list[Issue]]:
    """Return where to tell the contributor, None for nowhere, and what is wrong; no issue repeats the address."""
    text = sent.email.strip()
    if not text and not sent.tell_me:
        return None, []
    if not text:
        hint = "write the address that we may write to, or do not ask to be told"
        return None, [Issue(code="required", hint=hint, column="contact.email")]
    if not sent.tell_me:
        hint = "agree that we may write to you about this submission, or leave the address blank"
        return None, [Issue(code="no-purpose", hint=hint, column="contact.tell_me")]
    address = written_out(text)
    if address is None:
        return None, [Issue(code="bad-email", hint=EMAIL_HINT, column="contact.email")]
    return Contact(email=address, purpose=PURPOSE), []


def written_out(address: str) -> str | None:
    """Return an e-mail address in its usual spelling; None when it is none. Nobody is asked whether it exists."""
    if len(address) > EMAIL_LIMIT:
        return None
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
