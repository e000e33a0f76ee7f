"""Đánh số: the marks that begin a numbered, lettered or dashed unit, and what follows what.

A mark is only accepted where it makes sense in its sequence: a wrapped line may begin like an item, and OCR misreads
marks, so a misread one is repaired by its neighbours.
"""

import re
from typing import NamedTuple

from directive.reading.patterns import pattern

ALPHABET = "abcdđeghiklmnopqrstuvxy"  # Nghị định 30/2020/NĐ-CP Phụ lục I: order of the Vietnamese alphabet
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
RANK: dict[str, float] = {
    "part": 0, "article": 1, "upper": 1, "roman": 2, "step": 3, "number": 3, "decimal": 4, "bracket": 4, "letter": 5,
    "small_roman": 6, "star": 6, "paragraph": 6.5, "dash": 7, "plus": 8,
}  # fmt: skip


class Label(NamedTuple):
    """A mark: its kind, its place in the sequence, how it is shown, and where the words behind it begin."""

    kind: str
    value: int
    shown: str
    end: int
    style: str = ""


_PART = pattern(r"(Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s+(?:thứ\s+|THỨ\s+)?([IVXivx]{1,5}|\d{1,2}|\w{2,4})\b\s*[.:]?\s*")
_ARTICLE = pattern(r"(?:Điều|ĐIỀU)\s+(\d{1,3})\s*(?:[.:]|(?=\s[A-ZĐÀ-Ỹ]))\s*")
_STEP = pattern(r"(?:Bước|BƯỚC)\s+(\d{1,2})\b\s*[.:]?\s*")
_MARK = pattern(
    r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.)/:-]|(?=\s))[-.]?\s*(?=\D)"
    r"|[._,]{0,2}(?P<number>\d{1,5})(?P<style>\s?[.)/](?:\s?-)?|\s?-(?=\s[A-ZĐÀ-Ỹ])|:(?=\s))\s*(?=[^\d\s]|\d{2}\s)"
    r"|\((?P<bracket>\d{1,2})\)\.?\s*(?=\S)"
    r"|(?P<roman>[IVX]{1,5})\s?(?:[./)]\s?-?|-(?=\s)|\s(?=[A-ZĐÀ-Ỹ]{3}))\s*(?=\S)"
    r"|(?P<upper>[A-HĐ])\s?[./)]\s+(?=[A-ZĐÀ-Ỹ]{2})"
    r"|\((?P<paren>[ivx]{1,5}|[a-zđ])\)\s*(?=\S)"
    r"|(?P<letter>[a-zđ])(?P<letter_number>\d?)\s?[./)]\s*(?=\S)"
    r"|(?P<small>[ivx]{2,5})\)\s*(?=\S)"
    r"|(?P<dash>[-–—−•●▪◦·])\s*(?=\S)"
    r"|(?P<plus>\+)\s*(?=\S)"
    r"|(?P<star>[*o])\s+(?=[A-ZĐÀ-Ỹ])"
)
_MISREAD = pattern(r"(?P<misread>[^\w\s\"“”'(\[]?\S?[.)])\s+(?=[A-ZĐÀ-Ỹ])")


def label_at_start(text: str) -> Label | None:
    """The mark a row begins with."""
    first = text[:1]
    if first in "PCMĐB":
        for kind, form in (("part", _PART), ("article", _ARTICLE), ("step", _STEP)):
            worded = form.match(text)
            if worded:
                return _worded(kind, worded)
    found = _MARK.match(text)
    if not found:
        misread = _MISREAD.match(text)
        return Label("misread", 0, misread.group("misread"), misread.end()) if misread else None
    return _marked(found)


def _worded(kind: str, found: re.Match[str]) -> Label | None:
    if kind != "part":
        return Label(kind, int(found.group(1)), found.group().strip(" .:"), found.end())
    number = found.group(2).lower()
    value = int(number) if number.isdigit() else _ORDINALS.get(number) or roman(number)
    style = found.group(1).lower()
    return Label("part", value, f"{found.group(1)} {found.group(2)}", found.end(), style) if value else None


def _marked(found: re.Match[str]) -> Label | None:
    kind = found.lastgroup or ""
    if found.group("number"):
        style = found.group("style").strip().replace(" ", "")
        return Label("number", int(found.group("number")), str(int(found.group("number"))), found.end(), style)
    if found.group("letter"):
        letter = found.group("letter")
        return Label("letter", letter_value(letter), letter + found.group("letter_number"), found.end(), ")")
    if found.group("paren"):
        inner = found.group("paren")
        if len(inner) > 1 or inner in "ivx":
            return Label("small_roman", roman(inner), inner, found.end(), "()")
        return Label("letter", letter_value(inner), inner, found.end(), "()")
    shown = found.group(kind)
    if kind == "decimal":
        return Label(kind, int(shown.split(".")[-1]), shown, found.end(), str(shown.count(".")))
    if kind == "bracket":
        return Label(kind, int(shown), shown, found.end())
    if kind == "roman":
        return Label(kind, roman(shown.lower()), shown, found.end()) if roman(shown.lower()) else None
    if kind == "small":
        return Label("small_roman", roman(shown), shown, found.end(), ")")
    if kind == "upper":
        return Label(kind, _LATIN.find(shown.lower()) + 1 if shown != "Đ" else 5, shown, found.end())
    return Label(kind, 0, "", found.end())


def roman(text: str) -> int:
    """A Roman numeral; 0 if it is none."""
    total = 0
    for here, after in zip(text, [*text[1:], ""], strict=True):
        value = _ROMAN.get(here, 0)
        if not value:
            return 0
        total += -value if _ROMAN.get(after, 0) > value else value
    return max(total, 0)


def letter_value(letter: str) -> int:
    """Where a letter stands in the sequence of points; letters the alphabet of points leaves out keep their place."""
    at = ALPHABET.find(letter)
    return at + 1 if at >= 0 else ALPHABET.find(max(c for c in ALPHABET if c < letter)) + 1


def follows(label: Label, last: int) -> bool:
    """Whether a mark is the next of its sequence. Writers skip đ, i, j, f and w in their own ways."""
    step = label.value - last
    return step == 1 or (label.kind == "letter" and step == 2 and last > 0)


def shown_as(kind: str, value: int) -> str:
    """How the mark of a place in a sequence is shown; for repairing misread marks."""
    if kind == "letter":
        return ALPHABET[min(value, len(ALPHABET)) - 1]
    if kind == "roman":
        return ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][value] if value <= 10 else str(value)
    return str(value)
