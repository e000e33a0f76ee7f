"""Lỗi nhận dạng: marks that OCR or typing lost, put back for matching only ("thành phô" -> "thành phố").

A word is repaired when it differs only in its marks from its place in a known pair of words and the other word of the
pair is right. Letters stay one for one, so places stay true; what is quoted keeps the misprint.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from directive.reading.cues import listed, table
from directive.reading.patterns import pattern

_WORD = pattern(r"[^\W\d_]+")


def repaired(text: str) -> str:
    """The text with known pairs of words spelled as they should be; a repaired word may prove its neighbour wrong."""
    once = _pass(text)
    return once if once == text else _pass(once)


def _pass(text: str) -> str:
    words = _WORD.findall(text.lower())
    if not any(_fixed(*pair) for pair in set(pairwise(words))):
        return text
    out: list[str] = []
    done = 0
    before: re.Match[str] | None = None
    previous = ""
    for word in _WORD.finditer(text):
        key = word.group().lower()
        if before is not None and word.start() - before.end() <= 2 and (fixed := _fixed(previous, key)):
            wrong, right = (before, fixed[0]) if fixed[0] != previous else (word, fixed[1])
            abbreviated = wrong.group().isupper() and len(wrong.group()) <= 3
            if wrong.start() >= done and not abbreviated and text[before.end() : word.start()].isspace():
                out += [text[done : wrong.start()], _cased(right, wrong.group())]
                done = wrong.end()
                key = right if wrong is word else key
        before, previous = word, key
    out.append(text[done:])
    return "".join(out)


@lru_cache(maxsize=65536)
def _fixed(first: str, second: str) -> tuple[str, str] | None:
    """The known pair that a pair of words stands for, when exactly one of them lost marks."""
    known = _pairs()
    if (first, second) in known.pairs:
        return None
    plain = frozenset({first} & _COMMON), frozenset({second} & _COMMON)
    for right in known.bare.get((without_marks(first), without_marks(second)), ()):
        if right[0] == first and len(right[1]) == len(second):
            distinctive = len(known.after[first]) <= (3 if right in known.frequent else 1)
            return right if (distinctive or second not in known.words) and not plain[1] else None
        if right[1] == second and len(right[0]) == len(first):
            distinctive = len(known.before[second]) <= (3 if right in known.frequent else 1)
            return right if (distinctive or first not in known.words) and not plain[0] else None
    return None


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if like[0].isupper() else word


@lru_cache(maxsize=8192)
def without_marks(word: str) -> str:
    """A word without any marks; đ is a letter of its own."""
    letters = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# Words that stand beside anything; a pair with one of them proves no misprint.
_COMMON = frozenset(
    [
        "do",
        "so",
        "tu",
        "đúng",
        "quản",
        "hằng",
        "hàng",
        "phạt",
        "hỗ",
        "chỉ",
        "để",
        "đã",
        "và",
        "các",
        "của",
        "cho",
        "là",
        "có",
        "theo",
        "từ",
        "đến",
        "tại",
        "với",
        "về",
        "trong",
        "ngoài",
        "trên",
        "dưới",
        "này",
        "đó",
        "khi",
        "nếu",
        "thì",
        "mà",
        "như",
        "được",
        "bị",
        "không",
        "chưa",
        "cũng",
        "rất",
        "hơn",
        "nhất",
        "một",
        "hai",
        "ba",
        "bốn",
        "năm",
        "sáu",
        "ở",
        "ra",
        "vào",
        "lên",
        "qua",
        "lại",
        "đi",
        "tới",
        "sau",
        "trước",
        "giữa",
        "cùng",
        "những",
        "mọi",
        "mỗi",
        "từng",
        "cả",
        "toàn",
        "bộ",
        "số",
        "ngày",
        "tháng",
        "quý",
        "việc",
        "làm",
        "nên",
        "phải",
        "cần",
        "sẽ",
        "đang",
        "còn",
        "mới",
        "cũ",
        "lớn",
        "nhỏ",
        "cao",
        "thấp",
        "tốt",
        "đủ",
        "kế",
    ]
)


class _Known(NamedTuple):
    """Pairs of neighbouring words, the same without marks, and which words stand before and after which."""

    pairs: frozenset[tuple[str, str]]
    bare: dict[tuple[str, str], tuple[tuple[str, str], ...]]
    before: dict[str, set[str]]
    after: dict[str, set[str]]
    words: frozenset[str]
    frequent: frozenset[tuple[str, str]]


@cache
def _pairs() -> _Known:
    pairs: set[tuple[str, str]] = set()
    words: set[str] = set()
    for section in ("names", "acts", "sections", "misprints"):
        for phrases in table()[section].values():
            for phrase in re.split(r"[;,:()\n-]", phrases):
                spoken = phrase.lower().split()
                words |= set(spoken)
                pairs |= set(pairwise(spoken))
    bare: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for first, second in sorted(pairs):
        both = (without_marks(first), without_marks(second))
        bare[both] = (*bare.get(both, ()), (first, second))
        before.setdefault(second, set()).add(first)
        after.setdefault(first, set()).add(second)
    frequent = frozenset(
        (phrase.split()[0], phrase.split()[1]) for phrase in listed("misprints", "pairs") if len(phrase.split()) == 2
    )
    return _Known(frozenset(pairs), bare, before, after, frozenset(words), frequent)
