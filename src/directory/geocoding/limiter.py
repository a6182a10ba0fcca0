"""How often a service may be asked: once a second by this whole process, and not before it says so."""

import threading
import time
from collections.abc import Callable
from typing import Final

MIN_DELAY_S: Final = 1.0
_limiters: Final[dict[str, "Limiter"]] = {}
_guard: Final = threading.Lock()


class Limiter:
    """Lets callers through one at a time, at least `min_delay_s` apart; safe to share between threads.

    geopy's own RateLimiter ignores `retry_after` and, by default, turns errors into "not found".
    """

    def __init__(
        self,
        *,
        min_delay_s: float = MIN_DELAY_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._min_delay_s = min_delay_s
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0
        self._postponed = 0
        self._closed_until = 0.0

    def wait(self) -> None:
        """Return when the next request may be sent."""
        while True:
            with self._lock:
                now, postponed = self._clock(), self._postponed
                start = max(now, self._next)
                self._next = start + self._min_delay_s
            if start > now:
                self._sleep(start - now)
            with self._lock:
                if self._postponed == postponed:
                    return

    def postpone(self, seconds: float) -> None:
        """Let nobody through before so many seconds from now."""
        with self._lock:
            self._postponed += 1  # who waits already shall take another turn
            self._next = max(self._next, self._clock() + seconds)

    def close_for(self, seconds: float) -> None:
        """Refuse requests for so many seconds."""
        with self._lock:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    def closed_for_s(self) -> float:
        """Return for how many seconds requests are refused; 0 when they are not."""
        with self._lock:
            return max(0.0, self._closed_until - self._clock())


def limiter_for(service: str) -> Limiter:
    """Return this process's one limiter for a service."""
    with _guard:
        return _limiters.setdefault(service, Limiter())
