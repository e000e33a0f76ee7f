"""Days that come back: "trước ngày 20 hằng tháng", "ngày 25 của tháng cuối quý", "thứ Sáu hằng tuần" (rules 11-12)."""

import re

from directive.deadlines import Every, Period
from directive.reading.patterns import pattern
from directive.reading.time_words import surroundings
from directive.reading.time_words.every import (
    AT,
    EACH,
    ITEM,
    MONTH_DAY,
    MONTH_OR_QUARTER,
    MORE,
    NEXT,
    PERIODS,
    STARTS,
    When,
    every,
    read_month,
    read_month_day,
    read_periods,
)
from directive.reading.time_words.fixed import LEAD, LEAD_HEADS
from directive.reading.time_words.forms import CLOCK, DAY_OF_YEAR, WEEKDAY, read_day, read_weekday
from directive.reading.time_words.sighting import Found, Rule, Sighting, follows

_AND = r"(?:, và |,|;| và| hoặc) ?"
_EACH_YEAR = rf"(?:,? ?\(?(?:của )?{EACH} năm\)?)"
# Must match: "trước ngày 20/11 hàng năm", "15 tháng 6 hằng năm", "trước ngày 30 tháng 6 hằng năm kể từ năm 2027",
# "ngày 15/6 và 15/12 hằng năm" (the first of two). Must not: "ngày 20/11/2023 của kế hoạch hằng năm".
_YEARLY = pattern(
    rf"(?P<lead>{LEAD})?{AT}(?P<day>{DAY_OF_YEAR})"
    rf"(?:{_EACH_YEAR}{STARTS}|(?=(?:{_AND}(?:{LEAD})?{DAY_OF_YEAR}){{1,4}}(?:{_EACH_YEAR}|,? (?:của )?năm {NEXT})))"
)
# Must match: "trước ngày 15/01 của năm sau liền kề", "chậm nhất ngày 31/01 năm sau". Must not: "ngày 15/01 năm 2024".
_NEXT_YEAR = pattern(rf"(?P<lead>{LEAD})?{AT}(?P<day>{DAY_OF_YEAR}),? (?:của )?năm {NEXT}")
# Must match: "từ ngày 1 đến ngày 5 hằng tháng". Must not: "từ ngày 1 đến ngày 5/6/2024".
_MONTHLY_WINDOW = pattern(
    rf"(?:định kỳ )?từ ngày (?P<opens>\d{{1,2}})(?: ?-| đến| tới)(?: hết)? (?:ngày )?(?P<dd>\d{{1,2}}"
    rf"(?![\d/.])),? (?:của )?{EACH} (?P<period>tháng)"
)
# Must match: "ngày 20 của tháng cuối kỳ báo cáo", "trước ngày 05 tháng cuối cùng của mỗi quý", "ngày 20 tháng của cuối
# quý", "trước ngày 10 của tháng đầu quý sau". Must not: "ngày 20 tháng 6".
_OF_LAST_MONTH = pattern(
    rf"(?P<lead>{LEAD})?{AT}{MONTH_DAY},? (?:của )?tháng (?:của )?(?P<which>cuối|đầu)(?: cùng| tiên)?,? "
    rf"(?:của )?(?:{EACH} )?"
    rf"(?P<unit>quý|kỳ(?: báo cáo)?|năm)(?P<next> {NEXT})?(?: {EACH} năm)?"
)
# Must match: "trước ngày 15 hằng tháng", "vào ngày 25 của mỗi tháng". Must not: "ngày 15 tháng 6".
_MONTHLY = pattern(rf"(?P<lead>{LEAD})?{AT}{MONTH_DAY},? (?:của )?(?:{EACH} )(?P<period>tháng|quý){STARTS}")
# Must match: "các ngày 15 và 30 hằng tháng", "ngày 10, 20 và ngày cuối tháng". Must not: "ngày 15 và 30 tháng 6".
_MONTH_DAYS = pattern(
    rf"(?P<lead>{LEAD})?(?:các )?ngày (?P<days>\d{{1,2}}(?:(?:,| và|, và) (?:ngày )?(?:\d{{1,2}}"
    rf"(?![\d/.])|cuối)){{1,3}}),? (?:của )?(?:{EACH} )?tháng(?! ?\d)"
)
_ONE_DAY = pattern(r"\d+|cuối")
# Must match: "trước ngày 05 tháng sau", "ngày 05 của tháng kế tiếp", "ngày làm việc cuối cùng của tháng".
# Must not: "ngày 05 tháng 7".
_OF_MONTH = pattern(
    rf"(?P<lead>{LEAD})?{AT}{MONTH_DAY},? (?:của )?(?P<period>tháng|quý)(?P<next> {NEXT})?(?! ?\d)(?!\w)"
)
# Must match: "trước 16 giờ thứ Sáu hằng tuần", "vào chiều thứ Năm hàng tuần". Must not: "thứ Sáu tuần này".
_WEEKLY = pattern(
    rf"(?P<lead>{LEAD})?{AT}(?:(?:buổi )?(?:sáng|chiều) )?(?:ngày )?(?P<weekday>{WEEKDAY}),? ?\(?"
    rf"(?:của )?{EACH} tuần\)?"
)
# Must match: "trước 14 giờ 00 hàng ngày". Must not: "14 giờ ngày 05/6".
_DAILY = pattern(rf"(?P<lead>{LEAD})?(?P<at>{CLOCK}),? (?:của )?{EACH} (?P<period>ngày)(?! \d)")
# Must match: "trong tháng 12 hằng năm", "quý I hằng năm". Must not: "tháng 12 năm 2024".
_YEARLY_MONTH = pattern(
    rf"(?P<lead>{LEAD})?(?:{MONTH_OR_QUARTER}|(?P<end>cuối) năm)"
    rf"(?:{_EACH_YEAR}{STARTS}"
    rf"|(?=(?:{_AND}(?:tháng ?\d{{1,2}}|quý ?(?:iv|i{{1,3}}|[1-4]))){{1,4}}{_EACH_YEAR}))"
)
# Must match: "vào cuối mỗi quý", "cuối hằng tháng". Must not: "cuối năm 2024".
_END_OF_EACH = pattern(rf"(?P<lead>{LEAD})?(?P<edge>cuối|đầu) {EACH} (?P<period>tháng|quý|năm|tuần)")
# Must match: "trước ngày 05/7" in "Báo cáo 6 tháng: ... trước ngày 05/7". Must not: "trước ngày 05/7" of one task.
_REPORT_DAY = pattern(rf"(?P<lead>{LEAD})?{AT}(?P<day>{DAY_OF_YEAR})(?!,? (?:của )?năm ?\d)(?! ?[/.]\d)")
# "báo cáo 6 tháng", "báo cáo tổng kết năm"; not "báo cáo năm 2024", "báo cáo 6 tháng đầu năm 2024"
_PERIODIC_REPORT = (
    r"báo cáo (?:[^\W\d]+ ){0,2}(?:0?[69] tháng|sáu tháng|quý|năm|tháng)"
    r"(?! ?(?:đầu |cuối )?(?:năm )?\d)(?! (?:đầu|cuối) năm ?\d)"
)
_RECURS = pattern(rf"{EACH} năm|định kỳ|cả năm|(?:0?6|sáu) tháng đầu năm(?! ?\d)|{_PERIODIC_REPORT}")
_RIGHT_RECURS = pattern(rf"^ ?\(?(?:đối với |cho |là )?(?:kỳ )?{_PERIODIC_REPORT}")
# "trước ngày 15/6 và ngày 15/12 hằng năm": the word before the first day governs the second
_AFTER_BEFORE = pattern(rf"trước {DAY_OF_YEAR}(?:{_AND}{DAY_OF_YEAR}){{0,3}}{_AND}$")
_A_YEAR = pattern(r"năm (?:19|20)\d\d")


def _dated(seen: Sighting) -> Found | None:
    """A day of the year, each year."""
    day = read_day(seen.match["day"])
    return every(seen, Period.YEAR, {"month": day.month, "month_day": day.day}, before=_shares_before(seen))


def _shares_before(seen: Sighting) -> bool:
    return seen.group("lead") is None and _AFTER_BEFORE.search(seen.left()) is not None


def _next_year(seen: Sighting) -> Found | None:
    day = read_day(seen.match["day"])
    return every(
        seen, Period.YEAR, {"month": day.month, "month_day": day.day, "next_period": True}, before=_shares_before(seen)
    )


def _of_month(seen: Sighting) -> Found | None:
    """A day of the month: only with a word before it or after it that makes it one of a series."""
    following = seen.group("next") is not None
    if not (following or seen.bare or "cuối" in seen.match["dd"]) or surroundings.counts(seen.left()):
        return None
    return every(
        seen, PERIODS[seen.match["period"]], {"month_day": read_month_day(seen.match["dd"]), "next_period": following}
    )


def _monthly(seen: Sighting) -> Found | None:
    when: When = {"month_day": read_month_day(seen.match["dd"])}
    opens = seen.group("opens")
    if opens:
        when["opens_month_day"] = int(opens)
    return every(seen, PERIODS[seen.match["period"]], when)


def _month_days(seen: Sighting) -> Found | None:
    """Several days of each month, each a series of its own."""
    if not (seen.bare or "cuối" in seen.match["days"] or re.search(EACH, seen.match.group())):
        return None
    values: list[Every] = []
    for day in _ONE_DAY.finditer(seen.match["days"]):
        start = seen.match.start("days") + day.start() if values else seen.match.start()
        span = seen.span(seen.match.start("days") + day.end(), start)
        number = read_month_day(day.group())
        if not -1 <= number <= 31:
            return None
        before = "trước" in (seen.group("lead") or "")
        text = seen.flat.source[span.start : span.end]
        values.append(Every(text=text, span=span, period=Period.MONTH, month_day=number, before=before))
    return Found(seen.match.end(), tuple(values))


def _of_last_month(seen: Sighting) -> Found | None:
    unit = seen.match["unit"]
    when: When = {"month_day": read_month_day(seen.match["dd"])}
    if seen.match["which"] == "cuối":
        when["of_last_month"] = True
    else:
        when["month"] = 1
    if seen.group("next"):
        when["next_period"] = True
    if unit.startswith("kỳ"):
        periods = _named_periods(seen.item()) or (Period.QUARTER,)
        return every(seen, periods[0], when, also=periods[1:])
    return every(seen, PERIODS[unit], when)


def _named_periods(item: str) -> tuple[Period, ...]:
    """The periods an item names before it speaks of "the last month of the period"."""
    found = list(re.finditer(rf"(?:định kỳ|báo cáo|{EACH}) ?\(?(?P<list>{ITEM}{MORE})", item))
    return tuple(p for p, _ in read_periods(found[-1]["list"])) if found else ()


def _weekly(seen: Sighting) -> Found | None:
    return every(seen, Period.WEEK, {"weekday": read_weekday(seen.match["weekday"])})


def _daily(seen: Sighting) -> Found | None:
    return every(seen, Period.DAY, {})


def _yearly_month(seen: Sighting) -> Found | None:
    month = read_month(seen.group("month"), seen.group("quarter"))
    before = "trước" in (seen.group("lead") or "") and seen.group("end") is None
    return every(seen, Period.YEAR, {"month": month, "month_day": 1 if before else -1})


def _end_of_each(seen: Sighting) -> Found | None:
    if seen.match["period"] == "tuần":
        return every(seen, Period.WEEK, {})
    edge = -1 if seen.match["edge"] == "cuối" else 1
    when: When = {"month_day": edge}
    if seen.match["period"] != "tháng":
        when["month"] = {"quý": (3, 1), "năm": (12, 1)}[seen.match["period"]][edge == 1]
    return every(seen, PERIODS[seen.match["period"]], when)


def _report_day(seen: Sighting) -> Found | None:
    """A day without a year in a clause about reports that come back: each year on that day."""
    item = seen.item(300)
    lead, named = seen.group("lead") or "", _RIGHT_RECURS.match(seen.right()) is not None
    if seen.bare or not (named or "định kỳ" in lead or (lead and _RECURS.search(item))):
        return None
    if _A_YEAR.search(re.sub(r"(?:riêng|kể từ|bắt đầu từ) năm \d{4}", "", seen.left(200))) or surroundings.counts(
        seen.left()
    ):
        return None
    return _dated(seen)


_DAY_HEADS = (*LEAD_HEADS, "định kỳ", "ngày", "#", "mùng")
# words of a rhythm, or of another month
_AGAIN = follows(pattern(r".{0,90}?(?:hằng|hàng|mỗi|từng|sau|tiếp|kế|liền|cuối|đầu)", re.DOTALL))
_DIGIT_NEAR = follows(pattern(r".{0,80}?\d", re.DOTALL))
RULES = (
    Rule(_DAY_HEADS, _YEARLY, _dated, gated=True, needs=_AGAIN),
    Rule(_DAY_HEADS, _NEXT_YEAR, _next_year, gated=True, needs=_AGAIN),
    Rule(("từ", "định kỳ"), _MONTHLY_WINDOW, _monthly, needs=_AGAIN),
    Rule(_DAY_HEADS, _OF_LAST_MONTH, _of_last_month, gated=True, needs=_AGAIN),
    Rule(_DAY_HEADS, _MONTHLY, _monthly, gated=True, needs=_AGAIN),
    Rule((*_DAY_HEADS, "các"), _MONTH_DAYS, _month_days, needs=_DIGIT_NEAR),
    Rule(_DAY_HEADS, _OF_MONTH, _of_month, gated=True),
    Rule((*_DAY_HEADS, "thứ", "chủ nhật", "chiều", "sáng", "buổi"), _WEEKLY, _weekly, gated=True, needs=_AGAIN),
    Rule(_DAY_HEADS, _DAILY, _daily, gated=True, needs=_AGAIN),
    Rule((*_DAY_HEADS, "tháng", "quý", "cuối"), _YEARLY_MONTH, _yearly_month, gated=True, needs=_AGAIN),
    Rule((*_DAY_HEADS, "cuối", "đầu"), _END_OF_EACH, _end_of_each, gated=True, needs=_AGAIN),
    Rule((*LEAD_HEADS, "định kỳ", "ngày"), _REPORT_DAY, _report_day, gated=True, needs=_DIGIT_NEAR),
)
