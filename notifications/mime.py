"""A letter as an e-mail: plain stdlib, because what leaves here has to stand in every mail reader.

The older half of `email` on purpose: its `Header` folds a long Vietnamese subject into encoded words exactly (the newer
header classes lose blanks between an encoded and a plain word), and it is several times faster.
"""

from datetime import datetime
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime
from typing import NamedTuple

from notifications.digest import Enclosure, Letter

_WIRE = Compat32(linesep="\r\n")
_UTF8 = Charset("utf-8")  # an object of our own: Apprise changes the one all others share
_UTF8.header_encoding = _UTF8.body_encoding = BASE64


class Sender(NamedTuple):
    """Who writes: the name and address readers see. Answers and returned mail go to plus-addresses of it."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def tagged(self, what: str, token: str) -> str:
        """van-phong+tra-loi-17-ab…@example: an address of ours that names the message."""
        local, _, domain = self.address.rpartition("@")
        return f"{local}+{what}-{token}@{domain}"


def build(letter: Letter, sender: Sender, *, at: datetime) -> Message:
    """The e-mail of a letter: one Message-ID, one thread per person, an answer address that names the message."""
    both = MIMEMultipart("alternative", boundary=f"=_{letter.reply_token}", policy=_WIRE)
    mail = MIMEMultipart("mixed", boundary=f"=+{letter.reply_token}", policy=_WIRE) if letter.files else both
    mail["From"] = _address(sender.name, sender.address)
    mail["To"] = _address(letter.name, letter.address)
    mail["Subject"] = _words(letter.subject, "Subject")
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = letter.mail_id
    mail["In-Reply-To"] = letter.thread
    mail["References"] = letter.thread
    mail["Reply-To"] = sender.tagged("tra-loi", letter.reply_token)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, no loops
    mail["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    for subtype, content in (("plain", letter.text), ("html", letter.html)):
        both.attach(MIMEText(content, subtype, _UTF8, policy=_WIRE))  # type: ignore[arg-type]
    if letter.files:
        mail.attach(both)
    for enclosure in letter.files:
        mail.attach(_enclosed(enclosure))
    return mail


def envelope_from(letter: Letter, sender: Sender) -> str:
    """Where returned mail goes; names the message, so that a bounce is read back without guessing (VERP)."""
    return sender.tagged("hoan", letter.reply_token)


def as_bytes(mail: Message) -> bytes:
    """What goes over the wire."""
    return mail.as_bytes()


def _enclosed(enclosure: Enclosure) -> Message:
    """A file with its Vietnamese name as RFC 2231 wants it; any other way some mail readers show "noname"."""
    main, _, sub = enclosure.content_type.partition("/")
    part = MIMEBase(main or "application", sub or "octet-stream", policy=_WIRE)
    part.set_payload(enclosure.data)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", " ".join(enclosure.name.split())))
    return part


def _words(text: str, header: str) -> str:
    plain = " ".join(text.split())  # a line end would begin a header of somebody else's
    return plain if plain.isascii() else Header(plain, _UTF8, maxlinelen=76, header_name=header).encode(linesep="\r\n")


def _address(name: str, address: str) -> str:
    plain = " ".join(name.split())
    quoted = '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if "@" not in address or any(c in address for c in " \t\r\n<>,;"):  # the folder takes people without an address
        return f"{_words(f'{plain} ({address})', 'To')} <khong-co-thu@local.invalid>"
    return f"{quoted if plain.isascii() else _words(plain, 'To')} <{address}>"
