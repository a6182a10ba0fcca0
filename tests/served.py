"""Servers that tests start, each in a process of its own."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

START_TIMEOUT_S = 60


@contextmanager
def served(
    command: Sequence[str], address: str, *, cwd: Path, log: Path, environ: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends, once its `/healthz` answers; fails the test with the log when it does not.

    Args:
        command: The program and its arguments; it must serve in its own process.
        address: Where it will answer, without a slash at the end.
        cwd: Where it runs.
        log: The file that gets all it writes.
        environ: Its whole environment; None hands on our own.
    """
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=cwd, env=environ, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(address, server, log)
            yield
        finally:
            server.terminate()
            server.wait(timeout=15)


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(f"{address}/healthz", timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')[-4000:]}", pytrace=False)
