"""Thư hoàn: what came back, what it says of an address, and how its message reaches the person by another channel.

A returned mail is believed only when it holds a token of ours (its envelope or the Reply-To it quotes carries an HMAC):
Message-IDs can be guessed, and a stranger must not be able to have somebody's address given up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from email.message import Message as Mail
from enum import StrEnum
from typing import NamedTuple

from directive.events import AddressChanged, MessagePassedOn, MessagesMoved, ReceiptRead
from directive.incoming import AddressState, ReceiptKind
from directive.ledger import Message, MessageState, Move
from directive.policy import Health, Policy
from directive.store import Store, addresses, messages
from directive.store.engine import Change
from notifications import links
from notifications.channels import names_in_order, reach_except
from notifications.roster import ways

BY = "dondoc"
_LOOK_BACK = timedelta(days=7)  # refusals older than this are history
_TOKEN = re.compile(r"\+(?:hoan|tra-loi)-(\d+-[0-9a-fA-F]{32})@")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])")
_ZALO = re.compile(r"zalo (?:oa|template) (-\d+)")
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})  # RFC 3463: no such box or host
_FULL = frozenset({"5.2.2"})
_ZALO_GONE = frozenset({"-108", "-118"})  # no such number, no Zalo behind it
_ACTIONS = {
    "failed": ReceiptKind.RETURNED,
    "delayed": ReceiptKind.DELAYED,
    "delivered": ReceiptKind.RECEIVED,
    "relayed": ReceiptKind.RECEIVED,
}


class Verdict(StrEnum):
    """What a refusal says of the address itself."""

    GONE = "gone"  # it does not exist
    HARD = "hard"
    SOFT = "soft"
    OTHER = "other"  # it says something of us, of the letter, of the day


class Bounce(NamedTuple):
    """One recipient's line of a returned mail."""

    token: str
    what: ReceiptKind
    reason: str


# --- reading ------------------------------------------------------------------------------------------------------


def tokens_in(*texts: str | None) -> Iterator[str]:
    """Tokens of ours in addresses."""
    for text in texts:
        yield from _TOKEN.findall(text or "")


def read_bounce(mail: Mail) -> list[Bounce]:
    """What a delivery status notification (RFC 3464), or a plainer returned mail, says; empty for any other mail."""
    token = next(tokens_in(*_envelope(mail), *_quoted(mail)), None)
    if token is None:
        return []
    blocks = [
        block for part in mail.walk() if part.get_content_type() == "message/delivery-status" for block in _blocks(part)
    ]
    told = [bounce for block in blocks if (bounce := _told(block, token)) is not None]
    if told or blocks:
        return told
    return _plain(mail, token) if _came_to_envelope(mail) else []


def _envelope(mail: Mail) -> list[str]:
    names = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
    return [str(value) for name in names for value in mail.get_all(name, [])]


def _came_to_envelope(mail: Mail) -> bool:
    return any("+hoan-" in value for value in _envelope(mail))


def _quoted(mail: Mail) -> Iterator[str]:
    """The headers of our own mail, as the notification returns them."""
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            if isinstance(inner, Mail):
                yield from (str(inner.get(name, "")) for name in ("Return-Path", "Reply-To"))
        elif part.get_content_type() == "text/rfc822-headers":
            yield _text(part)


def _blocks(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Mail)] if isinstance(payload, list) else []


def _told(block: Mail, token: str) -> Bounce | None:
    action = _ACTIONS.get(str(block.get("Action", "")).strip().lower())
    if action is None:
        return None
    said = (block.get("Status", ""), str(block.get("Diagnostic-Code", "")).partition(";")[2] or "")
    return Bounce(token, action, " ".join(" ".join(str(part).split()) for part in said if part)[:300])


def _plain(mail: Mail, token: str) -> list[Bounce]:
    """A returned mail in words only. Without a status in it nobody knows what it says."""
    words = " ".join(_text(part) for part in mail.walk() if part.get_content_type() == "text/plain")[:4000]
    found = _STATUS.search(words) or _CODE.search(words)
    if found is None or found[0][0] == "2":
        return []
    what = ReceiptKind.RETURNED if found[0][0] == "5" else ReceiptKind.DELAYED
    start = max(found.start() - 20, 0)
    return [Bounce(token, what, " ".join(words[start : found.end() + 120].split()))]


def _text(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(part.get_payload())


# --- judging ------------------------------------------------------------------------------------------------------


def judge(channel: str, reason: str) -> Verdict:
    """What a refusal says of the address: read from the enhanced status, the SMTP code, or Zalo's number."""
    if channel == "zalo":
        found = _ZALO.search(reason)
        return Verdict.GONE if found and found[1] in _ZALO_GONE else Verdict.OTHER
    if channel != "mail":
        return Verdict.OTHER
    if status := _STATUS.search(reason):
        return _judged(status[0], status[1], status[2])
    code = _CODE.search(reason)
    if code is None or code[1] == "554":
        return Verdict.OTHER
    return Verdict.HARD if code[1].startswith("5") and code[1] != "552" else Verdict.SOFT


def _judged(status: str, first: str, subject: str) -> Verdict:
    if status in _GONE:
        return Verdict.GONE
    if status in _FULL or first == "4":
        return Verdict.SOFT
    return Verdict.HARD if subject in ("1", "2") else Verdict.OTHER  # address, mailbox; the rest is not the address


def after_failure(state: AddressState, verdict: Verdict, reason: str, *, at: datetime, health: Health) -> AddressState:
    """The state of an address after one more failure; counting starts anew when the period is over."""
    begun = state.failed_at
    if begun is None or at - begun > timedelta(days=health.within_days):
        state = state.model_copy(update={"hard": 0, "soft": 0, "failed_at": at})
    hard = state.hard + (verdict in (Verdict.GONE, Verdict.HARD))
    soft = state.soft + (verdict is Verdict.SOFT)
    dead = verdict is Verdict.GONE or hard >= health.hard_limit or soft >= health.soft_limit
    marked_at = (state.marked_at or at) if dead else state.marked_at
    return state.model_copy(update={"hard": hard, "soft": soft, "marked_at": marked_at, "reason": reason})


# --- acting -------------------------------------------------------------------------------------------------------


def take(store: Store, found: Iterable[Bounce], *, secret: bytes, at: datetime) -> int:
    """Bring returned mail into the ledger; how many lines were news. A line known already changes nothing."""
    with store.change(at=at, by=BY) as change:
        change.alone()
        return sum(_taken(change, bounce, secret=secret, at=at) for bounce in found)


def _taken(change: Change, bounce: Bounce, *, secret: bytes, at: datetime) -> bool:
    number = links.message_answered(bounce.token, secret)
    sent = messages.messages(change.conn, ids=[number]) if number is not None else []
    if not sent:
        return False
    message = sent[0]
    if bounce.what is not ReceiptKind.RETURNED:
        return _receipt(change, message, bounce.what, bounce.reason, at=at)
    if message.state not in (MessageState.SENT, MessageState.UNSURE):
        return False
    reason = f"bị trả lại: {bounce.reason}"
    move = Move(message.message_id, MessageState.REFUSED, message.attempts, receipt=message.receipt, reason=reason)
    change.record(MessagesMoved(day=message.day, at=at, moves=(move,)))
    return True


def _receipt(change: Change, message: Message, what: ReceiptKind, detail: str, *, at: datetime) -> bool:
    known = addresses.receipts(change.conn, message_ids=[message.message_id]).get(message.message_id, [])
    if any(receipt.what is what for receipt in known):
        return False
    change.record(ReceiptRead(message_id=message.message_id, what=what, at=at, detail=detail))
    return True


def pass_on(store: Store, *, at: datetime, channels: Sequence[str], policy: Policy) -> list[int]:
    """Take note of every message refused for good, and plan it anew on its person's next channel.

    The numbers of the new messages. A message without a next channel stays refused, for a person to see.
    """
    since = (at - _LOOK_BACK).date()
    with store.reading() as conn:
        if not addresses.refused_unread(conn, since=since):
            return []
    order = names_in_order(channels, policy.channels.order)
    with store.change(at=at, by=BY) as change:
        change.alone()
        refused = addresses.refused_unread(change.conn, since=since)
        for message in refused:
            _note(change, message, at=at, health=policy.health)
        return [number for message in refused if (number := _passed_on(change, message, order)) is not None]


def _note(change: Change, message: Message, *, at: datetime, health: Health) -> None:
    _receipt(change, message, ReceiptKind.RETURNED, message.reason, at=at)
    verdict = judge(message.channel, message.reason)
    if verdict is not Verdict.OTHER:
        state = addresses.state(change.conn, message.channel, message.address)
        after = after_failure(state, verdict, message.reason, at=at, health=health)
        change.record(AddressChanged(state=after))


def _passed_on(change: Change, message: Message, order: Sequence[str]) -> int | None:
    contact = addresses.contact(change.conn, message.contact_id)
    if contact is None:
        return None
    used = addresses.channels_used(change.conn, day=message.day, contact_id=message.contact_id, kind=message.kind)
    reach = reach_except(addresses.marked(change.conn))
    way = next((way for way in ways(contact, order, reach) if way[0] not in used), None)
    if way is None:
        return None
    number = change.numbers("message")
    kept = {"state": MessageState.PLANNED, "attempts": 0, "claimed_by": "", "claimed_at": None, "sent_at": None}
    anew = message.model_copy(
        update=kept
        | {
            "message_id": number,
            "channel": way[0],
            "address": way[1],
            "mail_id": message.mail_id.replace(f".{message.message_id}@", f".{number}@"),
            "next_try_at": None,
            "receipt": "",
            "reason": f"thay thông báo số {message.message_id}",
        }
    )
    why = f"{message.reason}; chuyển sang thông báo số {number}"
    change.record(MessagePassedOn(day=message.day, message_id=message.message_id, reason=why, message=anew))
    return number


def clear(store: Store, channel: str, address: str, *, at: datetime, by: str) -> None:
    """A person put an address right: it is written to again, and counting starts anew."""
    with store.change(at=at, by=by) as change:
        state = addresses.state(change.conn, channel, address)
        anew = state.model_copy(update={"hard": 0, "soft": 0, "failed_at": None, "marked_at": None, "reason": ""})
        change.record(AddressChanged(state=anew))
