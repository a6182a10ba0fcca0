"""SIGKILL of the whole server during twenty submissions at once; everybody then sends again with the same key."""

import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final

import httpx

from benchmarks.environ import environ_with
from benchmarks.faults.common import PROPOSAL, SEED, Outcome, Scale, audit

AT_ONCE: Final = 20
READY_S: Final = 5.0
_START_TIMEOUT_S: Final = 90
_ROOT: Final = Path(__file__).resolve().parents[2]


def run(scale: Scale) -> Iterator[Outcome]:
    """Kill the server again and again."""
    times = scale(5, 50)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            yield _killed(server, times)
        finally:
            server.kill()


class Server:
    """The application as `make run` serves it, with a store of its own unless it is given one to share."""

    def __init__(self, folder: Path, *, database: str = "") -> None:
        """Choose a port; nothing runs yet."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: Final = probe.getsockname()[1]
        self.address: Final = f"http://127.0.0.1:{self._port}"
        self.store: Final = database or f"sqlite:///{folder / 'directory.sqlite'}"
        self._log: Final = folder / "log.txt"
        limits = {"DIRECTORY_SUBMISSIONS_PER_ADDRESS": "1000000", "DIRECTORY_SUBMISSIONS_PER_HOUR": "1000000"}
        own = {"DIRECTORY_STATE_DIR": str(folder), "DIRECTORY_DATABASE_URL": self.store}
        self._environ: Final = environ_with({**limits, **own})
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, wait until it is ready, and return the seconds that took."""
        command = [sys.executable, str(_ROOT / "scripts" / "serve.py"), "--port", str(self._port)]
        begun = time.monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=_ROOT, env=self._environ, stdout=log, stderr=log)
        while self._process.poll() is None and time.monotonic() - begun < _START_TIMEOUT_S:
            try:
                if httpx.get(f"{self.address}/healthz", timeout=2).is_success:
                    return time.monotonic() - begun
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log.read_text(encoding='utf-8')[-2000:]}")

    def kill(self) -> None:
        """Kill it, as a crash or the system's memory would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


def _killed(server: Server, times: int) -> Outcome:
    outcome = Outcome("SIGKILL of the server during 20 submissions at once", {"kills": times})
    chance = random.Random(SEED)  # noqa: S311  # to be repeatable
    first, numbers, again = server.start(), dict[str, int](), list[float]()
    before_kill, changed = 0, 0
    tokens = tokens_of(server, times * AT_ONCE)
    for round_ in range(times):
        keys = {f"round-{round_:04}-visitor-{visitor:04}": next(tokens) for visitor in range(AT_ONCE)}
        answered = send_all(server, keys, kill_after=chance.randint(1, AT_ONCE - 1))
        before_kill += len(answered)
        again.append(server.start())
        repeated = send_all(server, keys)
        changed += sum(repeated.get(key) != number for key, number in answered.items())
        numbers |= repeated
    outcome.figures |= {
        "acknowledged before a kill": before_kill,
        "started first in": f"{first:.1f} s",
        "ready again in": f"{statistics.median(again):.1f} s, at most {max(again):.1f} s",
    }
    outcome.expect("a repeated key has the same number", holds=changed == 0)
    outcome.expect("everybody is acknowledged in the end", holds=len(numbers) == times * AT_ONCE)
    outcome.expect("as many numbers as keys", holds=len(set(numbers.values())) == len(numbers))
    outcome.expect_in_time("ready again within 5 s", holds=max(again) < READY_S)
    audit(outcome, server.store, numbers)
    return outcome


def tokens_of(server: Server, count: int) -> Iterator[str]:
    """Yield so many form tokens, asked for beforehand, since nobody may send within three seconds."""
    with httpx.Client(base_url=server.address) as client:
        forms = [client.get("/api/v1/submissions/form").json() for _ in range(count)]
    time.sleep(forms[-1]["wait_s"] + 0.1)
    return iter([form["token"] for form in forms])


def send_all(server: Server, keys: dict[str, str], *, kill_after: int | None = None) -> dict[str, int]:
    """Send everything at once, kill the server after so many answers, and return the numbers of what was answered."""
    numbers: dict[str, int] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = {pool.submit(_send, server.address, key, token): key for key, token in keys.items()}
        for answer in as_completed(sent):
            if (number := answer.result()) is not None:
                numbers[sent[answer]] = number
            if len(numbers) == kill_after:
                server.kill()
    return numbers


def _send(address: str, key: str, token: str) -> int | None:
    proposal = PROPOSAL.model_dump(mode="json")
    body = {"token": token, "trap": "", "proposal": proposal, "contact": {"email": "", "tell_me": False}}
    try:
        answer = httpx.post(f"{address}/api/v1/submissions", json=body, headers={"Idempotency-Key": key}, timeout=30)
    except httpx.TransportError:
        return None
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return None
    return int(answer.raise_for_status().json()["number"])
