"""Work on published entries without a submission: checked today, merge two into one, roll one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from directory.model.errors import NotFound
from directory.model.initiative import parse_initiative
from directory.model.issues import excerpt
from directory.model.link import Link, parse_link
from directory.model.submission import ProposedLink
from directory.services.compare import Change
from directory.services.conflicts import ChangedMeanwhile
from directory.services.outcomes import Direct, Outcome
from directory.services.permission import Actor, permit
from directory.services.ports import Curating
from directory.services.said import rejected
from directory.services.slugs import is_well_formed
from directory.store import directory as published
from directory.store import history
from directory.store.directory import Stored
from directory.store.ledger import Kind
from directory.store.people import Account, DeskRole
from directory.store.store import Writing


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to an entry."""

    entry_id: str
    decision: int | None
    """Ledger position by which it can be undone; None for "checked today"."""
    check: int | None = None
    """Ledger position by which "checked today" can be taken back."""


def check_entry(services: Curating, actor: Actor, id_: str) -> Done:
    """Note that a curator has looked today whether a record is true.

    Raises:
        NotSignedIn: The actor is no curator.
        NotFound: There is no such entry.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        if not is_well_formed(id_) or published.get(writing.connection, id_) is None:
            raise NotFound(f"there is no initiative with the id {excerpt(id_)}")
        position = published.set_checked(writing, id_, writing.now.date(), author=account.author)
    services.refresh()
    return Done(id_, None, check=position)


def merge_entries(services: Curating, actor: Actor, id_: str, *, into: str) -> Done:
    """Merge an entry into another: its links move over without doubles, and its id leads to the other from now on.

    Raises:
        NotSignedIn: The actor is no curator.
        InputRejected: One of them is not published, or both are the same.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor)
        merge_into(writing, account, id_, into)
        position = note(writing, account, Direct.MERGE, Outcome.MERGED, entry=into)
    services.refresh()
    return Done(into, position)


def roll_back(services: Curating, actor: Actor, id_: str, *, position: int) -> Done:
    """Publish a record again as it was at a position of the ledger; its links stay as they are.

    Raises:
        NotSignedIn: The actor is no curator.
        NotAllowed: The actor is no admin.
        NotFound: No state of this record stands at this position.
    """
    with services.store.write() as writing:
        account = permit(writing.connection, actor, role=DeskRole.ADMIN)
        entry = history.entry_at(writing.connection, position)
        if entry is None or entry.kind is not Kind.INITIATIVE or entry.subject != id_:
            raise NotFound("no state of this record stands at this position")
        if published.alias_of(writing.connection, id_) is not None:
            published.set_alias(writing, id_, None, author=account.author)
        restore(writing, account, id_, entry.body["row"])
        decision = note(writing, account, Direct.ROLLBACK, Outcome.ROLLED_BACK, entry=id_)
    services.refresh()
    return Done(id_, decision)


# Shared by the use cases of the desk: each is called inside of a transaction that has checked who acts.


def note(writing: Writing, account: Account, kind: Direct, outcome: Outcome, *, entry: str = "") -> int:
    """Write a decision without a submission into the ledger and return its position."""
    body = {"kind": kind, "entry": entry, "outcome": outcome, "reason": "", "words": "", "after": writing.ledger.begun}
    return writing.ledger.append(Kind.DECISION, "", body, author=account.author)


def existing(connection: Connection, id_: str, *, column: str) -> Stored:
    """Return a published entry. Raises InputRejected naming the column."""
    found = published.get(connection, id_) if is_well_formed(id_) else None
    if found is None:
        raise rejected("unknown-id", column, "no entry with this id is published; choose another")
    return found


def merge_into(writing: Writing, account: Account, old: str, into: str) -> None:
    """Let one entry go and the other take its links and its id. Raises InputRejected."""
    connection, author = writing.connection, account.author
    existing(connection, old, column="id")
    existing(connection, into, column="into")
    if old == into:
        raise rejected("same-entry", "into", "choose another entry; this one cannot be merged into itself")
    links = published.links_of(connection, old)
    published.remove_initiative(writing, old, author=author)
    for link in links:
        ends = {end: into for end in ("source_id", "target_id") if getattr(link, end) == old}
        put_new_link(writing, account, link.model_copy(update=ends))
    for alias in published.aliases_of(connection, old):
        published.set_alias(writing, alias, into, author=author)
    published.set_alias(writing, old, into, author=author)


def take_over_links(writing: Writing, account: Account, proposed: Iterable[ProposedLink], into: str) -> None:
    """Give proposed links to an entry, those that are good and not there yet."""
    for each in proposed:
        ends = (each.other_id, into) if each.direction == "in" else (into, each.other_id)
        cells = each.model_dump(exclude={"other_id", "direction"})
        link, _ = parse_link({**cells, "source_id": ends[0], "target_id": ends[1]})
        if link and all(published.get(writing.connection, end) for end in (link.source_id, link.target_id)):
            put_new_link(writing, account, link)


def put_new_link(writing: Writing, account: Account, link: Link) -> None:
    """Publish a link unless it is there already, or would lead from an entry to itself."""
    is_there = published.get_link(writing.connection, published.link_key(link)) is not None
    if link.source_id != link.target_id and not is_there:
        published.put_link(writing, link, author=account.author)


def take_out(writing: Writing, account: Account, id_: str) -> None:
    """Take an entry and its links out of the directory; old ids that led to it lead nowhere."""
    published.remove_initiative(writing, id_, author=account.author)
    for alias in published.aliases_of(writing.connection, id_):
        published.set_alias(writing, alias, None, author=account.author)


def restore(writing: Writing, account: Account, id_: str, row: dict[str, str] | None) -> None:
    """Publish a record as it was; None: it was not there. Raises ChangedMeanwhile when others were merged into it."""
    if row is None:
        if merged := published.aliases_of(writing.connection, id_):
            words = f"{merged[0]} was merged into it since; undo that first"
            raise ChangedMeanwhile(words, changed=[Change(column="state", label="Entry", before="", after=words)])
        if published.get(writing.connection, id_) is not None:
            published.remove_initiative(writing, id_, author=account.author)
        return
    initiative, issues = parse_initiative(row)
    if initiative is None:
        raise rejected(issues[0].code, issues[0].column, "this state breaks a rule of today and cannot come back")
    was_gone = published.get(writing.connection, id_) is None
    published.put_initiative(writing, initiative, author=account.author)
    last_check = history.last_of(writing.connection, Kind.CHECK, id_)
    if was_gone and last_check and last_check.body["on"]:
        # It went with the entry; rebuilding from the ledger must find the same.
        day = date.fromisoformat(last_check.body["on"])
        published.set_checked(writing, id_, day, author=account.author)
