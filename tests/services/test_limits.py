"""How much may be submitted, and what is kept of addresses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from contribution_desk import Site, new
from databases import on_each_database
from sqlalchemy import select

from directory.model.errors import InputRejected, TooMany
from directory.services import limits
from directory.services.form_token import issue_token
from directory.services.limits import Throttle, network, tidy
from directory.services.submit import Sending, submit
from directory.store import queue
from directory.store.tables import form_tokens, hits, secrets

HOUR = timedelta(hours=1)


def outcomes(place: Site, addresses: list[str]) -> list[str]:
    """Send one proposal from each address, several at once, and return the addresses that got through."""
    jobs = [(number, address, issue_token(place.store)) for number, address in enumerate(addresses)]
    place.clock.forward(timedelta(seconds=3))

    def send(job: tuple[int, str, str]) -> str:
        number, address, token = job
        sending = Sending(proposal=new(name=f"Programme {number}"), token=token)
        try:
            submit(place, sending, key=f"key-of-a-bot-{number:05}", address=address, origin="api")
        except TooMany:
            return ""
        return address

    with ThreadPoolExecutor(8) as threads:
        return [address for address in threads.map(send, jobs) if address]


def test_thousand_posts_from_one_address_leave_five_and_another_address_gets_through(place: Site) -> None:
    assert outcomes(place, ["192.0.2.1"] * 1_000) == ["192.0.2.1"] * 5
    assert outcomes_of_one(place, "198.51.100.7") == 6
    with place.store.read() as connection:
        assert queue.page(connection)[0] == 6


def outcomes_of_one(place: Site, address: str) -> int | None:
    return place.send(new(name="Somebody else's"), address=address).number


@on_each_database
def test_hundred_addresses_leave_at_most_a_hundred_and_the_limit_holds_exactly(place: Site) -> None:
    addresses = [f"10.{number}.0.1" for number in range(100)] * 2
    assert len(outcomes(place, addresses)) == 100


def test_limit_ends_after_an_hour_and_says_when(place: Site) -> None:
    for number in range(5):
        place.send(new(name=f"Programme {number}"))
        place.clock.forward(timedelta(minutes=1))
    with pytest.raises(TooMany) as caught:
        place.send(new(name="One more"))
    place.clock.forward(timedelta(seconds=caught.value.retry_after_s - 10))
    with pytest.raises(TooMany):
        place.send(new(name="One more"))
    place.clock.forward(timedelta(seconds=10))
    assert place.send(new(name="One more")).number == 6


def test_limit_holds_over_midnight_although_the_key_of_addresses_changes(place: Site) -> None:
    place.clock.now = place.clock.now.replace(hour=23, minute=50)
    for number in range(5):
        place.send(new(name=f"Programme {number}"))
    place.clock.forward(timedelta(minutes=20))
    with pytest.raises(TooMany):
        place.send(new(name="One more"))


def test_what_is_refused_does_not_count(place: Site) -> None:
    for _ in range(10):
        with pytest.raises(InputRejected):
            place.send(new(name=""))
    assert place.send(new()).number == 1


def test_after_a_day_nothing_of_an_address_is_left(place: Site) -> None:
    place.send(new(), address="203.0.113.77")
    with place.store.read() as connection:
        before = set(connection.execute(select(hits.c.bucket)).scalars())
        keys = set(connection.execute(select(secrets.c.name)).scalars())
    assert not any("203.0.113" in bucket for bucket in before)
    place.clock.forward(timedelta(days=1))
    tidy(place.store)
    with place.store.read() as connection:
        assert connection.execute(select(hits)).all() == connection.execute(select(form_tokens)).all() == []
    place.clock.forward(timedelta(days=1))
    tidy(place.store)
    place.send(new(name="Later"), address="203.0.113.77")
    with place.store.read() as connection:
        after = set(connection.execute(select(hits.c.bucket)).scalars())
        assert before & after == {"submissions"}
        gone = keys - set(connection.execute(select(secrets.c.name)).scalars())
    assert gone == {"addresses-2026-11-23"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_one_sender_is_a_network(address: str, expected: str) -> None:
    assert network(address) == expected


def test_throttle_lets_each_network_have_its_share_within_the_window(place: Site) -> None:
    throttle = Throttle(most=2, window=timedelta(minutes=1))
    for _ in range(2):
        throttle.count("192.0.2.1", now=place.clock())
    with pytest.raises(TooMany):
        throttle.count("192.0.2.99", now=place.clock())
    throttle.count("198.51.100.1", now=place.clock())
    place.clock.forward(timedelta(minutes=1))
    throttle.count("192.0.2.1", now=place.clock())


def test_double_click_on_the_last_submission_within_the_limit_is_acknowledged_twice(place: Site) -> None:
    place.settings = place.settings.model_copy(update={"submissions_per_address": 1})
    tokens = [place.token() for _ in range(2)]
    twin = Sending(proposal=new(), token=tokens[0])
    check_first = limits.refuse_excess

    def overtaken(*args: object, **options: object) -> None:
        """Let the other click come first, when this one has already seen that its key is new."""
        with pytest.MonkeyPatch.context() as undone:
            undone.setattr(limits, "refuse_excess", check_first)
            submit(place, twin, key="one-and-the-same-key", address="192.0.2.1", origin="api")
        check_first(*args, **options)  # type: ignore[arg-type]  # passed on

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "refuse_excess", overtaken)
        sending = Sending(proposal=new(), token=tokens[1])
        again = submit(place, sending, key="one-and-the-same-key", address="192.0.2.1", origin="api")
    assert (again.number, again.is_new) == (1, False)
