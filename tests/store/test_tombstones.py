"""An erasure is written down where a restored backup cannot undo it."""

import os
import stat
from pathlib import Path

import pytest

from directory.model.errors import StoreDamaged
from directory.store.tombstones import FILE, Tombstone, bury, read

AT = "2026-11-23T09:00:00.000000Z"


def test_each_erasure_is_a_line_that_only_the_owner_reads(tmp_path: Path) -> None:
    state = tmp_path / "not" / "there"
    bury(state, 7, AT)
    bury(state, 9, AT)
    assert list(read(state / FILE)) == [Tombstone(7, AT), Tombstone(9, AT)]
    assert stat.S_IMODE((state / FILE).stat().st_mode) == 0o600


def test_without_a_file_nothing_was_erased(tmp_path: Path) -> None:
    assert list(read(tmp_path / FILE)) == []


def test_a_line_cut_short_by_a_crash_swallows_no_other(tmp_path: Path) -> None:
    bury(tmp_path, 7, AT)
    with (tmp_path / FILE).open("a") as file:
        file.write('{"number": 8, "at": "2026')
    bury(tmp_path, 9, AT)
    assert [stone.number for stone in read(tmp_path / FILE)] == [7, 9]


def test_a_line_that_is_something_else_is_named(tmp_path: Path) -> None:
    bury(tmp_path, 7, AT)
    with (tmp_path / FILE).open("a") as file:
        file.write('{"name": "somebody"}')
    with pytest.raises(StoreDamaged, match="line 3"):
        list(read(tmp_path / FILE))


def test_an_erasure_that_cannot_be_written_down_fails(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(IsADirectoryError):
        bury(tmp_path, 7, AT)


def test_an_erasure_that_is_written_down_by_half_fails_and_swallows_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: whole(descriptor, content[:-5]))
    with pytest.raises(OSError, match="No space left"):
        bury(tmp_path, 7, AT)
    monkeypatch.undo()
    bury(tmp_path, 9, AT)
    assert [stone.number for stone in read(tmp_path / FILE)] == [9]
