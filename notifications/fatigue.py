"""Số thông báo mỗi người mỗi ngày: measured from the ledger, so that a promise about it can be checked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from directive.ledger import Message, MessageState

_CAME = (MessageState.SENT, MessageState.UNSURE)


class Load(NamedTuple):
    """How much people get: days of people by number of messages, and who had more than the budget on which day."""

    days: Counter[int]
    over: list[tuple[date, int, int]]  # day, contact, messages

    @property
    def most(self) -> int:
        return max(self.days, default=0)


def load_of(messages: Iterable[Message], *, budget: int) -> Load:
    """Messages that came to people, over all channels; what was refused or passed on came to nobody."""
    counted = Counter((one.day, one.contact_id) for one in messages if one.state in _CAME)
    over = sorted((day, contact, count) for (day, contact), count in counted.items() if count > budget)
    return Load(Counter(counted.values()), over)
