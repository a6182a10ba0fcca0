"""Starts what is measured, each in a process of its own on a free port, and stops it again."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.environ import environ_with

START_S: Final = 180
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    pid: int
    started_s: float
    """From its start to its first answer."""

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_ms(self) -> float:
        """Return the processor time it has used (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1_000 / _TICKS

    def memory_mib(self) -> float:
        """Return the memory it holds (Linux)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str | Path], *, cwd: Path, ready: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """Run a command, in which PORT stands for its port, until the block ends.

    Args:
        command: The program and its arguments; it must serve in its own process.
        cwd: Where it runs.
        ready: The path that answers once it serves.
        environ: Added to our own environment, from which the operator's settings are taken away.
    """
    port = free_port()
    started = time.monotonic()
    process = subprocess.Popen(
        [str(part).replace("PORT", str(port)) for part in command],
        cwd=cwd,
        env=environ_with(environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(f"http://127.0.0.1:{port}{ready}", process)
        yield Server(port, process.pid, time.monotonic() - started)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server of {address} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=START_S):  # noqa: S310  # our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"{address} did not answer within {START_S} s")
