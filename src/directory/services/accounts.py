"""Accounts of curators and admins: made by the operator, signed in with a password, resolved on every request."""

import hashlib
import secrets
import threading
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from directory.model.errors import InputRejected, NotFound, NotSignedIn, TryLater
from directory.model.issues import excerpt
from directory.services import sign_in_limits
from directory.services.contact import EMAIL_HINT, written_out
from directory.services.permission import VISITOR, Actor, permit
from directory.services.said import rejected, said
from directory.store import Author, Store, people
from directory.store.ledger import AuthorKind
from directory.store.people import Account, DeskRole
from directory.store.store import Writing

LASTS: Final = timedelta(hours=12)
"""How long a session lasts at most."""
IDLE: Final = timedelta(hours=2)
"""How long a session lasts without a request."""
PASSWORD_SHORTEST: Final = 12
PASSWORD_LONGEST: Final = 1_000
"""Characters; argon2 reads all of them."""
_SEEN_EVERY: Final = timedelta(minutes=1)
"""How often a session in use is written down, so that reading the queue does not write each time."""
_OPERATOR: Final = Author(AuthorKind.SYSTEM)
_hasher: Final = PasswordHasher()
_hashing: Final = threading.BoundedSemaphore(2)
"""Argon2 takes 64 MiB each time; a flood of wrong passwords must not take all there is."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun."""

    secret: str
    """What the browser's cookie holds; only its digest is kept."""
    name: str
    role: DeskRole


# What a browser asks.


def sign_in(store: Store, name: str, password: str, *, address: str, previous: str = "") -> SignedIn:
    """Begin a session for the right name and password; it takes the same time when there is no such name.

    Args:
        store: The store.
        name: As typed.
        password: As typed.
        address: The network the request comes from, for counting wrong passwords.
        previous: The secret of the session the browser had; that session ends.

    Raises:
        NotSignedIn: Name or password is wrong, or the account is disabled; which of them is not said.
        TooMany: Too many wrong passwords for this name or from this network.
    """
    secret, name = store.secret("sign-in"), _typed(name)
    with store.write() as writing:
        attempt = sign_in_limits.count_attempt(writing, secret=secret, name=name, address=address)
    with store.read() as connection:
        account = people.by_name(connection, name)
    if not _matches(account, password) or account is None:
        raise NotSignedIn("the name or the password is wrong")
    with store.write() as writing:
        sign_in_limits.forgive(writing, attempt)
        # Once more under the lock: the operator may have disabled it while argon2 was at work.
        account = permit(writing.connection, Actor(account.number))
        if _hasher.check_needs_rehash(account.password):
            people.rehash(writing, account, _hash(password))
        return begin(writing, account, previous=previous)


def begin(writing: Writing, account: Account, *, previous: str = "") -> SignedIn:
    """Begin a session for an account that has proved itself, under a new secret; the previous one ends."""
    if previous:
        people.end_session(writing, digest_of(previous))
    secret = secrets.token_urlsafe(32)
    people.begin_session(writing, account, digest_of(secret), lasts=LASTS)
    return SignedIn(secret, account.name, account.role)


def resolve(store: Store, secret: str) -> Actor:
    """Return whoever holds this session secret; a visitor when it is none, over, or of a disabled account."""
    if not secret:
        return VISITOR
    now = store.now()
    with store.read() as connection:
        session = people.session(connection, digest_of(secret), now=now, idle=IDLE)
    if session is None:
        return VISITOR
    if now - datetime.fromisoformat(session.seen_at) >= _SEEN_EVERY:
        # That it cannot be written down is no reason to send away somebody who only reads.
        with suppress(TryLater), store.write() as writing:
            people.touch(writing, session.digest)
    return Actor(session.account.number)


def who(store: Store, actor: Actor) -> Account:
    """Return the account that acts. Raises NotSignedIn."""
    with store.read() as connection:
        return permit(connection, actor)


def sign_out(store: Store, secret: str) -> None:
    """End the session with this secret, if there is one."""
    if secret:
        with store.write() as writing:
            people.end_session(writing, digest_of(secret))


def sign_out_everywhere(store: Store, actor: Actor) -> None:
    """End every session of the account that acts. Raises NotSignedIn."""
    with store.write() as writing:
        people.end_sessions_of(writing, permit(writing.connection, actor).number)


def digest_of(secret: str) -> str:
    """Return the form in which secrets are kept."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


# What the operator does; whoever can run commands on the store needs no role.


def add(  # noqa: PLR0913  # all that an account has
    store: Store, name: str, *, role: DeskRole, password: str = "", subject: str = "", email: str = ""
) -> Account:
    """Add an account that signs in with a password, with an identity provider, or both.

    Raises:
        InputRejected: The name, the password, the subject or the e-mail address is none.
        Conflict: The name or the subject is taken.
    """
    if not password and not subject:
        raise InputRejected(f"a password of {PASSWORD_SHORTEST} characters or more, or an identity, is needed")
    name, subject, email = _name(name), _subject(subject), _email(email)
    hashed = _hash(_acceptable(password)) if password else ""
    with store.write() as writing:
        how = people.Proof(password=hashed, subject=subject)
        return people.add_account(writing, name, how=how, role=role, author=_OPERATOR, email=email)


def everybody(store: Store) -> list[Account]:
    """Return every account, by name."""
    with store.read() as connection:
        return people.all_accounts(connection)


def disable(store: Store, name: str) -> None:
    """Let an account do nothing any more, from the next action on. Raises NotFound."""
    with store.write() as writing:
        people.disable(writing, _account(writing, name), author=_OPERATOR)


def set_role(store: Store, name: str, role: DeskRole) -> None:
    """Give an account another role, from the next action on. Raises NotFound."""
    with store.write() as writing:
        people.set_role(writing, _account(writing, name), role, author=_OPERATOR)


def set_password(store: Store, name: str, password: str) -> None:
    """Give an account another password and sign it out everywhere. Raises NotFound and InputRejected."""
    hashed = _hash(_acceptable(password))
    with store.write() as writing:
        people.set_password(writing, _account(writing, name), hashed, author=_OPERATOR)


def set_email(store: Store, name: str, email: str) -> Account:
    """Tell an account by e-mail what waits for curators; empty: no more. Raises NotFound and InputRejected."""
    email = _email(email)
    with store.write() as writing:
        people.set_email(writing, _account(writing, name), email, author=_OPERATOR)
        return _account(writing, name)


def _account(writing: Writing, name: str) -> Account:
    account = people.by_name(writing.connection, name)
    if account is None:
        raise NotFound(f"there is no account called {excerpt(name)}; `directory curator list` shows them all")
    return account


def _matches(account: Account | None, password: str) -> bool:
    """Compare a password, at the same cost when there is nothing to compare it with."""
    stored = account.password if account is not None and account.disabled_at is None else ""
    with _hashing:
        try:
            _hasher.verify(stored or _nobody(), _normal(password)[:PASSWORD_LONGEST])
        except (Argon2Error, InvalidHashError):
            return False
    return bool(stored)


@cache
def _nobody() -> str:
    """Return what no password matches."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _hash(password: str) -> str:
    with _hashing:
        return _hasher.hash(_normal(password))


def _normal(password: str) -> str:
    """Write a password in one way, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFC", password).encode(errors="replace").decode()


def _typed(name: str) -> str:
    """Write a name as it may stand in the store, which holds no NUL and no lone surrogates."""
    return _normal(name).replace("\0", "").strip()


def _acceptable(password: str) -> str:
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        hint = f"use {PASSWORD_SHORTEST} to {PASSWORD_LONGEST} characters"
        raise rejected("bad-password", "password", hint)
    return password


def _name(name: str) -> str:
    cleaned = said(name, column="name", public=False)
    if not 0 < len(cleaned) <= people.NAME_LIMIT or "\n" in cleaned:
        raise rejected("bad-name", "name", f"use 1 to {people.NAME_LIMIT} characters on one line")
    return cleaned


def _subject(subject: str) -> str:
    issuer, _, name = subject.partition("|")
    if subject and (not issuer or not name or len(subject) > people.SUBJECT_LIMIT):
        raise rejected("bad-subject", "subject", "write ISSUER|SUB, as the identity provider states both")
    return subject


def _email(text: str) -> str:
    if not text.strip():
        return ""
    address = written_out(text.strip())
    if address is None:
        raise rejected("bad-email", "email", EMAIL_HINT)
    return address
