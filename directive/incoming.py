"""Thư đến và tình trạng địa chỉ: what comes back from people and services, as values. Facts; nothing here decides.

A mail is a *claim* (điều đơn vị nói qua thư): it changes no obligation before its agency confirms it on its own page.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from directive.tracked import Evidence
from directive.values import Frozen


class MailState(StrEnum):
    """Where one incoming mail is. CONFIRMED and DROPPED are ends."""

    CLAIMED = "claimed"  # matched: waits for its agency's confirmation
    HELD = "held"  # whose it is, is unknown: waits in the holding area for a person
    CONFIRMED = "confirmed"  # the agency made an answer of it
    DROPPED = "dropped"  # somebody decided that it is no answer


class IncomingMail(Frozen):
    """Một thư đến. `text` is what its writer wrote, quotations cut off; the raw mail is kept by `sha256`."""

    mail_id: int
    key: str  # the same mail fetched twice has the same key
    sha256: str
    at: datetime
    sender: str
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    left_out: tuple[str, ...] = ()  # attachments that were not taken, with the reason
    message_id: int | None = None  # the message of ours it answers
    contact_id: int | None = None
    agency_id: str | None = None
    why: str = ""  # how it was matched, or why it is held
    state: MailState = MailState.HELD
    settled_at: datetime | None = None
    settled_by: str = ""
    submission_id: int | None = None
    remark: str = ""


class AddressState(Frozen):
    """What is known of one address on one channel (tình trạng địa chỉ)."""

    channel: str
    address: str
    hard: int = 0  # refusals for good, and for a while, in the period counted
    soft: int = 0
    failed_at: datetime | None = None  # when the period counted began
    marked_at: datetime | None = None  # not written to from here on
    reason: str = ""
    follows: bool | None = None  # Zalo: None when nobody told
    heard_at: datetime | None = None  # the person's last sign of life there


class ReceiptKind(StrEnum):
    """What a service said about a message after it had taken it."""

    RECEIVED = "received"  # đã đến máy
    SEEN = "seen"  # đã xem
    RETURNED = "returned"  # bị trả lại
    DELAYED = "delayed"  # còn chậm


class Receipt(NamedTuple):
    """One word about one message."""

    message_id: int
    what: ReceiptKind
    at: datetime
    detail: str


class Consent(Frozen):
    """Whether a person agreed to be written to on a channel, when, and how it is known (đồng ý nhận tin)."""

    contact_id: int
    channel: str
    given: bool
    at: datetime
    how: str


Heard = Literal["follow", "unfollow", "wrote"]
