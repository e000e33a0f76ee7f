"""Hộp thư nhận: mails fetched over IMAP, each moved aside only after it was taken in, so that none is lost.

`imaps://user:password@host:993/INBOX?xong=Da-xu-ly`; `imap://` with `mode=starttls` or, inside a machine, without.
"""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted

from directive.errors import BadInput, DirectiveError
from notifications.channels.trust import untrusted

MAX_MAIL = 60 * 2**20  # bytes; a larger one is moved aside unread
_TIMEOUT = 60  # seconds


class InboxError(DirectiveError):
    """Hộp thư nhận không dùng được."""


class Inbox(NamedTuple):
    """Where answers arrive. `done`: the folder mails are moved to; `mode`: ssl, starttls or insecure."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    done: str
    mode: str
    verify: bool

    def __repr__(self) -> str:
        return f"Inbox({self.user}@{self.host}:{self.port}/{self.folder})"


def inbox_of(url: str) -> Inbox:
    """The mailbox of an address; BadInput when it is none."""
    try:
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        mode = "ssl" if parts.scheme == "imaps" else asked.get("mode", "insecure")
        port = parts.port or (993 if mode == "ssl" else 143)
        good = parts.scheme in ("imap", "imaps") and parts.hostname and parts.username
    except ValueError:
        good = None
    if not good or mode not in ("ssl", "starttls", "insecure"):
        raise BadInput(
            "DONDOC_INBOX không hợp lệ. Mẫu: imaps://tai-khoan:mat-khau@may-chu.example:993/INBOX?xong=Da-xu-ly"
        )
    return Inbox(
        host=str(parts.hostname),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        done=asked.get("xong", "Da-xu-ly"),
        mode=mode,
        verify=asked.get("verify", "yes") != "no",
    )


class Waiting(NamedTuple):
    """A mail that waits, by its number in the folder. `raw` is empty when the mail is too large."""

    uid: str
    raw: bytes


class OpenInbox:
    """A mailbox in use."""

    def __init__(self, box: BaseMailBox, inbox: Inbox) -> None:
        self._box = box
        self._inbox = inbox

    def waiting(self) -> Iterator[Waiting]:
        """The mails of the folder, oldest first; they stay until `done`."""
        for uid in _asked(lambda: self._box.uids()):
            yield Waiting(uid, self._raw(uid) if self._size(uid) <= MAX_MAIL else b"")

    def done(self, uid: str) -> None:
        """Move a mail aside."""
        _asked(lambda: self._box.move(uid, self._inbox.done))

    def _size(self, uid: str) -> int:
        _, data = _asked(lambda: self._box.client.uid("fetch", uid, "(RFC822.SIZE)"))
        digits = bytes(data[0] or b"").partition(b"RFC822.SIZE ")[2].partition(b")")[0].split(b" ")[0]
        return int(digits) if digits.isdigit() else 0

    def _raw(self, uid: str) -> bytes:
        _, data = _asked(lambda: self._box.client.uid("fetch", uid, "(BODY.PEEK[])"))
        return next((bytes(part[1]) for part in data if isinstance(part, tuple)), b"")


@contextmanager
def open_inbox(inbox: Inbox) -> Iterator[OpenInbox]:
    """Log in, make the folder for finished mail when it is missing, log out. One sentence when it cannot be."""
    box = _asked(lambda: _connected(inbox), f"không nối được hộp thư {inbox.host}:{inbox.port}")
    try:
        _asked(lambda: _logged_in(box, inbox), f"hộp thư {inbox.host} không nhận tài khoản")
        if not _asked(lambda: box.folder.exists(inbox.done)):
            _asked(lambda: box.folder.create(inbox.done))
        yield OpenInbox(box, inbox)
    finally:
        try:
            box.logout()
        except (OSError, ImapToolsError, imaplib.IMAP4.error):
            box.client.shutdown()


def _logged_in(box: BaseMailBox, inbox: Inbox) -> None:
    plain = inbox.user.isascii() and inbox.password.isascii()
    login = box.login if plain else box.login_utf8  # LOGIN takes ASCII only
    login(inbox.user, inbox.password, inbox.folder)


def _connected(inbox: Inbox) -> BaseMailBox:
    if inbox.mode == "insecure":
        return MailBoxUnencrypted(inbox.host, inbox.port, timeout=_TIMEOUT)
    context = ssl.create_default_context()
    if not inbox.verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    kind = MailBox if inbox.mode == "ssl" else MailBoxStartTls
    try:
        return kind(inbox.host, inbox.port, timeout=_TIMEOUT, ssl_context=context)
    except ssl.SSLCertVerificationError as error:
        raise InboxError(f"DONDOC_INBOX: máy chủ {untrusted(inbox.host, error)}.") from error


def _asked(ask: Callable[[], Any], what: str = "hộp thư nhận gặp lỗi") -> Any:
    try:
        return ask()
    except (OSError, ImapToolsError, imaplib.IMAP4.error) as error:
        said = " ".join(str(error).split())[:200]
        raise InboxError(f"DONDOC_INBOX: {what}: {said}. Kiểm tra địa chỉ, tài khoản và mạng.") from error
