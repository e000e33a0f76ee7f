"""Nhiệm vụ được giao: one assignment for one owner agency."""

from datetime import date, datetime, time
from enum import StrEnum

from directive.agencies import Match as Match  # a proposal is made of them
from directive.deadlines import Deadline
from directive.document import Action, Document, Manner
from directive.formats.loaded import Envelope
from directive.values import Frozen, Note, Span

DEFAULT_REPORTING = "nd09"
"""Name of the reporting calendar used unless a person chooses another: Nghị định 09/2019/NĐ-CP."""


class Stage(StrEnum):
    """Where a directive is (tình trạng văn bản)."""

    DRAFT = "draft"  # dự thảo: read, being checked
    CONFIRMED = "confirmed"  # đã rà soát: waits for number and date
    ISSUED = "issued"  # đã ban hành: clocks run
    CLOSED = "closed"
    RECALLED = "recalled"
    REPLACED = "replaced"


class Kind(StrEnum):
    """What an obligation asks for."""

    PERFORM = "perform"  # thực hiện
    REPORT = "report"  # báo cáo định kỳ
    COMPILE = "compile"  # tổng hợp


class Progress(StrEnum):
    """Tiến độ, set by people. Side exits come after DONE."""

    ASSIGNED = "assigned"  # đã giao
    RECEIVED = "received"  # đã tiếp nhận
    UNDER_WAY = "under_way"  # đang thực hiện
    REPORTED = "reported"  # đã báo cáo, chờ xác nhận
    DONE = "done"  # hoàn thành
    RETURNED = "returned"  # trả lại: the reviewer sent the answer back
    REDO = "redo"  # thực hiện lại
    CONTESTED = "contested"  # "không thuộc thẩm quyền": waits for the assigner
    PAUSED = "paused"  # tạm dừng
    WITHDRAWN = "withdrawn"  # thu hồi
    TRANSFERRED = "transferred"  # chuyển giao: went on with a successor


CLOSED = frozenset({Progress.DONE, Progress.WITHDRAWN, Progress.TRANSFERRED})
"""Nothing is asked any more."""

SILENT = CLOSED | {Progress.PAUSED, Progress.CONTESTED}
"""The ladder stands still."""


class OwnerRole(StrEnum):
    """Vai trò of an agency in an obligation."""

    OWNER = "owner"  # chủ trì
    PARTNER = "partner"  # phối hợp
    COLLECTOR = "collector"  # đầu mối tổng hợp
    FOLLOWER = "follower"  # theo dõi, đôn đốc


class Proposed(Frozen):
    """One assignment as it will be tracked: a proposal until a person confirms it (đề xuất)."""

    position: int  # index into Document.assignments
    label: str | None
    title: str  # short words for tables and messages
    quote: str  # the letter's own words
    span: Span
    manner: Manner
    owners: tuple[Match, ...]
    partners: tuple[Match, ...]
    actions: tuple[Action, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    needs_evidence: bool = False


class ProposedReport(Frozen):
    """The report clause as it will be tracked: who reports, through whom, to whom, when."""

    reporters: tuple[str, ...]  # agency_ids
    collector: Match | None
    to: str | None
    deadlines: tuple[Deadline, ...]
    quote: str
    span: Span | None
    calendar: str = DEFAULT_REPORTING  # name of a reporting calendar
    calendar_confirmed: bool = False


class LearnedName(Frozen):
    """A spelling a person settled, to be known to later texts once the proposal is confirmed (tên gọi cần nhớ)."""

    name: str  # as written in the letter
    target_id: str  # agency_id or group_id


class Proposal(Frozen):
    """Đề xuất: what the directive will lay on whom once confirmed, and what a person must still look at."""

    assignments: tuple[Proposed, ...]
    report: ProposedReport | None
    notes: tuple[Note, ...] = ()
    learned: tuple[LearnedName, ...] = ()
    read_on: date | None = None  # the day names were read as of; another date of issue asks for another reading


class Directive(Frozen):
    """Văn bản chỉ đạo: a registered Document."""

    directive_id: int
    stage: Stage
    issuer: str | None
    number: str | None
    issued_on: date | None
    received_on: date | None = None
    received_at: time | None = None  # hour of arrival, for periods counted in hours
    renew_on: date | None = None  # when the next year's Dues are added; None when nothing recurs
    subject: str | None
    assigner: str | None = None  # người giao: whose order it is, e.g. "Chủ tịch UBND huyện"
    signer: str | None = None
    collector_id: str | None = None
    reporting: str = DEFAULT_REPORTING  # name of the reporting calendar its periods follow
    office_id: str | None = None  # the assigner's agency, whose follower, vice-chair and chairman are written to
    file_name: str
    file_sha256: str
    added_at: datetime
    envelope: Envelope | None = None  # when it came by the document axis (edXML)
    ended_on: date | None = None
    archived_on: date | None = None
    document: Document
    proposal: Proposal


class Obligation(Frozen):
    """Nhiệm vụ được giao cho một cơ quan. `progress` and `percent` are facts people set; lateness is computed."""

    obligation_id: int
    directive_id: int
    position: int | None  # index into Proposal.assignments; None for report and compile obligations
    label: str | None
    title: str
    kind: Kind
    manner: Manner
    owner_id: str  # agency_id
    joint: bool = False  # one of several owners without a lead
    partners: tuple[str, ...] = ()
    collector_id: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    needs_evidence: bool = False
    progress: Progress = Progress.ASSIGNED
    percent: int | None = None
    progress_on: date | None = None  # day of the last change of progress
    last_word_at: datetime | None = None  # freshness: when the agency last said anything
    done_on: date | None = None


def short_title(heading: str | None, text: str, limit: int = 90) -> str:
    """The first words of an assignment, cut at a word, for tables and messages."""
    words = " ".join((text or heading or "").split()).lstrip("-–+•* ")
    if len(words) <= limit:
        return words.rstrip(" .;:")
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
