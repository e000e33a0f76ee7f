"""Names of runs, in Vietnamese, so that the list of runs reads like a diary."""

from collections.abc import Callable
from datetime import date

from directive.calendar import VIETNAM
from directive.settings import load_settings


def for_day(what: str) -> Callable[[], str]:
    """A run name such as "Đôn đốc ngày 18/06/2024": the day given, the assumed one, or the scheduled one."""

    def name() -> str:
        from prefect.runtime import flow_run

        given = flow_run.parameters.get("on") or load_settings().today
        if given is None:
            given = flow_run.scheduled_start_time.astimezone(VIETNAM).date()
        day = date.fromisoformat(given) if isinstance(given, str) else given
        return f"{what} ngày {day:%d/%m/%Y}"

    return name


def for_directive(what: str) -> Callable[[], str]:
    """A run name such as "Ban hành văn bản số 3"."""

    def name() -> str:
        from prefect.runtime import flow_run

        return f"{what} văn bản số {flow_run.parameters.get('directive_id', '?')}"

    return name
