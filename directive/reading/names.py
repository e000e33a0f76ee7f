"""Tên cơ quan: where one written name ends.

A name may hold commas, dashes and "và" ("Sở Văn hóa, Thể thao và Du lịch"); what is known by name stands in the cue
file, the rest follows from capitals.
"""

from directive.reading.cues import cue, longest
from directive.reading.patterns import pattern
from directive.reading.scanning import (
    LEVELS,
    PLACE_ENDS,
    PLACES,
    SHORT_HEADS,
    Found,
    Scan,
    begins_name,
    behind_bracket,
    between,
    field_at,
    key_at,
    stops_at,
)
from directive.reading.spreading import spread_names

_BARE_LEVELS = {"tỉnh", "huyện", "xã", "phường", "quận"}
_SENTENCE_VERBS = pattern(
    r"(?:phối hợp|chủ trì|chủ động|có trách nhiệm|chịu trách nhiệm|tham mưu|báo cáo|rà soát"
    r"|tổng hợp|đôn đốc|khẩn trương)\b"
)
_TAILS = {"vực", "phố", "xã", "trấn", "địa", "bàn", "thuộc", "nước", "ương", "các"}
_COMPANIES = {"công", "tổng", "tập"}  # "Công ty Đầu tư phát triển hạ tầng": no field ends such a name
_SHORTENED = {"tp", "tx", "tt", "p", "q", "h", "x", "t", "đ", "b"}


def named(scan: Scan, start: int, at: int) -> tuple[list[Found], int]:
    """A name up to its end: a known field first, then whatever is written like a name."""
    words = scan.words
    field = 0 if words[start].key in _COMPANIES else field_at(scan, at)
    head = at
    whole = bool(field)
    if at < len(words) and not words[at].capital:
        whole = whole or longest(cue("names", "complete"), words, start) == at - start
    end = at = at + field
    while at < len(words) and at - head <= 30:
        word = words[at]
        if word.key == "(":
            return [between(scan, start, end)], max(behind_bracket(scan, at), end)
        if word.key == "." and words[at - 1].key in _SHORTENED and at + 1 < len(words) and words[at + 1].capital:
            at += 1
            continue
        if word.key == "và" or not word.key[0].isalnum():
            going = _joins(scan, at, known=whole)
            if not going:
                if field and _goes_on_spread(scan, at):
                    rest = spread_names(scan, start, head, at + 1)
                    return [between(scan, start, end), *rest[0]], rest[1]
                break
            whole = whole and not words[at + 1].capital  # behind the joint the name is unknown again
            end = at = at + going
        elif _ends_name(scan, at, head, known=whole and not _second_syllable(scan, at, head + field)):
            break
        else:
            end = at = at + 1
    return [between(scan, start, end)], end


def _goes_on_spread(scan: Scan, at: int) -> bool:
    """ "Sở Công Thương, Xây dựng": another field behind the comma, without its noun."""
    behind = at + 1
    if scan.words[at].key not in (",", "và", "/") or not field_at(scan, behind):
        return False
    return scan.words[behind].capital and not begins_name(scan, behind)


def _ends_name(scan: Scan, at: int, head: int, *, known: bool) -> bool:
    """Whether a word is no part of the name before it."""
    word, before = scan.words[at], scan.words[at - 1]
    if word.capital and not scan.shout:
        return False
    if word.key == "tại" and not longest(cue("names", "determiners"), scan.words, at + 1):
        return True
    stops = max(stops_at(scan, at), longest(cue("acts", "behind"), scan.words, at))
    if longest(cue("acts", "qualifiers"), scan.words, at) > stops:  # "trực thuộc", not "trực"
        return False
    if word.key not in PLACES and stops and not _names_action(scan, at) and not _inside_action(scan, at):
        return True
    if before.capital and longest(cue("names", "groups"), scan.words, at - 1) == 2:  # "Đảng ủy Khối Cơ quan"
        return False
    if at - 2 >= head and not scan.shout and word.key not in LEVELS | PLACES | _TAILS and _is_place(scan, at - 2):
        return True  # behind "Tiền Giang" a name is over
    if not known or word.capital or before.key in (PLACES - _BARE_LEVELS) | {"thuộc", "của", "bàn"}:
        return False
    return word.key not in LEVELS | PLACES | _TAILS


def _second_syllable(scan: Scan, at: int, free: int) -> bool:
    """ "Đoàn Thanh niên Cộng sản": behind the known part a word with a capital has its second syllable small."""
    before = scan.words[at - 1]
    return at - 1 >= free and before.capital and not scan.words[at - 2].capital and scan.words[at - 2].key not in PLACES


def _names_action(scan: Scan, at: int) -> bool:
    """ "Phòng Quản lý đầu tư": behind an activity with a capital its object belongs to the name."""
    if _SENTENCE_VERBS.match(scan.text, scan.words[at].start):
        return False
    return at >= 2 and scan.words[at - 2].capital and longest(cue("acts", "verbs"), scan.words, at - 2) == 2


def _inside_action(scan: Scan, at: int) -> bool:
    """ "Văn phòng Đăng ký đất đai": the second syllable of an activity with a capital is no verb of the sentence."""
    return scan.words[at - 1].capital and longest(cue("acts", "verbs"), scan.words, at - 1) == 2


def _is_place(scan: Scan, at: int) -> bool:
    """Whether two tokens are written like the name of a place or person: every syllable with a capital."""
    first, second = scan.words[at], scan.words[at + 1]
    if not (first.capital and second.capital and second.start - first.end == 1):
        return False
    if first.key in SHORT_HEADS:
        return False
    return not any(scan.text[word.start : word.end].isupper() for word in (first, second))


def _joins(scan: Scan, at: int, *, known: bool) -> int:
    """Whether a mark inside a name is followed by more of the name: how many tokens that joins."""
    words = scan.words
    mark, behind = words[at].key, at + 1
    if behind >= len(words) or not words[behind].key[0].isalnum() or mark not in (",", "và", "-", "/"):
        return 0
    if mark == "và" and _same_zone(scan, at, behind):
        return 3
    if begins_name(scan, behind):
        return 0
    if mark == "-":
        return 2 if words[behind].capital or (words[at - 1].end == words[at].start and not known) else 0
    if mark == "," and words[at - 1].key.isdigit() and words[behind].key.isdigit():
        return 2  # "khu phố 1, 2, 5"
    if mark in (",", "và") and words[at - 1].key in PLACE_ENDS and words[behind].key in PLACES | {"đặc"}:
        place = longest(cue("names", "groups"), words, behind)
        return 1 + place if place and not words[min(behind + place, len(words) - 1)].capital else 0
    return _goes_on(scan, mark, behind, known=known)


def _same_zone(scan: Scan, at: int, behind: int) -> bool:
    """ "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi" is one board."""
    further = key_at(scan, behind) == "các" and key_at(scan, behind + 1) in ("khu", "kcn")
    return further and any(word.key in ("khu", "kkt") for word in scan.words[max(0, at - 8) : at])


def _goes_on(scan: Scan, mark: str, behind: int, *, known: bool) -> int:
    """Whether the word behind a comma or "và" still belongs to a name."""
    words = scan.words
    if known:
        return 2 if mark == "và" and words[behind].capital and not field_at(scan, behind) else 0
    if mark == "/" or (words[behind].capital and not scan.shout):
        return 0 if mark == "/" else 2
    if mark == "và" and not stops_at(scan, behind):
        if words[behind].key in ("các", "những"):
            return 3 if behind + 1 < len(words) and words[behind + 1].capital else 0
        return 2
    return 0
