"""Lập và chốt báo cáo chung: gather -> compile -> write the files -> freeze, for a span of time."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from directive.calendar import Calendar
from directive.deadlines import Period
from directive.errors import BadInput, NotAllowed, NotFound
from directive.events import OverallFrozen
from directive.figures import RHYTHM_DAYS, Figures, Scope, figures
from directive.files import FileRoom
from directive.letterhead import Letterhead, letterhead
from directive.overall import OverallFacts, compile_overall
from directive.periods import ReportingCalendar, ReportPeriod, period_of, reporting_calendar
from directive.report import Report, digest, same_content
from directive.reporting import ATTEMPTS, Draft, write_files
from directive.store import Change, Reading, Store, directory, replies, reports
from directive.store import figures as room
from directive.store.directives import Given, given_by
from directive.store.reports import FrozenReport

_SPANS = (
    (re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})"), Period.MONTH),
    (re.compile(r"(?P<number>\d{1,2})/(?P<year>\d{4})"), Period.MONTH),
    (re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])", re.IGNORECASE), Period.QUARTER),
    (re.compile(r"(?P<year>\d{4})-H(?P<number>[12])", re.IGNORECASE), Period.HALF_YEAR),
    (re.compile(r"(?P<year>\d{4})"), Period.YEAR),
)
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


class AskedOverall(NamedTuple):
    """Which report is wanted: of a span, of all agencies or of one. `on` is the day its figures are true for."""

    span: ReportPeriod
    on: date
    calendar: Calendar
    agency_id: str | None = None
    office_name: str = ""  # who writes it; empty: the office of the assigner
    rhythm_days: int = RHYTHM_DAYS
    note: str = ""


def span_named(words: str, *, reporting: ReportingCalendar | None = None) -> ReportPeriod:
    """The span of "2024-06", "06/2024", "2024-Q2", "2024-H1" or "2024", with the cut-offs of a reporting calendar."""
    for pattern, kind in _SPANS:
        if found := pattern.fullmatch(words.strip()):
            number = int(found.groupdict().get("number") or 1)
            return span_of(kind, year=int(found["year"]), number=number, reporting=reporting)
    raise BadInput(
        f"Không hiểu kỳ báo cáo “{words}”. Viết 2024-06 (tháng), 2024-Q2 (quý), 2024-H1 (6 tháng) hoặc 2024."
    )


def span_of(kind: Period, *, year: int, number: int, reporting: ReportingCalendar | None = None) -> ReportPeriod:
    """The month, quarter, half-year (1 or 2) or year of that number."""
    months = _MONTHS[kind]
    if not 1 <= number <= 12 // months or not 1975 <= year <= 2200:
        raise BadInput(
            f"Không có kỳ báo cáo {number} trong năm {year}. Tháng từ 1 đến 12, quý 1 đến 4, nửa năm 1 hoặc 2."
        )
    found = period_of(date(year, months * (number - 1) + 1, 1), kind, reporting=reporting or reporting_calendar())
    assert found is not None, "only nine-month reports leave days out"
    return found


def draft_overall(conn: Reading, asked: AskedOverall) -> Draft:
    """The report of a span as it would be frozen now."""
    facts, numbers = gather_overall(conn, asked)
    return Draft(compile_overall(facts, numbers, on=asked.on, calendar=asked.calendar), numbers)


def gather_overall(conn: Reading, asked: AskedOverall) -> tuple[OverallFacts, Figures]:
    """What the report of a span is compiled from."""
    if asked.on < asked.span.opens:
        raise BadInput(f"Kỳ báo cáo {asked.span.label} chưa bắt đầu. Chọn kỳ khác hoặc ngày khác.")
    scope = Scope(agency_id=asked.agency_id, since=asked.span.opens, until=asked.span.ends)
    on, calendar, rhythm_days = asked.on, asked.calendar, asked.rhythm_days
    facts = room.facts(conn, on=on, calendar=calendar, scope=scope, rhythm_days=rhythm_days)
    if not facts.tallies:
        raise NotAllowed(f"Không có nhiệm vụ nào trong kỳ {asked.span.label}. Chọn kỳ khác hoặc đơn vị khác.")
    offices = given_by(conn, directive_ids=facts.directives)
    gathered = OverallFacts(
        span=asked.span,
        head=_head(conn, offices, asked),
        lines=room.lines(conn, on=on, calendar=calendar, scope=scope, rhythm_days=rhythm_days),
        replies=replies.replies(conn, agency_id=asked.agency_id, since=asked.span.opens),
        names={agency_id: name.name for agency_id, name in facts.agencies.items()},
        agency_id=asked.agency_id,
        addressee=_most(one.assigner or one.issuer for one in offices) or "cấp trên",
        previous=_frozen_before(conn, asked),
        note=asked.note,
    )
    return gathered, figures(facts, on=on, calendar=calendar)


def freeze_overall(store: Store, files: FileRoom, asked: AskedOverall, *, at: datetime, by: str) -> FrozenReport:
    """Freeze the report of a span with its files; the same content again gives the report that is there."""
    for _ in range(ATTEMPTS):
        with store.reading() as conn:
            report = draft_overall(conn, asked).report
        kept = {kind: files.keep(data) for kind, data in write_files(report).items()}
        with store.change(at=at, by=by) as change:
            if draft_overall(change.conn, asked).report == report:
                return _frozen(change, report, kept)
    raise NotAllowed("Số liệu thay đổi trong lúc lập báo cáo. Lập lại sau ít phút, khi các đơn vị đã nộp xong.")


def agency_named(conn: Reading, words: str) -> str:
    """The agency with this id or exactly this name; NotFound names the way to find it."""
    if directory.agencies(conn, ids=[words]):
        return words
    found = [
        a.agency_id
        for a in directory.agencies(conn)
        if words.casefold() in (a.name.casefold(), (a.short or "").casefold())
    ]
    if len(found) != 1:
        raise NotFound(f"Không có đúng một cơ quan tên hoặc mã “{words}”. Xem danh bạ bằng `dondoc agencies list`.")
    return found[0]


def _frozen(change: Change, report: Report, kept: dict[str, str]) -> FrozenReport:
    before = reports.latest_overall(change.conn, span=report.span, agency_id=report.agency_id)
    if before is not None and same_content(before.content, report):
        return before
    report_id = change.numbers("report")
    change.record(
        OverallFrozen(
            report_id=report_id,
            span=report.span,
            agency_id=report.agency_id,
            on=report.on,
            title=report.title,
            figures=dict(report.figures),
            content=report.model_dump(mode="json"),
            files=kept,
            digest=digest(report),
        )
    )
    return reports.one(change.conn, report_id)


def _frozen_before(conn: Reading, asked: AskedOverall) -> Report | None:
    before = reports.latest_overall(conn, span=asked.span.key, agency_id=asked.agency_id)
    return before.content if before else None


def _head(conn: Reading, offices: Iterable[Given], asked: AskedOverall) -> Letterhead:
    """The assigner's office writes it ("Văn phòng HĐND và UBND huyện"), with the assigner's own agency above it."""
    office_id, issuer = _most(one.office_id for one in offices), _most(one.issuer for one in offices)
    known = directory.agencies(conn, [office_id]) if office_id else []
    office = known[0] if known and known[0].name.casefold().startswith("văn phòng") else None
    parents = directory.agencies(conn, [office.parent_id]) if office and office.parent_id else []
    above = next(iter(parents), None) if office else next(iter(known), None)
    name = office.name if office else f"Văn phòng {above.name if above else issuer or ''}".strip()
    return letterhead(office, parent=above, name=asked.office_name or name, issuer=issuer, on=asked.on)


def _most(words: Iterable[str | None]) -> str | None:
    counted = Counter(word for word in words if word)
    return counted.most_common(1)[0][0] if counted else None
