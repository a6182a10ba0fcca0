"""The application over data files of its own, as `make run` starts it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from served import free_port, served

ROOT: Final = Path(__file__).parents[2]


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
    port = str(free_port())
    environ = {**os.environ, "DIRECTORY_DATA_DIR": str(folder), "DIRECTORY_STATE_DIR": str(folder / "state")}
    command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--port", port]
    address = f"http://127.0.0.1:{port}"
    site = Site(address, folder / "log.txt", httpx.Client(base_url=address))
    with site.client, served(command, f"{address}/healthz", cwd=ROOT, log=site.log, environ=environ):
        yield site
