"""Mục lục tên: folded names -> ids, found from where a text says the body is and from where the text is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from directive.territories import COMMITTEE, LEVEL_WORDS, Territory, Words

Where = Words | tuple[Territory, ...] | None
"""Where a name says its body is: a level ("huyện"), places ("huyện Bình Sơn"; there may be two), or nothing."""

_DOUBTFUL_SHOWN = 8


class Entry(NamedTuple):
    """One way to say one thing, in some period. `placed`: the words themselves name the thing's place."""

    thing_id: str
    valid_from: date | None = None
    valid_to: date | None = None
    placed: bool = False


class Found(NamedTuple):
    """What an exact reading gives: one id decides; several, or only bodies out of reach, do not."""

    ids: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


class NameIndex:
    """Names by their words and the seat of their territory (None: the whole country)."""

    def __init__(self, seats: Mapping[str, Territory]) -> None:
        self._seats = seats
        self._entries: dict[Words, dict[str | None, list[Entry]]] = {}

    def __contains__(self, words: Words) -> bool:
        return words in self._entries

    def add(self, words: Words, entry: Entry, territory: Territory | None) -> None:
        """Make a thing findable by these words, said without its territory."""
        at_seat = self._entries.setdefault(words, {}).setdefault(territory.seat_id if territory else None, [])
        if entry not in at_seat:
            at_seat.append(entry)

    def find(
        self, readings: Iterable[tuple[Words, Where]], *, here: Territory | None, valid: Callable[[Entry], bool]
    ) -> Found:
        """The things meant by the first reading that means any; what only sounds the same is doubtful."""
        doubtful: list[str] = []
        for words, where in readings:
            by_seat = self._entries.get(words)
            if by_seat is None:
                continue
            for entries in self._by_nearness(by_seat, where, here):
                if ids := tuple(dict.fromkeys(entry.thing_id for entry in entries if valid(entry))):
                    return Found(ids)
            if len(doubtful) < _DOUBTFUL_SHOWN:
                doubtful += [entry.thing_id for entry in self._sounding_alike(by_seat, where) if valid(entry)]
        return Found((), tuple(dict.fromkeys(doubtful[:_DOUBTFUL_SHOWN])))

    def _by_nearness(
        self, by_seat: dict[str | None, list[Entry]], where: Where, here: Territory | None
    ) -> Iterator[list[Entry]]:
        """Groups of entries, the nearest first: a plain name is one's own body before that of one's superior.

        Bodies of neighbours come only when their name says their place; otherwise they are never meant.
        """
        if where and isinstance(where[0], Territory):
            places = [place for place in where if isinstance(place, Territory)]
            for seat in here.chain if here else ():  # of two communes of one name, the one of our own huyện
                yield from self._in_places(by_seat, [place for place in places if seat in place.chain])
            yield from self._in_places(by_seat, places)
            return
        if here is None:
            yield [entry for seat, entries in by_seat.items() if self._has_level(seat, where) for entry in entries]
            return
        yield from (by_seat[seat] for seat in seats_meant(where, here, self._seats) if seat in by_seat)
        if where is None:
            yield by_seat.get(None, [])
            yield [entry for entries in by_seat.values() for entry in entries if entry.placed]

    def _sounding_alike(self, by_seat: dict[str | None, list[Entry]], where: Where) -> Iterator[Entry]:
        at_level = where is None or not isinstance(where[0], Territory)
        for seat, entries in by_seat.items():
            if at_level and self._has_level(seat, where):
                yield from entries

    def _in_places(self, by_seat: dict[str | None, list[Entry]], places: list[Territory]) -> Iterator[list[Entry]]:
        yield [entry for place in places for entry in by_seat.get(place.seat_id, ())]
        wanted = {place.seat_id for place in places}
        yield [
            entry
            for seat, entries in by_seat.items()
            if seat is not None and seat not in wanted and not wanted.isdisjoint(self._seats[seat].chain)
            for entry in entries
        ]

    def _has_level(self, seat: str | None, where: Where) -> bool:
        return where is None or (seat is not None and self._seats[seat].level == where)


def seats_meant(where: Where, here: Territory | None, seats: Mapping[str, Territory]) -> list[str]:
    """The committees whose land is meant, the nearest first: of the places said, else from the office upwards."""
    if where and isinstance(where[0], Territory):
        return [place.seat_id for place in where if isinstance(place, Territory)]
    return [seat for seat in here.chain if where is None or seats[seat].level == where] if here else []


class Places:
    """The territories of a directory by the words that name them: "huyện Bình Sơn", "Bình Sơn"."""

    def __init__(self, territories: Iterable[Territory]) -> None:
        self._by_words: dict[Words, tuple[Territory, ...]] = {}
        for territory in territories:
            for words in (territory.level + territory.place, territory.place):
                self._by_words[words] = (*self._by_words.get(words, ()), territory)

    def readings(self, words: Words) -> Iterator[tuple[Words, Where]]:
        """The words as a whole; then with a place or level at their end read as "where", the longest first.

        "xã Bình Thanh" alone means its committee; "Bình Sơn" alone (a huyện, a xã, a river) means no body.
        """
        yield words, None
        yield from self._within(words, None)
        for size in (2, 1):
            if len(words) > size and words[-size:] in LEVEL_WORDS:
                yield words[:-size], words[-size:]

    def named(self, words: Words) -> tuple[str, ...]:
        """The committees of all places of this name: what "Bình Sơn" alone may mean."""
        return tuple(place.seat_id for place in self._by_words.get(words, ()))

    def _within(self, words: Words, outer: frozenset[str] | None) -> Iterator[tuple[Words, Where]]:
        """A place at the end, and a place before it that lies in it: "UBND xã Bình Thanh, huyện Bình Sơn"."""
        for start in range(len(words)):
            places = self._by_words.get(words[start:], ())
            if outer is not None:
                places = tuple(place for place in places if not outer.isdisjoint(place.chain[1:]))
            if places and (start or _names_its_level(words)):
                yield words[:start] or COMMITTEE, places
                yield from self._within(words[:start], frozenset(place.seat_id for place in places))


def _names_its_level(words: Words) -> bool:
    return words[:1] in LEVEL_WORDS or words[:2] in LEVEL_WORDS
