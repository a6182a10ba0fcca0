"""Building the gazetteer: complete, repeatable, and never half done."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from directory.geocoding import Gazetteer, build
from directory.geocoding.build import build_gazetteer, is_current
from directory.settings import Settings


def _count(table: str) -> int:
    with closing(sqlite3.connect(f"{Settings().gazetteer.as_uri()}?mode=ro", uri=True)) as database:
        number: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our tables
    return number


@pytest.mark.parametrize(
    ("table", "least"),
    [("place", 230_000), ("name", 1_000_000), ("region", 3_500), ("country_name", 20_000), ("label", 50_000)],
)
def test_the_installed_gazetteer_is_complete(table: str, least: int) -> None:
    assert _count(table) >= least


def test_a_gazetteer_of_other_inputs_is_not_current(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not is_current(tmp_path / "none.sqlite")
    assert is_current(Settings().gazetteer)
    monkeypatch.setattr(build, "inputs_digest", lambda: "another")
    assert not is_current(Settings().gazetteer)


def test_a_failed_build_leaves_the_old_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail() -> list[object]:
        raise OSError("no more room")

    target = tmp_path / "gazetteer.sqlite"
    target.write_bytes(b"the old one")
    monkeypatch.setattr("directory.geocoding.sources.cities", fail)
    with pytest.raises(OSError, match="no more room"):
        build_gazetteer(target, progress=lambda _: None)
    assert target.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.long
def test_two_builds_are_the_same_and_tell_their_progress(tmp_path: Path) -> None:
    told: list[str] = []
    target = tmp_path / "folder" / "gazetteer.sqlite"
    build_gazetteer(target, progress=told.append)
    assert is_current(target)
    assert len(told) >= 4
    assert _digest(target) == _digest(Settings().gazetteer)
    assert Gazetteer(path=target).geocode("Chicago, IL") == Gazetteer().geocode("Chicago, IL")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        for line in database.iterdump():
            digest.update(line.encode())
    return digest.hexdigest()
