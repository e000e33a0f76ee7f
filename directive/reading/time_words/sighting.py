"""What a rule is given and what it gives back, and the looks to the left and right that all rules share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from directive.deadlines import Deadline
from directive.reading.patterns import pattern
from directive.reading.time_words.flat import HARD, Flat
from directive.values import Span

_REACH = 120  # characters a rule looks to the left for the words that govern a phrase
_CLAUSE_END = pattern(r"[;:!?|\n]|\.(?=[ /\n]|$)")
_LICENCE = pattern(
    r"(?:thời (?:gian(?! ký)|hạn|điểm)|hạn|tiến độ|lộ trình|hoàn thành)(?: [^\W\d]+){0,6}(?: ?/ ?[^\W\d]+"
    r"(?: [^\W\d]+){0,3})?(?: ?: ?| là )$"
)
_CELL_LEFT = pattern(r"(?:^|[|\n] ?)$")
_CELL_RIGHT = pattern(r"(?: ?\.?/?\.?)? ?(?:$|[|\n])")


class Found(NamedTuple):
    """Deadlines a rule read, and the flat place where it stopped reading."""

    end: int
    deadlines: tuple[Deadline, ...]


class Place(Enum):
    """Where words of time are looked for."""

    TEXT = "text"  # running text, where most of them tell something else
    FIELD = "field"  # a column or labelled field that holds nothing but a time
    PHRASE = "phrase"  # what a person typed and calls a time


@dataclass(frozen=True, slots=True)
class Sighting:
    """A pattern has matched; its words are now weighed in their place.

    Where it stands alone its surroundings prove nothing and the words are taken for what they say.
    """

    flat: Flat
    match: re.Match[str]
    signed: date | None
    place: Place

    @property
    def bare(self) -> bool:
        """Nothing but the time stands there."""
        return self.place is not Place.TEXT

    def group(self, name: str) -> str | None:
        """The words of a named part; None if that part is not there."""
        found: str | None = self.match.groupdict().get(name)
        return found

    def left(self, reach: int = _REACH) -> str:
        """The words before the match in the same clause (commas do not end a clause)."""
        return left_clause(self.flat.text, self.match.start(), reach)

    def right(self, reach: int = 60) -> str:
        """The words after the match up to the end of the clause."""
        return right_clause(self.flat.text, self.match.end(), reach)

    def item(self, reach: int = 500) -> str:
        """All words before the match in the same item or paragraph."""
        start = self.match.start()
        return self.flat.text[max(0, start - reach) : start].rpartition(HARD)[2]

    def span(self, end: int | None = None, start: int | None = None) -> Span:
        """The original span of the match, or of a part of it."""
        first = self.match.start() if start is None else start
        return self.flat.span(first, self.match.end() if end is None else end)

    def licensed(self) -> bool:
        """Whether the place itself says that this is a time: after "Thời gian hoàn thành:", alone in a cell or line."""
        return self.bare or licensed(self.flat.text, self.match.start(), self.match.end())

    def past(self, day: date | None) -> bool:
        """Whether the day lies before the day of signing: what is told about it is a report, not an order."""
        return day is not None and self.signed is not None and day < self.signed


Builder = Callable[[Sighting], Found | None]


Look = Callable[[str, int], bool]  # a quick look at a place of the flat text, before the pattern is made or tried


class Rule(NamedTuple):
    """A phrase: the words it may begin with ("#" for a digit), its pattern, and the reader of its values."""

    heads: tuple[str, ...]
    pattern: re.Pattern[str]
    build: Builder
    gated: bool = False  # begins with words of time that are tried once for all such rules
    needs: Look | None = None


def left_clause(text: str, start: int, reach: int = _REACH) -> str:
    """The words before `start` in the same clause, at most `reach` characters."""
    window = text[max(0, start - reach) : start]
    ends = [m.end() for m in _CLAUSE_END.finditer(window)]
    return window[ends[-1] :].lstrip() if ends else window


def right_clause(text: str, end: int, reach: int = 60) -> str:
    """The words after `end` in the same clause, at most `reach` characters."""
    window = text[end : end + reach]
    stop = _CLAUSE_END.search(window)
    return window[: stop.start()] if stop else window


def licensed(text: str, start: int, end: int) -> bool:
    """Whether the words stand after a label of time or are all there is in a cell, line or text."""
    before = text[max(0, start - 100) : start]
    if _LICENCE.search(before):
        return True
    return _opens_cell(text, start, before) and _CELL_RIGHT.match(text, end) is not None


def follows(words: re.Pattern[str]) -> Look:
    """A look for words that must follow soon."""
    return lambda text, start: words.match(text, start) is not None


def may_be_licensed(text: str, start: int) -> bool:
    """Whether what begins here could be licensed by its place, wherever it ends."""
    before = text[max(0, start - 100) : start]
    return _opens_cell(text, start, before) or _LICENCE.search(before) is not None


def _opens_cell(text: str, start: int, before: str) -> bool:
    return start == 0 or _CELL_LEFT.search(before) is not None
