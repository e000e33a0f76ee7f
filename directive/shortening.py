"""Lược ghi: the collector words an agency's long answer shorter for the report. The answer itself stays what it is.

Shorter wording may leave out, never add: every number in it must stand in what the agency wrote. The report says that
it was shortened, keeps the agency's own words beside it, and the log keeps who shortened it when.
"""

import re
from collections import Counter
from datetime import datetime

from directive.errors import BadInput, NotAllowed, NotFound
from directive.events import NarrativeEdited
from directive.report import shortened_section
from directive.store import Store, replies
from directive.tracked import Reply, ReplyState

_NUMBER = re.compile(r"\d+(?:[.,/:-]\d+)*")


def shorten(
    store: Store, *, directive_id: int, due_id: int | None, reply_id: int, text: str, at: datetime, by: str
) -> None:
    """Word one answer shorter in the report of a Due. An empty text gives the agency its own words back."""
    with store.change(at=at, by=by) as change:
        change.alone()
        found = replies.replies(change.conn, ids=[reply_id])
        if not found or found[0].directive_id != directive_id:
            raise NotFound(f"Không có báo cáo số {reply_id} trong văn bản này.")
        if found[0].state not in (ReplyState.SUBMITTED, ReplyState.ACCEPTED):
            raise NotAllowed(f"Báo cáo số {reply_id} đã được trả lại, không đưa vào báo cáo tổng hợp.")
        shorter = checked(found[0], text)
        section = shortened_section(reply_id)
        change.record(NarrativeEdited(directive_id=directive_id, due_id=due_id, section=section, text=shorter))


def checked(reply: Reply, text: str) -> str:
    """The wording as it is kept; BadInput when it is not shorter, or says a number the agency did not."""
    shorter = text.strip()
    if not shorter or shorter == reply.result.strip():
        return ""
    if len(shorter) >= len(reply.result.strip()):
        raise BadInput("Bản lược ghi phải ngắn hơn nguyên văn. Để trống để dùng lại nguyên văn của đơn vị.")
    if foreign := foreign_numbers(shorter, reply.result, reply.figures):
        raise BadInput(
            f"Số {', '.join(foreign)} không có trong báo cáo của đơn vị. Lược ghi không được thêm hoặc sửa số liệu."
        )
    return shorter


def foreign_numbers(text: str, *sources: str) -> list[str]:
    """Numbers of a text that its sources do not hold, or hold less often."""
    known = Counter(number for source in sources for number in _NUMBER.findall(source))
    return list(dict.fromkeys((Counter(_NUMBER.findall(text)) - known).elements()))
