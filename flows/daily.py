"""The daily run (việc hằng ngày): what the README says in one sentence, in order."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.settings import load_settings
from flows.events import milestone
from flows.following import Day, deliver_all, sent_words
from flows.heartbeat import beat
from flows.naming import for_day
from tasks.clock import business_day, scheduled_day
from tasks.extending import extend_periods
from tasks.following import plan_messages
from tasks.publishing import publish_dashboard
from tasks.weekly_letter import plan_weekly_letters


@flow(name="Việc hằng ngày", flow_run_name=for_day("Việc hằng ngày"))
def daily(on: Day = None) -> State[None]:
    """Open new periods, say what is to be said, refresh the leaders' pages. Running it again says nothing new."""
    settings = load_settings()
    day = scheduled_day(settings, on)
    if on is None and day < business_day(settings):
        # After an outage the missed runs start in a burst; today's run decides by state and catches up everything,
        # so that each person gets one message and not one for every missed day.
        return Completed(name="Đã có ngày mới hơn")
    extend_periods(day)
    prepared = plan_messages(day)
    plan_weekly_letters(day)
    states = deliver_all()
    beat(settings, day)
    publish_dashboard(day)
    milestone(
        "dondoc.ngay-da-don-doc",
        day.isoformat(),
        f"Đôn đốc ngày {day:%d/%m/%Y}",
        {state.value: n for state, n in states.items()},
    )
    return Completed(name="Ngày nghỉ" if prepared.day_off else sent_words(states))
