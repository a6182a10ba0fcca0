"""The application over data files of its own, as `make run` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

ROOT: Final = Path(__file__).parents[2]
START_TIMEOUT_S: Final = 60


@dataclass(frozen=True)
class Site:
    """A running application: where it is, and where it writes what it has to say."""

    address: str
    log: Path
    client: httpx.Client
    """Asks the application; knows its address."""

    def items(self, **criteria: str) -> list[dict[str, Any]]:
        """Return every initiative that matches, as the API gives it, page by page."""
        found: list[dict[str, Any]] = []
        while True:
            page = len(found) // 50 + 1
            answer = self.client.get("/api/v1/initiatives", params={**criteria, "page": str(page)}).json()
            found += answer["items"]
            if page >= answer["pages"]:
                return found

    def complaints(self) -> list[str]:
        """Return what the server wrote after its greeting."""
        return self.log.read_text(encoding="utf-8").splitlines()[1:]


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Start the application over the data files in a folder, and stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environ = {**os.environ, "DIRECTORY_DATA_DIR": str(folder), "DIRECTORY_STATE_DIR": str(folder / "state")}
    command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--port", port]
    address = f"http://127.0.0.1:{port}"
    site = Site(address, folder / "log.txt", httpx.Client(base_url=address))
    with site.client, site.log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(site, server)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=15)


def _wait_until_ready(site: Site, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and server.poll() is None:
        try:
            if site.client.get("/healthz", timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the application did not start:\n{site.log.read_text()[-4000:]}", pytrace=False)
