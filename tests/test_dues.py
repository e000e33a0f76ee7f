"""Deadlines become dues: the worked examples of the counting rules, each day checked against a wall calendar."""

from datetime import date, time

import pytest

from directive.calendar import official_calendar
from directive.deadlines import (
    Anchor,
    AnchorKind,
    ByReference,
    Conditional,
    Continuous,
    Deadline,
    Every,
    OnDate,
    OnEvent,
    Period,
    Unit,
    Unstated,
    Window,
    Within,
)
from directive.dues import Anchors, Computed, CountingSettings, Standing, WaitsFor, days_late, standing
from directive.occurrences import counting_settings, occurrences, without_due
from directive.periods import ReportLevel, reporting_calendar
from directive.values import Span

SPAN = Span(0, 1)
CALENDAR = official_calendar()


def dues(
    deadline: Deadline,
    *,
    issued: date | None = None,
    horizon: date = date(2027, 12, 31),
    level: ReportLevel = ReportLevel.MEMBER,
    beside: tuple[Deadline, ...] = (),
    reporting: str = "nd09",
    settings: CountingSettings | None = None,
    **anchors: object,
) -> tuple[Computed, ...]:
    return occurrences(
        deadline,
        anchors=Anchors(issued=issued, **anchors),
        calendar=CALENDAR,
        reporting=reporting_calendar(reporting),
        settings=settings or counting_settings(),
        horizon=horizon,
        level=level,
        beside=beside,
    )


def within(n: int, unit: Unit, kind: AnchorKind = AnchorKind.RECEIVED, **more: object) -> Within:
    return Within(text=f"{n} {unit}", span=SPAN, n=n, unit=unit, anchor=Anchor(kind=kind), **more)


def on_date(day: date | None, **more: object) -> OnDate:
    return OnDate(text="trước ngày", span=SPAN, day=day, **more)


def every(period: Period, **more: object) -> Every:
    return Every(text="định kỳ", span=SPAN, period=period, **more)


def days(found: tuple[Computed, ...]) -> list[date | None]:
    return [due.due_on for due in found]


@pytest.mark.parametrize(
    ("n", "unit", "start", "due"),
    [
        pytest.param(5, Unit.WORKING_DAY, date(2024, 4, 26), date(2024, 5, 7), id="1 Fri 26/4/2024 over the swap: Tue"),
        pytest.param(5, Unit.WORKING_DAY, date(2025, 4, 28), date(2025, 5, 8), id="2 Mon 28/4/2025 over the swap: Thu"),
        pytest.param(3, Unit.WORKING_DAY, date(2025, 12, 31), date(2026, 1, 7), id="3 Wed 31/12/2025: Wed"),
        pytest.param(5, Unit.WORKING_DAY, date(2026, 1, 5), date(2026, 1, 10), id="4 Mon 05/01/2026: make-up Sat"),
        pytest.param(3, Unit.WORKING_DAY, date(2025, 1, 24), date(2025, 2, 5), id="5 Fri 24/01/2025 across Tết: Wed"),
        pytest.param(5, Unit.WORKING_DAY, date(2024, 8, 30), date(2024, 9, 10), id="6 Fri 30/8/2024 over 02-03/9: Tue"),
        pytest.param(7, Unit.DAY, date(2024, 4, 23), date(2024, 5, 2), id="7 Tue 23/4/2024: holiday rolls to Thu"),
        pytest.param(10, Unit.DAY, date(2024, 6, 5), date(2024, 6, 17), id="8 Wed 05/6/2024: Sat rolls to Mon"),
        pytest.param(10, Unit.DAY, date(2024, 4, 22), date(2024, 5, 2), id="9 Mon 22/4/2024: Thu, no roll"),
        pytest.param(2, Unit.MONTH, date(2023, 12, 31), date(2024, 2, 29), id="10 Sun 31/12/2023: no 31/02, Thu 29/02"),
        pytest.param(1, Unit.YEAR, date(2024, 2, 29), date(2025, 2, 28), id="Thu 29/02/2024 + 1 year: Fri 28/02/2025"),
        pytest.param(1, Unit.MONTH, date(2024, 1, 31), date(2024, 2, 29), id="Wed 31/01/2024 + 1 month: Thu 29/02"),
        pytest.param(2, Unit.WEEK, date(2024, 4, 16), date(2024, 5, 2), id="Tue 16/4/2024 + 2 weeks: holiday to Thu"),
        pytest.param(
            1, Unit.QUARTER, date(2024, 11, 30), date(2025, 2, 28), id="Sat 30/11/2024 + 1 quarter: Fri 28/02"
        ),
        pytest.param(0, Unit.DAY, date(2024, 6, 14), date(2024, 6, 14), id="in the day itself: Fri 14/6/2024"),
        pytest.param(1, Unit.WORKING_DAY, date(2024, 6, 14), date(2024, 6, 17), id="next working day of Fri: Mon 17/6"),
    ],
)
def test_a_period_runs_from_the_day_after_its_anchor(n: int, unit: Unit, start: date, due: date) -> None:
    (found,) = dues(within(n, unit), issued=date(2023, 12, 1), received=start)
    assert (found.due_on, found.due_at, found.provisional) == (due, None, False)


def test_hours_run_by_the_clock_and_are_flagged_when_the_office_is_closed() -> None:
    (found,) = dues(within(24, Unit.HOUR), received=date(2024, 6, 14), at=time(9, 30))
    assert (found.due_on, found.due_at) == (date(2024, 6, 15), time(9, 30))
    assert [note.code for note in found.notes] == ["outside-office-hours"]


def test_hours_to_midnight_end_at_24_of_the_day_before() -> None:
    (found,) = dues(within(10, Unit.HOUR), received=date(2024, 6, 14), at=time(14))
    assert (found.due_on, found.due_at) == (date(2024, 6, 14), None)


def test_hours_without_the_hour_of_the_event_are_not_guessed() -> None:
    (found,) = dues(within(24, Unit.HOUR), received=date(2024, 6, 14))
    assert (found.due_on, found.waits_for) == (None, WaitsFor.RECEIVED)


@pytest.mark.parametrize(
    ("deadline", "due", "at"),
    [
        pytest.param(
            on_date(date(2024, 6, 15), before=True), date(2024, 6, 14), None, id="12 before Sat 15/6: Fri 24:00"
        ),
        pytest.param(on_date(date(2024, 6, 15)), date(2024, 6, 15), None, id="13 at latest Sat 15/6: Sat 24:00"),
        pytest.param(on_date(date(2024, 6, 30), period_end=True), date(2024, 6, 30), None, id="14 quý II: Sun 30/6"),
        pytest.param(on_date(date(2025, 12, 31), period_end=True), date(2025, 12, 31), None, id="15 2025: Wed 31/12"),
        pytest.param(
            on_date(date(2017, 12, 5), before=True, at=time(14)),
            date(2017, 12, 5),
            time(14),
            id="16 14:00 Tue 05/12/2017",
        ),
        pytest.param(
            on_date(date(2024, 1, 1), before=True), date(2023, 12, 31), None, id="before 01/01: Sun 31/12/2023"
        ),
        pytest.param(on_date(date(2024, 3, 1), before=True), date(2024, 2, 29), None, id="before 01/3/2024: Thu 29/02"),
    ],
)
def test_a_named_day_stays(deadline: OnDate, due: date, at: time | None) -> None:
    (found,) = dues(deadline, issued=date(2017, 11, 1))
    assert (found.due_on, found.due_at) == (due, at)


def test_offices_may_read_before_a_day_as_including_it() -> None:
    (found,) = dues(on_date(date(2024, 6, 15), before=True), settings=CountingSettings(before_is_inclusive=True))
    assert found.due_on == date(2024, 6, 15)


@pytest.mark.parametrize("before", [True, False])
def test_offices_may_roll_named_days_but_never_the_day_before_one(before: bool) -> None:
    settings = CountingSettings(roll_fixed_dates=True)
    (found,) = dues(on_date(date(2024, 6, 16), before=before), settings=settings)
    assert found.due_on == (date(2024, 6, 15) if before else date(2024, 6, 17))


def test_monthly_before_the_20th_ends_on_each_19th() -> None:
    found = dues(every(Period.MONTH, month_day=20, before=True), issued=date(2024, 1, 10), horizon=date(2024, 4, 30))
    assert days(found) == [date(2024, 1, 19), date(2024, 2, 19), date(2024, 3, 19), date(2024, 4, 19)]
    assert [due.key for due in found] == ["2024-01", "2024-02", "2024-03", "2024-04"]


@pytest.mark.parametrize(
    ("level", "half", "year"),
    [
        pytest.param(ReportLevel.MEMBER, date(2024, 6, 18), date(2024, 12, 17), id="members Tue 18/6, Tue 17/12"),
        pytest.param(ReportLevel.COLLECTOR, date(2024, 6, 20), date(2024, 12, 19), id="collector Thu 20/6, Thu 19/12"),
        pytest.param(ReportLevel.ASSIGNER, date(2024, 6, 25), date(2024, 12, 25), id="upward Tue 25/6, Wed 25/12"),
    ],
)
def test_half_yearly_and_yearly_reports_of_2024_follow_the_decree(level: ReportLevel, half: date, year: date) -> None:
    said = every(Period.HALF_YEAR, also=(Period.YEAR,), by_rule=True)
    found = dues(said, issued=date(2024, 3, 1), horizon=date(2024, 12, 31), level=level)
    assert [(due.key, due.due_on, due.cut_off) for due in found] == [
        ("2024-H1", half, date(2024, 6, 14)),
        ("2024", year, date(2024, 12, 14)),
    ]
    assert (found[0].period, found[0].period_from, found[0].period_to) == (
        "6 tháng đầu năm 2024",
        date(2023, 12, 15),
        date(2024, 6, 15),
    )


def test_the_second_half_is_reported_by_itself_when_nobody_asks_for_the_year() -> None:
    found = dues(every(Period.HALF_YEAR, by_rule=True), issued=date(2024, 3, 1), horizon=date(2024, 12, 31))
    assert [due.key for due in found] == ["2024-H1", "2024-H2"]


def test_the_annual_report_beside_it_takes_in_the_second_half() -> None:
    half, year = every(Period.HALF_YEAR, by_rule=True), every(Period.YEAR, by_rule=True)
    found = dues(half, issued=date(2024, 3, 1), horizon=date(2024, 12, 31), beside=(half, year))
    assert [due.key for due in found] == ["2024-H1"]


def test_a_draft_without_date_waits_for_it() -> None:
    for kind in (AnchorKind.ISSUED, AnchorKind.RECEIVED):
        (found,) = dues(within(5, Unit.DAY, kind))
        assert (found.due_on, found.waits_for) == (None, WaitsFor.ISSUED)
        assert found.unsettled is not None
        assert found.unsettled.startswith("Chờ ngày ban hành")


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (AnchorKind.EVENT, WaitsFor.EVENT),
        (AnchorKind.DUE, WaitsFor.DUE),
        (AnchorKind.MEETING, WaitsFor.MEETING),
        (AnchorKind.CUT_OFF, WaitsFor.CUT_OFF),
        (AnchorKind.DATE, WaitsFor.DATE),
    ],
)
def test_an_anchor_nobody_told_leaves_the_due_unsettled(kind: AnchorKind, waits: WaitsFor) -> None:
    (found,) = dues(within(5, Unit.DAY, kind), issued=date(2024, 6, 3))
    assert (found.due_on, found.waits_for) == (None, waits)


def test_an_assumed_arrival_is_provisional_and_says_so() -> None:
    (found,) = dues(within(5, Unit.WORKING_DAY), issued=date(2024, 6, 14))  # Fri; arrival assumed Mon 17/6
    assert (found.due_on, found.provisional) == (date(2024, 6, 24), True)
    assert found.steps[0].rule == 14
    assert [note.code for note in found.notes] == ["arrival-assumed"]


@pytest.mark.parametrize(
    ("n", "unit", "due"),
    [
        pytest.param(5, Unit.DAY, date(2024, 6, 15), id="5 days before Thu 20/6: Sat 15/6, not moved forward"),
        pytest.param(1, Unit.DAY, date(2024, 6, 19), id="1 day before Thu 20/6: Wed 19/6"),
        pytest.param(5, Unit.WORKING_DAY, date(2024, 6, 13), id="5 working days before Thu 20/6: Thu 13/6"),
    ],
)
def test_counting_back_from_a_meeting_leaves_the_days_asked_for(n: int, unit: Unit, due: date) -> None:
    (found,) = dues(within(n, unit, AnchorKind.MEETING, backwards=True), meetings=(date(2024, 6, 20),))
    assert found.due_on == due


def test_each_meeting_has_its_own_due() -> None:
    found = dues(
        within(1, Unit.DAY, AnchorKind.MEETING, backwards=True), meetings=(date(2024, 7, 25), date(2024, 6, 27))
    )
    assert days(found) == [date(2024, 6, 26), date(2024, 7, 24)]


def test_the_morning_of_the_next_working_day_ends_at_noon() -> None:
    (found,) = dues(within(1, Unit.WORKING_DAY, AnchorKind.ISSUED, at=time(12)), issued=date(2024, 4, 26))
    assert (found.due_on, found.due_at) == (date(2024, 5, 2), time(12))


def test_a_window_counts_both_ends() -> None:
    (found,) = dues(Window(text="từ", span=SPAN, opens=date(2020, 4, 30), closes=date(2020, 5, 3)))
    assert (found.opens_on, found.due_on) == (date(2020, 4, 30), date(2020, 5, 3))


def test_a_monthly_window_opens_and_closes_each_month() -> None:
    found = dues(
        every(Period.MONTH, month_day=5, opens_month_day=1), issued=date(2024, 1, 10), horizon=date(2024, 3, 31)
    )
    assert [(due.opens_on, due.due_on, due.period) for due in found] == [
        (date(2024, 2, 1), date(2024, 2, 5), "tháng 01 năm 2024"),
        (date(2024, 3, 1), date(2024, 3, 5), "tháng 02 năm 2024"),
    ]


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        pytest.param(
            every(Period.QUARTER, month_day=20, of_last_month=True),
            [date(2024, 3, 20), date(2024, 6, 20), date(2024, 9, 20), date(2024, 12, 20)],
            id="20th of the quarter's last month",
        ),
        pytest.param(
            every(Period.QUARTER, month_day=5, of_last_month=True, before=True),
            [date(2024, 3, 4), date(2024, 6, 4), date(2024, 9, 4), date(2024, 12, 4)],
            id="before the 05th of the quarter's last month",
        ),
        pytest.param(
            every(Period.YEAR, month_day=20, month=6, before=True), [date(2024, 6, 19)], id="before 20/6 yearly"
        ),
        pytest.param(
            every(Period.YEAR, month_day=15, month=1, next_period=True, before=True),
            [date(2024, 1, 14)],
            id="before 15/01 of the year after",
        ),
        pytest.param(
            every(Period.MONTH, month_day=-1, starts=date(2024, 1, 1), ends=date(2024, 3, 31)),
            [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)],
            id="last day of each month, leap year",
        ),
        pytest.param(
            every(Period.MONTH, month_day=31, starts=date(2024, 3, 1), ends=date(2024, 5, 31)),
            [date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)],
            id="31st of each month",
        ),
        pytest.param(
            every(Period.NINE_MONTHS, by_rule=True), [date(2024, 9, 17)], id="nine months: cut-off Sat 14/9, Tue 17/9"
        ),
        pytest.param(
            every(Period.WEEK, weekday=4, starts=date(2024, 4, 22), ends=date(2024, 5, 5)),
            [date(2024, 4, 26), date(2024, 5, 3)],
            id="each Friday",
        ),
        pytest.param(
            every(Period.WEEK, weekday=1, starts=date(2024, 4, 22), ends=date(2024, 5, 5)),
            [date(2024, 4, 23), date(2024, 4, 26)],
            id="each Tuesday; holiday 30/4 and swap 29/4 go back to Fri 26/4",
        ),
        pytest.param(
            every(Period.DAY, at=time(14), starts=date(2024, 4, 30), ends=date(2024, 5, 3)),
            [date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)],
            id="daily in a window, holidays too",
        ),
    ],
)
def test_recurring_deadlines_expand(deadline: Every, expected: list[date]) -> None:
    assert days(dues(deadline, issued=date(2024, 1, 1), horizon=date(2024, 12, 31))) == expected


def test_a_report_due_before_the_usual_cut_off_closes_its_data_a_working_day_earlier() -> None:
    found = dues(
        every(Period.QUARTER, month_day=5, of_last_month=True, before=True),
        issued=date(2024, 4, 1),
        horizon=date(2024, 6, 30),
    )
    assert [(due.period, due.cut_off) for due in found] == [("quý II năm 2024", date(2024, 6, 3))]


def test_every_second_year_skips_the_one_between() -> None:
    found = dues(every(Period.YEAR, n=2, by_rule=True), issued=date(2021, 1, 1), horizon=date(2025, 12, 31))
    assert [due.key for due in found] == ["2021", "2023", "2025"]


@pytest.mark.parametrize(
    ("issued", "first"),
    [
        pytest.param(date(2024, 6, 14), "2024-H1", id="issued on the cut-off Fri 14/6"),
        pytest.param(date(2024, 6, 15), "2024-H2", id="issued the day after"),
    ],
)
def test_the_first_report_is_of_the_period_still_open_on_the_day_of_issue(issued: date, first: str) -> None:
    assert dues(every(Period.HALF_YEAR, by_rule=True), issued=issued)[0].key == first


@pytest.mark.parametrize(
    "deadline",
    [
        Continuous(text="thường xuyên", span=SPAN),
        OnEvent(text="kịp thời", span=SPAN),
        Conditional(text="nếu có", span=SPAN),
        Unstated(),
        Window(text="kể từ", span=SPAN, opens=date(2023, 11, 1), closes=None),
    ],
)
def test_a_duty_without_a_day_has_no_due_and_says_why(deadline: Deadline) -> None:
    assert dues(deadline, issued=date(2024, 1, 1)) == ()
    assert without_due(deadline) is not None


def test_a_time_in_another_document_waits_for_that_document() -> None:
    (found,) = dues(ByReference(text="theo", span=SPAN, reference="Kế hoạch 92/KH-UBND"), issued=date(2024, 1, 1))
    assert found.waits_for is WaitsFor.REFERENCE
    assert "92/KH-UBND" in (found.unsettled or "")


def test_a_due_before_the_letter_is_flagged() -> None:
    (found,) = dues(on_date(date(2022, 11, 21), before=True), issued=date(2023, 11, 14))
    assert (found.due_on, found.provisional) == (date(2022, 11, 20), True)
    assert [note.code for note in found.notes] == ["due-before-issue"]


def test_a_day_that_does_not_exist_leaves_the_due_unsettled() -> None:
    (found,) = dues(on_date(None), issued=date(2024, 1, 1))
    assert (found.due_on, found.waits_for) == (None, WaitsFor.DATE)


def test_an_absurd_period_is_unsettled_and_never_raises() -> None:
    for unit in (Unit.DAY, Unit.WORKING_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR):
        (found,) = dues(within(10**7, unit, AnchorKind.ISSUED), issued=date(2024, 1, 1))
        assert (found.due_on, found.waits_for) == (None, WaitsFor.DATE)


def test_a_due_counted_over_days_nobody_confirmed_is_provisional() -> None:
    (found,) = dues(within(5, Unit.WORKING_DAY, AnchorKind.ISSUED), issued=date(2027, 2, 2))
    assert found.provisional
    assert [note.code for note in found.notes] == ["calendar-unconfirmed"]
    (named,) = dues(on_date(date(2027, 2, 5)), issued=date(2027, 2, 2))
    assert not named.provisional  # a named day does not depend on the table


def test_a_due_in_a_year_without_a_table_is_provisional() -> None:
    (found,) = dues(within(5, Unit.WORKING_DAY, AnchorKind.ISSUED), issued=date(2031, 2, 3))
    assert [note.code for note in found.notes] == ["calendar-missing"]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2024, 6, 10), Standing.IN_TIME, id="Mon 10/6, 4 working days left"),
        pytest.param(date(2024, 6, 11), Standing.DUE_SOON, id="Tue 11/6, 3 working days left"),
        pytest.param(date(2024, 6, 14), Standing.DUE_SOON, id="Fri 14/6, the last day is still in time"),
        pytest.param(date(2024, 6, 15), Standing.OVERDUE, id="Sat 15/6, the day after"),
    ],
)
def test_standing_changes_with_the_day(on: date, expected: Standing) -> None:
    (due,) = dues(on_date(date(2024, 6, 14)))
    assert standing(due, on=on, calendar=CALENDAR) is expected


def test_a_done_due_is_judged_on_the_day_it_was_done() -> None:
    (due,) = dues(on_date(date(2024, 6, 14)))
    assert standing(due, on=date(2024, 6, 14), calendar=CALENDAR, done=True) is Standing.IN_TIME
    assert standing(due, on=date(2024, 6, 15), calendar=CALENDAR, done=True) is Standing.OVERDUE


def test_a_clock_due_passes_the_instant_after_its_hour() -> None:
    (due,) = dues(on_date(date(2024, 6, 14), at=time(14)))
    assert standing(due, on=date(2024, 6, 14), at=time(14), calendar=CALENDAR) is Standing.DUE_SOON
    assert standing(due, on=date(2024, 6, 14), at=time(14, 1), calendar=CALENDAR) is Standing.OVERDUE


def test_without_a_day_there_is_nothing_to_be_late_for() -> None:
    (waiting,) = dues(within(5, Unit.DAY, AnchorKind.EVENT))
    assert standing(None, on=date(2024, 6, 1), calendar=CALENDAR) is Standing.NO_DEADLINE
    assert standing(waiting, on=date(2024, 6, 1), calendar=CALENDAR) is Standing.UNSETTLED
    assert days_late(waiting, on=date(2024, 6, 1), calendar=CALENDAR) == (0, 0)


@pytest.mark.parametrize(
    ("on", "late"),
    [
        pytest.param(date(2024, 6, 14), (0, 0), id="on the day"),
        pytest.param(date(2024, 6, 15), (1, 0), id="Sat 15/6"),
        pytest.param(date(2024, 6, 17), (3, 1), id="Mon 17/6"),
    ],
)
def test_days_late_are_given_both_ways(on: date, late: tuple[int, int]) -> None:
    (due,) = dues(on_date(date(2024, 6, 14)))
    assert days_late(due, on=on, calendar=CALENDAR) == late
