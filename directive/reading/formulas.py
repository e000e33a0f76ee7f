"""Câu không giao việc: sentences that tell, announce, decide, warn or only say "carry this out"."""

import re

from directive.document import Role
from directive.reading.acts import Act
from directive.reading.outline import Node
from directive.reading.patterns import pattern

_EXECUTE = pattern(
    r"[\s,]*(?:(?:căn cứ|theo)[^,.;]{0,90},?\s*)?(?:để\s+)?(?:có trách nhiệm|chịu trách nhiệm|nghiêm túc"
    r"|khẩn trương|tích cực|chủ động|quan tâm|tập trung|biết|và|,|phối hợp|\s)*"
    r"(?:(?:tổ chức|triển khai|chỉ đạo|thực hiện|thi hành|nghiêm túc|nghiêm|tốt|có hiệu quả|hiệu quả|đồng bộ"
    r"|khẩn trương|đúng tiến độ|bảo đảm|chất lượng|và|,)\s*)+"
    r"(?:(?:các\s+)?(?:nội dung|nhiệm vụ|chỉ đạo|ý kiến)[^.;:]{0,60}|theo (?:đúng )?(?:quy định|nội dung"
    r"|tinh thần|chỉ đạo)[^.;:]{0,60}"
    r"|(?:Chỉ thị|Quyết định|Kế hoạch|Thông báo|Công điện|Công văn|văn bản)(?: này)?)?[\s,./]*",
    re.IGNORECASE,
)
DIFFICULTIES = pattern(
    r"(?:Trong\s+)?(?:quá trình)\s+(?:tổ chức\s+|triển khai\s+|thực hiện[,\s]*)+.{0,60}?(?:khó khăn|vướng mắc"
    r"|phát sinh|vấn đề)",
    re.IGNORECASE,
)
_INTO_FORCE = pattern(
    r"(?:Quyết định|Chỉ thị|Kế hoạch|Quy chế|Quy định|Thông báo) này (?:có hiệu lực|thay thế)|Bãi bỏ"
    r"|.{0,40}có hiệu lực (?:thi hành )?kể từ"
)
_EXECUTION_ARTICLE = pattern(
    r"chịu trách nhiệm (?:tổ chức\s+)?(?:thi hành|thực hiện)\s+(?P<paper>Quyết định|Nghị quyết|Chỉ thị) này",
    re.IGNORECASE,
)
DECIDES = pattern(r"(?:Cơ bản )?(?:thống nhất|đồng ý|nhất trí|chấp thuận|cho phép)\b", re.IGNORECASE)
_ANNOUNCES = pattern(r"\s+(?:xin |trân trọng |kính )?thông báo (?:để|đến|ý kiến|kết luận|cho|tới)")
_NOTE = pattern(r"(?:\*\s*)?(?:Lưu ý|Ghi chú)\s*:", re.IGNORECASE)
WARNING = pattern(r"(?:sẽ (?:tổng hợp|báo cáo|xem xét|xử lý|bị)|xử lý đối với)", re.IGNORECASE)


def tells_only(node: Node) -> bool:
    execution = _EXECUTION_ARTICLE.search(node.text[:2000]) if "rách nhiệm" in node.text[:2000] else None
    if execution and node.kind in ("number", "letter", "decimal") and execution.group("paper") == "Chỉ thị":
        execution = None  # a numbered item that tells everybody to carry the paper out; in decisions it is an article
    return bool(_INTO_FORCE.match(node.text) or execution or _NOTE.match(node.text))


def role_of(part: Node, *, closing: bool) -> Role:
    text = part.text
    if re.match(r"\W*(?:Thực hiện|Căn cứ|Theo|Xét|Phúc đáp|Để triển khai)\b", text) and not closing:
        return Role.BASIS
    if text.rstrip().endswith(":"):
        return Role.PREAMBLE
    return Role.CLOSING if closing else Role.BACKGROUND


def is_formula(text: str, act: Act) -> bool:
    """Whether an act only tells to know what stands above or to carry it out: "... nghiêm túc thực hiện./."."""
    return bool(_EXECUTE.fullmatch(text[act.end :]) or _ANNOUNCES.match(text, act.end))
