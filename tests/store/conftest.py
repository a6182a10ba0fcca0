"""A store on each database: the same promises hold on both."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))  # the server is the one that benchmarks hurt

from benchmarks.faults.postgres import PostgresServer  # noqa: E402

from directory.store import Store  # noqa: E402

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Start one PostgreSQL server for all tests."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'directory.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create(f"test_{next(_NUMBERS)}")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Open a store that is empty."""
    opened = Store.open(address)
    yield opened
    opened.close()
