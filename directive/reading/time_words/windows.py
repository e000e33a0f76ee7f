"""Windows: "từ ngày 10/5/2026 đến hết ngày 14/5/2026", "2024 - 2025", "kể từ ngày 01/11/2023 trở đi" (rule 12)."""

import re
from datetime import date

from directive.deadlines import Window
from directive.reading.patterns import pattern
from directive.reading.time_words import surroundings
from directive.reading.time_words.forms import CLOCK, DATE, PERIOD, YEARS, Resolved, any_of, read_day, resolve
from directive.reading.time_words.periods import first_day, read_period
from directive.reading.time_words.sighting import Found, Rule, Sighting, follows, may_be_licensed

_FROM = r"(?:kể )?từ (?:ngày )?"
_TO = r",? ?(?:cho )?(?:đến|tới|-)(?: hết)? ?(?:ngày )?"
_HOUR = rf"(?:{CLOCK}(?: ?,)? ?(?:của )?)?"
# Must match: "từ ngày 30/4/2020 đến hết ngày 03/5/2020", "từ 30/4 đến 03/5", "từ ngày 11/9 đến hết năm 2026",
# "từ ngày 10 đến 14/5/2026", "từ tháng 6 đến tháng 9 năm 2026". Must not: "số liệu từ ngày ... đến ngày ...".
BETWEEN = pattern(
    rf"{_FROM}{_HOUR}(?P<opens>{DATE}|{PERIOD}|\d{{1,2}}(?=,? ?(?:đến|tới|-)))(?P<to>{_TO}{_HOUR})"
    rf"(?P<closes>{DATE}|{PERIOD})"
)
# Must match: "2024 - 2025" in a cell, "giai đoạn 2021-2025" after a label. Must not: "giai đoạn 2021-2025" in a title.
_YEAR_SPAN = pattern(YEARS)
# Must match: "kể từ ngày 01/11/2023 trở đi", "từ ngày 01 tháng 7 năm 2025" (a start; in running text it gives effect,
# and effect is no deadline). Must not: "kể từ ngày ký".
_FROM_ON = pattern(rf"(?:kể )?từ (?P<opens>{DATE})(?: trở đi)?")
_DATA = pattern(
    r"\b"
    + any_of("""
    số liệu, dữ liệu, kết quả, tình hình, phát sinh, thời kỳ, niên độ, (?<!định )kỳ báo cáo, thời gian chốt,
    áp dụng, hiệu lực, hỗ trợ, tăng, giảm, xảy ra, diễn ra, đã""")
    + r"\b[^;]{0,80}$"
)


def _between(seen: Sighting) -> Found | None:
    opens, closes = read_between(seen.match, seen.signed)
    left = seen.left()
    if not seen.licensed() and (surroundings.event(left) or _DATA.search(left) or seen.past(closes)):
        return None
    return _window(seen, opens, closes)


def read_between(match: re.Match[str], signed: date | None) -> tuple[date | None, date | None]:
    """The first and last day of what `BETWEEN` matched; an end before its beginning leaves the beginning open."""
    closes = _close(match["closes"], signed).day
    opens = _open(match["opens"], closes, signed)
    if opens is not None and closes is not None and opens > closes:
        opens = None
    return opens, closes


def _close(words: str, signed: date | None) -> Resolved:
    if re.fullmatch(PERIOD, words):
        return read_period(words, signed)
    return resolve(read_day(words), signed)


def _open(words: str, last: date | None, signed: date | None) -> date | None:
    """The first day; what is not written of it (month, year) is that of the last day."""
    if words.isdigit():
        day = int(words)
        return last.replace(day=day) if last is not None and 1 <= day <= last.day else None
    if re.fullmatch(PERIOD, words):
        end = read_period(words, last.replace(month=1, day=1) if last is not None else None)
        return first_day(end.day, words) if end.day is not None else None
    day_words = read_day(words)
    if day_words.year is not None or last is None:
        return resolve(day_words, signed).day
    same = day_words.on(last.year)
    return same if same is not None and same <= last else day_words.on(last.year - 1)


def _year_span(seen: Sighting) -> Found | None:
    if not seen.licensed():
        return None
    first, last = (int(y) for y in re.findall(r"\d{4}", seen.match.group()))
    return _window(seen, date(first, 1, 1), date(last, 12, 31)) if first <= last else None


def _from_on(seen: Sighting) -> Found | None:
    if not seen.bare:
        return None
    return _window(seen, resolve(read_day(seen.match["opens"]), seen.signed).day, None)


def _window(seen: Sighting, opens: date | None, closes: date | None) -> Found:
    span = seen.span()
    value = Window(text=seen.flat.source[span.start : span.end], span=span, opens=opens, closes=closes)
    return Found(seen.match.end(), (value,))


_TWO_ENDS = follows(pattern(r"(?:kể )?từ (?=.{0,40}\d).{1,60}?(?:đến|tới|-)", re.DOTALL))
RULES = (
    Rule(("từ", "kể từ"), BETWEEN, _between, needs=_TWO_ENDS),
    Rule(("#", "giai đoạn", "năm"), _YEAR_SPAN, _year_span, needs=may_be_licensed),
    Rule(("từ", "kể từ"), _FROM_ON, _from_on, needs=may_be_licensed),
)
