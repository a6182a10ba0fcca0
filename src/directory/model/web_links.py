"""Which addresses may be offered as links, and how they are written."""

from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict

URL_LIMIT: Final = 2_048
UNSAFE_HOSTS: Final = frozenset({"dpdproject.info", "omnignorant.com"})
"""Hosts that changed hands or carry injected script (data/README.md); shown as text, never as a live link."""
_GITHUB: Final = "github:"
_GITHUB_PARTS: Final = 3
_UP: Final = frozenset({"", ".", ".."})


class LinkKind(StrEnum):
    """How an address may be shown."""

    LIVE = "live"
    UNSAFE = "unsafe"
    TEXT = "text"


class WebLink(BaseModel):
    """An address and how it may be shown; `href` is empty unless `kind` is live, `host` is ASCII."""

    model_config = ConfigDict(frozen=True)

    kind: LinkKind
    text: str
    href: str = ""
    host: str = ""


def is_web_address(text: str) -> bool:
    """Tell whether this is an http or https address with a host, without user name, spaces or control characters."""
    if len(text) > URL_LIMIT or any(char.isspace() or not char.isprintable() or char == "\\" for char in text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and "@" not in parts.netloc and bool(_host(parts.hostname or ""))


def _host(name: str) -> str:
    """Return a host as browsers will look it up: ASCII, lower case, no last dot; empty when they would not.

    Full-width letters, ideographic dots and invisible characters vanish here, so that they cannot hide a host.
    """
    if "%" in name:  # browsers decode it, and then it is another name
        return ""
    try:
        return name.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return ""


def web_link(address: str) -> WebLink:
    """Decide how a website or source reference may be shown; `github:owner/repo/path` becomes its page."""
    if address.startswith(_GITHUB):
        parts = address.removeprefix(_GITHUB).split("/", 2)
        if len(parts) == _GITHUB_PARTS and _UP.isdisjoint("/".join(parts).split("/")):
            owner, repository, path = (quote(part, safe="/") for part in parts)
            href = f"https://github.com/{owner}/{repository}/blob/HEAD/{path}"
            return WebLink(kind=LinkKind.LIVE, text=address, href=href, host="github.com")
        return WebLink(kind=LinkKind.TEXT, text=address)
    if not is_web_address(address):
        return WebLink(kind=LinkKind.TEXT, text=address)
    host = _host(urlsplit(address).hostname or "")
    if any(host == unsafe or host.endswith(f".{unsafe}") for unsafe in UNSAFE_HOSTS):
        return WebLink(kind=LinkKind.UNSAFE, text=address, host=host)
    return WebLink(kind=LinkKind.LIVE, text=address, href=address, host=host)
