"""Văn bản viện dẫn: other documents a text names, by number or, for laws, by title (Nghị định 30/2020/NĐ-CP Phụ lục I).

Their dates are links, never deadlines.
"""

import re
from datetime import date
from typing import NamedTuple

from directive.document import Citation
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.source import Passage
from directive.reading.spelling import tidy

_TYPES = (
    r"Công văn|Văn bản|Quyết định|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Chỉ thị|Kế hoạch"
    r"|Thông báo(?: kết luận)?|Công điện|Tờ trình"
    r"|Báo cáo|Kết luận|Chương trình(?: hành động)?|Hướng dẫn|Luật|Bộ luật|Pháp lệnh|Đề án|Quy định|Quy chế"
    r"|Lệnh|Thông tri|Phương án|CV|QĐ|NQ|NĐ"
)
_NUMBERED = pattern(
    r"(?<![\w/])(?P<number>(?:[0-9][0-9Oo]{0,5}[a-zA-Z]?|[0-9]{1,5}\.[0-9]{1,4})(?:\s?/\s?(?:19|20)\d\d)?\s?[-/]\s?[A-ZĐ][\w&Đđ]*"
    r"(?:\s?[-–/.&]\s?(?=[A-ZĐ])[\w&]+){0,6}|(?<=số )\d{1,4}/(?:19|20)\d\d/QH\d\d)"
)
_TYPE_BEFORE = pattern(rf"(?:{_TYPES})\s*(?:\(?\s*s[ốô]\s*)?:?\s*$")
_DAY = r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+tháng\s*\d{1,2}\s+năm\s+\d{4})"
_DATED = pattern(rf"[\s,(]*(?:của\s+(?P<first>[^;.()]{{3,90}}?)\s*,?\s*)?(?:ban hành\s+|ký\s+)?ngày\s*(?P<day>{_DAY})")
_BY = pattern(r"[\s,)]*(?:được\s+)?(?:ban hành\s+)?(?:bởi|của)\s+(?:đồng chí\s+)?")
_SHOUTED = pattern(r"[A-ZĐ]{2}")
_BETWEEN = pattern(rf"[\s,]*(?:tại|theo|trong)?\s*(?:các\s+)?(?:{_TYPES}|văn bản|công văn|tờ trình)?\s*(?:s[ốô]\s*)?")
_DIGITS = pattern(r"\d+")
_TITLED = pattern(
    r"(?<![\w(])(?P<title>(?:Luật|Bộ luật|Pháp lệnh|Hiến pháp)\s+[A-ZĐÀ-Ỹ][^;.:()]{3,160}?)"
    r"(?=\s*(?:số\s+\d|ngày\s+\d|;|\.|:|$|đã được|được\s|có hiệu|quy định|và\s+(?:các|Nghị|Luật)|\())"
)
_ISSUED_BEFORE = pattern(
    rf"[Nn]gày\s+(?P<day>{_DAY})\s*,?\s*(?P<issuer>[^;.,]{{3,80}}?)\s+(?:đã\s+)?(?:ban hành|có|ký ban hành"
    rf"|ký)\s+(?:{_TYPES})\s+(?:số\s*)?$"
)


class _Cited(NamedTuple):
    number: str
    start: int
    end: int
    day: date | None
    day_at: tuple[int, int] | None
    issuer: str | None


def citations_in(passage: Passage, *, basis: bool) -> list[Citation]:
    """The documents a passage names."""
    found = _cited(passage.text) + (_titled(passage.text) if basis else [])
    found.sort(key=lambda cited: cited.start)
    return [
        Citation(
            number=tidy(cited.number),
            date=cited.day,
            issuer=cited.issuer,
            basis=basis,
            span=passage.span(cited.start, cited.end),
        )
        for cited in found
    ]


def cited_dates(text: str) -> list[tuple[int, int]]:
    """Where the dates of cited documents stand."""
    return sorted({cited.day_at for cited in _cited(text) if cited.day_at})


def _cited(text: str) -> list[_Cited]:
    found = []
    for numbered in _NUMBERED.finditer(text):
        number = numbered.group("number")
        typed = _TYPE_BEFORE.search(text, max(0, numbered.start() - 60), numbered.start())
        if not _SHOUTED.search(number) or not (typed or _symbolic(text, numbered)):
            continue
        dated = _DATED.match(text, numbered.end())
        day, at = (_day(dated.group("day")), dated.span("day")) if dated else (None, None)
        end = dated.end() if dated else numbered.end()
        if not dated:
            before = _ISSUED_BEFORE.search(text[max(0, numbered.start() - 160) : numbered.start("number")])
            if before:
                shift = max(0, numbered.start() - 160)
                day, at = _day(before.group("day")), (before.start("day") + shift, before.end("day") + shift)
                found.append(_Cited(number, numbered.start("number"), end, day, at, tidy(before.group("issuer"))))
                continue
        issuer, end = _issuer(text, end)
        if issuer is None:
            issuer = _proposer(text, numbered.start())
        if issuer is None and dated and dated.group("first"):
            issuer = tidy(dated.group("first"))
        found.append(_Cited(number, numbered.start("number"), end, day, at, issuer))
    return found


def _proposer(text: str, start: int) -> str | None:
    """ "Xét đề nghị của Sở Y tế tại Tờ trình số ...": who stands before the paper."""
    before = text[max(0, start - 160) : start]
    asked = re.search(r"(?:đề nghị|báo cáo|ý kiến) của\s+(?=[^\W\d_])", before)
    row = row_at(before, asked.end()) if asked else None
    if row and _BETWEEN.fullmatch(before[row.end :]):
        return tidy(before[row.names[0].start : row.names[0].end])
    return None


def _symbolic(text: str, found: re.Match[str]) -> bool:
    """Whether a number without a type before it is one of a document: "số 4975/UBND-KGVX"."""
    before = text[max(0, found.start("number") - 5) : found.start("number")]
    return "số" in before or "sô" in before or "/" in found.group("number")


def _issuer(text: str, end: int) -> tuple[str | None, int]:
    by = _BY.match(text, end)
    if not by:
        return None, end
    row = row_at(text, by.end())
    if not row:
        return None, end
    return tidy(text[row.names[0].start : row.names[0].end]), row.names[0].end


def _titled(text: str) -> list[_Cited]:
    """Laws without number: their title stands for it."""
    found = []
    for titled in _TITLED.finditer(text):
        if re.match(r"\s*số\s*\d", text[titled.end() : titled.end() + 12]):
            continue  # its number stands for it
        dated = re.match(rf"\s*(?:số\s+\S+\s+)?ngày\s*(?P<day>{_DAY})", text[titled.end() :])
        day = _day(dated.group("day")) if dated else None
        found.append(
            _Cited(titled.group("title"), titled.start(), titled.end() + (dated.end() if dated else 0), day, None, None)
        )
    return found


def _day(written: str) -> date | None:
    day, month, year = (int(part) for part in _DIGITS.findall(written)[:3])
    try:
        return date(year, month, day)
    except ValueError:
        return None
