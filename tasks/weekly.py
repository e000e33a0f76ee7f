"""The leaders' weekly letter: plan it, and for the command line deliver it too. Thin, around `notifications.weekly`."""

from collections.abc import Callable
from datetime import date, datetime

from directive.calendar import Calendar
from directive.settings import Settings
from directive.store import Store
from notifications import sweep, weekly
from notifications.channels import Channel
from notifications.outbox import Delivered
from notifications.site import Site
from notifications.weekly import Sender


def sender_of(site: Site, settings: Settings) -> Sender:
    """What the letter needs to know of the site."""
    return Sender(
        policy=site.policy,
        secret=site.secret,
        office_name=site.office_name,
        mail_domain=site.mail_domain,
        board_url=f"{settings.prefect_ui_url.rstrip('/')}/bang",
        assumed=site.assumed,
    )


def send_weekly(
    store: Store,
    *,
    on: date,
    site: Site,
    settings: Settings,
    channels: dict[str, Channel],
    clock: Callable[[], datetime],
    calendar: Calendar,
) -> tuple[int, Delivered | None]:
    """Plan the letters that are due and hand them over; how many were planned."""
    planned = weekly.plan_letters(
        store, on=on, at=clock(), sender=sender_of(site, settings), calendar=calendar, channels=tuple(channels)
    )
    if not planned:
        return 0, None
    return planned, sweep.deliver(store, site=site, channels=channels, clock=clock, calendar=calendar)
