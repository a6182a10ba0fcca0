"""Work that goes on beside the answering of requests, each in a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

STOP_S: Final = 2.0
"""How long the end of the application waits for what is being done."""


def _nothing() -> None:
    """Do nothing."""


@contextmanager
def in_background(
    work: Callable[[threading.Event], None], *, name: str, wake: Callable[[], None] = _nothing
) -> Iterator[None]:
    """Have a function work while the block runs.

    Args:
        work: Runs until the event it is given is set.
        name: The thread's, for those who look.
        wake: Called at the end, for work that waits for something else than its event.
    """
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        wake()
        thread.join(STOP_S)
