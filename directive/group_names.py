"""Tên chung: the words of collective names, "các phòng, ban", "UBND các xã, thị trấn", "các cơ quan liên quan".

All words here are folded (`directive.names`).
"""

from directive.names import name_words
from directive.territories import COMMITTEE, Words, holds, level_at

_PLURAL = frozenset(name_words("các những toàn thể tất cả mọi"))
_RELATED = (name_words("có liên quan"), name_words("liên quan"))
_REST = (name_words("còn lại"), name_words("khác"))
_BY_OTHERS = (name_words("được phân công"), name_words("được giao"), name_words("chức năng"))
_VAGUE = frozenset(
    name_words("cơ quan đơn vị địa phương tổ chức cá nhân ngành doanh nghiệp bộ phận cấp chính quyền đoàn thể nhân dân")
)
_LEVELS_SAID = {
    name_words(said): frozenset(name_words(level) for level in levels)
    for said, levels in (
        ("cấp huyện", ("huyện", "quận", "thị xã", "thành phố")),
        ("cấp xã", ("xã", "phường", "thị trấn", "đặc khu")),
    )
}


def plain_group(words: Words) -> Words:
    """A collective name without its plural words: "các xã, thị trấn", "22 xã, thị trấn", "xã, thị trấn" are one."""
    counted = words[1:] if words[:1] and words[0].isdigit() else words
    return tuple(word for word in counted if word not in _PLURAL)


def is_plural(words: Words) -> bool:
    """Whether the words say there are several: "các xã"; or name two levels in a row: "huyện, thị xã"."""
    return not _PLURAL.isdisjoint(words) or len(levels_said(words)) > 1


def without_related(words: Words) -> Words:
    """The group a vague part of is meant: "các phòng, ban liên quan" -> "các phòng, ban"."""
    for ending in _RELATED:
        if words[-len(ending) :] == ending:
            return words[: -len(ending)]
    return words


def remainder_of(words: Words) -> Words:
    """The group of which all others are meant: "các xã còn lại" -> "các xã"; nothing when none is."""
    for ending in _REST:
        if len(words) > len(ending) and words[-len(ending) :] == ending and is_plural(words):
            return words[: -len(ending)]
    return ()


def is_open(words: Words) -> bool:
    """Whether the words leave open who is meant: nobody can be held to it until a person names the bodies.

    "các cơ quan, đơn vị liên quan", "các đơn vị được giao"; and "các cơ quan, đơn vị" alone. Not "các phòng, ban".
    """
    if without_related(words) != words:
        return True
    plain = plain_group(words)
    if plain == words:
        return False
    if any(holds(plain, said) for said in (*_RELATED, *_BY_OTHERS)):
        return True
    return bool(plain) and all(word in _VAGUE for word in plain)


def levels_said(words: Words) -> frozenset[Words]:
    """The levels a group of People's Committees names: "UBND các xã, thị trấn" -> xã, thị trấn; else nothing.

    "UBND cấp xã" names them all.
    """
    plain = plain_group(words)
    rest = plain[len(COMMITTEE) :] if plain[: len(COMMITTEE)] == COMMITTEE else plain
    if rest in _LEVELS_SAID:
        return _LEVELS_SAID[rest]
    levels, at = set(), 0
    while at < len(rest) and (level := level_at(rest, at)):
        levels.add(level)
        at += len(level)
    if at < len(rest) or (len(levels) < 2 and plain == words):
        return frozenset()
    return frozenset(levels)
