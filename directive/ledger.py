"""Sổ thông báo: what was to be said to whom, and what became of it. Unique by (due, step, recipient, channel)."""

from datetime import date, datetime
from enum import StrEnum

from directive.values import Frozen


class Outcome(StrEnum):
    """What became of one step for one person on one channel (kết quả của một mốc)."""

    TOLD = "told"  # stands in a message
    FOLDED = "folded"  # a lower step, folded into the higher one told the same day
    SUPPRESSED = "suppressed"  # not said, with a reason


class Entry(Frozen):
    """One line of the ledger. `reason` says why a step was suppressed or what it was folded into."""

    due_id: int
    obligation_id: int
    directive_id: int
    step: str
    contact_id: int
    channel: str
    on: date
    outcome: Outcome
    reason: str = ""


class MessageState(StrEnum):
    """Where one message is. SENT, REFUSED, SUPPRESSED, EXPIRED and PASSED_ON are ends."""

    PLANNED = "planned"
    SENDING = "sending"  # claimed by a process
    SENT = "sent"
    DEFERRED = "deferred"  # try later
    REFUSED = "refused"  # permanent
    UNSURE = "unsure"  # the line broke after the request left; shown to a person
    EXPIRED = "expired"  # tried until it made no sense any more
    PASSED_ON = "passed_on"  # went to the next channel of the person


class Message(Frozen):
    """Một thông báo: everything due to one person on one channel on one day, or one letter of its own kind.

    `body` is the composed content (a digest, a report notice ...) as JSON-ready values, without any key: links are
    named in `links` and their keys are derived when the message is sent.
    """

    message_id: int
    kind: str  # "digest", "report", "weekly" ...: the folder of its templates
    day: date
    contact_id: int
    agency_id: str
    channel: str
    address: str
    mail_id: str  # Message-ID, fixed when planned
    body: dict[str, object]
    links: tuple[int, ...] = ()  # link_ids
    state: MessageState = MessageState.PLANNED
    attempts: int = 0
    next_try_at: datetime | None = None
    claimed_by: str = ""
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    receipt: str = ""
    reason: str = ""


class Purpose(StrEnum):
    """What a link opens (mục đích của liên kết)."""

    ANSWER = "answer"  # báo cáo
    REVIEW = "review"  # xem xét, tổng hợp
    DECIDE = "decide"  # quyết định gia hạn, thẩm quyền
    READ = "read"  # xem: report, list behind a figure
    OPERATE = "operate"  # chuyên viên, quản trị


class Link(Frozen):
    """Liên kết có khoá: per recipient and purpose. Only the key's hash is stored."""

    link_id: int
    purpose: Purpose
    key_hash: str
    directive_id: int | None
    agency_id: str | None
    contact_id: int | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
