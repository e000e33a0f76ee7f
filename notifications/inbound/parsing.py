"""A mail as values, whatever somebody sent: nothing in a mail can make reading it fail."""

import hashlib
import re
from email.message import Message as Mail
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import Any, NamedTuple

from imap_tools import MailMessage

_MARKS = re.compile(r"<[^<>\s]{3,250}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LOGO = 30_000  # bytes: pictures inside the text up to this size are letterheads and signatures
_AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(automatic reply|auto(matic)?[ -]?(reply|response)|out of( the)? office|trả lời tự động|tự động trả lời|"
    r"thư trả lời tự động|vắng mặt|undeliver(ed|able)|delivery status notification|mail delivery)",
    re.IGNORECASE,
)
_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "khong-tra-loi")


class Attached(NamedTuple):
    """A file that came with a mail."""

    name: str
    data: bytes


class Incoming(NamedTuple):
    """What a mail says."""

    mail: Mail
    key: str  # the same mail fetched twice, or delivered to two of our addresses, has the same key
    sender: str
    sender_name: str
    subject: str
    message_id: str
    references: tuple[str, ...]  # In-Reply-To first
    text: str  # with quotations
    attached: tuple[Attached, ...]


def read_mail(raw: bytes) -> Incoming:
    """A mail from its bytes."""
    read = MailMessage.from_bytes(raw)
    mail: Mail = read.obj
    names = getaddresses([_header(mail, "From")])
    sender = (_tried(lambda: read.from_) or (names[0][1] if names else "")).strip().lower()
    values = _tried(lambda: read.from_values)
    text = _tried(lambda: read.text) or html_text(_tried(lambda: read.html) or "")
    subject = _clean(_tried(lambda: read.subject) or "")
    message_id = next(iter(_MARKS.findall(_header(mail, "Message-ID"))), "")
    return Incoming(
        mail=mail,
        key=_key(message_id, sender, _header(mail, "Date"), text, raw),
        sender=sender[:320],
        sender_name=_clean(values.name if values else "")[:200],
        subject=" ".join(subject.split())[:500],
        message_id=message_id,
        references=tuple(_MARKS.findall(f"{_header(mail, 'In-Reply-To')} {_header(mail, 'References')}"))[:50],
        text=_clean(text).replace("\r\n", "\n"),
        attached=tuple(_attached(read)),
    )


def automatic(incoming: Incoming) -> str:
    """Why a mail is no person's word (RFC 3834 and common practice); empty when it may be one."""
    mail = incoming.mail
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return "thư tự động (Auto-Submitted)"
    if _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "thư hàng loạt (Precedence)"
    if any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "X-Loop")):
        return "thư tự động"
    if _header(mail, "Return-Path").strip() == "<>":
        return "thư của máy chủ"
    if not incoming.sender or incoming.sender.split("@")[0] in _MACHINES:
        return "thư của máy chủ"
    return "thư tự động (tiêu đề)" if _AUTOMATIC_SUBJECT.match(incoming.subject) else ""


def html_text(html: str) -> str:
    """The words of an HTML mail, a line per block; what mail programs mark as quotation is left out."""
    reader = _Words()
    _tried(lambda: reader.feed(html[:2_000_000]))
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.said)).strip()


class _Words(HTMLParser):
    _BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "table"})
    _SILENT = frozenset({"style", "script", "head", "title"})
    _VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent: list[str] = []  # open elements below the one that is left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._VOID:
            self._break(tag)
            return
        quoted = tag == "blockquote" or "gmail_quote" in (dict(attrs).get("class") or "")
        if self._silent or quoted or tag in self._SILENT:
            self._silent.append(tag)
            return
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent and self._silent.pop() != tag:
                pass
        elif not self._silent:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in self._BLOCKS and not self._silent:
            self.said.append("\n")


def _attached(read: MailMessage) -> list[Attached]:
    found = []
    for number, part in enumerate(_tried(lambda: read.attachments) or [], start=1):
        data = _tried(lambda part=part: part.payload) or b""
        inside = part.content_disposition == "inline" and part.content_type.startswith("image/")
        if data and not (inside and len(data) <= _LOGO):
            name = _clean(_tried(lambda part=part: part.filename) or "") or f"tep-{number}"
            found.append(Attached(name.replace("\\", "/").rsplit("/", 1)[-1][-120:], data))
    return found


def _key(message_id: str, sender: str, date: str, text: str, raw: bytes) -> str:
    known = "\0".join((message_id, sender, date, text)).encode("utf-8", "replace") if message_id else raw
    return hashlib.sha256(known).hexdigest()


def _header(mail: Mail, name: str) -> str:
    return str(_tried(lambda: mail.get(name)) or "")


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def _tried(read: Any) -> Any:
    """What a part says, None when it is broken: a mail comes from outside and may be anything."""
    try:
        return read()
    except Exception:  # charset names nobody knows, headers no parser takes: too many kinds to name
        return None
