"""Where a request comes from, whatever it says about itself."""

import os
import runpy
import sys
from pathlib import Path

import httpx
import pytest
from served import free_port, served
from starlette.requests import Request

from directory.api.client_address import client_address, trusted_networks
from directory.model.errors import ConfigurationError
from directory.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def address(peer: str | None, forwarded: str | None, trusted: str) -> str:
    headers = [] if forwarded is None else [(b"x-forwarded-for", part.encode()) for part in forwarded.split("|")]
    scope = {"type": "http", "client": (peer, 1) if peer is not None else None, "headers": headers}
    return client_address(Request(scope), Settings(trusted_proxies=trusted))


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("192.0.2.1", "203.0.113.9", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "10.0.0.0/8", "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9", "", "127.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        # What the client made up stands left of what our proxies wrote.
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 10.0.0.5, 203.0.113.9, 10.0.0.2", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1|203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3", "10.0.0.0/8", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.0/8", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.0/8", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.0/8", "10.0.0.1"),
        ("::1", "2001:db8::7", "::1, 127.0.0.1", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        (None, "203.0.113.9", "10.0.0.0/8", ""),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str | None, forwarded: str, trusted: str, expected: str) -> None:
    assert address(peer, forwarded, trusted) == expected


def test_wrong_setting_names_its_variable() -> None:
    with pytest.raises(ConfigurationError, match="DIRECTORY_TRUSTED_PROXIES"):
        trusted_networks("10.0.0.0/8, proxy.example")


def test_server_passes_on_the_connection_and_not_what_a_header_says(tmp_path: Path) -> None:
    (tmp_path / "echo.py").write_text(
        "async def app(scope, receive, send):\n"
        "    if scope['type'] == 'http':\n"
        "        await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n"
        "        await send({'type': 'http.response.body', 'body': str(scope['client'][0]).encode()})\n"
    )
    options = runpy.run_path(str(ROOT / "scripts" / "serve.py"))["SERVER"]
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "echo:app", "--app-dir", str(tmp_path), "--port", str(port), *options]
    environ = {**os.environ, "FORWARDED_ALLOW_IPS": "*"}
    with served(command, site, cwd=tmp_path, log=tmp_path / "log.txt", environ=environ):
        assert httpx.get(site, headers={"X-Forwarded-For": "203.0.113.9"}).text == "127.0.0.1"
