"""Trường viết rời: "Đơn vị chủ trì: ...", "Thời gian hoàn thành: ..." under a task, and the columns of a table.

The same labels head the columns of an annex, so both are told by the same words.
"""

import re
from functools import cache
from typing import Literal

from directive.reading.cues import listed
from directive.reading.patterns import pattern

Field = Literal["owner", "partner", "deadline", "product", "task"]

_LABELLED = pattern(r"\W{0,3}(?P<label>[^\W\d_][^:.;\n]{2,60}?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_FIRST = pattern(
    r"(?:cơ quan|đơn vị|các đơn vị|các cơ quan|chủ trì|phối hợp|thời gian|thời hạn|kinh phí|sản phẩm|tiến độ"
    r"|người|trách nhiệm|hoàn thành"
    r"|nguồn|dự toán|phân công|đầu mối|kết quả|địa điểm|hình thức|thời điểm|lãnh đạo|cấp|hạn)",
    re.IGNORECASE,
)


def field_of(label: str) -> Field | None:
    """What a label or a column heading stands for."""
    words = " ".join(label[:160].lower().split())
    if "phối hợp" in words and "chủ trì" not in words.split("phối hợp")[0]:
        return "partner"
    for name in ("owner", "deadline", "product", "task"):
        if _naming(name).search(words):
            return name
    return None


@cache
def _naming(name: str) -> re.Pattern[str]:
    return pattern(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed('labelled', name)))})(?!\w)")


def labelled(text: str) -> tuple[Field, int] | None:
    """The field a line is, and where its value begins: "- Đơn vị chủ trì: Sở Y tế"."""
    found = _LABELLED.match(text)
    if not found or not _FIRST.match(found.group("label")):
        return None
    kind = field_of(found.group("label"))
    if kind is None or kind == "task":
        return None
    return kind, found.start("value") if found.group("value") else len(text)
