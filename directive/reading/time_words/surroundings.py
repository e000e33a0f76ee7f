"""What stands around a phrase and decides whether it sets a time: the negative list of the language.

A day or period is no deadline when the words before it tell of the past ("đã ban hành trước ngày ..."), count figures
("tính đến ngày ..."), give effect ("có hiệu lực từ ngày ..."), call a meeting ("họp vào ngày ...") or belong to a name
("dự toán thường xuyên", "kế hoạch hằng năm"). All functions look at one clause of flat text.
"""

import re

# "tính đến", "lũy kế đến", "so với", "có hiệu lực từ", "số liệu ... đến": figures and effect, right before the phrase.
_TELLS = re.compile(
    r"(?:(?:tính|ước|lũy kế|luỹ kế|kể) (?:thực hiện )?"
    r"|(?:so với|cùng kỳ|số liệu|kỳ báo cáo|thời kỳ|niên độ)[^,;]{0,30} "
    r"|hiệu lực(?: thi hành)?[^,;]{0,40} |theo (?:từng )?(?:ngày|tuần|tháng|quý|năm)(?:, (?:tuần|tháng|quý|năm))* "
    r"|(?:đã|từng|vừa) [^,;]{0,40} |quá |(?:nhu cầu|định hướng|tầm nhìn|mục tiêu|chỉ tiêu)[^,;]{0,60} )$"
)
_PAST_ACT = re.compile(
    r"(?:\bđã (?!nêu|được giao)[^,;]{0,50}|sinh|tồn tại|(?:có )?hiệu lực[^,;]{0,20}"
    r"|(?:được|do) (?:cấp|ban hành|ký|công nhận|thành lập|xây dựng|khởi công|tuyển dụng|cử|đào tạo|"
    r"giao)[^,;]{0,30}) $"
)
_OLD_ACT = re.compile(
    r"(?:ban hành|cấp|ký|xây dựng|thành lập|phát sinh|khởi công|đưa vào sử dụng|sử dụng|tham gia|công tác|"
    r"bàn giao|phê duyệt) $"
)
_EVENT = re.compile(
    r"\b(?:hội nghị|cuộc họp|phiên họp|kỳ họp|buổi làm việc|đại hội|lễ hội|khai mạc|họp|mít tinh|dự lễ|nghỉ (?:lễ|"
    r"tết|bù))\b[^;]{0,80}$"
)
_DELIVERS = re.compile(
    r"\b(?:báo cáo|gửi|nộp|trình|hoàn thành|hoàn thiện|xong|trả lời|tham mưu|đề xuất|tổng hợp|bàn giao|thực hiện|"
    r"triển khai|"
    r"ban hành|phê duyệt|gia hạn|thời hạn|cung cấp|cập nhật|công bố|đăng ký|giải quyết|khắc phục|xử lý|giải ngân|"
    r"thanh toán)\b[^;]{0,120}$"
)
_ACTS = re.compile(
    r"\b(?:báo cáo|gửi|nộp|trình|hoàn thành|hoàn thiện|xong|trả lời|tham mưu|đề xuất|tổng hợp|bàn giao|thực hiện|"
    r"triển khai|"
    r"ban hành|phê duyệt|tổ chức|xây dựng|khởi công|khánh thành|đưa vào|giải ngân|xử lý|giải quyết|khắc phục|"
    r"dứt điểm|rà soát|"
    r"kiểm tra|thanh tra|phấn đấu|bảo đảm|đảm bảo|công bố|lập|đạt|thẩm định|nghiệm thu|quyết toán|vận hành|"
    r"kết nối|cắt giảm|"
    r"sơ kết|tổng kết|giữa kỳ|ký kết|di dời|tháo dỡ|bố trí|bàn giao|chuyển đổi|số hóa|thành lập|kiện toàn|sắp xếp|"
    r"thu hồi)\b"
)
_QUALIFIED = re.compile(
    r"(?:phát sinh|xảy ra|diễn ra|kết quả|tình hình|số liệu|được giao|nhiệm vụ|công tác|kế hoạch|hoạt động|"
    r"sự kiện|diễn biến|"
    r"khởi công mới|phục vụ|dự kiến|tiêu chí|chỉ tiêu|vốn|kinh phí|dự toán|ngân sách|chương trình|giai đoạn)"
    r"(?: (?!hoàn thành|xong|báo cáo|trình|ban hành)[^\W\d]+){0,3} $"
)
_TOLD = re.compile(r"\b(?:kết quả|tình hình|đánh giá|thực trạng)\b[^,;]{0,60}$")
_ORDERS = re.compile(
    r"^,? ?(?:\(?[^),]{0,20}\))?,? ?(?:phải |cần |phấn đấu |cơ bản )*(?:hoàn thành|xong|báo cáo|gửi|trình|"
    r"ban hành|tổ chức|thực hiện|triển khai|rà soát|đưa|chấm dứt|nộp|giải ngân)\b"
)
_PLAN_HEAD = re.compile(
    r"(?:nhiệm vụ|giải pháp|kế hoạch|công tác|tình hình|phương hướng|chương trình|trọng tâm|chủ yếu)[^,;]{0,20} $"
)
_INVITES = re.compile(r"\b(?:thời gian|lúc|vào|họp|làm việc|dự)\b ?:? ?$")


def tells(left: str) -> bool:
    """Figures, effect and the past: "tính đến ngày ...", "có hiệu lực từ ngày ...", "đã hoàn thành trong ..."."""
    return _TELLS.search(left) is not None


def happened(left: str, *, past: bool) -> bool:
    """Something that was done before a day: "đã cấp trước ngày ...", "quyết định ban hành trước ngày ..."."""
    return _PAST_ACT.search(left) is not None or (past and _OLD_ACT.search(left) is not None)


def event(left: str) -> bool:
    """A meeting, a feast, days off: they take place on their day and are not due by it."""
    return _EVENT.search(left) is not None


def delivers(left: str) -> bool:
    """Something is handed in or finished: "báo cáo ... vào ngày", "thực hiện đến ngày"."""
    return _DELIVERS.search(left) is not None


def acts(left: str) -> bool:
    """Somebody does something, and the period is not part of a name or of an account of results."""
    return _ACTS.search(left) is not None and _TOLD.search(left) is None


def qualifies(left: str) -> bool:
    """The period belongs to the noun before it: "kết quả thực hiện trong năm 2024", "phát sinh trong tháng 6"."""
    return _QUALIFIED.search(left) is not None


def orders(right: str) -> bool:
    """The clause goes on with what is to be done: "Đến ngày 30/6/2026, hoàn thành ..."."""
    return _ORDERS.match(right) is not None


def reviews(left: str) -> bool:
    """A review has its year: "giữa kỳ vào năm 2008, tổng kết vào năm 2010"."""
    return (
        re.search(r"(?:sơ kết|tổng kết|giữa kỳ|cuối kỳ|trình|ban hành|khánh thành)(?: [^\W\d]+){0,2} $", left)
        is not None
    )


def hands_in(left: str) -> bool:
    """ "trình năm 2025", "ban hành quý III/2026": finished within a period that no word of time announces."""
    return re.search(r"(?<!đã )(?<!được )(?<!do )(?:trình|ban hành|phê duyệt|hoàn thiện) $", left) is not None


def heads_plan(left: str) -> bool:
    """A title: "nhiệm vụ trọng tâm từ nay đến cuối năm"."""
    return _PLAN_HEAD.search(left) is not None


def invites(left: str) -> bool:
    """The hour and day of a meeting: "Thời gian: 08 giờ 00, ngày 15/6/2024"."""
    return _INVITES.search(left) is not None
