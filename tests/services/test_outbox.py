"""Mails: written later than their reason, to a real server, and never in anybody's way."""

import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

import pytest
from contribution_desk import CANARY, Site, new
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from databases import on_each_database
from mail_receiver import Received, receiving, server_context, silent
from sqlalchemy import select, text, update

from directory.model.submission import State
from directory.services import accounts, outbox, receipt
from directory.services.letters import letter_of
from directory.services.mail import NotSent, Postman, compose
from directory.services.outbox import GIVE_UP, LEASE, deliver_due
from directory.settings import Settings
from directory.store import Author, queue
from directory.store import outbox as stored
from directory.store.ledger import AuthorKind
from directory.store.people import DeskRole
from directory.store.queue import Event
from directory.store.tables import outbox as table

CURATOR = Author(AuthorKind.CURATOR, 1)
PATIENCE_S = 15


def settings_of(place: Site, port: int, **others: object) -> Settings:
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "directory@example.org",
        "public_url": "https://badges.example.org",
    }
    return place.settings.model_copy(update=mail | others)


def deliver(place: Site, port: int, *, patience_s: float = PATIENCE_S) -> int:
    place.settings = settings_of(place, port)
    return deliver_due(place, postman=Postman(place.settings, timeout_s=patience_s))


def in_words(received: Received, number: int = 0) -> tuple[dict[str, str], str]:
    mail = message_from_bytes(received.mails[number].as_bytes(), policy=policy.default)
    return dict(mail.items()), mail.get_content().replace("\r\n", "\n")


def waiting(place: Site) -> stored.Waiting:
    with place.store.read() as connection:
        return stored.waiting(connection)


def decide(place: Site, number: int, **columns: str) -> None:
    with place.store.write() as writing:
        submission = queue.get(writing.connection, number)
        assert submission
        changed = queue.change(
            writing,
            submission,
            event=Event.DECIDED,
            author=CURATOR,
            state=State(columns.pop("state")),
            **columns,  # type: ignore[arg-type]  # names of columns
        )
        outbox.enqueue(writing, "decided", key=f"decided:{number}:{changed.version}", submission=number)


def test_contributor_is_told_with_the_link_of_the_receipt_and_nothing_of_what_was_sent(place: Site) -> None:
    sent = place.send(new(name="Secret name\nBcc: x@example.org"), email=CANARY)
    with receiving() as (port, received):
        assert deliver(place, port) == 1
        assert deliver(place, port) == 0
    headers, text = in_words(received)
    assert headers["From"] == "directory@example.org"
    assert headers["To"] == CANARY
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "Bcc" not in headers
    assert f"https://badges.example.org/receipt?key={sent.secret}" in text
    assert "Secret name" not in text + str(headers)


def test_question_and_decision_arrive_with_the_curators_words(place: Site) -> None:
    first, second = place.send(new(), email=CANARY), place.send(new(name="Two"), email=CANARY)
    assert first.number
    assert second.number
    with place.store.write() as writing:
        submission = queue.get(writing.connection, first.number)
        assert submission
        queue.change(writing, submission, event=Event.ASKED, author=CURATOR, state=State.WAITING, question="Når?\nOg?")
        outbox.enqueue(writing, "asked", key="asked:1", submission=first.number)
    decide(place, second.number, state="declined", outcome="declined", reason="no-source", words="Please add one.")
    with receiving() as (port, received):
        deliver(place, port)
    texts = {in_words(received, number)[0]["Subject"]: in_words(received, number)[1] for number in range(4)}
    assert "Når?\nOg?" in texts["A question - submission 1, Linked Initiatives"]
    declined = texts["Declined - submission 2, Linked Initiatives"]
    assert "No source could be found." in declined
    assert "Please add one." in declined


def hire(place: Site, **emails: str) -> None:
    for number, (name, email) in enumerate(emails.items()):
        subject = f"https://id.example|{number}"
        accounts.add(place.store, name, role=DeskRole.CURATOR, subject=subject, email=email)


def told(received: Received) -> list[str]:
    return [mail["X-RcptTo"] for mail in received.mails]


def test_each_address_of_a_curator_is_told_once_and_nobody_sees_anothers(place: Site) -> None:
    hire(place, Ada="ada@example.org", Bob="bob@example.org", Bobs_admin="bob@example.org", Cy="cy@example.org", Di="")
    accounts.disable(place.store, "Cy")
    place.send(new())
    with receiving() as (port, received):
        assert deliver(place, port) == 2
    assert told(received) == ["ada@example.org", "bob@example.org"]
    for number, other in enumerate(("bob@", "ada@")):
        headers, text = in_words(received, number)
        assert headers["To"] == told(received)[number]
        assert other not in received.mails[number].as_string()
        assert "https://badges.example.org/desk" in text


def test_rows_of_the_outbox_name_the_account_of_a_curator_and_no_address(place: Site) -> None:
    hire(place, Ada="ada@example.org")
    place.send(new())
    with place.store.read() as connection:
        rows = [tuple(row) for row in connection.execute(select(table))]
    assert [row[1] for row in rows] == ["arrived:1:account-1"]
    assert "@" not in str(rows)


def test_curator_who_was_disabled_meanwhile_is_not_told(place: Site) -> None:
    hire(place, Ada="ada@example.org")
    place.send(new())
    accounts.disable(place.store, "Ada")
    with receiving() as (port, received):
        assert deliver(place, port) == 0
    assert (told(received), waiting(place).count) == ([], 0)


@pytest.mark.parametrize("refusal", ["450", "550"])
def test_a_curator_whom_the_server_refuses_keeps_no_other_from_being_told_and_is_tried_again(
    place: Site, refusal: str
) -> None:
    hire(place, Ada="ada@example.org", Bob="bob@example.org")
    place.send(new())
    with receiving() as (port, received):
        received.refusal, received.unwanted = refusal, "ada@example.org"
        assert deliver(place, port) == 0  # a round ends with the first mail that cannot be sent
        assert deliver(place, port) == 1
        assert told(received) == ["bob@example.org"]
        received.refusal = ""
        place.clock.forward(timedelta(minutes=1))
        assert deliver(place, port) == 1
    assert told(received) == ["bob@example.org", "ada@example.org"]


def test_a_server_that_hangs_takes_its_time_once_in_a_round(place: Site) -> None:
    place.send(new(), email=CANARY)
    place.send(new(name="Two"), email=CANARY)
    with silent() as port:
        assert deliver(place, port, patience_s=0.3) == 0
    with place.store.read() as connection:
        assert sorted(connection.execute(select(table.c.attempts)).scalars()) == [0, 1]


def test_erased_addresses_are_scrubbed_before_a_mail_server_is_waited_for(
    place: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "IDLE_S", 0.01)
    sent = place.send(new(), email=CANARY)
    receipt.erase(place, sent.secret)
    place.send(new(name="Two"), email="other@example.org")
    stop = threading.Event()
    with silent() as port:
        place.settings = settings_of(place, port)
        thread = threading.Thread(target=outbox.run, args=(place, stop))
        thread.start()
        until(lambda: is_scrubbed(place))
        assert waiting(place).last_error == "", "the server is still waited for"
        stop.set()
    thread.join(PATIENCE_S)


def is_scrubbed(place: Site) -> bool:
    with place.store.read() as connection:
        return bool(connection.execute(text("PRAGMA user_version")).scalar_one())


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_curator_is_told_of_an_answer_until_the_address_is_taken_away(place: Site) -> None:
    accounts.add(place.store, "Ada", role=DeskRole.CURATOR, subject="https://id.example|7", email="ada@example.org")
    first, second = place.send(new()), place.send(new(name="Two"))
    for number, secret in ((1, first.secret), (2, second.secret)):
        with place.store.write() as writing:
            submission = queue.get(writing.connection, number)
            assert submission
            asked = queue.change(writing, submission, event=Event.ASKED, author=CURATOR, state=State.WAITING)
        with receiving() as (port, received):
            receipt.answer(place.store, secret, version=asked.version, text="A private answer")
            deliver(place, port)
        subjects = [in_words(received, index)[0]["Subject"][:9] for index in range(len(received.mails))]
        assert ("An answer" in subjects) == (number == 1)
        assert not any("private" in str(mail) for mail in received.mails)
        accounts.set_email(place.store, "Ada", "")


def test_news_that_is_no_longer_true_is_not_sent(place: Site) -> None:
    sent = place.send(new(), email=CANARY)
    assert sent.number
    decide(place, sent.number, state="accepted", outcome="accepted")
    with place.store.write() as writing:
        submission = queue.get(writing.connection, sent.number)
        assert submission
        queue.change(writing, submission, event=Event.REOPENED, author=CURATOR, state=State.RECEIVED)
    with receiving() as (port, received):
        deliver(place, port)
    assert [in_words(received, number)[0]["Subject"][:8] for number in range(len(received.mails))] == ["Received"]


@on_each_database
def test_nobody_is_written_to_after_erasure(place: Site) -> None:
    sent = place.send(new(), email=CANARY)
    receipt.erase(place, sent.secret)
    with receiving() as (port, received):
        assert deliver(place, port) == 0
    assert received.mails == []
    assert waiting(place).count == 0


def test_refused_mail_is_tried_again_later_and_its_error_names_no_address(place: Site) -> None:
    place.send(new(), email=CANARY)
    with receiving() as (port, received):
        received.refusal = "550"
        assert deliver(place, port) == 0
        assert deliver(place, port) == 0  # not due yet
        found = waiting(place)
        assert (found.count, found.last_error) == (1, "the mail server refused the recipient (550)")
        received.refusal = ""
        place.clock.forward(timedelta(minutes=1))
        assert deliver(place, port) == 1
    assert waiting(place) == stored.Waiting(count=0, given_up=0, last_error="")


def test_waits_grow_and_end(place: Site) -> None:
    place.send(new(), email=CANARY)
    attempts = 0
    with receiving() as (port, received):
        received.refusal = "451"
        begun = place.clock.now
        while waiting(place).count:
            before = place.clock.now
            deliver(place, port)
            attempts += 1
            with place.store.read() as connection:
                due = connection.execute(select(table.c.next_attempt_at).where(table.c.sent_at.is_(None))).scalar_one()
            if due != stored.NEVER:
                place.clock.now = max(before, datetime.fromisoformat(due))
    assert GIVE_UP < place.clock.now - begun < GIVE_UP + timedelta(hours=7)
    assert 10 < attempts < 40
    assert waiting(place) == stored.Waiting(count=0, given_up=1, last_error="")


@pytest.mark.parametrize(
    "lines",
    [
        (),  # says nothing at all
        (b"220 hello", b"250 hello"),  # then silence
        (b"",),  # hangs up at once
        (b"220 hello", b"250 hello", b"250 ok", b"250 ok", b"354 go on", b""),  # dies while the mail is sent
        (b"no mail server",),
    ],
)
def test_hanging_or_dying_server_delays_nobody_and_loses_no_mail(place: Site, lines: tuple[bytes, ...]) -> None:
    place.send(new(), email=CANARY)
    with silent(*lines) as port:
        sender = threading.Thread(target=deliver, args=(place, port), kwargs={"patience_s": 0.3})
        sender.start()
        assert place.send(new(name="Meanwhile"), address="198.51.100.1").number == 2
        sender.join(PATIENCE_S)
    assert waiting(place).last_error
    assert "canary" not in waiting(place).last_error
    place.clock.forward(timedelta(minutes=1))
    with receiving() as (port, received):
        assert deliver(place, port) == 1
    assert in_words(received)[0]["To"] == CANARY


def test_unreachable_server_loses_no_mail(place: Site) -> None:
    place.send(new(), email=CANARY)
    with silent(b"") as port:
        pass
    assert deliver(place, port) == 0
    assert waiting(place).last_error == "ConnectionRefusedError"


def test_mail_that_comes_twice_has_the_same_message_id(place: Site) -> None:
    place.send(new(), email=CANARY)
    with receiving() as (port, received):
        deliver(place, port)
        with place.store.write() as writing:  # as if the process had died before it could note the success
            writing.connection.execute(update(table).values(sent_at=None))
        assert deliver(place, port) == 0  # still leased
        place.clock.forward(LEASE)
        assert deliver(place, port) == 1
    first, second = (in_words(received, number)[0]["Message-ID"] for number in range(2))
    assert first == second
    assert first.endswith("@badges.example.org>")


@on_each_database
def test_several_senders_send_each_mail_once(roomy: Site) -> None:
    for number in range(20):
        roomy.send(new(name=f"Programme {number}"), email=f"person{number}@example.org")
    with receiving() as (port, received):
        roomy.settings = settings_of(roomy, port)
        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(lambda _: deliver_due(roomy), range(4))) == 20
    assert len({mail["To"] for mail in received.mails}) == len(received.mails) == 20


def test_same_key_is_one_mail(place: Site) -> None:
    sent = place.send(new(), email=CANARY)
    with place.store.write() as writing:
        for _ in range(3):
            outbox.enqueue(writing, "received", key=f"received:{sent.number}", submission=sent.number)
    with receiving() as (port, received):
        deliver(place, port)
    assert len(received.mails) == 1


def test_unknown_template_is_refused_when_it_is_enqueued(place: Site) -> None:
    with place.store.write() as writing, pytest.raises(ValueError, match="no-such"):
        outbox.enqueue(writing, "no-such", key="x")


def test_without_a_mail_server_nothing_piles_up(place: Site) -> None:
    place.send(new(), email=CANARY)
    assert waiting(place).count == 1
    assert deliver_due(place) == 0
    assert waiting(place).count == 0


def test_line_break_in_a_header_is_refused() -> None:
    parts = {"sender": "a@example.org", "subject": "s", "text": "t", "message_id": "<1@x>"}
    with pytest.raises(ValueError, match="linefeed"):
        compose(recipient="b@example.org\nBcc: c@example.org", **parts)


def test_curator_words_cannot_break_out_of_the_body(place: Site) -> None:
    sent = place.send(new(), email=CANARY)
    assert sent.number
    decide(place, sent.number, state="declined", outcome="declined", reason="other", words="a\n.\nMAIL FROM:<x>\n\nb")
    with receiving() as (port, received):
        deliver(place, port)
    assert len(received.mails) == 2
    assert "a\n.\nMAIL FROM:<x>\n\nb" in in_words(received, 1)[1]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(paths[0]), str(paths[1])


@pytest.mark.parametrize(
    ("security", "options"),
    [
        ("starttls", lambda context: {"tls_context": context}),
        ("tls", lambda context: {"ssl_context": context}),
    ],
)
def test_server_is_trusted_by_its_certificate_only(
    place: Site,
    certificate: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    security: str,
    options: Callable[[ssl.SSLContext], dict[str, ssl.SSLContext]],
) -> None:
    letter = compose(sender="a@example.org", recipient="b@example.org", subject="s", text="t", message_id="<1@x>")
    with receiving(**options(server_context(*certificate))) as (port, received):
        postman = Postman(settings_of(place, port, smtp_security=security), timeout_s=PATIENCE_S)
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            postman.send(letter)
        monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
        postman.send(letter)
    assert len(received.mails) == 1


def test_server_without_starttls_gets_no_mail_when_it_is_asked_for(place: Site) -> None:
    place.send(new(), email=CANARY)
    with receiving() as (port, received):
        place.settings = settings_of(place, port, smtp_security="starttls")
        assert deliver_due(place) == 0
    assert received.mails == []


def test_mail_without_a_public_address_names_no_link(place: Site, tmp_path: Path) -> None:
    sent = place.send(new(), email=CANARY)
    place.settings = settings_of(place, 25, public_url="")
    with place.store.write() as writing:
        mail = stored.lease(writing, until=writing.now)
    assert mail
    letter = letter_of(place, mail)
    assert letter
    text = letter.message.get_content()
    assert sent.secret not in text
    assert str(tmp_path) not in text
    assert "Follow it by the receipt" in text
