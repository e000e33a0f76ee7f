"""Thư điện tử: one connection for a whole round, one recipient a letter, and the server's own answer for each.

The address is Apprise's for mail (user, password, host, port, `from`, `name`, `smtp`, `mode=starttls|ssl|insecure`).
Everything else is done here, because the built-in plugin doubles Message-IDs, hides who refused and why, and waits
between letters.
"""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Any

from apprise.plugins.email.base import NotifyEmail

from directive.errors import BadInput
from notifications.channels import DeliveryError, HandingOver
from notifications.channels.plugin import Carrier, PluginChannel
from notifications.channels.trust import untrusted
from notifications.digest import Letter
from notifications.mime import Sender, build, envelope_from

_LETTERS_PER_CONNECTION = 200  # servers close long ones
ANSWER_WITHIN = 60  # seconds
_ADDRESS = re.compile(r"[!-;=?-~]{1,200}@[!-;=?-~]{1,250}")  # ASCII without blanks and <>: it ends no command

if TYPE_CHECKING:
    _Email = object
else:
    _Email = NotifyEmail


class NotifyOfficeMail(Carrier, _Email):
    """Official mail of an office, over one reused connection."""

    service_name: Any = "Thư công vụ"
    protocol: Any = "vbmail"
    secure_protocol: Any = "vbmails"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        name, address = self.from_addr
        plain = str(make_header(decode_header(str(name or "Văn phòng"))))  # Apprise hands it over encoded
        self.sender = Sender(plain, str(address))
        self._smtp: smtplib.SMTP | None = None
        self._handed = 0
        self._clean = True  # nothing begun on the connection

    if TYPE_CHECKING:
        from_addr: tuple[Any, Any]
        secure_mode: str
        smtp_host: str
        port: int
        user: str | None
        password: str | None
        verify_certificate: bool
        socket_connect_timeout: float

    def hand_over(self, letter: Letter, handing_over: HandingOver) -> str:
        """One letter to one recipient. Up to the end of RCPT nothing has left; after the final dot nobody knows."""
        if not _ADDRESS.fullmatch(letter.address):
            raise DeliveryError(f"“{letter.address[:80]}” không phải địa chỉ thư gửi đi được", permanent=True)
        content = build(letter, self.sender, at=datetime.now(UTC))
        smtp = self._begun(envelope_from(letter, self.sender), letter.address)
        handing_over()
        with self._as_delivery_error():
            _accepted(smtp.docmd("DATA"), "DATA")
            # A fault here means that bytes were left over, and the last ones are the final dot: nothing was delivered.
            smtp.send(_dotted(content) + b".\r\n")
        code, answer = self._answered(smtp)
        self._handed, self._clean = self._handed + 1, True
        _accepted((code, answer), letter.address)
        return f"{code} {_text(answer)}"

    def check(self) -> str:
        """Connect and log in without sending anything; DeliveryError when it cannot be."""
        self._connection()
        self.close()
        return f"máy chủ thư {self.smtp_host}:{self.port} trả lời, gửi từ {self.sender.address}"

    def close(self) -> None:
        """Say goodbye to the server."""
        smtp, self._smtp, self._handed = self._smtp, None, 0
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()

    def _begun(self, envelope: str, to: str) -> smtplib.SMTP:
        """A connection that has taken sender and recipient; one the server gave up meanwhile is made anew."""
        reused, smtp = self._handed > 0, self._connection()
        with self._as_delivery_error():
            try:
                answers = _addressed(smtp, envelope, to)
            except (OSError, smtplib.SMTPException):
                if not reused:
                    raise
                self._drop()
                smtp = self._connection()
                answers = _addressed(smtp, envelope, to)
        self._clean = False
        for answer, whom in zip(answers, ("người gửi", to), strict=False):
            _accepted(answer, whom)
        return smtp

    def _answered(self, smtp: smtplib.SMTP) -> tuple[int, bytes]:
        try:
            return smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise DeliveryError(f"mất kết nối khi chờ máy chủ nhận thư: {error}", unsure=True) from error

    def _connection(self) -> smtplib.SMTP:
        if self._smtp is not None and self._handed < _LETTERS_PER_CONNECTION:
            try:
                if not self._clean:  # what was begun and not finished is taken back
                    self._smtp.rset()
                return self._smtp
            except (OSError, smtplib.SMTPException):
                self._drop()
        self.close()
        try:
            self._smtp, self._clean = self._connected(), True
        except smtplib.SMTPAuthenticationError as error:
            reason = f"máy chủ thư không nhận tài khoản ({error.smtp_code})"
            raise DeliveryError(reason, whole_channel=True) from error
        except ssl.SSLCertVerificationError as error:
            raise DeliveryError(f"máy chủ thư {untrusted(self.smtp_host, error)}", whole_channel=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"không nối được máy chủ thư: {error}", whole_channel=True) from error
        return self._smtp

    def _connected(self) -> smtplib.SMTP:
        timeout = self.socket_connect_timeout
        if self.secure_mode == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.smtp_host, self.port, timeout=timeout, context=self._context())
        else:
            smtp = smtplib.SMTP(self.smtp_host, self.port, timeout=timeout)
        try:
            if self.secure_mode == "starttls":
                smtp.starttls(context=self._context())
            smtp.ehlo_or_helo_if_needed()
            if smtp.sock is not None:
                # Without this the end of a letter would wait 40 ms for the server's word on what came before it.
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                smtp.sock.settimeout(ANSWER_WITHIN)  # a server that checks for viruses takes its time after the dot
            if self.user and self.password:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _context(self) -> ssl.SSLContext:
        """Made only where the line is encrypted: reading the machine's certificates takes 50 ms."""
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _drop(self) -> None:
        smtp, self._smtp, self._handed = self._smtp, None, 0
        if smtp is not None:
            smtp.close()

    @contextlib.contextmanager
    def _as_delivery_error(self) -> Iterator[None]:
        """Before the final dot a broken line means: not delivered, try later."""
        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise DeliveryError(f"mất kết nối với máy chủ thư: {error}") from error


def open_mail(url: str) -> PluginChannel:
    """A channel of `vbmail://` (STARTTLS or plain, see `mode`) or `vbmails://` (TLS)."""
    schema, _, rest = url.partition("://")
    own = "mailtos" if schema == "vbmails" else "mailto"
    given = NotifyEmail.parse_url(f"{own}://{rest}")  # type: ignore[no-untyped-call]
    try:
        if not given:
            raise TypeError(url)
        given["schema"] = schema
        plugin = NotifyOfficeMail(**given)
    except TypeError as error:
        raise BadInput(
            "Địa chỉ kênh thư không hợp lệ. Mẫu: vbmails://nguoi-dung:mat-khau@may-chu.example:465?"
            "from=van-phong@co-quan.example&name=Van%20phong"
        ) from error
    return PluginChannel("mail", plugin)


def _addressed(smtp: smtplib.SMTP, envelope: str, to: str) -> list[tuple[int, bytes]]:
    """Name sender and recipient, in one packet where the server allows it (RFC 2920); the answers so far."""
    sender, recipient = f"MAIL FROM:<{envelope}>\r\n".encode(), f"RCPT TO:<{to}>\r\n".encode()
    if smtp.has_extn("pipelining"):
        smtp.send(sender + recipient)
        return [smtp.getreply(), smtp.getreply()]
    smtp.send(sender)
    answers = [smtp.getreply()]
    if answers[0][0] < 400:
        smtp.send(recipient)
        answers.append(smtp.getreply())
    return answers


def _accepted(answer: tuple[int, bytes], whom: str) -> None:
    """4xx: later. 5xx: never, unless the server speaks of itself."""
    code, text = answer
    if code < 400:
        return
    said = f"{whom}: {code} {_text(text)}"
    if code == 421:
        raise DeliveryError(said, whole_channel=True)
    raise DeliveryError(said, permanent=code >= 500)


def _dotted(content: bytes) -> bytes:
    """The body with lines that begin with a dot doubled, ending in a line end (RFC 5321, 4.5.2)."""
    body = content.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _text(answer: bytes) -> str:
    return " ".join(answer.decode("utf-8", "replace").split())[:200]
