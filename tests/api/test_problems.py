"""What the API says when it cannot answer."""

import json
import logging
from collections.abc import Sequence

import pytest
from anyio.from_thread import BlockingPortal
from asker import Asker
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from directory.api import api_routes
from directory.api.query import API_KEYS, QUERY_LIMIT
from directory.bootstrap import Services
from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer
from directory.model.entry import Entry
from directory.model.errors import TryLater
from directory.settings import Settings
from directory.store import Store

PATHS = (
    "/api/v1/initiatives",
    "/api/v1/initiatives.csv",
    "/api/v1/initiatives.geojson",
    "/api/v1/facets",
    "/api/v1/clusters/1/0/0",
)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/initiatives/", 404),
        ("GET", "/api/v1/initiatives/no-such-initiative", 404),
        ("GET", "/api/v1/initiatives/%00", 404),
        ("GET", "/api/v1/initiatives/%ED%A0%80", 404),
        ("POST", "/api/v1/initiatives", 405),
        ("DELETE", "/api/docs", 405),
        ("GET", "/api/v1/initiatives?from=soon", 400),
        ("GET", "/api/v1/initiatives?page=0000000199999999", 400),
        ("GET", "/api/v1/initiatives?from=019901234", 400),
        ("GET", "/api/v1/initiatives?" + "&".join(f"city={number}" for number in range(101)), 400),
        ("GET", "/api/v1/initiatives?q=%00", 400),
        ("GET", "/api/v1/initiatives?q=%ff", 400),
        ("GET", "/api/v1/initiatives?q=%ED%A0%80", 400),
        ("GET", "/api/v1/places/suggest?q=" + "a" * QUERY_LIMIT, 414),
        *(("GET", f"{path}?q=" + "a" * QUERY_LIMIT, 414) for path in PATHS),
    ],
)
def test_error_is_a_problem(api: Asker, method: str, address: str, status: int) -> None:
    answer = api.ask(method, address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"]


def test_every_wrong_value_is_listed_with_its_key_and_what_would_be_right(api: Asker) -> None:
    query = "sector=Circus&country=XX&from=soon&near=1,2&bbox=1,2,3&sort=mood&page=0&role_all=yes"
    issues = api.get(f"/api/v1/initiatives?{query}").json()["issues"]
    assert {issue["key"] for issue in issues} == {
        "sector", "country", "from", "near", "bbox", "sort", "page", "role_all",
    }  # fmt: skip
    assert all(issue["hint"].startswith("expected ") for issue in issues)


@pytest.mark.parametrize("path", PATHS)
def test_wrong_value_is_refused_wherever_initiatives_are_asked_for(api: Asker, path: str) -> None:
    assert api.get(f"{path}?sector=Circus").status_code == 400


def test_missing_initiative_comes_with_a_hint(api: Asker) -> None:
    assert "search with /api/v1/initiatives?q=" in api.get("/api/v1/initiatives/nobody").json()["detail"]


@pytest.mark.parametrize("key", API_KEYS)
def test_error_does_not_repeat_the_input(api: Asker, key: str) -> None:
    for address in (
        f"/api/v1/initiatives?{key}=%00canary",
        f"/api/v1/canary?{key}=canary",
        "/api/v1/clusters/canary/0/0",
    ):
        answer = api.get(address)
        assert answer.is_client_error
        assert "canary" not in answer.text


class Broken:
    """Services that fail."""

    settings = Settings()

    def __init__(self, error: Exception) -> None:
        self._error = error

    @property
    def catalogue(self) -> Catalogue:
        raise self._error

    @property
    def gazetteer(self) -> Gazetteer:
        raise self._error

    @property
    def store(self) -> Store:
        raise self._error

    def refresh(self) -> None:
        raise self._error


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/initiatives/x", "/api/v1/places/suggest?q=chic"])
def test_unforeseen_error_is_logged_under_the_incident_it_is_answered_with(
    portal: BlockingPortal, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    broken = Asker(portal, Starlette(routes=api_routes(Broken(RuntimeError("the secret of the house")))))
    with caplog.at_level(logging.ERROR):
        answer = broken.get(path, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "*"
    incident = answer.json()["incident"]
    assert "secret" not in answer.text
    assert incident in caplog.text
    assert "the secret of the house" in caplog.text


def test_download_that_breaks_midway_does_not_look_complete(portal: BlockingPortal, services: Services) -> None:
    entries = [services.catalogue.get("chicago-city-of-learning")]
    catalogue = Catalogue.build(entries, "1", rows=NoRows())
    broken = Asker(portal, Starlette(routes=api_routes(Fixed(catalogue, services))))
    with pytest.raises(RuntimeError, match="the rows are gone"):
        portal.call(broken_download, broken)


async def broken_download(asker: Asker) -> None:
    async def send(_message: object) -> None:
        return

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    scope = {
        "type": "http", "method": "GET", "path": "/api/v1/initiatives.csv", "query_string": b"", "headers": [],
        "root_path": "", "http_version": "1.1", "scheme": "http", "asgi": {"version": "3.0", "spec_version": "2.4"},
    }  # fmt: skip
    await asker.app(scope, receive, send)


class NoRows:
    """A RowSource that fails."""

    def rows(self, numbers: Sequence[int]) -> Sequence[Entry]:
        raise RuntimeError(f"the rows are gone: {numbers}")


class Fixed:
    """Services made of these parts."""

    settings = Settings()

    def __init__(self, catalogue: Catalogue, services: Services) -> None:
        self.catalogue = catalogue
        self.gazetteer = services.gazetteer
        self.store = services.store

    def refresh(self) -> None:
        """Nothing is published here."""


def test_503_says_when_to_try_again_while_there_is_no_snapshot(portal: BlockingPortal) -> None:
    loading = Asker(portal, Starlette(routes=api_routes(Broken(TryLater("loading", retry_after_s=7)))))
    answers = [loading.get("/api/v1/initiatives"), loading.get("/healthz")]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert [answer.headers["retry-after"] for answer in answers] == ["7", "1"]
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in answers)


hostile = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"[-+]?[0-9]{1,30}([.,][0-9]*){0,4}(e[0-9]{1,4})?", fullmatch=True),
    st.sampled_from(
        [
            "nan,nan,nan",
            "inf,0,1",
            "0,0,1e-300",
            "180,90,-180,-90",
            "-180,-90,180,90",
            '"',
            "' OR 1=1 --",
            "%",
            "*",
            "{{7*7}}",
        ]
    ),
)
anywhere = st.sampled_from([*PATHS, "/api/v1/places/suggest", "/api/v1/initiatives/x"])
keys = st.one_of(st.sampled_from([*API_KEYS, "limit", "country", "q"]), st.text(max_size=8))


@settings(max_examples=200)
@given(path=anywhere, pairs=st.lists(st.tuples(keys, hostile), max_size=6))
def test_hostile_parameters_are_answered_or_refused(api: Asker, path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{encoded(key)}={encoded(value)}" for key, value in pairs)
    check(api, f"{path}?{query}")


@settings(max_examples=100)
@given(path=anywhere, query=st.binary(max_size=80))
def test_any_bytes_as_query_are_answered_or_refused(api: Asker, path: str, query: bytes) -> None:
    check(
        api,
        f"{path}?" + "".join(f"%{byte:02x}" if byte % 3 else chr(byte % 94 + 33) for byte in query).replace("#", ""),
    )


@settings(max_examples=100)
# A path with a line break matches no mount of Starlette's, so it never reaches the API.
@given(parts=st.lists(hostile.filter(lambda part: "\n" not in part), min_size=1, max_size=4))
def test_any_path_is_answered_or_refused(api: Asker, parts: list[str]) -> None:
    check(api, "/api/v1/clusters/" + "/".join(map(encoded, parts)))
    check(api, "/api/v1/initiatives/" + "/".join(map(encoded, parts)))


def encoded(text: str) -> str:
    """Percent-encode everything, lone surrogates as the bytes a careless client sends."""
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def check(api: Asker, address: str) -> None:
    answer = api.get(address)
    assert answer.status_code in {200, 400, 404, 414}, answer.text
    if not answer.is_success:
        assert answer.headers["content-type"] == "application/problem+json"
        json.loads(answer.text)
