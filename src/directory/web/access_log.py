"""Access logs without queries: what people search for is nobody's business."""

import logging
from typing import Final

LOGGERS: Final = ("uvicorn.access", "uvicorn.error")
"""uvicorn's request lines; those of websockets are in the second."""


class WithoutQueries(logging.Filter):
    """Cuts the query off every path among a record's arguments; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(value) for value in record.args)
        return True


def install() -> None:
    """Cut queries off uvicorn's request lines in this process; uvicorn must have set up its logging before."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(found, WithoutQueries) for found in logger.filters):
            logger.addFilter(WithoutQueries())


def _without_query(value: object) -> object:
    return value.partition("?")[0] if isinstance(value, str) and value.startswith("/") else value
