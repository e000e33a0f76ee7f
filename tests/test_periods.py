"""Reporting periods: half-open, without gap, tested on every day of five years."""

from datetime import date, timedelta

import pytest

from directive.calendar import official_calendar
from directive.deadlines import Period
from directive.errors import NotFound
from directive.periods import (
    ReportingCalendar,
    ReportLevel,
    cut_off_before,
    period_of,
    periods,
    reported_at,
    reporting_calendar,
    reporting_calendars,
    sent_by,
)

CALENDAR = official_calendar()
ND09 = reporting_calendar()
STATISTICS = reporting_calendar("thong-ke")
EVERY_DAY = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2028, 12, 31) - date(2024, 1, 1)).days + 1)]
TILING = [Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR]


@pytest.mark.parametrize("reporting", [ND09, STATISTICS], ids=lambda calendar: calendar.name)
@pytest.mark.parametrize("kind", TILING)
def test_every_day_of_five_years_lies_in_exactly_one_period(kind: Period, reporting: ReportingCalendar) -> None:
    found = list(periods(kind, start=date(2023, 12, 1), horizon=date(2029, 1, 31), reporting=reporting))
    assert [p.ends for p in found[:-1]] == [p.opens for p in found[1:]], "a gap or an overlap"
    assert len({p.key for p in found}) == len(found)
    for day in EVERY_DAY:
        holding = [p for p in found if p.opens <= day < p.ends]
        assert len(holding) == 1
        assert period_of(day, kind, reporting=reporting) == holding[0]


@pytest.mark.parametrize(
    ("kind", "day", "key", "opens", "cut_off"),
    [
        pytest.param(Period.MONTH, date(2024, 6, 14), "2024-06", date(2024, 5, 15), date(2024, 6, 14), id="14/6: June"),
        pytest.param(Period.MONTH, date(2024, 6, 15), "2024-07", date(2024, 6, 15), date(2024, 7, 14), id="15/6: July"),
        pytest.param(Period.QUARTER, date(2024, 3, 15), "2024-Q2", date(2024, 3, 15), date(2024, 6, 14), id="15/3: Q2"),
        pytest.param(
            Period.HALF_YEAR, date(2023, 12, 15), "2024-H1", date(2023, 12, 15), date(2024, 6, 14), id="15/12: next H1"
        ),
        pytest.param(
            Period.HALF_YEAR, date(2024, 12, 14), "2024-H2", date(2024, 6, 15), date(2024, 12, 14), id="14/12: H2"
        ),
        pytest.param(Period.YEAR, date(2024, 12, 14), "2024", date(2023, 12, 15), date(2024, 12, 14), id="14/12: 2024"),
        pytest.param(Period.YEAR, date(2024, 12, 15), "2025", date(2024, 12, 15), date(2025, 12, 14), id="15/12: 2025"),
        pytest.param(
            Period.NINE_MONTHS, date(2024, 9, 14), "2024-9M", date(2023, 12, 15), date(2024, 9, 14), id="14/9: 9M"
        ),
        pytest.param(
            Period.WEEK, date(2024, 12, 30), "2025-W01", date(2024, 12, 30), date(2025, 1, 5), id="ISO week 1"
        ),
    ],
)
def test_the_decrees_periods(kind: Period, day: date, key: str, opens: date, cut_off: date) -> None:
    found = period_of(day, kind, reporting=ND09)
    assert found is not None
    assert (found.key, found.opens, found.cut_off, found.ends) == (key, opens, cut_off, cut_off + timedelta(days=1))


def test_nine_month_reports_leave_the_last_quarter_out() -> None:
    assert period_of(date(2024, 9, 15), Period.NINE_MONTHS, reporting=ND09) is None
    assert period_of(date(2024, 12, 14), Period.NINE_MONTHS, reporting=ND09) is None
    nine = list(periods(Period.NINE_MONTHS, start=date(2024, 10, 1), horizon=date(2026, 1, 1), reporting=ND09))
    assert [p.key for p in nine] == ["2025-9M", "2026-9M"]


def test_statistics_follow_the_solar_calendar() -> None:
    february = period_of(date(2024, 2, 29), Period.MONTH, reporting=STATISTICS)
    assert february is not None
    assert (february.opens, february.cut_off) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("kind", [Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR])
def test_levels_send_one_after_the_other_and_a_working_day_after_the_cut_off(kind: Period) -> None:
    """Nghị định 09/2019/NĐ-CP, art. 8(5), for every period of eight years."""
    for period in periods(kind, start=date(2020, 1, 1), horizon=date(2027, 11, 30), reporting=ND09):
        member, collector, upward = (
            sent.day
            for level in ReportLevel
            if (sent := sent_by(period, level, reporting=ND09, calendar=CALENDAR)) is not None
        )
        assert CALENDAR.working_days_between(period.cut_off, member) >= 2, period
        assert member < collector <= upward, period
        assert upward.day == 25


@pytest.mark.parametrize("reporting", reporting_calendars(), ids=lambda calendar: calendar.name)
def test_every_reporting_calendar_has_a_source_and_levels_in_order(reporting: ReportingCalendar) -> None:
    assert reporting.legal_basis
    assert reporting.source
    for kind in (Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR):
        for period in periods(kind, start=date(2024, 1, 1), horizon=date(2026, 12, 1), reporting=reporting):
            sent = [sent_by(period, level, reporting=reporting, calendar=CALENDAR) for level in ReportLevel]
            days = [one.day for one in sent if one is not None]
            assert days == sorted(days), (reporting.name, period.key, days)
            assert all(cut_off_before(day, period, calendar=CALENDAR) < day for day in days)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        pytest.param("cchc", Period.HALF_YEAR, date(2024, 6, 20), id="20th of the last month"),
        pytest.param("chuong-trinh-cong-tac", Period.YEAR, date(2024, 12, 10), id="10/12"),
        pytest.param("ba-ria-vung-tau", Period.QUARTER, date(2024, 6, 4), id="before 05/6"),
        pytest.param("nguoi-cao-tuoi", Period.YEAR, date(2024, 6, 19), id="before 20/6"),
        pytest.param("khanh-hoa", Period.NINE_MONTHS, date(2024, 9, 17), id="02 working days after 14/9"),
        pytest.param("dang-uy-xa", Period.YEAR, date(2024, 11, 14), id="before 15/11"),
    ],
)
def test_other_regimes_have_their_own_days(name: str, kind: Period, expected: date) -> None:
    reporting = reporting_calendar(name)
    period = period_of(date(2024, 6, 10), kind, reporting=reporting)
    assert period is not None
    sent = sent_by(period, ReportLevel.ASSIGNER, reporting=reporting, calendar=CALENDAR)
    assert sent is not None
    assert sent.day == expected


@pytest.mark.parametrize(
    ("due", "kind", "next_period", "key"),
    [
        pytest.param(date(2024, 7, 5), Period.MONTH, False, "2024-06", id="05/7: June's data are closed"),
        pytest.param(date(2024, 7, 14), Period.MONTH, False, "2024-07", id="14/7: July's close that day"),
        pytest.param(date(2024, 6, 4), Period.QUARTER, False, "2024-Q2", id="04/6: asks for this quarter"),
        pytest.param(date(2024, 7, 5), Period.QUARTER, True, "2024-Q2", id="05/7 said as next period"),
        pytest.param(date(2024, 11, 14), Period.YEAR, False, "2024", id="14/11: this year"),
        pytest.param(date(2025, 1, 14), Period.YEAR, False, "2024", id="14/01: the year before"),
    ],
)
def test_a_bare_day_tells_which_period_it_reports(due: date, kind: Period, next_period: bool, key: str) -> None:
    found = reported_at(due, kind, reporting=ND09, next_period=next_period)
    assert found is not None
    assert found.key == key


def test_an_unknown_reporting_calendar_names_the_known_ones() -> None:
    with pytest.raises(NotFound, match="nd09"):
        reporting_calendar("nd10")
