"""Lời báo cáo: how directives, lines and figures are put into words. Reports, letters and pages share these words."""

from collections.abc import Iterator, Sequence
from datetime import date

from directive.calendar import vietnamese_date
from directive.document import DocType
from directive.dues import Standing
from directive.figures import Answer, DirectiveName, Figures, Measure, Rate
from directive.issuers import issuer_in_a_sentence
from directive.lines import Judged
from directive.obligations import Directive, Kind, Progress

PROGRESS_NAMES = {
    Progress.ASSIGNED: "Đã giao",
    Progress.RECEIVED: "Đã tiếp nhận",
    Progress.UNDER_WAY: "Đang thực hiện",
    Progress.REPORTED: "Đã báo cáo, chờ xác nhận",
    Progress.DONE: "Hoàn thành",
    Progress.RETURNED: "Trả lại để bổ sung",
    Progress.REDO: "Thực hiện lại",
    Progress.CONTESTED: "Đang xem xét thẩm quyền",
    Progress.PAUSED: "Tạm dừng",
    Progress.WITHDRAWN: "Đã thu hồi",
    Progress.TRANSFERRED: "Đã chuyển giao",
}
"""What each state of progress is called."""

PROGRESS_WORDS = PROGRESS_NAMES | {Progress.ASSIGNED: "Chưa có báo cáo"}
"""The same in a report, where silence says nothing about what was done."""


NAMED = 30
"""So many silent agencies are named in a sentence; the annex names them all."""


def cited(directive: Directive, *, short: bool = False) -> str:
    """The directive as it is cited: first with everything, later (`short`) without issuer and subject.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
    """
    kind = directive.document.doc_type
    name = "văn bản" if kind is DocType.OTHER else kind.value
    parts = [name[0].upper() + name[1:], f"số {directive.number}" if directive.number else ""]
    if directive.issued_on:
        parts.append(f"ngày {vietnamese_date(directive.issued_on)}")
    if not short and directive.issuer:
        parts.append(f"của {issuer_in_a_sentence(directive.issuer)}")
    if not short and directive.subject:
        parts.append(f"về việc {subject_of(directive.subject)}")
    return " ".join(part for part in parts if part)


def named_directive(name: DirectiveName) -> str:
    """A directive by number, day and subject, where its type is not at hand."""
    parts = [f"Văn bản số {name.number}" if name.number else "Văn bản"]
    if name.issued_on:
        parts.append(f"ngày {vietnamese_date(name.issued_on)}")
    if name.subject:
        parts.append(f"về việc {subject_of(name.subject)}")
    return " ".join(parts)


def subject_of(subject: str | None) -> str:
    """The subject without its opening "V/v"."""
    words = " ".join((subject or "").split())
    start = next((s for s in ("v/v", "về việc") if words.casefold().startswith(s)), "")
    return words[len(start) :].strip()


def state_words(one: Judged) -> str:
    """How far a line is. A period's own Due speaks before the progress of the whole duty."""
    line = one.line
    if one.cell.answer is Answer.DONE:
        return PROGRESS_WORDS[Progress.DONE]
    if one.cell.answer is Answer.WAITING:
        return PROGRESS_WORDS[Progress.REPORTED]
    if one.cell.answer is Answer.OPEN and line.kind is Kind.COMPILE:
        return "Đang tổng hợp"
    if one.cell.answer is Answer.OPEN and line.kind is Kind.REPORT and line.progress is not Progress.RETURNED:
        return PROGRESS_WORDS[Progress.ASSIGNED]
    words = PROGRESS_WORDS[line.progress]
    return f"{words} ({line.percent}%)" if line.progress is Progress.UNDER_WAY and line.percent else words


def standing_words(one: Judged) -> str:
    """Where a line stands in time; lateness in calendar and in working days."""
    if one.cell.answer is Answer.STOPPED:
        return "–"
    if one.cell.standing is Standing.OVERDUE:
        return f"quá hạn {one.late.calendar_days} ngày ({one.late.working_days} ngày làm việc)"
    answered = one.cell.answer in (Answer.DONE, Answer.WAITING)
    return "đúng hạn" if answered and one.cell.standing is Standing.IN_TIME else one.cell.standing.vietnamese


def rate_words(rate: Rate) -> str:
    """A percentage with its fraction and its denominator."""
    return f"{rate.vietnamese} ({rate.part}/{rate.whole}) tính trên {rate.of}"


def general_words(figures: Figures, *, asked: int, missing: Sequence[str]) -> Iterator[str]:
    """Tình hình chung: the first section of a report, sentence by sentence, all of it computed."""
    total, count = figures.total, figures.total.count
    yield (
        f"Tính đến hết ngày {vietnamese_date(figures.on)}, có {total.counts.total} lượt nhiệm vụ giao cho "
        f"{len(figures.by_agency)} cơ quan, đơn vị, trong đó:"
    )
    yield (
        f"- Đã hoàn thành {count(Measure.DONE)}: đúng hạn {count(Measure.DONE_IN_TIME)}, "
        f"quá hạn {count(Measure.DONE_LATE)}, không hạn {count(Measure.DONE_NO_DEADLINE)}."
    )
    yield (
        f"- Chưa hoàn thành {count(Measure.NOT_DONE)}: trong hạn {count(Measure.IN_TIME)}, "
        f"quá hạn {count(Measure.LATE)}, không hạn {count(Measure.NO_DEADLINE)}, "
        f"chưa xác định thời hạn {count(Measure.UNSETTLED)}, tạm dừng hoặc đang xem xét thẩm quyền "
        f"{count(Measure.STOPPED)}; trong số chưa hoàn thành có {count(Measure.WAITING)} đã báo cáo, chờ xác nhận."
    )
    yield f"- Tỷ lệ hoàn thành: {rate_words(total.counts.of_due)}; {rate_words(total.counts.of_all)}."
    if total.extensions:
        yield (
            f"- Gia hạn {total.extensions} lần cho {total.extended} lượt nhiệm vụ; nếu tính theo thời hạn ban đầu, "
            f"số chưa hoàn thành quá hạn là {total.original.count(Measure.LATE)}."
        )
    if asked:
        yield f"- Đã gửi báo cáo: {asked - len(missing)}/{asked} cơ quan, đơn vị."
    if missing:
        yield (
            f"- Chưa gửi báo cáo ({len(missing)}): {'; '.join(missing)}. Chưa có báo cáo không có nghĩa là chưa thực "
            "hiện; kết quả của các cơ quan, đơn vị này chưa có trong báo cáo."
        )


def overall_words(figures: Figures, *, whose: str, carried: int, missing: Sequence[str]) -> Iterator[str]:
    """Tình hình chung of a report on many directives: what came over from before, what came new, then the same."""
    first, *rest = general_words(figures, asked=0, missing=())
    total = figures.total.counts.total
    yield (
        f"{first.removesuffix(', trong đó:')}{whose} theo {len(figures.by_directive)} văn bản chỉ đạo: chuyển từ kỳ "
        f"trước sang {carried}, phát sinh trong kỳ {total - carried}. Trong đó:"
    )
    yield from rest
    if figures.total.unreported:
        shown = "; ".join(missing[:NAMED]) + (f" và {len(missing) - NAMED} đơn vị khác" if len(missing) > NAMED else "")
        yield (
            f"- Báo cáo định kỳ chưa gửi: {figures.total.unreported}, của {len(missing)} cơ quan, đơn vị: {shown}. "
            "Chưa có báo cáo không có nghĩa là chưa thực hiện."
        )
    if figures.silent:
        yield f"- Không có tin về nhiệm vụ nào trong {figures.rhythm_days} ngày: {len(figures.silent)} cơ quan, đơn vị."


def day_words(day: date | None, otherwise: str = "") -> str:
    """A day as dd/mm/yyyy, or other words."""
    return vietnamese_date(day) if day else otherwise
