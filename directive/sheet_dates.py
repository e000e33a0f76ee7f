"""Ngày trong bảng tính: a whole column at once, because one cell cannot tell whether 03/04/2024 is March or April.

Days are read as day/month/year, as Vietnam writes them. Where a column holds a day that only the other order can mean,
every cell that could be either is a fault: nothing is guessed.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from directive.sheets import words

Order = Literal["dmy", "mdy"]

_WRITTEN = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")


class Wrong(NamedTuple):
    """Why a cell is no day, and what to do."""

    cause: str
    remedy: str


def days_of(cells: Sequence[Any], *, order: Order | None = None) -> list[date | Wrong | None]:
    """Each cell as a day, None when it is blank, or why it is none. `order` is what a person said of the column."""
    read = [_read(cell, order or "dmy") for cell in cells]
    if order is not None:
        return read
    other = [_read(cell, "mdy") for cell in cells]
    strange = [
        words(cell)
        for cell, day, turned in zip(cells, read, other, strict=True)
        if isinstance(day, Wrong) and isinstance(turned, date)
    ]
    if not strange:
        return read
    doubt = Wrong(
        f"có thể là hai ngày khác nhau, vì cột này lẫn cách ghi tháng trước ngày (“{strange[0]}”)",
        'Sửa cột về ngày/tháng/năm, hoặc ghi dates = "mdy" trong tệp khai báo cột',
    )
    return [
        doubt if isinstance(day, date) and isinstance(turned, date) and day != turned and isinstance(cell, str) else day
        for cell, day, turned in zip(cells, read, other, strict=True)
    ]


def _read(cell: Any, order: Order) -> date | Wrong | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = words(cell)
    if not text:
        return None
    if text.isdigit():
        return Wrong(f"“{text}” là một con số", "Định dạng cột thành ngày trong Excel rồi lưu lại")
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return Wrong(f"“{text[:40]}” không phải một ngày", "Ghi ngày/tháng/năm, ví dụ 11/03/2024")
    try:
        return _day(found[1], found[2], found[3], order)
    except ValueError:
        return Wrong(f"không có ngày “{text}”", "Ghi ngày/tháng/năm, năm đủ bốn chữ số, ví dụ 11/03/2024")


def _day(first: str, second: str, third: str, order: Order) -> date:
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(third) != 4 or len(first) > 2:
        raise ValueError(third)
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(int(third), int(month), int(day))
