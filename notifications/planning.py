"""Lập thông báo: moments -> who gets which items today. Pure: facts, contacts and a date in, drafts out."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from directive.agencies import Absence, Contact, Post, valid_on
from directive.calendar import Calendar
from directive.ledger import Line, Outcome
from directive.moments import Facts, Moment, People, moments, next_look
from directive.policy import OFFICE, Addressee, MomentKind, Policy, post_of
from directive.store.sweeping import Heading, Looked

Reach = Callable[[Contact, str], str | None]
"""(person, channel) -> the address there, None when the person cannot be reached by this channel."""

_OFFICE_POSTS = frozenset(post_of(addressee) for addressee in OFFICE)
_CHAIN = 5  # substitutes of substitutes


class Item(NamedTuple):
    """One thing to be said to one person; `office` when it is said to somebody of the assigner's office as such."""

    looked: Looked
    moment: Moment
    office: bool


class Draft(NamedTuple):
    """Everything due to one person on one channel (một thông báo đang lập). `instead_of` names the people absent."""

    contact: Contact
    channel: str
    address: str
    items: list[Item]
    instead_of: tuple[str, ...]


class Decided(NamedTuple):
    """What a portion of Dues comes to: items by recipient, steps suppressed, and when to look again."""

    items: dict[int, list[Item]]  # recipient's contact_id
    suppressed: list[tuple[Moment, list[Looked]]]
    looks: dict[int, date | None]  # due_id
    waits_for: dict[int, set[int]]  # due_id -> recipients it has items for


class Roster:
    """The people who can be written to on a day, with their substitutes and channels."""

    def __init__(
        self,
        contacts: Iterable[Contact],
        absences: Iterable[Absence],
        *,
        on: date,
        channels: Iterable[str],
        reach: Reach,
    ) -> None:
        self.contacts = {contact.contact_id: contact for contact in contacts if valid_on(contact, on)}
        self._away = {a.contact_id: a.substitute_id for a in absences if a.first <= on <= a.last}
        self._ways: dict[int, tuple[str, str]] = {}
        for contact in self.contacts.values():
            if way := next(ways(contact, channels, reach), None):
                self._ways[contact.contact_id] = way
        self._posts: dict[tuple[str, Post], tuple[int, ...]] = {}
        for contact_id in self._ways:
            key = (self.contacts[contact_id].agency_id, self.contacts[contact_id].post)
            self._posts[key] = (*self._posts.get(key, ()), contact_id)
        offices = {c.agency_id for c in self.contacts.values() if c.post in _OFFICE_POSTS}
        self._only_office = offices.pop() if len(offices) == 1 else None
        self._people: dict[tuple[str, str | None, str | None], People] = {}

    def people(self, owner_id: str, collector_id: str | None, office_id: str | None) -> People:
        """Who the addressees of an obligation are; without an office named, the only one there is."""
        office_id = office_id or self._only_office
        key = (owner_id, collector_id, office_id)
        if key not in self._people:
            where = {Addressee.OFFICER: owner_id, Addressee.HEAD: owner_id, Addressee.COLLECTOR: collector_id}
            self._people[key] = {
                addressee: self._posts.get((where.get(addressee, office_id) or "", post_of(addressee)), ())
                for addressee in Addressee
            }
        return self._people[key]

    def recipient(self, contact_id: int) -> int:
        """The person to write to: the substitute of somebody absent, when there is one that can be reached."""
        here = contact_id
        for _ in range(_CHAIN):
            substitute = self._away.get(here)
            if substitute is None or substitute not in self._ways:
                return here
            here = substitute
        return here

    def is_reached(self, contact_id: int) -> bool:
        """Whether a person can be written to at all."""
        return contact_id in self._ways

    def way(self, contact_id: int) -> tuple[str, str]:
        """Channel and address of a person."""
        return self._ways[contact_id]

    def of_office(self, contact_id: int) -> bool:
        """Whether a person is written to as one of the assigner's office."""
        return self.contacts[contact_id].post in _OFFICE_POSTS

    def shared(self, collectors: Collection[str] = ()) -> set[int]:
        """People whose digest gathers items of several agencies: the Office, leaders, substitutes from elsewhere,
        and those of the collectors given."""
        found = {c.contact_id for c in self.contacts.values() if c.post in _OFFICE_POSTS or c.agency_id in collectors}
        for absent in self._away:
            substitute = self.recipient(absent)
            here, there = self.contacts.get(absent), self.contacts.get(substitute)
            if here and there and here.agency_id != there.agency_id:
                found.add(substitute)
        return found


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
            decided.items.setdefault(recipient, []).extend([Item(one, moment, office) for one in alike])
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


def drafts(
    items: Mapping[int, list[Item]],
    *,
    roster: Roster,
    policy: Policy,
    said_today: set[tuple[int, str]],
    said_this_week: Mapping[tuple[int, str], int],
) -> tuple[list[Draft], set[int]]:
    """One draft per person, and the people who must wait: they had today's message, or the week's share is used up."""
    ready, waiting = [], set()
    for recipient in sorted(items):
        channel, address = roster.way(recipient)
        mine = items[recipient]
        used_up = said_this_week.get((recipient, channel), 0) >= policy.fatigue.messages_per_week
        if (recipient, channel) in said_today or (used_up and not any(is_urgent(i.moment, policy) for i in mine)):
            waiting.add(recipient)
            continue
        absent = sorted({i.moment.contact_id for i in mine} - {recipient})
        names = tuple(roster.contacts[contact_id].name for contact_id in absent)
        ready.append(Draft(roster.contacts[recipient], channel, address, mine, names))
    return ready, waiting


def is_urgent(moment: Moment, policy: Policy) -> bool:
    """Whether a step goes out although the week's share is used up."""
    return moment.step.partition("/")[0] in policy.urgent


def lines_of(draft: Draft, message_id: int) -> list[Line]:
    """The ledger lines of a draft, equal decisions together."""
    groups: dict[tuple[int, str, tuple[str, ...]], list[int]] = {}
    for moment, items in by_moment(draft.items):
        due_ids = groups.setdefault((moment.contact_id, moment.step, moment.folded), [])
        due_ids += [item.looked.due_id for item in items]
    return [
        Line(message_id, contact_id, draft.channel, step, Outcome.TOLD, "", folded, tuple(due_ids))
        for (contact_id, step, folded), due_ids in groups.items()
    ]


def by_moment(items: Iterable[Item]) -> list[tuple[Moment, list[Item]]]:
    """Items of one moment together: Dues of one case share it, so that most questions need be asked only once."""
    found: dict[int, tuple[Moment, list[Item]]] = {}
    for item in items:
        moment = item.moment
        if (place := found.get(id(moment))) is None:
            found[id(moment)] = (moment, [item])
        else:
            place[1].append(item)
    return list(found.values())


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


def ways(contact: Contact, channels: Iterable[str], reach: Reach) -> Iterator[tuple[str, str]]:
    """Channel and address of a person, the preferred one first."""
    known = list(channels)
    preferred = [name for name in contact.channels if name in known]
    for name in dict.fromkeys((*preferred, *known)):
        if address := reach(contact, name):
            yield name, address
