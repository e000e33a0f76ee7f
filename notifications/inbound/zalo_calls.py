"""Lời Zalo gọi đến, worked through: who follows, who left, what was seen, and what people wrote.

The portal checked and kept each call. A text of a person we know is a claim like a mail; a code we gave out ties a
Zalo account to a person and is their consent; DỪNG takes it back.
"""

import hashlib
import hmac
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from directive.agencies import Contact
from directive.events import AddressHeard, ConsentSet, MailArrived, ReceiptRead
from directive.files import FileRoom
from directive.incoming import Consent, Heard, IncomingMail, MailState, ReceiptKind
from directive.store import Store, addresses, directory, hooks, mails, messages
from directive.store.engine import Change
from notifications.channels.zalo_facts import phone_for_zalo
from notifications.inbound.taking_in import MAX_TEXT

log = logging.getLogger(__name__)

SOURCE = "zalo"
_CODE = re.compile(r"\bDD(\d{1,12})-([0-9a-f]{10})\b", re.IGNORECASE)
_STOP = re.compile(r"^\W*(dừng|dung|huỷ|hủy|huy|stop)\W*$", re.IGNORECASE)
_KEEP = timedelta(days=30)
_RECEIPTS = timedelta(days=30)  # how far back a receipt may reach


def consent_code(contact_id: int, secret: bytes) -> str:
    """What a person sends to the OA to be written to there; nobody else can make it."""
    mac = hmac.new(secret, f"zalo.v1:{contact_id}".encode(), hashlib.sha256).hexdigest()
    return f"DD{contact_id}-{mac[:10]}"


def work_through(store: Store, files: FileRoom, *, secret: bytes, at: datetime) -> tuple[Counter[str], list[int]]:
    """Every call that waits: what they came to, and the claims among them. A call nobody understands is only noted."""
    counted: Counter[str] = Counter()
    claims: list[int] = []
    with store.reading() as conn:
        waiting = hooks.waiting(conn, source=SOURCE)
    for hook in waiting:
        sha256 = files.keep(hook.body.encode())
        with store.change(at=at, by=SOURCE) as change:
            change.alone()
            if not hooks.done_in(change.conn, hook.key, at=at):
                continue
            what, claim = _worked(change, hook, sha256, secret, at)
        counted[what] += 1
        claims += [claim] if claim is not None else []
    hooks.forget(store, before=at - _KEEP, at=at)
    return counted, claims


def _worked(change: Change, hook: hooks.Hook, sha256: str, secret: bytes, at: datetime) -> tuple[str, int | None]:
    try:
        said = json.loads(hook.body)
        event = str(said.get("event_name", ""))
    except (ValueError, AttributeError):
        return "không hiểu", None
    if event in ("follow", "unfollow"):
        _heard(change, _id(said, "follower"), "follow" if event == "follow" else "unfollow", hook.received_at)
        return event, None
    if event in ("user_seen_message", "user_received_message"):
        what = ReceiptKind.SEEN if event == "user_seen_message" else ReceiptKind.RECEIVED
        _receipts(change, said, what, hook.received_at)
        return event, None
    if event == "user_submit_info":
        _phone_given(change, said, at)
        return event, None
    if event.startswith("user_send_"):
        uid = _id(said, "sender")
        _heard(change, uid, "wrote", hook.received_at)
        return event, _wrote(change, said, uid, hook, sha256, secret, at)
    return event or "không hiểu", None


def _heard(change: Change, uid: str, what: Heard, at: datetime) -> None:
    if uid:
        change.record(AddressHeard(channel=SOURCE, address=uid, what=what, at=at))


def _receipts(change: Change, said: dict[str, Any], what: ReceiptKind, at: datetime) -> None:
    for number in set(_messages(change, said, at)):
        known = addresses.receipts(change.conn, message_ids=[number]).get(number, [])
        if all(one.what is not what for one in known):
            change.record(ReceiptRead(message_id=number, what=what, at=at, detail="Zalo"))


def _messages(change: Change, said: dict[str, Any], at: datetime) -> Iterator[int]:
    """Messages of ours a receipt names: by our tracking id, or by Zalo's ids."""
    message = _part(said, "message")
    tracking = str(message.get("tracking_id", ""))
    if re.fullmatch(r"dd-\d{1,18}", tracking):
        found = messages.messages(change.conn, ids=[int(tracking[3:])])
        yield from (one.message_id for one in found if one.channel == SOURCE)
    many = message.get("msg_ids")
    ids = [*(many if isinstance(many, list) else []), message.get("msg_id")]
    for one in [str(i) for i in ids if i][:50]:
        number = addresses.message_with_receipt(
            change.conn, channel=SOURCE, receipts=[f"oa {one}", f"template {one}"], after=at - _RECEIPTS
        )
        if number is not None:
            yield number


# --- who is who ---------------------------------------------------------------------------------------------------


def _wrote(
    change: Change, said: dict[str, Any], uid: str, hook: hooks.Hook, sha256: str, secret: bytes, at: datetime
) -> int | None:
    message = _part(said, "message")
    text = str(message.get("text", ""))
    if (found := _CODE.search(text)) and hmac.compare_digest(
        found[0].lower(), consent_code(int(found[1]), secret).lower()
    ):
        if addresses.contact(change.conn, int(found[1])) is not None:
            _consent(change, int(found[1]), True, "gửi mã đến Zalo OA", at, uid)
        return None
    people = addresses.people_at(change.conn, zalo_id=uid) if uid else []
    if _STOP.match(text):
        for person in people:
            _consent(change, person.contact_id, False, f"nhắn “{text.strip()}” đến Zalo OA", at)
        return None
    return _claim(change, people, text, message, uid, hook, sha256, at)


def _claim(
    change: Change,
    people: list[Contact],
    text: str,
    message: dict[str, Any],
    uid: str,
    hook: hooks.Hook,
    sha256: str,
    at: datetime,
) -> int | None:
    """A person's words, kept like a mail. Files stay at Zalo: their addresses come from outside and are not opened."""
    key = hashlib.sha256(f"zalo:{hook.key}".encode()).hexdigest()
    person = people[0] if len({one.agency_id for one in people}) == 1 else None
    if not (text.strip() or message.get("attachments")) or mails.is_known(change.conn, key):
        return None
    many = message.get("attachments")
    left_out = [_file_name(one) for one in many] if isinstance(many, list) else []
    number = change.numbers("mail")
    change.record(
        MailArrived(
            mail=IncomingMail(
                mail_id=number,
                key=key,
                sha256=sha256,
                at=at,
                sender=f"zalo:{uid}",
                sender_name=person.name if person else "",
                subject="Tin nhắn Zalo",
                text=text.strip()[:MAX_TEXT],
                left_out=tuple(f"{name}: gửi qua Zalo, cần nộp lại trên trang" for name in left_out[:20]),
                contact_id=person.contact_id if person else None,
                agency_id=person.agency_id if person else None,
                why="tài khoản Zalo đã xác nhận" if person else "tài khoản Zalo chưa biết của ai",
                state=MailState.CLAIMED if person else MailState.HELD,
            )
        )
    )
    return number if person else None


def _phone_given(change: Change, said: dict[str, Any], at: datetime) -> None:
    """A person gave the OA their number: it is a consent when exactly one person has it."""
    uid, phone = _id(said, "sender"), phone_for_zalo(str(_part(said, "info").get("phone", "")))
    if not uid or phone is None:
        return
    _heard(change, uid, "wrote", at)
    same = [one for one in directory.contacts(change.conn) if one.phone and phone_for_zalo(one.phone) == phone]
    if len(same) == 1:
        _consent(change, same[0].contact_id, True, "cung cấp số điện thoại cho Zalo OA", at, uid)


def _consent(change: Change, contact_id: int, given: bool, how: str, at: datetime, uid: str | None = None) -> None:
    consent = Consent(contact_id=contact_id, channel=SOURCE, given=given, at=at, how=how[:200])
    change.record(ConsentSet(consent=consent, address=uid))


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _id(said: dict[str, Any], name: str) -> str:
    found = str(_part(said, name).get("id", ""))
    return found if found.isdigit() and len(found) < 40 else ""


def _file_name(attachment: Any) -> str:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    name = payload.get("name") if isinstance(payload, dict) else None
    return str(name or "tệp")[:120]
