"""Names of runs and of the fields of their forms, in Vietnamese: the list of runs reads like a diary."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import Field

from directive.calendar import VIETNAM
from directive.settings import load_settings


def asked(title: str, description: str = "", **limits: Any) -> Any:
    """A field of a form in the Prefect UI, for `Annotated`.

    Prefect names every field after its parameter and drops a `Field`'s own title; what stands in `json_schema_extra`
    it keeps.
    """
    shown: dict[str, Any] = {"title": title} | ({"description": description} if description else {})
    return Field(title=title, description=description or None, json_schema_extra=shown, **limits)


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
