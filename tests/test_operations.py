"""What docs/operations.md says of the settings is what the code does."""

import re
import sys
from pathlib import Path

from directory.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", flags=re.MULTILINE)


def _written(default: object) -> str:
    if isinstance(default, Path):
        environment = default.is_relative_to(sys.prefix) and not default.parent.samefile(ROOT)
        home, name = (Path(sys.prefix), "Python environment") if environment else (ROOT, "checkout")
        return f"`{default.relative_to(home).as_posix()}` in the {name}"
    return f"`{default}`" if str(default) else "nothing"


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    documented = {row[0]: row[1:] for row in ROW.findall((ROOT / "docs" / "operations.md").read_text())}
    fields = {
        PREFIX + name.upper(): (_written(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert {name: row for name, row in documented.items() if name.startswith(PREFIX)} == fields


def test_what_is_documented_beside_our_settings_is_read() -> None:
    documented = {row[0]: row[1] for row in ROW.findall((ROOT / "docs" / "operations.md").read_text())}
    others = {name: default for name, default in documented.items() if not name.startswith(PREFIX)}
    assert others == {"PORT": "`8501`", "STREAMLIT_SERVER_ADDRESS": "`127.0.0.1`"}
    assert "PORT ?= 8501" in (ROOT / "Makefile").read_text()
    assert 'environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")' in (ROOT / "scripts" / "serve.py").read_text()


def test_a_variable_set_to_nothing_counts_as_not_set_except_the_tiles() -> None:
    emptied = Settings.from_environ({PREFIX + name.upper(): "" for name in Settings.model_fields})
    assert emptied == Settings(tiles="")


def test_every_proof_that_the_security_page_names_is_a_test() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    tests = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named
    assert named <= tests
