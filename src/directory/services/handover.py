"""From an identity provider to a session: a code that works once, within a minute."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from directory.model.errors import NotAllowed, NotSignedIn
from directory.services import accounts
from directory.services.permission import Actor, permit
from directory.store import Store, people
from directory.store.limits import use_token

LASTS: Final = timedelta(seconds=60)
"""How long a code may be on its way from the page to the route that signs in."""


def make_code(store: Store, *, issuer: str, subject: str) -> str:
    """Make a code for whoever the identity provider says this is; it costs no row.

    Raises:
        NotAllowed: No account is bound to this identity, or it is disabled.
    """
    with store.read() as connection:
        account = people.by_subject(connection, f"{issuer}|{subject}")
    if account is None or account.disabled_at is not None:
        raise NotAllowed("no account belongs to this identity; ask the operator to bind it")
    ends = int((store.now() + LASTS).timestamp())
    content = f"{account.number}.{ends}.{secrets.token_urlsafe(16)}"
    return f"{content}.{_signature(store, content)}"


def redeem(store: Store, code: str, *, previous: str = "") -> accounts.SignedIn:
    """Begin a session for a code.

    Raises:
        NotSignedIn: It is none of ours, too old, or has been used.
    """
    content, _, signature = code.rpartition(".")
    if not hmac.compare_digest(signature.encode(errors="replace"), _signature(store, content).encode()):
        raise NotSignedIn("this code is not valid; sign in again")
    number, ends, _ = content.split(".", 2)
    with store.write() as writing:
        is_late = datetime.fromtimestamp(int(ends), tz=writing.now.tzinfo) < writing.now
        if is_late or not use_token(writing, accounts.digest_of(code)):
            raise NotSignedIn("this code is too old or has been used; sign in again")
        return accounts.begin(writing, permit(writing.connection, Actor(int(number))), previous=previous)


def _signature(store: Store, content: str) -> str:
    return hmac.new(store.secret("handover"), content.encode(errors="replace"), hashlib.sha256).hexdigest()
