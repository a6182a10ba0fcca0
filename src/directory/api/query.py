"""From the query of a request to criteria. What the API serves is refused when it is wrong, not guessed."""

from http import HTTPStatus
from typing import Annotated, Final, NamedTuple
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from directory.model.criteria import KEYS, Criteria
from directory.model.errors import InputRejected
from directory.model.issues import Issue
from directory.model.text import has_controls

QUERY_LIMIT: Final = 8_192
"""Bytes of a query that are read."""
API_KEYS: Final = {key: spec for key, spec in KEYS.items() if "API" in spec.where}
"""The keys of the address that the API reads; the others belong to pages and are ignored here."""


class Question(NamedTuple):
    """What a request asks."""

    criteria: Criteria
    unknown_keys: int
    """How many keys mean nothing anywhere; they are ignored."""


def read_question(request: Request) -> Question:
    """Read the criteria of a request. Raises InputRejected for wrong values and HTTPException 414 for a long query.

    A blank value does not filter. Keys that only pages read, and unknown ones, are ignored.
    """
    pairs = query_pairs(request.scope["query_string"])
    issues = [_unprintable(key) for key, value in pairs if key in API_KEYS and has_controls(value)]
    readable = ((key, value) for key, value in pairs if key in API_KEYS and not has_controls(value))
    criteria, found = Criteria.from_query(readable)
    if issues or found:
        raise InputRejected("the query has wrong values", issues=[*issues, *found])
    return Question(criteria, len({key for key, _ in pairs} - KEYS.keys()))


def query_pairs(query: bytes) -> list[tuple[str, str]]:
    """Split a query into its pairs, without blank values. Raises as `read_question` does."""
    bounded(query)
    try:
        return parse_qsl(query.decode(), errors="strict")
    except ValueError:
        issue = Issue(code="bad-encoding", hint="encode the query as UTF-8, percent-encoded")
        raise InputRejected("the query is no text", issues=[issue]) from None


def bounded(query: bytes) -> None:
    """Refuse a query that is too long to be meant. Raises HTTPException 414."""
    if len(query) > QUERY_LIMIT:
        raise HTTPException(HTTPStatus.REQUEST_URI_TOO_LONG, f"The query is longer than {QUERY_LIMIT} bytes.")


def _unprintable(key: str) -> Issue:
    return Issue(code="control-character", column=key, hint="remove control characters")


Asked = Annotated[Question, Depends(read_question)]
"""A parameter of an endpoint that reads criteria."""
