"""Thin Prefect task: write down the leaders' weekly letter."""

from datetime import date

from prefect import task
from prefect.cache_policies import NO_CACHE

from notifications import weekly
from tasks.clock import message_clock
from tasks.following import desk
from tasks.weekly import sender_of


@task(
    task_run_name="lập thư tuần gửi lãnh đạo",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=[10, 60],
    retry_jitter_factor=0.5,
)
def plan_weekly_letters(on: date) -> int:
    """The letters that are due on a day; how many were planned. Safe to run again."""
    with desk() as opened:
        return weekly.plan_letters(
            opened.rooms.store,
            on=on,
            at=message_clock(opened.rooms.settings, opened.calendar)(),
            sender=sender_of(opened.site, opened.rooms.settings),
            calendar=opened.calendar,
            channels=tuple(opened.channels),
        )
