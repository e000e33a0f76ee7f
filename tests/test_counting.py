"""The counting rules, against tables with weekdays and against a slow oracle that walks day by day."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directive.calendar import VIETNAM, official_calendar
from directive.counting import (
    DueMoment,
    Part,
    day_before,
    first_not_before,
    hours_from,
    in_office_hours,
    internal_target,
    last_of_month,
    months_from,
    next_opening,
    part_of_month,
    part_of_year,
    period_before,
    period_from,
    rolled,
    rolled_back,
    working_days_from,
)
from directive.deadlines import Unit
from directive.errors import BadInput

CALENDAR = official_calendar()
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2027, 6, 30))
ONE = timedelta(days=1)
OFF = {row.day for row in CALENDAR.rows if not row.is_working}
MADE_UP = {row.day for row in CALENDAR.rows if row.is_working}


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def worked(day: date) -> bool:
    """The oracle's own opinion: rows and weekdays, nothing precomputed."""
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def walked(start: date, n: int) -> date:
    """Rule 1, one day at a time."""
    day = start
    while n:
        day += ONE
        n -= worked(day)
    return day


def walked_back(start: date, n: int) -> date:
    day = start
    while n:
        day -= ONE
        n -= worked(day)
    return day


def walked_off(day: date) -> date:
    while not worked(day):
        day += ONE
    return day


@given(start=DAYS, n=st.integers(0, 90))
@settings(max_examples=200)
def test_working_days_agree_with_the_slow_walk(start: date, n: int) -> None:
    assert working_days_from(start, n, calendar=CALENDAR) == walked(start, n)
    assert period_before(start, n, Unit.WORKING_DAY, calendar=CALENDAR) == walked_back(start, n)


@given(start=DAYS, n=st.integers(0, 120))
@settings(max_examples=200)
def test_calendar_days_roll_as_in_the_slow_walk(start: date, n: int) -> None:
    nominal = period_from(start, n, Unit.DAY, calendar=CALENDAR)
    assert nominal == start + n * ONE
    assert rolled(nominal, calendar=CALENDAR) == walked_off(nominal)


@given(start=DAYS, n=st.integers(0, 60), unit=st.sampled_from([u for u in Unit if u is not Unit.HOUR]))
@settings(max_examples=200)
def test_a_longer_period_never_ends_earlier_and_a_rolled_end_is_a_working_day(start: date, n: int, unit: Unit) -> None:
    if unit in (Unit.YEAR, Unit.HALF_YEAR, Unit.QUARTER):
        n %= 20
    end = rolled(period_from(start, n, unit, calendar=CALENDAR), calendar=CALENDAR)
    assert end >= start
    assert CALENDAR.is_working(end)
    assert rolled(period_from(start, n + 1, unit, calendar=CALENDAR), calendar=CALENDAR) >= end
    assert rolled(period_from(start + ONE, n, unit, calendar=CALENDAR), calendar=CALENDAR) >= end


@given(end=DAYS, n=st.integers(0, 60), unit=st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]))
@settings(max_examples=100)
def test_counting_back_leaves_the_days_asked_for(end: date, n: int, unit: Unit) -> None:
    start = period_before(end, n, unit, calendar=CALENDAR)
    assert period_from(start, n, unit, calendar=CALENDAR) <= end
    assert period_from(start + 4 * ONE, n, unit, calendar=CALENDAR) >= end - (0 if unit is not Unit.MONTH else 4) * ONE


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        pytest.param(date(2023, 12, 31), 2, date(2024, 2, 29), id="Sun 31/12/2023 + 2 months: Thu 29/02/2024"),
        pytest.param(date(2022, 12, 31), 2, date(2023, 2, 28), id="Sat 31/12/2022 + 2 months: Tue 28/02/2023"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="Wed 31/01/2024 + 1 month"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="Thu 29/02/2024 + 12 months: no 29/02"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="Thu 29/02/2024 + 48 months: leap again"),
        pytest.param(date(2024, 2, 29), 1, date(2024, 3, 29), id="Thu 29/02/2024 + 1 month is the 29th, not the 31st"),
        pytest.param(date(2024, 11, 30), 3, date(2025, 2, 28), id="Sat 30/11/2024 + 3 months over the year"),
        pytest.param(date(2024, 3, 31), -1, date(2024, 2, 29), id="Sun 31/3/2024 - 1 month"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last(start: date, n: int, end: date) -> None:
    assert months_from(start, n) == end


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        pytest.param(at(2024, 6, 14, 9, 30), 24, DueMoment(date(2024, 6, 15), time(9, 30)), id="Fri 09:30 + 24 h"),
        pytest.param(at(2024, 6, 14, 14), 10, DueMoment(date(2024, 6, 14)), id="Fri 14:00 + 10 h: 24:00 Fri"),
        pytest.param(at(2024, 12, 31, 23), 2, DueMoment(date(2025, 1, 1), time(1)), id="Tue 31/12 23:00 + 2 h"),
        pytest.param(at(2024, 6, 14, 9), -10, DueMoment(date(2024, 6, 13), time(23)), id="Fri 09:00 - 10 h"),
    ],
)
def test_hours_run_by_the_clock(start: datetime, n: int, due: DueMoment) -> None:
    assert hours_from(start, n) == due


def test_parts_of_months_and_years_follow_the_civil_code() -> None:
    assert [part_of_month(2024, 2, part).day for part in Part] == [1, 15, 29]
    assert [part_of_year(2024, part) for part in Part] == [date(2024, 1, 1), date(2024, 6, 30), date(2024, 12, 31)]
    assert last_of_month(2023, 2) == date(2023, 2, 28)
    assert day_before(date(2024, 3, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("month", "day", "not_before", "found"),
    [
        pytest.param(9, 30, date(2024, 3, 1), date(2024, 9, 30), id="later in the same year"),
        pytest.param(9, 30, date(2024, 9, 30), date(2024, 9, 30), id="the same day"),
        pytest.param(9, 30, date(2024, 10, 1), date(2025, 9, 30), id="past: next year"),
        pytest.param(2, 29, date(2025, 1, 1), date(2028, 2, 29), id="29/02 waits for a leap year"),
    ],
)
def test_a_date_without_year_is_the_first_not_before_the_letter(
    month: int, day: int, not_before: date, found: date
) -> None:
    assert first_not_before(month, day, not_before=not_before) == found


@pytest.mark.parametrize(
    ("moment", "target"),
    [
        pytest.param(DueMoment(date(2024, 6, 14)), "2024-06-14 17:00", id="24:00 Fri: Friday's close"),
        pytest.param(DueMoment(date(2024, 6, 15)), "2024-06-14 17:00", id="24:00 Sat: Friday's close"),
        pytest.param(DueMoment(date(2024, 5, 4)), "2024-05-04 17:00", id="24:00 make-up Sat: its own close"),
        pytest.param(DueMoment(date(2024, 5, 1)), "2024-04-26 17:00", id="24:00 Wed 01/5: over swap and holidays"),
        pytest.param(DueMoment(date(2024, 6, 14), time(14)), "2024-06-14 14:00", id="14:00 in office hours"),
        pytest.param(DueMoment(date(2024, 6, 14), time(12, 30)), "2024-06-14 12:00", id="12:30 at lunch: noon"),
        pytest.param(DueMoment(date(2024, 6, 14), time(20)), "2024-06-14 17:00", id="20:00: the close"),
        pytest.param(DueMoment(date(2024, 6, 17), time(7)), "2024-06-14 17:00", id="Mon 07:00: Friday's close"),
        pytest.param(DueMoment(date(2024, 6, 15), time(9)), "2024-06-14 17:00", id="Sat 09:00: Friday's close"),
    ],
)
def test_the_internal_target_is_the_last_office_hour_before_the_due(moment: DueMoment, target: str) -> None:
    assert f"{internal_target(moment, calendar=CALENDAR):%Y-%m-%d %H:%M}" == target


@pytest.mark.parametrize(
    ("instant", "opens"),
    [
        pytest.param(at(2024, 6, 14, 9), "2024-06-14 09:00", id="Fri 09:00: open"),
        pytest.param(at(2024, 6, 14, 12), "2024-06-14 13:30", id="Fri noon: after lunch"),
        pytest.param(at(2024, 6, 14, 17), "2024-06-17 07:30", id="Fri 17:00: closed till Mon"),
        pytest.param(at(2024, 6, 14, 0), "2024-06-14 07:30", id="Fri midnight: in the morning"),
        pytest.param(at(2024, 2, 7, 18), "2024-02-15 07:30", id="Wed before Tết: Thu 15/02"),
        pytest.param(at(2024, 5, 4, 6), "2024-05-04 07:30", id="make-up Sat 06:00"),
    ],
)
def test_what_falls_outside_office_hours_waits_for_the_next_opening(instant: datetime, opens: str) -> None:
    assert f"{next_opening(instant, calendar=CALENDAR):%Y-%m-%d %H:%M}" == opens
    assert in_office_hours(next_opening(instant, calendar=CALENDAR), calendar=CALENDAR)


def test_rolling_back_is_for_weekdays_and_targets() -> None:
    assert rolled_back(date(2024, 5, 1), calendar=CALENDAR) == date(2024, 4, 26)
    assert rolled_back(date(2024, 5, 4), calendar=CALENDAR) == date(2024, 5, 4)


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WORKING_DAY, Unit.MONTH])
def test_a_negative_period_is_refused(unit: Unit) -> None:
    with pytest.raises(BadInput):
        period_from(date(2024, 1, 1), -1, unit, calendar=CALENDAR)
