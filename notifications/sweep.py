"""Lượt đôn đốc trong ngày: settle what an earlier run left, plan, deliver. One process, no engine."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from directive.calendar import Calendar
from directive.counting import in_office_hours
from directive.ledger import MessageState
from directive.policy import MomentKind
from directive.site import site_calendar
from directive.store import Store, health, operating
from notifications import bounces, digest, outbox
from notifications.channels import Channel
from notifications.planner import NOTHING, Planned, plan
from notifications.site import Site


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
        operating.set_mark(store, operating.LAST_SWEEP, on.isoformat(), at=at)
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
