"""A store on each database: the same promises hold on both."""

from collections.abc import Iterator

import pytest
from databases import KINDS

from directory.store import Store


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever stands on a database on each kind of it."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", KINDS, indirect=True)


@pytest.fixture
def address(database: str) -> str:
    """Return the address of an empty database, once of each kind."""
    return database


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Open a store that is empty."""
    opened = Store.open(address)
    yield opened
    opened.close()
