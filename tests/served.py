"""Servers that tests start, each in a process of its own."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

START_TIMEOUT_S = 90
STOP_TIMEOUT_S = 30


class PortTaken(Exception):
    """Another program took the port before the server did; carries what the server wrote."""


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    command: Sequence[str], ready: str, *, cwd: Path, log: Path, environ: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends, once it answers; fails the test with the log when it does not.

    A server that does not end when it is told to is killed, and `subprocess.TimeoutExpired` fails the test.

    Args:
        command: The program and its arguments; it must serve in its own process.
        ready: The address that answers with success once it serves.
        cwd: Where it runs.
        log: The file that gets all it writes.
        environ: Its whole environment; None hands on our own.

    Raises:
        PortTaken: Another port may do.
    """
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=cwd, env=environ, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_ready(ready, server, log)
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=STOP_TIMEOUT_S)
            finally:
                server.kill()
                server.wait()


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(address, timeout=2).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    said = log.read_text(encoding="utf-8")[-4000:]
    if "address already in use" in said.lower():
        raise PortTaken(said)
    pytest.fail(f"the server did not start:\n{said}", pytrace=False)
