"""The errors a caller can do something about, sorted by what that is.

DirectoryError
    ConfigurationError   the operator mends a setting or runs a command (also ValueError)
    InputRejected        the sender mends the input; carries the issues (also ValueError)
    NotSignedIn          sign in first
    NotAllowed           somebody with another role may
    TooMany              too often; wait `retry_after_s` seconds
    NotFound             there is no such thing (also LookupError)
    Conflict             somebody changed it meanwhile; look and try again
    TryLater             wait `retry_after_s` seconds
    StoreDamaged         stop and restore a backup
"""

from collections.abc import Sequence

from directory.model.issues import Issue


class DirectoryError(Exception):
    """Base of every error this package raises on purpose."""


class ConfigurationError(DirectoryError, ValueError):
    """A setting or the installation is wrong; the message names it and the remedy."""


class InputRejected(DirectoryError, ValueError):
    """What was sent breaks the rules; `issues` says where and how to mend it."""

    def __init__(self, message: str, *, issues: Sequence[Issue] = ()) -> None:
        """Keep every issue, so that one answer can name them all."""
        super().__init__(message)
        self.issues = tuple(issues)


class NotSignedIn(DirectoryError):
    """Nobody, or nobody any more, is signed in."""


class NotAllowed(DirectoryError):
    """This needs a role that the one who asks does not have."""


class TooMany(DirectoryError):
    """This was tried too often in a short time."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        """Say when trying again makes sense, in seconds."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class NotFound(DirectoryError, LookupError):
    """There is nothing under this id."""


class Conflict(DirectoryError):
    """The thing has changed since it was read."""


class TryLater(DirectoryError):
    """A part that is needed does not answer now."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        """Say when trying again makes sense, in seconds."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class StoreDamaged(DirectoryError):
    """What is stored contradicts itself."""
