"""Periods counted from an anchor: "trong thời hạn 05 ngày làm việc kể từ ngày nhận được" (rules 1-4, 14)."""

import re
from datetime import time

from directive.deadlines import Anchor, AnchorKind, Unit, Within
from directive.reading.patterns import pattern
from directive.reading.time_words import surroundings
from directive.reading.time_words.forms import DATE, NUMBER, UNIT, read_day, read_number, read_unit, resolve
from directive.reading.time_words.sighting import Found, Rule, Sighting

_LEAD = (
    r"(?:(?:(?:trong|thời hạn|thời gian|vòng|chậm nhất|muộn nhất|không quá|không chậm quá|tối đa|là|sau|hạn|khoảng)"
    r"(?: ?:)? ){1,5})"
)
_COUNT = rf"(?P<n>{NUMBER}) ?(?P<unit>{UNIT})\)?(?! ?tuổi)(?! ?/)"
_SINCE = (
    r"(?:kể từ|tính từ|kể|từ(?= (?:khi|ngày|lúc|thời điểm))"
    r"|sau(?= (?:khi|ngày|đại hội|hội nghị|kỳ họp|phiên họp|cuộc họp|đợt)(?!\w)))"
)
# What is counted from, up to the end of the clause; "số 178/2026/NĐ-CP" and brackets inside a number do not end it.
_EVENT = r"[^,;:()|\n]{1,180}?(?=[,;:()|\n]|\.(?:[ /\n]|$)|$| (?:thì|để|phải|có trách nhiệm)(?!\w))"

# Must match: "Trong thời hạn 06 tháng, kể từ ngày Nghị định ... có hiệu lực", "không quá 2 tháng kể từ ngày ban hành",
# "03 tháng kể từ ngày công trình được quyết toán". Must not: "quá 24 tháng kể từ ngày ..." (a condition),
# "có hiệu lực sau 10 ngày kể từ ngày ký" (effect).
_SINCE_EVENT = pattern(rf"(?P<lead>{_LEAD})?{_COUNT},? ?\(?(?:được )?(?:tính )?{_SINCE} (?P<event>{_EVENT})")
# Must match: "trong vòng 24 giờ", "trong thời hạn 10 ngày". Must not: "trong 5 năm qua", "trong 6 tháng đầu năm".
_NO_ANCHOR = pattern(
    rf"(?P<lead>{_LEAD}){_COUNT}(?! ?(?:qua|gần đây|đầu|cuối|tới|liên tục|liên tiếp|liền|trước|học|một lần|01 lần|"
    rf"1 lần|ngày \d+|thứ|hằng|hàng|mỗi|sáng|chiều|cùng ngày|chủ nhật|\d{{4}})(?!\w))"
)
# Must match: "trước 30 ngày kể từ ngày ... thông báo", "trước 01 ngày tổ chức phiên họp",
# "trước 24h trước khi sử dụng". Must not: "trước 14 giờ, ngày 05/12/2017" (an hour of a day).
_BEFORE_COUNT = pattern(
    rf"trước (?:ít nhất |tối thiểu |chậm nhất )?{_COUNT},? (?P<event>(?:{_SINCE} |tính đến |so với |trước |khi |"
    rf"tổ chức |diễn ra |họp |khai mạc |bắt đầu ){_EVENT})"
)
# Must match: "trước ngày họp 05 ngày", "trước khi khai mạc ít nhất 10 ngày", "trước ngày 30/6/2024 ít nhất 10 ngày".
# Must not: "trước ngày 30/6/2024".
_BEFORE_EVENT = pattern(
    rf"trước (?P<event>(?:{DATE}|(?:ngày|khi|kỳ|phiên|cuộc|hội nghị|thời điểm)(?! m[ùồ]ng)(?: [^\W\d]+){{1,8}}?)),? "
    rf"(?:ít nhất |tối thiểu |chậm nhất |muộn nhất |là |khoảng ){{0,2}}(?P<n>{NUMBER}) ?"
    r"(?P<unit>(?:ngày(?: làm việc)?|tuần|giờ|h)(?!\w))(?! kể)(?! ?\d)"
)
# Must match: "chậm nhất 03 ngày trước ngày họp", "ít nhất 10 ngày làm việc trước khi tổ chức".
# Must not: "03 ngày trước" (told of the past).
_COUNT_BEFORE = pattern(
    rf"(?P<lead>(?:(?:ít nhất|tối thiểu|chậm nhất|muộn nhất|không quá|là|trong) ){{0,2}}){_COUNT},? trước "
    rf"(?P<event>(?:khi|ngày|kỳ|phiên|thời điểm|lúc|hội nghị|cuộc) {_EVENT})"
)
# Must match: "thông báo cho ... ít nhất 10 ngày". Must not: "niêm yết ít nhất 10 ngày" (how long, not by when).
_AT_LEAST = pattern(rf"(?:trước )?(?:ít nhất|tối thiểu) (?:là |trước )?{_COUNT}")
# Must match: "chậm nhất là trong buổi sáng ngày làm việc tiếp theo", "trong ngày, chậm nhất là trong ngày làm việc
# tiếp theo". Must not: "trong ngày" alone.
_NEXT_DAY = pattern(
    r"(?:(?:ngay )?trong ngày,? )?(?:(?:hoặc|chậm nhất|muộn nhất|là|vào|trong|đến) ){0,4}(?P<half>(?:buổi )?"
    r"(?:sáng|chiều) )?"
    r"(?:của )?(?:ngày làm việc (?:tiếp theo|kế tiếp|liền kề|liền sau|sau)|ngày hôm sau)"
)

# Must match: "phải báo cáo UBND tỉnh trước khi thực hiện". Must not: "thẩm định trước khi ban hành" (steps in order).
_BEFORE_DOING = pattern(
    r"trước (?P<event>khi (?:thực hiện|triển khai|sử dụng|tiến hành|thi công|tổ chức|vận chuyển|khởi công)(?!\w)"
    r"(?: [^\W\d]+){0,4})"
)

_CONDITION = pattern(
    r"(?:(?<!không )(?<!chậm )quá(?: thời hạn| thời gian)? |nếu (?:sau |quá )?|hết (?:thời hạn |thời gian )?|"
    r"sau thời (?:gian|hạn) |đủ |trên |dưới |hơn |từ )$"
)
_EFFECT = pattern(
    r"(?:hiệu lực|giá trị|sử dụng|bảo hành|bảo lưu|hợp đồng|tù|cải tạo|nghỉ)(?: thi hành)?(?: [^\W\d]+){0,3} $"
)
_THEN = pattern(r"^[^.;\n]{0,120}?(?:,| )(?:mà|nhưng|nếu)(?: [^\W\d]+){0,6} (?:không|chưa|vẫn)(?!\w)")
_NOTIFIES = pattern(r"\b(?:thông báo|gửi|báo cáo|đăng ký|trình|mời|cung cấp|báo|xin ý kiến|lấy ý kiến)\b[^;]{0,120}$")

_CUT_OFF = pattern(r"chốt (?:số liệu|dữ liệu)|kết thúc kỳ báo cáo")
_MEETING = pattern(r"họp|hội nghị|đại hội|khai mạc")
_RECEIVED = pattern(
    r"nhận(?: được)?$"
    r"|nhận (?:được )?(?:(?:văn bản|công văn|chỉ thị|kế hoạch|quyết định|thông báo|công điện|tài liệu|đề nghị|"
    r"yêu cầu|chỉ đạo)(?: này| chỉ đạo| trên|$))"
    r"|nhận được (?:văn bản|công văn|chỉ thị|kế hoạch|công điện)"
)
_ISSUED = pattern(
    r"^(?:ngày )?(?:ký|ban hành|phát hành)(?: ban hành)?(?:$| (?:văn bản|công văn|chỉ thị|kế hoạch|quyết định|"
    r"thông báo|công điện)(?: này)?$)"
    r"|(?:này|văn bản)(?: này)? (?:được|có) (?:ký|ban hành|phát hành)"
)
_DUE = pattern(r"đến hạn|hết hạn|hết thời hạn")
_AFTER_WORKING = pattern(r"(?:\(|, )(?:tính theo |là )?ngày làm việc\)?")


def _since_event(seen: Sighting) -> Found | None:
    lead = seen.group("lead") or ""
    if not seen.bare and (_conditional(seen, lead) or _effect(seen, lead)):
        return None
    return _within(seen, seen.match["event"], backwards=False)


def _no_anchor(seen: Sighting) -> Found | None:
    """Without an anchor the period runs from receipt: nobody can begin before (rule 14)."""
    lead, unit = seen.match["lead"], read_unit(seen.match["unit"])
    if not (seen.licensed() or _lead_orders(seen, lead, unit)):
        return None
    return _within(seen, "", backwards=False)


def _lead_orders(seen: Sighting, lead: str, unit: Unit) -> bool:
    if _conditional(seen, lead) or _effect(seen, lead) or surroundings.tells(seen.left()) or lead == "là ":
        return False
    if "sau" in lead or lead in ("thời hạn ", "thời gian ", "khoảng ", "hạn "):
        return False
    if "vòng" in lead or "trong thời hạn" in lead or "nhất" in lead:
        return True
    return (unit in (Unit.WORKING_DAY, Unit.HOUR, Unit.DAY) or "không quá" in lead) and surroundings.delivers(
        seen.left()
    )


def _conditional(seen: Sighting, lead: str) -> bool:
    before = seen.left() + (lead if lead.startswith("sau") else "")
    if lead.startswith("sau") and _THEN.match(seen.flat.text, seen.match.start(), seen.match.end() + 160):
        return True
    return _CONDITION.search(before) is not None


def _effect(seen: Sighting, lead: str) -> bool:
    return _EFFECT.search(seen.left() + lead.partition("sau")[0]) is not None or _EFFECT.search(seen.left()) is not None


def _before(seen: Sighting) -> Found | None:
    return _within(seen, seen.match["event"], backwards=True)


def _count_before(seen: Sighting) -> Found | None:
    """ "báo cáo 6 tháng trước ngày 15/6" counts nothing: months before an event need a word that counts them."""
    if not seen.match["lead"] and read_unit(seen.match["unit"]) not in (Unit.HOUR, Unit.DAY, Unit.WORKING_DAY):
        return None
    return _within(seen, seen.match["event"], backwards=True)


def _before_doing(seen: Sighting) -> Found | None:
    """Something must be handed in before somebody acts: due by that event, counted back by nothing."""
    if not (seen.bare or _NOTIFIES.search(seen.left())):
        return None
    span = seen.span()
    text = seen.flat.source[span.start : span.end]
    anchor = _anchor(seen, seen.match["event"], backwards=True)
    value = Within(text=text, span=span, n=0, unit=Unit.DAY, anchor=anchor, backwards=True)
    return Found(seen.match.end(), (value,))


def _at_least(seen: Sighting) -> Found | None:
    if not (seen.bare or "trước" in seen.match.group() or _NOTIFIES.search(seen.left())):
        return None
    if read_unit(seen.match["unit"]) not in (Unit.HOUR, Unit.DAY, Unit.WORKING_DAY):
        return None
    return _within(seen, "", backwards=True)


def _next_day(seen: Sighting) -> Found | None:
    half = seen.group("half")
    at = time(12, 0) if half and "sáng" in half else None
    unit = Unit.WORKING_DAY if "làm việc" in seen.match.group() else Unit.DAY
    span = seen.span()
    text = seen.flat.source[span.start : span.end]
    value = Within(text=text, span=span, n=1, unit=unit, anchor=Anchor(kind=AnchorKind.RECEIVED), at=at)
    return Found(seen.match.end(), (value,))


def _within(seen: Sighting, event: str, *, backwards: bool) -> Found:
    end = seen.match.end() - (len(seen.match.group()) - len(seen.match.group().rstrip(" (")))
    unit = read_unit(seen.match["unit"])
    if unit is Unit.DAY:
        working = _AFTER_WORKING.match(seen.flat.text, end) or _AFTER_WORKING.match(seen.flat.text, end + 1)
        if working:
            unit, end = Unit.WORKING_DAY, working.end()
    span = seen.span(end)
    value = Within(
        text=seen.flat.source[span.start : span.end],
        span=span,
        n=read_number(seen.match["n"]),
        unit=unit,
        anchor=_anchor(seen, event, backwards=backwards),
        backwards=backwards,
    )
    return Found(end, (value,))


def _anchor(seen: Sighting, event: str, *, backwards: bool) -> Anchor:
    if not event:
        return Anchor(kind=AnchorKind.EVENT if backwards else AnchorKind.RECEIVED)
    event = event.rstrip()
    start = seen.match.start("event")
    span = seen.flat.span(start, start + len(event))
    words = " ".join(seen.flat.source[span.start : span.end].split())
    day = re.match(rf"(?:{DATE})", event)
    if day:
        return Anchor(kind=AnchorKind.DATE, words=words, day=resolve(read_day(day.group()), seen.signed).day)
    return Anchor(kind=_anchor_kind(event, backwards=backwards), words=words)


def _anchor_kind(event: str, *, backwards: bool) -> AnchorKind:
    for kind, form in (
        (AnchorKind.CUT_OFF, _CUT_OFF),
        (AnchorKind.DUE, _DUE),
        (AnchorKind.RECEIVED, _RECEIVED),
        (AnchorKind.ISSUED, _ISSUED),
    ):
        if form.search(event):
            return kind
    if backwards and _MEETING.search(event):
        return AnchorKind.MEETING
    return AnchorKind.EVENT


_NUMBER_HEADS = ("#", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_LEAD_HEADS = (
    "trong", "thời hạn", "thời gian", "chậm nhất", "muộn nhất", "không quá", "không chậm quá", "tối đa", "sau", "hạn",
    "vòng",
)  # fmt: skip

RULES = (
    Rule(("trong", "ngay trong", "chậm nhất", "muộn nhất", "vào", "buổi", "ngày"), _NEXT_DAY, _next_day),
    Rule(("trước",), _BEFORE_COUNT, _before),
    Rule(("trước",), _BEFORE_EVENT, _before),
    Rule(
        ("ít nhất", "tối thiểu", "chậm nhất", "muộn nhất", "không quá", "trong", *_NUMBER_HEADS),
        _COUNT_BEFORE,
        _count_before,
    ),
    Rule((*_LEAD_HEADS, *_NUMBER_HEADS), _SINCE_EVENT, _since_event),
    Rule(_LEAD_HEADS, _NO_ANCHOR, _no_anchor),
    Rule(("trước",), _BEFORE_DOING, _before_doing),
    Rule(("ít nhất", "tối thiểu", "trước"), _AT_LEAST, _at_least),
)
