"""Trùng lặp, mâu thuẫn: the same matter laid on the same agency by two directives (pure).

Words decide: two titles that share most of their words speak of one matter. A person decides what follows; nothing is
merged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

from directive.names import name_words

ALIKE = 0.7  # share of common words from which two titles are one matter
_RARE = 3  # titles are compared that share one of their rarest words


class Duty(NamedTuple):
    """An open obligation with its next day."""

    obligation_id: int
    directive_id: int
    owner_id: str
    label: str | None
    title: str
    due_on: date | None


class Double(NamedTuple):
    """Two duties that look like one; with another day they contradict each other."""

    first: Duty
    second: Duty
    likeness: float

    @property
    def conflicts(self) -> bool:
        """Whether the days differ."""
        return self.first.due_on != self.second.due_on


def doubles(duties: Iterable[Duty], *, alike: float = ALIKE) -> tuple[Double, ...]:
    """Pairs of duties of one agency in two directives that speak of the same matter, the surest first."""
    by_owner: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_owner[duty.owner_id].append(duty)
    found = [pair for mine in by_owner.values() for pair in _pairs(mine, alike)]
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.first.obligation_id, pair.second.obligation_id)))


def _pairs(duties: list[Duty], alike: float) -> Iterator[Double]:
    words = {duty.obligation_id: frozenset(name_words(duty.title)) for duty in duties}
    often = Counter(word for some in words.values() for word in some)
    shelves: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        for word in sorted(words[duty.obligation_id], key=lambda word: (often[word], word))[:_RARE]:
            shelves[word].append(duty)
    met = set()
    for shelf in shelves.values():
        for pair in combinations(shelf, 2):
            first, second = sorted(pair)
            if first.directive_id == second.directive_id or (first.obligation_id, second.obligation_id) in met:
                continue
            met.add((first.obligation_id, second.obligation_id))
            likeness = _likeness(words[first.obligation_id], words[second.obligation_id])
            if likeness >= alike:
                yield Double(first, second, likeness)


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second) if first and second else 0.0
