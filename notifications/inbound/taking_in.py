"""One mail taken in: returned mail to the ledger, machines' mail left aside, a person's mail kept as claim or held."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from directive.events import MailArrived
from directive.files import FileRoom
from directive.formats.sniff import content_type, is_allowed_evidence
from directive.incoming import IncomingMail, MailState
from directive.ledger import Message
from directive.store import Reading, Store, addresses, mails, messages
from directive.tracked import Evidence
from notifications import bounces, links
from notifications.inbound.matching import Matched, match
from notifications.inbound.parsing import Attached, Incoming, automatic, read_mail
from notifications.inbound.quoting import own_words

BY = "thư đến"
MAX_TEXT = 20_000  # characters, as in the answer form
MAX_FILES = 12
MAX_FILE = 20 * 2**20  # bytes
A_DAY = 20  # mails of one sender a day; a loop writes more
_OURS = re.compile(r"<thong-bao\.\d{8}\.(\d{1,18})@")


class Became(StrEnum):
    """What became of one mail."""

    RETURNED = "returned"  # thư hoàn
    AUTOMATIC = "automatic"  # thư tự động, vòng lặp
    KNOWN = "known"  # đã có
    CLAIMED = "claimed"
    HELD = "held"


def take_in(store: Store, files: FileRoom, raw: bytes, *, secret: bytes, at: datetime) -> tuple[Became, int | None]:
    """Take one mail in; its number when it is kept. Taking the same mail in again changes nothing."""
    incoming = read_mail(raw)
    if returned := bounces.read_bounce(incoming.mail):
        bounces.take(store, returned, secret=secret, at=at)
        return Became.RETURNED, None
    with store.reading() as conn:
        if mails.is_known(conn, incoming.key):
            return Became.KNOWN, None
        if automatic(incoming) or _is_loop(conn, incoming, at=at):
            return Became.AUTOMATIC, None
        matched = _matched(conn, incoming, secret)
    sha256 = files.keep(raw)  # before the event that names it
    evidence, left_out = _kept(files, incoming.attached)
    with store.change(at=at, by=BY) as change:
        change.alone()
        if mails.is_known(change.conn, incoming.key):
            return Became.KNOWN, None
        number = change.numbers("mail")
        mail = IncomingMail(
            mail_id=number,
            key=incoming.key,
            sha256=sha256,
            at=at,
            sender=incoming.sender,
            sender_name=incoming.sender_name,
            subject=incoming.subject,
            text=own_words(incoming.text)[:MAX_TEXT],
            evidence=evidence,
            left_out=left_out,
            **matched._asdict(),
        )
        change.record(MailArrived(mail=mail))
    return (Became.CLAIMED if mail.state is MailState.CLAIMED else Became.HELD), number


def _is_loop(conn: Reading, incoming: Incoming, *, at: datetime) -> bool:
    """Our own mail that came back, or a sender who writes as only machines do."""
    if _message_named(conn, [incoming.message_id]) is not None:
        return True
    return mails.count_from(conn, incoming.sender, after=at - timedelta(days=1)) >= A_DAY


def _matched(conn: Reading, incoming: Incoming, secret: bytes) -> Matched:
    by_key = _message_keyed(conn, incoming, secret)
    by_thread = _message_named(conn, incoming.references)
    people = {one.contact_id: one for one in addresses.people_at(conn, email=incoming.sender)}
    for message in (by_key, by_thread):
        if message is not None and (contact := addresses.contact(conn, message.contact_id)) is not None:
            people.setdefault(contact.contact_id, contact)
    return match(sender=incoming.sender, by_key=by_key, by_thread=by_thread, people=people)


def _message_keyed(conn: Reading, incoming: Incoming, secret: bytes) -> Message | None:
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    written = (str(value) for name in names for value in incoming.mail.get_all(name, []))
    numbers = (links.message_answered(token, secret) for token in bounces.tokens_in(*written))
    found = messages.messages(conn, ids=[number for number in numbers if number is not None][:5])
    return found[0] if found else None


def _message_named(conn: Reading, marks: Iterable[str]) -> Message | None:
    """The message of ours with one of these Message-IDs."""
    wanted = {mark: int(found[1]) for mark in marks if (found := _OURS.match(mark))}
    return next((m for m in messages.messages(conn, ids=list(wanted.values())) if m.mail_id in wanted), None)


def _kept(files: FileRoom, attached: Iterable[Attached]) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """The allowed attachments, kept; the others named with their reason."""
    have: list[Evidence] = []
    left_out: list[str] = []
    for one in attached:
        if len(have) >= MAX_FILES:
            left_out.append(f"{one.name}: quá {MAX_FILES} tệp")
        elif len(one.data) > MAX_FILE:
            left_out.append(f"{one.name}: lớn hơn {MAX_FILE // 2**20} MB")
        elif not is_allowed_evidence(one.data, one.name):
            left_out.append(f"{one.name}: loại tệp không được nhận")
        else:
            kind = content_type(one.data, one.name)
            have.append(Evidence(sha256=files.keep(one.data), name=one.name, content_type=kind, size=len(one.data)))
    return tuple(have), tuple(left_out)
