"""Sửa đề xuất: what a person may change in a Proposal before confirming it.

A correction never touches the quoted text or its span: people decide who, when and how it is tracked, not what the
document says. Positions (`at`) are those of `Proposal.assignments`, from 0. `directive.correcting.apply` applies them.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from directive.deadlines import Deadline
from directive.document import Manner
from directive.errors import BadInput
from directive.values import Frozen, Span


class Body(Frozen):
    """A body or group a person chose from the directory, and the name to show for it."""

    name: str
    agency_ids: tuple[str, ...]
    group_id: str | None = None


class SetOwners(Frozen):
    """Who does it (chọn cơ quan chủ trì). New owners report as well."""

    kind: Literal["owners"] = "owners"
    at: int
    owners: tuple[Body, ...]


class SetPartners(Frozen):
    """Who takes part (chọn cơ quan phối hợp)."""

    kind: Literal["partners"] = "partners"
    at: int
    partners: tuple[Body, ...]


class SettleName(Frozen):
    """Which agencies a written name stands for (chỉ định cơ quan cho một tên chưa rõ)."""

    kind: Literal["settle"] = "settle"
    at: int
    name: str
    agency_ids: tuple[str, ...]
    remember: str | None = None  # the agency or group later texts mean by this name as well


class SetLead(Frozen):
    """Which of joint owners leads; the others take part (chọn cơ quan chủ trì trong các cơ quan được giao chung)."""

    kind: Literal["lead"] = "lead"
    at: int
    agency_id: str


class SetManner(Frozen):
    """Whether it is ordered or asked (giao, đề nghị)."""

    kind: Literal["manner"] = "manner"
    at: int
    manner: Manner


class SetTitle(Frozen):
    """The short words of tables and messages (tên gọn)."""

    kind: Literal["title"] = "title"
    at: int
    title: str


class RequireEvidence(Frozen):
    """Whether completion must be shown by a file (yêu cầu minh chứng)."""

    kind: Literal["evidence"] = "evidence"
    at: int
    needed: bool = True


class SetDeadlines(Frozen):
    """The deadlines of an assignment, read anew (sửa thời hạn)."""

    kind: Literal["deadlines"] = "deadlines"
    at: int
    deadlines: tuple[Deadline, ...]


class SetDate(Frozen):
    """A last day set by a person (ấn định ngày): instead of one deadline of the text, or beside them."""

    kind: Literal["date"] = "date"
    at: int
    day: date
    instead_of: int | None = None  # position in `deadlines`; its words stay
    why: str = "Ấn định khi rà soát"


class Divide(Frozen):
    """Which pieces of the quoted text are its actions (chia việc, gộp việc); see `sentences` for an offer."""

    kind: Literal["divide"] = "divide"
    at: int
    spans: tuple[Span, ...]


class Split(Frozen):
    """Track the actions of one assignment apart (tách nhiệm vụ): each part lists positions in `actions`."""

    kind: Literal["split"] = "split"
    at: int
    parts: tuple[tuple[int, ...], ...]


class Join(Frozen):
    """Put a split part together with the part after it (gộp lại)."""

    kind: Literal["join"] = "join"
    at: int


class Drop(Frozen):
    """Do not track this assignment (bỏ theo dõi)."""

    kind: Literal["drop"] = "drop"
    at: int
    reason: str


class AddReporters(Frozen):
    """Further agencies that report (thêm cơ quan báo cáo)."""

    kind: Literal["add-reporters"] = "add-reporters"
    agency_ids: tuple[str, ...]


class RemoveReporters(Frozen):
    """Agencies that need not report (bớt cơ quan báo cáo)."""

    kind: Literal["remove-reporters"] = "remove-reporters"
    agency_ids: tuple[str, ...]
    reason: str


class SetReport(Frozen):
    """The duty to report: through whom and when (chế độ báo cáo). Also where the text has none."""

    kind: Literal["report"] = "report"
    collector: Body | None
    deadlines: tuple[Deadline, ...] | None = None  # None keeps those of the text
    remember: bool = False  # later texts mean this collector by the name the text gave


class DropReport(Frozen):
    """No report is asked for (bỏ chế độ báo cáo)."""

    kind: Literal["drop-report"] = "drop-report"
    reason: str


class ConfirmCalendar(Frozen):
    """Which reporting calendar holds for this directive (xác nhận lịch báo cáo)."""

    kind: Literal["calendar"] = "calendar"
    calendar: str


class Dismiss(Frozen):
    """A Note was looked at and needs nothing (đã xem ghi chú)."""

    kind: Literal["dismiss"] = "dismiss"
    code: str
    span: Span | None = None


Correction = Annotated[
    SetOwners
    | SetPartners
    | SettleName
    | SetLead
    | SetManner
    | SetTitle
    | RequireEvidence
    | SetDeadlines
    | SetDate
    | Divide
    | Split
    | Join
    | Drop
    | AddReporters
    | RemoveReporters
    | SetReport
    | DropReport
    | ConfirmCalendar
    | Dismiss,
    Field(discriminator="kind"),
]

_ANY: TypeAdapter[Correction] = TypeAdapter(Correction, config=ConfigDict(defer_build=True))


def read_correction(said: object) -> Correction:
    """The correction a form or a stored event says."""
    try:
        return _ANY.validate_python(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "yêu cầu"
        raise BadInput(f"Sửa đề xuất: không hiểu “{where}” ({first['msg']}). Tải lại trang rồi sửa lại.") from error
