"""Số thứ tự tự động của Word: the labels Word prints but does not store.

Source: ECMA-376 part 1, 17.9 (numbering). One set of counters per abstract list, as lists that share it go on counting.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_KEPT_BULLETS = frozenset("+*–-")  # marks offices type to tell levels apart; every other bullet is a dash


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: `text` holds %1 … %9 for the counters."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts_after: int | None = None  # w:lvlRestart; None: after any higher level, 0: never
    legal: bool = False  # all counters as Arabic digits
    glued: bool = False  # w:suff="nothing": no blank after the label
    style: str | None = None


@dataclass(slots=True)
class _List:
    """A w:num: which abstract list it counts in, and what it changes there."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)  # overrides not applied yet


class Numbering:
    """The counters of one document. Call `label` for every numbered paragraph, in order."""

    def __init__(self, root: etree._Element | None, style_lists: dict[str, str]) -> None:
        """`style_lists` maps a list style to the number of its list (w:numStyleLink)."""
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstracts = {a.get(W + "abstractNumId", ""): a for a in root.iterfind(W + "abstractNum")}
        nums = {n.get(W + "numId", ""): n for n in root.iterfind(W + "num")}
        for num_id, num in nums.items():
            self._lists[num_id] = _read_list(num, abstracts, nums, style_lists)

    def level_of_style(self, num_id: str, style: str) -> int | None:
        """The level a list ties to a paragraph style (w:pStyle)."""
        found = self._lists.get(num_id)
        return next((i for i, level in found.levels.items() if level.style == style), None) if found else None

    def label(self, num_id: str, ilvl: int) -> str:
        """Count one paragraph; gives its label with the blank that follows, "" when the list prints none."""
        numbers = self._lists.get(num_id)
        if numbers is None or not 0 <= ilvl < LEVELS:
            return ""
        level = numbers.levels.get(ilvl, Level())
        counters = self._count(numbers, ilvl, level)
        text = _bullet(level.text) if level.form == "bullet" else _filled(level, numbers.levels, counters)
        return text if level.glued or not text else text + " "

    def _count(self, numbers: _List, ilvl: int, level: Level) -> dict[int, int]:
        counters = self._counters.setdefault(numbers.abstract, {})
        for upper in range(ilvl):
            counters.setdefault(upper, numbers.levels.get(upper, Level()).start)
        if ilvl in numbers.starts:
            counters[ilvl] = numbers.starts.pop(ilvl)
        else:
            counters[ilvl] = counters[ilvl] + 1 if ilvl in counters else level.start
        for deeper in [d for d in counters if d > ilvl]:
            after = numbers.levels.get(deeper, Level()).restarts_after
            if after is None or (after and ilvl < after):
                del counters[deeper]
        return counters


def _read_list(
    num: etree._Element,
    abstracts: dict[str, etree._Element],
    nums: dict[str, etree._Element],
    style_lists: dict[str, str],
) -> _List:
    abstract_id = _val(num.find(W + "abstractNumId")) or ""
    abstract = abstracts.get(abstract_id)
    link = _val(abstract.find(W + "numStyleLink")) if abstract is not None else None
    if link in style_lists and style_lists[link] in nums:
        abstract_id = _val(nums[style_lists[link]].find(W + "abstractNumId")) or abstract_id
        abstract = abstracts.get(abstract_id)
    levels = {} if abstract is None else {_ilvl(e): _read_level(e) for e in abstract.iterfind(W + "lvl")}
    found = _List(abstract_id, levels)
    for override in num.iterfind(W + "lvlOverride"):
        own = override.find(W + "lvl")
        if own is not None:
            levels[_ilvl(override)] = _read_level(own)
        start = _int(_val(override.find(W + "startOverride")))
        if start is not None:
            found.starts[_ilvl(override)] = start
    return found


def _read_level(element: etree._Element) -> Level:
    start = _int(_val(element.find(W + "start")))
    form = element.find(W + "numFmt")
    if form is None:  # Word wraps formats newer than 2007 in an alternative
        form = element.find(f".//{W}numFmt")
    legal = element.find(W + "isLgl")
    return Level(
        start=1 if start is None else start,
        form=_val(form) or "decimal",
        text=_val(element.find(W + "lvlText")) or "",
        restarts_after=_int(_val(element.find(W + "lvlRestart"))),
        legal=legal is not None and _val(legal) not in ("0", "false", "off"),
        glued=_val(element.find(W + "suff")) == "nothing",
        style=_val(element.find(W + "pStyle")),
    )


def _filled(level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
    if level.form == "none" and "%" in level.text:
        return ""
    out, rest = "", level.text
    while rest:
        before, mark, rest = rest.partition("%")
        out += before
        if mark and rest[:1] in "123456789" and rest:
            place = int(rest[0]) - 1
            shown = levels.get(place, Level())
            form = "decimal" if level.legal else shown.form
            out += number_text(counters.get(place, shown.start), form)
            rest = rest[1:]
        else:
            out += mark
    return out


def _bullet(text: str) -> str:
    """Bullets of symbol fonts and drawn dots are all the dash of an official letter."""
    mark = text.strip()
    return mark if mark in _KEPT_BULLETS else "-"


def number_text(number: int, form: str) -> str:
    """A counter as the list prints it."""
    return _FORMS.get(form, str)(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        out += letters * (number // value)
        number %= value
    return out


def _letter(number: int) -> str:
    """a … z, then aa, bb … as Word repeats the letter."""
    if number < 1:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (times + 1)


@lru_cache(maxsize=256)
def _in_words(number: int) -> str:
    """Một, hai, ba … (w:numFmt="vietnameseCounting"), to ninety-nine."""
    units = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
    tens, unit = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    if tens == 0:
        return units[unit]
    ending = {1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, units[unit])
    return f"{'mười' if tens == 1 else units[tens] + ' mươi'} {ending}".strip()


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda n: "",
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerLetter": _letter,
    "vietnameseCounting": _in_words,
}


def _val(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(W + "val")


def _int(text: str | None) -> int | None:
    try:
        return max(0, min(int(text), 1_000_000)) if text is not None else None
    except ValueError:
        return None


def _ilvl(element: etree._Element) -> int:
    return _int(element.get(W + "ilvl")) or 0
