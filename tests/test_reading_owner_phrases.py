"""Who is given work by a phrase: the forms found in issued directives, one row each."""

import pytest

from directive.document import Manner
from directive.reading.document import read
from directive.reading.joining import partners_in
from directive.reading.openings import opening
from directive.reading.parties import row_at

_LED = [
    (
        "chủ trì, phối hợp các đơn vị (no 'với')",
        "Giao Sở Tài nguyên và Môi trường chủ trì, phối hợp các đơn vị, địa phương liên quan nghiên cứu, đề "
        "xuất phương án.",
        ["Sở Tài nguyên và Môi trường"],
        ["các đơn vị, địa phương liên quan"],
    ),
    (
        "'và' inside both names",
        "Giao Sở Nông nghiệp và Phát triển nông thôn chủ trì, phối hợp với Sở Tài nguyên và Môi trường nghiên "
        "cứu, tham mưu.",
        ["Sở Nông nghiệp và Phát triển nông thôn"],
        ["Sở Tài nguyên và Môi trường"],
    ),
    (
        "a list of partners with an open end",
        "Giao UBND huyện Triệu Phong chủ trì, phối hợp với Sở Xây dựng, Sở Tài chính và các đơn vị liên quan rà soát.",
        ["UBND huyện Triệu Phong"],
        ["Sở Xây dựng", "Sở Tài chính", "các đơn vị liên quan"],
    ),
    (
        "only 'phối hợp': still the owner",
        "Giao UBND huyện Đakrông phối hợp với các đơn vị, địa phương liên quan chủ động xem xét, giải quyết.",
        ["UBND huyện Đakrông"],
        ["các đơn vị, địa phương liên quan"],
    ),
    (
        "those who are guided are objects",
        "Giao Sở Tài nguyên và Môi trường trên cơ sở hồ sơ hướng dẫn UBND thị xã Quảng Trị, UBND huyện Triệu "
        "Phong tổ chức thực hiện thủ tục đất đai.",
        ["Sở Tài nguyên và Môi trường"],
        [],
    ),
    (
        "who receives the product is no owner",
        "Giao Sở Kế hoạch và Đầu tư chủ trì, phối hợp UBND huyện Vĩnh Linh và các Sở, ngành liên quan nghiên "
        "cứu để tham mưu đề xuất UBND tỉnh.",
        ["Sở Kế hoạch và Đầu tư"],
        ["UBND huyện Vĩnh Linh", "các Sở, ngành liên quan"],
    ),
    ("an open group", "Giao các sở, ngành theo chức năng, nhiệm vụ được giao, giải trình.", ["các sở, ngành"], []),
    (
        "three groups",
        "Giao các sở, ngành tỉnh; UBND các huyện, thành phố; Các Ban QLDA chuyên ngành báo cáo số liệu.",
        ["các sở, ngành tỉnh", "UBND các huyện, thành phố", "Các Ban QLDA chuyên ngành"],
        [],
    ),
    (
        "short name, collector",
        "Giao Sở KHĐT chủ trì phối hợp các ngành tổng hợp chung báo cáo.",
        ["Sở KHĐT"],
        ["các ngành"],
    ),
    (
        "heads behind one noun",
        "Giao Giám đốc các Sở: Nội vụ, Tài chính rà soát.",
        ["Giám đốc Sở Nội vụ", "Giám đốc Sở Tài chính"],
        [],
    ),
    ("the follow-up office", "Giao Văn phòng UBND tỉnh cập nhật nhiệm vụ.", ["Văn phòng UBND tỉnh"], []),
    (
        "& inside a name",
        "Văn phòng HĐND&UBND huyện có trách nhiệm đôn đốc, tổng hợp danh sách các đơn vị gửi Văn phòng UBND tỉnh.",
        ["Văn phòng HĐND&UBND huyện"],
        [],
    ),
    (
        "all of a group",
        "Yêu cầu UBND các xã, thị trấn phối hợp và tổ chức thực hiện chiến dịch.",
        ["UBND các xã, thị trấn"],
        [],
    ),
    (
        "Hội Người cao tuổi as owner",
        "Chủ tịch UBND tỉnh giao Hội Người cao tuổi tỉnh phối hợp với Tổ chức HAI và các cơ quan, đơn vị, địa "
        "phương liên quan triển khai.",
        ["Hội Người cao tuổi tỉnh"],
        ["Tổ chức HAI", "các cơ quan, đơn vị, địa phương liên quan"],
    ),
    (
        "several levels",
        "Hội NCT và Ban đại diện NCT các cấp lập danh sách.",
        ["Hội NCT", "Ban đại diện NCT các cấp"],
        [],
    ),
    (
        "abbreviation with dash and &",
        "Sở LĐ-TB&XH chủ trì, phối hợp Ban Công tác NCT cấp tỉnh thăm hỏi.",
        ["Sở LĐ-TB&XH"],
        ["Ban Công tác NCT cấp tỉnh"],
    ),
    (
        "the standing office of a board",
        "Văn phòng Ban Chỉ huy PTDS tỉnh trực ban, tổng hợp.",
        ["Văn phòng Ban Chỉ huy PTDS tỉnh"],
        [],
    ),
    (
        "'làm đầu mối', others 'phối hợp'",
        "Giao Ban Kế hoạch làm đầu mối, các Ban Tài chính, Nội chính phối hợp.",
        ["Ban Kế hoạch"],
        ["Ban Tài chính", "Ban Nội chính"],
    ),
    ("heading form 'Đối với'", "Đối với Sở Y tế: Tổ chức tiêm chủng.", ["Sở Y tế"], []),
    (
        "named and open partners",
        "Giao Sở Tài nguyên và Môi trường chủ trì, phối hợp với UBND huyện Vĩnh Linh, các sở, ngành liên quan "
        "rà soát, đánh giá.",
        ["Sở Tài nguyên và Môi trường"],
        ["UBND huyện Vĩnh Linh", "các sở, ngành liên quan"],
    ),
    (
        "'chủ trì' without 'phối hợp'",
        "Giao Sở Tài nguyên và Môi trường chủ trì nghiên cứu hồ sơ để đề xuất UBND tỉnh.",
        ["Sở Tài nguyên và Môi trường"],
        [],
    ),
    (
        "'giao' inside a sentence",
        "Đồng ý với đề nghị của Bộ Tài chính; giao Bộ Giao thông vận tải chủ trì, phối hợp với các cơ quan liên "
        "quan xem xét kiến nghị.",
        ["Bộ Giao thông vận tải"],
        ["các cơ quan liên quan"],
    ),
    (
        "a company",
        "Yêu cầu Công ty Cổ phần Xây dựng Đại Phát thực hiện một số nội dung sau:",
        ["Công ty Cổ phần Xây dựng Đại Phát"],
        [],
    ),
    (
        "two-tier form of 2026",
        "Giao các sở, ban, ngành tỉnh và UBND các xã, phường triển khai thực hiện chương trình.",
        ["các sở, ban, ngành tỉnh", "UBND các xã, phường"],
        [],
    ),
    (
        "commune level, party cells too",
        "Các cơ quan, ban ngành, đoàn thể xã và các chi bộ trực thuộc tổ chức sinh hoạt.",
        ["Các cơ quan, ban ngành, đoàn thể xã", "các chi bộ trực thuộc"],
        [],
    ),
    (
        "all addressees",
        "Thủ trưởng các cơ quan, đơn vị khẩn trương tổ chức tập huấn.",
        ["Thủ trưởng các cơ quan, đơn vị"],
        [],
    ),
    (
        "owners told what to do by reference",
        "Các đơn vị và phòng ban được phân công cập nhật số liệu.",
        ["Các đơn vị và phòng ban được phân công"],
        [],
    ),
    (
        "leaders of a group",
        "Lãnh đạo các sở, ban, ngành thuộc tỉnh chịu trách nhiệm.",
        ["Lãnh đạo các sở, ban, ngành thuộc tỉnh"],
        [],
    ),
    (
        "'phối hợp' with an object is no partner",
        "Sở Y tế phối hợp chỉ đạo trạm y tế các xã tổ chức khám.",
        ["Sở Y tế"],
        [],
    ),
    (
        "everybody together",
        "Thủ trưởng các sở, ban, ngành, đoàn thể tỉnh; Chủ tịch Ủy ban nhân dân các huyện, thành phố tổ chức "
        "thực hiện nghiêm.",
        ["Thủ trưởng các sở, ban, ngành, đoàn thể tỉnh", "Chủ tịch Ủy ban nhân dân các huyện, thành phố"],
        [],
    ),
    (
        "two titles of one group, two-tier form",
        "Giám đốc, Thủ trưởng các sở, ban, ngành Thành phố, Chủ tịch UBND các phường, xã thường xuyên kiểm tra.",
        ["Giám đốc, Thủ trưởng các sở, ban, ngành Thành phố", "Chủ tịch UBND các phường, xã"],
        [],
    ),
    (
        "the chief of the Office follows up",
        "Chánh Văn phòng UBND tỉnh chịu trách nhiệm đôn đốc, kiểm tra việc thực hiện.",
        ["Chánh Văn phòng UBND tỉnh"],
        [],
    ),
]


@pytest.mark.parametrize(("words", "owners", "partners"), [row[1:] for row in _LED], ids=[row[0] for row in _LED])
def test_a_phrase_names_its_owner_and_partners(words: str, owners: list[str], partners: list[str]) -> None:
    act = opening(words)
    assert act is not None
    assert [party.name for party in act.parties] == owners
    own = set(owners)
    assert [party.name for party in partners_in(words) if party.name not in own] == partners


_ROWS = [
    (
        "UBND các huyện: Lắk, Cư M'gar và thành phố Buôn Ma Thuột rà soát",
        ["UBND huyện Lắk", "UBND huyện Cư M'gar", "UBND thành phố Buôn Ma Thuột"],
    ),
    (
        "Trưởng các thôn: K' Mạ, B'Lá, Đạ M'rông kiện toàn",
        ["Trưởng thôn K' Mạ", "Trưởng thôn B'Lá", "Trưởng thôn Đạ M'rông"],
    ),
    ("UBND các phường: Diên Hồng, Hội Phú bố trí", ["UBND phường Diên Hồng", "UBND phường Hội Phú"]),
    ("UBND các xã ven biển: Bình Minh, Bình Đào tổ chức", ["UBND xã Bình Minh", "UBND xã Bình Đào"]),
    (
        "Các phòng chức năng Sở Y tế: Nghiệp vụ Y, Kế hoạch - Tài chính",
        ["Phòng Nghiệp vụ Y", "Phòng Kế hoạch - Tài chính"],
    ),
    ("Đảng ủy Khối Cơ quan và Doanh nghiệp tỉnh hướng dẫn", ["Đảng ủy Khối Cơ quan và Doanh nghiệp tỉnh"]),
    ("Các sở giáo dục và đào tạo báo cáo", ["Các sở giáo dục và đào tạo"]),
    (
        "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi đôn đốc",
        ["Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi"],
    ),
    (
        "Phòng Quản trị - Tài vụ, Phòng Hành chính - Tổ chức phối hợp",
        ["Phòng Quản trị - Tài vụ", "Phòng Hành chính - Tổ chức"],
    ),
    ("Công an xã, UBND xã, mỗi đơn vị cử 01 cán bộ", ["Công an xã", "UBND xã"]),
    ("Các Bộ: Quốc phòng, Công an, Ngoại giao; TTXVN", ["Bộ Quốc phòng", "Bộ Công an", "Bộ Ngoại giao", "TTXVN"]),
    ("Phòng Y tế, Trung tâm y tế huyện:", ["Phòng Y tế", "Trung tâm y tế huyện"]),
    (
        "Các phòng: Lao động – Thương binh và Xã hội, Tài chính - Kế hoạch, Văn hóa và Thông tin, Y tế",
        [
            "Phòng Lao động – Thương binh và Xã hội",
            "Phòng Tài chính - Kế hoạch",
            "Phòng Văn hóa và Thông tin",
            "Phòng Y tế",
        ],
    ),
    (
        "Phòng Văn hóa và Thông tin, Trung tâm Truyền thông- Văn hóa- Thể thao huyện:",
        ["Phòng Văn hóa và Thông tin", "Trung tâm Truyền thông- Văn hóa- Thể thao huyện"],
    ),
    (
        "các huyện Bình Sơn, Sơn Tịnh, Nghĩa Hành và TX Đức Phổ",
        ["huyện Bình Sơn", "huyện Sơn Tịnh", "huyện Nghĩa Hành", "TX Đức Phổ"],
    ),
    (
        "Chánh Văn phòng UBND tỉnh; Thủ trưởng các sở; Chủ tịch UBND các huyện chịu trách nhiệm thi hành",
        ["Chánh Văn phòng UBND tỉnh", "Thủ trưởng các sở", "Chủ tịch UBND các huyện"],
    ),
    ("Sở Văn hóa, Thể thao và Du lịch, Sở Y tế rà soát", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"]),
    ("UBND các phường: Hạc Thành, Quảng Phú tổ chức", ["UBND phường Hạc Thành", "UBND phường Quảng Phú"]),
    ("Các Sở Công Thương, Xây dựng và Công an tỉnh chủ động", ["Sở Công Thương", "Sở Xây dựng", "Công an tỉnh"]),
    (
        "UBND các tỉnh, thành phố: Hà Nội, Hưng Yên phối hợp",
        ["UBND thành phố Hà Nội", "UBND tỉnh Hưng Yên"],
    ),
    ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", ["SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"]),
    ("đồng chí Nguyễn Văn A - Phó Chủ tịch UBND tỉnh trực tiếp", ["đồng chí Nguyễn Văn A - Phó Chủ tịch UBND tỉnh"]),
    ("Phòng Quản lý đầu tư kiểm tra", ["Phòng Quản lý đầu tư"]),
    ("Quân khu 5, Bộ Tư lệnh Vùng 3 Hải quân phối hợp", ["Quân khu 5", "Bộ Tư lệnh Vùng 3 Hải quân"]),
]


@pytest.mark.parametrize(("words", "names"), _ROWS, ids=[row[0][:40] for row in _ROWS])
def test_a_row_of_bodies_is_told_name_by_name(words: str, names: list[str]) -> None:
    row = row_at(words)
    assert row is not None
    assert [found.name for found in row.names] == names


@pytest.mark.parametrize(
    "words",
    [
        "Hội nghị tổng kết công tác năm",
        "Ban hành kế hoạch kiểm tra",
        "Tổ chức kiểm tra các cơ sở",
        "Báo cáo kết quả thực hiện",
        "Trường hợp vượt thẩm quyền",
        "Thanh tra việc sử dụng đất",
        "Phòng, chống thiên tai",
        "Quỹ đất sạch",
        "Bộ phận một cửa",
    ],
)
def test_common_words_are_no_bodies(words: str) -> None:
    assert row_at(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "Hiện nay, UBND các xã đang triển khai kế hoạch.",
        "Ông Tám đề nghị giải quyết bồi thường.",
        "Sở Xây dựng đã báo cáo kết quả.",
        "Nhiệm vụ được giao thông suốt tại các sở.",
    ],
)
def test_a_statement_gives_nobody_work(words: str) -> None:
    assert opening(words) is None


def test_the_rest_is_marked_as_a_remainder() -> None:
    row = row_at("Các Bộ, cơ quan, địa phương khác")
    assert row is not None
    assert row.names[0].remainder


def test_order_and_request_are_told_apart() -> None:
    order, request = (
        opening("Yêu cầu UBND các xã báo cáo."),
        opening("Đề nghị Ủy ban MTTQ Việt Nam huyện vận động nhân dân."),
    )
    assert order is not None
    assert order.manner == Manner.ORDER
    assert request is not None
    assert request.manner == Manner.REQUEST


def test_as_above_and_informed_bodies_own_nothing() -> None:
    document = read(
        "Sở Y tế rà soát./.\n\nNơi nhận:\n- Như trên;\n- UBND tỉnh (B/cáo);\n- CT, PCT UBND huyện;\n- Lưu: VT.\n"
    )
    assert document.recipients == ("Như trên", "UBND tỉnh (B/cáo)", "CT, PCT UBND huyện", "Lưu: VT")
    assert [[owner.name for owner in a.owners] for a in document.assignments] == [["Sở Y tế"]]
