"""`directory curator`: accounts are made by the operator, and a password is never an argument."""

import io
from contextlib import closing
from pathlib import Path

import pytest

from directory.cli import main
from directory.services import accounts
from directory.store import Store, outbox
from directory.store.ledger import entries

PASSWORD = "a right long password"  # noqa: S105  # of an account that lives as long as a test


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIRECTORY_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("DIRECTORY_DATABASE_URL", raising=False)
    return tmp_path


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def sign_in(state: Path, password: str) -> str:
    store = Store.open(f"sqlite:///{state / 'directory.sqlite'}")
    try:
        return accounts.sign_in(store, "Ada", password, address="192.0.2.1").role
    finally:
        store.close()


def test_an_account_is_added_listed_changed_and_disabled(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\n")
    assert main(["curator", "add", "Ada"]) == 0
    assert sign_in(state, PASSWORD) == "curator"
    assert main(["curator", "role", "Ada", "admin"]) == 0
    type_in(monkeypatch, f"{PASSWORD} two\n")
    assert main(["curator", "password", "Ada"]) == 0
    assert sign_in(state, f"{PASSWORD} two") == "admin"
    assert main(["curator", "add", "Bea", "--subject", "https://id.example|7"]) == 0
    assert main(["curator", "disable", "Ada"]) == 0
    capsys.readouterr()
    assert main(["curator", "list"]) == 0
    ada, bea = capsys.readouterr().out.splitlines()
    assert ada.startswith("1  Ada, admin, signs in with password, disabled 20")
    assert bea == "2  Bea, curator, signs in with identity provider"


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "Ada"], "short\n", "12 to 1000 characters"),
        (["add", " "], f"{PASSWORD}\n", "name: use 1 to 80 characters"),
        (["add", "Ada", "--subject", "no-issuer"], "", "ISSUER|SUB"),
        (["add", "Ada", "--subject", "https://id.example|7", "--email", "no address"], "", "email: write a complete"),
        (["email", "Nobody", "ada@example.org"], "", "there is no account called Nobody"),
        (["disable", "Nobody"], "", "there is no account called Nobody"),
        (["role", "Nobody", "admin"], "", "there is no account called Nobody"),
    ],
)
@pytest.mark.usefixtures("state")
def test_what_cannot_be_done_is_one_line_with_its_remedy_and_exit_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    typed: str,
    said: str,
) -> None:
    type_in(monkeypatch, typed)
    assert main(["curator", *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert PASSWORD not in told
    assert main(["curator", "list"]) == 0
    assert "no account yet" in capsys.readouterr().out


def test_an_email_address_is_changed_and_never_shown(
    state: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    told: dict[str, str] = {}
    subject = ["--subject", "https://id.example|7"]
    for what, arguments in {
        "added": ["add", "Ada", *subject, "--email", "first@example.org"],
        "changed": ["email", "Ada", " second@EXAMPLE.org "],
        "refused": ["email", "Ada", "second.example.org"],
    }.items():
        assert main(["curator", *arguments]) == (2 if what == "refused" else 0)
        told[what] = "".join(capsys.readouterr())
    assert kept(state) == ["second@example.org"]
    assert main(["curator", "list"]) == 0
    assert (shown := capsys.readouterr().out) == "1  Ada, curator, signs in with identity provider, told by e-mail\n"
    assert main(["curator", "email", "Ada", ""]) == 0
    assert kept(state) == []
    assert "not told" in capsys.readouterr().out
    assert "example.org" not in shown + told["added"] + told["changed"] + caplog.text
    assert told["refused"].count("example.org") == 1, "the hint's own"
    with closing(Store.open(f"sqlite:///{state / 'directory.sqlite'}")) as store, store.read() as connection:
        written = [(entry.body["event"], str(entry)) for entry in entries(connection)]
    assert [event for event, _ in written] == ["added", "email", "email"]
    assert "example.org" not in str(written)


def kept(state: Path) -> list[str]:
    with closing(Store.open(f"sqlite:///{state / 'directory.sqlite'}")) as store, store.read() as connection:
        return [outbox.address_of(connection, account) for account in outbox.curators(connection)]


def test_a_password_cannot_be_an_argument(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["add", "Ada", PASSWORD], ["add", "Ada", "--password", PASSWORD], ["password", "Ada", PASSWORD]):
        with pytest.raises(SystemExit):
            main(["curator", *arguments])
    assert "unrecognized arguments" in capsys.readouterr().err
    assert not (state / "directory.sqlite").exists()
