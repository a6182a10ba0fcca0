"""The ledger: appended to, chained by SHA-256, never changed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from directory.store.tables import ledger

GENESIS: Final = "0" * 64
"""What the first entry names as its predecessor."""
_CHUNK: Final = 500
"""Entries read in one go."""


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
    """Subject: id. Body: {"on": the day on which somebody looked whether the record is true}."""
    SUBMISSION = "submission"
    """Subject: number. Body: {"event": …, "kind": …, "target": …, "content": salted digest}; never what was sent."""
    DECISION = "decision"
    """Subject: number. Body: kind, entry, outcome, reason, words."""
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


def head(connection: Connection) -> tuple[int, str]:
    """Return position and hash of the last entry; (0, GENESIS) of an empty ledger."""
    query = select(ledger.c.position, ledger.c.hash).order_by(ledger.c.position.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.position, row.hash) if row else (0, GENESIS)


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
        self._position, self._hash = head(connection)

    def append(self, kind: Kind, subject: str, body: Mapping[str, Any], *, author: Author) -> int:
        """Append one entry and return its position."""
        position, previous, text = self._position + 1, self._hash, canonical(body)
        link = digest(previous, str(position), self._at, kind, subject, str(author), text)
        self._connection.execute(
            insert(ledger).values(
                position=position,
                at=self._at,
                kind=kind,
                subject=subject,
                author=str(author),
                body=text,
                publishes=kind in PUBLISHING,
                previous=previous,
                hash=link,
            )
        )
        self._position, self._hash = position, link
        return position


def entries(connection: Connection, *, after: int = 0) -> Iterator[LedgerEntry]:
    """Yield the entries behind a position, in their order, read in chunks."""
    while True:
        query = select(ledger).where(ledger.c.position > after).order_by(ledger.c.position).limit(_CHUNK)
        rows = connection.execute(query).all()
        for row in rows:
            yield LedgerEntry(
                position=row.position,
                at=row.at,
                kind=Kind(row.kind),
                subject=row.subject,
                author=Author.parse(row.author),
                body=json.loads(row.body),
                previous=row.previous,
                hash=row.hash,
            )
        if len(rows) < _CHUNK:
            return
        after = rows[-1].position
