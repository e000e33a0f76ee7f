"""One walk over the flat text: at each word that may begin a phrase, the first rule that reads it wins."""

import re
from collections import defaultdict
from datetime import date

from directive.deadlines import Deadline, Every, OnDate, Unstated, Window, Within
from directive.reading.time_words import fixed, recurring, relative, rest, rhythm, windows
from directive.reading.time_words.flat import Flat, flatten
from directive.reading.time_words.sighting import Found, Rule, Sighting
from directive.values import Span

# The order is the precedence: a day that recurs before the same day once, a counted period before a plain day.
_RULES = (*relative.RULES, *windows.RULES, *recurring.RULES, *rhythm.RULES, *fixed.RULES, *rest.RULES)


def _by_head() -> dict[str, tuple[Rule, ...]]:
    table: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in _RULES:
        for head in rule.heads:
            table[head].append(rule)
    return {head: tuple(rules) for head, rules in table.items()}


_TABLE = _by_head()
_HEAD = re.compile(r"\d+|\(|" + "|".join(sorted((h for h in _TABLE if h.isalpha()), key=len, reverse=True)))


def find(text: str, *, offset: int = 0, signed: date | None = None) -> tuple[Deadline, ...]:
    """The deadlines a piece of a directive sets, in order of appearance. Never raises; linear in the length.

    Spans are absolute: `offset` is where the piece begins. `signed` supplies missing years (rule 16) and tells
    periods that are over, and so were told and not ordered; without it such days are None.
    """
    found = _without_repeats(_walk(flatten(text), signed, bare=False))
    return tuple(_shifted(d, offset) for d in found) if offset else tuple(found)


def read_phrase(text: str, *, signed: date | None = None) -> Deadline:
    """What one bare phrase means, with nothing around it to judge by; `Unstated` if it sets no time."""
    found = _walk(flatten(text), signed, bare=True)
    dated = [d for d in found if isinstance(d, OnDate | Within | Every | Window)]
    return next(iter(dated or found), Unstated())


def _walk(flat: Flat, signed: date | None, *, bare: bool) -> list[Deadline]:
    found: list[Deadline] = []
    text, at = flat.text, 0
    while (head := _HEAD.search(text, at)) is not None:
        reading = _read(flat, head, signed, bare=bare)
        if reading is None:
            at = head.end()
        else:
            found.extend(reading.deadlines)
            at = max(reading.end, head.end())
    return found


def _read(flat: Flat, head: re.Match[str], signed: date | None, *, bare: bool) -> Found | None:
    text, start = flat.text, head.start()
    word = head.group()
    if word.isalnum() and (
        (start and text[start - 1].isalnum()) or (text[head.end() : head.end() + 1].isalpha() and word.isalpha())
    ):
        return None  # inside a word or number
    for rule in _TABLE["#" if word.isdigit() else word]:
        match = rule.pattern.match(text, start)
        if match is None:
            continue
        found = rule.build(Sighting(flat, match, signed, bare))
        if found is not None:
            return found
    return None


def _without_repeats(found: list[Deadline]) -> list[Deadline]:
    """ "Hằng năm, ... báo cáo trước ngày 15/12": the day says it all, the bare period before it is dropped."""
    kept: list[Deadline] = []
    for index, deadline in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if not (_undated(deadline) and _says_more(deadline, following)):
            kept.append(deadline)
    return kept


def _undated(deadline: Deadline) -> bool:
    return isinstance(deadline, Every) and not deadline.also and deadline.month_day is None and deadline.weekday is None


def _says_more(first: Deadline, second: Deadline | None) -> bool:
    if not (isinstance(first, Every) and isinstance(second, Every)) or _undated(second):
        return False
    return first.period == second.period and first.n == second.n and second.span.start - first.span.end < 200


def _shifted(deadline: Deadline, offset: int) -> Deadline:
    if isinstance(deadline, Unstated):
        return deadline
    start, end = deadline.span
    return deadline.model_copy(update={"span": Span(start + offset, end + offset)})
