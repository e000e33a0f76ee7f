"""The clock, read once per run, here and nowhere below (đồng hồ). Knows no Prefect until a flow asks."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from directive.calendar import VIETNAM, Calendar
from directive.counting import next_opening
from directive.settings import Settings, day_of_text


def now() -> datetime:
    """The true instant."""
    return datetime.now(UTC)


def business_day(settings: Settings, given: date | str | None = None) -> date:
    """The business day of a command: the one given, the assumed one, or today in Vietnam."""
    if isinstance(given, str):
        return day_of_text(given)
    return given or settings.day(now())


def message_clock(settings: Settings, calendar: Calendar) -> Callable[[], datetime]:
    """The clock messages are dated by. On an assumed day it keeps to office hours: a training may be at night."""
    if settings.today is None:
        return now

    def assumed() -> datetime:
        instant = settings.instant(now())
        opening = next_opening(instant, calendar=calendar)
        if opening.date() == instant.astimezone(VIETNAM).date():
            return opening
        return datetime.combine(business_day(settings), calendar.season(opening.date()).sessions[0][0], tzinfo=VIETNAM)

    return assumed


def scheduled_day(settings: Settings, given: date | None = None) -> date:
    """The business day of a flow: the one given, the assumed one, or the day it was scheduled for.

    A run that starts late, after an outage, works for its own day. Prefect keeps that instant in UTC;
    06:00 in Vietnam is still the day before there.
    """
    if given is not None or settings.today is not None:
        return given or settings.day(now())
    from prefect.runtime import flow_run

    scheduled = flow_run.scheduled_start_time
    return scheduled.astimezone(VIETNAM).date() if scheduled else settings.day(now())
