"""Xem trước: what the coming sweeps would say, on a copy in memory; the store itself is only read."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from directive.calendar import VIETNAM
from directive.ledger import Line, Message
from directive.site import site_calendar
from directive.store import Store, messages, sweeping
from notifications.planner import plan
from notifications.site import Site


class Foreseen(NamedTuple):
    """One day's messages and suppressed steps."""

    on: date
    day_off: str
    messages: list[Message]
    suppressed: list[Line]


def foresee(store: Store, *, on: date, days: int, site: Site, channels: Iterable[str]) -> Iterator[Foreseen]:
    """The days from `on`, each as if all before it had been sent and nobody had answered."""
    copy = sweeping.copied(store)
    names = tuple(channels)
    try:
        with copy.reading() as conn:
            calendar = site_calendar(conn)
        for day in (on + timedelta(days=n) for n in range(days)):
            if not calendar.is_working(day):
                yield Foreseen(day, str(calendar.reason(day)), [], [])
                continue
            at = datetime.combine(day, calendar.season(day).sessions[0][0], tzinfo=VIETNAM)
            plan(copy, on=day, at=at, site=site, channels=names, calendar=calendar)
            with copy.reading() as conn:
                said = messages.messages(conn, day=day)
                silent = sweeping.suppressed_on(conn, day)
            yield Foreseen(day, "", [m for m in said if m.message_id], silent)
    finally:
        copy.close()
