"""Báo cáo và bảng điều hành: compile the Chairman's report, refresh the leaders' pages."""

from datetime import date
from typing import Annotated, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.deadlines import Period
from directive.overall_reporting import span_of
from directive.settings import load_settings
from flows.following import Day
from flows.naming import asked, for_day, for_directive
from tasks.clock import scheduled_day
from tasks.publishing import publish_dashboard
from tasks.reporting import freeze_overall_report, freeze_report, keep_urging_letter


@flow(name="Bảng điều hành", flow_run_name=for_day("Bảng điều hành"))
def refresh_dashboard(on: Day = None) -> State[None]:
    """Bring the leaders' pages up to date (cập nhật bảng điều hành)."""
    written = publish_dashboard(scheduled_day(load_settings(), on))
    return Completed(name=f"Đã cập nhật {written} trang" if written else "Không có gì thay đổi")


@flow(name="Tổng hợp báo cáo", flow_run_name=for_directive("Tổng hợp báo cáo"))
def compile_report(
    directive_id: Annotated[int, asked("Văn bản số")],
    on: Day = None,
    by: Annotated[str, asked("Người lập")] = "Đầu mối tổng hợp",
) -> State[None]:
    """Compile and freeze the report of a directive for the Chairman (tổng hợp, chốt báo cáo)."""
    day: date = scheduled_day(load_settings(), on)
    title = freeze_report(directive_id, day, by)
    publish_dashboard(day)
    return Completed(name=title)


SPANS: dict[str, Period] = {
    "Tháng": Period.MONTH,
    "Quý": Period.QUARTER,
    "6 tháng": Period.HALF_YEAR,
    "Năm": Period.YEAR,
}


@flow(name="Báo cáo chung", flow_run_name="Báo cáo chung: {kind} {number}/{year}")
def compile_overall_report(
    kind: Annotated[Literal["Tháng", "Quý", "6 tháng", "Năm"], asked("Loại kỳ")],
    year: Annotated[int, asked("Năm", ge=1975, le=2200)],
    number: Annotated[
        int,
        asked("Thứ", ge=1, le=12, description="Tháng 1–12; quý 1–4; 6 tháng: 1 (đầu năm), 2 (cuối năm); năm: 1"),
    ] = 1,
    agency: Annotated[str, asked("Cơ quan", "Mã hoặc tên theo danh bạ; để trống: tất cả")] = "",
    on: Day = None,
    by: Annotated[str, asked("Người lập")] = "Văn phòng",
) -> State[None]:
    """Compile and freeze the report on all directives of a month, quarter, half-year or year (báo cáo chung)."""
    day: date = scheduled_day(load_settings(), on)
    title = freeze_overall_report(span_of(SPANS[kind], year=year, number=number), agency, day, by)
    publish_dashboard(day)
    return Completed(name=title)


@flow(name="Văn bản đôn đốc", flow_run_name=for_directive("Soạn đôn đốc"))
def urge(
    directive_id: Annotated[int, asked("Văn bản số", "Số thứ tự trong kho, xem trên cổng")],
    on: Day = None,
    by: Annotated[str, asked("Người soạn")] = "Văn phòng",
) -> State[None]:
    """Draft the letter that urges the agencies whose orders are late, for the office to sign (soạn đôn đốc)."""
    day: date = scheduled_day(load_settings(), on)
    words = keep_urging_letter(directive_id, day, by)
    publish_dashboard(day)
    return Completed(name=words)
