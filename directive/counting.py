"""Đếm thời hạn: the counting rules, each with its source. Dates and instants in, dates and instants out.

The rule numbers are used throughout (explanations, stored steps, the calculator) and do not change:

    1  N ngày làm việc kể từ E         10  đầu, giữa, cuối tháng hoặc năm
    2  N ngày kể từ E                  11  định kỳ
    3  N tuần, tháng, quý, năm từ E    12  từ ngày ... đến ngày ...
    4  N giờ kể từ khi E               13  ngày có hiệu lực: not a count
    5  trước ngày X                    14  mốc tính: ngày ban hành, ngày nhận
    6  chậm nhất ngày X                15  mục tiêu nội bộ
    7  trước H giờ ngày X              16  ngày không ghi năm
    8  trong tháng, quý, năm P         17  hạn trước ngày ban hành: stop and ask
    9  đến năm P                       18  quá hạn, số ngày trễ

Civil Code 2015, arts. 144-148, governs periods of civil law; for directives it is applied by analogy, unless a special
text says otherwise (art. 145).
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from directive.calendar import VIETNAM, Calendar
from directive.deadlines import Unit
from directive.errors import BadInput

MONTHS_IN = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF_YEAR: 6, Unit.YEAR: 12}


class DueMoment(NamedTuple):
    """The instant a due ends: `at` o'clock of `day`, or 24:00 of it when `at` is None.

    Source: Civil Code 2015, art. 148(6): a day ends at 24:00.
    """

    day: date
    at: time | None = None


class Part(StrEnum):
    """Đầu, giữa, cuối of a month or a year."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


def working_days_from(start: date, n: int, *, calendar: Calendar) -> date:
    """Rule 1: the n-th working day after the day of the event (N ngày làm việc kể từ ngày E).

    The day of the event is not counted, only days worked by the table are, make-up Saturdays among them; so the
    result is a working day and never rolls. `n` is in working days, 0 or more; 0 is the day itself.

    Source: Civil Code 2015, art. 147(2) (first day not counted); "ngày làm việc" by the table of days.
    """
    return calendar.nth_working_day(start, _not_negative(n))


def days_from(start: date, n: int) -> date:
    """Rule 2, before rolling: the last day of a period in calendar days (N ngày kể từ ngày E): E + N.

    The day of the event is day zero. Where the period ends on a day off, see `rolled`.

    Source: Civil Code 2015, art. 147(2), art. 148(2).
    """
    return _shifted(start, _not_negative(n))


def months_from(start: date, n: int) -> date:
    """Rule 3, before rolling: the corresponding day n months on; without one, the last day of that month.

    31/12 + 2 months is 28 or 29/02; a year is 12 months, so 29/02 + 1 year is 28/02 (the law says so for months only).

    Source: Civil Code 2015, art. 148(4).
    """
    index = start.year * 12 + start.month - 1 + n
    return clamped(index // 12, index % 12 + 1, start.day)


def period_from(start: date, n: int, unit: Unit, *, calendar: Calendar) -> date:
    """Rules 1-3 before rolling: the last day of a period in days, working days, weeks, months ... from `start`."""
    if unit is Unit.WORKING_DAY:
        return working_days_from(start, n, calendar=calendar)
    if unit is Unit.DAY:
        return days_from(start, n)
    if unit is Unit.WEEK:
        return days_from(start, 7 * n)
    if unit is Unit.HOUR:
        raise BadInput("Thời hạn tính bằng giờ cần giờ bắt đầu.")
    return months_from(start, _not_negative(n) * MONTHS_IN[unit])


def period_before(end: date, n: int, unit: Unit, *, calendar: Calendar) -> date:
    """Counting back (trước ngày họp N ngày): the last day that leaves n days until `end`, which is not counted.

    It is not rolled: forward would leave fewer days than were asked for. See `internal_target` for days off.
    """
    if unit is Unit.WORKING_DAY:
        return calendar.nth_working_day(end, -_not_negative(n))
    if unit is Unit.DAY:
        return _shifted(end, -_not_negative(n))
    if unit is Unit.WEEK:
        return _shifted(end, -7 * _not_negative(n))
    if unit is Unit.HOUR:
        raise BadInput("Thời hạn tính bằng giờ cần giờ bắt đầu.")
    return months_from(end, -_not_negative(n) * MONTHS_IN[unit])


def rolled(day: date, *, calendar: Calendar) -> date:
    """The day itself, or the next working day when a period would end on a day off.

    Source: Civil Code 2015, art. 148(5).
    """
    return day if calendar.is_working(day) else calendar.nth_working_day(day, 1)


def rolled_back(day: date, *, calendar: Calendar) -> date:
    """The day itself, or the last working day before it."""
    return day if calendar.is_working(day) else calendar.nth_working_day(day, -1)


def hours_from(start: datetime, n: int) -> DueMoment:
    """Rule 4: n hours by the clock from the fixed moment (N giờ kể từ khi E); never rolled.

    Source: Civil Code 2015, art. 147(1).
    """
    return as_moment(start + timedelta(hours=n))


def day_before(day: date) -> date:
    """Rule 5: "trước ngày X" is strictly before X, so the due ends at 24:00 of the day before. Never rolled."""
    return _shifted(day, -1)


def last_of_month(year: int, month: int) -> date:
    """Rule 8: the last day of a month (trong tháng P)."""
    return date(year, month, monthrange(year, month)[1])


def clamped(year: int, month: int, day: int) -> date:
    """That day of the month; the last day when the month is shorter or `day` is -1."""
    if not 1 <= year <= 9998:
        raise BadInput(f"Năm {year} nằm ngoài lịch. Kiểm tra lại thời hạn.")
    last = monthrange(year, month)[1]
    return date(year, month, last if day < 0 else min(day, last))


def part_of_month(year: int, month: int, part: Part) -> date:
    """Rule 10: start is the 1st, middle the 15th, end the last day. Source: Civil Code 2015, art. 146(2)."""
    return clamped(year, month, {Part.START: 1, Part.MIDDLE: 15, Part.END: -1}[part])


def part_of_year(year: int, part: Part) -> date:
    """Rule 10: start is 01/01, middle 30/6, end 31/12. Source: Civil Code 2015, art. 146(3)."""
    return {Part.START: date(year, 1, 1), Part.MIDDLE: date(year, 6, 30), Part.END: date(year, 12, 31)}[part]


def first_not_before(month: int, day: int, *, not_before: date) -> date:
    """Rule 16: the first such date not before the document's (trước 30/9, no year). To be confirmed by a person.

    29/02 waits for the next leap year.
    """
    for year in range(not_before.year, not_before.year + 9):
        if day <= monthrange(year, month)[1] and (found := date(year, month, day)) >= not_before:
            return found
    raise BadInput(f"Không có ngày {day:02}/{month:02} trong các năm tới. Kiểm tra lại ngày và tháng.")


def internal_target(moment: DueMoment, *, calendar: Calendar) -> datetime:
    """Rule 15: the end of office hours of the last working day at or before the due (mục tiêu nội bộ).

    A due at an hour keeps its hour when that lies in office hours; before the day's opening it falls to the day before.
    """
    day = rolled_back(moment.day, calendar=calendar)
    sessions = calendar.season(day).sessions
    if moment.at is None or day != moment.day or moment.at >= sessions[-1][1]:
        return _instant(day, sessions[-1][1])
    if moment.at <= sessions[0][0]:
        previous = calendar.nth_working_day(day, -1)
        return _instant(previous, calendar.season(previous).sessions[-1][1])
    return _instant(day, max(_last_open(start, end, moment.at) for start, end in sessions if start < moment.at))


def in_office_hours(instant: datetime, *, calendar: Calendar) -> bool:
    """Whether the office is open at an instant; closing time itself is closed."""
    local = instant.astimezone(VIETNAM)
    clock = local.time().replace(tzinfo=None)
    return any(start <= clock < end for start, end in calendar.sessions(local.date()))


def next_opening(instant: datetime, *, calendar: Calendar) -> datetime:
    """The instant itself when the office is open, else when it opens next. For steps that may not disturb the night."""
    local = instant.astimezone(VIETNAM)
    clock = local.time().replace(tzinfo=None)
    for start, end in calendar.sessions(local.date()):
        if clock < end:
            return max(local, _instant(local.date(), start))
    opening_day = calendar.nth_working_day(local.date(), 1)
    return _instant(opening_day, calendar.season(opening_day).sessions[0][0])


def as_moment(instant: datetime) -> DueMoment:
    """An instant as a due moment in Vietnam time: midnight is 24:00 of the day that ends."""
    local = instant.astimezone(VIETNAM)
    clock = local.time().replace(tzinfo=None)
    if clock == time(0):
        return DueMoment(local.date() - timedelta(days=1))
    return DueMoment(local.date(), clock)


def _last_open(start: time, end: time, at: time) -> time:
    return at if start < at < end else end


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=VIETNAM)


def _not_negative(n: int) -> int:
    if n < 0:
        raise BadInput(f"Thời hạn không thể là số âm ({n}).")
    return n


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise BadInput(f"Thời hạn {abs(days)} ngày nằm ngoài lịch. Kiểm tra lại số ngày.") from error
