"""What the tests of pages that write share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from desk_hand import EVERYTHING_SENT, hire


@pytest.fixture(scope="session")
def writing_site(
    start_site: Callable[..., AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Start an application with curators, which takes as many submissions as the tests send."""
    state = tmp_path_factory.mktemp("writing")
    hire(state)
    with start_site(state=state, **EVERYTHING_SENT) as address:
        yield address
