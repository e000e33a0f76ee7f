"""How often, with or without the day: "định kỳ 6 tháng, 1 năm", "hằng năm (trước ngày 10/12)" (rule 11)."""

import re

from directive.deadlines import Period
from directive.reading.patterns import pattern
from directive.reading.time_words import surroundings, windows
from directive.reading.time_words.every import (
    AT,
    EACH,
    EXPLICIT,
    ITEM,
    MONTH_DAY,
    MONTH_OR_QUARTER,
    MORE,
    NEXT,
    STARTS,
    When,
    every,
    read_month,
    read_month_day,
    read_periods,
)
from directive.reading.time_words.fixed import LEAD
from directive.reading.time_words.forms import CLOCK, DAY_OF_YEAR, WEEKDAY, any_of, read_day, read_weekday
from directive.reading.time_words.sighting import Found, Rule, Sighting

_BY_RULE = r"(?P<rule>,? theo (?:đúng )?(?:quy định|chế độ báo cáo)(?! (?:tại|của|về)))?"
# Must match: "định kỳ 6 tháng, 1 năm theo quy định", "theo định kỳ hàng tháng, quý, năm", "định kỳ hai năm một lần",
# "định kỳ 03 tháng/lần". Must not: "khám sức khỏe định kỳ", "định kỳ báo cáo".
_REGULAR = pattern(
    rf"(?:theo )?định kỳ(?: là| vào| theo| báo cáo| ?:)? ?\(?(?:ít nhất |tối thiểu )?"
    rf"(?P<list>{ITEM}{MORE}){_BY_RULE}{STARTS}"
)
# Must match: "hằng tháng, quý, 6 tháng, năm", "03 tháng/lần", "ít nhất 01 lần/tuần". Must not: "kế hoạch hằng năm".
_EACH_PERIOD = pattern(rf"(?:ít nhất |tối thiểu )?(?P<list>{EXPLICIT}{MORE}){_BY_RULE}{STARTS}")
# What may follow a period and names its day: ", trước 16 giờ 00 ngày thứ Sáu", " (trước ngày 10/12)", " vào ngày 20".
_JOIN = r"(?:,? ?\(|,|:| -)? ?(?:và )?(?:gửi |báo cáo )?"
_TAIL = pattern(
    rf"{_JOIN}(?P<lead>{LEAD})?{AT}(?:(?:(?:buổi )?(?:sáng|chiều) )?(?:ngày )?(?P<weekday>{WEEKDAY})(?! ?\(?\d)"
    rf"|(?P<day>{DAY_OF_YEAR})(?![\d/])(?!,? năm \d)(?P<next_year>,? (?:của )?năm {NEXT})?|{MONTH_DAY}(?!,? tháng \d)"
    rf"(?:,? (?:của )?(?P<period>tháng|quý|tuần|năm)?(?: (?P<which>cuối|đầu)(?: cùng| tiên)?(?: (?:của )?"
    rf"(?:{EACH} )?(?P<unit>quý|kỳ(?: báo cáo)?|năm))?)?(?P<next> {NEXT})?)?)(?!\w)"
)
# ", vào tháng 12", " (Quý IV)": the month of a yearly series
_TAIL_MONTH = pattern(
    rf"(?:,? ?\(|,)? ?(?P<lead>(?:vào|trong|trước|hoàn thành) )?{MONTH_OR_QUARTER}(?!,? năm ?\d)(?P<at>(?!))?"
)
_TAIL_AT = pattern(rf"(?:,? ?\(|,)? ?(?P<lead>{LEAD})(?P<at>{CLOCK})(?! ?,? ngày \d)")
# "từng ngày từ 30/4 đến 03/5": a rhythm inside a window
_DURING = pattern(rf"(?:,? ?\(|,)? ?(?:{windows.BETWEEN.pattern})")

# Nouns that own a rhythm named after them ("kế hoạch hằng năm"), and those that do so unless somebody reports
# ("báo cáo công tác ... hằng tháng").
_NOUN = pattern(
    r"\b"
    + any_of("""
    kế hoạch, chỉ tiêu, dự toán, ngân sách, chương trình, mục tiêu, chế độ, danh mục, đề tài, tăng trưởng, bình quân,
    xếp loại, xếp hạng, phân loại, số lượng, tỷ lệ, sản lượng, nguồn vốn, nguồn thu, phiên họp, thường kỳ, lễ hội,
    ngày hội, mức, tiền lương, định mức, nhu cầu, lương, thu nhập, nghị quyết, kỳ thi, kỳ họp, giá đất, vốn đầu tư,
    đầu tư công""")
    + r"\b[^,;]{0,90}$"
)
_SOFT_NOUN = pattern(
    r"\b"
    + any_of(
        "nhiệm vụ, kinh phí, hoạt động, công tác, phong trào, kiểm kê, quyết toán, hội nghị, khám sức khỏe, thu chi"
    )
    + r"\b[^,;]{0,60}$"
)
_HANDS_IN = pattern(r"\b(?:báo cáo|gửi|nộp|tổ chức|thực hiện|lập|đánh giá)\b[^;]{0,100}$")
_REPORTS = pattern(
    r"\b"
    + any_of("""
    báo cáo, gửi, tổng hợp, sơ kết, tổng kết, đánh giá, kiểm tra, rà soát, công bố, công khai, thống kê, cập nhật,
    kiểm điểm, thông báo, giao ban, họp, tham mưu, tổ chức, thực hiện, duy trì, giám sát, lập, trình, bố trí, chi trả,
    nộp, định kỳ, tiến hành, đối chiếu""")
    + r"\b[^;]{0,100}$"
)
# Must match: "thực hiện báo cáo tháng, quý, 6 tháng, năm". Must not: "báo cáo quý II", "báo cáo năm 2024".
_REPORT_LIST = pattern(
    r"báo cáo (?:kết quả |định kỳ )?\(?(?P<list>(?:tháng|tuần|quý|0?6 tháng|sáu tháng)(?!\w)(?! ?\d)(?=,| và)"
    rf"{MORE}){_BY_RULE}{STARTS}"
)
_REPORT_NOUN = pattern(
    r"(?:chế độ|chế độ thông tin,?|mẫu|biểu mẫu|các|(?<!định )kỳ|việc|nội dung|biểu) báo cáo(?: [^\W\d]+){0,6} ?$"
)
_NOUN_GOES_ON = pattern(r"^ ?(?:của|và 5 năm|và \d|do|theo hướng|cho các|được|đạt|tăng|giảm|là)(?!\w)|^ ?[.)]")
# "nhiệm vụ hằng năm và kế hoạch 5 năm", "hằng năm và giai đoạn": a noun that is planned by years
_PLANNED = pattern(r"^ ?(?:và|,) (?:kế hoạch|giai đoạn|trung hạn|từng|\d)")
_CLAUSE_START = pattern(r"(?:^|[-+,)] ?|\b(?:và|phải|cần|đồng thời|theo đó|trong đó|có trách nhiệm) |\d[.)] )$")


def _regular(seen: Sighting) -> Found | None:
    if _REPORT_NOUN.search(seen.left()) and not seen.licensed():
        return None
    return _series(seen)


def _each_period(seen: Sighting) -> Found | None:
    if not (seen.licensed() or _sets_rhythm(seen)):
        return None
    return _series(seen)


def _report_list(seen: Sighting) -> Found | None:
    several = len(read_periods(seen.match["list"])) > 1
    return _series(seen) if several and not _REPORT_NOUN.search(seen.left() + "báo cáo ") else None


def _sets_rhythm(seen: Sighting) -> bool:
    """Whether "hằng năm" says how often, and does not belong to a noun ("kế hoạch hằng năm của huyện")."""
    left = seen.left()
    if surroundings.counts(left):
        return False
    tail = _TAIL.match(seen.flat.text, seen.match.end("list"))
    if tail is not None and tail["lead"]:
        return True
    if re.match(r"từng (?!ngày)", seen.match["list"]):  # "tiến độ từng tuần, từng tháng": piece by piece
        return False
    if "lần" in seen.match["list"]:
        return True
    if _CLAUSE_START.search(left) and not _NOUN_GOES_ON.match(seen.right()) and not _listed_noun(left):
        return True
    if _NOUN.search(left) or _REPORT_NOUN.search(left) or (_SOFT_NOUN.search(left) and not _HANDS_IN.search(left)):
        return False
    return _REPORTS.search(left) is not None and _PLANNED.match(seen.right()) is None


def _listed_noun(left: str) -> bool:
    """ "kế hoạch 5 năm, hằng năm": the comma continues a noun."""
    return (
        re.search(r"(?:kế hoạch|dự toán|chỉ tiêu|ngân sách|\d năm|trung hạn|giai đoạn)[^,;]{0,30}, ?(?:và )?$", left)
        is not None
    )


def _series(seen: Sighting) -> Found | None:
    """Periods, with the day that follows them where there is one."""
    periods = read_periods(seen.match["list"])
    (period, n), *rest = periods
    also = tuple(p for p, _ in rest)
    tail = _TAIL.match(seen.flat.text, seen.match.end())
    if tail is not None and (tail["lead"] or "ngày" in tail.group() or tail["weekday"]):
        dated = _with_tail(seen, tail, period, n, also)
        if dated is not None:
            return dated
    month = _TAIL_MONTH.match(seen.flat.text, seen.match.end())
    if month is not None and period is Period.YEAR and not also and (month["lead"] or "(" in month.group()):
        edge = 1 if month["lead"] == "trước " else -1
        when: When = {"month": read_month(month["month"], month["quarter"]), "month_day": edge}
        return every(seen, period, when, n=n, tail=month)
    if period in (Period.DAY, Period.WEEK) and (span := _DURING.match(seen.flat.text, seen.match.end())):
        opens, closes = windows.read_between(span, seen.signed)
        return every(seen, period, {}, n=n, also=also, end=span.end(), starts=opens, ends=closes)
    at = _TAIL_AT.match(seen.flat.text, seen.match.end())
    if at is not None and period in (Period.DAY, Period.WEEK):
        return every(seen, period, {}, n=n, also=also, tail=at)
    end = seen.match.end()
    return every(seen, period, {}, n=n, also=also, end=end)


def _with_tail(seen: Sighting, tail: re.Match[str], period: Period, n: int, also: tuple[Period, ...]) -> Found | None:
    if tail["weekday"]:
        return every(seen, period, {"weekday": read_weekday(tail["weekday"])}, n=n, also=also, tail=tail)
    if tail["day"]:
        if also or period in (Period.DAY, Period.WEEK, Period.MONTH):
            return None
        day = read_day(tail["day"])
        yearly: When = {"month": day.month, "month_day": day.day}
        if tail["next_year"]:
            yearly["next_period"] = True
        return every(seen, Period.YEAR, yearly, n=n, tail=tail)
    when: When = {"month_day": read_month_day(tail["dd"])}
    if tail["which"] == "cuối":
        when["of_last_month"] = True
    elif tail["which"] == "đầu":
        when["month"] = 1
    elif period not in (Period.MONTH, Period.DAY, Period.WEEK):
        when["of_last_month"] = not tail["next"]
    if tail["next"]:
        when["next_period"] = True
    return every(seen, period, when, n=n, also=also, tail=tail)


RULES = (
    Rule(("báo cáo",), _REPORT_LIST, _report_list),
    Rule(("định kỳ", "theo định kỳ"), _REGULAR, _regular),
    Rule(
        (
            "hằng",
            "hàng",
            "mỗi",
            "từng",
            "ít nhất",
            "tối thiểu",
            "#",
            "một",
            "hai",
            "ba",
            "bốn",
            "năm",
            "sáu",
            "chín",
            "mười",
        ),
        _EACH_PERIOD,
        _each_period,
    ),
)
