"""Hand a mail to the mail server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Self

from directory.settings import Settings

TIMEOUT_S: Final = 10.0
"""How long the server may take for each of its answers."""


class NotSent(Exception):  # named after what happened
    """The mail server did not take it; the message names no address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, and to whom alone it goes."""

    message: EmailMessage
    recipient: str


@dataclass(frozen=True, slots=True)
class Postman:
    """Hands mails to one mail server."""

    settings: Settings
    timeout_s: float = TIMEOUT_S

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return one for the configured server; None when there is none."""
        return cls(settings) if settings.sends_mail else None

    def send(self, letter: Letter) -> None:
        """Send one mail.

        Raises:
            NotSent: It was not taken, or the server died while it answered, and it may have arrived all the same.
        """
        try:
            with self._connected() as server:
                server.send_message(letter.message, self.settings.mail_from, letter.recipient)
        except (OSError, smtplib.SMTPException, MessageError, ValueError) as error:
            raise NotSent(_what_happened(error)) from error

    def _connected(self) -> smtplib.SMTP:
        settings = self.settings
        if settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=self.timeout_s, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=self.timeout_s)
        try:
            if settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


def compose(*, sender: str, recipient: str, subject: str, text: str, message_id: str) -> Letter:
    """Write a mail. Line breaks in headers are refused by the policy; texts of contributors stand in the body only.

    Args:
        sender: The directory's address.
        recipient: To whom it goes.
        subject: Fixed words and numbers.
        text: The body.
        message_id: The same for each attempt, so that a mail that arrives twice is seen to be one.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return Letter(message, recipient)


def _what_happened(error: Exception) -> str:
    """Name an error without its text: servers repeat addresses in it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"the mail server refused the recipient ({', '.join(codes)})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code} ({type(error).__name__})"
    return f"{type(error).__name__}"
