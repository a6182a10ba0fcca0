"""Form tokens: signed, used once, good for a day; an unused one costs nothing."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from directory.model.errors import InputRejected, TooMany
from directory.model.issues import Issue
from directory.store import Store

WAIT: Final = timedelta(seconds=3)
"""Nobody fills the form in faster."""
LIFETIME: Final = timedelta(hours=24)
_REMEDY: Final = "ask for a new one and send again; nothing you typed is lost"


def issue_token(store: Store) -> str:
    """Return a new token."""
    stated = f"{int(store.now().timestamp() * 1000)}.{secrets.token_urlsafe(16)}"
    return f"{stated}.{_signature(store, stated)}"


def check_token(store: Store, token: str) -> str:
    """Return the digest under which a token is used up.

    Raises:
        InputRejected: It is not ours, or has expired.
        TooMany: The form was sent sooner than anybody can fill it in.
    """
    stated, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(store, stated).encode(), signature.encode(errors="replace")):
        raise rejected("bad-token", f"this form token is not valid; {_REMEDY}")
    age = store.now() - datetime.fromtimestamp(int(stated.partition(".")[0]) / 1000, UTC)
    if age > LIFETIME:
        raise rejected("expired-token", f"this form was opened too long ago; {_REMEDY}")
    if age < WAIT:
        raise TooMany("that was quicker than anybody types; wait and send again", retry_after_s=WAIT.total_seconds())
    return hashlib.sha256(token.encode()).hexdigest()


def rejected(code: str, hint: str) -> InputRejected:
    """Return the error for a token that cannot be used."""
    return InputRejected(hint, issues=[Issue(code=code, hint=hint, column="token")])


def used_up() -> InputRejected:
    """Return the error for a token that somebody has sent before."""
    return rejected("used-token", f"this form token was used already; {_REMEDY}")


def _signature(store: Store, stated: str) -> str:
    return hmac.new(store.secret("form"), stated.encode(errors="replace"), hashlib.sha256).hexdigest()
