"""Văn bản: what a text says, before anybody decided anything. Every value carries its span."""

import datetime
from enum import StrEnum
from typing import Literal

from directive.deadlines import Deadline
from directive.values import Frozen, Note, Span


class DocType(StrEnum):
    """Loại văn bản. The values are what `dondoc read --json` prints."""

    LETTER = "công văn"
    INSTRUCTION = "chỉ thị"
    PLAN = "kế hoạch"
    NOTICE = "thông báo"
    TELEGRAM = "công điện"
    DECISION = "quyết định"
    OTHER = "other"


class Manner(StrEnum):
    """Whether a body is ordered (giao, yêu cầu) or asked (đề nghị)."""

    ORDER = "order"
    REQUEST = "request"


class Role(StrEnum):
    """Vai trò of a line of text in the coverage proof: every line has exactly one."""

    HEAD = "head"
    ADDRESSEE = "addressee"
    BASIS = "basis"
    PREAMBLE = "preamble"  # the sentence that assigns: "Chủ tịch UBND huyện có ý kiến như sau:"
    HEADING = "heading"  # a section heading that assigns nothing itself
    ASSIGNMENT = "assignment"
    REPORT_CLAUSE = "report_clause"
    CLOSING = "closing"  # appeals and execution formulas that lay nothing on anybody
    BACKGROUND = "background"  # assessments, results, purposes: told, not assigned
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    FURNITURE = "furniture"  # page numbers, stamps, footnotes
    ENCLOSED = "enclosed"  # another document quoted or attached
    UNREAD = "unread"


Urgency = Literal["HỎA TỐC", "THƯỢNG KHẨN", "KHẨN"]
Secrecy = Literal["MẬT", "TỐI MẬT", "TUYỆT MẬT"]


class Line(Frozen):
    """One line of the extracted text, its role, and for assignments which (index into `assignments`)."""

    span: Span
    role: Role
    assignment: int | None = None


class Citation(Frozen):
    """Another document named in the text (văn bản viện dẫn)."""

    number: str  # "581/UBND-KGVX", or the title of a law without number
    date: datetime.date | None = None
    issuer: str | None = None
    basis: bool = False  # stands in the preamble as a legal basis
    span: Span


class Signer(Frozen):
    """Người ký: `mode` is the capacity ("KT.", "TM., KT."), `mode_text` its line(s) as written."""

    mode: str | None = None
    mode_text: str | None = None
    title: str | None = None
    name: str | None = None
    span: Span | None = None


class Party(Frozen):
    """An agency or group as written, the shared noun spread out ("Các phòng: A, B" -> "Phòng A", "Phòng B")."""

    name: str
    span: Span
    lead: bool = False  # the text says "chủ trì" of it
    remainder: bool = False  # "các cơ quan khác": all that were not named before


class Action(Frozen):
    """Việc: one dash or letter under an assignment."""

    text: str
    span: Span


class Assignment(Frozen):
    """Nhiệm vụ trong văn bản: the smallest numbered, lettered or headed unit with its own owner."""

    label: str | None  # "1", "2.a", "II.3"; None when the unit is not numbered
    heading: str | None
    text: str  # its words without label and agency heading
    manner: Manner
    owners: tuple[Party, ...]
    partners: tuple[Party, ...]
    actions: tuple[Action, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    span: Span


class ReportClause(Frozen):
    """The general duty to report (chế độ báo cáo): to whom, through which collector, how often."""

    to: str | None
    via: str | None
    frequency: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    span: Span


class Document(Frozen):
    """Văn bản as read. Reading never refuses: whatever is unclear stands in `notes`.

    `text` is the extracted text all spans point into. `secrecy` is set when the text carries a marking.
    """

    text: str
    issuer: str | None = None
    number: str | None = None  # as printed without blanks; "/UBND" for a draft
    date: datetime.date | None = None
    subject: str | None = None
    doc_type: DocType = DocType.OTHER
    signer: Signer | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    report_clause: ReportClause | None = None
    notes: tuple[Note, ...] = ()
    lines: tuple[Line, ...] = ()
    urgency: Urgency | None = None
    secrecy: Secrecy | None = None
