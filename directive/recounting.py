"""Tính lại: when days of the calendar change, which dues move, from where to where, and because of which days."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import NamedTuple

from directive.calendar import Calendar, CalendarDay, named_day
from directive.deadlines import Deadline
from directive.dues import Anchors, Computed, CountingSettings
from directive.occurrences import occurrences
from directive.periods import ReportingCalendar, ReportLevel


class Counted(NamedTuple):
    """What one deadline was computed from; `owner` names whose it is (an obligation), for the list of who moved."""

    owner: int
    deadline: Deadline
    anchors: Anchors
    reporting: ReportingCalendar
    settings: CountingSettings
    horizon: date
    level: ReportLevel = ReportLevel.MEMBER
    beside: tuple[Deadline, ...] = ()


class Moved(NamedTuple):
    """One due that differs under the new calendar. `before` or `after` is None when it exists under one only."""

    owner: int
    key: str
    before: Computed | None
    after: Computed | None
    because: tuple[date, ...]  # the changed days that lie on its way


def changed_days(old: Calendar, new: Calendar) -> tuple[date, ...]:
    """The days that are worked in one calendar and off in the other, or confirmed in one only."""
    days = {row.day for calendar in (old, new) for row in calendar.rows}
    return tuple(sorted(day for day in days if _facts(old, day) != _facts(new, day)))


def recomputed(counted: Iterable[Counted], *, old: Calendar, new: Calendar) -> Iterator[Moved]:
    """The dues that move, or become certain or uncertain, when `old` gives way to `new`.

    Named days do not move; days granted by an extension are named days and are not for this function.
    """
    days = changed_days(old, new)
    if not days:
        return
    known: dict[tuple[object, ...], tuple[Moved, ...]] = {}  # one letter lays the same deadline on many agencies
    for one in counted:
        differences = known.get(one[1:])
        if differences is None:
            differences = known[one[1:]] = tuple(_differences(one, days, old=old, new=new))
        yield from (moved._replace(owner=one.owner) for moved in differences)


def _differences(one: Counted, days: tuple[date, ...], *, old: Calendar, new: Calendar) -> Iterator[Moved]:
    before = {due.key: due for due in computed(one, calendar=old)}
    after = {due.key: due for due in computed(one, calendar=new)}
    for key in before | after:
        first, second = before.get(key), after.get(key)
        if _when(first) != _when(second):
            yield Moved(one.owner, key, first, second, _on_the_way(days, first, second))


def computed(one: Counted, *, calendar: Calendar) -> tuple[Computed, ...]:
    """The dues of one deadline under a calendar."""
    return occurrences(
        one.deadline,
        anchors=one.anchors,
        calendar=calendar,
        reporting=one.reporting,
        settings=one.settings,
        horizon=one.horizon,
        level=one.level,
        beside=one.beside,
    )


def moved_words(moved: Moved, *, calendar: Calendar) -> str:
    """One line for the list of who moved, with the days that did it."""
    before = named_day(moved.before.due_on) if moved.before and moved.before.due_on else "chưa có"
    after = named_day(moved.after.due_on) if moved.after and moved.after.due_on else "không còn"
    because = "; ".join(f"{named_day(day)}: {calendar.reason(day) or 'ngày làm việc'}" for day in moved.because)
    change = f"{before} → {after}" if before != after else f"{after}, chỉ thay đổi mức chắc chắn"
    return f"{change}{f' ({because})' if because else ''}"


def _facts(calendar: Calendar, day: date) -> tuple[bool, bool]:
    row: CalendarDay | None = calendar.row(day)
    return calendar.is_working(day), row is None or row.confirmed


def _when(due: Computed | None) -> tuple[date | None, time | None, date | None, bool] | None:
    return None if due is None else (due.due_on, due.due_at, due.cut_off, due.provisional)


def _on_the_way(days: tuple[date, ...], before: Computed | None, after: Computed | None) -> tuple[date, ...]:
    """Changed days between the earliest day any step names and the later due."""
    named = [step.day for due in (before, after) if due for step in due.steps if step.day]
    if not named:
        return ()
    return tuple(day for day in days if min(named) <= day <= max(named))
