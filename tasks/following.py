"""Thin Prefect tasks around follow-up: plan the day's messages, hand them over in chunks."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE

from directive.calendar import Calendar
from directive.ledger import MessageState
from directive.policy import MomentKind
from directive.site import site_calendar
from notifications import sweep
from notifications.channels import Channel, close_all
from notifications.site import Site, site_of
from notifications.sweep import Prepared
from tasks.channels import site_channels
from tasks.clock import message_clock
from tasks.rooms import Rooms, rooms

CHUNK = 50
"""Messages of one task run: Prefect's server records about twenty task runs a second."""


class Desk(NamedTuple):
    """A site opened for follow-up: its rooms, the rules of its messages, its channels and its calendar."""

    rooms: Rooms
    site: Site
    channels: dict[str, Channel]
    calendar: Calendar


@contextmanager
def desk() -> Iterator[Desk]:
    """Open the site with its channels."""
    with rooms() as opened:
        with opened.store.reading() as conn:
            calendar = site_calendar(conn)
        channels = site_channels(opened)
        try:
            yield Desk(opened, site_of(opened.settings, opened.secret), channels, calendar)
        finally:
            close_all(channels)


@task(
    task_run_name="lập thông báo",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[10, 60],
    retry_jitter_factor=0.5,
)
def plan_messages(on: date, kinds: frozenset[MomentKind] | None = None) -> Prepared:
    """Settle what an earlier run left, and write down what is to be said on a day. Safe to run again."""
    with desk() as opened:
        return sweep.prepare(
            opened.rooms.store,
            on=on,
            at=message_clock(opened.rooms.settings, opened.calendar)(),
            site=opened.site,
            channels=tuple(opened.channels),
            calendar=opened.calendar,
            kinds=kinds,
        )


@task(
    task_run_name="gửi thông báo",
    cache_policy=NO_CACHE,
    persist_result=False,
    # Refusals and busy mail servers are outcomes in the ledger; a retry is for a database that went away.
    retries=3,
    retry_delay_seconds=[10, 60, 300],
    retry_jitter_factor=0.5,
)
def deliver_chunk(limit: int = CHUNK) -> Counter[MessageState]:
    """Hand over up to `limit` waiting messages; how many reached which state. Empty when nothing waits."""
    with desk() as opened:
        delivered = sweep.deliver(
            opened.rooms.store,
            site=opened.site,
            channels=opened.channels,
            clock=message_clock(opened.rooms.settings, opened.calendar),
            calendar=opened.calendar,
            limit=limit,
        )
    if delivered.faults:
        raise delivered.faults[0]
    return delivered.states
