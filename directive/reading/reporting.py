"""Chế độ báo cáo: the general duty to report, to whom, through whom, how often, by when.

It may stand as a section, as the last paragraph, inside the collector's own item, or in two steps (agencies to the
collector, the collector on). A report that belongs to one assignment only is not the general duty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from directive.deadlines import Continuous, Deadline, Every, OnDate, Window, Within
from directive.document import ReportClause
from directive.reading.acts import is_group
from directive.reading.cues import listed
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.scanning import Found
from directive.reading.source import Passage
from directive.reading.spelling import key, tidy
from directive.reading.timing import deadlines_in

_REPORT = pattern(
    r"(?<!\w)(?:báo\s+cáo|gửi\s+(?:văn bản\s+|báo cáo\s+|kết quả\s+)*(?:về|đến|cho)?|phản\s+ánh"
    r"|thông tin(?= kịp thời|\s+về)|phản hồi|kiến nghị)",
    re.IGNORECASE,
)
_TO = pattern(
    r"(?<!\w)(?:(?:báo\s+cáo|gửi|phản\s+ánh|tham mưu|trình|phản hồi|thông tin|kiến nghị)(?:\s+(?:kịp thời"
    r"|bằng văn bản|kết quả|tình hình|ngay|và|đề xuất|định kỳ|cụ thể|đầy đủ))*"
    r"(?:\s+(?:về|cho|gửi|lên|với|tới|đến|qua))?|(?:về|gửi|cho|đến|tới))\s+(?=[^\W\d_])"
)
_VIA = pattern(
    r"(?<!\w)(?:\(\s*)?(?:thông\s+qua|qua)\s+(?:cơ quan (?:thường trực|đầu mối)(?: là)?\s+)?(?=[^\W\d_])", re.IGNORECASE
)
_RESULT = pattern(
    r"(?:kết quả|tình hình|tiến độ|việc)\s+(?:\w+\s+){0,3}?(?:thực hiện|triển khai)|kết quả", re.IGNORECASE
)
_GATHER = pattern(r"tổng\s+hợp", re.IGNORECASE)
_WATCH = pattern(r"theo dõi|đôn đốc|kiểm tra,? (?:giám sát|việc|tình hình)", re.IGNORECASE)
_TROUBLE = pattern(r"khó khăn|vướng mắc|phát sinh|vượt thẩm quyền", re.IGNORECASE)
_OWN_PAPER = pattern(
    r"(?:Chỉ thị|Kế hoạch|Quyết định|Công văn|Thông báo|Công điện|văn bản|Chương trình) này"
    r"|thực hiện (?:Kế hoạch|Chỉ thị|Quyết định)"
)
_IN_BRACKETS = pattern(r"\((?:thông )?qua\s")
_BY_MEANS = pattern(r"thông\s+qua\s+(?:các\s+)?(?:hoạt động|việc|hình thức|công tác|hệ thống|phương tiện)")
_REPORTING_WORD = pattern("báo cáo|thông tin", re.IGNORECASE)
_LONGEST = 20_000  # characters; no clause is that long
_FREQUENCY = pattern(
    r"(?:(?:h[àằ]ng|mỗi)\s+(?:ngày|tuần|tháng|q(?:u[ýí]|úy)|năm)(?:\s*,\s*(?:tháng|q(?:u[ýí]|úy)|6\s*tháng|0?\d+\s*tháng"
    r"|\d+ó tháng|9\s*tháng|năm))*(?:\s*(?:,|và)\s*(?:năm|đột xuất))?"
    r"|\d{1,2}\s*(?:tháng|ngày|tuần)\s*(?:/|một)\s*lần|(?:0?[1-9]|sáu|ba|chín|một|hai)\s+(?:tháng|năm)(?!\s*\d)"
    r"|q(?:u[ýí]|úy)(?=\s*[,;])|đột xuất|thường xuyên|h[àằ]ng\s+\w+)",
    re.IGNORECASE,
)
_KINDS = pattern(r"báo cáo\s+(?P<kind>0?6 tháng|quý|năm|tháng|tuần|đột xuất|ngày|hằng \w+|hàng \w+)", re.IGNORECASE)


@dataclass(slots=True)
class Place:
    """A paragraph that may hold the clause, and where it stands."""

    words: Passage
    owners: tuple[str, ...] = ()  # of the assignment it belongs to
    closing: bool = False  # an unnumbered paragraph behind the items
    last_item: bool = False
    section: bool = False  # under a heading about reporting
    only: bool = False  # the document's single assignment


def report_clause(places: Sequence[Place], *, signed: date | None, issuer: str | None) -> ReportClause | None:
    """The clause, from the place that says it best."""
    best: tuple[float, int, Place] | None = None
    for number, place in enumerate(places):
        weight = _weight(place, issuer)
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, number, place)
    if best is None:
        return None
    place = best[2]
    words = [place.words]
    if place.section:
        words = [other.words for other in places if other.section]
    return _clause(place, words, signed=signed, issuer=issuer)


def about_reporting(heading: str) -> bool:
    """Whether a heading opens the rules of reporting."""
    if len(heading) > 120 or not _REPORTING_WORD.search(heading):
        return False
    text = key(heading)
    return any(cue in text for cue in _reporting_cues())


@cache
def _reporting_cues() -> tuple[str, ...]:
    return tuple(key(cue) for cue in listed("sections", "reporting"))


def _weight(place: Place, issuer: str | None) -> float:
    """How surely a paragraph is the general clause; 0 and below is none."""
    text = place.words.text
    troubles = bool(_TROUBLE.search(text[:_LONGEST]) and _IN_BRACKETS.search(text[:_LONGEST]))
    if len(text) > _LONGEST or not (troubles or _REPORT.search(text)):
        return 0
    weight = 4.0 * place.section + _weight_of_words(place, text)
    if weight > 0 and _BY_MEANS.search(text):
        weight -= 2
    if weight > 0 and _recipient(text, issuer) is None and not _VIA.search(text):
        weight -= 2.5
    return weight


def _weight_of_words(place: Place, text: str) -> float:
    """What the words say of themselves, given where they stand."""
    result, gather, watch, trouble = (bool(p.search(text)) for p in (_RESULT, _GATHER, _WATCH, _TROUBLE))
    via, own = bool(_VIA.search(text)), bool(_OWN_PAPER.search(text))
    verb = "báo cáo" in text.lower()
    if place.closing:
        of_results = result and verb
        return 3 + 2 * of_results + 2 * via + own - 2.5 * (trouble and not of_results) - 2 * (not (verb or via))
    if place.only:
        return 3 * verb + result
    if watch and verb and own and not gather and len(place.owners) == 1:
        return 2.5
    if watch and gather and verb and (own or result):
        return 3.5 + own
    if watch and gather and verb and _FREQUENCY.search(text) and len(place.owners) == 1:
        return 3
    if place.owners and verb and result and (gather or via) and all(is_group(name) for name in place.owners):
        return 2.5 + own  # an item that tells groups to report on results to whoever gathers them
    if place.last_item:
        return 1.5 * (verb and result) + 1.5 * via + gather
    return 0.6 * (via and trouble and len(text) < 900)


def _clause(place: Place, words: Sequence[Passage], *, signed: date | None, issuer: str | None) -> ReportClause:
    text = " ".join(piece.text for piece in words)
    deadlines = tuple(d for d in deadlines_in(words, signed=signed) if _reported(d, words))
    to = _recipient(text, issuer)
    via = _collector(text, to, place, issuer)
    if to and via and key(to) == key(via):
        to = None  # who gathers is named, to whom it reports on is not
    frequency = _frequency(text, deadlines)
    span = words[0].span()._replace(end=words[-1].span().end)
    return ReportClause.model_construct(to=to, via=via, frequency=frequency, deadlines=deadlines, span=span)


def _reported(deadline: Deadline, words: Sequence[Passage]) -> bool:
    if isinstance(deadline, Continuous):  # "trực ban 24/24h" is no reporting
        return any("báo cáo" in piece.text.lower() and _near(deadline, piece) for piece in words)
    return isinstance(deadline, (Every, OnDate, Within, Window))


def _near(deadline: Continuous, piece: Passage) -> bool:
    """Whether the clause a time stands in speaks of reporting."""
    clauses = re.split(r"[.;]\s", piece.text.lower())
    return any(deadline.text.lower() in clause and "báo cáo" in clause for clause in clauses)


def _recipients(text: str) -> list[Found]:
    found: list[Found] = []
    for to in _TO.finditer(text):
        row = row_at(text, to.end())
        if row:
            found.append(row.names[0])
    return found


def _recipient(text: str, issuer: str | None) -> str | None:
    """To whom: the issuing level when it is named, otherwise the last body reports go to."""
    bodies = _recipients(text)
    via = {key(found.name) for found in _collectors(text)}
    bodies = [body for body in bodies if key(body.name) not in via] or bodies
    if not bodies:
        return None
    top = [body for body in bodies if _is_top(body.name, issuer)]
    return tidy((top or bodies)[-1 if not top else 0].name)


def _is_top(name: str, issuer: str | None) -> bool:
    """Whether a body is the one that issued the paper, or the head of it."""
    words = key(name)
    if issuer and (key(issuer).startswith(words) or words.startswith(key(issuer))):
        return True
    return bool(
        re.match(
            r"(?:chủ tịch )?(?:ubnd|ủy ban nhân dân)(?: (?:tỉnh|huyện|thành phố|xã|phường|thị xã"
            r"|quận))?(?: \w+){0,3}$|thủ tướng|chính phủ$|bộ trưởng$",
            words,
        )
    )


def _collectors(text: str) -> list[Found]:
    found: list[Found] = []
    for via in _VIA.finditer(text):
        row = row_at(text, via.end(), bare=True)
        if row and not re.match(r"(?:hoạt động|hệ thống|mạng|phần mềm|email|thư)", text[via.end() :]):
            found.append(row.names[0])
    return found


def _collector(text: str, to: str | None, place: Place, issuer: str | None) -> str | None:
    """Through whom: said with "qua", or the body that gathers and reports on."""
    via = _collectors(text)
    if via:
        return tidy(via[0].name)
    for body in _recipients(text):
        behind = text[body.end : body.end + 60]
        if (
            (key(body.name) != key(to or "") or _gathers(text, body))
            and re.match(r"[^.;]{0,40}(?:để\s+)?(?:tổng hợp|theo dõi)", behind)
            and not _is_top(body.name, issuer)
        ):
            return tidy(body.name)
    gathering = re.search(r"(?:tổng\s+hợp|theo\s+dõi)", text)
    if gathering:
        last = None
        for start in re.finditer(r"(?:(?<=[.;:,]\s)|^|(?<=[Gg]iao\s))", text[: gathering.start()]):
            row = row_at(text, start.end())
            if row and len(row.names) == 1 and row.end <= gathering.start() and key(row.names[0].name) != key(to or ""):
                named = row.names[0].name[0].isupper() and not is_group(row.names[0].name)
                last = tidy(row.names[0].name) if named else last
        if last:
            return last
    if gathering and len(place.owners) == 1 and key(place.owners[0]) != key(to or "") and not place.closing:
        return place.owners[0]
    return None


def _gathers(text: str, body: Found) -> bool:
    """ "gửi về Sở A để tổng hợp, báo cáo": who gathers what it is sent reports on, though nobody says to whom."""
    return re.match(r"[^.;]{0,60}để (?:theo dõi,? )?tổng hợp", text[body.end : body.end + 80]) is not None


def _frequency(text: str, deadlines: Sequence[Deadline]) -> tuple[str, ...]:
    """How often, in the words of the text."""
    kinds = [found.group("kind") for found in _KINDS.finditer(text)]
    said = [
        found.group() for d in deadlines if isinstance(d, (Every, Continuous)) for found in _FREQUENCY.finditer(d.text)
    ]
    return tuple(dict.fromkeys(tidy(words) for words in [*kinds, *said] if words))
