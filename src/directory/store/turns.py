"""A lock that is passed on in the order in which it was asked for."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from directory.model.errors import TryLater


class Turns:
    """One at a time, first come first served.

    A plain lock goes to whoever happens to run: of eight writers the unluckiest waited twenty turns.
    """

    def __init__(self) -> None:
        """Begin with nobody's turn."""
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._owner: int | None = None

    @contextmanager
    def turn(self, *, timeout_s: float) -> Iterator[None]:
        """Wait for one's turn, and keep it until the block ends.

        Raises:
            TryLater: It did not come in time.
            RuntimeError: This thread has its turn already, and would wait for itself.
        """
        if self._owner == threading.get_ident():
            raise RuntimeError("a write within a write waits for itself")
        mine = threading.Event()
        with self._guard:
            self._waiting.append(mine)
            if self._waiting[0] is mine:
                mine.set()
        try:
            if not mine.wait(timeout_s):
                raise TryLater("another change is being saved", retry_after_s=timeout_s)
            self._owner = threading.get_ident()
            yield
        finally:
            with self._guard:
                if self._waiting[0] is mine:
                    self._owner = None
                self._waiting.remove(mine)
                if self._waiting:
                    self._waiting[0].set()
