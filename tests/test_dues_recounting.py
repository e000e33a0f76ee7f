"""A new decision about days off moves open dues: which, from where to where, and why."""

from datetime import date

from directive.calendar import CalendarDay, official_calendar, with_site_days
from directive.deadlines import Anchor, AnchorKind, Deadline, Every, OnDate, Period, Unit, Within
from directive.dues import Anchors
from directive.occurrences import counting_settings
from directive.periods import reporting_calendar
from directive.recounting import Counted, changed_days, moved_words, recomputed
from directive.values import Span

OLD = official_calendar()
STORM = CalendarDay(
    day=date(2024, 6, 12), is_working=False, reason="Nghỉ phòng chống bão", legal_basis="QĐ của UBND tỉnh"
)
NEW = with_site_days(OLD, [STORM])
SPAN = Span(0, 1)


def counted(owner: int, deadline: Deadline, *, issued: date = date(2024, 6, 3)) -> Counted:
    return Counted(
        owner, deadline, Anchors(issued=issued), reporting_calendar(), counting_settings(), date(2024, 12, 31)
    )


def within(n: int, unit: Unit = Unit.WORKING_DAY) -> Within:
    return Within(text="trong", span=SPAN, n=n, unit=unit, anchor=Anchor(kind=AnchorKind.ISSUED))


def test_only_dues_counted_over_the_changed_day_move() -> None:
    everything = [
        counted(1, within(5)),  # Mon 10/6: before the storm
        counted(2, within(7)),  # Wed 12/6: on it
        counted(3, within(10)),  # Mon 17/6: over it
        counted(4, OnDate(text="trước ngày", span=SPAN, day=date(2024, 6, 12))),  # a named day stays
        counted(5, within(9, Unit.DAY)),  # Wed 12/6 rolls to Thu
        counted(6, Every(text="định kỳ", span=SPAN, period=Period.HALF_YEAR, by_rule=True)),  # sent Tue 18/6
    ]
    moved = {one.owner: one for one in recomputed(everything, old=OLD, new=NEW)}
    days = {owner: (one.before and one.before.due_on, one.after and one.after.due_on) for owner, one in moved.items()}
    assert days == {
        2: (date(2024, 6, 12), date(2024, 6, 13)),
        3: (date(2024, 6, 17), date(2024, 6, 18)),
        5: (date(2024, 6, 12), date(2024, 6, 13)),
    }
    assert moved[3].because == (date(2024, 6, 12),)


def test_the_list_names_both_days_and_the_reason() -> None:
    (moved,) = recomputed([counted(3, within(10))], old=OLD, new=NEW)
    words = moved_words(moved, calendar=NEW)
    assert words == "thứ Hai 17/6/2024 → thứ Ba 18/6/2024 (thứ Tư 12/6/2024: Nghỉ phòng chống bão)"


def test_confirming_a_day_makes_a_due_certain_without_moving_it() -> None:
    over_tet = counted(1, within(5), issued=date(2027, 2, 2))._replace(horizon=date(2027, 12, 31))
    confirmed = with_site_days(OLD, [row.model_copy(update={"confirmed": True}) for row in OLD.rows])
    (moved,) = recomputed([over_tet], old=OLD, new=confirmed)
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.provisional, moved.after.provisional) == (True, False)
    assert moved.before.due_on == moved.after.due_on
    assert "mức chắc chắn" in moved_words(moved, calendar=confirmed)


def test_an_unchanged_calendar_moves_nothing() -> None:
    assert changed_days(OLD, OLD) == ()
    assert list(recomputed([counted(1, within(5))], old=OLD, new=OLD)) == []


def test_a_recurring_due_pushed_over_the_horizon_is_listed_as_gone() -> None:
    weekly = Every(text="thứ Sáu hằng tuần", span=SPAN, period=Period.WEEK, weekday=4)
    closing = CalendarDay(day=date(2024, 6, 14), is_working=False, reason="Nghỉ", legal_basis="QĐ")
    moved = list(recomputed([counted(1, weekly)], old=OLD, new=with_site_days(OLD, [closing])))
    assert [(one.key, one.after and one.after.due_on) for one in moved] == [("2024-W24", date(2024, 6, 13))]
