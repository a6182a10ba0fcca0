"""What `directory doctor` says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How well it is."""

    FINE = "fine"
    NOTE = "note"
    """It works, and the operator should know something."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined."""

    name: str
    state: State
    words: str
    """What was found."""
    remedy: str = ""
    """What to do about it; empty when all is well."""


def fine(name: str, words: str) -> Check:
    """Say that all is well."""
    return Check(name, State.FINE, words)


def note(name: str, words: str, remedy: str) -> Check:
    """Say what the operator should know."""
    return Check(name, State.NOTE, words, remedy)


def failed(name: str, words: str, remedy: str) -> Check:
    """Say what does not work, and what mends it."""
    return Check(name, State.FAILED, words, remedy)
