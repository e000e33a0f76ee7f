"""What all recurring times share: the words for a rhythm, lists of periods, and the `Every` they become."""

import re
from datetime import date
from typing import TypedDict

from directive.deadlines import Every, Period
from directive.reading.patterns import pattern
from directive.reading.time_words.forms import CLOCK, NUMBER, read_clock, read_number, read_quarter
from directive.reading.time_words.sighting import Found, Sighting


class When(TypedDict, total=False):
    """The part of an `Every` that tells the day."""

    month: int
    month_day: int
    weekday: int
    of_last_month: bool
    next_period: bool
    opens_month_day: int


EACH = r"(?:hằng|hàng|mỗi|từng)"
PERIODS = {
    "ngày": Period.DAY, "tuần": Period.WEEK, "tháng": Period.MONTH, "quý": Period.QUARTER, "năm": Period.YEAR,
}  # fmt: skip
NEXT = r"(?:sau|tiếp theo|kế tiếp|tiếp sau|liền kề|liền sau)(?: (?:liền kề|kế tiếp))?(?!\w)"
AT = rf"(?:(?P<at>{CLOCK})(?: ?,)? ?(?:của |trong )?)?"
MONTH_DAY = r"ngày (?P<dd>\d{1,2}(?![\d/.])|(?:làm việc )?cuối cùng|cuối)"
# "kể từ năm 2027", "(bắt đầu từ năm 2026)", "từ tháng 7/2026"
STARTS = r"(?:,? ?\(?(?:bắt đầu |thực hiện |áp dụng )?(?:kể )?từ (?P<starts>năm \d{4}|tháng \d{1,2} ?/ ?\d{4})\)?)?"
MONTH_OR_QUARTER = r"(?:tháng ?(?P<month>\d{1,2})(?![\d/])|quý ?(?P<quarter>iv|i{1,3}|[1-4])(?![\w/]))"
PLAIN_UNIT = r"(?:ngày|tuần|tháng|quý|năm)"
TIMES = r"(?: ?/ ?(?:một |[il1]?)?lần|,? (?:một|01|1) lần)"
EXPLICIT = (
    rf"(?:{EACH} {PLAIN_UNIT}(?: (?:ít nhất |tối thiểu )?{NUMBER} lần)?|{NUMBER} {PLAIN_UNIT}{TIMES}"
    rf"|{NUMBER} lần ?(?:/|trong|mỗi|trên|một)(?: mỗi)? ?(?:một |0?1 )?{PLAIN_UNIT})(?!\w)(?! ?\d)"
)
ITEM = (
    rf"(?:{EXPLICIT}|{NUMBER} {PLAIN_UNIT}(?:(?: đầu| cuối) năm)?|cả năm|{PLAIN_UNIT})"
    r"(?!\w)(?! ?\d)(?! (?:iv|i{1,3})(?!\w))"
)
_AND = r"(?:, và | và hoặc | và/hoặc |, hoặc | và | hoặc |, |; | ?/ ?| - | & )(?:định kỳ |báo cáo )?"
MORE = rf"(?:{_AND}{ITEM}){{0,6}}"
_ITEM = pattern(ITEM)
_LISTED = pattern(rf"(?P<n>{NUMBER})? ?(?P<unit>ngày|tuần|tháng|quý|năm)")
_QUOTA = pattern(rf"(?P<n>{NUMBER}) lần")


def read_periods(words: str) -> tuple[tuple[Period, int], ...]:
    """The series a list names: "hằng tháng, quý, 6 tháng, năm" has four."""
    found: dict[Period, int] = {}
    for item in _ITEM.finditer(words):
        period, n = _period(item.group())
        found.setdefault(period, n)
    return tuple(found.items())


def _period(item: str) -> tuple[Period, int]:
    quota = _QUOTA.search(item)
    if quota and not re.search(r"(?:một|01|1) lần$|/ ?[il1]?lần$", item):
        unit = re.findall(PLAIN_UNIT, item[quota.end() :] or item[: quota.start()])
        times = read_number(quota["n"])
        if unit and unit[-1] == "năm":
            return {2: Period.HALF_YEAR, 4: Period.QUARTER, 12: Period.MONTH}.get(times, Period.YEAR), 1
        return PERIODS[unit[-1]] if unit else Period.YEAR, 1
    plain = re.sub(rf"{TIMES}| (?:đầu|cuối) năm|{EACH} |cả ", "", item)
    listed = _LISTED.search(plain)
    if listed is None:
        return Period.YEAR, 1
    n = read_number(listed["n"]) if listed["n"] else 1
    period = PERIODS[listed["unit"]]
    if period is Period.MONTH and n in (3, 6, 9, 12):
        return {3: Period.QUARTER, 6: Period.HALF_YEAR, 9: Period.NINE_MONTHS, 12: Period.YEAR}[n], 1
    return period, max(n, 1)


def read_month(month: str | None, quarter: str | None) -> int:
    """The month of "tháng 6" or the last month of "quý II"; December where neither is named."""
    if month:
        return int(month)
    return read_quarter(quarter) * 3 if quarter else 12


def read_month_day(words: str) -> int:
    return -1 if "cuối" in words else int(words)


def every(
    seen: Sighting,
    period: Period,
    when: When,
    *,
    n: int = 1,
    also: tuple[Period, ...] = (),
    tail: re.Match[str] | None = None,
    ends: date | None = None,
    starts: date | None = None,
    before: bool = False,
    end: int | None = None,
) -> Found | None:
    """The value, unless the day named does not exist in any month."""
    if not (-1 <= when.get("month_day", 1) <= 31 and 1 <= when.get("month", 1) <= 12):
        return None
    stop = _close_bracket(seen, tail.end() if tail is not None else end or seen.match.end())
    at = read_clock(tail["at"] if tail is not None else seen.group("at"))
    lead = (tail["lead"] if tail is not None else seen.group("lead")) or ""
    span = seen.span(stop)
    value = Every(
        text=seen.flat.source[span.start : span.end],
        span=span,
        period=period,
        n=n,
        also=also,
        before=(before or "trước" in lead) and at is None,
        at=at,
        starts=starts or _starts(seen.group("starts")),
        ends=ends,
        by_rule=seen.group("rule") is not None,
        **when,
    )
    return Found(stop, (value,))


def _close_bracket(seen: Sighting, stop: int) -> int:
    """Take the closing bracket along when the phrase opened one and nothing else stands in it."""
    text, start = seen.flat.text, seen.match.start()
    opened = text.count("(", start, stop) > text.count(")", start, stop)
    return stop + 1 if opened and text[stop : stop + 1] == ")" else stop


def _starts(words: str | None) -> date | None:
    if not words:
        return None
    numbers = [int(x) for x in re.findall(r"\d+", words)]
    year, month = numbers[-1], numbers[0] if len(numbers) > 1 else 1
    return date(year, month, 1) if year >= 1 and 1 <= month <= 12 else None
