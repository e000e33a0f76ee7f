"""Numbers of items that character recognition misread, put right by the sequence they stand in.

"4. 9. 6." is "4. 5. 6."; a label is changed only between neighbours that leave room for exactly one reading.
"""

import re
from typing import NamedTuple

_NUMBER = re.compile(r"([0-9IlOoSB|]{0,2})([.,;:]{1,2})\s+(?=[^\W\d_])")
_LETTER = re.compile(r"(\S{1,2})(\))\s+(?=\S)")
_ALPHABET = "abcdđeghiklmnopqrstuvxy"  # the order of điểm, NĐ 30/2020/NĐ-CP, Phụ lục I
_ONE = frozenset("Il|")


class Repair(NamedTuple):
    """One label put right: which line, what was read, what it must be."""

    line: int
    read: str
    label: str


class _Label(NamedTuple):
    line: int
    read: str
    value: int | None  # None: no number or letter at all


def repairs(lines: list[str]) -> list[Repair]:
    """The labels to change in these lines, in order."""
    found = [Repair(label.line, label.read, f"{value}.") for label, value in _settled(_numbers(lines), first=1)]
    found += [
        Repair(label.line, label.read, f"{_ALPHABET[value]})")
        for label, value in _settled(_letters(lines), first=0)
        if value < len(_ALPHABET)
    ]
    return sorted(found)


def _numbers(lines: list[str]) -> list[_Label]:
    out = []
    for at, line in enumerate(lines):
        if found := _NUMBER.match(line):
            digits = found[1]
            out.append(_Label(at, found[1] + found[2], int(digits) if digits.isdecimal() else None))
    return out


def _letters(lines: list[str]) -> list[_Label]:
    out = []
    for at, line in enumerate(lines):
        if found := _LETTER.match(line):
            place = _ALPHABET.find(found[1]) if len(found[1]) == 1 else -1
            out.append(_Label(at, found[1] + found[2], place if place >= 0 else None))
    return out


def _settled(labels: list[_Label], *, first: int) -> list[tuple[_Label, int]]:
    """Labels whose neighbours fix another value. Up to two misread labels in a row can be told."""
    values = [label.value for label in labels]
    out: list[tuple[_Label, int]] = []

    def value(at: int) -> int | None:
        return values[at] if 0 <= at < len(values) else None

    for at, label in enumerate(labels):
        before = value(at - 1)
        due = first if before is None and at + 1 < len(values) else None if before is None else before + 1
        if due is None or values[at] == due:
            if due is not None and label.read.rstrip(".)") != label.read[:-1]:
                out.append((label, due))  # "7..", "7;": the right number, spoilt
            continue
        fits = value(at + 1) == due + 1 or (value(at + 2) == due + 2 and value(at + 1) != due + 1)
        spoilt = values[at] is None and before is not None and label.read[:1] in ".,;:|"
        misread_one = values[at] is None and before is None and _ONE.issuperset(label.read[:-1]) and label.read[:-1]
        if (before is not None and fits and value(at + 1) != before + 1) or spoilt or (misread_one and fits):
            values[at] = due
            out.append((label, due))
    return out
