"""Tên gọi: one key for all spellings of a name, and different keys for different names.

Spelling is folded (where a tone mark stands, capitals, dashes, blanks, abbreviations, the manners of address before a
name); tones themselves are kept, because Bình Thanh and Bình Thạnh are two communes. Fold only to compare: what is
shown or quoted stays as it was issued.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_TONES = {"\u0300": "`", "\u0301": "´", "\u0309": "˒", "\u0303": "˜", "\u0323": "˙"}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LETTERS = re.compile(r"[^\W\d_]+[\u0300-\u036f]*(?:[^\W\d_]+[\u0300-\u036f]*)*")
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_WORD = re.compile(r"(?:\w|[`´˒˜˙])+")
_AND = "va`"
_LONGEST_ABBREVIATION = 6  # "TT - VH - TT", "NN & PT NT": as many pieces as a spelled abbreviation falls into


def fold(text: str) -> str:
    """A key for comparing: "Văn hoá" == "Văn hóa", "UỶ BAN" == "Ủy ban", "Tài chính – KH" == "Tài chính-KH".

    The tone goes to the end of its word as a sign, so the place it was typed in no longer matters; ă, â, đ, ê, ô, ơ, ư
    and the five tones stay apart. Folding twice changes nothing.
    """
    composed = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).replace("Ð", "Đ")
    folded = _LETTERS.sub(lambda found: _fold_word(found[0]), composed)
    return " ".join(_DASH.sub("-", folded).split())


@lru_cache(maxsize=32768)
def _fold_word(word: str) -> str:
    """Vietnamese has a few thousand syllables, so a directory of any size is folded from this cache."""
    letters, tone = [], ""
    for letter in unicodedata.normalize("NFD", word.casefold()):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


def name_key(name: str) -> str:
    """The key two spellings of one agency's name share: `fold`, abbreviations spread, manners of address dropped.

    Joining words and marks ("và", "&", "-", ",") carry no identity: "Kế hoạch - Đầu tư" is "Kế hoạch và Đầu tư".
    """
    return " ".join(name_words(name))


@lru_cache(maxsize=32768)
def name_words(name: str) -> tuple[str, ...]:
    """The words of `name_key`."""
    words = [word for word in _WORD.findall(fold(name)) if word != _AND]
    words = _rewrite(_spread(_without_manners(words)), _body_names())
    return tuple(_without_manners(words))


def _without_manners(words: list[str]) -> list[str]:
    """Drop what is said before a name: "Đề nghị đồng chí Chủ tịch UBND ..." speaks to the UBND.

    Something always stays: "Đề nghị" alone is not a name, and not for us to judge.
    """
    while (length := _manner_length(words)) and length < len(words):
        words = words[length:]
    return words


def _manner_length(words: Sequence[str]) -> int:
    for manner in _manners().get(words[0], ()) if words else ():
        size = len(manner.words)
        following = words[size] if len(words) > size else ""
        if tuple(words[:size]) == manner.words and (not manner.after or following in manner.after):
            return size
    return 0


def _spread(words: list[str]) -> list[str]:
    """Spread abbreviations, the longest first; "NN & PTNT" and "LĐ-TB&XH" are abbreviations in pieces."""
    beginnings = _abbreviation_beginnings()
    if beginnings.isdisjoint(words):
        return words
    spread: list[str] = []
    at = 0
    while at < len(words):
        size, full = _abbreviation_at(words, at) if words[at] in beginnings else (1, (words[at],))
        spread.extend(full)
        at += size
    return spread


def _abbreviation_at(words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    table = _abbreviations()
    for size in range(min(_LONGEST_ABBREVIATION, len(words) - at), 0, -1):
        before = words[at - 1] if at else ""
        after = words[at + size] if at + size < len(words) else ""
        for row in table.get("".join(words[at : at + size]), ()):
            if (not row.before or before in row.before) and (not row.after or after in row.after):
                return size, row.words
    return 1, (words[at],)


def _rewrite(words: list[str], phrases: Mapping[str, Sequence["_Phrase"]]) -> list[str]:
    """Replace each known phrase by its canonical words, the longest first."""
    if phrases.keys().isdisjoint(words):
        return words
    written: list[str] = []
    at = 0
    while at < len(words):
        for phrase in phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase.words)]) == phrase.words:
                written.extend(phrase.canonical)
                at += len(phrase.words)
                break
        else:
            written.append(words[at])
            at += 1
    return written


class _Abbreviation(NamedTuple):
    words: tuple[str, ...]
    before: frozenset[str]  # one of these must stand before it; empty is anything
    after: frozenset[str]


class _Manner(NamedTuple):
    words: tuple[str, ...]
    after: frozenset[str]  # one of these must follow; empty is anything


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    canonical: tuple[str, ...]


@cache
def _abbreviations() -> dict[str, tuple[_Abbreviation, ...]]:
    """By folded abbreviation; of several expansions the first whose neighbours fit is taken, in file order."""
    table: dict[str, list[_Abbreviation]] = {}
    for row in _rows("abbreviations.csv"):
        full = _Abbreviation(_plain_words(row["expansion"]), _alternatives(row["before"]), _alternatives(row["after"]))
        table.setdefault(fold(row["abbreviation"]), []).append(full)
    return {key: tuple(rows) for key, rows in table.items()}


@cache
def _abbreviation_beginnings() -> frozenset[str]:
    """Every first piece an abbreviation may fall into ("N", "NN" ... of NNPTNT): most words are none."""
    return frozenset(key[:size] for key in _abbreviations() for size in range(1, len(key) + 1))


@cache
def _manners() -> dict[str, tuple[_Manner, ...]]:
    table: dict[str, list[_Manner]] = {}
    for row in _rows("manners.csv"):
        manner = _Manner(_plain_words(row["words"]), _alternatives(row["after"]))
        table.setdefault(manner.words[0], []).append(manner)
    return {first: tuple(sorted(rows, key=lambda row: -len(row.words))) for first, rows in table.items()}


@cache
def _body_names() -> dict[str, tuple[_Phrase, ...]]:
    table: dict[str, list[_Phrase]] = {}
    for row in _rows("body_names.csv"):
        phrase = _Phrase(_plain_words(row["words"]), _plain_words(row["canonical"]))
        table.setdefault(phrase.words[0], []).append(phrase)
    return {first: tuple(sorted(rows, key=lambda row: -len(row.words))) for first, rows in table.items()}


def _plain_words(text: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(fold(text)) if word != _AND)


def _alternatives(cell: str) -> frozenset[str]:
    return frozenset(fold(word) for word in cell.split("|") if word)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("directive.vocabulary") / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
