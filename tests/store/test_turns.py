"""Writers take turns in the order in which they came."""

import threading
import time
from collections.abc import Callable

import pytest

from directory.model.errors import TryLater
from directory.store.turns import Turns


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting(turns: Turns) -> int:
    return len(turns._waiting)  # noqa: SLF001  # nothing else needs to know


def test_who_came_first_is_served_first() -> None:
    turns, served = Turns(), list[int]()

    def work(number: int) -> None:
        with turns.turn(timeout_s=10):
            served.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    with turns.turn(timeout_s=1):
        for number, thread in enumerate(threads):
            thread.start()
            until(lambda number=number: waiting(turns) == number + 2)  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_who_gives_up_holds_nobody_up() -> None:
    turns, late = Turns(), list[str]()

    def impatient() -> None:
        with pytest.raises(TryLater), turns.turn(timeout_s=0.01):
            late.append("served")

    with turns.turn(timeout_s=1):
        thread = threading.Thread(target=impatient)
        thread.start()
        thread.join()
        assert waiting(turns) == 1
    with turns.turn(timeout_s=0.01):
        assert late == []


def test_a_turn_that_raises_is_passed_on() -> None:
    turns = Turns()
    with pytest.raises(KeyError), turns.turn(timeout_s=1):
        raise KeyError
    with turns.turn(timeout_s=0.01):
        assert waiting(turns) == 1
    assert waiting(turns) == 0
