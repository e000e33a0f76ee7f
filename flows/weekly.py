"""Thư tuần: the leaders' letter as a flow of its own. The daily run sends it too; whoever comes first."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.settings import load_settings
from flows.following import Day, deliver_all, sent_words
from flows.naming import for_day
from tasks.clock import scheduled_day
from tasks.weekly_letter import plan_weekly_letters


@flow(name="Thư tuần gửi lãnh đạo", flow_run_name=for_day("Thư tuần"))
def weekly_letter(on: Day = None) -> State[None]:
    """Send the week's letter to the leaders who have not had it (thư tuần gửi lãnh đạo)."""
    planned = plan_weekly_letters(scheduled_day(load_settings(), on))
    if not planned:
        return Completed(name="Không có thư tuần nào đến lượt")
    return Completed(name=f"Lập {planned} thư tuần; {sent_words(deliver_all())}")
