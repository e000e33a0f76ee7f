"""Soạn thông báo: what is decided -> one draft per person, and its lines for the ledger. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from directive.agencies import Contact
from directive.ledger import Line, Outcome, PendingLine
from directive.moments import DAY_FULL, HAD_TODAY, WEEK_FULL, Moment
from directive.pending import Pending
from directive.policy import Policy
from directive.store.sweeping import Looked
from notifications.planning import Saying
from notifications.roster import Roster


class Draft(NamedTuple):
    """Everything due to one person on one channel (một thông báo đang lập). `instead_of` names the people absent."""

    contact: Contact
    channel: str
    address: str
    sayings: list[Saying]
    instead_of: tuple[str, ...]


def drafts(
    sayings: Mapping[int, list[Saying]],
    *,
    roster: Roster,
    policy: Policy,
    said_today: set[tuple[int, str]],
    said_this_week: Mapping[tuple[int, str], int],
    came_today: Mapping[int, int],
) -> tuple[list[Draft], dict[int, str]]:
    """One draft per person, and the people who must wait, with the reason.

    Today's message of a person is written once and never added to. Messages of the day are counted over all channels
    and of all kinds; the week's share holds back mild steps only.
    """
    ready: list[Draft] = []
    waiting: dict[int, str] = {}
    for recipient in sorted(sayings):
        channel, address = roster.way(recipient)
        mine = sayings[recipient]
        used_up = said_this_week.get((recipient, channel), 0) >= policy.fatigue.messages_per_week
        if (recipient, channel) in said_today:
            waiting[recipient] = HAD_TODAY
        elif came_today.get(recipient, 0) >= policy.fatigue.messages_per_day:
            waiting[recipient] = DAY_FULL
        elif used_up and not any(is_urgent(s.moment, policy) for s in mine):
            waiting[recipient] = WEEK_FULL
        if recipient in waiting:
            continue
        absent = sorted({saying.moment.contact_id for saying in mine} - {recipient})
        names = tuple(roster.contacts[contact_id].name for contact_id in absent)
        ready.append(Draft(roster.contacts[recipient], channel, address, mine, names))
    return ready, waiting


def is_urgent(moment: Moment, policy: Policy) -> bool:
    """Whether a step goes out although the week's share is used up."""
    return moment.step.partition("/")[0] in policy.urgent


def lines_of(draft: Draft, message_id: int) -> list[Line]:
    """The ledger lines of a draft, equal decisions together."""
    groups: dict[tuple[int, str, tuple[str, ...]], list[int]] = {}
    for moment, _, dues, _ in draft.sayings:
        if not dues:
            continue
        due_ids = groups.setdefault((moment.contact_id, moment.step, moment.folded), [])
        due_ids += [one.due_id for one in dues]
    return [
        Line(message_id, contact_id, draft.channel, step, Outcome.TOLD, "", folded, tuple(due_ids))
        for (contact_id, step, folded), due_ids in groups.items()
    ]


def pending_lines_of(draft: Draft, message_id: int) -> list[PendingLine]:
    """The ledger lines of what a draft says about things that wait."""
    return [
        PendingLine(
            message_id,
            moment.contact_id,
            draft.channel,
            moment.step,
            Outcome.TOLD,
            "",
            moment.folded,
            tuple(one.key for one in pending),
        )
        for moment, _, _, pending in draft.sayings
        if pending
    ]


def suppressed_pending(suppressed: Iterable[tuple[Moment, list[Pending]]]) -> list[PendingLine]:
    """The ledger lines of steps about things that wait which were not said."""
    return [
        PendingLine(0, 0, "-", moment.step, Outcome.SUPPRESSED, moment.reason, (), tuple(one.key for one in alike))
        for moment, alike in suppressed
    ]


def deferred_lines(
    sayings: Mapping[int, list[Saying]],
    why: Mapping[int, str],
    *,
    known: Mapping[int, set[tuple[str, int]]],
    on: date,
) -> list[Line]:
    """The ledger lines of what is left for another day: the step's key with the day, so that it is still to be said."""
    lines = []
    for person, mine in sayings.items():
        for moment, _, dues, _ in mine:
            step = put_off(moment.step, on)
            new = tuple(d.due_id for d in dues if (step, moment.contact_id) not in known.get(d.due_id, ()))
            if new:
                lines.append(Line(0, moment.contact_id, "-", step, Outcome.DEFERRED, why[person], (), new))
    return lines


def deferred_pending(
    sayings: Mapping[int, list[Saying]],
    why: Mapping[int, str],
    *,
    known: Mapping[str, set[tuple[str, int]]],
    on: date,
) -> list[PendingLine]:
    """The same for things that wait."""
    lines = []
    for person, mine in sayings.items():
        for moment, _, _, pending in mine:
            step = put_off(moment.step, on)
            new = tuple(one.key for one in pending if (step, moment.contact_id) not in known.get(one.key, ()))
            if new:
                lines.append(PendingLine(0, moment.contact_id, "-", step, Outcome.DEFERRED, why[person], (), new))
    return lines


def put_off(step: str, on: date) -> str:
    """The key of a step that was not said on a day and still is to be."""
    return f"{step}@{on:%y%m%d}"


def suppressed_lines(suppressed: Iterable[tuple[Moment, list[Looked]]]) -> list[Line]:
    """The ledger lines of steps that were not said."""
    groups: dict[tuple[str, str], list[int]] = {}
    for moment, alike in suppressed:
        groups.setdefault((moment.step, moment.reason), []).extend(one.due_id for one in alike)
    return [
        Line(0, 0, "-", step, Outcome.SUPPRESSED, reason, (), tuple(due_ids))
        for (step, reason), due_ids in groups.items()
    ]


def grouped_looks(looks: Mapping[int, date | None]) -> tuple[tuple[date | None, tuple[int, ...]], ...]:
    """Wake-ups by day, for one statement each."""
    days: dict[date | None, list[int]] = {}
    for due_id, day in looks.items():
        days.setdefault(day, []).append(due_id)
    return tuple((day, tuple(due_ids)) for day, due_ids in sorted(days.items(), key=lambda pair: pair[0] or date.max))


def week_before(on: date) -> date:
    """The first of the seven days that end with `on`."""
    return on - timedelta(days=6)
