"""Surface forms: how numbers, days, hours and periods of the calendar are written, and what they mean.

The fragments are pieces of regular expressions over flat text (see `flat`), without named groups, so that a
pattern may use one twice. What a fragment matched is read by the function beside it.
"""

import re
from calendar import monthrange
from datetime import date, time
from typing import NamedTuple

from directive.deadlines import Unit
from directive.reading.patterns import pattern

_ONES = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_WORD = "(?:" + "|".join([*_ONES, "mười", "mươi", "trăm", "linh", "lẻ"]) + ")"
_WORDS = rf"{_WORD}(?: {_WORD}){{0,5}}(?!\w)"
_DIGITS = r"(?:\d{1,3}ó?|[oø]\d)(?!\d)"  # "6ó", "O5": what OCR makes of 6 and 05

# "05", "5", "năm (05)", "05 (năm)", "mười lăm (15)", "sáu"
NUMBER = rf"(?:(?:{_DIGITS}|{_WORDS})(?: ?\([^()\n]{{1,25}}\))?)"

UNIT = r"(?:ngày(?: \(?làm việc\)?)?|tuần(?: lễ)?|tháng|quý|năm|giờ(?: đồng hồ)?|tiếng|h)(?!\w)"
_UNITS = {
    "ngày": Unit.DAY, "tuần": Unit.WEEK, "tháng": Unit.MONTH, "quý": Unit.QUARTER, "năm": Unit.YEAR,
    "giờ": Unit.HOUR, "tiếng": Unit.HOUR, "h": Unit.HOUR,
}  # fmt: skip

# "17 giờ", "14 giờ 00", "14 giờ 30 phút", "14h", "14h00", "07h00'", "17:00", "5 giờ chiều"
CLOCK = (
    r"(?:\d{1,2} ?(?:giờ|h|g)(?: ?\d{2}(?![\d/.]) ?(?:phút|ph|p|')?'?)?|\d{1,2}:\d{2})(?!\w)(?: (?:sáng|chiều|tối))?"
)

_DAY_MONTH = r"\d{1,2} ?/ ?\d{1,2}(?![\d/])"
_SAID_YEAR = r"(?:,? năm ?\d{4}(?!\d)| năm nay)"
# "30/6", "30/6 năm 2024", "ngày 30 tháng 6": a day whose year may be missing
_LONG = rf"(?:mùng |mồng )?\d{{1,2}} tháng ?\d{{1,2}}(?!\d)(?: ?/ ?\d{{4}}(?!\d)|{_SAID_YEAR})?"
_SHORT = (
    r"(?:[\dol]{1,2} ?/ ?[\dol]{1,2} ?/ ?(?:\d{4}|\d{2})(?![\d/])|\d{1,2}\. ?\d{1,2}\. ?\d{4}(?!\d)"
    rf"|\d{{1,2}} ?- ?\d{{1,2}} ?- ?\d{{4}}(?!\d)|{_DAY_MONTH}{_SAID_YEAR}?"
    r"|(?<=ngày )\d{1,2}[.-](?:1[0-2]|0?[1-9])(?!\d|[/.-]\d))"
)
WEEKDAY = r"(?:thứ ?(?:hai|ba|tư|năm|sáu|bảy|[2-7])(?!\w)|chủ nhật)"
PLAIN_DATE = rf"(?:{_LONG}|{_SHORT})"
# "ngày 20.7.2020", "thứ Sáu, ngày 07/6/2024", "ngày thứ Sáu (07/6/2024)", "ngày 30/6/2024 (Chủ nhật)"
DATE = (
    rf"(?:(?:ngày )?{WEEKDAY} ?\((?:ngày ?)?{PLAIN_DATE}\)"
    rf"|(?:(?:ngày )?{WEEKDAY},? )?(?:ngày ?)?{PLAIN_DATE}(?: \({WEEKDAY}\))?)"
)
DAY_OF_YEAR = rf"(?:ngày ?)?(?:(?:mùng )?\d{{1,2}} tháng ?\d{{1,2}}(?![\d/])|{_DAY_MONTH})"

_OF_YEAR = r"(?: ?[/-] ?\d{4}(?!\d)|,? (?:của )?năm ?\d{4}(?!\d)| năm nay| năm sau)"
MONTH = rf"tháng ?\d{{1,2}}(?![\d])(?!/\d{{1,2}}(?!\d)){_OF_YEAR}?"
_QUARTER_NO = r"(?:iv|[il1]{1,3}|[1-4]|một|hai|ba|tư|bốn)(?!\w)"
QUARTER = rf"quý ?{_QUARTER_NO}{_OF_YEAR}?"
# "năm 2026", "năm 2025 - 2026", "năm nay"
YEAR = r"(?:các )?năm (?:\d{4}(?!\d)(?:(?: ?-|,| và) ?(?:năm )?(?:19|20)\d\d(?!\d|[.,]\d|%))?|nay(?!\w))"
HALF = r"(?:0?6|sáu|0?9|chín) tháng (?:đầu|cuối)(?: của)? năm(?: ?\d{4}(?!\d))?"
NEAR = r"(?:tuần|tháng|quý|năm) (?:này|tới|sau|kế tiếp|tiếp theo)(?!\w)"
# "tuần đầu tháng 11", "tuần thứ hai của tháng 4", "nửa đầu tháng 5", "trung tuần tháng 5": part of a month
PART = (
    r"(?:tuần (?:đầu(?: tiên)?|cuối(?: cùng)?|thứ (?:nhất|hai|ba|tư|[1-4])|[1-4])|nửa (?:đầu|cuối)"
    r"|(?:thượng|trung|hạ) tuần)"
)
EDGE = (
    rf"(?:(?:{PART} (?:của )?(?:{MONTH}|tháng(?: này)?))"
    rf"|(?:đầu|giữa|cuối|hết) (?:{MONTH}|{QUARTER}|{YEAR}|tháng(?: này)?|quý(?: này)?|năm))(?!\w)"
)
# "tháng 9-10/2026", "quý III, IV/2026", "tháng 9 và tháng 10 năm 2026": the last one counts
PERIOD = (
    rf"(?:{EDGE}|{HALF}|tháng ?\d{{1,2}} ?(?:-|đến) ?{MONTH}|tháng ?\d{{1,2}} ?(?:-|,|và) ?\d{{1,2}}{_OF_YEAR}"
    rf"|quý ?{_QUARTER_NO} ?(?:-|,|và) ?(?:quý ?)?{_QUARTER_NO}{_OF_YEAR}?|{MONTH}|{QUARTER}|{YEAR}|{NEAR})"
)
YEARS = r"(?:giai đoạn |năm )?(?:19|20)\d\d ?- ?(?:năm )?(?:19|20)\d\d(?!\d)"

_NUMBERS = pattern(r"\d+")
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "nhật": 6}


def any_of(phrases: str) -> str:
    """An alternation of phrases that are written with commas between them, over as many lines as they need."""
    return "(?:" + "|".join(" ".join(phrase.split()) for phrase in phrases.split(",")) + ")"


class Day(NamedTuple):
    """A day as written: None parts were not written."""

    day: int
    month: int
    year: int | None

    def on(self, year: int) -> date | None:
        """That day of a year; None if there is no such day (31/02)."""
        if not (1 <= year <= 9999 and 1 <= self.month <= 12 and 1 <= self.day <= monthrange(year, self.month)[1]):
            return None
        return date(year, self.month, self.day)


class Resolved(NamedTuple):
    """A day of the calendar, and whether its year had to be supplied."""

    day: date | None
    year_missing: bool = False


def read_number(words: str) -> int:
    """The value of a `NUMBER`; digits win over words: "năm (05)" is 5."""
    digits = _NUMBERS.search(words.replace("o", "0").replace("ø", "0") if words[:1] in "oø" else words)
    if digits:
        return int(digits.group())
    total = current = 0
    for word in words.split():
        if word == "trăm":
            total, current = total + max(current, 1) * 100, 0
        elif word in ("mười", "mươi"):
            total, current = total + (10 if word == "mười" else max(current, 1) * 10), 0
        else:
            current = _ONES.get(word, 0)
    return total + current


def read_unit(words: str) -> Unit:
    """The unit of a `UNIT`; "ngày làm việc" is a working day."""
    if "làm việc" in words:
        return Unit.WORKING_DAY
    return _UNITS[words.split()[0]]


def read_clock(words: str | None) -> time | None:
    """The hour of a `CLOCK`. 24 giờ is the end of the day and adds nothing to it; an hour that is none gives None."""
    if not words:
        return None
    numbers = [int(n) for n in _NUMBERS.findall(words)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if ("chiều" in words or "tối" in words) and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_weekday(words: str) -> int:
    """Monday is 0."""
    last = words.replace("thứ", "").split()[-1].strip("()")
    return int(last) - 2 if last.isdigit() else _WEEKDAYS[last]


def read_day(words: str) -> Day:
    """The parts of a `DATE` or `DAY_OF_YEAR`."""
    words = re.sub(WEEKDAY, " ", words)
    words = re.sub(r"(?<=[\d/])[ol]|[ol](?=[\d/])", lambda m: "0" if m.group() == "o" else "1", words)  # OCR: "3O/l1"
    numbers = [int(n) for n in _NUMBERS.findall(words)]
    year = numbers[2] if len(numbers) > 2 else None
    if year is not None and year < 100:
        year += 2000
    return Day(numbers[0], numbers[1], year)


def resolve(day: Day, signed: date | None) -> Resolved:
    """The calendar day; a missing year is the first that does not put it before `signed` (rule 16)."""
    if day.year is not None:
        return Resolved(day.on(day.year))
    if signed is None:
        return Resolved(None, year_missing=True)
    for year in range(signed.year, signed.year + 9):  # 29/02 may be eight years away
        found = day.on(year)
        if found is not None and found >= signed:
            return Resolved(found, year_missing=True)
    return Resolved(None, year_missing=True)


def last_of_month(year: int, month: int) -> date | None:
    """The last day of a month; None if there is no such month."""
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    return date(year, month, monthrange(year, month)[1])


def read_quarter(words: str) -> int:
    """1-4 of the last quarter named in a `QUARTER`."""
    last = re.findall(_QUARTER_NO, re.sub(r"\d{4}", " ", words).replace("quý", " "))[-1]
    roman = {"iv": 4, "tư": 4, "bốn": 4, "một": 1, "hai": 2, "ba": 3}
    if last in roman:
        return roman[last]
    return int(last) if last in "234" else len(last)
