"""The outbox: mails to write stand in the database and are sent later, so that no mail server delays anybody."""

import logging
import random
import threading
from datetime import datetime, timedelta
from typing import Final

from directory.model.errors import TryLater
from directory.services import limits
from directory.services.letters import Template, letter_of
from directory.services.mail import NotSent, Postman
from directory.services.ports import Contributing
from directory.store import outbox as stored
from directory.store.outbox import Mail
from directory.store.scrub import scrub
from directory.store.store import Writing

IDLE_S: Final = 5.0
"""How often the sender looks for mail that is due."""
LEASE: Final = timedelta(minutes=5)
"""For so long a mail belongs to the process that took it; if that dies, another one sends it after this."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=6)
_DOUBLINGS: Final = 10
GIVE_UP: Final = timedelta(days=3)
"""After this a mail is no news any more."""
_log: Final = logging.getLogger(__name__)


def enqueue(writing: Writing, template: str, *, key: str, submission: int | None = None) -> None:
    """Note a mail to write in the same transaction as its reason; a key that is there already changes nothing."""
    stored.add(writing, Template(template), key=key, submission=submission)


def deliver_due(services: Contributing, *, postman: Postman | None = None) -> int:
    """Send what is due, one mail at a time, and return how many went out.

    Without a mail server what is due is forgotten: the receipt is the only answer, and old news is sent to nobody.

    Raises:
        TryLater: The store does not answer.
    """
    store = services.store
    sender = postman or Postman.of(services.settings)
    if sender is None:
        with store.read() as connection:
            is_waiting = stored.waiting(connection).count > 0
        if is_waiting:
            with store.write() as writing:
                stored.forget_unsent(writing)
        return 0
    sent = 0
    while True:
        with store.read() as connection:
            if not stored.is_due(connection, store.now()):
                return sent
        with store.write() as writing:
            mail = stored.lease(writing, until=writing.now + LEASE)
        # Another process may have taken it meanwhile.
        sent += mail is not None and _deliver(services, sender, mail)


def run(services: Contributing, stop: threading.Event) -> None:
    """Send mails, scrub erased contacts and forget old attempts until told to stop; what fails is tried again."""
    while not stop.wait(IDLE_S):
        try:
            deliver_due(services)
            scrub(services.store)
            limits.tidy(services.store)
        except TryLater:
            continue
        except Exception:  # noqa: BLE001  # one bad mail must not end the sending of all others
            _log.exception("the outbox could not be worked off; it is tried again")


def _deliver(services: Contributing, sender: Postman, mail: Mail) -> bool:
    """Send one mail that this process has leased, note what came of it, and return whether it went out."""
    letter = letter_of(services, mail)
    error = ""
    try:
        if letter:
            sender.send(letter)
    except NotSent as problem:
        error = str(problem)
    with services.store.write() as writing:
        if not error:
            stored.done(writing, mail.id)
        elif writing.now - datetime.fromisoformat(mail.created_at) > GIVE_UP:
            stored.give_up(writing, mail.id, error=error)
        else:
            stored.put_off(writing, mail.id, until=writing.now + _wait(mail.attempts), error=error)
    return letter is not None and not error


def _wait(attempts: int) -> timedelta:
    """Double the wait with each attempt; a little chance keeps mails from coming all at once."""
    longest_s = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts, _DOUBLINGS)).total_seconds()
    return timedelta(seconds=longest_s * random.uniform(0.8, 1.0))  # noqa: S311  # no secret
