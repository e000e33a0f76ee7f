"""Lượt nhiệm vụ: one obligation for one of its Dues, and how it is judged on a day.

This is the rule behind every figure. The store applies the same rule to sets of rows (`directive.store.figures`), and a
test holds the two together.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from directive.calendar import VIETNAM, Calendar
from directive.dues import DaysLate, Standing, days_late, standing
from directive.figures import CELLS, RHYTHM_DAYS, Answer, Axis, Cell, Measure, Scope, Tally
from directive.obligations import Kind, Progress
from directive.tracked import DueState

SOON_WORKING_DAYS = 3


class Line(NamedTuple):
    """One line as kept. `due_id` is None for a duty without any Due (không hạn)."""

    obligation_id: int
    directive_id: int
    agency_id: str
    kind: Kind
    manner: str
    label: str | None
    title: str
    progress: Progress
    percent: int | None
    last_word_at: datetime | None
    done_on: date | None
    issued_on: date | None
    position: int | None = None  # index of the assignment; None for reports and compilations
    due_id: int | None = None
    words: str = ""
    period: str = ""
    cut_off: date | None = None
    opens_on: date | None = None
    original_on: date | None = None
    due_on: date | None = None
    unsettled: str | None = None
    state: DueState | None = None
    reported_on: date | None = None
    met_on: date | None = None
    extensions: int = 0
    last_asked: date | None = None  # cut-off of the directive's latest report whose due has passed
    periodical: bool = False  # the directive asks for periodical reports

    @property
    def answer(self) -> Answer:
        """How far it is. A Due says it of its own period, the progress of everything else."""
        if self.state is DueState.MET or self.progress is Progress.DONE:
            return Answer.DONE
        if self.progress in (Progress.PAUSED, Progress.CONTESTED):
            return Answer.STOPPED
        reported = self.state is DueState.REPORTED if self.state else self.progress is Progress.REPORTED
        return Answer.WAITING if reported else Answer.OPEN

    @property
    def answered_on(self) -> date | None:
        """The day that decides about late: of the answer, not of the reviewer who took his time."""
        return self.reported_on or self.met_on or self.done_on

    @property
    def arose_on(self) -> date | None:
        """The day it became a duty: a period's line when it is asked for, any other with its directive."""
        return (self.asked_on or self.due_on) if self.period else self.issued_on

    @property
    def asked_on(self) -> date | None:
        """The day from which an answer is asked for."""
        return self.cut_off or self.opens_on


class Judged(NamedTuple):
    """A line on a day."""

    line: Line
    cell: Cell
    original: Standing
    late: DaysLate
    quiet: bool
    unreported: bool


class _Dated(NamedTuple):
    due_on: date | None
    unsettled: str | None
    due_at: None = None


def judge(line: Line, *, on: date, calendar: Calendar, rhythm_days: int = RHYTHM_DAYS) -> Judged:
    """Where a line stands on a day. What was answered is judged on the day it was answered."""
    answer = line.answer
    settled = answer in (Answer.DONE, Answer.WAITING)
    day = (line.answered_on or on) if settled else on
    current = _standing(line, line.due_on, day=day, settled=settled, calendar=calendar)
    due = _Dated(line.due_on, line.unsettled)
    return Judged(
        line=line,
        cell=Cell(answer, current),
        original=_standing(line, line.original_on, day=day, settled=settled, calendar=calendar),
        late=days_late(due, on=day, calendar=calendar),
        quiet=answer is Answer.OPEN and _is_quiet(line, on=on, rhythm_days=rhythm_days),
        unreported=answer is Answer.OPEN
        and line.kind is Kind.REPORT
        and line.asked_on is not None
        and line.asked_on <= on,
    )


def holds(judged: Judged, measure: Measure) -> bool:
    """Whether a line is one of those a figure counts."""
    beside = {
        Measure.QUIET: judged.quiet,
        Measure.UNREPORTED: judged.unreported,
        Measure.EXTENDED: judged.line.extensions > 0,
    }
    if measure in beside:
        return beside[measure]
    answers, standings = CELLS[measure]
    return judged.cell.answer in answers and judged.cell.standing in standings


def within(line: Line, scope: Scope) -> bool:
    """Whether a line is of the span of a scope: carried over from before, or come new."""
    if scope.until is not None and line.arose_on is not None and line.arose_on >= scope.until:
        return False
    finished = line.answered_on if line.answer is Answer.DONE else None
    return scope.since is None or finished is None or finished >= scope.since


def tally(judged: Iterable[Judged]) -> tuple[Tally, ...]:
    """One tally per line and axis: the figures of lines that are at hand anyway."""
    return tuple(_tally(one, axis) for one in judged for axis in Axis)


def last_soon_day(on: date, *, calendar: Calendar, working_days: int = SOON_WORKING_DAYS) -> date:
    """The last due day that is "soon" on a day: at most this many working days away."""
    return calendar.nth_working_day(on, working_days + 1) - timedelta(days=1)


def _standing(line: Line, due_on: date | None, *, day: date, settled: bool, calendar: Calendar) -> Standing:
    if line.due_id is None:
        return Standing.NO_DEADLINE
    due = _Dated(due_on, line.unsettled)
    return standing(due, on=day, calendar=calendar, done=settled, soon_working_days=SOON_WORKING_DAYS)


def _is_quiet(line: Line, *, on: date, rhythm_days: int) -> bool:
    """No word in the agreed rhythm: around the last report where there are reports, else in the last days."""
    since = line.last_asked if line.periodical else on
    if since is None:
        return False
    word = line.last_word_at.astimezone(VIETNAM).date() if line.last_word_at else line.issued_on
    return word is not None and word < since - timedelta(days=rhythm_days)


def _tally(one: Judged, axis: Axis) -> Tally:
    line = one.line
    keys = {Axis.AGENCY: line.agency_id, Axis.DIRECTIVE: str(line.directive_id), Axis.PERIOD: line.period}
    return Tally(
        axis=axis,
        key=keys[axis],
        answer=one.cell.answer,
        standing=one.cell.standing,
        original=one.original,
        lines=1,
        quiet=int(one.quiet),
        unreported=int(one.unreported),
        extended=int(line.extensions > 0),
        extensions=line.extensions,
        oldest_due=line.due_on,
        last_word_at=line.last_word_at,
    )
