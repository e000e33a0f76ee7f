"""Lời văn: what the messages say, once for HTML and text. Orders urge, requests ask; both are polite."""

from typing import NamedTuple

from directive.agencies import Post
from directive.policy import MomentKind


class Words(NamedTuple):
    """A section of a digest: its heading and the sentence above its list, as an order and as a request."""

    heading: str
    order: str
    request: str
    polite: str = ""  # the heading of a request, where it differs


AGENCY = {
    MomentKind.OVERDUE_NOTICE: Words(
        "Đã quá hạn",
        "Các nhiệm vụ sau đã quá thời hạn mà Văn phòng chưa nhận được báo cáo. Đề nghị đơn vị khẩn trương thực hiện, "
        "báo cáo kết quả và nêu rõ nguyên nhân chậm.",
        "Các nội dung sau đã qua thời gian đề nghị mà Văn phòng chưa nhận được thông tin. Kính đề nghị Quý cơ quan "
        "quan tâm, cho biết kết quả hoặc tiến độ thực hiện.",
        "Mong nhận được phản hồi",
    ),
    MomentKind.DUE_TODAY: Words(
        "Đến hạn hôm nay",
        "Hôm nay là ngày cuối của thời hạn. Đề nghị đơn vị báo cáo kết quả trong ngày; nếu cần thêm thời gian, gửi đề "
        "nghị gia hạn kèm lý do.",
        "Hôm nay là ngày đề nghị phản hồi. Kính đề nghị Quý cơ quan cho biết kết quả, hoặc thời gian dự kiến.",
        "Đề nghị phản hồi trong hôm nay",
    ),
    MomentKind.RETURNED: Words(
        "Báo cáo cần bổ sung",
        "Báo cáo của đơn vị đã được xem xét và trả lại. Đề nghị bổ sung theo ý kiến nêu dưới đây rồi gửi lại.",
        "Văn phòng cảm ơn thông tin của Quý cơ quan và kính đề nghị làm rõ thêm các nội dung nêu dưới đây.",
        "Đề nghị làm rõ thêm",
    ),
    MomentKind.REMINDER: Words(
        "Sắp đến hạn",
        "Các nhiệm vụ sau sắp đến hạn. Đề nghị đơn vị chủ động thực hiện và báo cáo đúng hạn.",
        "Các nội dung sau sắp đến thời gian đề nghị. Kính mong Quý cơ quan quan tâm phối hợp.",
        "Sắp đến ngày đề nghị phản hồi",
    ),
    MomentKind.EXTENDED: Words(
        "Thời hạn mới",
        "Thời hạn của các nhiệm vụ sau đã được điều chỉnh. Đề nghị đơn vị thực hiện theo thời hạn mới.",
        "Thời gian đề nghị của các nội dung sau đã được điều chỉnh.",
        "Thời gian đề nghị mới",
    ),
    MomentKind.DECISION: Words(
        "Chờ quyết định",
        "Các đơn vị đề nghị gia hạn hoặc cho rằng nhiệm vụ không thuộc thẩm quyền. Kính trình xem xét, quyết định theo "
        "liên kết dưới đây.",
        "Các cơ quan đề nghị thêm thời gian hoặc cho rằng nội dung không thuộc phạm vi của mình. Kính trình xem xét, "
        "quyết định theo liên kết dưới đây.",
        "Chờ quyết định",
    ),
    MomentKind.REVIEW: Words(
        "Báo cáo chờ xem xét",
        "Các báo cáo sau chưa được xem xét. Đề nghị mở trang tổng hợp để xác nhận hoàn thành, hoặc trả lại kèm ý kiến.",
        "Các thông tin sau chưa được xem xét. Đề nghị mở trang tổng hợp để xác nhận, hoặc trả lại kèm ý kiến.",
        "Báo cáo chờ xem xét",
    ),
    MomentKind.STATUS_REQUEST: Words(
        "Đề nghị báo cáo",
        "Đã đến ngày chốt số liệu. Đề nghị đơn vị báo cáo kết quả thực hiện theo từng nhiệm vụ được giao.",
        "Đã đến kỳ tổng hợp. Kính đề nghị Quý cơ quan cho biết kết quả thực hiện các nội dung phối hợp.",
        "Đề nghị cho biết kết quả",
    ),
    MomentKind.ACKNOWLEDGE: Words(
        "Chưa xác nhận tiếp nhận",
        "Đơn vị chưa xác nhận đã tiếp nhận các nhiệm vụ sau. Đề nghị mở liên kết dưới đây và xác nhận; nếu không thuộc "
        "chức năng, nhiệm vụ, đề nghị nêu ý kiến.",
        "Kính đề nghị Quý cơ quan xác nhận đã nhận được văn bản sau.",
        "Đề nghị xác nhận đã nhận văn bản",
    ),
    MomentKind.ASSIGNMENT: Words(
        "Nhiệm vụ mới",
        "Đơn vị được giao các nhiệm vụ sau. Đề nghị mở liên kết dưới đây để xác nhận đã tiếp nhận.",
        "Văn bản sau đề nghị Quý cơ quan phối hợp thực hiện một số nội dung. Kính đề nghị Quý cơ quan xác nhận đã nhận "
        "được.",
        "Văn bản đề nghị phối hợp",
    ),
}
"""Sections of an officer's and a head's digest, the most urgent first."""

OFFICE = {
    (MomentKind.ESCALATION, 3): Words(
        "Quá hạn kéo dài, trình Chủ tịch",
        "Các nhiệm vụ sau quá hạn kéo dài dù đã được đôn đốc nhiều lần. Kính trình xem xét, chỉ đạo; dự thảo văn bản "
        "đôn đốc nêu ở cuối thư.",
        "",
    ),
    (MomentKind.ESCALATION, 2): Words(
        "Quá hạn, báo cáo Phó Chủ tịch phụ trách",
        "Các nhiệm vụ sau đã quá hạn, Văn phòng đã đôn đốc nhưng chưa có kết quả. Kính báo cáo để cho ý kiến chỉ đạo.",
        "",
    ),
    (MomentKind.ESCALATION, 1): Words(
        "Quá hạn cần đôn đốc trực tiếp",
        "Các đơn vị sau chưa báo cáo dù đã được nhắc nhiều lần. Đề nghị trực tiếp liên hệ, đôn đốc.",
        "",
    ),
    (MomentKind.OVERDUE_NOTICE, 0): Words(
        "Các nhiệm vụ còn quá hạn trong tuần",
        "Tổng hợp hằng tuần các nhiệm vụ quá hạn chưa có báo cáo.",
        "",
    ),
}
"""Sections of the digests of the Office and the leaders, by kind and level."""

OTHER = Words("Cần theo dõi", "Các nhiệm vụ sau cần được theo dõi.", "Các nội dung sau cần được theo dõi.")
"""For steps a site's own ladder sends to posts we have no words for."""

POSTS = {
    Post.OFFICER: "Cán bộ đầu mối",
    Post.HEAD: "Thủ trưởng",
    Post.FOLLOWER: "Chuyên viên theo dõi, đôn đốc",
    Post.VICE_CHAIR: "Phó Chủ tịch",
    Post.CHAIRMAN: "Chủ tịch",
    Post.OPERATOR: "Quản trị",
}

LINK_WORDS = {
    "answer": "Mở trang báo cáo của đơn vị (xác nhận tiếp nhận, báo cáo, xin gia hạn)",
    "review": "Mở trang tổng hợp, xem xét báo cáo",
    "decide": "Mở trang quyết định",
    "read": "Xem danh sách đầy đủ",
    "operate": "Mở trang của chuyên viên",
}
"""What a link says it opens, by purpose."""
