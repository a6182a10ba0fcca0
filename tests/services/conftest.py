"""A small directory that can be contributed to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from contribution_desk import Site, open_site

from directory.geocoding import Gazetteer
from directory.settings import Settings


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer(path=Settings().gazetteer)


@pytest.fixture
def place(tmp_path: Path, gazetteer: Gazetteer, database: str) -> Iterator[Site]:
    """Open a directory with the limits of the defaults."""
    site = open_site(tmp_path, gazetteer, address=database)
    yield site
    site.store.close()


@pytest.fixture
def roomy(tmp_path: Path, gazetteer: Gazetteer, database: str) -> Iterator[Site]:
    """Open a directory that takes in as much as comes."""
    limits = {"submissions_per_address": 100_000, "submissions_per_hour": 100_000}
    site = open_site(tmp_path, gazetteer, address=database, **limits)
    yield site
    site.store.close()
