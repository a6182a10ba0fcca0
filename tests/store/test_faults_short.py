"""The faults, done a little: kills, double clicks, full disks, locks and restarts lose nothing and double nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = {
    "kills-sqlite": 1,
    "kills-postgresql": 1,
    "clicks": 2,
    "full-disk": 2,
    "locked": 3,
    "restarts": 4,
    "latency": 2,
    "server": 1,
}
"""How many outcomes each prints."""


@pytest.mark.parametrize("name", FAULTS)
def test_what_was_acknowledged_is_there_exactly_once_after(name: str) -> None:
    command = [sys.executable, "-m", "benchmarks.faults", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = re.findall(r"acknowledged ([\d,]+), lost 0, double 0", done.stdout)
    assert len(outcomes) == FAULTS[name], done.stdout
    assert all(int(count.replace(",", "")) > 1 for count in outcomes), "nothing was acknowledged: this proves nothing"


def test_every_fault_has_its_short_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(name in done.stdout for name in FAULTS)
