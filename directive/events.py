"""Sự kiện: every change of the store, as a value. The tables are the fold of these and of nothing else.

One append-only log per directive (`van-ban/12`), one for the directory (`danh-ba`), one for the calendar (`lich`), one
for messages per day (`thong-bao/2024-06-18`), one for reports on many directives (`bao-cao`), each a hash chain. An
event carries every number it needs, ids included, so that replaying the log into an empty store gives the same tables.
"""

import hashlib
import json
from datetime import date, datetime, time
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from directive.agencies import Absence, Agency, Alias, Contact, Group, Membership
from directive.calendar import CalendarDay, OfficeHours
from directive.document import Document
from directive.dues import CountingSettings
from directive.formats.loaded import Envelope
from directive.incoming import AddressState, Consent, Heard, IncomingMail, MailState, ReceiptKind
from directive.kept import PaperKind
from directive.ledger import ApiKey, Line, Link, Message, Move, PendingLine
from directive.obligations import Obligation, Progress, Proposal, Stage
from directive.related import Related
from directive.tracked import Contest, Contribution, Delegation, Due, DueState, Extension, Reply, ReplyState
from directive.values import Frozen

Erasable = Literal["answers", "messages", "mails", "contacts"]
"""What has a time to be kept and is erased after it: see `directive/vocabulary/retention.toml`."""


class Event(Frozen):
    """Base of all events. `kind` is stable: it stands in stored logs."""

    kind: str

    def stream(self) -> str:
        """The log this event belongs to."""
        raise TypeError(f"{type(self).__name__} names no log")


class DirectiveEvent(Event):
    """An event of one directive's log."""

    directive_id: int

    def stream(self) -> str:
        return f"van-ban/{self.directive_id}"


class DirectiveAdded(DirectiveEvent):
    """A file was read and its proposal drafted (tiếp nhận dự thảo)."""

    kind: Literal["directive.added"] = "directive.added"
    file_name: str
    file_sha256: str
    document: Document
    proposal: Proposal
    assigner: str | None = None
    office_id: str | None = None
    envelope: Envelope | None = None  # when it came by the document axis; its files are kept by hash


class ProposalCorrected(DirectiveEvent):
    """A person corrected the proposal; the quoted text is never altered (rà soát, sửa đề xuất)."""

    kind: Literal["directive.corrected"] = "directive.corrected"
    correction: dict[str, object]
    proposal: Proposal


class ProposalReadAgain(DirectiveEvent):
    """Names were read again as of another day: the proposal is a draft once more (đọc lại tên theo ngày khác)."""

    kind: Literal["directive.read_again"] = "directive.read_again"
    proposal: Proposal
    office_id: str | None = None


class ProposalConfirmed(DirectiveEvent):
    """A person confirmed the proposal and the reporting calendar (xác nhận)."""

    kind: Literal["directive.confirmed"] = "directive.confirmed"
    proposal: Proposal
    collector_id: str | None


class DirectiveIssued(DirectiveEvent):
    """Number and date were supplied: obligations and their Dues exist from now on (ban hành)."""

    kind: Literal["directive.issued"] = "directive.issued"
    number: str
    issued_on: date
    received_on: date | None = None
    obligations: tuple[Obligation, ...]
    dues: tuple[Due, ...]
    renew_on: date | None = None  # when the next year's Dues are to be added; None when nothing recurs


class StageChanged(DirectiveEvent):
    """Closed, recalled, replaced (kết thúc, thu hồi, thay thế)."""

    kind: Literal["directive.stage"] = "directive.stage"
    stage: Stage
    on: date
    reason: str


class DirectivesRelated(DirectiveEvent):
    """A directive carries out, replaces, corrects, recalls or prolongs another one (quan hệ văn bản)."""

    kind: Literal["directive.related"] = "directive.related"
    related: Related


class DuesAdded(DirectiveEvent):
    """Further occurrences of recurring deadlines, or Dues that can be dated only now."""

    kind: Literal["dues.added"] = "dues.added"
    dues: tuple[Due, ...]
    renew_on: date | None = None  # the next time, see DirectiveIssued


class DirectiveArchived(DirectiveEvent):
    """The work file of an ended directive was handed to the archive (nộp lưu hồ sơ)."""

    kind: Literal["directive.archived"] = "directive.archived"
    on: date
    receiver: str
    file_sha256: str  # of the work file
    manifest_sha256: str  # of the list of everything in it


class DueMove(Frozen):
    """The new dates of Dues that all get the same ones. None in `original_on`, `cut_off`, `anchor_on`, `next_look_on`
    and nothing in `set_by` leave these as they are; `original_*` moves only when the first date was computed wrongly.

    With `moved`, the current day is another one now; it was `moved_from` before. The owner is told so, unless it is
    `quiet` because the owner has not heard of the directive yet.
    """

    due_ids: tuple[int, ...]
    due_on: date | None
    due_at: time | None = None
    original_on: date | None = None
    original_at: time | None = None
    cut_off: date | None = None
    provisional: bool = False
    unsettled: str | None = None
    why: tuple[dict[str, object], ...] = ()
    calendar_version: str = ""
    anchor_on: date | None = None
    anchor_at: time | None = None
    set_by: str = ""
    moved: bool = False
    moved_from: date | None = None
    quiet: bool = False
    because: str = ""  # where it differs from the event's reason
    next_look_on: date | None = None


class DuesMoved(DirectiveEvent):
    """A calendar day, an anchor or a decision moved dates (tính lại thời hạn). `dropped` do not exist any more."""

    kind: Literal["dues.moved"] = "dues.moved"
    on: date
    reason: str
    moves: tuple[DueMove, ...]
    dropped: tuple[int, ...] = ()


class DirectiveReceived(DirectiveEvent):
    """The day a directive arrived was told or corrected (ngày nhận văn bản)."""

    kind: Literal["directive.received"] = "directive.received"
    received_on: date
    received_at: time | None = None


class ProgressSet(DirectiveEvent):
    """A person set the progress of obligations: acknowledged, under way, paused, withdrawn ... (cập nhật tiến độ)."""

    kind: Literal["obligation.progress"] = "obligation.progress"
    obligation_ids: tuple[int, ...]
    progress: Progress
    on: date
    at: datetime
    reason: str = ""
    spoken: bool = True  # the agency said it: freshness is renewed


class Submitted(DirectiveEvent):
    """An agency answered (nộp báo cáo): one submission, one reply per obligation."""

    kind: Literal["reply.submitted"] = "reply.submitted"
    submission_id: int
    idempotency_key: str
    agency_id: str
    due_id: int | None
    replies: tuple[Reply, ...]
    replaced: tuple[int, ...] = ()  # reply_ids this submission takes the place of
    reopened: tuple[int, ...] = ()  # due_ids the replaced answers had settled and this one does not
    contributions: tuple[int, ...] = ()  # contribution_ids that lay before the head: none of them waits any longer


class Delegated(DirectiveEvent):
    """The head of an agency gave points to a colleague (phân công soạn). `instead_of` end with it."""

    kind: Literal["reply.delegated"] = "reply.delegated"
    delegation: Delegation
    instead_of: tuple[int, ...] = ()  # delegation_ids


class DelegationRevoked(DirectiveEvent):
    """A delegation was taken back; its link opens nothing from now on (thu hồi phân công)."""

    kind: Literal["reply.delegation_revoked"] = "reply.delegation_revoked"
    delegation_id: int
    at: datetime


class Contributed(DirectiveEvent):
    """A colleague handed what they wrote to the head (chuyển phần soạn)."""

    kind: Literal["reply.contributed"] = "reply.contributed"
    contributions: tuple[Contribution, ...]


class Verdict(Frozen):
    """What the reviewer decided about one reply, and what it makes of its Due and obligation."""

    reply_id: int
    state: ReplyState
    remark: str = ""


class Reviewed(DirectiveEvent):
    """The collector accepted or returned answers (xác nhận, trả lại)."""

    kind: Literal["reply.reviewed"] = "reply.reviewed"
    on: date
    verdicts: tuple[Verdict, ...]
    progress: tuple[tuple[int, Progress], ...] = ()  # obligation_id -> progress that follows
    due_states: tuple[tuple[int, DueState], ...] = ()  # due_id -> state that follows
    next_looks: tuple[tuple[int, date | None], ...] = ()


class ExtensionAsked(DirectiveEvent):
    """The owner asked for more time (xin gia hạn)."""

    kind: Literal["extension.asked"] = "extension.asked"
    extension: Extension


class ExtensionDecided(DirectiveEvent):
    """The assigner decided (quyết định gia hạn). `move` is set when the date changes."""

    kind: Literal["extension.decided"] = "extension.decided"
    extension: Extension
    move: DueMove | None = None


class Contested(DirectiveEvent):
    """The owner says it is not theirs (không thuộc thẩm quyền)."""

    kind: Literal["contest.raised"] = "contest.raised"
    contest: Contest


class ContestDecided(DirectiveEvent):
    """The assigner decided about competence."""

    kind: Literal["contest.decided"] = "contest.decided"
    contest: Contest
    progress: Progress


class OwnerChanged(DirectiveEvent):
    """An obligation went to another agency on a day, with its basis (chuyển giao)."""

    kind: Literal["obligation.owner"] = "obligation.owner"
    obligation_id: int
    from_id: str
    to_id: str
    on: date
    basis: str


class HandedOver(DirectiveEvent):
    """Units ended on a day: duties of one directive begin with their successors, or end with them (bàn giao).

    What one unit takes over from one is `OwnerChanged`. Links of a unit with one successor open the successor's part;
    links of the others open nothing any more.
    """

    kind: Literal["obligation.handed_over"] = "obligation.handed_over"
    on: date
    basis: str
    begun: tuple[Obligation, ...] = ()
    dues: tuple[Due, ...] = ()
    origins: tuple[tuple[int, tuple[int, ...]], ...] = ()  # a successor's obligation -> those it goes on from
    transferred: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    collector: tuple[str, str] | None = None  # who compiled before, who does from now on
    office_id: str | None = None  # the new assigner's, where the old one ended
    assigner: str | None = None
    links: tuple[tuple[str, str | None], ...] = ()  # a unit that ended -> its one successor


class ReportFrozen(DirectiveEvent):
    """A compiled report was frozen at its cut-off (chốt báo cáo)."""

    kind: Literal["report.frozen"] = "report.frozen"
    report_id: int
    due_id: int | None
    on: date
    title: str
    figures: dict[str, object]
    content: dict[str, object]
    files: dict[str, str]  # format -> sha256
    digest: str  # sha256 of the canonical content


class OverallFrozen(Event):
    """The report of a span of time, of all agencies or of one, was frozen (chốt báo cáo chung)."""

    kind: Literal["report.overall"] = "report.overall"
    report_id: int
    span: str  # "2024-06", "2024-H1", "2024"
    agency_id: str | None
    on: date
    title: str
    figures: dict[str, object]
    content: dict[str, object]
    files: dict[str, str]  # format -> sha256
    digest: str  # sha256 of the canonical content

    def stream(self) -> str:
        return "bao-cao"


class PaperKept(Event):
    """A drafted paper was kept for the office to check and sign: an urging letter, a hand-over list (lưu dự thảo)."""

    kind: Literal["paper.kept"] = "paper.kept"
    paper_id: int
    what: PaperKind
    directive_id: int | None = None  # None: of many
    agencies: tuple[str, ...] = ()  # whom it is about, by id
    on: date
    title: str
    files: dict[str, str]  # format -> sha256

    def stream(self) -> str:
        return f"van-ban/{self.directive_id}" if self.directive_id else "bao-cao"


class NarrativeEdited(DirectiveEvent):
    """The collector edited a passage of the report; figures stay computed (sửa lời báo cáo)."""

    kind: Literal["report.narrative"] = "report.narrative"
    due_id: int | None
    section: str
    text: str


class DirectoryLoaded(Event):
    """Agencies, names, groups and contacts were loaded or changed (cập nhật danh bạ). Same ids are replaced."""

    kind: Literal["directory.loaded"] = "directory.loaded"
    agencies: tuple[Agency, ...] = ()
    aliases: tuple[Alias, ...] = ()
    groups: tuple[Group, ...] = ()
    memberships: tuple[Membership, ...] = ()
    contacts: tuple[Contact, ...] = ()
    absences: tuple[Absence, ...] = ()

    def stream(self) -> str:
        return "danh-ba"


class CalendarChanged(Event):
    """Days were confirmed or changed by a person (cập nhật lịch)."""

    kind: Literal["calendar.changed"] = "calendar.changed"
    days: tuple[CalendarDay, ...]

    def stream(self) -> str:
        return "lich"


class TimeRulesChosen(Event):
    """The office's own hours and choices in counting; none of either: those of the software (cách tính riêng)."""

    kind: Literal["calendar.rules"] = "calendar.rules"
    office_hours: tuple[OfficeHours, ...] = ()
    choices: CountingSettings

    def stream(self) -> str:
        return "lich"


class MessagesPlanned(Event):
    """The sweep decided what is to be said on a day (lập thông báo)."""

    kind: Literal["messages.planned"] = "messages.planned"
    day: date
    messages: tuple[Message, ...] = ()
    links: tuple[Link, ...] = ()
    lines: tuple[Line, ...] = ()
    pending: tuple[PendingLine, ...] = ()
    next_looks: tuple[tuple[date | None, tuple[int, ...]], ...] = ()  # the day these due_ids are looked at next

    def stream(self) -> str:
        return f"thong-bao/{self.day.isoformat()}"


class MessagesMoved(Event):
    """Messages of a day were claimed, sent, deferred, refused, expired ... (gửi thông báo)."""

    kind: Literal["messages.moved"] = "messages.moved"
    day: date
    at: datetime
    moves: tuple[Move, ...]
    claim: str = ""  # which process took them, for SENDING
    reopen_on: date | None = None  # for EXPIRED: what they said is open again from this day

    def stream(self) -> str:
        return f"thong-bao/{self.day.isoformat()}"


class LinkMinted(Event):
    """A link was made outside a message (tạo liên kết)."""

    kind: Literal["link.minted"] = "link.minted"
    link: Link

    def stream(self) -> str:
        return "lien-ket"


class LinkRevoked(Event):
    """A link was taken back (thu hồi liên kết)."""

    kind: Literal["link.revoked"] = "link.revoked"
    link_id: int
    at: datetime
    reason: str = ""

    def stream(self) -> str:
        return "lien-ket"


class ApiKeyMade(Event):
    """A key for another system was made (tạo khoá API)."""

    kind: Literal["api_key.made"] = "api_key.made"
    api_key: ApiKey

    def stream(self) -> str:
        return "khoa-api"


class ApiKeyRevoked(Event):
    """A key of another system was taken back (thu hồi khoá API)."""

    kind: Literal["api_key.revoked"] = "api_key.revoked"
    api_key_id: int
    at: datetime

    def stream(self) -> str:
        return "khoa-api"


class MessagePassedOn(Event):
    """A message did not reach its person: another one with its content goes to their next channel (chuyển kênh).

    The ledger's lines belong to the new message from here on.
    """

    kind: Literal["message.passed_on"] = "message.passed_on"
    day: date
    message_id: int
    reason: str
    message: Message

    def stream(self) -> str:
        return f"thong-bao/{self.day.isoformat()}"


class ReceiptRead(Event):
    """A service told what became of a message after it had taken it (biên nhận)."""

    kind: Literal["message.receipt"] = "message.receipt"
    message_id: int
    what: ReceiptKind
    at: datetime
    detail: str = ""

    def stream(self) -> str:
        return "bien-nhan"


class AddressChanged(Event):
    """An address failed, was marked, or was cleared: its state from now on (tình trạng địa chỉ)."""

    kind: Literal["address.changed"] = "address.changed"
    state: AddressState

    def stream(self) -> str:
        return "dia-chi"


class AddressHeard(Event):
    """A person gave a sign of life on a channel: follows, leaves, writes (quan tâm, bỏ quan tâm, nhắn tin)."""

    kind: Literal["address.heard"] = "address.heard"
    channel: str
    address: str
    what: Heard
    at: datetime

    def stream(self) -> str:
        return "dia-chi"


class ConsentSet(Event):
    """A person agreed to a channel, or withdrew (đồng ý, rút đồng ý). `address`: their id there, when it is new."""

    kind: Literal["contact.consent"] = "contact.consent"
    consent: Consent
    address: str | None = None

    def stream(self) -> str:
        return "danh-ba"


class MailArrived(Event):
    """A mail came in and is kept (thư đến)."""

    kind: Literal["mail.arrived"] = "mail.arrived"
    mail: IncomingMail

    def stream(self) -> str:
        return "thu-den"


class MailSettled(Event):
    """Somebody assigned, confirmed or dropped an incoming mail (xử lý thư đến)."""

    kind: Literal["mail.settled"] = "mail.settled"
    mail_id: int
    state: MailState
    at: datetime
    agency_id: str | None = None  # whose it is, when it was assigned
    submission_id: int | None = None
    remark: str = ""

    def stream(self) -> str:
        return "thu-den"


class Reduced(Frozen):
    """Events of one log whose texts were erased; their hashes stay."""

    stream: str
    seqs: tuple[int, ...]


class RecordsErased(Event):
    """Texts and files whose time was over were erased (xoá theo thời hạn bảo quản). Says what, why, and of which
    events: those keep the hash of what they said, and nothing else may differ from its hash.
    """

    kind: Literal["records.erased"] = "records.erased"
    what: Erasable
    on: date
    before: date  # what ended, was sent or came in before this day
    basis: str
    directive_ids: tuple[int, ...] = ()
    mail_ids: tuple[int, ...] = ()
    contact_ids: tuple[int, ...] = ()
    files: tuple[str, ...] = ()  # sha256
    reduced: tuple[Reduced, ...] = ()

    def stream(self) -> str:
        return "luu-tru"


AnyEvent = Annotated[
    DirectiveAdded
    | DirectiveArchived
    | RecordsErased
    | ProposalCorrected
    | ProposalConfirmed
    | DirectiveIssued
    | StageChanged
    | DirectivesRelated
    | DuesAdded
    | DuesMoved
    | DirectiveReceived
    | ProposalReadAgain
    | ProgressSet
    | Submitted
    | Delegated
    | DelegationRevoked
    | Contributed
    | Reviewed
    | ExtensionAsked
    | ExtensionDecided
    | Contested
    | ContestDecided
    | OwnerChanged
    | HandedOver
    | ReportFrozen
    | OverallFrozen
    | PaperKept
    | NarrativeEdited
    | DirectoryLoaded
    | CalendarChanged
    | TimeRulesChosen
    | MessagesPlanned
    | MessagesMoved
    | MessagePassedOn
    | ReceiptRead
    | AddressChanged
    | AddressHeard
    | ConsentSet
    | MailArrived
    | MailSettled
    | LinkMinted
    | LinkRevoked
    | ApiKeyMade
    | ApiKeyRevoked,
    Field(discriminator="kind"),
]

_ANY: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent, config=ConfigDict(defer_build=True))


def parse(payload: str) -> AnyEvent:
    """The event a stored payload stands for."""
    return _ANY.validate_json(payload)


class Recorded(Frozen):
    """An event with its place in the log: who, when, and the chain."""

    GENESIS: ClassVar[str] = "0" * 64

    event_id: int
    stream: str
    seq: int  # from 1 in its stream
    at: datetime
    by: str
    kind: str
    payload: str
    salt: str  # so that nobody can find an erased text out by trying
    digest: str  # of salt and payload as they were said; see `said_digest`
    prev: str
    hash: str

    @property
    def is_as_said(self) -> bool:
        """Whether the payload is still the one that was recorded."""
        return said_digest(self.salt, self.payload) == self.digest


def said_digest(salt: str, payload: str) -> str:
    """What the chain keeps of a payload: SHA-256 over salt and payload. It stays when the payload is reduced."""
    return hashlib.sha256((salt + payload).encode()).hexdigest()


def erased_by(payload: str) -> set[tuple[str, int]]:
    """The events, by log and number, whose texts a `RecordsErased` says were erased; empty for any other event."""
    said = parse(payload)
    return {(one.stream, seq) for one in said.reduced for seq in one.seqs} if isinstance(said, RecordsErased) else set()


def chained_hash(*, prev: str, stream: str, seq: int, at: datetime, by: str, digest: str) -> str:
    """SHA-256 over the previous hash and everything this event says, its payload by digest, as canonical JSON.

    A stranger can compute it from an export with the standard library alone: see docs/verify.md.
    """
    said = json.dumps([prev, stream, seq, at.isoformat(), by, digest], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
