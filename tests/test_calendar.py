"""The table of days: complete, sourced, swaps included, and next year's there in time."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directive.calendar import (
    VIETNAM,
    CalendarDay,
    DayKind,
    OfficeHours,
    build_calendar,
    named_day,
    official_calendar,
    read_days,
    vietnamese_date,
    with_site_days,
)
from directive.coming_year import as_csv, calendar_notes, proposed
from directive.errors import BadInput

CALENDAR = official_calendar()
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2027, 12, 31))


def a_day(day: date, *, is_working: bool = False, confirmed: bool = True) -> CalendarDay:
    return CalendarDay(day=day, is_working=is_working, reason="ngày riêng", legal_basis="QĐ", confirmed=confirmed)


def test_next_years_table_is_present_from_1_december_on() -> None:
    today = datetime.now(UTC).astimezone(VIETNAM).date()
    missing = [note.message for note in calendar_notes(CALENDAR, on=today) if note.code == "calendar-missing"]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        pytest.param(date(2027, 11, 30), 0, id="Tue 30/11/2027: not yet needed"),
        pytest.param(date(2027, 12, 1), 1, id="Wed 01/12/2027: 2028 must be there"),
        pytest.param(date(2028, 1, 3), 1, id="Mon 03/01/2028: the current year itself"),
        pytest.param(date(2028, 12, 1), 2, id="Fri 01/12/2028: both"),
    ],
)
def test_a_missing_year_is_noticed_and_the_notice_says_what_to_load(on: date, missing: int) -> None:
    notes = [note for note in calendar_notes(CALENDAR, on=on) if note.code == "calendar-missing"]
    assert len(notes) == missing
    assert all("dondoc calendar propose 2028" in notes[0].message for _ in notes[:1])


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2024, 4, 29), False, id="Mon 29/4/2024 swapped off"),
        pytest.param(date(2024, 5, 4), True, id="Sat 04/5/2024 worked"),
        pytest.param(date(2025, 4, 26), True, id="Sat 26/4/2025 worked"),
        pytest.param(date(2025, 5, 2), False, id="Fri 02/5/2025 swapped off"),
        pytest.param(date(2026, 1, 2), False, id="Fri 02/01/2026 swapped off"),
        pytest.param(date(2026, 1, 10), True, id="Sat 10/01/2026 worked"),
        pytest.param(date(2026, 8, 22), True, id="Sat 22/8/2026 worked"),
        pytest.param(date(2026, 8, 31), False, id="Mon 31/8/2026 swapped off"),
        pytest.param(date(2026, 4, 27), False, id="Mon 27/4/2026 makes up for Sun 26/4"),
        pytest.param(date(2023, 5, 3), False, id="Wed 03/5/2023 makes up for Sun 30/4"),
        pytest.param(date(2023, 9, 4), False, id="Mon 04/9/2023 makes up for Sat 02/9"),
        pytest.param(date(2020, 9, 3), True, id="Thu 03/9/2020: one day of Quốc khánh before 2021"),
        pytest.param(date(2021, 9, 3), False, id="Fri 03/9/2021: two days since 2021"),
        pytest.param(date(2025, 11, 24), True, id="Mon 24/11/2025: not a holiday yet"),
        pytest.param(date(2026, 11, 24), False, id="Tue 24/11/2026: Ngày Văn hóa"),
        pytest.param(date(2026, 11, 23), True, id="Mon 23/11/2026: a swap proposed only"),
        pytest.param(date(2024, 2, 14), False, id="Wed 14/02/2024 Tết"),
        pytest.param(date(2024, 2, 15), True, id="Thu 15/02/2024 after Tết"),
        pytest.param(date(2024, 6, 15), False, id="a common Saturday"),
    ],
)
def test_the_table_knows_swaps_and_made_up_days(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


@pytest.mark.parametrize(
    ("year", "worked"),
    # weekdays of the year, less the days off that fall on weekdays, plus Saturdays made up
    [(2020, 252), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 250), (2026, 249)],
)
def test_each_year_has_its_number_of_working_days(year: int, worked: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == worked


def test_every_year_is_complete_and_every_row_says_where_it_comes_from() -> None:
    assert set(range(2020, 2028)) <= CALENDAR.years
    assert {2020, 2021, 2022, 2023, 2024, 2025} <= CALENDAR.confirmed_years
    assert 2027 not in CALENDAR.confirmed_years
    for row in CALENDAR.rows:
        assert row.source, row
        assert row.legal_basis or row.kind is DayKind.PROVISIONAL, row


@pytest.mark.parametrize("year", range(2020, 2028))
def test_each_swap_takes_one_day_and_gives_one_back(year: int) -> None:
    rows = [row for row in CALENDAR.rows if row.day.year == year]
    kinds = [row.kind for row in rows]
    assert kinds.count(DayKind.SWAP_OFF) == kinds.count(DayKind.WORKING_SATURDAY)
    assert kinds.count(DayKind.TET) == 5


@pytest.mark.parametrize("year", range(2021, 2028))
def test_the_independent_proposal_agrees_but_for_the_swaps_it_does_not_know(year: int) -> None:
    """The holidays package computes statutory days on its own; its missing swaps are the reason for our table."""
    unknown = {date(2026, 1, 2), date(2026, 1, 10)}
    for row in proposed(year):
        assert CALENDAR.is_working(row.day) is row.is_working, row
    listed = {row.day for row in proposed(year)}
    ours = {row.day for row in CALENDAR.rows if row.day.year == year and row.kind is not DayKind.PROVISIONAL}
    assert ours - listed <= unknown


def test_a_proposal_is_read_back_and_is_never_confirmed() -> None:
    rows = proposed(2028)
    assert read_days(as_csv(rows)) == rows
    assert not any(row.confirmed for row in rows)
    assert sum(row.kind is DayKind.TET for row in rows) == 5


def test_a_days_off_says_why() -> None:
    skipped = CALENDAR.skipped(date(2024, 4, 29))
    assert "hoán đổi" in skipped.reason
    assert "2450/VPCP-KGVX" in skipped.source
    assert CALENDAR.reason(date(2024, 6, 15)) == "thứ Bảy"
    assert CALENDAR.reason(date(2024, 6, 14)) is None


def test_a_sites_own_days_and_hours_lie_over_the_table() -> None:
    summer = OfficeHours(month=4, day=15, sessions=((time(7), time(11, 30)),), source="QĐ tỉnh")
    winter = OfficeHours(month=10, day=15, sessions=((time(7, 30), time(12)),), source="QĐ tỉnh")
    site = with_site_days(CALENDAR, [a_day(date(2024, 6, 14))], office_hours=[winter, summer])
    assert not site.is_working(date(2024, 6, 14))
    assert CALENDAR.is_working(date(2024, 6, 14))
    assert site.version != CALENDAR.version
    assert site.sessions(date(2024, 6, 13)) == summer.sessions
    assert site.season(date(2024, 1, 2)) == winter  # winter hours run over the new year
    assert site.sessions(date(2024, 6, 15)) == ()


def test_the_version_changes_with_any_counting_fact_and_only_then() -> None:
    again = build_calendar(CALENDAR.rows, CALENDAR.office_hours)
    assert again.version == CALENDAR.version
    confirmed = [row.model_copy(update={"confirmed": True}) for row in CALENDAR.rows]
    assert build_calendar(confirmed, CALENDAR.office_hours).version != CALENDAR.version


@pytest.mark.parametrize(
    ("start", "end", "certain"),
    [
        pytest.param(date(2026, 11, 2), date(2026, 11, 20), True, id="before the proposed swap"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 23), False, id="onto Mon 23/11/2026"),
        pytest.param(date(2026, 11, 23), date(2026, 11, 27), True, id="the first day is not counted"),
        pytest.param(date(2026, 12, 1), date(2027, 1, 1), False, id="onto an unconfirmed 01/01/2027"),
        pytest.param(date(2030, 6, 3), date(2030, 6, 4), False, id="a year without rows"),
    ],
)
def test_only_days_that_are_counted_over_make_a_due_uncertain(start: date, end: date, certain: bool) -> None:
    assert CALENDAR.is_certain(start, end) is certain


@given(day=DAYS, n=st.integers(-300, 300))
@settings(max_examples=200)
def test_forth_and_back_agree_on_working_days(day: date, n: int) -> None:
    there = CALENDAR.nth_working_day(day, n)
    assert n == 0 or CALENDAR.is_working(there)
    if CALENDAR.is_working(day):
        assert CALENDAR.nth_working_day(there, -n) == day
    if n > 0:
        assert CALENDAR.working_days_between(day, there) == n


@given(start=DAYS, end=DAYS)
@settings(max_examples=100)
def test_days_between_are_worked_or_skipped_with_a_reason(start: date, end: date) -> None:
    if start <= end:
        skipped = CALENDAR.skipped_between(start, end)
        assert len(skipped) + CALENDAR.working_days_between(start, end) == (end - start).days
        assert all(day.reason and day.source for day in skipped)


@pytest.mark.parametrize(
    "text",
    [
        "ngày,nghỉ\n",
        "day,is_working,kind,reason,legal_basis,source,confirmed\n2024-02-30,no,tet,a,b,c,yes\n",
        "day,is_working,kind,reason,legal_basis,source,confirmed\n2024-02-28,maybe,tet,a,b,c,yes\n",
        "day,is_working,kind,reason,legal_basis,source,confirmed\n2024-02-28,no,fiesta,a,b,c,yes\n",
        "day,is_working,kind,reason,legal_basis,source,confirmed\n2024-02-28,no\n",
    ],
)
def test_a_bad_table_names_its_fault(text: str) -> None:
    with pytest.raises(BadInput):
        read_days(text)


def test_days_outside_the_table_are_refused_not_guessed() -> None:
    with pytest.raises(BadInput):
        CALENDAR.is_working(date(1989, 12, 31))
    with pytest.raises(BadInput):
        CALENDAR.nth_working_day(date(2079, 12, 1), 100)


def test_dates_are_written_as_the_decree_writes_them() -> None:
    assert [vietnamese_date(day) for day in (date(2024, 2, 5), date(2024, 3, 5), date(2024, 12, 25))] == [
        "05/02/2024",
        "05/3/2024",
        "25/12/2024",
    ]
    assert named_day(date(2024, 5, 7)) == "thứ Ba 07/5/2024"
