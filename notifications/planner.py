"""Lập thông báo trong ngày: gather what is to be looked at, decide, write it down; nothing leaves yet.

Planning goes agency by agency in portions, each one transaction. What is due to people who hear of several agencies
(the Office, leaders, substitutes) is collected on the way and written down last, so that each of them too gets one
message. A Due whose last words are still to be written stays awake: a process that dies in between loses nothing.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from directive.calendar import Calendar
from directive.events import MessagesPlanned
from directive.ledger import PendingLine
from directive.policy import Addressee, AnchorDay, MomentKind
from directive.store import Reading, Store, addresses, directory, operating, pending, sweeping
from directive.store.engine import Change
from notifications.channels import names_in_order, reach_except
from notifications.drafting import suppressed_lines, suppressed_pending
from notifications.planning import Decided, Saying, decide, decide_pending
from notifications.roster import Roster
from notifications.site import Site
from notifications.writing import Writer

PORTION = 4000
"""Dues planned in one transaction; an agency is never divided."""

BY = "dondoc"
_RULES = "sweep-rules"
_DIRECTORY = "sweep-directory"

Owners = list[tuple[str, "array[int]"]]
"""Agencies with the numbers of their Dues to look at."""


class Planned(NamedTuple):
    """What planning came to: messages written down, steps suppressed by reason, people who wait for another day."""

    messages: int
    told: int
    suppressed: Counter[str]
    waiting: int
    looked_at: int


NOTHING = Planned(0, 0, Counter(), 0, 0)


def plan(
    store: Store,
    *,
    on: date,
    at: datetime,
    site: Site,
    channels: Iterable[str],
    calendar: Calendar,
    kinds: frozenset[MomentKind] | None = None,
    watch: Callable[[str, int], None] = lambda _step, _number: None,
) -> Planned:
    """Write down today's messages (lập thông báo); nothing leaves yet.

    With `kinds`, only steps of these kinds are told; a person who has had today's message hears of the rest on the
    next working day.
    """
    planner = _Planner(on=on, at=at, site=site, channels=tuple(channels), calendar=calendar, kinds=kinds)
    with store.change(at=at, by=BY) as change:
        change.alone()
        everything = planner.must_look_at_everything(change.conn)
        planner.wake_unreached(change)
        planner.gather_pending(change.conn)
        owners = sweeping.awake(change.conn, on=on, everything=everything)
    for portion in portions(owners):
        with store.change(at=at, by=BY) as change:
            change.alone()
            planner.plan_portion(change, portion, everything=everything)
        watch("planned", 0)
    with store.change(at=at, by=BY) as change:
        change.alone()
        planner.plan_shared(change)
    planner.remember(store)
    watch("planned", 0)
    return planner.result()


def portions(owners: Owners, size: int = PORTION) -> Iterator[Owners]:
    """Agencies packed so that each portion has about `size` Dues."""
    portion: Owners = []
    filled = 0
    for owner_id, due_ids in owners:
        if portion and filled + len(due_ids) > size:
            yield portion
            portion, filled = [], 0
        portion.append((owner_id, due_ids))
        filled += len(due_ids)
    if portion:
        yield portion


class _Planner:
    """One run of planning: what it knows of the site and what it has gathered so far."""

    def __init__(
        self,
        *,
        on: date,
        at: datetime,
        site: Site,
        channels: tuple[str, ...],
        calendar: Calendar,
        kinds: frozenset[MomentKind] | None = None,
    ) -> None:
        self.on = on
        self.at = at
        self.site = site
        self.kinds = kinds
        self.channels = names_in_order(channels, site.policy.channels.order)
        self.calendar = calendar
        self.writer = Writer(on=on, at=at, site=site, calendar=calendar)
        self.shared: dict[int, list[Saying]] = {}  # recipient -> gathered from all portions
        self.shared_places: set[str] = set()  # their agencies
        self.pending: list[PendingLine] = []  # steps about things that wait which were not said
        self.shared_looks: dict[int, date | None] = {}
        self.rules = f"{site.policy.version} {calendar.version}"
        self.directory = ""
        self.collecting: frozenset[str] | None = None
        self.looked_at = 0
        self.suppressed = Counter[str]()

    def must_look_at_everything(self, conn: Reading) -> bool:
        """Whether the cached wake-ups may be wrong: the ladder or the calendar changed since the last sweep."""
        self.directory = f"{sweeping.directory_length(conn)} {len(addresses.marked(conn))}"
        known = operating.mark(conn, _RULES)
        return known is not None and known != self.rules

    def remember(self, store: Store) -> None:
        """Keep which rules the wake-ups were computed by."""
        operating.set_mark(store, _RULES, self.rules, at=self.at)
        operating.set_mark(store, _DIRECTORY, self.directory, at=self.at)

    def wake_unreached(self, change: Change) -> None:
        """The directory changed: steps nobody could be told of are looked at again."""
        if operating.mark(change.conn, _DIRECTORY) != self.directory:
            due_ids = tuple(sweeping.unreached(change.conn))
            if due_ids:
                change.record(MessagesPlanned(day=self.on, next_looks=((self.on, due_ids),)))

    def gather_pending(self, conn: Reading) -> None:
        """What waits for somebody's act; those who are told of it get their message at the end."""
        found = pending.pending(conn)
        places = {p for one in found for p in (one.owner_id, one.reviewer_id, one.office_id) if p}
        roster = self.roster_of(conn, places)
        self.writer.know_headings(conn, {one.directive_id for one in found})
        said, suppressed = decide_pending(
            found,
            told=pending.told(conn, {one.key for one in found}),
            roster=roster,
            policy=self.site.policy,
            calendar=self.calendar,
            on=self.on,
            kinds=self.kinds,
        )
        self.share(roster, said)
        self.pending = suppressed_pending(suppressed)
        for moment, alike in suppressed:
            self.suppressed[moment.reason] += len(alike)

    def share(self, roster: Roster, sayings: Mapping[int, list[Saying]]) -> None:
        """Keep what is said to people whose message is written last."""
        for person, mine in sayings.items():
            self.shared.setdefault(person, []).extend(mine)
            persons = {person, *(saying.moment.contact_id for saying in mine)}  # the absent ones are named
            self.shared_places |= {roster.contacts[one].agency_id for one in persons}

    def roster_of(self, conn: Reading, places: Collection[str]) -> Roster:
        """The people of these agencies, of the office, and all who stand in for somebody."""
        roster = Roster(
            sweeping.people(conn, places),
            directory.absences(conn),
            on=self.on,
            channels=self.channels,
            reach=reach_except(addresses.marked(conn)),
        )
        self.writer.know_agencies(conn, {*places, *(c.agency_id for c in roster.contacts.values())})
        return roster

    def plan_portion(self, change: Change, portion: Owners, *, everything: bool) -> None:
        """Decide about some agencies' Dues and write down what their own people are told."""
        decided, roster = self.decide_portion(change.conn, portion, everything=everything)
        ready, waiting = self.writer.ready(change.conn, self.own(decided), roster)
        looks = {}
        for due_id, day in decided.looks.items():
            persons = decided.waits_for.get(due_id, set())
            day = self.tomorrow(day) if persons & waiting else day
            if persons & self.shared.keys():
                self.shared_looks[due_id] = day
            else:
                looks[due_id] = day
        self.writer.write(change, ready, suppressed_lines(decided.suppressed), looks)

    def plan_shared(self, change: Change) -> None:
        """Write down what those are told who hear of several agencies."""
        roster = self.roster_of(change.conn, self.shared_places)
        ready, waiting = self.writer.ready(change.conn, self.shared, roster)
        late = {one.due_id for person in waiting for saying in self.shared[person] for one in saying.dues}
        looks = {due_id: self.tomorrow(day) if due_id in late else day for due_id, day in self.shared_looks.items()}
        self.writer.write(change, ready, [], looks, self.pending)

    def decide_portion(self, conn: Reading, portion: Owners, *, everything: bool) -> tuple[Decided, Roster]:
        """Gather and decide; what is due to people of several agencies goes to `shared`."""
        owner_ids = [owner_id for owner_id, _ in portion]
        due_ids = [due_id for _, numbers in portion for due_id in numbers]
        looked = sweeping.looked_at(conn, due_ids, on=self.on, everything=everything)
        headings = self.writer.know_headings(conn, {one.directive_id for one in looked})
        places = {*owner_ids, *(one.collector_id for one in looked if one.collector_id)}
        roster = self.roster_of(conn, places)
        asking = sweeping.unacknowledged(conn, owner_ids)
        decided = decide(
            looked,
            told=self.told(conn, due_ids, asking),
            unacknowledged=asking,
            headings=headings,
            roster=roster,
            policy=self.site.policy,
            calendar=self.calendar,
            on=self.on,
            kinds=self.kinds,
        )
        self.looked_at += len(looked)
        for moment, alike in decided.suppressed:
            self.suppressed[moment.reason] += len(alike)
        several = roster.shared(self.collectors(conn)) | self.shared.keys()
        self.share(roster, {person: decided.sayings[person] for person in decided.sayings.keys() & several})
        return decided, roster

    def told(self, conn: Reading, due_ids: list[int], asking: set[int]) -> dict[int, set[tuple[str, int]]]:
        """What was said of these Dues, and of acknowledging also at those that asked before them."""
        said = sweeping.told(conn, due_ids)
        steps = {step.name for step in self.site.policy.step if step.anchor is AnchorDay.ISSUED}
        if here := asking.intersection(due_ids):
            for due_id, heard in sweeping.asked_before(conn, here, steps).items():
                said.setdefault(due_id, set()).update(heard)
        return said

    def collectors(self, conn: Reading) -> frozenset[str]:
        """Agencies that hear of others as collectors, where the ladder writes to collectors at all."""
        policy = self.site.policy
        if not any(Addressee.COLLECTOR in to for to in (policy.weekly.to, *(step.to for step in policy.step))):
            return frozenset()
        if self.collecting is None:
            self.collecting = sweeping.collectors(conn)
        return self.collecting

    def own(self, decided: Decided) -> dict[int, list[Saying]]:
        """What goes to people who hear of one agency only."""
        return {person: mine for person, mine in decided.sayings.items() if person not in self.shared}

    def tomorrow(self, day: date | None) -> date:
        """The next working day, or the day given when that comes sooner: somebody still has to be told."""
        following = self.calendar.nth_working_day(self.on, 1)
        return min(day, following) if day else following

    def result(self) -> Planned:
        writer = self.writer
        return Planned(writer.messages, writer.told, self.suppressed, writer.waiting, self.looked_at)
