"""Who asks, and whether they may: looked up on every action, in the transaction that acts."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from directory.model.errors import NotAllowed, NotSignedIn
from directory.store import people
from directory.store.people import Account, DeskRole


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever wants something done; says nothing about what they may."""

    account: int | None = None
    """The number of the account; None for somebody who is not signed in."""


VISITOR: Final = Actor()


def permit(connection: Connection, actor: Actor, *, role: DeskRole = DeskRole.CURATOR) -> Account:
    """Return the account that acts, as it is now.

    Raises:
        NotSignedIn: There is none, or it has been disabled.
        NotAllowed: Its role is another.
    """
    account = None if actor.account is None else people.by_number(connection, actor.account)
    if account is None or account.disabled_at is not None:
        raise NotSignedIn("sign in first")
    if role is DeskRole.ADMIN and account.role is not DeskRole.ADMIN:
        raise NotAllowed("only an admin may do this")
    return account
