"""What a clerk's form asks for, as corrections: one maker per button of the letter's page."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from directive.corrections import (
    AddReporters,
    Body,
    ConfirmCalendar,
    Correction,
    Dismiss,
    Divide,
    Drop,
    DropReport,
    Join,
    RemoveReporters,
    RequireEvidence,
    SetDate,
    SetDeadlines,
    SetLead,
    SetManner,
    SetOwners,
    SetPartners,
    SetReport,
    SetTitle,
    SettleName,
    Split,
)
from directive.deadlines import Deadline
from directive.directory import Directory
from directive.dividing import sentences
from directive.document import Manner
from directive.errors import BadInput
from directive.obligations import Directive, Proposed, ProposedReport
from directive.phrases import typed_deadline
from directive.proposal_edits import at_position, report_of
from directive.settings import day_of_text
from directive.values import Span
from portal.forms import Form


class Case(NamedTuple):
    """A form, the draft it is about, and the day its names are read as of."""

    form: Form
    directive: Directive
    known: Directory
    on: date

    @property
    def at(self) -> int:
        number = self.form.number("vi-tri")
        if number is None:
            raise BadInput("Không rõ đang sửa nhiệm vụ nào. Tải lại trang.")
        return number

    @property
    def one(self) -> Proposed:
        return at_position(self.directive.proposal, self.at)

    @property
    def report(self) -> ProposedReport:
        return report_of(self.directive.proposal)

    @property
    def which(self) -> int:
        """The number after the colon of a button: "bo-han:2"."""
        text = self.form.text("lam").partition(":")[2]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def correction_of(case: Case) -> Correction | None:
    """The correction the pressed button asks for; None for a button nobody offered."""
    maker = _MAKERS.get(case.form.text("lam").partition(":")[0])
    return maker(case) if maker else None


def new_deadline(case: Case) -> Deadline:
    """The deadline the typed phrase means, for the assignment of the form or else for the report."""
    phrase = case.form.text("cau")
    if not phrase:
        raise BadInput("Chưa ghi thời hạn. Viết như trong văn bản, ví dụ “trước ngày 30/9/2024”.")
    after = case.one.span if case.form.text("vi-tri") else case.report.span
    return typed_deadline(phrase, after=after or Span(0, 0), signed=case.on)


# --- who ---------------------------------------------------------------------------------------------------------


def _owners(case: Case) -> Correction:
    return SetOwners(at=case.at, owners=bodies(case.form.text("chu-tri"), case))


def _partners(case: Case) -> Correction:
    return SetPartners(at=case.at, partners=bodies(case.form.text("phoi-hop"), case))


def _settle(case: Case) -> Correction:
    """What a written name stands for: ticked candidates, or another body typed as the directory calls it."""
    chosen = [*case.form.texts("la"), *_typed_ids(case)]
    if not chosen:
        raise BadInput(f"Chưa chọn cơ quan cho “{case.form.text('ten')}”. Đánh dấu hoặc ghi tên cơ quan rồi bấm lại.")
    if unknown := [one for one in chosen if one not in case.known.agencies and one not in case.known.groups]:
        raise BadInput(f"Danh bạ không có “{unknown[0]}”. Tải lại trang rồi chọn lại.")
    ids = tuple(dict.fromkeys(i for one in chosen for i in (case.known.members(one, case.on) or (one,))))
    remember = chosen[0] if len(chosen) == 1 and case.form.text("nho") else None
    if not case.form.text("vi-tri"):
        body = Body(name=case.known.name(chosen[0]), agency_ids=ids)
        return SetReport(collector=body, remember=remember is not None)
    return SettleName(at=case.at, name=case.form.text("ten"), agency_ids=ids, remember=remember)


def _typed_ids(case: Case) -> list[str]:
    found = bodies(case.form.text("khac"), case)
    return [one.group_id for one in found if one.group_id] + [
        agency_id for one in found if not one.group_id for agency_id in one.agency_ids
    ]


def _lead(case: Case) -> Correction:
    if not case.form.text("dau"):
        raise BadInput("Chưa chọn cơ quan chủ trì. Chọn một trong các cơ quan được giao chung.")
    return SetLead(at=case.at, agency_id=case.form.text("dau"))


def bodies(text: str, case: Case) -> tuple[Body, ...]:
    """One body per line, each a name the directory knows on the day."""
    found = []
    for name in dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()):
        match = case.known.resolve(name, on=case.on, office=case.directive.office_id)
        if not match.agency_ids:
            like = ", ".join(case.known.full_name(one) for one in match.candidates)
            raise BadInput(f"Danh bạ chưa rõ “{name}”.{f' Có phải: {like}?' if like else ''} Sửa tên rồi bấm lại.")
        found.append(Body(name=name, agency_ids=match.agency_ids, group_id=match.group_id))
    return tuple(found)


# --- what --------------------------------------------------------------------------------------------------------


def _title(case: Case) -> Correction:
    return SetTitle(at=case.at, title=case.form.text("ten-gon"))


def _manner(case: Case) -> Correction:
    return SetManner(at=case.at, manner=Manner.REQUEST if case.form.text("cach") == "request" else Manner.ORDER)


def _evidence(case: Case) -> Correction:
    return RequireEvidence(at=case.at, needed=bool(case.form.text("can")))


def _drop(case: Case) -> Correction:
    return Drop(at=case.at, reason=case.form.text("ly-do"))


def _divide(case: Case) -> Correction:
    """Each ticked sentence begins an action that runs up to the next one."""
    every = sentences(case.one)
    begins = sorted({n for n in case.form.numbers("dau-viec") if n < len(every)} | {0})
    ends = [*(n - 1 for n in begins[1:]), len(every) - 1]
    if not every:
        raise BadInput("Mục này không có câu nào để chia.")
    return Divide(
        at=case.at, spans=tuple(Span(every[a].start, every[b].end) for a, b in zip(begins, ends, strict=True))
    )


def _split(case: Case) -> Correction:
    """Actions with the same part number stay together."""
    parts: dict[str, list[int]] = {}
    for number in range(len(case.one.actions)):
        parts.setdefault(case.form.text(f"phan-{number}") or "1", []).append(number)
    return Split(at=case.at, parts=tuple(tuple(parts[name]) for name in sorted(parts)))


def _join(case: Case) -> Correction:
    return Join(at=case.at)


# --- when --------------------------------------------------------------------------------------------------------


def _date(case: Case) -> Correction:
    if not case.form.text("ngay"):
        raise BadInput("Chưa chọn ngày.")
    return SetDate(
        at=case.at, day=day_of_text(case.form.text("ngay")), instead_of=case.which if case.which >= 0 else None
    )


def _add_deadline(case: Case) -> Correction:
    if not case.form.text("vi-tri"):
        return _report_times(case, (*case.report.deadlines, new_deadline(case)))
    return SetDeadlines(at=case.at, deadlines=(*case.one.deadlines, new_deadline(case)))


def _remove_deadline(case: Case) -> Correction:
    said = case.one.deadlines if case.form.text("vi-tri") else case.report.deadlines
    if not 0 <= case.which < len(said):
        raise BadInput("Thời hạn này không còn. Tải lại trang.")
    left = said[: case.which] + said[case.which + 1 :]
    return SetDeadlines(at=case.at, deadlines=left) if case.form.text("vi-tri") else _report_times(case, left)


# --- reporting ---------------------------------------------------------------------------------------------------


def _report_times(case: Case, deadlines: tuple[Deadline, ...]) -> Correction:
    collector = case.report.collector
    if collector is not None and len(collector.agency_ids) != 1:
        raise BadInput(f"Chưa rõ đầu mối “{collector.name}” là cơ quan nào. Chọn đầu mối trước rồi sửa thời gian.")
    body = Body(name=collector.name, agency_ids=collector.agency_ids) if collector else None
    return SetReport(collector=body, deadlines=deadlines)


def _collector(case: Case) -> Correction:
    found = bodies(case.form.text("dau-moi"), case)
    deadlines = None
    if case.directive.proposal.report is None and case.form.text("cau"):
        deadlines = (typed_deadline(case.form.text("cau"), after=Span(0, 0), signed=case.on),)
    return SetReport(collector=found[0] if found else None, deadlines=deadlines)


def _drop_report(case: Case) -> Correction:
    return DropReport(reason=case.form.text("ly-do"))


def _add_reporters(case: Case) -> Correction:
    found = bodies(case.form.text("them"), case)
    if not found:
        raise BadInput("Chưa ghi cơ quan cần thêm. Ghi mỗi dòng một tên theo danh bạ.")
    return AddReporters(agency_ids=tuple(agency_id for one in found for agency_id in one.agency_ids))


def _remove_reporters(case: Case) -> Correction:
    if not (ids := case.form.texts("bot")):
        raise BadInput("Chưa đánh dấu cơ quan nào. Đánh dấu cơ quan không phải báo cáo rồi bấm lại.")
    return RemoveReporters(agency_ids=tuple(ids), reason=case.form.text("ly-do"))


def _calendar(case: Case) -> Correction:
    return ConfirmCalendar(calendar=case.form.text("lich"))


def _dismiss(case: Case) -> Correction:
    notes = case.directive.proposal.notes
    if not 0 <= case.which < len(notes):
        raise BadInput("Ghi chú này không còn. Tải lại trang.")
    return Dismiss(code=notes[case.which].code, span=notes[case.which].span)


_MAKERS: dict[str, Callable[[Case], Correction]] = {
    "chu-tri": _owners,
    "phoi-hop": _partners,
    "chi-dinh": _settle,
    "dau-viec": _divide,
    "tach": _split,
    "gop": _join,
    "chu-tri-chinh": _lead,
    "ten-gon": _title,
    "cach": _manner,
    "minh-chung": _evidence,
    "bo": _drop,
    "ngay": _date,
    "them-han": _add_deadline,
    "bo-han": _remove_deadline,
    "dau-moi": _collector,
    "bo-bao-cao": _drop_report,
    "them-don-vi": _add_reporters,
    "bot-don-vi": _remove_reporters,
    "lich": _calendar,
    "da-xem": _dismiss,
}
