"""Ghi chú của đề xuất: what a person must look at before confirming, each with the place and the remedy."""

from collections.abc import Iterable, Iterator
from datetime import date

from directive.agencies import Match, Standing
from directive.deadlines import AnchorKind, ByReference, Deadline, Every, OnDate, Within
from directive.directory import Directory
from directive.document import Manner
from directive.obligations import Proposed, ProposedReport
from directive.values import Note

_NAMES_SHOWN = 6

MATCH_CODES = frozenset({"open-group", "empty-group", "ended-agency", "unsure-agency", "unknown-agency"})
"""Why a name stands for no agency: settled by choosing one."""

TIME_CODES = frozenset({"by-reference", "unsettled-deadline", "year-missing", "by-rule"})
"""Why a deadline has no day yet: settled by giving one."""


def place(one: Proposed) -> str:
    """How a message names an assignment: "Mục 5"."""
    return f"Mục {one.label}" if one.label else f"Nhiệm vụ thứ {one.position + 1}"


def joint(owners: tuple[Match, ...]) -> bool:
    """Whether several bodies answer for one thing and none leads. Members of a group answer each for itself."""
    single = [owner for owner in owners if not owner.plural]
    return len(single) > 1 and len(single) == len(owners) and sum(owner.lead for owner in owners) != 1


def assignment_notes(one: Proposed, directory: Directory, *, on: date, office: str | None) -> Iterator[Note]:
    """Everything unclear about one assignment."""
    if not one.owners:
        yield Note(code="no-owner", message=f"{place(one)}: không rõ giao cho ai. Chọn cơ quan chủ trì.", span=one.span)
    for match in (*one.owners, *one.partners):
        yield from match_notes(match, place(one), directory, on=on, office=office)
    if joint(one.owners):
        names = "; ".join(owner.name for owner in one.owners)
        yield Note(
            code="joint-owners",
            message=f"{place(one)} giao chung ({names}), văn bản không ghi cơ quan nào chủ trì. "
            "Chọn cơ quan chủ trì, hoặc giữ cả hai cùng chịu trách nhiệm.",
            span=one.span,
        )
    yield from _command_notes(one, directory)
    for deadline in one.deadlines:
        yield from deadline_notes(deadline, place(one))


def match_notes(match: Match, where: str, directory: Directory, *, on: date, office: str | None) -> Iterator[Note]:
    """Why a name does not stand for agencies, and what to do."""
    if match.agency_ids:
        return
    if match.open:
        yield Note(
            code="open-group",
            message=f"{where}: “{match.name}” không nêu rõ cơ quan nào. Chỉ định từng cơ quan, hoặc bỏ khỏi mục này.",
            span=match.span,
        )
    elif match.group_id:
        yield Note(
            code="empty-group",
            message=f"{where}: “{match.name}” không có thành viên nào vào ngày {on:%d/%m/%Y}. "
            "Kiểm tra ngày của văn bản và danh bạ.",
            span=match.span,
        )
    elif ended := directory.ended(match.name, on=on, office=office):
        until = ", ".join(f"{agency.name} ({_life(agency.valid_from, agency.valid_to)})" for agency in ended)
        yield Note(
            code="ended-agency",
            message=f"{where}: vào ngày {on:%d/%m/%Y} danh bạ không có “{match.name}”: {until}. "
            "Kiểm tra ngày của văn bản, hoặc chọn cơ quan kế thừa.",
            span=match.span,
        )
    elif match.candidates:
        names = ", ".join(directory.full_name(one) for one in match.candidates)
        yield Note(
            code="unsure-agency",
            message=f"{where}: chưa chắc “{match.name}” là cơ quan nào. Chọn một: {names}.",
            span=match.span,
        )
    else:
        yield Note(
            code="unknown-agency",
            message=f"{where}: danh bạ chưa có “{match.name}”. Chọn một cơ quan, hoặc thêm vào danh bạ.",
            span=match.span,
        )


def _life(first: date | None, last: date | None) -> str:
    since = f"từ {first:%d/%m/%Y}" if first else ""
    until = f"đến hết {last:%d/%m/%Y}" if last else ""
    return " ".join(filter(None, (since, until)))


def _command_notes(one: Proposed, directory: Directory) -> Iterator[Note]:
    """An order to a body outside the chain of command is tracked as a request: nobody escalates it."""
    ids = [agency_id for owner in one.owners for agency_id in owner.agency_ids]
    outside = [directory.name(one) for one in ids if directory.agency(one).standing is Standing.INDEPENDENT]
    if one.manner is Manner.ORDER and outside:
        yield Note(
            code="outside-command",
            message=f"{place(one)}: {_listed(outside)} không thuộc quyền chỉ đạo trực tiếp; "
            "sẽ theo dõi như một đề nghị.",
            span=one.span,
        )


def deadline_notes(deadline: Deadline, where: str) -> Iterator[Note]:
    """What a person must supply before a deadline can be dated."""
    match deadline:
        case ByReference(reference=reference, text=text, span=span):
            ask = f"thời hạn “{text}” nằm ở {reference or 'văn bản khác'}. Tra văn bản đó rồi nhập ngày."
            yield Note(code="by-reference", message=f"{where}: {ask}", span=span)
        case OnDate(day=None, text=text, span=span):
            ask = f"không tính được ngày của “{text}”. Nhập ngày."
            yield Note(code="unsettled-deadline", message=f"{where}: {ask}", span=span)
        case OnDate(day=date() as day, year_missing=True, text=text, span=span):
            ask = f"“{text}” không ghi năm; đang hiểu là {day:%d/%m/%Y}. Xác nhận năm."
            yield Note(code="year-missing", message=f"{where}: {ask}", span=span)
        case Within(anchor=anchor, text=text, span=span) if anchor.kind in (AnchorKind.EVENT, AnchorKind.MEETING):
            ask = f"“{text}” tính từ “{anchor.words}”; chưa biết ngày đó. Nhập khi đã rõ."
            yield Note(code="unsettled-deadline", message=f"{where}: {ask}", span=span)
        case Every(by_rule=True, text=text, span=span):
            ask = f"“{text}” theo chế độ báo cáo. Xác nhận lịch báo cáo áp dụng."
            yield Note(code="by-rule", message=f"{where}: {ask}", span=span)


def coverage_notes(
    assignments: tuple[Proposed, ...], addressees: tuple[Match, ...], directory: Directory
) -> Iterator[Note]:
    """Owners against addressees, both ways; and the assignments the text sets no time for."""
    owners = _ids(match for one in assignments for match in one.owners)
    addressed = _ids(addressees)
    for match in addressees:
        if not match.agency_ids and not match.open and not match.group_id:
            ask = "Chọn trong danh bạ nếu cơ quan này phải báo cáo."
            yield Note(code="unknown-addressee", message=f"Kính gửi: danh bạ chưa rõ “{match.name}”. {ask}")
    if addressed and (missing := [one for one in owners if one not in addressed]):
        yield Note(
            code="owner-not-addressed",
            message=f"Được giao nhiệm vụ nhưng không có trong Kính gửi: {_named(missing, directory)}.",
        )
    if assignments and (idle := [one for one in addressed if one not in owners]):
        yield Note(
            code="addressee-without-assignment",
            message=f"Có trong Kính gửi nhưng không được giao mục nào: {_named(idle, directory)}.",
        )
    yield from untimed_notes(assignments)


def untimed_notes(assignments: tuple[Proposed, ...]) -> Iterator[Note]:
    """The assignments the text sets no time for, in one Note."""
    if untimed := [one for one in assignments if not one.deadlines]:
        places = ", ".join(one.label or str(one.position + 1) for one in untimed)
        yield Note(
            code="no-deadline",
            message=f"Không ghi thời hạn: mục {places}. Các mục này được hỏi tiến độ trong mỗi kỳ báo cáo; "
            "ấn định ngày nếu cần.",
        )


def report_notes(
    report: ProposedReport | None, directory: Directory, *, on: date, office: str | None
) -> Iterator[Note]:
    """Who reports to whom through whom, and whether the days are known."""
    if report is None:
        ask = "Thêm chế độ báo cáo nếu cần tổng hợp."
        yield Note(code="no-report-clause", message=f"Văn bản không có yêu cầu báo cáo chung. {ask}")
        return
    if report.collector is None:
        ask = "Chọn đầu mối tổng hợp."
        yield Note(code="no-collector", message=f"Văn bản không ghi báo cáo qua cơ quan nào. {ask}", span=report.span)
    else:
        yield from match_notes(report.collector, "Đầu mối tổng hợp", directory, on=on, office=office)
    if not report.deadlines:
        ask = "Ấn định kỳ báo cáo và ngày nộp."
        yield Note(code="no-report-deadline", message=f"Văn bản không ghi khi nào báo cáo. {ask}", span=report.span)
    for deadline in report.deadlines:
        if not isinstance(deadline, Every):
            yield from deadline_notes(deadline, "Chế độ báo cáo")
    recurring = [deadline.text for deadline in report.deadlines if isinstance(deadline, Every)]
    if recurring and not report.calendar_confirmed:
        message = f"Xác nhận lịch báo cáo cho “{'; '.join(recurring)}”: ngày chốt số liệu và ngày nộp của từng kỳ."
        yield Note(code="calendar-unconfirmed", message=message, span=report.span)


def _ids(matches: Iterable[Match]) -> dict[str, None]:
    return dict.fromkeys(agency_id for match in matches for agency_id in match.agency_ids)


def _named(ids: list[str], directory: Directory) -> str:
    return _listed([directory.name(one) for one in ids])


def _listed(names: list[str]) -> str:
    """All of a few; of many, the first and how many more."""
    if len(names) <= _NAMES_SHOWN:
        return ", ".join(names)
    return ", ".join(names[: _NAMES_SHOWN - 1]) + f" và {len(names) - _NAMES_SHOWN + 1} cơ quan khác"
