"""The full list of what is open, as rows of one raw table: for searching, not for reading."""

from directive.dashboard.overview import Overview
from directive.figures import Measure
from directive.plain import cut
from directive.wording import day_words, standing_words, state_words


def rows(overview: Overview) -> list[dict[str, str | int]]:
    """Open lines, the most urgent first; a last row says how many did not fit."""
    numbers = overview.figures
    found: list[dict[str, str | int]] = [
        {
            "Văn bản": numbers.directives[one.line.directive_id].number,
            "Mục": one.line.label or "",
            "Nhiệm vụ": cut(one.line.title, 90),
            "Kỳ": one.line.period,
            "Đơn vị": cut(numbers.name_of(one.line.agency_id), 60),
            "Hạn": day_words(one.line.due_on),
            "Thời hạn": standing_words(one),
            "Tiến độ": state_words(one),
            "Số ngày quá hạn": one.late.calendar_days,
            "Số lần gia hạn": one.line.extensions,
        }
        for one in overview.open_lines
    ]
    left = numbers.total.count(Measure.NOT_DONE) - len(found)
    if left > 0:
        empty: dict[str, str | int] = dict.fromkeys(found[0], "")
        found.append(empty | {"Nhiệm vụ": f"… còn {left} dòng, xem trong cổng"})
    return found
