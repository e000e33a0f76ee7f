"""Thin Prefect task around collecting: the mailbox and Zalo's calls, in one round."""

from datetime import date

from prefect import task
from prefect.cache_policies import NO_CACHE

from directive.site import site_calendar
from notifications.inbound.collecting import Round, collect_replies
from notifications.inbound.mailbox import inbox_of
from notifications.site import site_of
from tasks.clock import message_clock
from tasks.rooms import Rooms, rooms


def collected(site: Rooms, on: date) -> Round:
    """One round for an opened site."""
    address = site.settings.inbox.get_secret_value()
    with site.store.reading() as conn:
        calendar = site_calendar(conn)
    return collect_replies(
        inbox_of(address) if address else None,
        site=site_of(site.settings, site.secret),
        store=site.store,
        files=site.files,
        clock=message_clock(site.settings, calendar),
        on=on,
    )


@task(
    task_run_name="thu thư trả lời",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,  # a mail server that is restarted
    retry_delay_seconds=[30, 120],
    retry_jitter_factor=0.5,
)
def collect_round(on: date) -> Round:
    """Take in what waits. Safe to run again: a mail leaves the mailbox only after it is kept."""
    with rooms() as opened:
        done = collected(opened, on)
    if done.mail is not None and done.mail.faults:
        raise done.mail.faults[0]
    return done
