"""Tiếp nhận và ban hành, from the Prefect UI: the same functions as the portal and the command line."""

from datetime import date
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.settings import load_settings
from flows.naming import asked, for_directive
from tasks.clock import now, scheduled_day
from tasks.intake import issue_directive, take_in_file


@flow(name="Tiếp nhận văn bản", flow_run_name="Tiếp nhận {path}")
def take_in(
    path: Annotated[str, asked("Đường dẫn tệp", "Tệp .docx, .pdf, .txt … trên máy chủ")],
    office_id: Annotated[str | None, asked("Mã cơ quan ban hành", "Theo danh bạ")] = None,
    by: Annotated[str, asked("Người tiếp nhận")] = "Văn thư",
) -> State[None]:
    """Read a file and keep it as a draft with its proposal (tiếp nhận dự thảo)."""
    settings = load_settings()
    at = settings.instant(now())
    number, count = take_in_file(path, office_id=office_id, on=scheduled_day(settings), at=at, by=by)
    return Completed(name=f"Văn bản số {number}: {count} nhiệm vụ, chờ rà soát")


@flow(name="Ban hành văn bản", flow_run_name=for_directive("Ban hành"))
def issue(
    directive_id: Annotated[int, asked("Văn bản số", "Số thứ tự trong kho, xem trên cổng")],
    number: Annotated[str, asked("Số, ký hiệu", "Ví dụ 345/UBND-LĐTBXH")],
    issued_on: Annotated[date, asked("Ngày ban hành")],
    by: Annotated[str, asked("Người thực hiện")] = "Văn thư",
) -> State[None]:
    """Supply number and date of a confirmed directive; its clocks start (ban hành)."""
    at = load_settings().instant(now())
    count = issue_directive(directive_id, number=number, issued_on=issued_on, at=at, by=by)
    return Completed(name=f"Đã ban hành: {count} nhiệm vụ, kỳ hạn bắt đầu tính")
