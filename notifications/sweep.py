"""Lượt đôn đốc trong ngày: gather what is to be looked at, decide, write it down, deliver. One process, no engine.

Planning goes agency by agency in portions, each one transaction. What is due to people who hear of several agencies
(the Office, leaders, substitutes) is collected on the way and written down last, so that each of them too gets one
message. A Due whose last words are still to be written stays awake: a process that dies in between loses nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from directive.calendar import Calendar
from directive.counting import in_office_hours
from directive.events import MessagesPlanned
from directive.ledger import Line, Link, Message, MessageState
from directive.policy import Addressee, MomentKind, Policy, load_policy
from directive.settings import Settings
from directive.site import site_calendar
from directive.store import Reading, Store, addresses, directory, health, messages, operating, sweeping
from directive.store.engine import Change
from notifications import bounces, digest, links, outbox
from notifications.channels import Channel, names_in_order, reach_except
from notifications.planning import (
    Decided,
    Draft,
    Item,
    Roster,
    decide,
    drafts,
    grouped_looks,
    lines_of,
    suppressed_lines,
    week_before,
)

PORTION = 4000
"""Dues planned in one transaction; an agency is never divided."""

_RULES = "sweep-rules"
_DIRECTORY = "sweep-directory"
LAST_SWEEP = "last-sweep"


class Site(NamedTuple):
    """What a sweep needs to know of the site, besides the store."""

    policy: Policy
    secret: bytes
    public_url: str
    office_name: str
    mail_domain: str
    assumed: bool = False


def site_of(settings: Settings, secret: bytes) -> Site:
    """The site as its settings say."""
    host = settings.public_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return Site(
        policy=load_policy(settings.policy_file),
        secret=secret,
        public_url=settings.public_url,
        office_name=settings.office_name,
        mail_domain=host or "dondoc.invalid",
        assumed=settings.today is not None,
    )


class Planned(NamedTuple):
    """What planning came to: messages written down, steps suppressed by reason, people who wait for another day."""

    messages: int
    told: int
    suppressed: Counter[str]
    waiting: int
    looked_at: int


class Prepared(NamedTuple):
    """What a sweep came to before delivery. `day_off` tells why nothing was planned."""

    day_off: str
    planned: Planned
    settled: Counter[MessageState]
    expired: int


class SweepResult(NamedTuple):
    """What a whole sweep came to. `day_off` tells why nothing was planned."""

    on: date
    day_off: str
    planned: Planned
    settled: Counter[MessageState]
    expired: int
    delivered: Counter[MessageState]
    waiting: int  # messages that still wait: outside office hours, or to be tried again
    faults: list[Exception]


NOTHING = Planned(0, 0, Counter(), 0, 0)


def sweep(
    store: Store,
    *,
    on: date,
    at: datetime,
    site: Site,
    channels: Mapping[str, Channel],
    clock: Callable[[], datetime] | None = None,
    watch: outbox.Watch = outbox.nobody,
) -> SweepResult:
    """The whole daily sweep with delivery. Running it again on the same day says nothing new."""
    with store.reading() as conn:
        calendar = site_calendar(conn)
    prepared = prepare(store, on=on, at=at, site=site, channels=tuple(channels), calendar=calendar, watch=watch)
    delivered = deliver(
        store, site=site, channels=channels, clock=clock or (lambda: at), calendar=calendar, watch=watch
    )
    with store.reading() as conn:
        counts = health.unfinished(conn)
    waiting = counts.get(MessageState.PLANNED, 0) + counts.get(MessageState.DEFERRED, 0)
    return SweepResult(on, *prepared, delivered.states, waiting, delivered.faults)


def prepare(
    store: Store,
    *,
    on: date,
    at: datetime,
    site: Site,
    channels: Iterable[str],
    calendar: Calendar,
    kinds: frozenset[MomentKind] | None = None,
    watch: outbox.Watch = outbox.nobody,
) -> Prepared:
    """Everything before delivery: settle what an earlier run left half-way, then plan the day unless it is off."""
    stale_after = site.policy.delivery.stale_after
    settled = outbox.settle(store, at=at, stale_after=stale_after, gone=outbox.process_gone)
    day_off, planned, expired = "", NOTHING, 0
    if calendar.is_working(on):
        expired = outbox.expire(store, on=on, at=at)
        planned = plan(store, on=on, at=at, site=site, channels=channels, calendar=calendar, kinds=kinds, watch=watch)
    else:
        day_off = str(calendar.reason(on))
    if kinds is None:
        operating.set_mark(store, LAST_SWEEP, on.isoformat(), at=at)
    return Prepared(day_off, planned, settled, expired)


def deliver(
    store: Store,
    *,
    site: Site,
    channels: Mapping[str, Channel],
    clock: Callable[[], datetime],
    calendar: Calendar,
    limit: int | None = None,
    ids: Iterable[int] | None = None,
    watch: outbox.Watch = outbox.nobody,
) -> outbox.Delivered:
    """Send what waits, in office hours only where the policy says so."""

    def is_open(instant: datetime) -> bool:
        return not site.policy.hours.office_hours_only or in_office_hours(instant, calendar=calendar)

    def send(numbers: Iterable[int] | None) -> outbox.Delivered:
        return outbox.deliver(
            store,
            channels=channels,
            render=lambda message: digest.render(message, secret=site.secret, public_url=site.public_url),
            policy=site.policy,
            clock=clock,
            ids=None if numbers is None else list(numbers),
            limit=limit,
            is_open=is_open,
            watch=watch,
        )

    done = send(ids)
    while passed_on := bounces.pass_on(store, at=clock(), channels=tuple(channels), policy=site.policy):
        if limit is not None:
            break  # what was passed on goes with the next portion
        further = send(passed_on)
        done.states.update(further.states)
        done.faults.extend(further.faults)
    return done


# --- planning -----------------------------------------------------------------------------------------------------


def plan(
    store: Store,
    *,
    on: date,
    at: datetime,
    site: Site,
    channels: Iterable[str],
    calendar: Calendar,
    kinds: frozenset[MomentKind] | None = None,
    watch: outbox.Watch = outbox.nobody,
) -> Planned:
    """Write down today's messages (lập thông báo); nothing leaves yet.

    With `kinds`, only steps of these kinds are told; a person who has had today's message hears of the rest on the
    next working day.
    """
    planner = _Planner(on=on, at=at, site=site, channels=tuple(channels), calendar=calendar, kinds=kinds)
    with store.change(at=at, by=outbox.BY) as change:
        change.alone()
        everything = planner.must_look_at_everything(change.conn)
        planner.wake_unreached(change)
        owners = sweeping.owners_to_look_at(change.conn, on=on, everything=everything)
    for portion in portions(owners):
        with store.change(at=at, by=outbox.BY) as change:
            change.alone()
            planner.plan_portion(change, portion, everything=everything)
        watch("planned", 0)
    with store.change(at=at, by=outbox.BY) as change:
        change.alone()
        planner.plan_shared(change)
    planner.remember(store)
    watch("planned", 0)
    return planner.result()


def portions(owners: Iterable[tuple[str, int]], size: int = PORTION) -> Iterator[list[str]]:
    """Agencies packed so that each portion has about `size` Dues."""
    portion: list[str] = []
    filled = 0
    for owner_id, count in owners:
        if portion and filled + count > size:
            yield portion
            portion, filled = [], 0
        portion.append(owner_id)
        filled += count
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
        self.kinds = kinds
        self.at = at
        self.site = site
        self.channels = names_in_order(channels, site.policy.channels.order)
        self.calendar = calendar
        self.roster: Roster | None = None  # of the portion at hand
        self.shared: dict[int, list[Item]] = {}  # recipient -> items gathered from all portions
        self.shared_looks: dict[int, date | None] = {}
        self.agencies: dict[str, tuple[str, str]] = {}
        self.headings: dict[int, sweeping.Heading] = {}
        self.rules = f"{site.policy.version} {calendar.version}"
        self.directory = ""
        self.collecting: frozenset[str] | None = None
        self.counted = Counter[str]()
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

    def plan_portion(self, change: Change, owner_ids: list[str], *, everything: bool) -> None:
        """Decide about some agencies' Dues and write down what their own people are told."""
        decided = self.decide_portion(change.conn, owner_ids, everything=everything)
        ready, waiting = self.ready(change.conn, self.own(decided))
        looks = {}
        for due_id, day in decided.looks.items():
            persons = decided.waits_for.get(due_id, set())
            day = self.tomorrow(day) if persons & waiting else day
            if persons & self.shared.keys():
                self.shared_looks[due_id] = day
            else:
                looks[due_id] = day
        self.write(change, ready, suppressed_lines(decided.suppressed), looks)

    def plan_shared(self, change: Change) -> None:
        """Write down what those are told who hear of several agencies."""
        ready, waiting = self.ready(change.conn, self.shared)
        late = {item.looked.due_id for person in waiting for item in self.shared[person]}
        looks = {due_id: self.tomorrow(day) if due_id in late else day for due_id, day in self.shared_looks.items()}
        self.write(change, ready, [], looks)

    def decide_portion(self, conn: Reading, owner_ids: list[str], *, everything: bool) -> Decided:
        """Gather and decide; what is due to people of several agencies goes to `shared`."""
        looked = sweeping.looked_at(conn, owner_ids, on=self.on, everything=everything)
        self.headings |= sweeping.headings(conn, {o.directive_id for o in looked} - self.headings.keys())
        places = {*owner_ids, *(o.collector_id for o in looked if o.collector_id)}
        self.roster = Roster(
            sweeping.people(conn, places),
            directory.absences(conn),
            on=self.on,
            channels=self.channels,
            reach=reach_except(addresses.marked(conn)),
        )
        self.agencies |= sweeping.agency_names(conn, {*places, *(c.agency_id for c in self.roster.contacts.values())})
        decided = decide(
            looked,
            told=sweeping.told(conn, owner_ids, on=self.on, everything=everything),
            unacknowledged=sweeping.unacknowledged(conn, owner_ids),
            headings=self.headings,
            roster=self.roster,
            policy=self.site.policy,
            calendar=self.calendar,
            on=self.on,
            kinds=self.kinds,
        )
        self.counted["looked"] += len(looked)
        for moment, alike in decided.suppressed:
            self.suppressed[moment.reason] += len(alike)
        several = self.roster.shared(self.collectors(conn))
        for person in decided.items.keys() & several:
            self.shared.setdefault(person, []).extend(decided.items[person])
        return decided

    def collectors(self, conn: Reading) -> frozenset[str]:
        """Agencies that hear of others as collectors, where the ladder writes to collectors at all."""
        policy = self.site.policy
        if not any(Addressee.COLLECTOR in to for to in (policy.weekly.to, *(step.to for step in policy.step))):
            return frozenset()
        if self.collecting is None:
            self.collecting = sweeping.collectors(conn)
        return self.collecting

    def own(self, decided: Decided) -> dict[int, list[Item]]:
        """What goes to people who hear of one agency only."""
        return {person: items for person, items in decided.items.items() if person not in self.shared}

    def tomorrow(self, day: date | None) -> date:
        """The next working day, or the day given when that comes sooner: somebody still has to be told."""
        following = self.calendar.nth_working_day(self.on, 1)
        return min(day, following) if day else following

    # --- writing down ---------------------------------------------------------------------------------------------

    def write(self, change: Change, ready: list[Draft], lines: list[Line], looks: Mapping[int, date | None]) -> None:
        """One message per person with its ledger lines, and the wake-ups, in one event."""
        minted: list[Link] = []
        link_ids = self.links_for(change, ready, minted)
        first = change.numbers("message", len(ready)) if ready else 0
        numbered = []
        for number, (draft, body) in enumerate(self.bodies(change.conn, ready), start=first):
            numbered.append(self.message(number, draft, body, link_ids[draft.contact.contact_id]))
            lines += lines_of(draft, number)
        self.counted["messages"] += len(numbered)
        self.counted["told"] += sum(len(draft.items) for draft in ready)
        if numbered or lines or looks:
            change.record(
                MessagesPlanned(
                    day=self.on,
                    messages=tuple(numbered),
                    links=tuple(minted),
                    lines=tuple(lines),
                    next_looks=grouped_looks(looks),
                )
            )

    def ready(self, conn: Reading, items: Mapping[int, list[Item]]) -> tuple[list[Draft], set[int]]:
        """One draft per person, and the people who must wait for another day."""
        if self.roster is None or not items:
            return [], set()
        ready, waiting = drafts(
            items,
            roster=self.roster,
            policy=self.site.policy,
            said_today=messages.said_on(conn, day=self.on, kind=digest.KIND),
            said_this_week=messages.said_since(conn, day=week_before(self.on), kind=digest.KIND),
        )
        self.counted["waiting"] += len(waiting)
        return ready, waiting

    def bodies(self, conn: Reading, ready: list[Draft]) -> list[tuple[Draft, dict[str, Any]]]:
        new = (MomentKind.ASSIGNMENT, MomentKind.ACKNOWLEDGE)
        everything = [item for draft in ready for item in draft.items]
        assigned = {(i.looked.directive_id, i.looked.owner_id) for i in everything if i.moment.kind in new}
        returned = [i.looked.due_id for i in everything if i.moment.kind is MomentKind.RETURNED]
        background = digest.Background(
            on=self.on,
            assumed=self.site.assumed,
            office_name=self.site.office_name,
            calendar=self.calendar,
            headings=self.headings,
            agencies=self.agencies,
            titles=sweeping.assigned_titles(conn, assigned),
            remarks=sweeping.remarks(conn, returned),
        )
        return [(draft, digest.compose(draft, background)) for draft in ready]

    def links_for(self, change: Change, ready: list[Draft], minted: list[Link]) -> dict[int, tuple[int, ...]]:
        """The links of each person: those they have while these live long enough, else new ones."""
        valid = self.site.policy.links.valid_days
        persons = [draft.contact.contact_id for draft in ready]
        after = links.renew_after(self.at, valid)
        known = messages.links_of(change.conn, contact_ids=persons, after=after)
        needed = [(d.contact.contact_id, *wanted) for d in ready for wanted in digest.purposes(d)]
        missing = [key for key in needed if key not in known]
        first = change.numbers("link", len(missing)) if missing else 0
        for number, key in enumerate(missing, start=first):
            known[key] = number
            contact_id, purpose, agency_id = key
            minted.append(
                links.new_link(
                    number,
                    purpose=purpose,
                    secret=self.site.secret,
                    at=self.at,
                    valid_days=valid,
                    agency_id=agency_id,
                    contact_id=contact_id,
                )
            )
        return {person: tuple(known[key] for key in needed if key[0] == person) for person in persons}

    def message(self, number: int, draft: Draft, body: dict[str, Any], link_ids: tuple[int, ...]) -> Message:
        contact = draft.contact
        return Message(
            message_id=number,
            kind=digest.KIND,
            day=self.on,
            contact_id=contact.contact_id,
            agency_id=contact.agency_id,
            channel=draft.channel,
            address=draft.address,
            mail_id=f"<thong-bao.{self.on:%Y%m%d}.{number}@{self.site.mail_domain}>",
            body=body,
            links=link_ids,
        )

    def result(self) -> Planned:
        counted = self.counted
        return Planned(counted["messages"], counted["told"], self.suppressed, counted["waiting"], counted["looked"])
