"""One walk over the flat text: at each word that may begin a phrase, the first rule that reads it wins."""

import re
from collections import defaultdict
from datetime import date

from directive.deadlines import Deadline, Every, OnDate, Unstated, Window, Within
from directive.reading.patterns import pattern
from directive.reading.time_words import fields, fixed, recurring, relative, rest, rhythm, windows
from directive.reading.time_words.flat import Flat, flatten
from directive.reading.time_words.sighting import Found, Look, Place, Rule, Sighting
from directive.values import Span

# The order is the precedence: a day that recurs before the same day once, a counted period before a plain day.
_RULES = (*relative.RULES, *windows.RULES, *recurring.RULES, *rhythm.RULES, *fields.RULES, *fixed.RULES, *rest.RULES)


def _by_head() -> dict[str, tuple[Rule, ...]]:
    """Rules by their first words; a longer head ("theo định kỳ") also tries the rules of the shorter ("theo")."""
    by_head: defaultdict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(_RULES):
        for head in rule.heads:
            by_head[head].append(number)
    table: dict[str, tuple[Rule, ...]] = {}
    for head in by_head:
        words = head.split()
        shorter = (" ".join(words[:count]) for count in range(1, len(words) + 1))
        table[head] = tuple(_RULES[number] for number in sorted({n for h in shorter for n in by_head.get(h, ())}))
    return table


def _trie(words: list[str]) -> str:
    """One pattern for many words that looks at each letter once: ten times faster than their alternation."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        if word:
            by_letter[word[0]].append(word[1:])
    branches = "|".join(re.escape(letter) + _trie(tails) for letter, tails in sorted(by_letter.items()))
    if not branches:
        return ""
    return f"(?:{branches}){'?' if '' in words else ''}"


_TABLE = _by_head()
# A number that may begin a phrase: of a day, a period or an hour. Must not: "178/2026/NĐ-CP", "Điều 35", "1.500".
_NUMBER = (
    r"(?<![/.,])\d+(?= ?(?:giờ|h|g|ngày|tuần|tháng|quý|năm|lần|tiếng|ó |\(|:\d|/ ?\d{1,2}(?!\d)|- ?\d"
    r"|\. ?\d{1,2}\. ?\d{4}))|(?<![/.,])(?:19|20)\d\d(?= ?(?:[.;|\n]|$| và (?:các|những) năm))|\d{1,2}(?= ?/ ?\d{4})"
)
_SHORT = r"[tq]\.?(?= ?[\div])"  # "T10/2025", "Q.IV/2025"
_HEAD = pattern(rf"(?<!\w)(?:{_trie(sorted(h for h in _TABLE if h[0].isalpha()))}(?![^\W\d_])|{_NUMBER}|{_SHORT}|\()")
# What must come next for a frequent word to begin a phrase.
_COUNTED = pattern(r" (?:ngày|tuần|tháng|quý|năm|giờ|tiếng|lần|mươi|mười|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|lăm|\()|$")
_NEXT = {
    "ngày": pattern(r" ?(?:\d|thứ|chủ|mùng|mồng|cuối|làm việc|hôm)"),
    "tháng": pattern(r" ?\d| này| tới| sau"),
    "quý": pattern(r" ?(?:\d|[ivl]|một|hai|ba|bốn|tư|này|tới|sau)"),
    "năm": pattern(rf" ?\d| nay| này| tới| sau|{_COUNTED.pattern}"),
    "(": pattern(r" ?(?:tháng|quý)"),
    "đầu": pattern(r" (?:tháng|quý|năm|hằng|hàng|mỗi|từng)"),
    "thứ": pattern(r" ?(?:hai|ba|tư|năm|sáu|bảy|\d)"),
    "các": pattern(r" ngày \d"),
    "đúng": pattern(r" (?:thời|tiến độ|lộ trình|hạn)"),
    "theo": pattern(r" (?:đúng|kế hoạch|chương trình|lộ trình|tiến độ|đề án|thời|quy định|chế độ|định kỳ)"),
    "báo cáo": pattern(r" (?:kết quả |định kỳ )?\(?(?:tháng|tuần|quý|0?6 tháng|sáu tháng)(?=,| và)"),
    **dict.fromkeys(("một", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười"), _COUNTED),
}

_FIELD_LENGTH = 120
_WORD = pattern(r"\w+")
_FILLERS = frozenset(("và", "các", "những", "năm", "tiếp", "theo", "trở", "đi", "cả", "hoặc", "đột", "xuất"))


def find(text: str, *, offset: int = 0, signed: date | None = None) -> tuple[Deadline, ...]:
    """The deadlines a piece of a directive sets, in order of appearance. Never raises; linear in the length.

    Spans are absolute: `offset` is where the piece begins. `signed` supplies missing years (rule 16) and tells
    periods that are over, and so were told and not ordered; without it such days are None.
    """
    flat = flatten(text)
    found = _in_field(flat, signed) or _without_repeats(_walk(flat, signed, Place.TEXT))
    return tuple(_shifted(d, offset) for d in found) if offset else tuple(found)


def read_phrase(text: str, *, signed: date | None = None) -> Deadline:
    """What one bare phrase means, with nothing around it to judge by; `Unstated` if it sets no time."""
    found = _walk(flatten(text), signed, Place.PHRASE)
    dated = [d for d in found if isinstance(d, OnDate | Within | Every | Window)]
    return next(iter(dated or found), Unstated())


def _in_field(flat: Flat, signed: date | None) -> list[Deadline]:
    """What a piece says that is made of words of time only, as the cell of a column is; nothing if it is not."""
    if len(flat.text) > _FIELD_LENGTH:
        return []
    first = _HEAD.search(flat.text)
    if first is None or not _FILLERS.issuperset(_WORD.findall(flat.text, 0, first.start())):
        return []  # nothing blots out the words before the first that may begin a phrase
    found = _walk(flat, signed, Place.FIELD)
    rest = list(flat.source)
    for deadline in found:
        if not isinstance(deadline, Unstated):
            rest[deadline.span.start : deadline.span.end] = " " * (deadline.span.end - deadline.span.start)
    return found if set(_WORD.findall("".join(rest).lower())) <= _FILLERS else []


def _walk(flat: Flat, signed: date | None, place: Place) -> list[Deadline]:
    found: list[Deadline] = []
    text, at = flat.text, 0
    while (head := _HEAD.search(text, at)) is not None:
        reading = _read(flat, head, signed, place)
        if reading is None:
            at = head.end()
        else:
            found.extend(reading.deadlines)
            at = max(reading.end, head.end())
    return found


def _read(flat: Flat, head: re.Match[str], signed: date | None, place: Place) -> Found | None:
    text, start, word = flat.text, head.start(), head.group()
    if word in _NEXT and _NEXT[word].match(text, head.end()) is None:
        return None
    asked: dict[Look, bool] = {}
    for rule in _TABLE.get(word, _TABLE["#"]):
        if rule.gated and not _holds(fixed.GATE_OPENS, text, start, asked):
            continue
        if rule.needs is not None and place is Place.TEXT and not _holds(rule.needs, text, start, asked):
            continue
        match = rule.pattern.match(text, start)
        if match is None:
            continue
        found = rule.build(Sighting(flat, match, signed, place))
        if found is not None:
            return found
    return None


def _holds(look: Look, text: str, start: int, asked: dict[Look, bool]) -> bool:
    """Whether a quick look lets a rule be tried; rules share their looks, so each is taken once."""
    if look not in asked:
        asked[look] = look(text, start)
    return asked[look]


def _without_repeats(found: list[Deadline]) -> list[Deadline]:
    """ "Hằng năm, ... báo cáo trước ngày 15/12": the day says it all, the bare period before it is dropped."""
    kept: list[Deadline] = []
    for index, deadline in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if not (_undated(deadline) and _says_more(deadline, following)):
            kept.append(deadline)
    return kept


def _undated(deadline: Deadline) -> bool:
    return isinstance(deadline, Every) and not deadline.also and deadline.month_day is None and deadline.weekday is None


def _says_more(first: Deadline, second: Deadline | None) -> bool:
    if not (isinstance(first, Every) and isinstance(second, Every)) or _undated(second):
        return False
    return first.period == second.period and first.n == second.n and second.span.start - first.span.end < 200


def _shifted(deadline: Deadline, offset: int) -> Deadline:
    if isinstance(deadline, Unstated):
        return deadline
    start, end = deadline.span
    return deadline.model_copy(update={"span": Span(start + offset, end + offset)})
