"""A real SMTP server in a thread: keeps what arrives, refuses, stalls and hangs up as it is told."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Arrived(NamedTuple):
    """One letter as the server took it."""

    sender: str
    to: str
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)  # type: ignore[return-value]


class MailServer:
    """What arrived, and how to answer: `rcpt` and `data` map an address to an SMTP answer or None for 250."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.sessions = 0
        self.pipelining = False
        self.rcpt: Callable[[str], str | None] = lambda _: None
        self.data: Callable[[str], str | None] = lambda _: None
        self.port = 0

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, hostname: str, answers: Any) -> Any:
        self.sessions += 1
        session.host_name = hostname
        return [answers[0], "250-PIPELINING", *answers[1:]] if self.pipelining else answers

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        if answer := self.rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        answer = self.data(envelope.rcpt_tos[0])
        if answer != "lost":
            kept = answer is None or answer in ("hang up", "250 later")
            if kept:
                self.arrived.append(Arrived(envelope.mail_from, envelope.rcpt_tos[0], envelope.original_content))
        if answer in ("hang up", "lost"):
            server.transport.abort()
            await asyncio.sleep(0)
            return "451 gone"
        return answer if answer and answer[:1].isdigit() and answer != "250 later" else "250 Queued"


@contextmanager
def running(**given: Any) -> Iterator[MailServer]:
    """A server on a free port of this machine."""
    server = MailServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **given)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
