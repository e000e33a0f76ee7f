"""Lập kỳ hạn: obligations -> their Dues, kept with the explanation of each date (pure).

Continuous duties, and recurring ones without a day of their own, have no Due: they are asked about in each report.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

from directive.calendar import Calendar
from directive.deadlines import ByReference, Deadline, Every, Unstated
from directive.dues import Anchors, Computed, CountingSettings
from directive.obligations import Kind, Obligation
from directive.occurrences import occurrences
from directive.periods import ReportingCalendar, ReportLevel
from directive.tracked import Due

LEVELS = {
    Kind.PERFORM: ReportLevel.MEMBER,
    Kind.REPORT: ReportLevel.MEMBER,
    Kind.COMPILE: ReportLevel.COLLECTOR,
}


class Rules(NamedTuple):
    """What dates are computed with: one site's calendar, one directive's reporting calendar, the office's choices."""

    calendar: Calendar
    reporting: ReportingCalendar
    counting: CountingSettings


def date_obligations(
    obligations: Iterable[Obligation], *, anchors: Anchors, rules: Rules, horizon: date, first_id: int, look_on: date
) -> tuple[Due, ...]:
    """The Dues of obligations, numbered from `first_id`; recurring ones up to `horizon`.."""
    numbers = count(first_id)
    return tuple(
        kept_due(computed, due_id=next(numbers), obligation=obligation, place=place, look_on=look_on)
        for obligation in obligations
        for place, computed in computed_dues(obligation, anchors=anchors, rules=rules, horizon=horizon)
    )


def computed_dues(
    obligation: Obligation, *, anchors: Anchors, rules: Rules, horizon: date
) -> Iterator[tuple[int, Computed]]:
    """Each Due of one obligation with the place of the deadline it comes from."""
    for place in range(len(obligation.deadlines)):
        found = deadline_dues(
            obligation.deadlines, place, obligation.kind, anchors=anchors, rules=rules, horizon=horizon
        )
        for computed in found:
            yield place, computed


def deadline_dues(
    deadlines: Sequence[Deadline], place: int, kind: Kind, *, anchors: Anchors, rules: Rules, horizon: date
) -> tuple[Computed, ...]:
    """The Dues of one of the deadlines of an obligation of some kind."""
    deadline = deadlines[place]
    if not gives_dues(deadline, kind):
        return ()
    return occurrences(
        deadline,
        anchors=anchors,
        calendar=rules.calendar,
        reporting=rules.reporting,
        settings=rules.counting,
        horizon=horizon,
        level=LEVELS[kind],
        beside=[d for d in deadlines if d is not deadline and gives_dues(d, kind)],
    )


def gives_dues(deadline: Deadline, kind: Kind) -> bool:
    """Whether a deadline of a duty of this kind has days of its own.

    "Hằng năm bố trí kinh phí" names a rhythm but no day, "theo quy định" no document that could be opened: both are
    asked about in each report. A numbered document ("theo Kế hoạch số 92") can be opened: somebody must say the day.
    """
    match deadline:
        case Every():
            return kind is not Kind.PERFORM or _names_a_day(deadline)
        case ByReference():
            return kind is Kind.PERFORM and bool(re.search(r"\d", deadline.reference))
        case _:
            return True


def is_recurring(obligation: Obligation) -> bool:
    """Whether an obligation gets new Dues year after year."""
    return any(isinstance(d, Every) and gives_dues(d, obligation.kind) for d in obligation.deadlines)


def kept_due(computed: Computed, *, due_id: int, obligation: Obligation, place: int, look_on: date) -> Due:
    """A computed Due as the store keeps it."""
    return Due(
        due_id=due_id,
        obligation_id=obligation.obligation_id,
        directive_id=obligation.directive_id,
        words=words_of(obligation.deadlines[place]),
        deadline_place=place,
        key=computed.key,
        period=computed.period,
        period_from=computed.period_from,
        period_to=computed.period_to,
        cut_off=computed.cut_off,
        opens_on=computed.opens_on,
        original_on=computed.due_on,
        original_at=computed.due_at,
        due_on=computed.due_on,
        due_at=computed.due_at,
        provisional=computed.provisional,
        unsettled=computed.unsettled,
        why=tuple(step.model_dump(mode="json") for step in computed.steps),
        calendar_version=computed.calendar_version,
        next_look_on=look_on,
    )


def words_of(deadline: Deadline) -> str:
    """The letter's words for a deadline; empty when it has none."""
    return "" if isinstance(deadline, Unstated) else " ".join(deadline.text.split())


def _names_a_day(every: Every) -> bool:
    return every.month_day is not None or every.weekday is not None or every.month is not None
