"""The last day of a period named in the text: a month, a quarter, a year, "cuối năm", "trong tuần này".

Source of "đầu / giữa / cuối": Civil Code 2015, art. 146.
"""

import re
from datetime import date, timedelta

from directive.reading.patterns import pattern
from directive.reading.time_words.forms import PART, Resolved, last_of_month, read_quarter

_YEAR = pattern(r"(?:năm |/ ?|- ?|và |, ?)(\d{4})(?!\d)")
_MONTHS = pattern(r"\d{1,2}(?!\d)")


def read_period(words: str, signed: date | None) -> Resolved:
    """The last day of what a `PERIOD` names; a missing year is supplied by `signed` (rule 16)."""
    near = re.fullmatch(r"(tuần|tháng|quý|năm) (này|nay|tới|sau|kế tiếp|tiếp theo)", words)
    if near:
        return Resolved(_near(near.group(1), near.group(2) in ("này", "nay"), signed))
    edge = re.match(rf"({PART}|đầu|giữa|cuối|hết)(?: của)? ", words)
    rest = words[edge.end() :] if edge else words
    year = _said_year(rest, signed)
    if year is not None:
        return Resolved(_end(rest, year, edge and edge.group(1)))
    if signed is None:
        return Resolved(None, year_missing=True)
    if re.fullmatch(r"(?:tháng|quý|năm)(?: này)?", rest):  # "cuối tháng": of the running one
        rest = {"tháng": f"tháng {signed.month}", "quý": f"quý {(signed.month + 2) // 3}"}.get(rest[:5].strip(), rest)
    this = _end(rest, signed.year, edge and edge.group(1))
    if this is not None and this < signed:
        this = _end(rest, signed.year + 1, edge and edge.group(1))
    return Resolved(this, year_missing=True)


def first_day(end: date, words: str) -> date:
    """The first day of the period that ends on `end`: "trước tháng 10" means before its first day."""
    if "tháng" in words and "đầu năm" not in words and "cuối năm" not in words:
        return end.replace(day=1)
    if "quý" in words:
        return date(end.year, end.month - 2, 1)
    return date(end.year, 1, 1)


def _said_year(words: str, signed: date | None) -> int | None:
    said = _YEAR.findall(words)
    if said:
        return int(said[-1])
    if signed is not None and words.endswith(("năm nay", "năm sau")):
        return signed.year + words.endswith("sau")
    return None


def _end(words: str, year: int, edge: str | None) -> date | None:
    half = re.match(r"(0?6|sáu|0?9|chín) tháng (đầu|cuối)", words)
    if half:
        months = 9 if half.group(1) in ("9", "09", "chín") else 6
        return last_of_month(year, months if half.group(2) == "đầu" else 12)
    if words.startswith("quý"):
        return _edge_of_quarter(year, read_quarter(words), edge)
    if words.startswith("tháng"):
        month = int(_MONTHS.findall(re.sub(r"\d{4}", "", words))[-1])
        return _edge_of_month(year, month, edge)
    if not 1 <= year <= 9999:
        return None
    return {"đầu": date(year, 1, 1), "giữa": date(year, 6, 30)}.get(edge or "", date(year, 12, 31))


def _edge_of_month(year: int, month: int, edge: str | None) -> date | None:
    last = last_of_month(year, month)
    if last is None:
        return None
    if edge and ("tuần" in edge or "nửa" in edge):
        return last.replace(day=_part_ends(edge)) if _part_ends(edge) else last
    return {"đầu": last.replace(day=1), "giữa": last.replace(day=15)}.get(edge or "", last)


def _part_ends(part: str) -> int:
    """The last day of a week or part of a month; 0 for its end. Weeks are counted from the first."""
    if part.startswith(("thượng", "trung", "hạ")):
        return {"thượng": 10, "trung": 20}.get(part.split()[0], 0)
    if part.startswith("nửa"):
        return 15 if "đầu" in part else 0
    which = part.split()[1:]
    number = {"đầu": 1, "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "cuối": 0}
    return 7 * next((number.get(word, int(word) if word.isdigit() else 0) for word in which if word != "thứ"), 0)


def _edge_of_quarter(year: int, quarter: int, edge: str | None) -> date | None:
    last = last_of_month(year, quarter * 3)
    if last is None:
        return None
    middle = last.replace(day=15, month=last.month - 1)
    return {"đầu": last.replace(day=1, month=last.month - 2), "giữa": middle}.get(edge or "", last)


def _near(unit: str, running: bool, signed: date | None) -> date | None:
    """The last day of this or the next week, month, quarter or year, seen from the day of signing."""
    if signed is None or signed.year > 9900:
        return None
    if unit == "tuần":
        return signed + timedelta(days=6 - signed.weekday() + (0 if running else 7))
    if unit == "năm":
        return date(signed.year + (not running), 12, 31)
    step = 1 if unit == "tháng" else 3
    month = signed.month if unit == "tháng" else (signed.month + 2) // 3 * 3
    months = month if running else month + step
    return last_of_month(signed.year + (months - 1) // 12, (months - 1) % 12 + 1)
