"""Số thông báo mỗi người mỗi ngày: measured from the ledger, so that a promise about it can be checked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Load(NamedTuple):
    """How much people get: days of people by number of messages, and who had more than the budget on which day."""

    days: Counter[int]
    over: list[tuple[date, int, int]]  # day, contact, messages

    @property
    def most(self) -> int:
        return max(self.days, default=0)


def load_of(came: Iterable[tuple[date, int, int]], *, budget: int) -> Load:
    """What (day, contact, messages) comes to, over all channels; see `store.messages.came`."""
    counted = list(came)
    over = sorted(one for one in counted if one[2] > budget)
    return Load(Counter(count for _, _, count in counted), over)
