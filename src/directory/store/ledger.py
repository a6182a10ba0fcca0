"""The ledger: appended to, chained by SHA-256, never changed."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from directory.store.tables import ledger

GENESIS: Final = "0" * 64
"""What the first entry names as its predecessor."""
_CHUNK: Final = 500
"""Entries read in one go."""
_INSERT: Final = insert(ledger)


class Kind(StrEnum):
    """What an entry records, and what its subject and body are."""

    IMPORT = "import"
    """Subject: file name. Body: digest of the file, and by row key the digest of each new row, None for one gone."""
    INITIATIVE = "initiative"
    """Subject: id. Body: {"row": cells by column}, or {"row": None} for a removal."""
    LINK = "link"
    """Subject: the link's key. Body: {"row": cells by column}, or {"row": None} for a removal."""
    ALIAS = "alias"
    """Subject: the old id. Body: {"target": id}, or {"target": None} when it stands for itself again."""
    CHECK = "check"
    """Subject: id. Body: {"on": the day on which somebody looked whether the record is true; None: nobody has}."""
    SUBMISSION = "submission"
    """Subject: number. Body: {"event": …, "kind": …, "target": …, "content": salted digest}; never what was sent."""
    DECISION = "decision"
    """Subject: number of the submission, or empty. Body: kind, entry, outcome, reason, words, and `after`: what the
    decision changed stands between that position and this entry."""
    ERASURE = "erasure"
    """Subject: number. Body: {}; a contact is gone."""
    ACCOUNT = "account"
    """Subject: account number. Body: {"event": …, "role": …}."""


PUBLISHING: Final = frozenset({Kind.INITIATIVE, Kind.LINK, Kind.ALIAS, Kind.CHECK})
"""The kinds that change what visitors see."""


class AuthorKind(StrEnum):
    """Who made a change; all that the public learns about them."""

    FILE = "file"
    CONTRIBUTOR = "contributor"
    CURATOR = "curator"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a change: the kind, and for curators and admins the account number."""

    kind: AuthorKind
    account: int | None = None

    def __str__(self) -> str:
        return self.kind if self.account is None else f"{self.kind}:{self.account}"

    @classmethod
    def parse(cls, text: str) -> "Author":
        """Read what `str` wrote."""
        kind, _, account = text.partition(":")
        return cls(AuthorKind(kind), int(account) if account else None)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry, as it is stored."""

    position: int
    at: str
    kind: Kind
    subject: str
    author: Author
    body: Mapping[str, Any]
    previous: str
    hash: str


def now_text(now: datetime | None = None) -> str:
    """Write a moment as the tables hold it; without one, this moment."""
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: object) -> str:
    """Write JSON in the one form that is digested: keys sorted, no spaces."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(*parts: str) -> str:
    """Digest texts so that no character can move from one to the next unseen."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class Head(NamedTuple):
    """The end of a chain: with it, everything before is fixed."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read what `str` wrote. Raises ValueError."""
        position, _, hash_ = text.strip().partition(":")
        if not re.fullmatch("[0-9a-f]{64}", hash_):
            raise ValueError(f"{text!r} is no head of a ledger; write POSITION:HASH")
        return cls(int(position), hash_)


START: Final = Head(0, GENESIS)
"""The head of an empty ledger."""


def head(connection: Connection) -> Head:
    """Return position and hash of the last entry; START of an empty ledger."""
    query = select(ledger.c.position, ledger.c.hash).order_by(ledger.c.position.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(row.position, row.hash) if row else START


def hash_at(connection: Connection, position: int) -> str | None:
    """Return the hash of an entry; None when there is none at this position."""
    if position == START.position:
        return START.hash
    return connection.execute(select(ledger.c.hash).where(ledger.c.position == position)).scalar()


def next_hash(before: Head, *columns: str) -> str:
    """Return the hash of the entry that follows a head; its columns are at, kind, subject, author and body."""
    return digest(before.hash, str(before.position + 1), *columns)


def version(connection: Connection) -> int:
    """Return the position of the last entry that changed what visitors see; 0 when there is none."""
    query = select(ledger.c.position).where(ledger.c.publishes).order_by(ledger.c.position.desc()).limit(1)
    return connection.execute(query).scalar() or 0


class Appending:
    """Appends entries within one write transaction; knows the head, so that a batch reads it once."""

    def __init__(self, connection: Connection, *, at: str) -> None:
        """Take up the chain where it ends; the caller holds the writer's lock."""
        self._connection = connection
        self._at = at
        self._head = head(connection)
        self.begun: Final = self._head.position
        """Position of the last entry before this transaction."""

    @property
    def last(self) -> int:
        """Position of the entry that was appended last."""
        return self._head.position

    def append(self, kind: Kind, subject: str, body: Mapping[str, Any], *, author: Author) -> int:
        """Append one entry and return its position."""
        position, text = self._head.position + 1, canonical(body)
        hash_ = next_hash(self._head, self._at, kind, subject, str(author), text)
        self._connection.execute(
            _INSERT,
            {
                "position": position,
                "at": self._at,
                "kind": kind,
                "subject": subject,
                "author": str(author),
                "body": text,
                "publishes": kind in PUBLISHING,
                "previous": self._head.hash,
                "hash": hash_,
            },
        )
        self._head = Head(position, hash_)
        return position


def entry_of(row: Row[Any]) -> LedgerEntry:
    """Read a row of the table."""
    return LedgerEntry(
        position=row.position,
        at=row.at,
        kind=Kind(row.kind),
        subject=row.subject,
        author=Author.parse(row.author),
        body=json.loads(row.body),
        previous=row.previous,
        hash=row.hash,
    )


def entries(connection: Connection, *, after: int = 0) -> Iterator[LedgerEntry]:
    """Yield the entries behind a position, in their order, read in chunks."""
    while True:
        query = select(ledger).where(ledger.c.position > after).order_by(ledger.c.position).limit(_CHUNK)
        rows = connection.execute(query).all()
        yield from map(entry_of, rows)
        if len(rows) < _CHUNK:
            return
        after = rows[-1].position
