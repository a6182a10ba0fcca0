"""Run the tests; without a browser, say so and leave out those that drive one (never in CI)."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from setup import ROOT, browser

AT_ONCE: Final = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
"""Two workers, since every one starts servers and a browser; the tests of one file share theirs."""


def main() -> None:
    """Hand everything to pytest."""
    arguments = sys.argv[1:]
    if not browser() and "CI" not in os.environ:
        print("No Chromium found: the browser tests are left out. Set CHROMIUM=/path to run them.", flush=True)
        arguments = without_browser(arguments)
    if find_spec("xdist"):
        arguments = at_once(arguments)
    pytest = Path(sys.executable).with_name("pytest")
    sys.exit(subprocess.run([pytest, *arguments], check=False, cwd=ROOT).returncode)


def without_browser(arguments: Sequence[str]) -> list[str]:
    """Leave out the tests that drive a browser, and keep everything else that was asked for."""
    if "-m" not in arguments:
        return [*arguments, "-m", "not browser"]
    at = arguments.index("-m") + 1
    return [*arguments[:at], f"({arguments[at]}) and not browser", *arguments[at + 1 :]]


def at_once(arguments: Sequence[str]) -> list[str]:
    """Run several tests at once, unless the caller says how many."""
    is_said = any(each.startswith(("-n", "--numprocesses")) for each in arguments)
    return [*arguments] if is_said else [*AT_ONCE, *arguments]


if __name__ == "__main__":
    main()
