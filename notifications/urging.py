"""Dự thảo văn bản đôn đốc: what the Office may put before the Chairman when nothing else helped. Never sent."""

from datetime import date

from directive.calendar import Calendar, vietnamese_date
from directive.plain import in_order
from directive.store.sweeping import Heading
from notifications.planning import Item

_DAYS_GIVEN = 3  # working days, from the day of the draft
_LISTED = 100


def draft_letter(
    items: list[Item],
    *,
    headings: dict[int, Heading],
    names: dict[str, str],
    on: date,
    calendar: Calendar,
) -> list[str]:
    """The paragraphs of a letter that urges the agencies these items are about; number and date stay blank."""
    late = sorted(items, key=lambda i: (in_order(names[i.looked.owner_id]), i.looked.due_on or on, i.looked.due_id))
    addressed = list(dict.fromkeys(names[i.looked.owner_id] for i in late))
    assigner = next((h.assigner for h in headings.values() if h.assigner), None) or "Chủ tịch Ủy ban nhân dân"
    until = vietnamese_date(calendar.nth_working_day(on, _DAYS_GIVEN))
    return [
        "V/v đôn đốc thực hiện nhiệm vụ được giao",
        f"Kính gửi: {'; '.join(addressed)}.",
        f"Đến ngày {vietnamese_date(on)}, các cơ quan, đơn vị nêu trên chưa báo cáo kết quả các nhiệm vụ sau:",
        *(_line(item, headings, names) for item in late[:_LISTED]),
        *([f"… và {len(late) - _LISTED} nhiệm vụ khác (danh sách kèm theo)."] if len(late) > _LISTED else []),
        f"{assigner} yêu cầu thủ trưởng các cơ quan, đơn vị:",
        f"1. Khẩn trương chỉ đạo thực hiện, báo cáo kết quả chậm nhất ngày {until}.",
        "2. Báo cáo rõ nguyên nhân chậm và trách nhiệm của tập thể, cá nhân có liên quan.",
        "Giao Văn phòng theo dõi, đôn đốc, tổng hợp báo cáo./.",
    ]


def _line(item: Item, headings: dict[int, Heading], names: dict[str, str]) -> str:
    one = item.looked
    heading = headings[one.directive_id]
    source = f"văn bản số {heading.number}" if heading.number else "văn bản"
    if heading.issued_on:
        source += f" ngày {vietnamese_date(heading.issued_on)}"
    due = f", hạn {vietnamese_date(one.due_on)}" if one.due_on else ""
    label = f"nhiệm vụ {one.label}, " if one.label else ""
    return f"- {names[one.owner_id]}: {one.title} ({label}{source}{due})."
