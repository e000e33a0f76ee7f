"""What leaders and collectors decide from the Prefect UI: extensions and answers. The portal does the same."""

from datetime import date
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from directive.settings import load_settings
from flows.naming import asked
from tasks.clock import business_day, now
from tasks.deciding import decide_one_extension, review_one_reply


@flow(name="Quyết định gia hạn", flow_run_name="Quyết định gia hạn số {extension_id}")
def decide_extension(
    extension_id: Annotated[int, asked("Đề nghị gia hạn số")],
    agreed: Annotated[bool, asked("Đồng ý")],
    granted_on: Annotated[date | None, asked("Cho đến ngày khác (trống: ngày đơn vị xin)")] = None,
    remark: Annotated[str, asked("Ý kiến", "Bắt buộc khi không đồng ý")] = "",
    by: Annotated[str, asked("Người quyết định")] = "Lãnh đạo UBND",
) -> State[None]:
    """The assigner agrees to more time, names another day, or refuses (quyết định gia hạn)."""
    settings = load_settings()
    words = decide_one_extension(
        extension_id,
        agreed=agreed,
        granted_on=granted_on,
        remark=remark,
        on=business_day(settings),
        at=settings.instant(now()),
        by=by,
    )
    return Completed(name=words)


@flow(name="Xem xét báo cáo", flow_run_name="Xem xét báo cáo số {reply_id}")
def review_reply(
    reply_id: Annotated[int, asked("Báo cáo số")],
    accepted: Annotated[bool, asked("Xác nhận", "Bỏ chọn để trả lại")],
    remark: Annotated[str, asked("Nhận xét", "Bắt buộc khi trả lại")] = "",
    by: Annotated[str, asked("Người xem xét")] = "Đầu mối tổng hợp",
) -> State[None]:
    """The collector accepts or returns an answer (xác nhận, trả lại)."""
    settings = load_settings()
    review_one_reply(
        reply_id, accepted=accepted, remark=remark, on=business_day(settings), at=settings.instant(now()), by=by
    )
    return Completed(name="Đã xác nhận" if accepted else "Đã trả lại")
