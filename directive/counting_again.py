"""Tính lại một văn bản: a directive's open dues under a calendar and the office's rules, and which of them move."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from pydantic import TypeAdapter

from directive.calendar import Calendar, named_day
from directive.dating import Rules, deadline_dues
from directive.deadlines import AnchorKind, Deadline, Every, Period, Within
from directive.dues import Anchors, Computed, CountingSettings
from directive.obligations import Kind
from directive.periods import reporting_calendar
from directive.shifts import Shift, differs, in_groups, shifted, vanished
from directive.store.open_dues import Letter, OpenDue

_LATER = timedelta(days=31)  # an occurrence may be pushed over the end of its year
_DEADLINES: TypeAdapter[tuple[Deadline, ...]] = TypeAdapter(tuple[Deadline, ...])


class Counting:
    """Counting a directive's open dues again under one calendar and one office's choices."""

    def __init__(
        self,
        calendar: Calendar,
        choices: CountingSettings,
        *,
        on: date,
        changed: tuple[date, ...] = (),
        reason: str = "",
        told: bool = False,
    ) -> None:
        self.calendar = calendar
        self.choices = choices
        self.changed = changed
        self.on = on
        self.reason = reason
        self.told = told  # an anchor was told: kept even where no day moves
        self.words: dict[tuple[date, ...], str] = {}

    def shifts(self, letter: Letter, dues: list[OpenDue]) -> Iterator[Shift]:
        """The dues that move or become certain or uncertain, those that get the same day together."""
        known: dict[tuple[object, ...], Mapping[str, Computed]] = {}
        rules = Rules(self.calendar, reporting_calendar(letter.reporting), self.choices)
        last = max((due.due_on or date.min for due in dues), default=date.min)
        horizon = max(date(max(last.year, self.on.year), 12, 31), last) + _LATER
        for alike in in_groups(due for due in dues if due.deadline_place is not None and not due.set_by):
            due = alike[0]
            found = _counted(due, letter, rules, horizon, known)
            after = found.get(due.key) if _is_recurring(due) else next(iter(found.values()), None)
            if after is None:
                if self._is_gone(due):
                    yield vanished(alike, self._because(due, None))
            elif differs(due, after) or self.told:
                because = self.reason or self._because(due, after)
                yield shifted(alike, after, on=self.on, because=because, anchored=self.told)

    def _is_gone(self, due: OpenDue) -> bool:
        """A report of every working day, on what is not one any more."""
        deadline = deadline_of(due)
        daily = isinstance(deadline, Every) and deadline.period is Period.DAY
        return daily and due.due_on in self.changed and not self.calendar.is_working(due.due_on)

    def _because(self, due: OpenDue, after: Computed | None) -> str:
        """The changed days on the way to the due, in words."""
        steps = after.steps if after else ()
        ways = [step.day for step in steps if step.day] + [one.day for step in steps for one in step.skipped]
        ways += [day for day in (due.due_on, due.original_on, after.due_on if after else None) if day]
        days = tuple(day for day in self.changed if ways and min(ways) <= day <= max(ways))
        if days not in self.words:
            said = (f"{named_day(day)}: {self.calendar.reason(day) or 'ngày làm việc'}" for day in days)
            self.words[days] = "; ".join(said)
        return self.words[days]


def _counted(
    due: OpenDue, letter: Letter, rules: Rules, horizon: date, known: dict[tuple[object, ...], Mapping[str, Computed]]
) -> Mapping[str, Computed]:
    """All occurrences of a due's deadline, computed once for all dues of the directive that share it."""
    name = (due.deadlines, due.deadline_place, due.kind, due.anchor_on, due.anchor_at)
    if name not in known:
        found = deadline_dues(
            _deadlines(due.deadlines),
            due.deadline_place or 0,
            Kind(due.kind),
            anchors=_anchors(due, letter),
            rules=rules,
            horizon=max(horizon, due.anchor_on) if due.anchor_on else horizon,
        )
        known[name] = {one.key: one for one in found}
    return known[name]


def _anchors(due: OpenDue, letter: Letter) -> Anchors:
    """The event told for a due stands for whatever its deadline is counted from; no deadline has two anchors."""
    arrived = letter.received_at if anchor_of(due) is AnchorKind.RECEIVED else None
    return Anchors(
        issued=letter.issued_on,
        received=letter.received_on,
        cut_off=due.anchor_on,
        event=due.anchor_on,
        due=due.anchor_on,
        meetings=(due.anchor_on,) if due.anchor_on else (),
        at=due.anchor_at or arrived,
    )


@lru_cache(maxsize=4096)
def _deadlines(stored: str) -> tuple[Deadline, ...]:
    return _DEADLINES.validate_json(stored)


def deadline_of(due: OpenDue) -> Deadline | None:
    """The deadline a due comes from; None when it comes from none."""
    return None if due.deadline_place is None else _deadlines(due.deadlines)[due.deadline_place]


def _is_recurring(due: OpenDue) -> bool:
    return isinstance(deadline_of(due), Every)


def anchor_of(due: OpenDue) -> AnchorKind | None:
    """What its period runs from."""
    deadline = deadline_of(due)
    return deadline.anchor.kind if isinstance(deadline, Within) else None


def anchor_words(due: OpenDue) -> str:
    """What its period runs from, in the words of the text."""
    deadline = deadline_of(due)
    return (deadline.anchor.words if isinstance(deadline, Within) else "") or due.words
