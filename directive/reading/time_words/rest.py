"""Times without a day: always, when something happens, as another document says, only if."""

import re

from directive.deadlines import ByReference, Conditional, Continuous, OnEvent
from directive.reading.patterns import pattern
from directive.reading.time_words import surroundings
from directive.reading.time_words.forms import any_of
from directive.reading.time_words.sighting import Found, Place, Rule, Sighting

# --- always -----------------------------------------------------------------------------------------------------

# Must match: "Thường xuyên tổ chức", "phải thường xuyên rà soát", "thường xuyên và kiên quyết xử lý".
# Must not: "dự toán thường xuyên", "khu vực thường xuyên xảy ra", "phương tiện thường xuyên đi qua".
_OFTEN = pattern(r"thường xuyên(?:,? (?:và )?liên tục)?(?!\w)|liên tục(?!\w)")
_ACTION = any_of("""
    kiểm tra, kiểm soát, theo dõi, đôn đốc, rà soát, giám sát, cập nhật, báo cáo, tổ chức, tuyên truyền, phối hợp,
    hướng dẫn, nắm, quán triệt, trao đổi, chỉ đạo, tổng hợp, duy trì, tuần tra, ban hành, đánh giá, thông tin,
    bám sát, quan tâm, đổi mới, nâng cao, phổ biến, bồi dưỡng, tập huấn, chăm lo, chăm sóc, giữ, làm tốt,
    làm việc với, xử lý, thực hiện, triển khai, tăng cường, đẩy mạnh, vệ sinh, thu gom, dọn, phát động, vận động,
    quản lý, quét, phát quang, nhắc nhở, liên hệ, truy cập, rèn luyện, học tập, giáo dục, củng cố, kiện toàn,
    tự kiểm tra, thanh tra, đối thoại, tiếp công dân, lắng nghe, khảo sát, thống kê, bảo dưỡng, bảo trì, duy tu,
    sao lưu, phân công, bố trí, cung cấp, công khai, chủ động, tích cực, kịp thời, kiên quyết, liên tục, chặt chẽ,
    đột xuất, tham mưu, gặp gỡ, động viên, khuyến khích, thăm, hỗ trợ, trực, chấn chỉnh, phân tích, dự báo,
    cảnh báo, phát hiện, ngăn chặn, tìm hiểu, nghiên cứu, lãnh đạo, cử, tập trung, gắn, xây dựng, sinh hoạt,
    luyện tập, diễn tập""")
_DOES = pattern(rf"^(?: (?:và|,)|,)? ?{_ACTION}(?!\w)")
_HAPPENS = pattern(
    r"^,? "
    + any_of("""
    xảy ra, bị, đi qua, có, là, gây, ngập, cư trú, tiếp xúc, lui tới, qua lại, vi phạm, mắc, trú, sinh sống, của, năm,
    hằng năm, hàng năm, diễn ra, sử dụng, được giao, từ, cho, tại, ở, phát sinh, thay đổi, biến động, chậm, sạt lở,
    đột xuất, và đột xuất, và không thường xuyên, theo(?! dõi), làm việc(?! với)""")
    + r"(?!\w)"
)
_PART_OF_NAME = pattern(
    r"(?:chi|dự toán|kinh phí|ngân sách|nguồn|vốn|sự nghiệp|chi phí|bảo dưỡng|bảo trì|sửa chữa|duy tu|không|chưa|"
    r"ít|tính chất|mức độ|"
    r"nhiệm vụ|công việc|hoạt động|nơi|khu vực|điểm|địa bàn|hình thức|chế độ|(?:đã|được|vẫn|còn|đang|hay|cũng|"
    r"rất) ?) ?(?:được )?$"
)
_STARTS_CLAUSE = pattern(
    r"(?:^|[-+,)(\"“] ?|\b(?:và|phải|cần|đồng thời|thì|để|tiếp tục|chủ động|trách nhiệm|yêu cầu|giao|kịp thời|"
    r"phải được|nghiêm túc) )$"
)
_KEPT_UP = pattern(
    r"(?:bảo đảm|đảm bảo|thực hiện|tiến hành|duy trì|triển khai|cập nhật|báo cáo|kiểm tra|theo dõi|giám sát|tổ chức) $"
)
_CLAUSE_ENDS = pattern(r"^(?: ?[.;,:)]| và liên tục|$| (?:trên|tại|đến|công tác|việc|các|hoạt động)(?!\w))")
# Must match: "trực ban 24/24h", "24/24 giờ", "24/7". Must not: "tỷ lệ 24/24 xã".
_ROUND_THE_CLOCK = pattern(
    r"24 ?/ ?24 ?(?:h|giờ)(?!\w)(?:/7)?|24 ?/ ?(?:24|7)(?![\w/])(?! ?(?:/|xã|phường|huyện|đơn vị))"
)
_ON_DUTY = pattern(r"\b(?:trực|trực ban|liên tục|vận hành|hoạt động|giám sát|duy trì|ứng trực|túc trực)\b[^;]{0,40}$")
# Must match: "Trong thời gian hoàn thiện việc rà soát". Must not: "trong thời gian tới", "trong thời gian sớm nhất".
_WHILE = pattern(
    r"(?:trong suốt|suốt|trong) (?:(?<=suốt )(?:mùa|đợt|kỳ|quá trình|dịp)|thời gian) "
    r"(?!qua|tới|đến|vừa qua|gần đây|sớm|nhanh|ngắn|dài|nhất|này|đó|trước|sau|quy định|"
    r"không quá|từ |tối đa|chậm|\d|"
    r"theo|nói trên|nêu trên|cho phép|nhất định|như|còn lại|một|hai|ba|sáu)(?P<what>[^,;:.()|\n]{3,120})"
)
# Must match (alone): "tiếp tục theo dõi, giám sát". Must not: the same words in a directive, where they open items.
_GO_ON = pattern(r"(?:tiếp tục )?(?:theo dõi|giám sát)(?:, giám sát)?")

# --- when something happens -------------------------------------------------------------------------------------

# Must match: "ngay sau khi phát hành văn bản", "ngay khi nhận được". Must not: "ngay từ đầu năm".
_AT_ONCE_AFTER = pattern(r"ngay (?:sau )?khi [^,;:.()|\n]{2,80}")
# Must match: "giải quyết ngay", "triển khai ngay các", "gửi hỏa tốc", "ngay lập tức". Must not: "ngay tại".
_AT_ONCE = pattern(
    r"ngay (?:lập tức|trong ngày(?! ?\d| hôm nay))(?!\w)"
    r"|ngay(?= ?(?:[,;.()/\n]|$)| (?:và|các|việc|cho|về) )|hỏa tốc(?!\w)"
)
_IS_DONE = pattern(
    r"(?:giải quyết|triển khai|báo cáo|thực hiện|xử lý|chấm dứt|dừng|khắc phục|thông báo|tổ chức|rà soát|gửi) $"
)
# Must match (alone): "khẩn trương rà soát", "giải quyết dứt điểm". Must not: in a directive, where they set no time.
_HURRY = pattern(r"khẩn trương [^\W\d]+(?: [^\W\d]+)?|(?:giải quyết|xử lý) dứt điểm")
# Must match: "Kịp thời báo cáo ... vướng mắc phát sinh". Must not: "kịp thời biểu dương", "kịp thời phát hiện".
_TIMELY = pattern(r"kịp thời (?:báo cáo|phản ánh|thông tin|thông báo|kiến nghị|đề xuất|có văn bản|gửi|phản hồi)(?!\w)")
# Must match: "trước mùa mưa bão", "trước Tết Nguyên đán", "trước kỳ họp HĐND", "trước khi thực hiện".
# Must not: "trước pháp luật", "trước Chủ tịch UBND tỉnh".
_BEFORE_EVENT = pattern(
    r"trước (?:(?:mùa (?:mưa|lũ|bão|khô)|tết|kỳ họp|phiên họp|khai giảng|ngày khai giảng|năm học mới|thềm|đại hội|"
    r"ngày họp|giờ)(?!\w)(?: (?!năm \d)[^\W\d]+){0,4}(?: năm \d{4}(?: ?- ?\d{4})?)?"
    r"|khi [^,;:.()|\n]{2,60})"
)
_WHEN_ASKED = pattern(
    r"(?:đột xuất )?(?:khi (?:có yêu cầu|cần thiết)|theo yêu cầu(?= (?:của|đột xuất))|đột xuất)(?!\w)"
)

# --- as another document says -----------------------------------------------------------------------------------

# Must match: "theo Kế hoạch số 92/KH-UBND", "đúng thời hạn quy định", "bảo đảm tiến độ theo Kế hoạch".
# Must not: "theo quy định của pháp luật", "theo chức năng, nhiệm vụ được giao".
_AS_PLANNED = pattern(
    r"(?:theo (?P<a>(?:đúng )?(?:kế hoạch|chương trình|lộ trình|tiến độ|đề án) số \d[^ ,;()|\n]{0,30})"
    r"|(?:theo )?(?P<b>(?:theo )?đúng (?:thời hạn|thời gian|tiến độ|lộ trình|hạn)(?: "
    r"(?:quy định|yêu cầu|đề ra|theo quy định|theo kế hoạch)(?!\w))?)"
    r"|theo (?P<c>(?:thời hạn|thời gian|tiến độ|lộ trình) (?:quy định|đề ra|được giao|yêu cầu|tại|nêu tại)))"
)
# Must match: "báo cáo ... theo quy định./.", "báo cáo UBND tỉnh theo Quy định". Must not: "theo quy định tại Điều 5".
_BY_RULE = pattern(r"theo (?P<a>(?:đúng )?(?:quy định|chế độ quy định))(?= ?(?:[.;,)(]|$|\n))")
_BY_PERIOD = pattern(r"(?P<a>theo định kỳ)")
_REPORTS = pattern(r"báo cáo[^.;:]*$")

# --- only if ----------------------------------------------------------------------------------------------------

# Must match: "Tùy theo điều kiện kinh phí của địa phương", "nếu có vấn đề phát sinh vượt thẩm quyền".
# Must not: "(nếu có)".
_ONLY_IF = pattern(
    r"(?:tùy (?:theo|thuộc)(?: vào)? [^,;:.()|\n]{3,100}|nếu (?:có|phát sinh)(?! ?[),;.]) [^,;:.()|\n]{3,100})"
)


def _often(seen: Sighting) -> Found | None:
    if seen.match.group() == "liên tục":
        kept = _KEPT_UP.search(seen.left()) and _CLAUSE_ENDS.match(seen.right())
        return _continuous(seen) if kept or seen.bare else None
    if not (seen.licensed() or _is_duty(seen)):
        return None
    return _continuous(seen)


def _is_duty(seen: Sighting) -> bool:
    left, right = seen.left(), seen.right()
    if _PART_OF_NAME.search(left) or _HAPPENS.match(right):
        return False
    if _DOES.match(right) or _STARTS_CLAUSE.search(left):
        return re.search(r"\w", right) is not None or _KEPT_UP.search(left) is not None
    return _KEPT_UP.search(left) is not None and _CLAUSE_ENDS.match(right) is not None


def _round_the_clock(seen: Sighting) -> Found | None:
    hours = seen.match.group().endswith(("h", "giờ"))
    return _continuous(seen) if hours or seen.licensed() or _ON_DUTY.search(seen.left()) else None


def _while(seen: Sighting) -> Found | None:
    if surroundings.tells(seen.left()):
        return None
    return _continuous(seen)


def _go_on(seen: Sighting) -> Found | None:
    return _continuous(seen) if seen.place is Place.PHRASE else None


def _continuous(seen: Sighting) -> Found:
    text, start, end = _said(seen)
    return Found(end, (Continuous(text=text, span=seen.span(end, start)),))


def _at_once(seen: Sighting) -> Found | None:
    if seen.match.group() == "ngay" and not _IS_DONE.search(seen.left()):
        return None
    return _soon(seen)


def _soon(seen: Sighting) -> Found:
    text, start, end = _said(seen)
    return Found(end, (OnEvent(text=text, span=seen.span(end, start), at_once=True),))


def _hurry(seen: Sighting) -> Found | None:
    return _soon(seen) if seen.place is Place.PHRASE else None


def _on_event(seen: Sighting) -> Found | None:
    text, start, end = _said(seen)
    return Found(end, (OnEvent(text=text, span=seen.span(end, start)),))


def _as_planned(seen: Sighting) -> Found | None:
    text, start, end = _said(seen)
    reference = next(words for words in (seen.group("a"), seen.group("b"), seen.group("c")) if words)
    at = seen.match.start() + seen.match.group().index(reference)
    span = seen.span(at + len(reference), at)
    quoted = " ".join(seen.flat.source[span.start : span.end].split())
    return Found(end, (ByReference(text=text, span=seen.span(end, start), reference=quoted),))


def _by_rule(seen: Sighting) -> Found | None:
    if not (seen.bare or _REPORTS.search(seen.left())):
        return None
    return _as_planned(seen)


def _only_if(seen: Sighting) -> Found | None:
    text, start, end = _said(seen)
    return Found(end, (Conditional(text=text, span=seen.span(end, start)),))


def _said(seen: Sighting) -> tuple[str, int, int]:
    """The words of the match without blanks at its end, and their flat place."""
    start = seen.match.start()
    end = start + len(seen.match.group().rstrip(" -/"))
    span = seen.span(end, start)
    return seen.flat.source[span.start : span.end], start, end


RULES = (
    Rule(("thường xuyên", "liên tục"), _OFTEN, _often),
    Rule(("#",), _ROUND_THE_CLOCK, _round_the_clock),
    Rule(("trong", "suốt"), _WHILE, _while),
    Rule(("tiếp tục", "theo dõi"), _GO_ON, _go_on),
    Rule(("ngay",), _AT_ONCE_AFTER, _soon),
    Rule(("ngay", "hỏa tốc"), _AT_ONCE, _at_once),
    Rule(("khẩn trương", "giải quyết", "xử lý"), _HURRY, _hurry),
    Rule(("kịp thời",), _TIMELY, _on_event),
    Rule(("trước",), _BEFORE_EVENT, _on_event),
    Rule(("khi có", "khi cần", "đột xuất", "theo yêu cầu"), _WHEN_ASKED, _on_event),
    Rule(("theo", "đúng"), _AS_PLANNED, _as_planned),
    Rule(("theo",), _BY_RULE, _by_rule),
    Rule(("theo",), _BY_PERIOD, _as_planned),
    Rule(("tùy", "nếu"), _ONLY_IF, _only_if),
)
