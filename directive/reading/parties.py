"""Cơ quan trong câu: the agencies and groups that stand in a row in a sentence, one name each.

The list ends where the sentence goes on: at a verb, a colon, a clause. A name may itself hold commas, dashes and "và"
("Sở Văn hóa, Thể thao và Du lịch"); a noun may be spread over several names ("Các phòng: Nội vụ, Y tế"); a group stays
one name ("các sở, ban, ngành"). What is known by name stands in the cue file; the rest follows from capitals.
"""

from functools import cache, lru_cache

from directive.reading.cues import cue, longest, tokens, tokens_between
from directive.reading.names import named
from directive.reading.patterns import pattern
from directive.reading.scanning import (
    LEVELS,
    MISSPELT,
    PLACES,
    SPREADABLE,
    Found,
    Row,
    Scan,
    begins_name,
    behind_bracket,
    between,
    field_at,
    is_name,
    key_at,
    stops_at,
    takes_name,
    written_between,
)
from directive.reading.spreading import lists_fields, lists_places, spread_names, spread_noun, spreads, under_prefix

_WINDOWS = (160, 1600, 6000)  # characters looked at for one list: a list of all ministries takes 900
_MARGIN = 60  # a row that ends this near the window's end may go on behind it
_FIRST_WORD = pattern(r"\W*?([^\W_]+)")
_SEPARATORS = {",", ";", "và", "/", "+", "cùng", "hoặc"}
_GOVERNING = {"thuộc", "của", "tại", "bàn", "với", "về", "ở"}
_AFTER_NOUN = {",", "và", "cá", "liên", "có", ";", "."}  # behind "tổ chức" the noun


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
        row = _read_row(Scan(text, tokens_between(text, start, start + window), shout), bare=bare)
        if row is None or row.end < start + window - _MARGIN:
            return row
    return row


def _read_row(scan: Scan, *, bare: bool) -> Row | None:
    names: list[Found] = []
    at = 0
    ready = _one(scan, at, bare=bare)
    while ready is not None:
        found, at = ready
        if names and found[0].name.startswith(("mỗi ", "từng ")):  # "Sở A, Sở B, mỗi sở cử 01 cán bộ"
            found = []
        names += under_prefix(found, names[-1]) if names else found
        ready = _next(scan, at, bare=bare)
    return Row(tuple(names), scan.words[at - 1].end) if names and at else None


@cache
def _openers() -> frozenset[str]:
    """The first words of everything a row can begin with."""
    lists = ("formulas", "determiners", "persons", "agencies", "groups")
    return frozenset(first for name in lists for first in cue("names", name)) | MISSPELT


def _next(scan: Scan, at: int, *, bare: bool) -> tuple[list[Found], int] | None:
    """The next name of the row, behind its separators."""
    words = scan.words
    behind = at
    while behind < len(words) and words[behind].key in _SEPARATORS:
        behind += 2 if words[behind].key == "cùng" and key_at(scan, behind + 1) == "với" else 1
    if behind == at or behind >= len(words):
        return None
    behind += longest(cue("acts", "requests"), words, behind) or key_at(scan, behind).startswith("yêu") * 2
    return _one(scan, behind, bare=bare or words[at].key != ";")


def _one(scan: Scan, at: int, *, bare: bool) -> tuple[list[Found], int] | None:
    """One name, or several when a noun is spread, beginning at a token; and the token behind it."""
    words = scan.words
    if at >= len(words):
        return None
    formula = longest(cue("names", "formulas"), words, at)
    if formula:
        return [between(scan, at, at + formula)], at + formula
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
        and (plural or words[head].capital or scan.shout or bare or takes_name(scan, head + person))
    ):
        return _person(scan, at, head + person)
    if plural and (agency or group):
        return _group(scan, at, head, max(agency, group), plural=True)
    if plural:
        return None
    if agency and (is_name(scan, at, agency) or (bare and agency >= group and takes_name(scan, at + agency))):
        return _agency(scan, at, agency, group)
    if group and bare and not (verb == group and key_at(scan, at + group) not in _AFTER_NOUN):
        return _group(scan, at, at, group, plural=False)
    if words[at].key in MISSPELT and words[at].capital and field_at(scan, at + 1) > 1:
        return named(scan, at, at + 1)
    return None


def _person(scan: Scan, start: int, at: int) -> tuple[list[Found], int]:
    """ "Thủ trưởng các sở", "Giám đốc các Sở: Nội vụ, Tài chính", "đồng chí Nguyễn Văn A - Phó Chủ tịch"."""
    colon = key_at(scan, at) == ":"
    inner = _one(scan, at + colon, bare=True) if key_at(scan, at) not in (",", ";", ".") else None
    if inner is None:
        title = longest(cue("names", "persons"), scan.words, at + 1)
        if title and key_at(scan, at) in (",", "và", "/"):  # "Giám đốc, Thủ trưởng các sở": two titles of one group
            return _person(scan, start, at + 1 + title)
        end = at + field_at(scan, at)  # "Trưởng phòng Tài chính - Kế hoạch"
        while end < len(scan.words) and (scan.words[end].capital and not scan.shout):
            end += 1
        if end < len(scan.words) - 1 and scan.words[end].key == "-" and end > at:
            title = longest(cue("names", "persons"), scan.words, end + 1)
            if title:
                return _person(scan, start, end + 1 + title)
        return [between(scan, start, _levels(scan, end))], _levels(scan, end)
    names, end = inner
    if len(names) == 1 and not colon:
        return [between(scan, start, end, name_end=names[0].end)], end
    prefix = written_between(scan, start, at, without_plural=True)
    spread = [found._replace(name=f"{prefix} {found.name}") for found in names]
    while colon and (following := _next(scan, end, bare=False)):
        names, end = following
        if any(longest(cue("names", "persons"), tokens(found.name), 0) for found in names):
            return [*spread, *names], end
        spread += [found._replace(name=f"{prefix} {found.name}") for found in names]
    return spread, end


def _group(scan: Scan, start: int, head: int, taken: int, *, plural: bool) -> tuple[list[Found], int] | None:
    """ "các sở, ban, ngành tỉnh": nouns in a row, then what narrows them; or a noun spread over names."""
    words = scan.words
    at = head + taken
    if plural and words[head].key in SPREADABLE | {"ubnd"} and taken == 1 and spreads(scan, at):
        return spread_noun(scan, start, head, at)
    if plural and taken == 1 and words[head].key in SPREADABLE and not words[head].capital:
        field = field_at(scan, at)  # "các sở giáo dục và đào tạo"
        at += 0 if key_at(scan, at + field) == "," and field_at(scan, at + field + 1) else field
    at = _more_nouns(scan, at)
    if key_at(scan, at) == ":" and words[head].key in SPREADABLE | PLACES and spreads(scan, at):
        named = longest(cue("names", "agencies"), words, head)
        return spread_noun(
            scan, start, head, at, nouns=head + (named if head + named == at else 1), mixed=at > head + max(named, 1)
        )
    end, at = _narrowed(scan, at)
    if plural and end > head + taken and key_at(scan, at) == ":" and lists_fields(scan, words[head].key, at + 1):
        return spread_noun(scan, start, head, at)  # "Các phòng chức năng Sở Y tế: Nghiệp vụ Y, Tài chính"
    if plural and words[head].key in PLACES and key_at(scan, at) == ":" and lists_places(scan, at + 1):
        return spread_noun(scan, start, head, at, mixed=any(word.key in PLACES for word in words[head + 1 : end]))
    if plural and end == at and (clause := _clause(scan, at)):
        end = at = clause
    return [between(scan, start, at, name_end=words[end - 1].end)], at


def _clause(scan: Scan, at: int) -> int:
    """ "các Cơ quan chủ trì Dự án, Tiểu dự án, các ...": a clause that says which of them, when more groups follow."""
    if key_at(scan, at) not in ("giao", "chủ", "quản", "sử") or key_at(scan, at + 2) in (",", "phối", ";"):
        return 0
    for i in range(at + 1, min(at + 16, len(scan.words) - 1)):
        if (
            scan.words[i].key == ","
            and longest(cue("names", "determiners"), scan.words, i + 1)
            and begins_name(scan, i + 1)
        ):
            return i
        if scan.words[i].key in (".", ";", ":", "phối"):
            return 0
    return 0


def _more_nouns(scan: Scan, at: int) -> int:
    """Further common nouns of the same group: ", ban, ngành và địa phương"."""
    words = scan.words
    while at < len(words) - 1:
        mark = words[at].key
        behind = at + 1
        if mark == "," and key_at(scan, behind) == "và":
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


def _common(scan: Scan, at: int, taken: int) -> bool:
    """Whether a noun with a capital is still a common one: "Các Sở, Ban, Ngành", but not ", Ban Dân tộc"."""
    agency = longest(cue("names", "agencies"), scan.words, at)
    return not takes_name(scan, at + taken) and (not agency or (taken == 1 and scan.words[at].key in SPREADABLE))


def _narrowed(scan: Scan, at: int) -> tuple[int, int]:
    """What narrows a group ("liên quan", "thuộc Bộ Tài chính", "có rừng"): the end of the name, the token behind."""
    words = scan.words
    start = end = at
    while at < len(words) and at < start + 24:
        word = words[at]
        if word.key == "(":
            return end, max(behind_bracket(scan, at), end)
        if word.key == "-" and at + 1 < len(words) and not stops_at(scan, at + 1) and end == at:
            at += 1
            continue
        taken = _narrowing(scan, at)
        if not taken:
            break
        end = at = at + taken
        if words[at - 1].key in ("thuộc", "của") and (inner := _one(scan, at, bare=True)):
            end = at = inner[1]
    return end, at


def _narrowing(scan: Scan, at: int) -> int:
    """How many tokens a narrowing word takes; 0 where the name ends."""
    words = scan.words
    if not words[at].key[0].isalnum() or words[at].key in ("và", "cùng", "hoặc"):
        return 0
    if longest(cue("names", "determiners"), words, at) and words[at - 1].key not in _GOVERNING:
        return 0
    qualifier = longest(cue("acts", "qualifiers"), words, at)
    if stops_at(scan, at) > qualifier or words[at].key in ("ngay", "kết", "vào"):
        return 0
    return max(qualifier, 1)


def _agency(scan: Scan, start: int, taken: int, group: int) -> tuple[list[Found], int] | None:
    """A named agency; or a group without "các" ("Sở, ban, ngành"); or "UBND các xã, phường"."""
    words = scan.words
    at = start + taken
    plural = longest(cue("names", "determiners"), words, at)
    if plural and longest(cue("names", "groups"), words, at + plural):
        inner = _group(scan, start, at + plural, longest(cue("names", "groups"), words, at + plural), plural=True)
        return inner and _with_prefix(scan, inner, start, at)
    if group == taken and key_at(scan, at) in (",", "-") and _more_nouns(scan, at) > at:
        return _group(scan, start, start, group, plural=False)
    if key_at(scan, at) == ":" and words[start].key in SPREADABLE and spreads(scan, at):
        return spread_noun(scan, start, start, at)
    found, end = named(scan, start, at)
    return _members(scan, start, at, end) or (found, end)


def _members(scan: Scan, start: int, at: int, end: int) -> tuple[list[Found], int] | None:
    """ "Ban Thường trực MTTQ các huyện: A, B": a body of each of the places that follow the colon."""
    if key_at(scan, end) != ":" or not lists_places(scan, end + 1):
        return None
    for i in range(at, end - 1):
        plural = longest(cue("names", "determiners"), scan.words, i)
        if plural and scan.words[i + plural].key in PLACES:
            several = any(word.key in PLACES for word in scan.words[i + plural + 1 : end])
            noun = written_between(scan, start, i) + ("" if several else f" {scan.words[i + plural].key}")
            return spread_names(scan, start, 0, end + 1, noun=noun)
    return None


def _with_prefix(scan: Scan, inner: tuple[list[Found], int], start: int, at: int) -> tuple[list[Found], int]:
    """The names of "UBND các phường: A, B" with their "UBND" in front."""
    names, end = inner
    if len(names) == 1 and names[0].start <= scan.words[start].start:
        return inner
    prefix = written_between(scan, start, at)
    return [found._replace(name=f"{prefix} {_lowered(found.name)}") for found in names], end


def _lowered(name: str) -> str:
    """A name behind another noun: its own noun loses the capital, a place keeps it."""
    words = tokens(name)
    return name[0].lower() + name[1:] if words[0].key in PLACES else name


def _levels(scan: Scan, at: int) -> int:
    """Behind a title: the level or place it belongs to."""
    while at < len(scan.words) and (scan.words[at].key in LEVELS or scan.words[at].capital) and not stops_at(scan, at):
        at += 1
    return at
