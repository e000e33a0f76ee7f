"""Kỳ báo cáo: which days belong to which report, and when each level sends it.

A reporting calendar is data (`vocabulary/reporting.toml`), chosen per directive. Its periods are half-open and follow
each other without gap: by Nghị định 09/2019/NĐ-CP, art. 12, June 2024 runs from 15/5 to 14/6, the first half of 2024
from 15/12/2023 to 14/6/2024. Only nine-month reports leave days out (15/9 to 14/12).
"""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from directive.calendar import Calendar, vietnamese_date
from directive.counting import clamped, rolled_back
from directive.deadlines import Period
from directive.errors import NotFound
from directive.values import Frozen

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.NINE_MONTHS: 9, Period.YEAR: 12}
_ROMAN = ("I", "II", "III", "IV")
FRIDAY = 4


class ReportLevel(StrEnum):
    """Who sends: members to the collector, the collector to the assigner, the assigner upward."""

    MEMBER = "member"
    COLLECTOR = "collector"
    ASSIGNER = "assigner"


class LevelDue(Frozen):
    """When one level sends: from the cut-off, or from a day of the period's last month, in working days."""

    level: ReportLevel
    kinds: tuple[Period, ...] = ()  # all when empty
    month: int | None = None
    month_day: int | None = None
    before: bool = False
    working_days: int = 0


class ReportingCalendar(Frozen):
    """Lịch báo cáo, chosen and confirmed once per directive."""

    name: str
    title: str
    legal_basis: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    cut_off_day: int = 14
    fold_second_half: bool = True
    due: tuple[LevelDue, ...] = ()

    def __hash__(self) -> int:
        """By name: a calendar is looked up for every report due, and hashing its whole table each time is slow."""
        return hash(self.name)


class ReportPeriod(NamedTuple):
    """Kỳ báo cáo: data from `opens` to `cut_off`, both counted; `ends` is the first day after the period."""

    kind: Period
    key: str  # "2024-H1"; sorts by time within its kind
    label: str  # "6 tháng đầu năm 2024"
    opens: date
    ends: date
    cut_off: date
    last_month: tuple[int, int]  # year and month in whose name the period closes


class Sent(NamedTuple):
    """When one level sends a report: the day, and the rule it came from."""

    day: date
    rule: LevelDue
    hurried: bool = False  # earlier than the rule says, so that the level above keeps its own day


def reporting_calendar(name: str = "nd09") -> ReportingCalendar:
    """The reporting calendar of that name."""
    known = {calendar.name: calendar for calendar in reporting_calendars()}
    if name not in known:
        raise NotFound(f"Không có lịch báo cáo “{name}”. Các lịch hiện có: {', '.join(known)}.")
    return known[name]


@cache
def reporting_calendars() -> tuple[ReportingCalendar, ...]:
    """All reporting calendars that come with the software."""
    return read_reporting_calendars((files("directive.vocabulary") / "reporting.toml").read_text("utf-8"))


def read_reporting_calendars(text: str) -> tuple[ReportingCalendar, ...]:
    """The [[calendar]] entries of a TOML text."""
    return tuple(ReportingCalendar.model_validate(entry) for entry in tomllib.loads(text).get("calendar", ()))


def period_of(day: date, kind: Period, *, reporting: ReportingCalendar) -> ReportPeriod | None:
    """The one period of a kind that holds a day; None only for nine-month reports, which leave days out."""
    if kind is Period.DAY:
        return ReportPeriod(
            kind, day.isoformat(), f"ngày {vietnamese_date(day)}", day, _next(day), day, (day.year, day.month)
        )
    if kind is Period.WEEK:
        return _week(day - timedelta(days=day.weekday()))
    index = _month_index(day, reporting.cut_off_day)
    start = index - index % (12 if kind is Period.NINE_MONTHS else _MONTHS[kind])
    return _months(start, kind, reporting.cut_off_day) if index < start + _MONTHS[kind] else None


def periods(kind: Period, *, start: date, horizon: date, reporting: ReportingCalendar) -> Iterator[ReportPeriod]:
    """Periods in order of time, from the one holding `start`, as long as they open by `horizon`."""
    day = start
    while (period := _holding_or_next(day, kind, reporting)).opens <= horizon:
        yield period
        day = period.ends


@lru_cache(maxsize=16384)
def sent_by(
    period: ReportPeriod, level: ReportLevel, *, reporting: ReportingCalendar, calendar: Calendar
) -> Sent | None:
    """When a level sends the report of a period; None when the reporting calendar does not say.

    Weekly reports go on the last working day up to Friday, daily ones on their day, for every level.
    Source: Nghị định 09/2019/NĐ-CP, art. 8(5): at least one working day after the cut-off, a date for each level.
    """
    if period.kind is Period.DAY:
        return Sent(period.opens, LevelDue(level=level))
    if period.kind is Period.WEEK:
        friday = period.opens + timedelta(days=FRIDAY)
        return Sent(rolled_back(friday, calendar=calendar), LevelDue(level=level))
    rule = next((due for due in reporting.due if due.level is level and _fits(due, period.kind)), None)
    if rule is None:
        return None
    if rule.month_day is None:
        day = calendar.nth_working_day(period.cut_off, rule.working_days)
        latest = _latest(period, level, reporting=reporting, calendar=calendar)
        return Sent(latest, rule, hurried=True) if latest and period.cut_off < latest < day else Sent(day, rule)
    year, month = period.last_month
    day = clamped(year, rule.month or month, rule.month_day) - timedelta(days=rule.before)
    return Sent(calendar.nth_working_day(day, rule.working_days), rule)


def _latest(
    period: ReportPeriod, level: ReportLevel, *, reporting: ReportingCalendar, calendar: Calendar
) -> date | None:
    """The last working day that leaves the level above its own: over Tết, days after the cut-off may not suffice."""
    if level is ReportLevel.ASSIGNER:
        return None
    above = ReportLevel.COLLECTOR if level is ReportLevel.MEMBER else ReportLevel.ASSIGNER
    sent = sent_by(period, above, reporting=reporting, calendar=calendar)
    if sent is None:
        return None
    if level is ReportLevel.MEMBER:
        return calendar.nth_working_day(sent.day, -1)
    return rolled_back(sent.day, calendar=calendar)


def cut_off_before(due: date, period: ReportPeriod, *, calendar: Calendar) -> date:
    """The period's cut-off, or one working day before the due when that comes first.

    Source: Nghị định 09/2019/NĐ-CP, art. 8(5): at least one working day between cut-off and sending.
    """
    return period.cut_off if period.cut_off < due else calendar.nth_working_day(due, -1)


def reported_at(due: date, kind: Period, *, reporting: ReportingCalendar, next_period: bool) -> ReportPeriod | None:
    """Which period a report due on a day is about, when the text gives only the day.

    Monthly: the latest month whose data are closed by then. Longer periods: the one whose calendar months hold the due
    day, because "ngày 05 tháng cuối quý" asks for that quarter before it is over; but a yearly report due by the end
    of March, or one said to be due in the next period, is about the period before.
    """
    if kind in (Period.DAY, Period.WEEK):
        return period_of(due, kind, reporting=reporting)
    if kind is Period.MONTH:
        found = period_of(due, kind, reporting=reporting)
        return found if found and found.cut_off <= due else _previous(found, reporting)
    back = next_period or (kind is Period.YEAR and due.month <= 3)
    return _months(_calendar_start(due, kind, back=back), kind, reporting.cut_off_day)


def _calendar_start(due: date, kind: Period, *, back: bool) -> int:
    size = 12 if kind is Period.NINE_MONTHS else _MONTHS[kind]
    index = due.year * 12 + due.month - 1
    return index - index % size - (size if back else 0)


def _previous(period: ReportPeriod | None, reporting: ReportingCalendar) -> ReportPeriod | None:
    return period and period_of(period.opens - timedelta(days=1), period.kind, reporting=reporting)


def _holding_or_next(day: date, kind: Period, reporting: ReportingCalendar) -> ReportPeriod:
    found = period_of(day, kind, reporting=reporting)
    if found is None:  # nine months: wait for the next year's period
        index = _month_index(day, reporting.cut_off_day)
        return _months(index - index % 12 + 12, kind, reporting.cut_off_day)
    return found


def _fits(due: LevelDue, kind: Period) -> bool:
    return not due.kinds or kind in due.kinds


def _month_index(day: date, cut_off_day: int) -> int:
    """Months since year 0 of the reporting month that holds a day."""
    late = 0 < cut_off_day < day.day
    return day.year * 12 + day.month - 1 + late


def _cut_off(index: int, cut_off_day: int) -> date:
    return clamped(index // 12, index % 12 + 1, cut_off_day)


@lru_cache(maxsize=4096)
def _months(start: int, kind: Period, cut_off_day: int) -> ReportPeriod:
    last = start + _MONTHS[kind] - 1
    cut_off = _cut_off(last, cut_off_day)
    key, label = _names(start, kind)
    opens = _next(_cut_off(start - 1, cut_off_day))
    return ReportPeriod(kind, key, label, opens, _next(cut_off), cut_off, (last // 12, last % 12 + 1))


def _names(start: int, kind: Period) -> tuple[str, str]:
    year, month = start // 12, start % 12 + 1
    match kind:
        case Period.MONTH:
            return f"{year}-{month:02}", f"tháng {month:02} năm {year}" if month <= 2 else f"tháng {month} năm {year}"
        case Period.QUARTER:
            return f"{year}-Q{month // 3 + 1}", f"quý {_ROMAN[month // 3]} năm {year}"
        case Period.HALF_YEAR:
            half = 1 if month == 1 else 2
            return f"{year}-H{half}", f"6 tháng {'đầu' if half == 1 else 'cuối'} năm {year}"
        case Period.NINE_MONTHS:
            return f"{year}-9M", f"9 tháng năm {year}"
        case _:
            return f"{year}", f"năm {year}"


def _week(monday: date) -> ReportPeriod:
    year, week, _ = monday.isocalendar()
    sunday = monday + timedelta(days=6)
    label = f"tuần {week:02} năm {year} ({vietnamese_date(monday)} - {vietnamese_date(sunday)})"
    return ReportPeriod(
        Period.WEEK, f"{year}-W{week:02}", label, monday, _next(sunday), sunday, (sunday.year, sunday.month)
    )


def _next(day: date) -> date:
    return day + timedelta(days=1)
