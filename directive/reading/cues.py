"""Dấu hiệu: the words of `vocabulary/cues.toml`, and finding the longest of them at a place.

Words are compared as tokens, so blanks and the kind of dash do not count, and "&" is "và".
"""

import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from directive.reading.patterns import pattern

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]

# "Cư M'gar", "K' Mạ", "H'Yim": the apostrophe belongs to the syllable in names of the Central Highlands.
_TOKEN = pattern(r"[^\W_]+(?:[&'’ʼ][^\W_]+)*(?:(?<=\b[A-ZĐ])['’ʼ](?=\s[^\W\d_]))?|[^\w\s]|_")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


class Token(NamedTuple):
    """A word or a mark: `key` is for comparing, the rest says how and where it is written."""

    key: str
    start: int
    end: int
    capital: bool


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and marks of a piece of text."""
    stop = len(text) if end is None else end
    found: list[Token] = []
    new = tuple.__new__  # what Token(...) ends in; half of reading's words go through here
    for match in _TOKEN.finditer(text, start, stop):
        key, capital = _spelt(match.group())
        found.append(new(Token, (key, match.start(), match.end(), capital)))
    return found


_SHARED = 1500  # characters; a longer text is not cut into words as a whole


def tokens_between(text: str, start: int, end: int) -> list[Token]:
    """The words and marks that begin between two places. One sentence is asked at many places and cut once."""
    if len(text) > _SHARED:
        return tokens(text, start, end)
    words, starts = _cut(text)
    first = bisect_left(starts, start)
    if first and words[first - 1].end > start:  # the place is inside a word
        return tokens(text, start, end)
    return words[first : bisect_left(starts, end)]


@lru_cache(maxsize=2048)  # of the longest, 70 MB
def _cut(text: str) -> tuple[list[Token], list[int]]:
    words = tokens(text)
    return words, [word.start for word in words]


@lru_cache(maxsize=16_384)  # a language has few words, and a text says them again and again
def _spelt(word: str) -> tuple[str, bool]:
    """A word for comparing, and whether it begins with a capital."""
    if word[0] in _DASHES:
        return "-", False
    return "và" if word == "&" else word.lower(), word[0].isupper()


def phrases(listed: str) -> Phrases:
    """A list with ";" between its phrases, by first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed.split(";"):
        keys = tuple(token.key for token in tokens(phrase))
        if keys:
            found.setdefault(keys[0], []).append(keys)
    return {first: tuple(sorted(set(all_), key=len, reverse=True)) for first, all_ in found.items()}


def longest(known: Phrases, words: Sequence[Token], at: int) -> int:
    """How many tokens the longest known phrase at a place takes; 0 if none stands there."""
    if at >= len(words):
        return 0
    for phrase in known.get(words[at].key, ()):
        length = len(phrase)
        if length == 1:
            return 1
        if at + length > len(words) or words[at + 1].key != phrase[1]:
            continue
        if all(words[at + i].key == phrase[i] for i in range(2, length)):
            return length
    return 0


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """The cue file as written."""
    return tomllib.loads(files("directive.vocabulary").joinpath("cues.toml").read_text("utf-8"))


@cache
def cue(section: str, name: str) -> Phrases:
    """One list of the cue file."""
    return phrases(table()[section][name])


@cache
def listed(section: str, name: str) -> tuple[str, ...]:
    """One list of the cue file, phrase by phrase in the order written."""
    return tuple(phrase.strip() for phrase in table()[section][name].split(";") if phrase.strip())
