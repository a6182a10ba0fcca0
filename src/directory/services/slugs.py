"""The id of a new entry: made from its name, and never one that was used before."""

import re
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, select, union

from directory.model.initiative import ID_LIMIT
from directory.model.text import words
from directory.store.ledger import Kind
from directory.store.tables import aliases, initiatives, ledger, submissions

_WELL_FORMED: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAMELESS: Final = "initiative"
"""For names in scripts that a slug cannot hold."""
_NUMBER_ROOM: Final = 8
"""Characters kept for `-2` and so on."""
_AT_FIRST: Final = 20
_AT_ONCE: Final = 500
"""How many ids one question names: nearly always the first few tell, but thousands may have no Latin name."""


def slug(name: str) -> str:
    """Return a name as a slug, cut at a word where it is long; `initiative` when no letter a-z and no digit is left."""
    parts = [part for word in words(name) if (part := "".join(char for char in word if char.isascii()))]
    text = ""
    for part in parts:
        longer = f"{text}-{part}" if text else part[: ID_LIMIT - _NUMBER_ROOM]
        if len(longer) > ID_LIMIT - _NUMBER_ROOM:
            break
        text = longer
    return text or _NAMELESS


def free_id(connection: Connection, name: str) -> str:
    """Return the slug of a name, numbered when an entry, past or present, an alias or a submission has it already."""
    wanted = slug(name)
    first, at_once = 1, _AT_FIRST
    while True:
        ids = [wanted if number == 1 else f"{wanted}-{number}" for number in range(first, first + at_once)]
        taken = _taken(connection, ids)
        if free := [id_ for id_ in ids if id_ not in taken]:
            return free[0]
        first, at_once = first + at_once, _AT_ONCE


def is_free(connection: Connection, id_: str) -> bool:
    """Tell whether an id is well formed and was never used."""
    return is_well_formed(id_) and not _taken(connection, [id_])


def is_well_formed(id_: str) -> bool:
    """Tell whether a text could be an id; what could not is nowhere in the store, and may not even be asked for."""
    return len(id_) <= ID_LIMIT and bool(_WELL_FORMED.fullmatch(id_))


def _taken(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return those of some ids that are used, or were."""
    was_published = ledger.c.subject.in_(ids) & (ledger.c.kind == Kind.INITIATIVE)
    asked = union(
        select(initiatives.c.id).where(initiatives.c.id.in_(ids)),
        select(aliases.c.id).where(aliases.c.id.in_(ids)),
        select(ledger.c.subject).where(was_published),
        select(submissions.c.entry_id).where(submissions.c.entry_id.in_(ids)),
    )
    return set(connection.execute(asked).scalars())
