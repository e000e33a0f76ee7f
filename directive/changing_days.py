"""Đổi lịch: the site confirms or changes days; every open due counted over them moves, and the log says why."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from directive import events
from directive.calendar import Calendar, CalendarDay, with_site_days
from directive.dating import LEVELS, Rules, gives_dues, words_of
from directive.dues import Anchors, Computed
from directive.events import CalendarChanged, DueMove, DuesMoved
from directive.explain import why
from directive.obligations import CLOSED, Directive, Obligation, Stage
from directive.recounting import Counted, moved_words, recomputed
from directive.site import rules_for, site_calendar
from directive.store import Reading, Store, directives
from directive.tracked import Due, DueState

_LIVING = frozenset({DueState.OPEN, DueState.RETURNED, DueState.REPORTED})


class Shift(NamedTuple):
    """One line of the list of who moved."""

    directive: Directive
    obligation: Obligation
    move: DueMove
    words: str


def change_days(store: Store, days: Iterable[CalendarDay], *, on: date, at: datetime, by: str) -> list[Shift]:
    """Record days of the site and move the open dues that were counted over them; the list of who moved.

    Named days stay, and so does the current day of a due that was extended or paused: then only its first day moves.
    """
    given = tuple(days)
    with store.change(at=at, by=by) as change:
        old = site_calendar(change.conn)
        new = with_site_days(old, given)
        kept = tuple(events.CalendarDay(**day.model_dump(exclude={"kind"})) for day in given)
        change.record(CalendarChanged(days=kept))
        shifts: list[Shift] = []
        for directive in directives.every(change.conn, stage=Stage.ISSUED):
            mine = list(_shifts(change.conn, directive, old=old, new=new, on=on))
            if mine:
                moves = tuple(shift.move for shift in mine)
                reason = "Lịch làm việc thay đổi"
                change.record(DuesMoved(directive_id=directive.directive_id, reason=reason, moves=moves))
            shifts += mine
        return shifts


def confirmed_days(calendar: Calendar, year: int, *, source: str) -> tuple[CalendarDay, ...]:
    """A year's unconfirmed days as they stand, confirmed on the word of a document (xác nhận lịch năm)."""
    return tuple(
        row.model_copy(update={"confirmed": True, "source": source})
        for row in calendar.rows
        if row.day.year == year and not row.confirmed
    )


def _shifts(conn: Reading, directive: Directive, *, old: Calendar, new: Calendar, on: date) -> Iterator[Shift]:
    obligations = [
        obligation
        for obligation in directives.obligations(conn, directive_id=directive.directive_id)
        if obligation.progress not in CLOSED
    ]
    counted = list(_counted(directive, obligations, rules_for(conn, directive.proposal), on))
    waiting = {
        _name(due.obligation_id, due.words, due.period, due.original_on): due
        for due in directives.dues(conn, directive_id=directive.directive_id)
        if due.state in _LIVING
    }
    for moved in recomputed([one for _, one in counted], old=old, new=new):
        obligation, one = counted[moved.owner]
        if moved.before is None or moved.after is None:
            continue  # beyond the horizon under one of the calendars: opened with the next period
        words = words_of(one.deadline)
        due = waiting.get(_name(obligation.obligation_id, words, moved.before.period, moved.before.due_on))
        if due is not None:
            yield Shift(directive, obligation, _move(due, moved.after, on), moved_words(moved, calendar=new))


def _counted(
    directive: Directive, obligations: Iterable[Obligation], rules: Rules, on: date
) -> Iterator[tuple[Obligation, Counted]]:
    anchors = Anchors(issued=directive.issued_on, received=directive.received_on)
    number = 0
    for obligation in obligations:
        dated = [deadline for deadline in obligation.deadlines if gives_dues(deadline, obligation.kind)]
        for deadline in dated:
            beside = tuple(other for other in dated if other is not deadline)
            horizon = date(on.year + 1, 12, 31)
            level = LEVELS[obligation.kind]
            yield (
                obligation,
                Counted(number, deadline, anchors, rules.reporting, rules.counting, horizon, level, beside),
            )
            number += 1


def _name(obligation_id: int, words: str, period: str, day: date | None) -> tuple[int, str, str, date | None]:
    """What makes a kept due this one: its period, or its first day when it belongs to none."""
    return obligation_id, words, period, None if period else day


def _move(due: Due, after: Computed, on: date) -> DueMove:
    stays = due.due_on != due.original_on or due.due_at != due.original_at  # extended or paused: a named day
    return DueMove(
        due_id=due.due_id,
        due_on=due.due_on if stays else after.due_on,
        due_at=due.due_at if stays else after.due_at,
        original_on=after.due_on,
        original_at=after.due_at,
        cut_off=after.cut_off,
        provisional=after.provisional,
        why=why(after.steps),
        calendar_version=after.calendar_version,
        next_look_on=on,
    )
