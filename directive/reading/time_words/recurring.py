"""Recurring times: "trước ngày 20 hằng tháng", "định kỳ 6 tháng, 1 năm" (rules 11-12).

First the phrases that name a day, then those that only name a period; a day that follows its period ("hằng năm
(trước ngày 10/12)") is read with it.
"""

import re
from datetime import date
from typing import TypedDict

from directive.deadlines import Every, Period
from directive.reading.time_words import surroundings
from directive.reading.time_words.fixed import LEAD, LEAD_HEADS
from directive.reading.time_words.forms import (
    CLOCK,
    DAY_OF_YEAR,
    NUMBER,
    WEEKDAY,
    read_clock,
    read_day,
    read_number,
    read_weekday,
)
from directive.reading.time_words.sighting import Found, Rule, Sighting


class _When(TypedDict, total=False):
    """The part of an `Every` that tells the day."""

    month: int
    month_day: int
    weekday: int
    of_last_month: bool
    next_period: bool
    opens_month_day: int


EACH = r"(?:hằng|hàng|mỗi|từng)"
_PERIODS = {
    "ngày": Period.DAY, "tuần": Period.WEEK, "tháng": Period.MONTH, "quý": Period.QUARTER, "năm": Period.YEAR,
}  # fmt: skip
_NEXT = r"(?:sau|tiếp theo|kế tiếp|tiếp sau|liền kề|liền sau)(?: (?:liền kề|kế tiếp))?(?!\w)"
_AT = rf"(?:(?P<at>{CLOCK})(?: ?,)? ?(?:của |trong )?)?"
_MONTH_DAY = r"ngày (?P<dd>\d{1,2}(?![\d/.])|(?:làm việc )?cuối cùng|cuối)"
# "kể từ năm 2027", "(bắt đầu từ năm 2026)", "từ tháng 7/2026"
_STARTS = r"(?:,? ?\(?(?:bắt đầu |thực hiện |áp dụng )?(?:kể )?từ (?P<starts>năm \d{4}|tháng \d{1,2} ?/ ?\d{4})\)?)?"
_EACH_YEAR = rf"(?:,? ?\(?(?:của )?{EACH} năm\)?)"

# Must match: "trước ngày 20/11 hàng năm", "15 tháng 6 hằng năm", "trước ngày 30 tháng 6 hằng năm kể từ năm 2027",
# "ngày 15/6 và 15/12 hằng năm" (the first of two). Must not: "ngày 20/11/2023 của kế hoạch hằng năm".
_YEARLY = re.compile(
    rf"(?P<lead>{LEAD})?{_AT}(?P<day>{DAY_OF_YEAR})"
    rf"(?:{_EACH_YEAR}{_STARTS}|(?=(?:(?:,|;| và| hoặc|, và) (?:{LEAD})?{DAY_OF_YEAR}){{1,3}}{_EACH_YEAR}))"
)
# Must match: "trước ngày 15/01 của năm sau liền kề", "chậm nhất ngày 31/01 năm sau". Must not: "ngày 15/01 năm 2024".
_NEXT_YEAR = re.compile(rf"(?P<lead>{LEAD})?{_AT}(?P<day>{DAY_OF_YEAR}),? (?:của )?năm {_NEXT}")
# Must match: "từ ngày 1 đến ngày 5 hằng tháng". Must not: "từ ngày 1 đến ngày 5/6/2024".
_MONTHLY_WINDOW = re.compile(
    rf"(?:định kỳ )?từ ngày (?P<opens>\d{{1,2}})(?: ?-| đến| tới)(?: hết)? (?:ngày )?(?P<dd>\d{{1,2}}"
    rf"(?![\d/.])),? (?:của )?{EACH} (?P<period>tháng)"
)
# Must match: "ngày 20 của tháng cuối kỳ báo cáo", "trước ngày 05 tháng cuối cùng của mỗi quý", "ngày 20 tháng của cuối
# quý", "trước ngày 10 của tháng đầu quý sau". Must not: "ngày 20 tháng 6".
_OF_LAST_MONTH = re.compile(
    rf"(?P<lead>{LEAD})?{_AT}{_MONTH_DAY},? (?:của )?tháng (?:của )?(?P<which>cuối|đầu)(?: cùng| tiên)?,? "
    rf"(?:của )?(?:{EACH} )?"
    rf"(?P<unit>quý|kỳ(?: báo cáo)?|năm)(?P<next> {_NEXT})?(?: {EACH} năm)?"
)
# Must match: "trước ngày 15 hằng tháng", "vào ngày 25 của mỗi tháng". Must not: "ngày 15 tháng 6".
_MONTHLY = re.compile(rf"(?P<lead>{LEAD})?{_AT}{_MONTH_DAY},? (?:của )?(?:{EACH} )(?P<period>tháng|quý){_STARTS}")
# Must match: "trước ngày 05 tháng sau", "ngày 05 của tháng kế tiếp", "ngày làm việc cuối cùng của tháng".
# Must not: "ngày 05 tháng 7".
_OF_MONTH = re.compile(
    rf"(?P<lead>{LEAD})?{_AT}{_MONTH_DAY},? (?:của )?(?P<period>tháng|quý)(?P<next> {_NEXT})?(?! ?\d)(?!\w)"
)
# Must match: "trước 16 giờ thứ Sáu hằng tuần", "vào chiều thứ Năm hàng tuần". Must not: "thứ Sáu tuần này".
_WEEKLY = re.compile(
    rf"(?P<lead>{LEAD})?{_AT}(?:(?:buổi )?(?:sáng|chiều) )?(?:ngày )?(?P<weekday>{WEEKDAY}),? ?\(?"
    rf"(?:của )?{EACH} tuần\)?"
)
# Must match: "trước 14 giờ 00 hàng ngày". Must not: "14 giờ ngày 05/6".
_DAILY = re.compile(rf"(?P<lead>{LEAD})?(?P<at>{CLOCK}),? (?:của )?{EACH} (?P<period>ngày)(?! \d)")
# Must match: "trong tháng 12 hằng năm", "quý I hằng năm". Must not: "tháng 12 năm 2024".
_YEARLY_MONTH = re.compile(
    rf"(?P<lead>{LEAD})?(?:tháng ?(?P<month>\d{{1,2}})|quý ?(?P<quarter>iv|i{{1,3}}|[1-4])(?!\w)|"
    rf"(?P<end>cuối) năm),? (?:của )?{EACH} năm{_STARTS}"
)
# Must match: "vào cuối mỗi quý", "cuối hằng tháng". Must not: "cuối năm 2024".
_END_OF_EACH = re.compile(rf"(?P<lead>{LEAD})?(?P<edge>cuối|đầu) {EACH} (?P<period>tháng|quý|năm|tuần)")
# Must match: "trước ngày 05/7" in "Báo cáo 6 tháng: ... trước ngày 05/7". Must not: "trước ngày 05/7" of one task.
_REPORT_DAY = re.compile(rf"(?P<lead>{LEAD}){_AT}(?P<day>{DAY_OF_YEAR})(?!,? (?:của )?năm ?\d)(?! ?[/.]\d)")

_UNIT = r"(?P<u>ngày(?: làm việc)?|tuần|tháng|quý|năm)"
_PLAIN_UNIT = r"(?:ngày|tuần|tháng|quý|năm)"
_TIMES = r"(?: ?/ ?(?:một |[il1]?)?lần|,? (?:một|01|1) lần)"
_EXPLICIT = (
    rf"(?:{EACH} {_PLAIN_UNIT}(?: {NUMBER} lần)?|{NUMBER} {_PLAIN_UNIT}{_TIMES}"
    rf"|{NUMBER} lần ?(?:/|trong|mỗi|trên|một)(?: mỗi)? ?(?:một |0?1 )?{_PLAIN_UNIT})(?!\w)(?! ?\d)"
)
_SHORT_ITEM = (
    rf"(?:{_EXPLICIT}|{NUMBER} {_PLAIN_UNIT}(?:(?: đầu| cuối) năm)?|cả năm|{_PLAIN_UNIT})"
    r"(?!\w)(?! ?\d)(?! (?:iv|i{1,3})(?!\w))"
)
_AND = r"(?:, và | và hoặc | và/hoặc |, hoặc | và | hoặc |, |; | ?/ ?| - | & )(?:định kỳ |báo cáo )?"
_MORE = rf"(?:{_AND}{_SHORT_ITEM}){{0,6}}"
_BY_RULE = r"(?P<rule>,? theo (?:đúng )?(?:quy định|chế độ báo cáo)(?! (?:tại|của|về)))?"
# Must match: "định kỳ 6 tháng, 1 năm theo quy định", "theo định kỳ hàng tháng, quý, năm", "định kỳ hai năm một lần",
# "định kỳ 03 tháng/lần". Must not: "khám sức khỏe định kỳ", "định kỳ báo cáo".
_REGULAR = re.compile(
    rf"(?:theo )?định kỳ(?: là| vào| theo| báo cáo| ?:)? ?\(?(?:ít nhất |tối thiểu )?"
    rf"(?P<list>{_SHORT_ITEM}{_MORE}){_BY_RULE}{_STARTS}"
)
# Must match: "hằng tháng, quý, 6 tháng, năm", "03 tháng/lần", "ít nhất 01 lần/tuần". Must not: "kế hoạch hằng năm".
_EACH_PERIOD = re.compile(rf"(?:ít nhất |tối thiểu )?(?P<list>{_EXPLICIT}{_MORE}){_BY_RULE}{_STARTS}")
_ITEM = re.compile(_SHORT_ITEM)
_LISTED = re.compile(rf"(?P<n>{NUMBER})? ?(?P<unit>ngày|tuần|tháng|quý|năm)")
_QUOTA = re.compile(rf"(?P<n>{NUMBER}) lần")
# What may follow a period and names its day: ", trước 16 giờ 00 ngày thứ Sáu", " (trước ngày 10/12)", " vào ngày 20".
_JOIN = r"(?:,? ?\(|,|:| -)? ?(?:và )?(?:gửi |báo cáo )?"
_TAIL = re.compile(
    rf"{_JOIN}(?P<lead>{LEAD})?{_AT}(?:(?:ngày )?(?P<weekday>{WEEKDAY})(?! ?\(?\d)|(?P<day>{DAY_OF_YEAR})"
    rf"(?![\d/])(?!,? năm \d)|{_MONTH_DAY}(?!,? tháng \d)"
    rf"(?:,? (?:của )?(?P<period>tháng|quý|tuần|năm)?(?: (?P<which>cuối|đầu)(?: cùng| tiên)?(?: (?:của )?"
    rf"(?:{EACH} )?(?P<unit>quý|kỳ(?: báo cáo)?|năm))?)?(?P<next> {_NEXT})?)?)(?!\w)"
)
_TAIL_AT = re.compile(rf"(?:,? ?\(|,)? ?(?P<lead>{LEAD})(?P<at>{CLOCK})(?! ?,? ngày \d)")

_NOUN = re.compile(
    r"\b(?:kế hoạch|chỉ tiêu|dự toán|ngân sách|chương trình|mục tiêu|nhiệm vụ|chế độ|danh mục|đề tài|tăng trưởng|"
    r"bình quân|"
    r"xếp loại|xếp hạng|phân loại|số lượng|tỷ lệ|sản lượng|kinh phí|nguồn vốn|nguồn thu|phiên họp|thường kỳ|"
    r"giao ban|hội nghị|"
    r"chế độ báo cáo|lễ hội|ngày hội|mức|tiền lương|định mức|nhu cầu|lương|thu nhập|hoạt động|khám sức khỏe|"
    r"nghị quyết|kết quả|"
    r"công tác|phong trào|kỳ thi|kỳ họp|giá đất|thống kê đất đai|kiểm kê|quyết toán|thu - chi|thu chi|vốn đầu tư|"
    r"đầu tư công)\b[^,;]{0,90}$"
)
_REPORTS = re.compile(
    r"\b(?:báo cáo|gửi|tổng hợp|sơ kết|tổng kết|đánh giá|kiểm tra|rà soát|công bố|công khai|thống kê|cập nhật|"
    r"kiểm điểm|tự đánh giá|"
    r"thông báo|giao ban|họp|tham mưu|tổ chức|thực hiện|duy trì|giám sát|lập|trình|bố trí|chi trả|nộp|định kỳ|"
    r"tiến hành|đối chiếu)\b[^;]{0,100}$"
)
_REPORT_NOUN = re.compile(
    r"(?:chế độ|chế độ thông tin,?|mẫu|biểu mẫu|các|kỳ|việc|nội dung|biểu) báo cáo(?: [^\W\d]+){0,6} ?$"
)
_NOUN_GOES_ON = re.compile(r"^ ?(?:của|và 5 năm|và \d|do|theo hướng|cho các|được|đạt|tăng|giảm|là)(?!\w)|^ ?[.)]")
_CLAUSE_START = re.compile(r"(?:^|[-+,)] ?|\b(?:và|phải|cần|đồng thời|theo đó|trong đó|có trách nhiệm) |\d[.)] )$")
_RECURS = re.compile(
    rf"{EACH} năm|định kỳ|báo cáo (?:[^\W\d]+ ){{0,2}}(?:0?[69] tháng|sáu tháng|quý|năm|tháng)(?! ?(?:đầu |"
    rf"cuối )?(?:năm )?\d)(?! (?:đầu|cuối) năm ?\d)"
)
_RIGHT_RECURS = re.compile(
    r"^ ?\(?(?:đối với |cho |là )?(?:kỳ )?báo cáo (?:[^\W\d]+ ){0,2}(?:0?[69] tháng|sáu tháng|quý|năm|tháng)(?! ?"
    r"(?:đầu |cuối )?(?:năm )?\d)"
)
_A_YEAR = re.compile(r"năm (?:19|20)\d\d")


def _dated(seen: Sighting) -> Found | None:
    """A day of the year, each year."""
    day = read_day(seen.match["day"])
    return _every(seen, Period.YEAR, {"month": day.month, "month_day": day.day})


def _next_year(seen: Sighting) -> Found | None:
    day = read_day(seen.match["day"])
    return _every(seen, Period.YEAR, {"month": day.month, "month_day": day.day, "next_period": True})


def _of_month(seen: Sighting) -> Found | None:
    """A day of the month: only with a word before it or after it that makes it one of a series."""
    following = seen.group("next") is not None
    if not (following or seen.bare or "cuối" in seen.match["dd"]) or surroundings.tells(seen.left()):
        return None
    return _every(
        seen, _PERIODS[seen.match["period"]], {"month_day": _month_day(seen.match["dd"]), "next_period": following}
    )


def _monthly(seen: Sighting) -> Found | None:
    when: _When = {"month_day": _month_day(seen.match["dd"])}
    opens = seen.group("opens")
    if opens:
        when["opens_month_day"] = int(opens)
    return _every(seen, _PERIODS[seen.match["period"]], when)


def _of_last_month(seen: Sighting) -> Found | None:
    unit = seen.match["unit"]
    when: _When = {"month_day": _month_day(seen.match["dd"])}
    if seen.match["which"] == "cuối":
        when["of_last_month"] = True
    else:
        when["month"] = 1
    if seen.group("next"):
        when["next_period"] = True
    if unit.startswith("kỳ"):
        periods = _named_periods(seen.item()) or (Period.QUARTER,)
        return _every(seen, periods[0], when, also=periods[1:])
    return _every(seen, _PERIODS[unit], when)


def _named_periods(item: str) -> tuple[Period, ...]:
    """The periods an item names before it speaks of "the last month of the period"."""
    found = list(re.finditer(rf"(?:định kỳ|báo cáo|{EACH}) ?\(?(?P<list>{_SHORT_ITEM}{_MORE})", item))
    return tuple(p for p, _ in _periods(found[-1]["list"])) if found else ()


def _weekly(seen: Sighting) -> Found | None:
    return _every(seen, Period.WEEK, {"weekday": read_weekday(seen.match["weekday"])})


def _daily(seen: Sighting) -> Found | None:
    return _every(seen, Period.DAY, {})


def _yearly_month(seen: Sighting) -> Found | None:
    month, quarter = seen.group("month"), seen.group("quarter")
    if month:
        number = int(month)
    elif quarter:
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(quarter, int(quarter) if quarter.isdigit() else 4) * 3
    else:
        number = 12
    before = "trước" in (seen.group("lead") or "") and seen.group("end") is None
    return _every(seen, Period.YEAR, {"month": number, "month_day": 1 if before else -1})


def _end_of_each(seen: Sighting) -> Found | None:
    if seen.match["period"] == "tuần":
        return _every(seen, Period.WEEK, {})
    edge = -1 if seen.match["edge"] == "cuối" else 1
    when: _When = {"month_day": edge}
    if seen.match["period"] != "tháng":
        when["month"] = {"quý": (3, 1), "năm": (12, 1)}[seen.match["period"]][edge == 1]
    return _every(seen, _PERIODS[seen.match["period"]], when)


def _report_day(seen: Sighting) -> Found | None:
    """A day without a year in a clause about reports that come back: each year on that day."""
    item = seen.item(300)
    if seen.bare or not (_RECURS.search(item) or _RIGHT_RECURS.match(seen.right())):
        return None
    if _A_YEAR.search(re.sub(r"(?:riêng|kể từ|bắt đầu từ) năm \d{4}", "", seen.left(200))) or surroundings.tells(
        seen.left()
    ):
        return None
    return _dated(seen)


def _regular(seen: Sighting) -> Found | None:
    if _REPORT_NOUN.search(seen.left()) and not seen.licensed():
        return None
    return _series(seen)


def _each_period(seen: Sighting) -> Found | None:
    if not (seen.licensed() or _sets_rhythm(seen)):
        return None
    return _series(seen)


def _sets_rhythm(seen: Sighting) -> bool:
    """Whether "hằng năm" says how often, and does not belong to a noun ("kế hoạch hằng năm của huyện")."""
    left = seen.left()
    if re.match(r"từng", seen.match["list"]) and left.endswith("theo "):
        return False
    if surroundings.tells(left):
        return False
    if _TAIL.match(seen.flat.text, seen.match.end("list")) and not _NOUN.search(left):
        return True
    if "lần" in seen.match["list"]:
        return True
    if _CLAUSE_START.search(left) and not _NOUN_GOES_ON.match(seen.right()) and not _listed_noun(left):
        return True
    return _REPORTS.search(left) is not None and not _NOUN.search(left) and not _REPORT_NOUN.search(left)


def _listed_noun(left: str) -> bool:
    """ "kế hoạch 5 năm, hằng năm": the comma continues a noun."""
    return (
        re.search(r"(?:kế hoạch|dự toán|chỉ tiêu|ngân sách|\d năm|trung hạn|giai đoạn)[^,;]{0,30}, ?(?:và )?$", left)
        is not None
    )


def _series(seen: Sighting) -> Found | None:
    """Periods, with the day that follows them where there is one."""
    periods = _periods(seen.match["list"])
    (period, n), *rest = periods
    also = tuple(p for p, _ in rest)
    tail = _TAIL.match(seen.flat.text, seen.match.end())
    if tail is not None and (tail["lead"] or "ngày" in tail.group() or tail["weekday"]):
        dated = _with_tail(seen, tail, period, n, also)
        if dated is not None:
            return dated
    at = _TAIL_AT.match(seen.flat.text, seen.match.end())
    if at is not None and period in (Period.DAY, Period.WEEK):
        return _every(seen, period, {}, n=n, also=also, tail=at)
    end = seen.match.end()
    return _every(seen, period, {}, n=n, also=also, end=end)


def _with_tail(seen: Sighting, tail: re.Match[str], period: Period, n: int, also: tuple[Period, ...]) -> Found | None:
    if tail["weekday"]:
        return _every(seen, period, {"weekday": read_weekday(tail["weekday"])}, n=n, also=also, tail=tail)
    if tail["day"]:
        if also or period in (Period.DAY, Period.WEEK, Period.MONTH):
            return None
        day = read_day(tail["day"])
        return _every(seen, Period.YEAR, {"month": day.month, "month_day": day.day}, n=n, tail=tail)
    when: _When = {"month_day": _month_day(tail["dd"])}
    if tail["which"] == "cuối":
        when["of_last_month"] = True
    elif tail["which"] == "đầu":
        when["month"] = 1
    elif period not in (Period.MONTH, Period.DAY, Period.WEEK):
        when["of_last_month"] = not tail["next"]
    if tail["next"]:
        when["next_period"] = True
    return _every(seen, period, when, n=n, also=also, tail=tail)


def _periods(words: str) -> tuple[tuple[Period, int], ...]:
    """The series a list names: "hằng tháng, quý, 6 tháng, năm" has four."""
    found: dict[Period, int] = {}
    for item in _ITEM.finditer(words):
        period, n = _period(item.group())
        found.setdefault(period, n)
    return tuple(found.items())


def _period(item: str) -> tuple[Period, int]:
    quota = _QUOTA.search(item)
    if quota and not re.search(r"(?:một|01|1) lần$|/ ?[il1]?lần$", item):
        unit = re.findall(_PLAIN_UNIT, item[quota.end() :] or item[: quota.start()])
        times = read_number(quota["n"])
        if unit and unit[-1] == "năm":
            return {2: Period.HALF_YEAR, 4: Period.QUARTER, 12: Period.MONTH}.get(times, Period.YEAR), 1
        return _PERIODS[unit[-1]] if unit else Period.YEAR, 1
    plain = re.sub(rf"{_TIMES}| (?:đầu|cuối) năm|{EACH} |cả ", "", item)
    listed = _LISTED.search(plain)
    if listed is None:
        return Period.YEAR, 1
    n = read_number(listed["n"]) if listed["n"] else 1
    period = _PERIODS[listed["unit"]]
    if period is Period.MONTH and n in (3, 6, 9, 12):
        return {3: Period.QUARTER, 6: Period.HALF_YEAR, 9: Period.NINE_MONTHS, 12: Period.YEAR}[n], 1
    return period, max(n, 1)


def _month_day(words: str) -> int:
    return -1 if "cuối" in words else int(words)


def _every(
    seen: Sighting,
    period: Period,
    when: _When,
    *,
    n: int = 1,
    also: tuple[Period, ...] = (),
    tail: re.Match[str] | None = None,
    end: int | None = None,
) -> Found | None:
    """The value, unless the day named does not exist in any month."""
    if not (-1 <= when.get("month_day", 1) <= 31 and 1 <= when.get("month", 1) <= 12):
        return None
    stop = _close_bracket(seen, tail) if tail is not None else (end or seen.match.end())
    at = read_clock(tail["at"] if tail is not None else seen.group("at"))
    lead = (tail["lead"] if tail is not None else seen.group("lead")) or ""
    span = seen.span(stop)
    value = Every(
        text=seen.flat.source[span.start : span.end],
        span=span,
        period=period,
        n=n,
        also=also,
        before="trước" in lead and at is None,
        at=at,
        starts=_starts(seen.group("starts")),
        by_rule=seen.group("rule") is not None,
        **when,
    )
    return Found(stop, (value,))


def _close_bracket(seen: Sighting, tail: re.Match[str]) -> int:
    """Take the closing bracket along when the tail opened one and nothing else stands in it."""
    text, end = seen.flat.text, tail.end()
    return end + 1 if "(" in tail.group()[:3] and text[end : end + 1] == ")" else end


def _starts(words: str | None) -> date | None:
    if not words:
        return None
    numbers = [int(x) for x in re.findall(r"\d+", words)]
    year, month = numbers[-1], numbers[0] if len(numbers) > 1 else 1
    return date(year, month, 1) if year >= 1 and 1 <= month <= 12 else None


_DAY_HEADS = (*LEAD_HEADS, "định", "ngày", "#", "mùng")
RULES = (
    Rule(_DAY_HEADS, _YEARLY, _dated),
    Rule(_DAY_HEADS, _NEXT_YEAR, _next_year),
    Rule(("từ", "định"), _MONTHLY_WINDOW, _monthly),
    Rule(_DAY_HEADS, _OF_LAST_MONTH, _of_last_month),
    Rule(_DAY_HEADS, _MONTHLY, _monthly),
    Rule(_DAY_HEADS, _OF_MONTH, _of_month),
    Rule((*_DAY_HEADS, "thứ", "chủ", "chiều", "sáng", "buổi"), _WEEKLY, _weekly),
    Rule(_DAY_HEADS, _DAILY, _daily),
    Rule((*_DAY_HEADS, "tháng", "quý", "cuối"), _YEARLY_MONTH, _yearly_month),
    Rule((*_DAY_HEADS, "cuối", "đầu"), _END_OF_EACH, _end_of_each),
    Rule(LEAD_HEADS, _REPORT_DAY, _report_day),
    Rule(("định", "theo"), _REGULAR, _regular),
    Rule(
        ("hằng", "hàng", "mỗi", "từng", "ít", "tối", "#", "một", "hai", "ba", "bốn", "năm", "sáu", "chín", "mười"),
        _EACH_PERIOD,
        _each_period,
    ),
)
