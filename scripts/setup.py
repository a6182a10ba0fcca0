"""Set the project up: environment, gazetteer, and for the tests a browser.

Standard library only, since nothing else is there yet. Every step says what it does; one that fails says how to
mend it. A second call finds everything in place and changes nothing.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
OLDEST_PYTHON = (3, 11)
WHOLE_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSERS = ("chromium-headless-shell", *WHOLE_BROWSERS)
"""The shell is the same Chromium without windows, and opens a page in a third of the time."""
DEBIAN_PACKAGES = ("chromium-headless-shell", "fonts-noto-cjk")


def main() -> None:
    """Run the steps for `run` or `test`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("purpose", choices=sorted(LOCKS))
    purpose = parser.parse_args().purpose
    if sys.version_info < OLDEST_PYTHON:
        stop(f"Python {sys.version.split()[0]} is too old.", "Install Python 3.11 or later, or name one: make PYTHON=…")
    make_environment()
    install(purpose)
    build_gazetteer()
    if purpose == "test":
        find_browser()


def make_environment() -> None:
    """Create .venv unless it is there and works."""
    if works([PYTHON, "-m", "pip", "--version"]):
        return
    step("Creating the environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    remedy = "Install Python's venv module (Debian: apt install python3-venv) and try again."
    run([sys.executable, "-m", "venv", VENV], failed="The environment could not be created.", remedy=remedy)


def install(purpose: str) -> None:
    """Install the locked packages and the project, unless this lock is installed already."""
    digests = {
        name: hashlib.sha256(b"".join((ROOT / file).read_bytes() for file in (lock, "pyproject.toml"))).hexdigest()
        for name, lock in LOCKS.items()
    }
    try:
        installed = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        installed = {}
    if installed.get(purpose) == digests[purpose]:
        return
    step("Installing the locked packages (about a minute)")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    remedy = "Check that the package registry can be reached (pip's own settings apply) and try again."
    STAMP.unlink(missing_ok=True)
    run([*pip, "--require-hashes", "-r", ROOT / LOCKS[purpose]], failed="A package is missing.", remedy=remedy)
    project = [*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT]
    run(project, failed="The project itself could not be installed.", remedy="Remove .venv and try again.")
    # The lock for the tests holds every package of the other.
    kept = digests if purpose == "test" else {purpose: digests[purpose]}
    STAMP.write_text(json.dumps(kept))


def build_gazetteer() -> None:
    """Build the gazetteer unless a current one is installed; the module says what it does."""
    remedy = "Free some disk space (100 MB), remove .venv and try again."
    run([PYTHON, "-m", "directory.geocoding.build"], failed="The gazetteer could not be built.", remedy=remedy)


def find_browser() -> None:
    """Say which browser the tests use; install Debian's when this is root's machine."""
    if browser():
        return
    packages = " ".join(DEBIAN_PACKAGES)
    if shutil.which("apt-get") and os.geteuid() == 0:
        step("Installing Debian's Chromium and fonts for the browser tests")
        remedy = f"Install them by hand: apt-get install {packages}"
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", *DEBIAN_PACKAGES]):
            run(command, failed="Chromium could not be installed.", remedy=remedy, environ=quiet)
    else:
        step(f"No Chromium here: browser tests cannot run. Install one ({packages}), or set CHROMIUM=/path")


def browser(names: Sequence[str] = BROWSERS) -> str | None:
    """Return the path of a Chromium: the variable CHROMIUM, or the first of these on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def works(command: Sequence[str | Path]) -> bool:
    """Tell whether a command exits with 0."""
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def run(command: Sequence[str | Path], *, failed: str, remedy: str, environ: dict[str, str] | None = None) -> None:
    """Run a command; stop with what failed and the remedy when it does."""
    started = time.monotonic()
    # pip's tail of warnings is its own affair; only a failure shows it.
    quiet = subprocess.PIPE if command[0] != PYTHON or "pip" in command else None
    outcome = subprocess.run(command, check=False, cwd=ROOT, env=environ, stdout=quiet, stderr=quiet, text=True)
    if outcome.returncode != 0:
        print((outcome.stdout or "") + (outcome.stderr or ""), file=sys.stderr)
        stop(failed, remedy)
    if (took_s := time.monotonic() - started) > 1:
        print(f"  done in {took_s:.0f} s", flush=True)


def step(text: str) -> None:
    """Say what happens next."""
    print(f"- {text}", flush=True)


def stop(failed: str, remedy: str) -> NoReturn:
    """Say what failed and what to do, and end."""
    sys.exit(f"\n{failed}\n{remedy}")


if __name__ == "__main__":
    main()
