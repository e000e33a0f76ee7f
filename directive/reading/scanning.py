"""Soi từ trong câu: the words of a sentence while names are looked for, and what may begin or end a name.

All functions look at one place among the words and change nothing.
"""

from typing import NamedTuple

from directive.reading.cues import Token, cue, longest

PLACES = {
    "tỉnh", "huyện", "xã", "phường", "quận", "thành", "thị", "đặc", "tp", "tx", "tt", "thôn", "khu", "cấp",
}  # fmt: skip
# Heads that are also common words: "Hội nghị", "Ban hành", "Báo cáo", "Trường hợp" are no bodies.
SHORT_HEADS = {
    "sở", "bộ", "ban", "phòng", "vụ", "cục", "viện", "hội", "đoàn", "báo", "đài", "tổ", "đội", "hạt", "trạm", "trường",
    "quỹ", "ga", "thuế", "vp", "trung",
}  # fmt: skip
MISSPELT = {"vu", "so", "bo", "phong", "cuc", "sờ", "sớ", "phông", "phóng"}  # before the name of a field
PLACE_LEVELS = {"tỉnh", "huyện", "xã", "phường", "quận", "thành", "thị", "đặc"}
PLACE_ENDS = {"tỉnh", "huyện", "xã", "phường", "quận", "phố", "trấn", "khu", "thôn"}
LEVELS = {"tỉnh", "huyện", "xã", "phường", "quận", "cấp", "thuộc", "trực", "của", "trên", "tại", "khu", "nhà", "trung"}
SPREADABLE = {
    "sở", "bộ", "phòng", "vụ", "cục", "ban", "huyện", "xã", "phường", "quận", "tỉnh", "viện", "trường", "hội", "ngành",
}  # fmt: skip
_COMPOUNDS = {
    "công trình", "chương trình", "quy trình", "hành trình", "lộ trình", "thành lập", "độc lập", "công lập", "dân lập",
    "cung cấp", "bảo đảm", "tiếp nhận", "chứng nhận", "công tác", "hàng không", "không quân", "kinh doanh",
    "giao thông",
    "giao dịch", "giao lưu", "báo chí", "đầu mối", "phải thu",
}  # fmt: skip


class Found(NamedTuple):
    """One name and where it stands. `prefix` is the shared noun when it was spread out."""

    name: str
    start: int
    end: int
    remainder: bool = False


class Row(NamedTuple):
    """Names standing in a row, and where the row ends."""

    names: tuple[Found, ...]
    end: int


class Scan(NamedTuple):
    text: str
    words: list[Token]
    shout: bool  # everything is in capitals, so capitals tell nothing


def is_name(scan: Scan, at: int, taken: int) -> bool:
    """A head noun begins a name when it is written so, or when a name stands behind it ("phòng Nội vụ")."""
    behind = at + taken
    if scan.shout and longest(cue("acts", "verbs"), scan.words, at) == taken == 2:  # "TỔ CHỨC THỰC HIỆN"
        return not longest(cue("acts", "verbs"), scan.words, behind)
    common = scan.words[at].key in SHORT_HEADS if taken == 1 else longest(cue("acts", "verbs"), scan.words, at) == taken
    if common and behind < len(scan.words) and not scan.shout:
        after = scan.words[behind]
        return (
            after.capital or bool(field_at(scan, behind)) or after.key in PLACES or not after.key[0].isalpha()
            or bool(longest(cue("names", "determiners"), scan.words, behind))
        )  # fmt: skip
    if scan.words[at].capital or scan.shout:
        return True
    return (taken > 1 and scan.words[at].key not in ("ban", "bộ", "hội", "đoàn")) or takes_name(scan, at + taken)


def takes_name(scan: Scan, at: int) -> bool:
    return at < len(scan.words) and (scan.words[at].capital or field_at(scan, at) > 1)


def field_at(scan: Scan, at: int) -> int:
    """A known field of work at a place; "tổ chức" in lower case is rather the verb."""
    taken = longest(cue("names", "fields"), scan.words, at)
    return 0 if taken and stops_at(scan, at) and not scan.words[at].capital else taken


def behind_bracket(scan: Scan, at: int) -> int:
    """The token behind a bracket that opens here; the same place when it does not close soon."""
    for close in range(at, min(at + 60, len(scan.words))):
        if scan.words[close].key == ")":
            return close + 1
    return at


def begins_name(scan: Scan, at: int) -> bool:
    """Whether another agency or group begins at a token."""
    words = scan.words
    plural = longest(cue("names", "determiners"), words, at)
    head = at + plural
    person = longest(cue("names", "persons"), words, head)
    agency = longest(cue("names", "agencies"), words, head)
    if plural:
        return bool(person or agency or longest(cue("names", "groups"), words, head))
    if person and (words[head].capital or scan.shout):
        return True
    return bool(agency) and is_name(scan, at, agency)


def stops_at(scan: Scan, at: int) -> int:
    """Whether the sentence goes on with a verb or clause here: how many tokens that cue takes."""
    if at >= len(scan.words) or (scan.words[at].capital and not scan.shout):
        return 0
    taken = longest(cue("acts", "verbs"), scan.words, at)
    if taken == 1 and at and f"{scan.words[at - 1].key} {scan.words[at].key}" in _COMPOUNDS:
        return 0
    if taken == 1 and at + 1 < len(scan.words) and f"{scan.words[at].key} {scan.words[at + 1].key}" in _COMPOUNDS:
        return 0
    return taken


def key_at(scan: Scan, at: int) -> str:
    return scan.words[at].key if 0 <= at < len(scan.words) else ""


def between(scan: Scan, start: int, end: int, *, name_end: int | None = None) -> Found:
    """The name written between two tokens."""
    first, last = scan.words[start].start, name_end or scan.words[end - 1].end
    name = scan.text[first:last]
    keys = {token.key for token in scan.words[start:end]}
    return Found(name, first, last, "khác" in keys or ("còn" in keys and "lại" in keys))


def written_between(scan: Scan, start: int, end: int, *, without_plural: bool = False) -> str:
    """The words between two tokens, as written."""
    if without_plural:
        start += longest(cue("names", "determiners"), scan.words, start)
    return scan.text[scan.words[start].start : scan.words[end - 1].end]
