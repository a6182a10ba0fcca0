"""The API as the whole application serves it, over a real connection."""

import http.client
from urllib.parse import urlsplit

import httpx
import pytest


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/api/docs", "/api/openapi.json", "/api/v1/facets", "/api/v1/initiatives.csv", "/api/v1/nothing"],
)
def test_answer_has_the_security_headers_and_is_compressed_at_most_once(site: str, path: str) -> None:
    answer = httpx.get(site + path)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "'unsafe-eval'" not in answer.headers["content-security-policy"]
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers.get_list("content-encoding") == (["gzip"] if len(answer.content) >= 500 else [])


def test_api_alone_leads_to_the_documentation(site: str) -> None:
    answer = httpx.get(f"{site}/api", follow_redirects=True)
    assert answer.url.path == "/api/docs"
    assert "<h1>Linked Initiatives: API</h1>" in answer.text


def test_unchanged_answer_is_304_and_head_has_no_body(site: str) -> None:
    with httpx.Client(base_url=site) as client:
        etag = client.get("/api/v1/initiatives").headers["etag"]
        assert client.get("/api/v1/initiatives", headers={"If-None-Match": etag}).status_code == 304
        # On the same connection: a body where none may be would be read as the next answer.
        assert client.head("/api/v1/initiatives.csv").status_code == 200
        assert client.head("/api/v1/initiatives").headers["etag"] == etag
        assert client.get("/healthz").json()["status"] == "ready"


@pytest.mark.parametrize("target", ["/api/v1/initiatives?q=caf\u00e9", "/api/v1/initiatives?q=%ff", "/api/v1/%00"])
def test_bytes_that_browsers_never_send_are_answered_or_refused(site: str, target: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        connection.putrequest("GET", "/", skip_accept_encoding=True)
        # Past http.client's own check of the request line.
        connection._buffer[0] = f"GET {target} HTTP/1.1".encode()  # type: ignore[attr-defined]  # noqa: SLF001
        connection.endheaders()
        assert connection.getresponse().status in {200, 400, 404}
    finally:
        connection.close()
