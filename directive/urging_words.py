"""Lời văn đôn đốc: what a văn bản đôn đốc says, once for the letter to be signed and for the draft in a message."""

from datetime import date
from typing import NamedTuple

from directive.calendar import vietnamese_date
from directive.plain import one_line


class Lateness(NamedTuple):
    """How much is late on a day."""

    duties: int
    agencies: int
    calendar_days: int  # of the one that is latest
    working_days: int


def opening(what: str, late: Lateness, *, on: date) -> str:
    """The first sentence; `what` is carried out: "Công văn số 12/UBND ngày …"."""
    return (
        f"Qua theo dõi việc thực hiện {one_line(what)}, đến hết ngày {vietnamese_date(on)} còn "
        f"{late.duties} nhiệm vụ của {late.agencies} cơ quan, đơn vị đã quá thời hạn, chậm nhất "
        f"{late.calendar_days} ngày ({late.working_days} ngày làm việc), có danh sách kèm theo."
    )


def demands(*, assigner: str, office: str, collector: str, on: date) -> tuple[str, ...]:
    """What is demanded. The day to answer by is left blank: the signer sets it."""
    through = f" (qua {one_line(collector)})" if collector else ""
    return (
        f"{one_line(assigner)} yêu cầu Thủ trưởng các cơ quan, đơn vị có tên trong danh sách:",
        "1. Khẩn trương hoàn thành các nhiệm vụ quá hạn, báo cáo kết quả về "
        f"{one_line(office)}{through} trước ngày        tháng        năm {on.year}.",
        "2. Nêu rõ nguyên nhân chậm trễ, trách nhiệm của tập thể, cá nhân liên quan. Trường hợp có vướng mắc, "
        "báo cáo cụ thể và đề xuất hướng giải quyết hoặc xin gia hạn kèm lý do.",
        "3. Trường hợp đã thực hiện nhưng chưa báo cáo, gửi báo cáo kèm minh chứng để cập nhật; "
        "chưa có báo cáo không được coi là chưa thực hiện, nhưng vẫn được tính là quá hạn báo cáo.",
    )
