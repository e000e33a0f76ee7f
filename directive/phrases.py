"""Thời hạn do người rà soát ghi: a phrase a person types -> a Deadline of an assignment, and what day it would give.

The phrase is read by the same grammar as a letter. It stands nowhere in the letter, and says so.
"""

from collections.abc import Sequence
from datetime import date

from directive.dating import Rules, deadline_dues
from directive.deadlines import Deadline, OnDate, Unstated, Window
from directive.dues import Anchors
from directive.errors import BadInput
from directive.explain import explained
from directive.obligations import Kind
from directive.occurrences import without_due
from directive.reading.time_words import read_phrase
from directive.values import Span

BY_PERSON = "ấn định khi rà soát"
_SHOWN = 3  # occurrences of a recurring deadline


def typed_deadline(phrase: str, *, after: Span, signed: date) -> Deadline:
    """The deadline a person's words mean; BadInput where they mean none. `after` is the assignment's own stretch."""
    words = " ".join(phrase.split())
    found = read_phrase(words, signed=signed)
    if isinstance(found, Unstated):
        raise BadInput(
            f"Không thấy thời hạn nào trong “{words}”. Viết như “trước ngày 30/9/2024”, “trong 05 ngày làm việc kể từ "
            "ngày nhận được”, “định kỳ hằng quý”, “thường xuyên”."
        )
    if isinstance(found, OnDate) and found.day is None:
        raise BadInput(f"“{words}” ghi ngày không có thật hoặc không đủ để xác định. Kiểm tra lại ngày, tháng, năm.")
    last = found.day if isinstance(found, OnDate) else found.closes if isinstance(found, Window) else None
    if last is not None and last < signed:
        raise BadInput(f"“{words}” ở trước ngày của văn bản ({signed:%d/%m/%Y}). Kiểm tra lại năm.")
    return found.model_copy(update={"text": f"{words} ({BY_PERSON})", "span": Span(after.end, after.end)})


def trial(deadlines: Sequence[Deadline], place: int, kind: Kind, *, issued_on: date, rules: Rules) -> tuple[str, ...]:
    """What day one of the deadlines would give if the directive were issued on a day, with every reason (tính thử)."""
    found = deadline_dues(
        deadlines,
        place,
        kind,
        anchors=Anchors(issued=issued_on),
        rules=rules,
        horizon=date(issued_on.year + 1, 12, 31),
    )
    if found:
        ordered = sorted(found, key=lambda due: due.due_on or date.min)
        return tuple(line for due in ordered[:_SHOWN] for line in explained(due))
    reason = without_due(deadlines[place])
    asked = "Không có ngày riêng: tiến độ được hỏi trong mỗi kỳ báo cáo."
    return (reason.text if reason else asked,)
