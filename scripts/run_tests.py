"""Run the tests; without a browser, say so and leave out those that drive one (never in CI)."""

import os
import subprocess
import sys
from pathlib import Path

from setup import ROOT, browser


def main() -> None:
    """Hand everything to pytest."""
    arguments = sys.argv[1:]
    if not browser() and "CI" not in os.environ:
        print("No Chromium found: the browser tests are left out. Set CHROMIUM=/path to run them.", flush=True)
        marks = arguments[arguments.index("-m") + 1] + " and " if "-m" in arguments else ""
        arguments = ["-m", f"{marks}not browser"]
    pytest = Path(sys.executable).with_name("pytest")
    sys.exit(subprocess.run([pytest, *arguments], check=False, cwd=ROOT).returncode)


if __name__ == "__main__":
    main()
