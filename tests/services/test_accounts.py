"""Who may sign in to the desk, for how long, and how often a password may be wrong."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from directory.model.errors import Conflict, InputRejected, NotAllowed, NotFound, NotSignedIn, TooMany
from directory.services import accounts, handover
from directory.services.permission import VISITOR
from directory.store import Store, people, tables
from directory.store.ledger import Kind, entries
from directory.store.people import DeskRole

PASSWORD = "correct horse battery"  # noqa: S105  # of an account that lives as long as a test
ANOTHER = "another long password"
WRONG = "wrong horse battery"


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}", clock=clock)
    accounts.add(opened, "Ada", role=DeskRole.CURATOR, password=PASSWORD)
    yield opened
    opened.close()


def sign_in(store: Store, *, name: str = "Ada", password: str = PASSWORD, address: str = "192.0.2.1") -> str:
    return accounts.sign_in(store, name, password, address=address).secret


def test_right_name_and_password_begin_a_session(store: Store) -> None:
    signed_in = accounts.sign_in(store, " Ada ", PASSWORD, address="192.0.2.1")
    account = accounts.who(store, accounts.resolve(store, signed_in.secret))
    assert (account.name, account.role) == ("Ada", DeskRole.CURATOR) == (signed_in.name, signed_in.role)


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ada", WRONG), ("Nobody", PASSWORD), ("", ""), ("Ada", ""), ("\0\ud800", "\0\ud800"), ("Ada", PASSWORD * 99)],
)
def test_anything_wrong_is_refused_in_the_same_words(store: Store, name: str, password: str) -> None:
    with pytest.raises(NotSignedIn, match=r"^the name or the password is wrong$"):
        accounts.sign_in(store, name, password, address="192.0.2.1")


def test_an_unknown_name_costs_a_password_comparison_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    verify = PasswordHasher.verify

    def watched(hasher: PasswordHasher, stored: str, password: str) -> bool:
        compared.append(stored.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    accounts.add(store, "Bound", role=DeskRole.CURATOR, subject="https://id.example|7")
    for name in ("Ada", "Nobody", "Bound"):
        with pytest.raises(NotSignedIn):
            sign_in(store, name=name, password=WRONG)
    assert len(compared) == 3
    assert len(set(compared)) == 1  # the same algorithm with the same parameters


def test_neither_password_nor_session_secret_is_kept(store: Store, tmp_path: Path) -> None:
    secret = sign_in(store)
    content = (tmp_path / "store.sqlite").read_bytes()
    assert PASSWORD.encode() not in content
    assert secret.encode() not in content
    assert accounts.digest_of(secret).encode() in content


def test_every_sign_in_has_a_new_secret_and_ends_the_session_the_browser_had(store: Store) -> None:
    planted = sign_in(store)
    signed_in = accounts.sign_in(store, "Ada", PASSWORD, address="192.0.2.1", previous=planted)
    assert signed_in.secret != planted
    assert accounts.resolve(store, planted) == VISITOR
    assert accounts.resolve(store, signed_in.secret) != VISITOR


def test_a_session_ends_after_two_idle_hours(store: Store, clock: Clock) -> None:
    secret = sign_in(store)
    for _ in range(3):
        clock.pass_(hours=1.9)
        assert accounts.resolve(store, secret) != VISITOR
    clock.pass_(hours=2)
    assert accounts.resolve(store, secret) == VISITOR


def test_a_session_ends_after_twelve_hours_in_use(store: Store, clock: Clock) -> None:
    secret = sign_in(store)
    for _ in range(11):
        clock.pass_(hours=1)
        assert accounts.resolve(store, secret) != VISITOR
    clock.pass_(hours=1)
    assert accounts.resolve(store, secret) == VISITOR


def test_use_of_a_session_is_written_down_once_a_minute_at_most(store: Store, clock: Clock) -> None:
    secret = sign_in(store)

    def seen_at() -> str:
        accounts.resolve(store, secret)
        with store.read() as connection:
            return str(connection.execute(select(tables.sessions.c.seen_at)).scalar_one())

    first = seen_at()
    clock.pass_(seconds=59)
    assert seen_at() == first
    clock.pass_(seconds=1)
    assert seen_at() > first


def test_signing_out_ends_one_session_or_all(store: Store) -> None:
    one, other, third = (sign_in(store) for _ in range(3))
    accounts.sign_out(store, one)
    assert accounts.resolve(store, one) == VISITOR
    accounts.sign_out_everywhere(store, accounts.resolve(store, other))
    assert [accounts.resolve(store, secret) for secret in (other, third)] == [VISITOR, VISITOR]


def test_a_disabled_account_is_signed_out_and_cannot_come_back(store: Store) -> None:
    secret = sign_in(store)
    actor = accounts.resolve(store, secret)
    accounts.disable(store, "Ada")
    assert accounts.resolve(store, secret) == VISITOR
    with pytest.raises(NotSignedIn):
        accounts.who(store, actor)
    with pytest.raises(NotSignedIn):
        sign_in(store)


def test_a_new_password_signs_out_everywhere_and_replaces_the_old(store: Store) -> None:
    secret = sign_in(store)
    accounts.set_password(store, "Ada", ANOTHER)
    assert accounts.resolve(store, secret) == VISITOR
    with pytest.raises(NotSignedIn):
        sign_in(store)
    assert sign_in(store, password=ANOTHER)


def test_a_password_under_old_parameters_is_hashed_again_when_it_is_right(store: Store) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    with store.write() as writing:
        ada = people.by_name(writing.connection, "Ada")
        assert ada is not None
        people.rehash(writing, ada, weak)
    sign_in(store)
    with store.read() as connection:
        kept = people.by_name(connection, "Ada")
    assert kept is not None
    assert not PasswordHasher().check_needs_rehash(kept.password)
    assert sign_in(store)


def test_after_five_wrong_passwords_a_name_waits_fifteen_minutes_even_with_the_right_one(
    store: Store, clock: Clock
) -> None:
    for number in range(5):
        with pytest.raises(NotSignedIn):
            sign_in(store, password=WRONG, address=f"192.0.{number}.1")
    with pytest.raises(TooMany):
        sign_in(store, address="198.51.100.9")
    clock.pass_(minutes=15)
    assert sign_in(store)


def test_after_five_wrong_passwords_an_address_waits_whatever_the_name(store: Store) -> None:
    for number in range(5):
        with pytest.raises(NotSignedIn):
            sign_in(store, name=f"guess {number}", password=WRONG)
    with pytest.raises(TooMany):
        sign_in(store)
    assert sign_in(store, address="198.51.100.2")


def test_right_passwords_are_not_counted(store: Store) -> None:
    for _ in range(7):
        assert sign_in(store)


def test_names_and_addresses_that_failed_are_kept_as_keyed_digests_only(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotSignedIn):
        sign_in(store, name="my password by mistake", password=WRONG, address="198.51.100.77")
    content = (tmp_path / "store.sqlite").read_bytes()
    assert b"by mistake" not in content
    assert b"198.51.100.77" not in content


@pytest.mark.parametrize("password", ["", "elevenchars", "x" * 1001])
def test_a_password_has_twelve_to_a_thousand_characters(store: Store, password: str) -> None:
    with pytest.raises(InputRejected):
        accounts.add(store, "Bea", role=DeskRole.CURATOR, password=password)
    with pytest.raises(InputRejected):
        accounts.set_password(store, "Ada", password)


def test_a_session_goes_on_while_the_store_can_only_be_read(store: Store, clock: Clock) -> None:
    secret = sign_in(store)
    clock.pass_(minutes=2)
    with store.read() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    assert accounts.resolve(store, secret) != VISITOR


@pytest.mark.parametrize("name", ["a\x07", "", "  ", "a\nb", "a" * 81])
def test_a_name_that_is_none_is_refused_with_its_field(store: Store, name: str) -> None:
    with pytest.raises(InputRejected, match="name: "):
        accounts.add(store, name, role=DeskRole.CURATOR, password=PASSWORD)


def test_names_and_identities_are_taken_once(store: Store) -> None:
    with pytest.raises(Conflict):
        accounts.add(store, "Ada", role=DeskRole.ADMIN, password=PASSWORD)
    accounts.add(store, "Bea", role=DeskRole.CURATOR, subject="https://id.example|7")
    with pytest.raises(Conflict):
        accounts.add(store, "Cem", role=DeskRole.CURATOR, subject="https://id.example|7")
    with pytest.raises(NotFound):
        accounts.disable(store, "Cem")


def test_what_happens_to_accounts_is_in_the_ledger_without_names_and_passwords(store: Store) -> None:
    accounts.set_role(store, "Ada", DeskRole.ADMIN)
    accounts.set_password(store, "Ada", ANOTHER)
    accounts.disable(store, "Ada")
    with store.read() as connection:
        found = [(entry.kind, entry.subject, dict(entry.body)) for entry in entries(connection)]
    assert found == [
        (Kind.ACCOUNT, "1", {"event": "added", "role": "curator"}),
        (Kind.ACCOUNT, "1", {"event": "role", "role": "admin"}),
        (Kind.ACCOUNT, "1", {"event": "password", "role": "admin"}),
        (Kind.ACCOUNT, "1", {"event": "disabled", "role": "admin"}),
    ]
    assert "Ada" not in json.dumps(found)


def test_an_identity_signs_in_by_a_code_that_works_once_within_a_minute(store: Store, clock: Clock) -> None:
    accounts.add(store, "Bea", role=DeskRole.ADMIN, subject="https://id.example|7")
    code = handover.make_code(store, issuer="https://id.example", subject="7")
    signed_in = handover.redeem(store, code)
    assert accounts.who(store, accounts.resolve(store, signed_in.secret)).name == "Bea"
    with pytest.raises(NotSignedIn):
        handover.redeem(store, code)
    late = handover.make_code(store, issuer="https://id.example", subject="7")
    clock.pass_(seconds=61)
    with pytest.raises(NotSignedIn):
        handover.redeem(store, late)


def test_a_code_is_made_for_bound_identities_only(store: Store) -> None:
    accounts.add(store, "Bea", role=DeskRole.ADMIN, subject="https://id.example|7")
    for issuer, subject in (
        ("https://id.example", "8"),
        ("https://other.example", "7"),
        ("", ""),
        ("https://id.example", ""),
    ):
        with pytest.raises(NotAllowed):
            handover.make_code(store, issuer=issuer, subject=subject)
    code = handover.make_code(store, issuer="https://id.example", subject="7")
    accounts.disable(store, "Bea")
    with pytest.raises(NotSignedIn):
        handover.redeem(store, code)
    with pytest.raises(NotAllowed):
        handover.make_code(store, issuer="https://id.example", subject="7")


@pytest.mark.parametrize("change", ["1", "a", ".", "é", "\ud800"])
def test_a_forged_code_signs_nobody_in(store: Store, change: str) -> None:
    accounts.add(store, "Bea", role=DeskRole.ADMIN, subject="https://id.example|7")
    code = handover.make_code(store, issuer="https://id.example", subject="7")
    for forged in (change + code, code + change, code[:-1], change, "", f"1.{code.split('.', 1)[1]}"):
        with pytest.raises(NotSignedIn):
            handover.redeem(store, forged)
