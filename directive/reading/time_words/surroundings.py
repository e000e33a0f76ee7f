"""What stands around a phrase and decides whether it sets a time: the negative list of the language.

A day or period is no deadline when the words before it tell of the past ("đã ban hành trước ngày ..."), count figures
("tính đến ngày ..."), give effect ("có hiệu lực từ ngày ..."), call a meeting ("họp vào ngày ...") or belong to a name
("dự toán thường xuyên", "kế hoạch hằng năm"). All functions look at one clause of flat text.
"""

from directive.reading.patterns import pattern
from directive.reading.time_words.forms import any_of

_HAND_IN = """
    báo cáo, gửi, nộp, trình, hoàn thành, hoàn thiện, xong, trả lời, tham mưu, đề xuất, tổng hợp, bàn giao, thực hiện,
    triển khai, ban hành, phê duyệt, công bố, giải quyết, khắc phục, xử lý, giải ngân"""
_DO = """
    tổ chức, xây dựng, khởi công, khánh thành, đưa vào, dứt điểm, rà soát, kiểm tra, thanh tra, bảo đảm,
    đảm bảo, lập, thẩm định, nghiệm thu, quyết toán, vận hành, kết nối, cắt giảm, sơ kết, tổng kết, giữa kỳ,
    ký kết, di dời, tháo dỡ, bố trí, chuyển đổi, số hóa, thành lập, kiện toàn, sắp xếp, thu hồi"""

_DELIVERS = pattern(
    rf"\b{any_of(_HAND_IN + ', gia hạn, thời hạn, cung cấp, cập nhật, đăng ký, thanh toán')}\b[^;]{{0,120}}$"
)
_ACTS = pattern(rf"\b{any_of(f'{_HAND_IN}, {_DO}')}\b")
_ORDERS = pattern(
    r"^,? ?(?:\(?[^),]{0,20}\))?,? ?(?:phải |cần |phấn đấu |cơ bản )*"
    + any_of(
        "hoàn thành, xong, báo cáo, gửi, trình, ban hành, tổ chức, thực hiện, triển khai, rà soát, đưa, nộp, giải ngân"
    )
    + r"\b"
)
# "Trong tuần đầu tháng 8, các đơn vị báo cáo ...": the subject stands between.
_ORDERS_SOMEBODY = pattern(
    r"^, ?(?:(?!đã|được|có|là|dự kiến|toàn|mục tiêu)[^\W\d]+,? ){1,12}?(?:phải |cần |phấn đấu |tiếp tục )?"
    + any_of(
        "hoàn thành, báo cáo, gửi, trình, ban hành, tổ chức, thực hiện, triển khai, rà soát, nộp, tham mưu, xây dựng"
    )
    + r"(?!\w)"
)
# "tính đến", "so với cùng kỳ đến", "có hiệu lực từ", "lập tiến độ theo tuần, tháng đến": figures and effect.
_COUNTS = pattern(
    r"(?:(?:tính|ước|lũy kế|luỹ kế|kể) (?:thực hiện )?|quá |(?:so với|cùng kỳ)[^,;]{0,30} "
    r"|hiệu lực(?: thi hành)?[^,;]{0,40} |sinh "
    r"|theo (?:từng )?(?:ngày|tuần|tháng|quý|năm)(?:, (?:tuần|tháng|quý|năm))* )$"
)
# "số liệu đến", "mục tiêu đến", "đã hoàn thành trong": what a weak word of time belongs to.
_TELLS = pattern(
    r"(?:(?:số liệu|(?<!định )kỳ báo cáo|thời kỳ|niên độ)[^,;]{0,30} |(?:đã|từng|vừa) [^,;]{0,40} "
    r"|(?:nhu cầu|định hướng|tầm nhìn|mục tiêu|chỉ tiêu)[^,;]{0,60} )$"
)
_PAST_ACT = pattern(
    r"(?:\bđã (?!nêu|được giao)[^,;]{0,50}|tồn tại"
    r"|(?:được|do) (?:cấp|ban hành|ký|công nhận|thành lập|xây dựng|khởi công|tuyển dụng|cử|đào tạo|giao)[^,;]{0,30}) $"
)
_OLD_ACT = pattern(
    any_of("""
    ban hành, cấp, ký, xây dựng, thành lập, phát sinh, khởi công, đưa vào sử dụng, sử dụng, tham gia, công tác,
    bàn giao, phê duyệt""")
    + " $"
)
_EVENT = pattern(
    r"\b"
    + any_of("""
    hội nghị, cuộc họp, phiên họp, kỳ họp, buổi làm việc, đại hội, lễ hội, khai mạc, họp, mít tinh, dự lễ,
    nghỉ lễ, nghỉ tết, nghỉ bù""")
    + r"\b[^;]{0,80}$"
)
# "kết quả ... trong năm 2024" belongs to the noun; "báo cáo kết quả trong tháng 11" tells when to report.
_QUALIFIED = pattern(
    r"(?:(?<!báo cáo )kết quả|"
    + any_of("""
    phát sinh, xảy ra, diễn ra, tình hình, số liệu, được giao, nhiệm vụ, công tác, kế hoạch, hoạt động, sự kiện,
    diễn biến, khởi công mới, phục vụ, dự kiến, tiêu chí, chỉ tiêu, vốn, kinh phí, dự toán, ngân sách, chương trình,
    giai đoạn""")
    + r")(?: (?!hoàn thành|xong|báo cáo|trình|ban hành)[^\W\d]+){0,3} $"
)
_MADE = pattern(
    r"(?:xây dựng|lập|ban hành|trình|hoàn thiện|phê duyệt|soạn thảo)(?: [^\W\d]+){0,2} "
    r"(?:kế hoạch|chương trình|dự toán|chỉ tiêu|tiêu chí)(?: [^\W\d]+){0,3} $"
)
_TOLD = pattern(
    r"\b(?:(?<!báo cáo )kết quả|kết quả (?:thực hiện|triển khai|công tác|hoạt động|đạt)|tình hình|thực trạng)\b"
    r"[^,;]{0,60}$"
)
_PLAN_HEAD = pattern(
    any_of("nhiệm vụ, giải pháp, kế hoạch, công tác, tình hình, phương hướng, chương trình, trọng tâm, chủ yếu")
    + r"[^,;]{0,20} $"
)
_INVITES = pattern(r"(?:^|[^\w ] ?)(?:thời gian|lúc|vào|họp|dự)(?: họp| dự)? ?:? ?$")
_REVIEWS = pattern(any_of("sơ kết, tổng kết, giữa kỳ, cuối kỳ, trình, ban hành, khánh thành") + r"[^;]{0,50} $")
_HANDS_IN = pattern(r"(?<!đã )(?<!được )(?<!do )(?:trình|ban hành|phê duyệt|hoàn thiện) $")


def counts(left: str) -> bool:
    """Figures and effect: "tính đến ngày ...", "có hiệu lực từ ngày ...", "sinh trước ngày ..."."""
    return _COUNTS.search(left) is not None


def tells(left: str) -> bool:
    """Also what makes a weak word of time part of a noun or of the past: "số liệu đến ...", "đã làm trong ..."."""
    return counts(left) or _TELLS.search(left) is not None


def happened(left: str) -> bool:
    """Something that was done before a day: "đã cấp trước ngày ...", "quyết định ban hành trước ngày ..."."""
    return _PAST_ACT.search(left) is not None or _OLD_ACT.search(left) is not None


def event(left: str) -> bool:
    """A meeting, a feast, days off: they take place on their day and are not due by it."""
    return _EVENT.search(left) is not None


def delivers(left: str) -> bool:
    """Something is handed in or finished: "báo cáo ... vào ngày", "thực hiện đến ngày"."""
    return _DELIVERS.search(left) is not None


def acts(left: str) -> bool:
    """Somebody does something, and the period is not part of an account of results."""
    return _ACTS.search(left) is not None and _TOLD.search(left) is None


def qualifies(left: str) -> bool:
    """The period belongs to the noun before it: "kết quả thực hiện trong năm 2024", "phát sinh trong tháng 6"."""
    return _QUALIFIED.search(left) is not None


def makes(left: str) -> bool:
    """ "xây dựng kế hoạch chi tiết trong tháng 6": the plan itself is due within the period."""
    return _MADE.search(left) is not None


def orders(right: str) -> bool:
    """The clause goes on with what is to be done: "Đến ngày 30/6/2026, hoàn thành ..."."""
    return _ORDERS.match(right) is not None or _ORDERS_SOMEBODY.match(right) is not None


def reviews(left: str) -> bool:
    """A review has its year: "giữa kỳ vào năm 2008, tổng kết vào năm 2010"."""
    return _REVIEWS.search(left) is not None


def hands_in(left: str) -> bool:
    """ "trình năm 2025", "ban hành quý III/2026": finished within a period that no word of time announces."""
    return _HANDS_IN.search(left) is not None


def heads_plan(left: str) -> bool:
    """A title: "nhiệm vụ trọng tâm từ nay đến cuối năm"."""
    return _PLAN_HEAD.search(left) is not None


def invites(left: str) -> bool:
    """The label before the hour of a meeting: "Thời gian: 08 giờ 00, ngày 15/6/2024"."""
    return _INVITES.search(left) is not None
