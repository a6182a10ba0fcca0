"""What the operator's commands promise; each is run as operators run it, with the installed gazetteer."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from directory.cli import main
from directory.geocoding.build import is_current
from directory.settings import Settings

DATA = Path(__file__).parents[1] / "data"


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "directory.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )


def test_help_lists_the_commands() -> None:
    done = run("--help")
    assert done.returncode == 0
    listed = set(re.findall(r"^    (\w+)", done.stdout, re.MULTILINE))
    assert listed == {
        *("check", "geocode", "gazetteer", "export", "curator"),
        *("ledger", "doctor", "backup", "restore", "erase"),
    }


def test_check_of_good_data_exits_0_and_ends_with_the_rows_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DATA)]) == 0
    assert capsys.readouterr().out.endswith("\n0 rows left out of 1228\n")


def test_check_of_bad_data_prints_line_column_code_value_and_hint_and_exits_1(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    header, first, rest = (DATA / "initiatives.csv").read_text(encoding="utf-8").split("\n", 2)
    bad = first.replace(",US,", ",Ωmega,")
    (tmp_path / "initiatives.csv").write_text(f"{header}\n{bad}\n{rest}", encoding="utf-8")
    done = run("check", str(tmp_path), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "  line 2, country, unknown-country, '\\u03a9mega': use the two-letter ISO 3166-1 code" in done.stdout
    assert "  1 row left out of 639\n" in done.stdout
    assert done.stderr == ""


def test_warnings_alone_exit_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("initiatives.csv", "links.csv"):
        header = (DATA / name).read_text(encoding="utf-8").partition("\n")[0]
        (tmp_path / name).write_text(f"{header}\n", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert "warning, no-rows" in capsys.readouterr().out


def test_swapped_coordinates_are_found_with_the_real_gazetteer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "links.csv").write_text("source_id,relation,target_id,since,until,evidence\n", encoding="utf-8")
    columns = (DATA / "initiatives.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    row = {"id": "a", "name": "A", "sources": "s", "city": "Oslo", "country": "NO", "latitude": "10.7"}
    with (tmp_path / "initiatives.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow({**row, "longitude": "59.9"})
    assert main(["check", str(tmp_path)]) == 0
    assert "warning, coordinates-swapped, '10.7, 59.9'" in capsys.readouterr().out


def test_a_missing_file_is_one_line_with_its_remedy_and_exit_2(tmp_path: Path) -> None:
    done = run("check", str(tmp_path / "nowhere"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert str(tmp_path / "nowhere" / "initiatives.csv") in done.stderr
    assert "DIRECTORY_DATA_DIR" in done.stderr


def test_a_wrong_setting_is_named_and_exit_2() -> None:
    done = run("check", DIRECTORY_GEOCODER="carrier-pigeon")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "DIRECTORY_GEOCODER='carrier-pigeon'" in done.stderr


def test_a_missing_gazetteer_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIRECTORY_GAZETTEER", str(tmp_path / "none.sqlite"))
    assert main(["geocode", "Chicago"]) == 2
    assert "make setup" in capsys.readouterr().err
    assert main(["check", str(DATA)]) == 0  # checking works without


def test_geocode_shows_place_and_details(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["geocode", "Columbus, OH"]) == 0
    first, _, details = capsys.readouterr().out.partition("\n")
    assert first.startswith("Columbus, Ohio, United States: 39.9")
    assert json.loads(details)["precision"] == "city"
    assert main(["geocode", "n/a"]) == 1


def test_a_current_gazetteer_is_not_built_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert is_current(Settings().gazetteer), "run `make setup`"
    assert main(["gazetteer"]) == 0
    assert "is current" in capsys.readouterr().out


def test_export_writes_the_data_files_back_byte_by_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "new" / "folder")]) == 0
    assert "initiatives.csv: 639 rows\n" in capsys.readouterr().out
    for name in ("initiatives.csv", "links.csv"):
        assert (tmp_path / "new" / "folder" / name).read_bytes() == (DATA / name).read_bytes()


def test_export_over_data_files_with_bad_rows_loses_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    bad = (DATA / "initiatives.csv").read_bytes().replace(b",US,", b",Wonderland,", 1)
    (data / "initiatives.csv").write_bytes(bad)
    (data / "links.csv").write_bytes((DATA / "links.csv").read_bytes())
    monkeypatch.setenv("DIRECTORY_DATA_DIR", str(data))
    monkeypatch.setenv("DIRECTORY_STATE_DIR", str(tmp_path / "state"))
    assert main(["export", str(data)]) == 2
    assert "would be lost: mend them first" in capsys.readouterr().err
    assert (data / "initiatives.csv").read_bytes() == bad


def test_export_of_downloads_has_every_published_initiative(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--downloads", str(tmp_path / "new" / "folder")]) == 0
    assert capsys.readouterr().out.count("639 initiatives") == 2
    with (tmp_path / "new" / "folder" / "initiatives.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    features = json.loads((tmp_path / "new" / "folder" / "initiatives.geojson").read_text(encoding="utf-8"))["features"]
    assert len(rows) == len(features) == 639
    assert {row["id"] for row in rows} == {feature["id"] for feature in features}
    assert sum(bool(row["latitude"]) for row in rows) == sum(feature["geometry"] is not None for feature in features)


def test_a_folder_that_cannot_be_made_is_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["export", str(tmp_path / "file" / "folder")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
