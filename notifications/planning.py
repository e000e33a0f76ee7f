"""Lập thông báo: moments -> who is told what today. Pure: facts, people and a date in, sayings out."""

from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from directive.calendar import Calendar
from directive.document import Manner
from directive.ledger import Outcome
from directive.moments import Facts, Moment, moments, next_look
from directive.obligations import Progress
from directive.pending import SAID_AS, Pending, PendingKind
from directive.policy import MomentKind, Policy
from directive.store.sweeping import Heading, Looked
from directive.tracked import DueState
from notifications.roster import Roster


class Saying(NamedTuple):
    """One step, said to one person of all these Dues, or of all these things that wait for somebody.

    `office` when it is said to somebody of the assigner's office as such.
    """

    moment: Moment
    office: bool
    dues: list[Looked]
    pending: list[Pending] = []  # noqa: RUF012 - never changed


class Decided(NamedTuple):
    """What a portion of Dues comes to: what is said by recipient, steps suppressed, and when to look again."""

    sayings: dict[int, list[Saying]]  # recipient's contact_id
    suppressed: list[tuple[Moment, list[Looked]]]
    looks: dict[int, date | None]  # due_id
    waits_for: dict[int, set[int]]  # due_id -> recipients who are told of it


def decide(
    looked: Iterable[Looked],
    *,
    told: Mapping[int, set[tuple[str, int]]],
    unacknowledged: set[int],
    headings: Mapping[int, Heading],
    roster: Roster,
    policy: Policy,
    calendar: Calendar,
    on: date,
    kinds: frozenset[MomentKind] | None = None,
) -> Decided:
    """The moments of a portion of Dues, by the person who is to receive them.

    With `kinds`, only steps of these kinds are taken; a Due with other steps behind stays awake for them.
    """
    decided = Decided({}, [], {}, {})
    for case, alike in _alike(looked, told, unacknowledged, headings, policy).items():
        one = alike[0]
        heading = headings[one.directive_id]
        facts = facts_of(one, heading=heading, told=case.told, unacknowledged=case.unacknowledged, roster=roster)
        awake, recipients = False, set()
        for moment in moments(facts, policy=policy, calendar=calendar, on=on):
            if kinds is not None and moment.kind not in kinds:
                awake = True
                continue
            if moment.outcome is not Outcome.TOLD:
                decided.suppressed.append((moment, alike))
                continue
            recipient, office = roster.recipient(moment.contact_id), roster.of_office(moment.contact_id)
            decided.sayings.setdefault(recipient, []).append(Saying(moment, office, alike))
            recipients.add(recipient)
        look = on if awake else next_look(facts, policy=policy, calendar=calendar, on=on)
        due_ids = [one.due_id for one in alike]
        decided.looks.update(dict.fromkeys(due_ids, look))
        if recipients:
            decided.waits_for.update(dict.fromkeys(due_ids, recipients))
    return decided


class _Case(NamedTuple):
    """What the ladder is decided by: Dues of one case have the same moments, and there are few cases."""

    of_due: tuple[object, ...]  # whose it is, how it stands, its dates and rounds
    issued_on: date | None
    office_id: str | None
    told: frozenset[tuple[str, int]]
    unacknowledged: bool
    singled_out: tuple[int, int] | None  # directive and obligation, where a site's ladder may differ for them


_NOTHING: frozenset[tuple[str, int]] = frozenset()
_ONLY_SAID = (
    "due_id",
    "obligation_id",
    "directive_id",
    "label",
    "title",
    "period",
    "due_at",
    "moved_from",
    "moved_because",
)
"""Fields of a Due that its ladder does not ask about; any other may decide."""
_of_due = itemgetter(*(place for place, name in enumerate(Looked._fields) if name not in _ONLY_SAID))


def _alike(
    looked: Iterable[Looked],
    told: Mapping[int, set[tuple[str, int]]],
    unacknowledged: set[int],
    headings: Mapping[int, Heading],
    policy: Policy,
) -> dict[_Case, list[Looked]]:
    cases: dict[_Case, list[Looked]] = {}
    for one in looked:
        heading = headings[one.directive_id]
        case = _Case(
            _of_due(one),
            heading.issued_on,
            heading.office_id,
            frozenset(told[one.due_id]) if one.due_id in told else _NOTHING,
            one.due_id in unacknowledged,
            (one.directive_id, one.obligation_id) if policy.override else None,
        )
        cases.setdefault(case, []).append(one)
    return cases


def facts_of(
    one: Looked, *, heading: Heading, told: frozenset[tuple[str, int]], unacknowledged: bool, roster: Roster
) -> Facts:
    """What the ladder must know of one Due."""
    return Facts(
        one.due_id,
        one.obligation_id,
        one.directive_id,
        one.owner_id,
        one.kind,
        one.manner,
        one.progress,
        one.state,
        heading.issued_on,
        one.cut_off,
        one.due_on,
        one.returned_on,
        one.extensions,
        unacknowledged,
        roster.people(one.owner_id, one.collector_id, heading.office_id),
        told,
        one.moves,
        one.moved_on,
    )


def decide_pending(
    pending: Iterable[Pending],
    *,
    told: Mapping[str, set[tuple[str, int]]],
    roster: Roster,
    policy: Policy,
    calendar: Calendar,
    on: date,
    kinds: frozenset[MomentKind] | None = None,
) -> tuple[dict[int, list[Saying]], list[tuple[Moment, list[Pending]]]]:
    """What is said of things that wait, by recipient; and the steps of it nobody could be told."""
    said: dict[tuple[int, Moment], list[Pending]] = {}
    suppressed: dict[Moment, list[Pending]] = {}
    for one in pending:
        facts = facts_of_pending(one, told=frozenset(told.get(one.key, ())), roster=roster)
        for moment in moments(facts, policy=policy, calendar=calendar, on=on):
            if kinds is not None and moment.kind not in kinds:
                continue
            if moment.outcome is Outcome.TOLD:
                said.setdefault((roster.recipient(moment.contact_id), moment), []).append(one)
            else:
                suppressed.setdefault(moment, []).append(one)
    sayings: dict[int, list[Saying]] = {}
    for (recipient, moment), alike in said.items():
        saying = Saying(moment, roster.of_office(moment.contact_id), [], alike)
        sayings.setdefault(recipient, []).append(saying)
    return sayings, list(suppressed.items())


def next_look_at_pending(
    pending: Iterable[Pending], *, roster: Roster, policy: Policy, calendar: Calendar, on: date
) -> date | None:
    """The next day after `on` on which something is to be said of things that wait, if all before was said."""
    facts = (facts_of_pending(one, told=_NOTHING, roster=roster) for one in pending)
    looks = (next_look(one, policy=policy, calendar=calendar, on=on) for one in facts)
    return min((day for day in looks if day), default=None)


def facts_of_pending(one: Pending, *, told: frozenset[tuple[str, int]], roster: Roster) -> Facts:
    """What the ladder must know of a thing that waits."""
    receipt = one.kind is PendingKind.RECEIPT
    return Facts(
        due_id=0,
        obligation_id=0,
        directive_id=one.directive_id,
        owner_id=one.owner_id,
        kind="",
        manner=one.manner if receipt else Manner.ORDER,
        progress=Progress.ASSIGNED,
        state=DueState.OPEN,
        issued_on=one.since if receipt else None,
        cut_off=None,
        due_on=None,
        returned_on=None,
        extensions=0,
        unacknowledged=receipt,
        people=roster.people(one.owner_id, one.reviewer_id, one.office_id),
        told=told,
        asked=None if receipt else (SAID_AS[one.kind], one.since),
    )
