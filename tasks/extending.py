"""Thin Prefect task around opening new periods."""

from datetime import date

from prefect import task
from prefect.cache_policies import NO_CACHE

from directive import renewing
from tasks.clock import now
from tasks.rooms import rooms


@task(task_run_name="mở kỳ hạn mới", cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=10)
def extend_periods(on: date) -> int:
    """Give recurring obligations the Dues of the coming year when theirs run out; how many were added."""
    with rooms() as site:
        return renewing.open_new_periods(site.store, on=on, at=site.settings.instant(now()), by="dondoc")
