"""The outbox: mails to write stand in the database and are sent later, so that no mail server delays anybody."""

import logging
import random
import threading
from datetime import datetime, timedelta
from typing import Final

from directory.model.errors import TryLater
from directory.services import limits
from directory.services.letters import FOR_CURATORS, Template, curators_key, letter_of
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
    """Note a mail to write in the same transaction as its reason, for curators one each.

    A key that is there already changes nothing.
    """
    about = Template(template)
    keys = (
        [curators_key(key, account) for account in stored.curators(writing.connection)]
        if about in FOR_CURATORS
        else [key]
    )
    for each in keys:
        stored.add(writing, about, key=each, submission=submission)


def deliver_due(services: Contributing, *, postman: Postman | None = None) -> int:
    """Send what is due, one mail at a time, until one cannot be sent, and return how many went out.

    A server that hangs takes its time only once; the mail that could not be sent is no longer due at the next call.
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
        if mail is None:  # another process has taken it meanwhile
            continue
        try:
            sent += _deliver(services, sender, mail)
        except NotSent:
            return sent


def run(services: Contributing, stop: threading.Event) -> None:
    """Scrub erased contacts, forget old attempts and send mails until told to stop; what fails is tried again."""
    works = (
        lambda: scrub(services.store),
        lambda: limits.tidy(services.store),
        lambda: deliver_due(services),  # last, since it can take long
    )
    while not stop.wait(IDLE_S):
        for work in works:
            try:
                work()
            except TryLater:
                continue
            except Exception:  # noqa: BLE001  # one bad mail must not end the sending of all others
                _log.exception("the outbox could not be worked off; it is tried again")


def _deliver(services: Contributing, sender: Postman, mail: Mail) -> bool:
    """Send one mail that this process has leased, note what came of it, and return whether there was anybody to tell.

    Raises:
        NotSent: It could not be sent, and is put off or given up.
    """
    letter = letter_of(services, mail)
    try:
        if letter:
            sender.send(letter)
    except NotSent as problem:
        _put_off(services, mail, error=str(problem))
        raise
    with services.store.write() as writing:
        stored.done(writing, mail.id)
    return letter is not None


def _put_off(services: Contributing, mail: Mail, *, error: str) -> None:
    with services.store.write() as writing:
        if writing.now - datetime.fromisoformat(mail.created_at) > GIVE_UP:
            stored.give_up(writing, mail.id, error=error)
        else:
            stored.put_off(writing, mail.id, until=writing.now + _wait(mail.attempts), error=error)


def _wait(attempts: int) -> timedelta:
    """Double the wait with each attempt; a little chance keeps mails from coming all at once."""
    longest_s = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts, _DOUBLINGS)).total_seconds()
    return timedelta(seconds=longest_s * random.uniform(0.8, 1.0))  # noqa: S311  # no secret
