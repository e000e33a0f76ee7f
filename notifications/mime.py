"""A letter as an e-mail: plain stdlib, because what leaves here has to stand in court and in every mail reader."""

from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple

from notifications.digest import Letter

# Folded at 76 characters: a long Vietnamese subject becomes several encoded words instead of one illegal line.
_POLICY = policy.SMTP.clone(max_line_length=76)


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


def build(letter: Letter, sender: Sender, *, at: datetime) -> EmailMessage:
    """The e-mail of a letter: one Message-ID, one thread per person, an answer address that names the message."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(sender.name, sender.address)
    mail["To"] = _address(letter.name, letter.address)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = letter.mail_id
    mail["In-Reply-To"] = mail["References"] = letter.thread
    mail["Reply-To"] = sender.tagged("tra-loi", letter.reply_token)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers, no loops
    mail["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail


def envelope_from(letter: Letter, sender: Sender) -> str:
    """Where returned mail goes; names the message, so that a bounce is read back without guessing (VERP)."""
    return sender.tagged("hoan", letter.reply_token)


def as_bytes(mail: EmailMessage) -> bytes:
    """What goes over the wire."""
    return mail.as_bytes()


def _address(name: str, address: str) -> Address | str:
    try:
        return Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError):  # a folder accepts people without an e-mail address
        return Address(display_name=f"{name} ({address})", username="khong-co-thu", domain="local.invalid")
