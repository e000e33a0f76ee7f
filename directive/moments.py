"""Mốc: the steps that are to be taken for one Due on a day. Facts in, moments out; no clock, no store.

The question is always "which step lies behind and has no entry in the ledger", never "what fell on this day": a missed
day, a week's outage or a second run of the same day need no care of their own.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from directive.calendar import Calendar
from directive.document import Manner
from directive.ledger import Outcome
from directive.policy import WEEKLY, AnchorDay, MomentKind, Policy, Step
from directive.tracked import DueState

NO_CONTACT = "no-contact"
ANSWERED = "already-answered"
REQUEST = "request"

HAD_TODAY = "had-today"
DAY_FULL = "day-full"
WEEK_FULL = "week-full"

REASONS = {
    NO_CONTACT: "chưa có người nhận trong danh bạ",
    ANSWERED: "đơn vị đã báo cáo, chờ xác nhận",
    REQUEST: "việc đề nghị phối hợp, không báo cáo lên cấp trên",
    HAD_TODAY: "người nhận đã có thông báo hôm nay, để ngày sau",
    DAY_FULL: "người nhận đã đủ số thông báo trong ngày, để ngày sau",
    WEEK_FULL: "người nhận đã đủ số thông báo trong tuần, để ngày sau",
}
"""Why a step was not said, in Vietnamese."""

People = Mapping[str, tuple[int, ...]]
"""Addressee -> contact_ids of those who are to be told."""


class Facts(NamedTuple):
    """What the ladder must know of one Due. Light, because a sweep makes one for every Due it looks at."""

    due_id: int
    obligation_id: int
    directive_id: int
    owner_id: str
    kind: str
    manner: str
    progress: str
    state: str
    issued_on: date | None
    cut_off: date | None
    due_on: date | None
    returned_on: date | None
    extensions: int
    unacknowledged: bool  # the Due at which an agency is asked to acknowledge the directive
    people: People
    told: frozenset[tuple[str, int]]  # (step key, contact_id); contact 0 for steps suppressed for all
    moves: int = 0  # how often a date the owner had heard of moved other than by an extension
    moved_on: date | None = None
    asked: tuple[MomentKind, date] | None = None  # what waits for somebody's act, and since when


class Moment(NamedTuple):
    """One step for one person: to be told, with the lower steps folded into it, or suppressed with its reason.

    `step` is the key of the ledger: the step's name, and after "/" the round when the deadline was extended or moved
    or the answer returned: a new date gets its own reminders. `contact_id` is 0 when nobody in particular is meant.
    Which Due it is of is not said: all Dues with the same facts have the same moments.
    """

    step: str
    kind: MomentKind
    level: int
    contact_id: int
    outcome: Outcome
    reason: str
    folded: tuple[str, ...]
    since: date  # the day the step was due


class _Rung(NamedTuple):
    step: Step
    key: str
    day: date
    also: tuple[str, ...] = ()  # keys of earlier rounds under which the same thing was said already


def moments(facts: Facts, *, policy: Policy, calendar: Calendar, on: date) -> tuple[Moment, ...]:
    """The steps that lie behind on a day and have no entry yet (các mốc đến lượt).

    One moment per person, the highest step; lower ones are named in `folded`. Suppressed steps come with their reason.
    """
    if facts.state in policy.stop.states or facts.progress in policy.stop.progress:
        return ()
    ladder = _ladder(facts, policy, calendar)
    passed = [rung for rung in ladder.rungs if rung.day <= on]
    if repeated := _weekly_before(ladder.last, policy, on):
        passed.append(repeated)
    pending: dict[int, list[_Rung]] = {}
    suppressed: list[Moment] = []
    for rung in passed:
        if reason := _silenced(rung.step, facts):
            suppressed += _suppress(facts, rung, reason)
            continue
        persons = _persons(rung.step, facts.people, policy)
        if not persons:
            suppressed += _suppress(facts, rung, NO_CONTACT)
        for person in persons:
            if not _was_told(rung, person, facts):
                pending.setdefault(person, []).append(rung)
    return (*suppressed, *(_told(person, rungs) for person, rungs in pending.items()))


def next_look(facts: Facts, *, policy: Policy, calendar: Calendar, on: date) -> date | None:
    """The next day after `on` on which a step of this Due can lie behind; None when there will be none.

    A cached wake-up: looking too early costs a little, and every change of the Due sets it anew.
    """
    if facts.state in policy.stop.states or facts.progress in ("done", "withdrawn", "transferred"):
        return None
    ladder = _ladder(facts, policy, calendar)
    later = [rung.day for rung in ladder.rungs if rung.day > on]
    if weekly := _weekly_after(ladder.last, policy, on):
        later.append(weekly)
    return min(later, default=None)


def _was_told(rung: _Rung, person: int, facts: Facts) -> bool:
    return any((key, person) in facts.told for key in (rung.key, *rung.also))


def _silenced(step: Step, facts: Facts) -> str:
    if facts.state == DueState.REPORTED:
        return ANSWERED
    if facts.manner == Manner.REQUEST and step.requests == "no":
        return REQUEST
    return ""


def _suppress(facts: Facts, rung: _Rung, reason: str) -> list[Moment]:
    if _was_told(rung, 0, facts):
        return []
    step = rung.step
    return [Moment(rung.key, step.kind, step.level, 0, Outcome.SUPPRESSED, reason, (), rung.day)]


def _told(person: int, rungs: list[_Rung]) -> Moment:
    *lower, highest = rungs
    folded = tuple(rung.key for rung in lower)
    step = highest.step
    return Moment(highest.key, step.kind, step.level, person, Outcome.TOLD, "", folded, highest.day)


def _persons(step: Step, people: People, policy: Policy) -> tuple[int, ...]:
    if len(step.to) == 1 and (persons := people.get(step.to[0])):
        return persons
    found: dict[int, None] = {}
    for addressee in step.to:
        persons = people.get(addressee) or people.get(policy.instead.get(addressee, addressee), ())
        found.update(dict.fromkeys(persons))
    return tuple(found)


class _Ladder(NamedTuple):
    """The dated steps of one Due in the order of rank, and the day after which it is repeated weekly."""

    rungs: tuple[_Rung, ...]
    last: date | None


def _ladder(facts: Facts, policy: Policy, calendar: Calendar) -> _Ladder:
    """Dues with the same dates share a ladder; there are few dates and many Dues."""
    returned = facts.returned_on if facts.state == DueState.RETURNED else None
    steps = policy.steps_for(facts.directive_id, facts.obligation_id, facts.kind)
    weekly = facts.state != DueState.REPORTED and _repeated(facts, policy)
    issued_on = facts.issued_on if facts.unacknowledged else None
    rounds = (facts.extensions, facts.moves, facts.moved_on, facts.asked)
    key = (id(steps), issued_on, facts.cut_off, facts.due_on, returned, *rounds, weekly)
    cache = _DATED.setdefault((policy.version, calendar.version), {})
    ladder = cache.get(key)
    if ladder is None:
        if len(cache) > _CACHED:
            cache.clear()
        dates = _Dates(issued_on, facts.cut_off, facts.due_on, returned, *rounds)
        late_from = _late_from(dates) if weekly else None
        last = calendar.nth_working_day(late_from, policy.weekly.after_days) if late_from else None
        ladder = cache[key] = _Ladder(tuple(_dated(steps, dates, calendar)), last)
    return ladder


def _repeated(facts: Facts, policy: Policy) -> bool:
    if facts.manner == Manner.REQUEST and policy.weekly.requests == "no":
        return False
    return policy.repeats_weekly(facts.directive_id, facts.obligation_id, facts.kind)


_CACHED = 20_000
_LONG_AGO = date(1990, 1, 1)
_DATED: dict[tuple[str, str], dict[tuple[object, ...], _Ladder]] = {}


class _Dates(NamedTuple):
    issued_on: date | None  # None once acknowledged
    cut_off: date | None
    due_on: date | None
    returned_on: date | None
    extensions: int
    moves: int
    moved_on: date | None
    asked: tuple[MomentKind, date] | None


def _dated(steps: tuple[Step, ...], dates: _Dates, calendar: Calendar) -> list[_Rung]:
    rungs = []
    for step in steps:
        anchor = _anchor(step, dates)
        if anchor is None:
            continue
        day = calendar.nth_working_day(anchor, step.days)
        if step.anchor is AnchorDay.DUE and step.days <= 0 and dates.cut_off is not None and day <= dates.cut_off:
            continue  # before its cut-off a report cannot be written yet; the request at the cut-off speaks for it
        rungs.append(_Rung(step, _key(step, dates), day, _earlier_keys(step, dates, day)))
    return rungs


def _anchor(step: Step, dates: _Dates) -> date | None:
    match step.anchor:
        case AnchorDay.ISSUED:
            return dates.issued_on
        case AnchorDay.CUT_OFF:
            return dates.cut_off
        case AnchorDay.RETURNED:
            return dates.returned_on
        case AnchorDay.EXTENDED:
            return _LONG_AGO if dates.extensions and dates.due_on else None
        case AnchorDay.MOVED:
            return _LONG_AGO if dates.moves and dates.due_on else None
        case AnchorDay.ASKED:
            return dates.asked[1] if dates.asked and dates.asked[0] is step.kind else None
        case AnchorDay.DUE:
            return _late_from(dates) if step.days > 0 else dates.due_on


def _late_from(dates: _Dates) -> date | None:
    # An answer that was given in time and returned late must not climb the whole ladder at once.
    if dates.due_on is None or dates.returned_on is None:
        return dates.due_on
    return max(dates.due_on, dates.returned_on)


def _key(step: Step, dates: _Dates) -> str:
    """The step's name in the ledger with its round: g1 after the first extension, m1 after the first other move of the
    date, t240620 after that day's return."""
    rounds = ""
    if step.anchor in (AnchorDay.DUE, AnchorDay.EXTENDED) and dates.extensions:
        rounds += f"g{dates.extensions}"
    if step.anchor in (AnchorDay.DUE, AnchorDay.MOVED) and dates.moves:
        rounds += f"m{dates.moves}"
    after_return = step.anchor is AnchorDay.RETURNED or (step.anchor is AnchorDay.DUE and step.days > 0)
    if after_return and dates.returned_on is not None:
        rounds += f"t{dates.returned_on:%y%m%d}"
    return f"{step.name}/{rounds}" if rounds else step.name


def _earlier_keys(step: Step, dates: _Dates, day: date) -> tuple[str, ...]:
    """A date that moves by a day must not send everybody what they heard already: what lay behind when it moved
    counts as said when any earlier round said it."""
    if step.anchor is not AnchorDay.DUE or dates.moved_on is None or day > dates.moved_on:
        return ()
    return tuple(_key(step, dates._replace(moves=moves)) for moves in range(dates.moves))


def _weekly_before(last: date | None, policy: Policy, on: date) -> _Rung | None:
    """The latest weekly repetition on or before a day; earlier ones that were missed are not caught up."""
    if last is None or on <= last:
        return None
    day = on - timedelta(days=(on.weekday() - policy.weekly.number) % 7)
    if day <= last:
        return None
    year, week, _ = day.isocalendar()
    return _Rung(_weekly_step(policy), f"{WEEKLY}/{year}w{week:02}", day)


def _weekly_after(last: date | None, policy: Policy, on: date) -> date | None:
    if last is None:
        return None
    start = max(last, on)
    return start + timedelta(days=(policy.weekly.number - start.weekday() - 1) % 7 + 1)


_WEEKLY_STEPS: dict[str, Step] = {}


def _weekly_step(policy: Policy) -> Step:
    if policy.version not in _WEEKLY_STEPS:
        weekly = policy.weekly
        _WEEKLY_STEPS[policy.version] = Step(
            name=WEEKLY,
            kind=MomentKind.OVERDUE_NOTICE,
            anchor=AnchorDay.DUE,
            days=weekly.after_days,
            to=weekly.to,
            requests=weekly.requests,
            urgent=True,
        )
    return _WEEKLY_STEPS[policy.version]
