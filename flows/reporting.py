"""Báo cáo và bảng điều hành: compile the Chairman's report, refresh the leaders' pages."""

from datetime import date
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from directive.settings import load_settings
from flows.following import Day
from flows.naming import for_day, for_directive
from tasks.clock import scheduled_day
from tasks.publishing import publish_dashboard
from tasks.reporting import freeze_report


@flow(name="Bảng điều hành", flow_run_name=for_day("Bảng điều hành"))
def refresh_dashboard(on: Day = None) -> State[None]:
    """Bring the leaders' pages up to date (cập nhật bảng điều hành)."""
    written = publish_dashboard(scheduled_day(load_settings(), on))
    return Completed(name=f"Đã cập nhật {written} trang" if written else "Không có gì thay đổi")


@flow(name="Tổng hợp báo cáo", flow_run_name=for_directive("Tổng hợp báo cáo"))
def compile_report(
    directive_id: Annotated[int, Field(title="Văn bản số")],
    on: Day = None,
    by: Annotated[str, Field(title="Người lập")] = "Đầu mối tổng hợp",
) -> State[None]:
    """Compile and freeze the report of a directive for the Chairman (tổng hợp, chốt báo cáo)."""
    day: date = scheduled_day(load_settings(), on)
    title = freeze_report(directive_id, day, by)
    publish_dashboard(day)
    return Completed(name=title)
