"""Việc đang chờ: what waits for somebody's act and is no Due that comes nearer.

An answer for its reviewer, a request for its decider, a directive for the agency that has not confirmed having it and
has no Due there to be reminded of.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from directive.policy import MomentKind


class PendingKind(StrEnum):
    """What waits (loại việc chờ)."""

    RECEIPT = "receipt"  # đơn vị chưa xác nhận tiếp nhận, không có kỳ hạn nào
    REVIEW = "review"  # báo cáo chờ xem xét
    EXTENSION = "extension"  # đề nghị gia hạn chờ quyết định
    CONTEST = "contest"  # ý kiến "không thuộc thẩm quyền" chờ quyết định


SAID_AS = {
    PendingKind.REVIEW: MomentKind.REVIEW,
    PendingKind.EXTENSION: MomentKind.DECISION,
    PendingKind.CONTEST: MomentKind.DECISION,
}
"""The steps of the ladder that speak of it; a receipt is asked for by those that are counted from the issue."""


class Pending(NamedTuple):
    """One thing that waits (một việc đang chờ). `key` names it in the ledger for ever: "extension/17"."""

    kind: PendingKind
    key: str
    directive_id: int
    owner_id: str
    reviewer_id: str | None  # the collector, without one the office
    office_id: str | None
    manner: str
    label: str | None
    title: str
    since: date
    wanted_on: date | None = None  # the day an extension asks for
    reason: str = ""
