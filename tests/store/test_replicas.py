"""Two servers on one PostgreSQL database: each shows what the other does, and one can die."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from benchmarks.faults.common import Outcome, audit
from benchmarks.faults.postgres import PostgresServer
from benchmarks.faults.server import AT_ONCE, Server, send_all, tokens_of
from made import wait_for

from directory.services import accounts
from directory.store import Kind, Store
from directory.store.ledger import entries
from directory.store.people import DeskRole

PASSWORD = "a right long password"  # noqa: S105  # of an account that lives as long as a test


class Replicas(NamedTuple):
    """Two servers, the address of their database, and form tokens that either takes."""

    one: Server
    other: Server
    database: str
    tokens: Iterator[str]

    def keys(self, name: str, count: int = AT_ONCE) -> dict[str, str]:
        """Return keys of submissions to come, each with a token."""
        return {f"{name}-visitor-{number:04}": next(self.tokens) for number in range(count)}


@pytest.fixture(scope="module")
def replicas(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Start both at the same moment, on a database that neither has seen."""
    database = postgres.create("replicas")
    one, other = (Server(_folder(tmp_path_factory, name), database=database) for name in ("one", "other"))
    with ThreadPoolExecutor(2) as pool:
        try:
            list(pool.map(Server.start, (one, other)))
            yield Replicas(one, other, database, tokens_of(one, 1 + 4 * AT_ONCE))
        finally:
            one.kill()
            other.kill()


def _folder(factory: pytest.TempPathFactory, name: str) -> Path:
    return factory.mktemp(f"replica-{name}")


@pytest.fixture
def acknowledged(replicas: Replicas) -> Iterator[set[str]]:
    """Collect keys whose submissions must be there once each, in a chain that holds."""
    keys: set[str] = set()
    yield keys
    outcome = Outcome("replicas")
    audit(outcome, replicas.database, keys)
    assert keys
    assert outcome.broken == []


def asked(server: Server, path: str) -> Any:  # noqa: ANN401  # JSON
    return httpx.get(f"{server.address}/api/v1{path}", timeout=20).raise_for_status().json()


def shows(server: Server, entry: str) -> bool:
    return httpx.get(f"{server.address}/api/v1/initiatives/{entry}", timeout=20).is_success


def send_until_saved(server: Server, keys: dict[str, str]) -> dict[str, int]:
    """Send, and send again what a busy server had to put off; return all numbers."""
    numbers: dict[str, int] = {}

    def are_saved() -> bool:
        numbers.update(send_all(server, keys))
        return numbers.keys() == keys.keys()

    wait_for(are_saved)
    return numbers


def accept(server: Server, number: int) -> str:
    """Sign in at a server, accept a submission there, and return the entry's id."""
    with httpx.Client(base_url=server.address, headers={"Origin": server.address}, timeout=20) as desk:
        desk.post("/signin", json={"name": "ada", "password": PASSWORD}).raise_for_status()
        done = desk.post(f"/api/v1/desk/submissions/{number}/accept", json={"version": 1}).raise_for_status()
        return str(done.json()["entry_id"])


def test_two_that_start_at_once_take_the_files_in_once(replicas: Replicas) -> None:
    one, other = replicas.one, replicas.other
    wait_for(lambda: bool(asked(one, "/version") == asked(other, "/version")))
    first, second = (asked(server, "/initiatives?size=1")["total"] for server in (one, other))
    assert first == second > 600
    with closing(Store.open(replicas.database)) as store, store.read() as connection:
        imported = [entry.subject for entry in entries(connection) if entry.kind is Kind.IMPORT]
    assert sorted(imported) == ["initiatives.csv", "links.csv"]


def test_what_one_takes_in_is_accepted_at_the_other_and_shown_by_both(
    replicas: Replicas, acknowledged: set[str]
) -> None:
    one, other = replicas.one, replicas.other
    with closing(Store.open(replicas.database)) as store:
        accounts.add(store, "ada", role=DeskRole.CURATOR, password=PASSWORD)
    keys = replicas.keys("crossing", 1)
    (number,) = send_until_saved(one, keys).values()
    acknowledged.update(keys)
    assert list(send_until_saved(other, keys).values()) == [number], "the same key at the other is the same submission"
    entry = accept(other, number)
    wait_for(
        lambda: all(httpx.get(f"{server.address}/api/v1/initiatives/{entry}").is_success for server in (one, other))
    )
    wait_for(lambda: bool(asked(one, "/version") == asked(other, "/version")))


def test_both_write_at_once_and_no_number_is_given_twice(replicas: Replicas, acknowledged: set[str]) -> None:
    one, other = replicas.one, replicas.other
    jobs = [(one, replicas.keys("one")), (other, replicas.keys("other"))]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda job: send_until_saved(*job), jobs)
    assert not set(first.values()) & set(second.values())
    acknowledged.update(first, second)


def test_the_other_goes_on_when_one_is_killed_while_both_write(replicas: Replicas, acknowledged: set[str]) -> None:
    one, other = replicas.one, replicas.other
    dying, living = replicas.keys("dying"), replicas.keys("living")
    with ThreadPoolExecutor(2) as pool:
        cut_short = pool.submit(send_all, one, dying, kill_after=5)
        send_until_saved(other, living)
    before = cut_short.result()
    # Who had no answer sends again, and a proxy leads to the server that is left.
    again = send_until_saved(other, dying)
    assert again | before == again, "a repeated key has the same number"
    acknowledged.update(living, dying)
    entry = accept(other, next(iter(again.values())))
    wait_for(lambda: shows(other, entry))
