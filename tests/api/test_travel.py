"""How the answers travel: caching, compression, methods, other origins."""

from urllib.parse import urljoin

import pytest
from anyio.from_thread import BlockingPortal
from asker import Asker
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_gzip_middleware import SelectiveGZipMiddleware

from directory.api import api_routes
from directory.bootstrap import Services
from directory.catalogue import Catalogue
from directory.model.criteria import Criteria

FRESH = [
    "/api/v1/initiatives",
    "/api/v1/initiatives.csv",
    "/api/v1/initiatives.geojson",
    "/api/v1/initiatives/chicago-city-of-learning",
    "/api/v1/facets",
    "/api/v1/clusters/1/0/0",
    "/api/v1/places/suggest?q=chic",
    "/api/v1/vocabularies",
    "/api/v1/version",
    "/api/docs",
    "/api/docs.css",
]
IDENTITY = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("address", FRESH)
def test_unchanged_answer_is_304_without_a_body(api: Asker, address: str) -> None:
    first = api.get(address)
    assert first.headers["cache-control"] == "no-cache"
    for known in (first.headers["etag"], f'"other", {first.headers["etag"]}', "*"):
        again = api.get(address, headers={"If-None-Match": known})
        assert again.status_code == 304, known
        assert again.content == b""
        assert again.headers["etag"] == first.headers["etag"]
        assert "Accept-Encoding" in again.headers["vary"]


def test_etag_differs_by_question(api: Asker) -> None:
    tags = [api.get(address).headers["etag"] for address in [*FRESH, "/api/v1/initiatives?page=2"]]
    assert len(set(tags)) == len(tags)
    assert api.get("/api/v1/initiatives", headers={"If-None-Match": tags[-1]}).status_code == 200


def test_new_snapshot_shows_at_once(portal: BlockingPortal, services: Services) -> None:
    changing = Snapshots(services)
    asker = Asker(portal, Starlette(routes=api_routes(changing)))
    first = asker.get("/api/v1/initiatives")
    entries = list(services.catalogue.all(Criteria()))[:3]
    changing.catalogue = Catalogue.build(entries, "another-version")
    second = asker.get("/api/v1/initiatives", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.json()["total"] == 3


def test_old_id_redirects_to_the_entry_it_leads_to(portal: BlockingPortal, services: Services) -> None:
    changing = Snapshots(services)
    entries = list(services.catalogue.all(Criteria()))
    aliases = {"old": "older", "older": "chicago-city-of-learning", "one": "other", "other": "one"}
    changing.catalogue = Catalogue.build(entries, "with-aliases", aliases=aliases)
    asker = Asker(portal, Starlette(routes=api_routes(changing)))
    for suffix in ("", ".jsonld"):
        answer = asker.get(f"/api/v1/initiatives/old{suffix}")
        assert (answer.status_code, answer.headers["cache-control"]) == (308, "no-cache")
        target = urljoin(f"/api/v1/initiatives/old{suffix}", answer.headers["location"])
        assert target == f"/api/v1/initiatives/chicago-city-of-learning{suffix}"
        assert asker.get(target).status_code == 200
    assert asker.get("/api/v1/initiatives/one").status_code == 404


class Snapshots:
    """Services whose snapshot is swapped while running."""

    def __init__(self, services: Services) -> None:
        self.catalogue = services.catalogue
        self.gazetteer = services.gazetteer
        self.settings = services.settings
        self.store = services.store

    def refresh(self) -> None:
        """The test swaps the snapshot itself."""


@pytest.mark.parametrize("address", FRESH)
def test_head_answers_as_get_without_the_body(api: Asker, address: str) -> None:
    got, head = api.get(address), api.ask("HEAD", address)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == got.headers


def test_large_answers_are_compressed_and_small_ones_are_not(api: Asker) -> None:
    for address in ("/api/v1/initiatives", "/api/v1/initiatives.csv"):
        packed, plain = api.get(address), api.get(address, headers=IDENTITY)
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content
    assert "content-encoding" not in api.get("/healthz").headers
    assert "content-encoding" not in api.get("/api/v1/initiatives/nobody").headers


def test_streamlits_own_compression_does_not_compress_twice(portal: BlockingPortal, api: Asker) -> None:
    packed = Asker(portal, SelectiveGZipMiddleware(api.app)).get("/api/v1/facets")
    assert packed.headers.get_list("content-encoding") == ["gzip"]
    assert packed.json() == api.get("/api/v1/facets").json()


def test_any_origin_may_read_without_credentials(api: Asker) -> None:
    answer = api.get("/api/v1/initiatives", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    refused = api.get("/api/v1/initiatives?from=x", headers={"Origin": "https://elsewhere.example"})
    assert refused.headers["access-control-allow-origin"] == "*"


def test_preflight_allows_reading_only(api: Asker) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Headers": "if-none-match"}
    allowed = api.ask("OPTIONS", "/api/v1/facets", headers=asked | {"Access-Control-Request-Method": "GET"})
    assert allowed.status_code == 200
    refused = api.ask("OPTIONS", "/api/v1/facets", headers=asked | {"Access-Control-Request-Method": "DELETE"})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("address", "media_type", "name"),
    [
        ("/api/v1/initiatives.csv", "text/csv", "initiatives.csv"),
        ("/api/v1/initiatives.geojson", "application/geo+json", "initiatives.geojson"),
    ],
)
def test_download_has_its_type_and_file_name(api: Asker, address: str, media_type: str, name: str) -> None:
    answer = api.get(address)
    assert answer.headers["content-type"].startswith(media_type)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
