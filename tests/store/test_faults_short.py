"""The faults, done a little: kills, double clicks, full disks, locks and restarts lose nothing and double nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.faults.__main__ import FAULTS

ROOT = Path(__file__).resolve().parents[2]
OUTCOMES = {
    "kills-sqlite": 1,
    "kills-postgresql": 1,
    "clicks": 2,
    "full-disk": 3,
    "locked": 3,
    "restarts": 4,
    "latency": 2,
    "server": 1,
}
"""How many outcomes each prints."""


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_was_acknowledged_is_there_exactly_once_after(name: str) -> None:
    command = [sys.executable, "-m", "benchmarks.faults", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = re.findall(r"acknowledged ([\d,]+), lost 0, double 0", done.stdout)
    assert len(outcomes) == OUTCOMES[name], done.stdout
    assert all(int(count.replace(",", "")) > 1 for count in outcomes), "nothing was acknowledged: this proves nothing"


def test_every_fault_has_its_short_run() -> None:
    assert OUTCOMES.keys() == FAULTS.keys()
