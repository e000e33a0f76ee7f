"""Về sau mới rõ: what a day looked like with what was known then, beside what is known of it now (pure)."""

from collections.abc import Iterable
from typing import NamedTuple

from directive.lines import Judged
from directive.wording import day_words, standing_words, state_words


class Revised(NamedTuple):
    """A line of a day that reads otherwise by what was told later: late then, explained later."""

    obligation_id: int
    due_id: int | None
    agency_id: str
    title: str
    then: str
    now: str


def revised(then: Iterable[Judged], now: Iterable[Judged]) -> tuple[Revised, ...]:
    """The differences between two judgements of one day, in the order of the letter."""
    before = {_key(one): one for one in then}
    after = {_key(one): one for one in now}
    return tuple(
        Revised(*key, line.agency_id, line.title, _words(before.get(key)), _words(after.get(key)))
        for key in sorted(before | after, key=lambda key: (key[0], key[1] or 0))
        if _words(before.get(key)) != _words(after.get(key))
        for line in [(after.get(key) or before[key]).line]
    )


def _key(one: Judged) -> tuple[int, int | None]:
    return one.line.obligation_id, one.line.due_id


def _words(one: Judged | None) -> str:
    if one is None:
        return "chưa có"
    until = f"hạn {day_words(one.line.due_on)}, " if one.line.due_on else ""
    return f"{until}{standing_words(one)}, {state_words(one).lower()}"
