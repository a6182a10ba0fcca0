"""What the house promises: one direction of imports, small modules, and no tool that has proved unsafe."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LINE_LIMIT = 300
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
CLOCKLESS = ("model", "catalogue", "formats", "services")


def test_the_contracts_of_the_imports_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kept" in done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_no_module_grows_past_300_lines(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LINE_LIMIT


@pytest.mark.parametrize("word", ["unsafe_allow_html", "pickle"])
def test_what_has_proved_unsafe_is_used_nowhere(word: str) -> None:
    assert [path for path in MODULES if word in path.read_text(encoding="utf-8")] == []


def clock_reads(source: str) -> Iterator[int]:
    """Yield the lines on which a clock is read, under whatever name it was imported."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            for alias in node.names:
                names[alias.asname or alias.name] = f"{module}.{alias.name}" if module else alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            parts = ast.unparse(node.func).split(".")
            full = ".".join([names.get(parts[0], parts[0]), *parts[1:]]).split(".")
            if tuple(full[-2:]) in CLOCKS:
                yield node.lineno


def test_a_clock_is_found_under_any_name() -> None:
    source = """
import time
import datetime as dt
from datetime import datetime, date as day
from time import time as now
time.time()
dt.datetime.now(dt.UTC)
datetime.now()
day.today()
now()
time.perf_counter()
day(2013, 1, 1)
"""
    assert list(clock_reads(source)) == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("room", CLOCKLESS)
def test_the_clock_arrives_as_an_argument(room: str) -> None:
    for path in (ROOT / "src" / "directory" / room).rglob("*.py"):
        assert list(clock_reads(path.read_text(encoding="utf-8"))) == [], path
