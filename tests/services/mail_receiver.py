"""Mail servers for tests: one that receives, and ones that refuse, hang or die."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import SMTP, Envelope, Session


class Received(MessageHandler):
    """Keeps every mail; answers with `refusal` instead while there is one, to all or to `unwanted` alone."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []
        self.refusal = ""
        self.unwanted = ""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refusal and self.unwanted in {"", address}:
            return f"{self.refusal} <{address}> is not wanted here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def receiving(**options: Any) -> Iterator[tuple[int, Received]]:  # noqa: ANN401  # aiosmtpd's options
    """Run a mail server; lends its port and what it received."""
    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port, received
    finally:
        controller.stop()


@contextmanager
def silent(*lines: bytes) -> Iterator[int]:
    """Run a server that says these lines, one for each that it hears, and then nothing or hangs up; lends its port.

    A last line of b"" hangs up; without it the server stays silent.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                for number, line in enumerate(lines):
                    if number:
                        connection.recv(65_536)
                    if not line:
                        break
                    connection.sendall(line + b"\r\n")
                else:
                    stopping.wait(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def server_context(certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
