"""The doctor names each problem with its remedy, and changes nothing."""

import json
import os
import shutil
import socket
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from directory.cli import main
from directory.services import kept_head
from directory.services.backup import back_up
from directory.services.doctor import Check, State, examine
from directory.settings import GeocodingService, Settings
from directory.store import Author, Kind, Store
from directory.store.ledger import AuthorKind, Head
from directory.store.outbox import NEVER
from directory.store.tables import outbox

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state", public_url="https://badges.example")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = Store.open(settings.database)
    with opened.write() as writing:
        for number in range(3):
            writing.ledger.append(Kind.ERASURE, str(number), {}, author=Author(AuthorKind.SYSTEM))
    yield opened
    opened.close()


def found(settings: Settings, name: str, *, now: datetime = NOW) -> Check:
    return next(check for check in examine(settings, now=now) if check.name == name)


def states(settings: Settings) -> dict[str, State]:
    return {check.name: check.state for check in examine(settings, now=NOW)}


@pytest.mark.usefixtures("store")
def test_a_good_installation_is_fine_and_every_problem_has_a_remedy(settings: Settings) -> None:
    back_up(settings, now=NOW)
    checks = examine(settings, now=NOW)
    assert {check.name for check in checks if check.state is State.FAILED} <= {"gazetteer"}
    assert {check.name for check in checks if check.state is State.NOTE} == {"mail", "curators"}
    assert all(bool(check.remedy) == (check.state is not State.FINE) for check in checks)
    names = {"database", "sqlite", "process", "ledger", "outbox", "disk", "backup", "limits", "gazetteer", "geocoder"}
    assert names <= {check.name for check in checks}


def test_before_the_first_start_nothing_is_made(settings: Settings) -> None:
    assert found(settings, "database").state is State.NOTE
    assert not settings.state_dir.exists()


@pytest.mark.usefixtures("store")
def test_another_journal_mode_than_the_right_one_fails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(settings, "sqlite").state is State.FINE
    # As on a network disk, where SQLite silently stays in another mode than it was told.
    monkeypatch.setattr("directory.services.doctor_store.journal_mode", lambda: "another")
    check = found(settings, "sqlite")
    assert (check.state, "from another" in check.remedy) == (State.FAILED, True)


def test_who_serves_and_who_else_has_it_open_is_said(settings: Settings, store: Store) -> None:
    assert found(settings, "process").words == "the application does not run"
    store.serve()
    assert found(settings, "process").words == f"process {os.getpid()} serves the database"


def test_a_database_of_a_newer_version_fails_with_what_to_do(settings: Settings, store: Store) -> None:
    store.close()
    with closing(sqlite3.connect(settings.state_dir / "directory.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    check = found(settings, "database")
    assert (check.state, "install the newer version" in check.remedy) == (State.FAILED, True)


def test_a_database_that_does_not_answer_fails(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:9/none"})
    assert found(away, "database").state is State.FAILED


def test_a_ledger_that_was_cut_or_replaced_since_it_was_last_looked_at_fails(settings: Settings, store: Store) -> None:
    assert found(settings, "ledger").state is State.FINE
    kept_head.write_down(settings.state_dir, Head(4, "a" * 64))
    assert "some are missing" in found(settings, "ledger").words
    kept_head.write_down(settings.state_dir, Head(2, "a" * 64))
    check = found(settings, "ledger")
    assert (check.state, "restore" in check.remedy) == (State.FAILED, True)
    assert store.version() == 0


@pytest.mark.parametrize(("free", "state"), [(10**10, State.FINE), (4 * 10**8, State.NOTE), (10**7, State.FAILED)])
def test_a_disk_that_fills_up_is_said_before_it_is_full(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    usage = namedtuple("usage", ["total", "used", "free"])  # noqa: PYI024  # as shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 0, free))
    assert found(settings, "disk").state is state


@pytest.mark.usefixtures("store")
def test_a_backup_that_is_old_or_gone_fails_and_none_is_noted(settings: Settings) -> None:
    assert found(settings, "backup").state is State.NOTE
    manifest = back_up(settings, now=NOW)
    assert found(settings, "backup", now=NOW + timedelta(hours=47)).state is State.FINE
    assert found(settings, "backup", now=NOW + timedelta(hours=49)).state is State.FAILED
    (settings.backups / manifest.file).unlink()
    assert found(settings, "backup").state is State.FAILED


@pytest.mark.parametrize(("attempt", "state"), [("", State.FAILED), (NEVER, State.NOTE)])
def test_mail_that_is_stuck_fails_with_its_error_until_it_is_given_up(
    settings: Settings, store: Store, attempt: str, state: State
) -> None:
    with store.write() as writing:
        times = {"created_at": writing.at, "next_attempt_at": attempt or writing.at}
        row = {"key": "k", "template": "received", "attempts": 3, "last_error": "the server said 451"}
        writing.connection.execute(insert(outbox).values(**row, **times))
    check = found(settings, "outbox")
    assert (check.state, "451" in check.words) == (state, not attempt)


def test_a_mail_server_is_asked_whether_it_is_there(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        there = {"smtp_host": "127.0.0.1", "smtp_port": listening.getsockname()[1]}
        assert found(settings.model_copy(update=there), "mail").remedy == "set DIRECTORY_MAIL_FROM"
        assert not settings.model_copy(update=there).sends_mail
        there["mail_from"] = "directory@badges.example"
        assert settings.model_copy(update=there).sends_mail
        assert found(settings.model_copy(update=there), "mail").state is State.FINE
        without = found(settings.model_copy(update={**there, "public_url": ""}), "mail")
        assert (without.state, "mails carry no link" in without.words) == (State.NOTE, True)
    assert found(settings.model_copy(update=there), "mail").state is State.FAILED


def test_limits_and_geocoder_that_contradict_themselves_fail(settings: Settings) -> None:
    wrong = settings.model_copy(update={"submissions_per_address": 200, "geocoder": GeocodingService.NOMINATIM})
    found_ = states(wrong)
    assert (found_["limits"], found_["geocoder"]) == (State.FAILED, State.FAILED)


def test_a_missing_gazetteer_fails(settings: Settings, tmp_path: Path) -> None:
    check = found(settings.model_copy(update={"gazetteer": tmp_path / "none"}), "gazetteer")
    assert (check.state, check.remedy) == (State.FAILED, "run `directory gazetteer`")


def test_the_command_exits_1_when_something_fails_and_prints_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIRECTORY_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("DIRECTORY_SUBMISSIONS_PER_HOUR", "1")
    assert main(["doctor", "--json"]) == 1
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert (checks["limits"]["state"], bool(checks["limits"]["remedy"])) == ("failed", True)
    assert main(["doctor"]) == 1
    assert "failed  limits: 5 submissions" in capsys.readouterr().out


def test_the_commands_of_ledger_backup_and_restore_work_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIRECTORY_STATE_DIR", str(tmp_path))
    store = Store.open(Settings(state_dir=tmp_path).database)
    with store.write() as writing:
        writing.ledger.append(Kind.ERASURE, "1", {}, author=Author(AuthorKind.SYSTEM))
    store.close()
    assert main(["ledger", "head"]) == 0
    head = capsys.readouterr().out.strip()
    assert main(["ledger", "verify", "--head", head]) == 0
    assert main(["ledger", "verify", "--head", f"2:{'a' * 64}"]) == 1
    assert "entry 2 is broken: it is missing" in capsys.readouterr().out
    assert main(["ledger", "rebuild"]) == 0
    assert "1 entries add up to exactly what was there" in capsys.readouterr().out
    assert main(["backup"]) == 0
    (backup,) = (tmp_path / "backups").glob("*.sqlite")
    assert main(["restore", str(backup)]) == 0
    assert "1 entries restored" in capsys.readouterr().out
    assert main(["ledger", "verify", "--head", head]) == 0
    assert main(["restore", str(tmp_path / "nothing")]) == 2
