"""What a curator is told when somebody else was quicker."""

from collections.abc import Iterable

from directory.model.errors import Conflict
from directory.services.compare import Change


class ChangedMeanwhile(Conflict):
    """What a curator looked at has changed; says how."""

    def __init__(self, message: str, *, changed: Iterable[Change] = ()) -> None:
        """Keep what changed: of the record column by column, else in the message alone."""
        super().__init__(message)
        self.changed = tuple(changed)


def entry_is_gone() -> ChangedMeanwhile:
    """Return the error for a submission about an entry that is not published any more."""
    gone = Change(column="state", label="Entry", before="Published", after="Not published any more")
    return ChangedMeanwhile("the entry is gone", changed=[gone])
