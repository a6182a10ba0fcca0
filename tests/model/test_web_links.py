"""What addresses promise before they become links: only http and https, and never to a host that turned bad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.web_links import URL_LIMIT, LinkKind, is_web_address, web_link


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "http:example.org",
        "http:/example.org",
        "http:///example.org",
        "https://",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org@evil.example/",
        "http://example.org\\@evil.example/",
        "http:\\\\example.org/",
        "http://exa mple.org/",
        "http://example.org/\x00",
        "http://example.org/\u202egpj",
        "http://exam\u200bple.org/",
        "http://example.org:port/",
        "http://[::1/",
        "http://a..b/",
        "http://%65xample.org/",
        "http://" + "a" * 64 + ".org/",
        "https://example.org/" + "a" * URL_LIMIT,
        "",
    ],
)
def test_what_is_no_plain_web_address_is_never_a_link(address: str) -> None:
    assert not is_web_address(address)
    found = web_link(address)
    assert (found.kind, found.href, found.host, found.text) == (LinkKind.TEXT, "", "", address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org", "example.org"),
        ("HTTP://EXAMPLE.org:8080/a?b=c#d", "example.org"),
        ("https://web.archive.org/web/2014/http://dpdproject.info/", "web.archive.org"),
        ("https://bücher.example/ä", "xn--bcher-kva.example"),
        ("https://аррӏе.example/", "xn--80ak6aa92e.example"),
        ("http://notdpdproject.info/", "notdpdproject.info"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("https://example.org/'\"><script>", "example.org"),
    ],
)
def test_a_web_address_is_live_as_written_and_its_host_is_ascii(address: str, host: str) -> None:
    found = web_link(address)
    assert (found.kind, found.href, found.text, found.host) == (LinkKind.LIVE, address, address, host)


@pytest.mark.parametrize(
    "address",
    [
        "http://dpdproject.info/details",
        "https://www.dpdproject.info",
        "HTTPS://WWW.DPDPROJECT.INFO/",
        "http://dpdproject.info./",
        "http://dpdproject.info:8080/",
        "http://a.b.omnignorant.com/",
        "http://omnignorant。com/",
        "http://ｏｍｎｉｇｎｏｒａｎｔ．ｃｏｍ/",
        "http://omni\ufe0fgnorant.com/",
    ],
)
def test_a_host_that_turned_bad_is_never_live_however_it_is_spelt(address: str) -> None:
    found = web_link(address)
    assert (found.kind, found.href, found.text) == (LinkKind.UNSAFE, "", address)
    assert found.host.endswith(("dpdproject.info", "omnignorant.com"))


def test_a_file_on_github_leads_to_its_page() -> None:
    found = web_link("github:mozilla/CSOL-site/pages/a b?c#d.html")
    assert found.href == "https://github.com/mozilla/CSOL-site/blob/HEAD/pages/a%20b%3Fc%23d.html"
    assert (found.kind, found.host) == (LinkKind.LIVE, "github.com")


@pytest.mark.parametrize("address", ["github:", "github:a/b", "github:a//c", "github:../../x", "github:a/b/../../c"])
def test_what_names_no_file_on_github_stays_text(address: str) -> None:
    assert web_link(address).kind is LinkKind.TEXT


@given(st.text() | st.text().map(lambda text: f"http://{text}") | st.text().map(lambda text: f"github:{text}"))
def test_any_text_is_shown_unchanged_and_a_link_is_always_http(address: str) -> None:
    found = web_link(address)
    assert found.text == address
    assert bool(found.href) == (found.kind is LinkKind.LIVE)
    assert not found.href or found.href.lower().startswith(("http://", "https://"))
    assert found.host.isascii()
