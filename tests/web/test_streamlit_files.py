"""The files of Streamlit and of the map's frame, as they travel."""

import gzip
import re
from pathlib import Path

import httpx
import pytest
import streamlit

INDEX = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
SCRIPT = "/" + re.findall(r'src="\./(static/js/index\.[^"]+\.js)"', INDEX)[0]
FONT = "/" + re.findall(r'href="\./(static/media/[^"]+\.woff2)"', INDEX)[0]
FRAME = "/component/streamlit_folium.st_folium/"


def raw(address: str, **headers: str) -> tuple[httpx.Response, bytes]:
    with httpx.stream("GET", address, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_script_travels_compressed_and_is_kept_for_good(site: str) -> None:
    answer, body = raw(site + SCRIPT, **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-security-policy" in answer.headers
    stored = (Path(streamlit.__file__).parent / "static" / SCRIPT[1:]).read_bytes()
    assert gzip.decompress(body) == stored
    assert len(body) < len(stored) / 2


def test_who_takes_no_compression_gets_the_same(site: str) -> None:
    answer, body = raw(site + SCRIPT, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert body == httpx.get(site + SCRIPT).content


def test_what_is_small_already_travels_as_it_is(site: str) -> None:
    answer, body = raw(site + FONT, **{"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert body[:4] == b"wOF2"


def test_who_has_a_file_already_is_not_sent_it_again(site: str) -> None:
    known = httpx.get(site + SCRIPT).headers["etag"]
    again = httpx.get(site + SCRIPT, headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")


def test_the_frame_is_asked_for_anew_and_its_script_is_kept(site: str) -> None:
    page = httpx.get(site + FRAME + "index.html", params={"streamlitUrl": site})
    assert page.headers["cache-control"] == "no-cache"
    assert "'unsafe-eval'" in page.headers["content-security-policy"]
    script = re.findall(r'src="\./(static/js/main\.[^"]+\.js)"', page.text)[0]
    assert "immutable" in httpx.get(site + FRAME + script).headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/js/nothing.js", "/static/..%2findex.html", FRAME + "static/../../x.js"])
def test_nothing_else_is_taken_from_the_disk(site: str, path: str) -> None:
    answer = httpx.get(site + path)
    assert "immutable" not in answer.headers.get("cache-control", "") or answer.status_code >= 400
