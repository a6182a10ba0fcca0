"""The API on the real data."""

import os
from collections.abc import Iterator

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from asker import Asker
from starlette.applications import Starlette

from directory.api import api_routes
from directory.bootstrap import Services, build_services
from directory.settings import Settings


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as started:
        yield started


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    built = build_services(Settings.from_environ(os.environ))
    yield built
    built.close()


@pytest.fixture(scope="session")
def api(portal: BlockingPortal, services: Services) -> Asker:
    return Asker(portal, Starlette(routes=api_routes(services)))
