"""Chính tả: one spelling for comparing, so that "UỶ BAN" is "Ủy ban" and "Văn hoá" is "Văn hóa".

Tone marks are never stripped: Bình Thanh and Bình Thạnh are two communes. Folded text is for comparing only;
whatever is quoted stays as issued.
"""

import re
import unicodedata
from functools import lru_cache

from directive.reading.patterns import pattern

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = pattern(r"[^\W_]+")
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_CODA = "ng|nh|ch|c|m|n|p|t|i|y|o|u|"
_SYLLABLE = pattern(rf"(?:{_ONSET})[aăâeêioôơuưy]{{1,3}}(?:{_CODA})", re.IGNORECASE)


@lru_cache(maxsize=4096)  # the same few names are compared all through a text
def key(text: str) -> str:
    """For telling whether two names of one text are the same: case, blanks, usual short forms do not count."""
    words = " ".join(_WORD.findall(unicodedata.normalize("NFC", text).lower()))
    for long, short in (
        ("ủy ban nhân dân", "ubnd"),
        ("uỷ ban nhân dân", "ubnd"),
        ("hội đồng nhân dân", "hđnd"),
        ("mặt trận tổ quốc", "mttq"),
    ):
        words = words.replace(long, short)
    return words


def tidy(text: str) -> str:
    """A quotation on one line: composed letters, single blanks, nothing else changed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plausible(word: str) -> bool:
    """Whether a word could be a Vietnamese syllable; OCR debris such as "c" or "hiệrt" is not."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if c not in _TONES)
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
