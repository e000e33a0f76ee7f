"""Cơ quan trong câu: the agencies and groups that stand in a row in a sentence, one name each.

The list ends where the sentence goes on: at a verb, a colon, a clause. A name may itself hold commas, dashes and "và"
("Sở Văn hóa, Thể thao và Du lịch"); a noun may be spread over several names ("Các phòng: Nội vụ, Y tế"); a group stays
one name ("các sở, ban, ngành"). What is known by name stands in the cue file; the rest follows from capitals.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from directive.reading.cues import Token, cue, listed, longest, tokens, tokens_between
from directive.reading.patterns import pattern

_WINDOWS = (160, 1600, 6000)  # characters looked at for one list: a list of all ministries takes 900
_MARGIN = 60  # a row that ends this near the window's end may go on behind it
_FIRST_WORD = pattern(r"\W*?([^\W_]+)")
_SEPARATORS = {",", ";", "và", "/", "+", "cùng", "hoặc"}
_PLACES = {
    "tỉnh", "huyện", "xã", "phường", "quận", "thành", "thị", "đặc", "tp", "tx", "tt", "thôn", "khu", "cấp",
}  # fmt: skip
# Heads that are also common words: "Hội nghị", "Ban hành", "Báo cáo", "Trường hợp" are no bodies.
_SHORT_HEADS = {
    "sở", "bộ", "ban", "phòng", "vụ", "cục", "viện", "hội", "đoàn", "báo", "đài", "tổ", "đội", "hạt", "trạm", "trường",
    "quỹ", "ga", "thuế", "vp", "trung",
}  # fmt: skip
_MISSPELT = {"vu", "so", "bo", "phong", "cuc", "sờ", "sớ", "phông", "phóng"}  # before the name of a field
_PLACE_LEVELS = {"tỉnh", "huyện", "xã", "phường", "quận", "thành", "thị", "đặc"}
_PLACE_ENDS = {"tỉnh", "huyện", "xã", "phường", "quận", "phố", "trấn", "khu", "thôn"}
_BARE_LEVELS = {"tỉnh", "huyện", "xã", "phường", "quận"}
_LEVELS = {"tỉnh", "huyện", "xã", "phường", "quận", "cấp", "thuộc", "trực", "của", "trên", "tại", "khu", "nhà", "trung"}
_SPREADABLE = {
    "sở", "bộ", "phòng", "vụ", "cục", "ban", "huyện", "xã", "phường", "quận", "tỉnh", "viện", "trường", "hội", "ngành",
}  # fmt: skip
_TAILS = {"vực", "phố", "xã", "trấn", "địa", "bàn", "thuộc", "nước", "ương", "các"}
_COMPANIES = {"công", "tổng", "tập"}  # "Công ty Đầu tư phát triển hạ tầng": no field ends such a name
_GOVERNING = {"thuộc", "của", "tại", "bàn", "với", "về", "ở"}
_AFTER_NOUN = {",", "và", "cá", "liên", "có", ";", "."}  # behind "tổ chức" the noun
_SHORTENED = {"tp", "tx", "tt", "p", "q", "h", "x", "t", "đ", "b"}


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


class _Scan(NamedTuple):
    text: str
    words: list[Token]
    shout: bool  # everything is in capitals, so capitals tell nothing


@lru_cache(maxsize=2048)  # one sentence is asked at the same places for owners, partners and reports
def row_at(text: str, start: int = 0, *, bare: bool = False) -> Row | None:
    """The row of agencies that begins exactly at a place, or None.

    `bare` admits common nouns without "các" ("phối hợp với địa phương có rừng").
    """
    first = _FIRST_WORD.match(text, start)
    if first is None or first.group(1).lower() not in _openers():
        return None
    near = text[start : start + 60]
    shout = near.isupper() and sum(map(str.isalpha, near)) > 3
    for window in _WINDOWS:
        row = _read_row(_Scan(text, tokens_between(text, start, start + window), shout), bare=bare)
        if row is None or row.end < start + window - _MARGIN:
            return row
    return row


def _read_row(scan: _Scan, *, bare: bool) -> Row | None:
    names: list[Found] = []
    at = 0
    ready = _one(scan, at, bare=bare)
    while ready is not None:
        found, at = ready
        names += _under_prefix(found, names[-1]) if names else found
        ready = _next(scan, at, bare=bare)
    return Row(tuple(names), scan.words[at - 1].end) if names and at else None


def _under_prefix(found: list[Found], before: Found) -> list[Found]:
    """ "UBND các huyện: A, B và thành phố C": the last has its own level, the body before it is still meant."""
    written = before.name[: len(before.name) - (before.end - before.start)].split()
    levels = [word for word in written if word in _PLACE_LEVELS]
    if len(found) != 1 or not levels or written[0] in _PLACE_LEVELS or found[0].name.split()[0] not in _PLACE_LEVELS:
        return found
    return [found[0]._replace(name=f"{' '.join(written[: written.index(levels[0])])} {found[0].name}")]


@cache
def _openers() -> frozenset[str]:
    """The first words of everything a row can begin with."""
    lists = ("formulas", "determiners", "persons", "agencies", "groups")
    return frozenset(first for name in lists for first in cue("names", name)) | _MISSPELT


def _next(scan: _Scan, at: int, *, bare: bool) -> tuple[list[Found], int] | None:
    """The next name of the row, behind its separators."""
    words = scan.words
    behind = at
    while behind < len(words) and words[behind].key in _SEPARATORS:
        behind += 2 if words[behind].key == "cùng" and _key(scan, behind + 1) == "với" else 1
    if behind == at or behind >= len(words):
        return None
    behind += longest(cue("acts", "requests"), words, behind) or _key(scan, behind).startswith("yêu") * 2
    return _one(scan, behind, bare=bare or words[at].key != ";")


def _one(scan: _Scan, at: int, *, bare: bool) -> tuple[list[Found], int] | None:
    """One name, or several when a noun is spread, beginning at a token; and the token behind it."""
    words = scan.words
    if at >= len(words):
        return None
    formula = longest(cue("names", "formulas"), words, at)
    if formula:
        return [_found(scan, at, at + formula)], at + formula
    plural = longest(cue("names", "determiners"), words, at)
    head = at + plural
    person = longest(cue("names", "persons"), words, head)
    agency = longest(cue("names", "agencies"), words, head)
    group = longest(cue("names", "groups"), words, head)
    verb = longest(cue("acts", "verbs"), words, head)
    if verb > max(person, agency, group) and not plural:
        return None
    if (
        person
        and person >= agency
        and (plural or words[head].capital or scan.shout or bare or _takes_name(scan, head + person))
    ):
        return _person(scan, at, head + person)
    if plural and (agency or group):
        return _group(scan, at, head, max(agency, group), plural=True)
    if plural:
        return None
    if agency and (_is_name(scan, at, agency) or (bare and agency >= group and _takes_name(scan, at + agency))):
        return _agency(scan, at, agency, group)
    if group and bare and not (verb == group and _key(scan, at + group) not in _AFTER_NOUN):
        return _group(scan, at, at, group, plural=False)
    if words[at].key in _MISSPELT and words[at].capital and _field(scan, at + 1) > 1:
        return _named(scan, at, at + 1)
    return None


def _is_name(scan: _Scan, at: int, taken: int) -> bool:
    """A head noun begins a name when it is written so, or when a name stands behind it ("phòng Nội vụ")."""
    behind = at + taken
    if scan.shout and longest(cue("acts", "verbs"), scan.words, at) == taken == 2:  # "TỔ CHỨC THỰC HIỆN"
        return not longest(cue("acts", "verbs"), scan.words, behind)
    common = (
        scan.words[at].key in _SHORT_HEADS if taken == 1 else longest(cue("acts", "verbs"), scan.words, at) == taken
    )
    if common and behind < len(scan.words) and not scan.shout:
        after = scan.words[behind]
        return (
            after.capital or bool(_field(scan, behind)) or after.key in _PLACES or not after.key[0].isalpha()
            or bool(longest(cue("names", "determiners"), scan.words, behind))
        )  # fmt: skip
    if scan.words[at].capital or scan.shout:
        return True
    return (taken > 1 and scan.words[at].key not in ("ban", "bộ", "hội", "đoàn")) or _takes_name(scan, at + taken)


def _takes_name(scan: _Scan, at: int) -> bool:
    return at < len(scan.words) and (scan.words[at].capital or _field(scan, at) > 1)


def _field(scan: _Scan, at: int) -> int:
    """A known field of work at a place; "tổ chức" in lower case is rather the verb."""
    taken = longest(cue("names", "fields"), scan.words, at)
    return 0 if taken and _stops(scan, at) and not scan.words[at].capital else taken


def _person(scan: _Scan, start: int, at: int) -> tuple[list[Found], int]:
    """ "Thủ trưởng các sở", "Giám đốc các Sở: Nội vụ, Tài chính", "đồng chí Nguyễn Văn A - Phó Chủ tịch"."""
    colon = _key(scan, at) == ":"
    inner = _one(scan, at + colon, bare=True) if _key(scan, at) not in (",", ";", ".") else None
    if inner is None:
        title = longest(cue("names", "persons"), scan.words, at + 1)
        if title and _key(scan, at) in (",", "và", "/"):  # "Giám đốc, Thủ trưởng các sở": two titles of one group
            return _person(scan, start, at + 1 + title)
        end = at + _field(scan, at)  # "Trưởng phòng Tài chính - Kế hoạch"
        while end < len(scan.words) and (scan.words[end].capital and not scan.shout):
            end += 1
        if end < len(scan.words) - 1 and scan.words[end].key == "-" and end > at:
            title = longest(cue("names", "persons"), scan.words, end + 1)
            if title:
                return _person(scan, start, end + 1 + title)
        return [_found(scan, start, _levels(scan, end))], _levels(scan, end)
    names, end = inner
    if len(names) == 1 and not colon:
        return [_found(scan, start, end, name_end=names[0].end)], end
    prefix = _words(scan, start, at, without_plural=True)
    spread = [found._replace(name=f"{prefix} {found.name}") for found in names]
    while colon and (following := _next(scan, end, bare=False)):
        names, end = following
        if any(longest(cue("names", "persons"), tokens(found.name), 0) for found in names):
            return [*spread, *names], end
        spread += [found._replace(name=f"{prefix} {found.name}") for found in names]
    return spread, end


def _group(scan: _Scan, start: int, head: int, taken: int, *, plural: bool) -> tuple[list[Found], int] | None:
    """ "các sở, ban, ngành tỉnh": nouns in a row, then what narrows them; or a noun spread over names."""
    words = scan.words
    at = head + taken
    if plural and words[head].key in _SPREADABLE | {"ubnd"} and taken == 1 and _spreads(scan, at):
        return _spread(scan, start, head, at)
    if plural and taken == 1 and words[head].key in _SPREADABLE and not words[head].capital:
        field = _field(scan, at)  # "các sở giáo dục và đào tạo"
        at += 0 if _key(scan, at + field) == "," and _field(scan, at + field + 1) else field
    at = _more_nouns(scan, at)
    if _key(scan, at) == ":" and words[head].key in _SPREADABLE | _PLACES and _spreads(scan, at):
        named = longest(cue("names", "agencies"), words, head)
        return _spread(
            scan, start, head, at, nouns=head + (named if head + named == at else 1), mixed=at > head + max(named, 1)
        )
    end, at = _narrowed(scan, at)
    if plural and end > head + taken and _key(scan, at) == ":" and _lists_fields(scan, words[head].key, at + 1):
        return _spread(scan, start, head, at)  # "Các phòng chức năng Sở Y tế: Nghiệp vụ Y, Tài chính"
    if plural and words[head].key in _PLACES and _key(scan, at) == ":" and _lists_places(scan, at + 1):
        return _spread(scan, start, head, at, mixed=end > head + 1)
    if plural and end == at and (clause := _clause(scan, at)):
        end = at = clause
    return [_found(scan, start, at, name_end=words[end - 1].end)], at


def _lists_fields(scan: _Scan, noun: str, at: int) -> bool:
    """Whether names of offices follow a noun and a colon: at least two with capitals, divided by a comma."""
    if noun not in _SPREADABLE or noun in _PLACES or not _spreads(scan, at - 1):
        return False
    behind = at + (_field(scan, at) or _capitals(scan, at))
    return _key(scan, behind) == "," and behind + 1 < len(scan.words) and scan.words[behind + 1].capital


def _lists_places(scan: _Scan, at: int) -> bool:
    """Whether at least two names of places follow, divided by a comma: "Kỳ Anh, Cẩm Xuyên"."""
    behind = at
    while behind < len(scan.words) and scan.words[behind].capital:
        behind += 1
    comma = _key(scan, behind) == "," and behind + 1 < len(scan.words)
    return at < behind <= at + 4 and comma and scan.words[behind + 1].capital and _spreads(scan, at - 1)


def _clause(scan: _Scan, at: int) -> int:
    """ "các Cơ quan chủ trì Dự án, Tiểu dự án, các ...": a clause that says which of them, when more groups follow."""
    if _key(scan, at) not in ("giao", "chủ", "quản", "sử") or _key(scan, at + 2) in (",", "phối", ";"):
        return 0
    for i in range(at + 1, min(at + 16, len(scan.words) - 1)):
        if (
            scan.words[i].key == ","
            and longest(cue("names", "determiners"), scan.words, i + 1)
            and _begins(scan, i + 1)
        ):
            return i
        if scan.words[i].key in (".", ";", ":", "phối"):
            return 0
    return 0


def _more_nouns(scan: _Scan, at: int) -> int:
    """Further common nouns of the same group: ", ban, ngành và địa phương"."""
    words = scan.words
    while at < len(words) - 1:
        mark = words[at].key
        behind = at + 1
        if mark == "," and _key(scan, behind) == "và":
            behind += 1
        if mark not in (",", "và", "hoặc", "/", "-", "."):
            noun = longest(cue("names", "groups"), words, at)  # "các cơ quan đơn vị" without a comma
            if noun and not words[at].capital and words[at].key in ("đơn", "ngành", "đoàn", "địa", "ban"):
                at += noun
                continue
            return at
        noun = longest(cue("names", "groups"), words, behind)
        if not noun or (words[behind].capital and not scan.shout and not _common(scan, behind, noun)):
            return at
        if mark == "." and words[behind].capital:
            return at
        if words[behind].key == "tổ" and longest(cue("acts", "verbs"), words, behind + 2):
            return at
        if longest(cue("names", "agencies"), words, behind) > noun:
            return at
        at = behind + noun
    return at


def _common(scan: _Scan, at: int, taken: int) -> bool:
    """Whether a noun with a capital is still a common one: "Các Sở, Ban, Ngành", but not ", Ban Dân tộc"."""
    agency = longest(cue("names", "agencies"), scan.words, at)
    return not _takes_name(scan, at + taken) and (not agency or (taken == 1 and scan.words[at].key in _SPREADABLE))


def _narrowed(scan: _Scan, at: int) -> tuple[int, int]:
    """What narrows a group ("liên quan", "thuộc Bộ Tài chính", "có rừng"): the end of the name, the token behind."""
    words = scan.words
    start = end = at
    while at < len(words) and at < start + 24:
        word = words[at]
        if word.key == "(":
            return end, max(_closed(scan, at), end)
        if word.key == "-" and at + 1 < len(words) and not _stops(scan, at + 1) and end == at:
            at += 1
            continue
        taken = _narrowing(scan, at)
        if not taken:
            break
        end = at = at + taken
        if words[at - 1].key in ("thuộc", "của") and (inner := _one(scan, at, bare=True)):
            end = at = inner[1]
    return end, at


def _narrowing(scan: _Scan, at: int) -> int:
    """How many tokens a narrowing word takes; 0 where the name ends."""
    words = scan.words
    if not words[at].key[0].isalnum() or words[at].key in ("và", "cùng", "hoặc"):
        return 0
    if longest(cue("names", "determiners"), words, at) and words[at - 1].key not in _GOVERNING:
        return 0
    qualifier = longest(cue("acts", "qualifiers"), words, at)
    if _stops(scan, at) > qualifier or words[at].key in ("ngay", "kết", "vào"):
        return 0
    return max(qualifier, 1)


def _agency(scan: _Scan, start: int, taken: int, group: int) -> tuple[list[Found], int] | None:
    """A named agency; or a group without "các" ("Sở, ban, ngành"); or "UBND các xã, phường"."""
    words = scan.words
    at = start + taken
    plural = longest(cue("names", "determiners"), words, at)
    if plural and longest(cue("names", "groups"), words, at + plural):
        inner = _group(scan, start, at + plural, longest(cue("names", "groups"), words, at + plural), plural=True)
        return inner and _with_prefix(scan, inner, start, at)
    if group == taken and _key(scan, at) in (",", "-") and _more_nouns(scan, at) > at:
        return _group(scan, start, start, group, plural=False)
    if _key(scan, at) == ":" and words[start].key in _SPREADABLE and _spreads(scan, at):
        return _spread(scan, start, start, at)
    return _named(scan, start, at)


def _with_prefix(scan: _Scan, inner: tuple[list[Found], int], start: int, at: int) -> tuple[list[Found], int]:
    """The names of "UBND các phường: A, B" with their "UBND" in front."""
    names, end = inner
    if len(names) == 1 and names[0].start <= scan.words[start].start:
        return inner
    prefix = _words(scan, start, at)
    return [found._replace(name=f"{prefix} {_lowered(found.name)}") for found in names], end


def _lowered(name: str) -> str:
    """A name behind another noun: its own noun loses the capital, a place keeps it."""
    words = tokens(name)
    return name[0].lower() + name[1:] if words[0].key in _PLACES else name


def _named(scan: _Scan, start: int, at: int) -> tuple[list[Found], int]:
    """A name up to its end: a known field first, then whatever is written like a name."""
    words = scan.words
    field = 0 if words[start].key in _COMPANIES else _field(scan, at)
    head = at
    whole = bool(field)
    if at < len(words) and not words[at].capital:
        whole = whole or longest(cue("names", "complete"), words, start) == at - start
    end = at = at + field
    while at < len(words) and at - head <= 30:
        word = words[at]
        if word.key == "(":
            return [_found(scan, start, end)], max(_closed(scan, at), end)
        if word.key == "." and words[at - 1].key in _SHORTENED and at + 1 < len(words) and words[at + 1].capital:
            at += 1
            continue
        if word.key == "và" or not word.key[0].isalnum():
            going = _joins(scan, at, known=whole)
            if not going:
                if field and _goes_on_spread(scan, at):
                    rest = _spread_rest(scan, start, head, at + 1)
                    return [_found(scan, start, end), *rest[0]], rest[1]
                break
            whole = whole and not words[at + 1].capital  # behind the joint the name is unknown again
            end = at = at + going
        elif _ends_name(scan, at, head, known=whole and not _second_syllable(scan, at, head + field)):
            break
        else:
            end = at = at + 1
    return [_found(scan, start, end)], end


def _closed(scan: _Scan, at: int) -> int:
    """The token behind a bracket that opens here; the same place when it does not close soon."""
    for close in range(at, min(at + 60, len(scan.words))):
        if scan.words[close].key == ")":
            return close + 1
    return at


def _goes_on_spread(scan: _Scan, at: int) -> bool:
    """ "Sở Công Thương, Xây dựng": another field behind the comma, without its noun."""
    behind = at + 1
    if scan.words[at].key not in (",", "và", "/") or not _field(scan, behind):
        return False
    return scan.words[behind].capital and not _begins(scan, behind)


def _ends_name(scan: _Scan, at: int, head: int, *, known: bool) -> bool:
    """Whether a word is no part of the name before it."""
    word, before = scan.words[at], scan.words[at - 1]
    if word.capital and not scan.shout:
        return False
    if word.key == "tại" and not longest(cue("names", "determiners"), scan.words, at + 1):
        return True
    stops = max(_stops(scan, at), longest(cue("acts", "behind"), scan.words, at))
    if longest(cue("acts", "qualifiers"), scan.words, at) > stops:  # "trực thuộc", not "trực"
        return False
    if word.key not in _PLACES and stops and not _names_action(scan, at) and not _inside_action(scan, at):
        return True
    if before.capital and longest(cue("names", "groups"), scan.words, at - 1) == 2:  # "Đảng ủy Khối Cơ quan"
        return False
    if at - 2 >= head and not scan.shout and word.key not in _LEVELS | _PLACES | _TAILS and _is_place(scan, at - 2):
        return True  # behind "Tiền Giang" a name is over
    if not known or word.capital or before.key in (_PLACES - _BARE_LEVELS) | {"thuộc", "của", "bàn"}:
        return False
    return word.key not in _LEVELS | _PLACES | _TAILS


def _second_syllable(scan: _Scan, at: int, free: int) -> bool:
    """ "Đoàn Thanh niên Cộng sản": behind the known part a word with a capital has its second syllable small."""
    before = scan.words[at - 1]
    return (
        at - 1 >= free and before.capital and not scan.words[at - 2].capital and scan.words[at - 2].key not in _PLACES
    )


def _names_action(scan: _Scan, at: int) -> bool:
    """ "Phòng Quản lý đầu tư": behind an activity with a capital its object belongs to the name."""
    return at >= 2 and scan.words[at - 2].capital and longest(cue("acts", "verbs"), scan.words, at - 2) == 2


def _inside_action(scan: _Scan, at: int) -> bool:
    """ "Văn phòng Đăng ký đất đai": the second syllable of an activity with a capital is no verb of the sentence."""
    return scan.words[at - 1].capital and longest(cue("acts", "verbs"), scan.words, at - 1) == 2


def _is_place(scan: _Scan, at: int) -> bool:
    """Whether two tokens are written like the name of a place or person: every syllable with a capital."""
    first, second = scan.words[at], scan.words[at + 1]
    if not (first.capital and second.capital and second.start - first.end == 1):
        return False
    if first.key in _SHORT_HEADS:
        return False
    return not any(scan.text[word.start : word.end].isupper() for word in (first, second))


def _joins(scan: _Scan, at: int, *, known: bool) -> int:
    """Whether a mark inside a name is followed by more of the name: how many tokens that joins."""
    words = scan.words
    mark, behind = words[at].key, at + 1
    if behind >= len(words) or not words[behind].key[0].isalnum() or mark not in (",", "và", "-", "/"):
        return 0
    if _begins(scan, behind):
        return 0
    if mark == "-":
        return 2 if words[behind].capital or (words[at - 1].end == words[at].start and not known) else 0
    if mark == "," and words[at - 1].key.isdigit() and words[behind].key.isdigit():
        return 2  # "khu phố 1, 2, 5"
    if mark in (",", "và") and words[at - 1].key in _PLACE_ENDS and words[behind].key in _PLACES | {"đặc"}:
        place = longest(cue("names", "groups"), words, behind)
        return 1 + place if place and not words[min(behind + place, len(words) - 1)].capital else 0
    return _goes_on(scan, mark, behind, known=known)


def _goes_on(scan: _Scan, mark: str, behind: int, *, known: bool) -> int:
    """Whether the word behind a comma or "và" still belongs to a name."""
    words = scan.words
    if known:
        return 2 if mark == "và" and words[behind].capital and not _field(scan, behind) else 0
    if mark == "/" or (words[behind].capital and not scan.shout):
        return 0 if mark == "/" else 2
    if mark == "và" and not _stops(scan, behind):
        if words[behind].key in ("các", "những"):
            return 3 if behind + 1 < len(words) and words[behind + 1].capital else 0
        return 2
    return 0


def _begins(scan: _Scan, at: int) -> bool:
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
    return bool(agency) and _is_name(scan, at, agency)


def _spreads(scan: _Scan, at: int) -> bool:
    """Whether names without their noun follow: "Các phòng: Nội vụ", "các Sở Công Thương, Xây dựng"."""
    words = scan.words
    if _key(scan, at) == ":":
        behind = at + 1
        if behind >= len(words) or words[behind].end - words[at].end > 200:
            return False
        return (
            words[behind].capital
            and (bool(_field(scan, behind)) or not (_begins(scan, behind) or _sentence(scan, behind)))
            and not _stops(scan, behind)
        )
    if at >= len(words) or not words[at].capital or scan.shout:
        return False
    if len(words[at].key) > 2 and scan.text[words[at].start : words[at].end].isupper() and not _field(scan, at):
        return False  # "các trường THPT": a kind, not a name
    return bool(_field(scan, at)) or not _begins(scan, at)


def _sentence(scan: _Scan, at: int) -> bool:
    """Whether a sentence begins: "UBND các xã: Rà soát ...". The syllables of a place all have capitals."""
    behind = scan.words[at + 1] if at + 1 < len(scan.words) else None
    verb = longest(cue("acts", "verbs"), scan.words, at)
    return bool(verb) and not scan.shout and behind is not None and behind.key[0].isalpha() and not behind.capital


def _spread(
    scan: _Scan, start: int, head: int, at: int, *, nouns: int = 0, mixed: bool = False
) -> tuple[list[Found], int] | None:
    """ "Các phòng: Nội vụ, Y tế" as "Phòng Nội vụ", "Phòng Y tế"."""
    at += _key(scan, at) == ":"
    noun = _words(scan, head, nouns or head + 1)
    if scan.words[head].key not in _PLACES:
        noun = noun[0].upper() + noun[1:]
    rest = _spread_rest(scan, start, 0, at, noun=noun)
    if mixed and scan.words[head].key in _PLACES:  # "các xã, phường: A, B": which is which must be looked up
        return [found._replace(name=_ranked(found.name.removeprefix(f"{noun} "), noun)) for found in rest[0]], rest[1]
    return rest if rest[0] else None


def _ranked(place: str, noun: str) -> str:
    """A province or city with its noun; of other mixed lists the name alone."""
    if noun == "tỉnh" or noun == "thành":
        return f"{'thành phố' if place.lower() in listed('names', 'cities') else 'tỉnh'} {place}"
    return place


def _spread_rest(scan: _Scan, start: int, head: int, at: int, *, noun: str = "") -> tuple[list[Found], int]:
    """The names behind a spread noun, one by one."""
    words = scan.words
    noun = noun or _words(scan, start, head)
    names: list[Found] = []
    end = at
    while at < len(words):
        field = _field(scan, at)
        if not field and not words[at].capital:
            break
        if not field and _begins(scan, at) and not _place_like_body(scan, at, noun):
            break
        if field and not words[at].capital and not scan.shout:
            break
        agency = longest(cue("names", "agencies"), words, at)
        if noun.lower() != "bộ" and agency and agency >= field and not _place_like_body(scan, at, noun):
            break
        behind = at + (field or _capitals(scan, at))
        first, last = words[at], words[behind - 1]
        own = first.key in _PLACES or first.key in _PLACE_ENDS
        written = scan.text[first.start : last.end]
        names.append(Found(written if own else f"{noun} {written}", first.start, last.end))
        end = behind
        if behind < len(words) and words[behind].key == "(":
            close = next((i for i in range(behind, min(behind + 60, len(words))) if words[i].key == ")"), behind)
            end = behind = close + 1 if close > behind else behind
        if behind >= len(words) or words[behind].key not in (",", "và", ";", "/"):
            break
        at = behind + 1
        if at < len(words) and words[at].key == "và":
            at += 1
    return names, end


def _place_like_body(scan: _Scan, at: int, noun: str) -> bool:
    """ "các phường: Diên Hồng, Hội Phú": among places a syllable that could head a body is part of a name."""
    if tokens(noun)[-1].key not in _PLACES | {"các"} or scan.words[at].key not in _SHORT_HEADS or _field(scan, at + 1):
        return False
    behind = scan.words[at + 1] if at + 1 < len(scan.words) else None
    return behind is not None and behind.capital and _key(scan, at + 2) in (",", "và", ";", ".", ":", "")


def _capitals(scan: _Scan, at: int) -> int:
    """How many tokens a name of unknown words takes: up to a mark, a verb or the next "và"."""
    words = scan.words
    count = 1
    while at + count < len(words):
        word = words[at + count]
        if word.key == "-" and at + count + 1 < len(words) and words[at + count + 1].capital:
            count += 2
            continue
        if not word.key[0].isalnum() or word.key == "và" or (not word.capital and _stops(scan, at + count)):
            break
        count += 1
    return count


def _levels(scan: _Scan, at: int) -> int:
    """Behind a title: the level or place it belongs to."""
    while at < len(scan.words) and (scan.words[at].key in _LEVELS or scan.words[at].capital) and not _stops(scan, at):
        at += 1
    return at


def _stops(scan: _Scan, at: int) -> int:
    """Whether the sentence goes on with a verb or clause here: how many tokens that cue takes."""
    if at >= len(scan.words) or (scan.words[at].capital and not scan.shout):
        return 0
    taken = longest(cue("acts", "verbs"), scan.words, at)
    if taken == 1 and at and f"{scan.words[at - 1].key} {scan.words[at].key}" in _COMPOUNDS:
        return 0
    if taken == 1 and at + 1 < len(scan.words) and f"{scan.words[at].key} {scan.words[at + 1].key}" in _COMPOUNDS:
        return 0
    return taken


def _key(scan: _Scan, at: int) -> str:
    return scan.words[at].key if 0 <= at < len(scan.words) else ""


def _found(scan: _Scan, start: int, end: int, *, name_end: int | None = None) -> Found:
    """The name written between two tokens."""
    first, last = scan.words[start].start, name_end or scan.words[end - 1].end
    name = scan.text[first:last]
    keys = {token.key for token in scan.words[start:end]}
    return Found(name, first, last, "khác" in keys or ("còn" in keys and "lại" in keys))


def _words(scan: _Scan, start: int, end: int, *, without_plural: bool = False) -> str:
    """The words between two tokens, as written."""
    if without_plural:
        start += longest(cue("names", "determiners"), scan.words, start)
    return scan.text[scan.words[start].start : scan.words[end - 1].end]
