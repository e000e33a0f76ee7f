"""Two lights for every obligation: how far it is (completion), and how recent the last word is (freshness)."""

from datetime import date
from typing import NamedTuple

from directive.calendar import VIETNAM, Calendar
from directive.dues import DaysLate, Standing, days_late, standing
from directive.figures import RHYTHM_DAYS
from directive.obligations import CLOSED, SILENT, Kind, Obligation, Progress
from directive.tracked import Due, DueState
from directive.wording import PROGRESS_NAMES

WAITING = (DueState.OPEN, DueState.RETURNED, DueState.REPORTED)
"""States of a Due that is not settled yet."""

_OF_PERIOD = {
    DueState.REPORTED: Progress.REPORTED,
    DueState.RETURNED: Progress.RETURNED,
    DueState.MET: Progress.DONE,
    DueState.DROPPED: Progress.WITHDRAWN,
}

UNANSWERED = (DueState.OPEN, DueState.RETURNED)
"""States of a Due whose agency still has to speak: only these grow late."""


class Light(NamedTuple):
    """One obligation on a day. `shape` and `fresh` name drawings; the words say the same to everybody."""

    shape: str
    words: str
    fresh: str  # "fresh", "fading" or "silent"
    fresh_words: str
    late: bool

    @property
    def label(self) -> str:
        return f"{self.words}{'; quá hạn' if self.late else ''}; {self.fresh_words}"


class Timing(NamedTuple):
    """Where an obligation stands in time on a day."""

    due: Due | None
    standing: Standing
    late: DaysLate


def next_due(dues: list[Due]) -> Due | None:
    """The Due that is to be settled next; when all are settled, the last one."""
    waiting = [d for d in dues if d.state in WAITING]
    if waiting:
        return min(waiting, key=lambda d: (d.due_on or date.max, d.due_id))
    settled = [d for d in dues if d.state is DueState.MET]
    return max(settled, key=lambda d: (d.due_on or date.min, d.due_id), default=None)


def timing(due: Due | None, *, on: date, calendar: Calendar) -> Timing:
    """Standing and lateness. What was answered is judged on the day of the answer."""
    if due is None:
        return Timing(None, Standing.NO_DEADLINE, DaysLate(0, 0))
    answered = due.state not in UNANSWERED
    judged_on = (due.reported_on or due.met_on or on) if answered else on
    late = days_late(due, on=judged_on, calendar=calendar)
    return Timing(due, standing(due, on=judged_on, calendar=calendar, done=answered), late)


def light(obligation: Obligation, when: Timing, *, on: date, rhythm: int = RHYTHM_DAYS) -> Light:
    """The two lights of one obligation."""
    fresh, fresh_words = _freshness(obligation, on, rhythm)
    shown = _shown_progress(obligation, when.due)
    late = when.standing is Standing.OVERDUE and shown not in CLOSED
    return Light(shown.value, PROGRESS_NAMES[shown], fresh, fresh_words, late)


def _shown_progress(obligation: Obligation, due: Due | None) -> Progress:
    """A periodic report is as far as its period's Due: accepted for June, it is done for June."""
    if obligation.kind is Kind.PERFORM or due is None or obligation.progress in SILENT - {Progress.DONE}:
        return obligation.progress
    if due.state is DueState.OPEN:
        seen = obligation.progress is not Progress.ASSIGNED
        return Progress.RECEIVED if seen else Progress.ASSIGNED
    return _OF_PERIOD.get(due.state, obligation.progress)


def _freshness(obligation: Obligation, on: date, rhythm: int) -> tuple[str, str]:
    if obligation.last_word_at is None:
        return "silent", "chưa có phản hồi"
    spoke = obligation.last_word_at.astimezone(VIETNAM).date()
    faded = (on - spoke).days > rhythm and obligation.progress not in CLOSED
    return ("fading" if faded else "fresh"), f"tin gần nhất {spoke:%d/%m/%Y}"
