"""Sổ thông báo: what was to be said to whom, and what became of it. Unique by (due, step, recipient, channel)."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from directive.values import Frozen


class Outcome(StrEnum):
    """What became of one step for one person on one channel (kết quả của một mốc)."""

    TOLD = "told"  # stands in a message, with the lower steps folded into it
    FOLDED = "folded"  # a lower step, folded into the higher one told the same day
    SUPPRESSED = "suppressed"  # not said, with a reason
    DEFERRED = "deferred"  # not said on this day, with a reason; still to be said


class Line(NamedTuple):
    """One decision about one step for one person: the same for all these Dues. What the log keeps; see `Entry`.

    `message_id` and `contact_id` are 0 and `channel` is "-" for a step suppressed for all. `folded` are the keys of the
    lower steps this one speaks for.
    """

    message_id: int
    contact_id: int  # whom the step is for; a substitute may have received the message
    channel: str
    step: str
    outcome: Outcome
    reason: str
    folded: tuple[str, ...]
    due_ids: tuple[int, ...]


class PendingLine(NamedTuple):
    """The same for things that wait and are no Dues, by their keys; see `pending.Pending`."""

    message_id: int
    contact_id: int
    channel: str
    step: str
    outcome: Outcome
    reason: str
    folded: tuple[str, ...]
    keys: tuple[str, ...]


class Entry(NamedTuple):
    """One line of the ledger: what became of one step of one Due for one person."""

    due_id: int
    step: str
    contact_id: int
    channel: str
    on: date
    outcome: Outcome
    reason: str
    folded: tuple[str, ...]
    message_id: int | None


class MessageState(StrEnum):
    """Where one message is. SENT, REFUSED, EXPIRED and PASSED_ON are ends; UNSURE waits for a person."""

    PLANNED = "planned"
    SENDING = "sending"  # claimed by a process
    SENT = "sent"
    DEFERRED = "deferred"  # try later
    REFUSED = "refused"  # permanent
    UNSURE = "unsure"  # the line broke after the request left; shown to a person
    EXPIRED = "expired"  # not sent in time: what it said is open again and goes into the next one
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


class Move(NamedTuple):
    """One message's change of state."""

    message_id: int
    state: MessageState
    attempts: int
    next_try_at: datetime | None = None
    receipt: str = ""
    reason: str = ""


class Reminded(NamedTuple):
    """What came of a reminder asked for by hand: agencies with a message, and the others with the reason."""

    reminded: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


class Attempt(NamedTuple):
    """One try to send, as written down around the handing over: without `ended_at` nobody knows how it ended."""

    message_id: int
    number: int
    claim: str
    started_at: datetime
    ended_at: datetime | None
    state: str
    receipt: str
    reason: str


class Purpose(StrEnum):
    """What a link opens (mục đích của liên kết)."""

    ANSWER = "answer"  # báo cáo
    PREPARE = "prepare"  # soạn phần được phân công
    REVIEW = "review"  # xem xét, tổng hợp
    DECIDE = "decide"  # quyết định gia hạn, thẩm quyền
    READ = "read"  # xem: report, list behind a figure
    OPERATE = "operate"  # chuyên viên, quản trị


class ApiScope(StrEnum):
    """What a key of another system may read (phạm vi khoá API)."""

    DIRECTIVES = "directives"
    OBLIGATIONS = "obligations"
    DUES = "dues"
    REPLIES = "replies"
    FIGURES = "figures"
    AGENCIES = "agencies"


class ApiKey(Frozen):
    """Khoá API: another system reads with it, all or one directive's or one agency's. Only the hash is stored."""

    api_key_id: int
    name: str  # of the system, for people
    key_hash: str
    scopes: tuple[ApiScope, ...]
    directive_id: int | None = None
    agency_id: str | None = None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


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
