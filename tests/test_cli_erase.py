"""`directory erase`: for whoever asks the operator to erase an address, and has no receipt any more."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from directory.cli import main
from directory.model.errors import TryLater
from directory.model.submission import Proposal, SubmissionKind
from directory.store import Store, queue, tombstones
from directory.store.ledger import Kind, entries
from directory.store.tables import contacts

CANARY = "canary.7f3a@example.org"


@pytest.fixture
def state(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep two submissions, the first of them with an address."""
    monkeypatch.setenv("DIRECTORY_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("DIRECTORY_DATABASE_URL", database)
    with closing(Store.open(database)) as store, store.write() as writing:
        for number in (1, 2):
            proposal = Proposal(kind=SubmissionKind.NEW, initiative={"name": f"Programme {number}"})
            digests = queue.Digests(f"key{number}", "content", f"receipt{number}")
            queue.add(writing, proposal, digests, origin="api")
        queue.set_contact(writing, 1, queue.Contact(CANARY, "this submission"))
    return tmp_path


def raw(state: Path) -> bytes:
    return b"".join(path.read_bytes() for path in state.iterdir())


def test_erased_address_is_gone_from_every_file_of_the_store(
    state: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert CANARY.encode() in raw(state), "otherwise this proves nothing"
    assert main(["erase", "1"]) == 0
    told = capsys.readouterr().out
    assert CANARY.encode() not in raw(state)
    assert "address of submission 1 is deleted" in told
    assert "file is rewritten" in told
    assert CANARY not in told
    with closing(Store.open(database)) as store, store.read() as connection:
        *_, entry = entries(connection)
        assert queue.get(connection, 1), "the submission stays"
    assert (entry.kind, entry.subject, entry.author.kind) == (Kind.ERASURE, "1", "system")
    assert [stone.number for stone in tombstones.read(state / tombstones.FILE)] == [1]
    assert main(["erase", "1"]) == 0
    assert "submission 1 has no e-mail address" in capsys.readouterr().out


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_what_the_server_keeps_is_said(
    state: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["erase", "1"]) == 0
    told = capsys.readouterr().out
    assert "file is rewritten" in told
    assert "write-ahead log" in told
    assert [stone.number for stone in tombstones.read(state / tombstones.FILE)] == [1]
    with closing(Store.open(database)) as store, store.read() as connection:
        assert connection.execute(select(contacts)).all() == []


def test_a_file_in_use_is_said_and_rewritten_the_next_time(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def in_use(_store: Store) -> bool:
        raise TryLater("the store is in use", retry_after_s=1)

    with monkeypatch.context() as patched:
        patched.setattr("directory.cli_store.scrub", in_use)
        assert main(["erase", "1"]) == 1
    assert "run `directory erase 1` once more" in capsys.readouterr().out
    assert main(["erase", "1"]) == 0
    assert "file is rewritten" in capsys.readouterr().out
    assert CANARY.encode() not in raw(state)


@pytest.mark.usefixtures("state")
def test_unknown_number_is_one_line_with_its_remedy_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "99"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "there is no submission 99" in told


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", str(2**63), "9" * 5_000])
def test_what_is_no_number_is_refused_before_anything_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    monkeypatch.setenv("DIRECTORY_STATE_DIR", str(tmp_path / "state"))
    with pytest.raises(SystemExit):
        main(["erase", number])
    assert not (tmp_path / "state").exists()
