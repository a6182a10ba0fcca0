"""How often a password may be wrong: counted by name and by network before it is looked at."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from directory.model.errors import TooMany
from directory.services.limits import network
from directory.store import attempts, limits
from directory.store.store import Writing

WRONG_PASSWORDS: Final = 5
"""How many wrong passwords one name, and one network, may give within the window."""
WINDOW: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that counts as wrong until it is forgiven; the buckets it is counted in."""

    hits: tuple[int, ...]


def count_attempt(writing: Writing, *, secret: bytes, name: str, address: str) -> Attempt:
    """Count an attempt before the password is compared, so that attempts at the same time count as well.

    Raises:
        TooMany: There were too many wrong ones.
    """
    limits.purge(writing)
    buckets = [_bucket(secret, "name", name), _bucket(secret, "address", network(address))]
    for bucket in buckets:
        if attempts.count(writing.connection, bucket, since=writing.now - WINDOW) >= WRONG_PASSWORDS:
            raise TooMany("too many wrong passwords; wait and try again", retry_after_s=WINDOW.total_seconds())
    return Attempt(tuple(attempts.note(writing, bucket) for bucket in buckets))


def forgive(writing: Writing, attempt: Attempt) -> None:
    """Take back an attempt that turned out right."""
    attempts.forget(writing, attempt.hits)


def _bucket(secret: bytes, what: str, value: str) -> str:
    """Name what is counted without keeping it: somebody may have typed a password as their name."""
    return f"sign-in:{what}:" + hmac.new(secret, value.encode(errors="replace"), hashlib.sha256).hexdigest()
