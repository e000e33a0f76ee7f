"""What all kinds of deadlines share when a due is dated: the case at hand, the sentences, the doubts.

A due is either settled, with the steps that led to its day, or unsettled, with what somebody must supply.
"""

from datetime import date, timedelta
from typing import NamedTuple

from directive.calendar import Calendar, named_day, vietnamese_date
from directive.counting import DueMoment, internal_target, rolled
from directive.deadlines import Period
from directive.dues import Anchors, Computed, CountingSettings, Step, WaitsFor
from directive.periods import ReportingCalendar, ReportLevel, ReportPeriod, cut_off_before
from directive.values import Note

CIVIL_CODE = "Bộ luật Dân sự 2015"
LITERAL = "Hiểu theo câu chữ"
FIRST_DAY_NOT_COUNTED = f"{CIVIL_CODE}, Điều 147 khoản 2"
ROLLS_FORWARD = f"{CIVIL_CODE}, Điều 148 khoản 5"
ENDS_AT_MIDNIGHT = f"{CIVIL_CODE}, Điều 148 khoản 6"
INTERNAL = "Giờ làm việc của cơ quan"


class Case(NamedTuple):
    """Everything a deadline is computed against."""

    anchors: Anchors
    calendar: Calendar
    reporting: ReportingCalendar
    settings: CountingSettings
    horizon: date
    level: ReportLevel


class Doubt(NamedTuple):
    """A stretch of days whose being worked or not decides the due day: after `start`, up to and with `end`."""

    start: date
    end: date


def settled(
    case: Case,
    moment: DueMoment,
    steps: tuple[Step, ...],
    *,
    key: str = "once",
    opens_on: date | None = None,
    period: ReportPeriod | None = None,
    doubt: Doubt | None = None,
    notes: tuple[Note, ...] = (),
    provisional: bool = False,
) -> Computed:
    """A dated due with its steps; says when the day rests on unconfirmed days or lies before the letter itself."""
    calendar = case.calendar
    doubts = _doubts(doubt, calendar) + _before_issue(moment, case.anchors.issued)
    if not calendar.is_working(moment.day):
        steps += (_target(moment, calendar),)
    return Computed(
        key=key,
        period=period.label if period else "",
        period_from=period.opens if period else None,
        period_to=period.ends if period else None,
        cut_off=_cut_off(moment, period, calendar),
        opens_on=opens_on,
        due_on=moment.day,
        due_at=moment.at,
        provisional=provisional or bool(doubts),
        steps=steps,
        notes=notes + doubts,
        calendar_version=calendar.version,
    )


def unsettled(
    case: Case, reason: str, waits_for: WaitsFor, *, key: str = "once", notes: tuple[Note, ...] = ()
) -> Computed:
    """A due that cannot be dated yet (chưa xác định)."""
    step = Step(rule=None, article="", text=reason)
    return Computed(
        key=key,
        unsettled=reason,
        waits_for=waits_for,
        steps=(step,),
        notes=notes,
        calendar_version=case.calendar.version,
    )


def rolling(day: date, rule: int, calendar: Calendar) -> tuple[date, tuple[Step, ...]]:
    """A last day that is a day off goes to the next working day; the step says over which days."""
    if calendar.is_working(day):
        return day, ()
    end = rolled(day, calendar=calendar)
    text = f"{_capital(named_day(day))} là ngày nghỉ; hạn chuyển sang ngày làm việc tiếp theo, {named_day(end)}."
    skipped = calendar.skipped_between(day - timedelta(days=1), end)
    return end, (Step(rule=rule, article=ROLLS_FORWARD, text=text, day=end, skipped=skipped),)


def clock(moment: DueMoment) -> str:
    """24:00 thứ Ba 07/5/2024."""
    hour = f"{moment.at:%H:%M}" if moment.at else "24:00"
    return f"{hour} {named_day(moment.day)}"


def _cut_off(moment: DueMoment, period: ReportPeriod | None, calendar: Calendar) -> date | None:
    if period is None or period.kind is Period.DAY:
        return None
    return cut_off_before(moment.day, period, calendar=calendar)


def _target(moment: DueMoment, calendar: Calendar) -> Step:
    target = internal_target(moment, calendar=calendar)
    text = f"Hạn rơi vào ngày nghỉ và giữ nguyên; mục tiêu nội bộ là {target:%H:%M} {named_day(target.date())}."
    return Step(
        rule=15,
        article=INTERNAL,
        text=text,
        day=target.date(),
        skipped=calendar.skipped_between(target.date(), moment.day),
    )


def _doubts(doubt: Doubt | None, calendar: Calendar) -> tuple[Note, ...]:
    if doubt is None or calendar.is_certain(doubt.start, doubt.end):
        return ()
    unlisted = sorted({doubt.start.year, doubt.end.year} - calendar.years)
    if unlisted:
        years = ", ".join(str(year) for year in unlisted)
        text = f"Năm {years} chưa có bảng ngày nghỉ; mới trừ thứ Bảy và Chủ nhật. Nạp lịch năm đó rồi tính lại."
        return (Note(code="calendar-missing", message=text),)
    days = ", ".join(vietnamese_date(row.day) for row in calendar.unconfirmed_between(doubt.start, doubt.end))
    text = f"Hạn tính qua ngày chưa xác nhận trong lịch làm việc: {days}. Hạn có thể thay đổi khi có thông báo."
    return (Note(code="calendar-unconfirmed", message=text),)


def _before_issue(moment: DueMoment, issued: date | None) -> tuple[Note, ...]:
    """Rule 17: stop and ask; real letters carry such slips of the year."""
    if issued is None or moment.day >= issued:
        return ()
    text = f"Hạn {vietnamese_date(moment.day)} đứng trước ngày ban hành {vietnamese_date(issued)}. Kiểm tra lại ngày."
    return (Note(code="due-before-issue", message=text),)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
