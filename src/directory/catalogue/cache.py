"""A cache for many threads: the last answers, bounded by what they weigh."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Cache(Generic[Answer]):
    """Keeps the answers used last; threads that ask the same question at once wait for one answer."""

    def __init__(self, *, limit_bytes: int, weigh: Callable[[Answer], int]) -> None:
        self._limit_bytes = limit_bytes
        self._weigh = weigh
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, Future[Answer]] = OrderedDict()
        self._weights: dict[Hashable, int] = {}
        self.weight_bytes = 0
        """What the kept answers weigh together."""

    def get(self, question: Hashable, find: Callable[[], Answer]) -> Answer:
        """Return the kept answer, or find and keep it. What `find` raises reaches all who wait, and is not kept."""
        with self._lock:
            answer = self._answers.get(question)
            is_new = answer is None
            if answer is None:
                answer = self._answers[question] = Future()
            self._answers.move_to_end(question)
        if is_new:
            self._find(question, find, answer)
        return answer.result()

    def _find(self, question: Hashable, find: Callable[[], Answer], answer: Future[Answer]) -> None:
        try:
            found = find()
        except BaseException as error:
            with self._lock:
                del self._answers[question]
            answer.set_exception(error)
            raise
        answer.set_result(found)
        self._keep(question, self._weigh(found))

    def _keep(self, question: Hashable, weight: int) -> None:
        """Note the weight of a new answer and forget the oldest ones above the limit, unanswered ones excepted."""
        with self._lock:
            self._weights[question] = weight
            self.weight_bytes += weight
            for old in list(self._answers):
                if self.weight_bytes <= self._limit_bytes:
                    break
                if old in self._weights:
                    self.weight_bytes -= self._weights.pop(old)
                    del self._answers[old]
