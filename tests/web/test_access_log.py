"""What uvicorn's request lines keep."""

import logging
from collections.abc import Iterator

import pytest

from directory.web import access_log


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    access_log.install()
    # Streamlit sets the level of uvicorn's loggers themselves.
    for name in access_log.LOGGERS:
        caplog.set_level(logging.INFO, logger=name)
    yield caplog
    for name in access_log.LOGGERS:
        logger = logging.getLogger(name)
        logger.filters = [each for each in logger.filters if not isinstance(each, access_log.WithoutQueries)]


def test_query_is_cut_off_a_request_line(lines: pytest.LogCaptureFixture) -> None:
    # As uvicorn's protocols log it.
    arguments = ("127.0.0.1:5", "GET", "/api/v1/initiatives?q=canary", "1.1", 200)
    logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', *arguments)
    assert lines.messages == ['127.0.0.1:5 - "GET /api/v1/initiatives HTTP/1.1" 200']


def test_query_is_cut_off_the_line_of_a_websocket(lines: pytest.LogCaptureFixture) -> None:
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', ("127.0.0.1", 5), "/stream?q=canary")
    assert "canary" not in lines.text
    assert "/stream" in lines.text


def test_other_lines_stay_as_they_are(lines: pytest.LogCaptureFixture) -> None:
    logging.getLogger("uvicorn.error").info("Is it %s? [%d]", "on", 7)
    assert lines.messages == ["Is it on? [7]"]


def test_installing_twice_adds_one_filter(lines: pytest.LogCaptureFixture) -> None:
    access_log.install()
    assert lines.messages == []
    for name in access_log.LOGGERS:
        found = [each for each in logging.getLogger(name).filters if isinstance(each, access_log.WithoutQueries)]
        assert len(found) == 1
