import gzip
from collections.abc import Iterator

import httpx
import pytest
from basemap_page import served

from directory.web import basemap


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served() as address, httpx.Client(base_url=address) as client:
        yield client


def tile_address(place: str, *, version: str | None = None) -> str:
    return f"/basemap/{version or basemap.world().version}/tiles/{place}"


def test_the_index_tells_what_a_map_needs_to_begin(client: httpx.Client) -> None:
    answer = client.get("/basemap/index.json")
    index = answer.json()
    assert index["version"] == basemap.world().version
    assert index["levels"] == [0, 2, 4, 6]
    assert index["label_zoom"] == basemap.LABEL_ZOOM
    assert {"code": "FR", "name": "France"}.items() <= next(c for c in index["countries"] if c["code"] == "FR").items()
    assert answer.headers["cache-control"] == "no-cache"


def test_a_tile_travels_compressed_and_is_kept_for_good(client: httpx.Client) -> None:
    answer = client.get(tile_address("0/0/0"))
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content == gzip.decompress(basemap.tile_bytes(0, 0, 0) or b"")


def test_who_cannot_read_gzip_gets_the_plain_tile(client: httpx.Client) -> None:
    answer = client.get(tile_address("0/0/0"), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(basemap.tile_bytes(0, 0, 0) or b"")


def test_a_former_version_gets_the_tile_but_must_not_keep_it(client: httpx.Client) -> None:
    answer = client.get(tile_address("0/0/0", version="former"))
    assert answer.is_success
    assert answer.headers["cache-control"] == "no-cache"


def test_the_open_sea_has_no_content(client: httpx.Client) -> None:
    answer = client.get(tile_address("6/8/40"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/basemap/index.json", tile_address("0/0/0"), "/basemap/labels/3/4/2.json"])
def test_what_the_browser_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_request_is_answered(client: httpx.Client) -> None:
    answer = client.head(tile_address("0/0/0"))
    assert (answer.status_code, answer.content) == (200, b"")


def test_cities_are_sent_as_plain_text_in_json(client: httpx.Client) -> None:
    answer = client.get("/basemap/labels/3/4/2.json")
    assert [label["name"] for label in answer.json()] == ["<b>Paris</b>", "Lyon"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        tile_address("0/1/0"),
        tile_address("2/0/4"),
        tile_address("7/0/0"),
        tile_address("-1/0/0"),
        tile_address("0/0/1.5"),
        tile_address("0/0/" + "9" * 5000),
        tile_address("0/0/٣"),
        "/basemap/labels/11/0/0.json",
        "/basemap/labels/3/8/0.json",
        "/basemap/labels/a/b/c.json",
    ],
)
def test_a_tile_that_cannot_be_is_a_problem_with_its_remedy(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "x and y run from 0" in answer.json()["detail"]
