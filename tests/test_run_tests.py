"""What the script behind `make test` makes of its arguments."""

import runpy
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(SCRIPTS)
    return runpy.run_path(str(SCRIPTS / "run_tests.py"))


@pytest.mark.parametrize(
    ("given", "handed_on"),
    [
        ([], ["-m", "not browser"]),
        (["-x", "-m", "long or browser", "tests/ui"], ["-x", "-m", "(long or browser) and not browser", "tests/ui"]),
        (["-k", "map", "tests/web"], ["-k", "map", "tests/web", "-m", "not browser"]),
    ],
)
def test_without_a_browser_everything_else_that_was_asked_for_is_kept(
    script: dict[str, Any], given: list[str], handed_on: list[str]
) -> None:
    assert script["without_browser"](given) == handed_on


@pytest.mark.parametrize("given", [["-n0"], ["-n", "4"], ["-x", "--numprocesses=auto"]])
def test_how_many_tests_run_at_once_is_the_callers_choice(script: dict[str, Any], given: list[str]) -> None:
    assert script["at_once"](given) == given


def test_two_files_run_at_once_by_default(script: dict[str, Any]) -> None:
    assert script["at_once"](["-k", "map"]) == [*script["AT_ONCE"], "-k", "map"]
