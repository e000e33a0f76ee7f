"""Danh sách tên: a line that names several bodies -> one Match each.

Names hold commas, dashes and "và" themselves ("Sở Văn hóa, Thể thao và Du lịch"), so the directory decides where one
ends: the longest piece that is a name of it.
"""

import re
from collections.abc import Iterator
from datetime import date

from directive.agencies import Match
from directive.directory import Directory, is_settled
from directive.group_names import is_plural, plain_group
from directive.names import name_words
from directive.territories import LEVEL_SPELLINGS, level_at

_SEPARATOR = re.compile(r"\s*[,;/]\s*(?:và\s+)?|\s+(?:và|cùng|&)\s+", re.IGNORECASE)
_PLURAL_NOUN = re.compile(r".*\b(?:các|những)\s+", re.IGNORECASE | re.DOTALL)
_LONGEST_NAME = 6  # pieces between separators; "Kinh tế, Hạ tầng và Đô thị" has three


def resolve_list(text: str, directory: Directory, *, on: date, office: str | None) -> tuple[Match, ...]:
    """All bodies a line names: "Ủy ban MTTQ Việt Nam, các tổ chức chính trị - xã hội huyện"; "Các phòng: A, B, C".

    A noun before a colon is spread over the names behind it, "các huyện A, B" over the names that follow. A piece
    that fits nothing is a Match of its own.
    """
    return tuple(_matches(text, directory, on, office))


def _matches(text: str, directory: Directory, on: date, office: str | None) -> Iterator[Match]:
    for part in filter(str.strip, text.split(";")):
        before, colon, behind = part.partition(":")
        noun = _PLURAL_NOUN.sub("", before).strip() if colon else ""
        pieces = _pieces(behind if colon else part)
        while pieces:
            size, match = _longest(pieces, noun, directory, on, office)
            noun = noun or _level_noun(pieces[0][1])
            pieces = pieces[size:]
            yield match


def _pieces(text: str) -> list[tuple[str, str]]:
    """(separator before it, piece), in order; joined again they are the text."""
    pieces: list[tuple[str, str]] = []
    at, separator = 0, ""
    for found in [*_SEPARATOR.finditer(text), None]:
        piece = text[at : found.start() if found else len(text)].strip(" \t\n.-–+")
        if piece:
            pieces.append((separator, piece))
        at, separator = (found.end(), found[0]) if found else (at, "")
    return pieces


def _longest(
    pieces: list[tuple[str, str]], noun: str, directory: Directory, on: date, office: str | None
) -> tuple[int, Match]:
    """How many pieces make up the first name, and what it stands for."""
    for size in range(min(len(pieces), _LONGEST_NAME), 0, -1):
        name = pieces[0][1] + "".join(separator + piece for separator, piece in pieces[1:size])
        for said in _sayings(noun, name):
            if is_settled(match := directory.look_up(said, on=on, office=office)):
                return size, match
    return 1, directory.resolve(f"{noun} {pieces[0][1]}".strip(), on=on, office=office)


def _sayings(noun: str, name: str) -> tuple[str, ...]:
    """With the noun of the list first: in "Các Bộ: Công an", the ministry; a name with its own level goes without."""
    if not noun:
        return (name,)
    return (name, f"{noun} {name}") if level_at(name_words(name), 0) else (f"{noun} {name}", name)


def _level_noun(piece: str) -> str:
    """The level word "các huyện Bình Sơn" spreads over the names that follow it: "huyện"."""
    words = name_words(piece)
    if not is_plural(words):
        return ""
    plain = plain_group(words)
    return next((LEVEL_SPELLINGS[level] for at in range(len(plain)) if (level := level_at(plain, at))), "")
