"""Địa bàn: whose territory a body belongs to, and how a text says so after or inside a name.

"Phòng Y tế huyện", "Phòng Y tế huyện Bình Sơn", "Phòng Y tế Bình Sơn" and, in a letter of that huyện, plain "Phòng Y
tế" are one agency, because its parent is "UBND huyện Bình Sơn". All words here are folded (`directive.names`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from directive.agencies import Agency, Level
from directive.names import name_words

Words = tuple[str, ...]

COMMITTEE: Words = name_words("Ủy ban nhân dân")

_LEVELS = (
    ("tỉnh", Level.PROVINCE),
    ("huyện", Level.DISTRICT),
    ("quận", Level.DISTRICT),
    ("thị xã", Level.DISTRICT),
    ("thành phố", Level.DISTRICT),  # of a province; a city that is itself a province is told by its parent
    ("xã", Level.COMMUNE),
    ("phường", Level.COMMUNE),
    ("thị trấn", Level.COMMUNE),
    ("đặc khu", Level.COMMUNE),
)

LEVEL_WORDS: dict[Words, Level] = {name_words(spelling): level for spelling, level in _LEVELS}

LEVEL_SPELLINGS: dict[Words, str] = {name_words(spelling): spelling for spelling, _ in _LEVELS}


class Territory(NamedTuple):
    """The land a People's Committee governs: "huyện" + "Bình Sơn". `chain` are the seats from it upwards."""

    seat_id: str
    level: Words
    place: Words
    chain: tuple[str, ...]


def level_at(words: Sequence[str], at: int) -> Words:
    """The level word that starts at a position, or nothing."""
    for size in (2, 1):
        if (found := tuple(words[at : at + size])) in LEVEL_WORDS:
            return found
    return ()


def territories(agencies: Mapping[str, Agency]) -> dict[str, Territory]:
    """By agency_id, the nearest territory on its way up; bodies of the whole country have none."""
    seats = {agency_id: place for agency_id, agency in agencies.items() if (place := _governed(agency.name))}
    found: dict[str, Territory] = {}
    for agency_id in agencies:
        chain = tuple(step for step in _upwards(agency_id, agencies) if step in seats)
        if chain:
            found[agency_id] = Territory(chain[0], *seats[chain[0]], chain)
    return found


def _governed(name: str) -> tuple[Words, Words] | None:
    """Level and place of a People's Committee: "UBND xã Bình Thanh, huyện Bình Sơn" governs "xã", "Bình Thanh"."""
    words = name_words(name)
    size = len(COMMITTEE)
    if words[:size] != COMMITTEE or not (level := level_at(words, size)):
        return None
    start = size + len(level)
    end = next((at for at in range(start + 1, len(words)) if level_at(words, at)), len(words))
    return level, words[start:end]


def _upwards(agency_id: str, agencies: Mapping[str, Agency]) -> Iterable[str]:
    """The agency and its parents. A circle in the data ends where it closes."""
    seen: set[str] = set()
    step: str | None = agency_id
    while step is not None and step not in seen and step in agencies:
        seen.add(step)
        yield step
        step = agencies[step].parent_id


def without_territory(words: Words, territory: Territory | None) -> Words:
    """A name without its own territory at the end: "Phòng Y tế huyện Bình Sơn" -> "Phòng Y tế".

    A place without its level word is part of the name: "Trường THPT Bình Sơn" keeps it.
    """
    if territory is None:
        return words
    for ending in (territory.level + territory.place, territory.level):
        if len(words) > len(ending) and words[-len(ending) :] == ending:
            return words[: -len(ending)]
    return words


def holds(words: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the words hold a part, in one piece."""
    size = len(part)
    return any(tuple(words[at : at + size]) == tuple(part) for at in range(len(words) - size + 1))
