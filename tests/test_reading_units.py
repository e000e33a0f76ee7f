"""What counts as one assignment, whose it is, and which line says what."""

from datetime import date

import pytest

from directive.deadlines import OnDate
from directive.document import Document, Role
from directive.reading.document import read

_HEAD = """UBND TỈNH QUẢNG NGÃI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/UBND-KT
Quảng Ngãi, ngày 04 tháng 3 năm 2026
V/v kiểm tra an toàn
Kính gửi:
- Sở Y tế;
- UBND các xã, phường.
Chủ tịch UBND tỉnh có ý kiến như sau:
"""
_TAIL = "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Văn An\n"


def a_letter(body: str) -> Document:
    return read(_HEAD + body + _TAIL)


def owners(document: Document) -> list[tuple[str | None, list[str]]]:
    return [(a.label, [owner.name for owner in a.owners]) for a in document.assignments]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1.", "2."),
        ("1)", "2)"),
        ("1/", "2/"),
        ("1.-", "2.-"),
        ("1-", "2-"),
        ("(1)", "(2)"),
        ("I.", "II."),
        ("Điều 1.", "Điều 2."),
    ],
)
def test_every_way_of_numbering_opens_a_unit(first: str, second: str) -> None:
    document = a_letter(
        f"{first} Sở Y tế\n- Kiểm tra bếp ăn.\n- Lập danh sách.\n{second} Công an tỉnh: Bảo đảm an ninh."
    )
    assert [names for _, names in owners(document)] == [["Sở Y tế"], ["Công an tỉnh"]]
    assert [len(a.actions) for a in document.assignments] == [2, 0]


@pytest.mark.parametrize(
    "heading",
    [
        "Sở Y tế",
        "Sở Y tế:",
        "Sở Y tế.",
        "Giao Sở Y tế",
        "Giao Sở Y tế:",
        "Đề nghị Sở Y tế",
        "Đối với Sở Y tế",
        "Trách nhiệm của Sở Y tế",
        "Sở Y tế có trách nhiệm:",
        "Sở Y tế chủ trì, phối hợp với các đơn vị liên quan:",
        "SỞ Y TẾ",
        "Sở Y tế thực hiện các nội dung sau:",
    ],
)
def test_every_heading_form_names_the_owner(heading: str) -> None:
    document = a_letter(f"1. {heading}\n- Kiểm tra bếp ăn tập thể.\n- Lập danh sách cơ sở vi phạm.")
    assert [(a.label, [o.name.lower() for o in a.owners]) for a in document.assignments] == [("1", ["sở y tế"])]
    assert document.assignments[0].text.startswith("Kiểm tra bếp ăn")


def test_a_topic_nobody_is_named_in_is_the_addressees_task() -> None:
    document = a_letter("1. Tăng cường kiểm tra bếp ăn tập thể.\n2. Lập danh sách cơ sở.")
    assert owners(document) == [("1", ["Sở Y tế", "UBND các xã, phường"]), ("2", ["Sở Y tế", "UBND các xã, phường"])]


def test_a_topic_is_split_when_its_points_name_owners() -> None:
    document = a_letter("1. Về kiểm tra:\na) Sở Y tế kiểm tra bếp ăn.\nb) Công an tỉnh xử lý vi phạm.")
    assert owners(document) == [("1.a", ["Sở Y tế"]), ("1.b", ["Công an tỉnh"])]


def test_a_dash_that_gives_another_body_work_stands_for_itself() -> None:
    document = a_letter(
        "1. UBND các xã, phường\n- Tuyên truyền.\n- UBND xã Trà Bồng báo cáo Sở Y tế trước ngày 30/11/2026."
    )
    assert owners(document) == [("1", ["UBND các xã, phường"]), ("1.2", ["UBND xã Trà Bồng"])]
    assert [len(a.deadlines) for a in document.assignments] == [0, 1]


def test_the_heads_of_a_group_are_not_another_body() -> None:
    document = a_letter(
        "1. Ủy ban nhân dân các xã, phường\n- Chủ tịch UBND các xã, phường chịu trách nhiệm toàn diện.\n- Kiểm tra."
    )
    assert len(document.assignments) == 1


def test_owners_listed_as_dashes_share_the_letters_behind() -> None:
    document = a_letter(
        "1. Các sở chuyên ngành\nGiao các sở chuyên ngành gồm:\n- Sở Công Thương (hạ tầng thương mại);\n- Sở "
        "Xây dựng;\n"
        "Có trách nhiệm:\na) Rà soát tài sản.\nb) Lập hồ sơ."
    )
    assert owners(document) == [("1", ["Sở Công Thương", "Sở Xây dựng"])]
    assert len(document.assignments[0].actions) == 2


def test_labelled_fields_give_owner_partner_and_time() -> None:
    document = a_letter(
        "1. Xây dựng phần mềm\n- Đơn vị chủ trì: Sở Y tế.\n- Đơn vị phối hợp: Công an tỉnh.\n- Thời gian hoàn "
        "thành: 15/12/2026."
    )
    (assignment,) = document.assignments
    assert [o.name for o in assignment.owners] == ["Sở Y tế"]
    assert [p.name for p in assignment.partners] == ["Công an tỉnh"]
    assert [d.day for d in assignment.deadlines if isinstance(d, OnDate)] == [date(2026, 12, 15)]


def test_owners_behind_the_matter() -> None:
    document = a_letter(
        "1. Phân công quản lý tài sản:\n- Tài sản hạ tầng đô thị - Sở Xây dựng.\n- Tài sản thể thao - Sở Y tế."
    )
    assert [names for _, names in owners(document)] == [["Sở Xây dựng"], ["Sở Y tế"]]


def test_a_sentence_broken_by_a_page_is_one_action() -> None:
    document = a_letter("1. Sở Y tế\n- Bố trí kinh phí dự\n\n\f 2\n\ntoán thường xuyên cho cơ sở.\n- Kiểm tra.")
    assert document.assignments[0].actions[0].text == "Bố trí kinh phí dự toán thường xuyên cho cơ sở."


def test_a_date_of_a_cited_paper_is_no_deadline() -> None:
    document = a_letter(
        "1. Sở Y tế thực hiện Quyết định số 15/QĐ-UBND ngày 03/9/2025 của UBND tỉnh, hoàn thành trước ngày 15/9/2026."
    )
    assert [d.day for d in document.assignments[0].deadlines if isinstance(d, OnDate)] == [date(2026, 9, 15)]


def test_a_closing_formula_is_no_assignment() -> None:
    document = a_letter("1. Sở Y tế kiểm tra.\nYêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.")
    assert owners(document) == [("1", ["Sở Y tế"])]
    assert document.lines[11].role == Role.CLOSING


def test_a_named_follow_up_office_is_an_assignment() -> None:
    document = a_letter("1. Sở Y tế kiểm tra.\nGiao Thanh tra tỉnh theo dõi, đôn đốc việc thực hiện.")
    assert owners(document)[-1] == (None, ["Thanh tra tỉnh"])


@pytest.mark.parametrize(
    ("sentence", "to", "via"),
    [
        (
            "Các đơn vị báo cáo kết quả thực hiện về UBND tỉnh (qua Sở Y tế) trước ngày 20/12/2026.",
            "UBND tỉnh",
            "Sở Y tế",
        ),
        ("Giao Sở Nội vụ theo dõi, đôn đốc, tổng hợp báo cáo UBND tỉnh kết quả thực hiện.", "UBND tỉnh", "Sở Nội vụ"),
        ("Các đơn vị gửi báo cáo kết quả về Sở Nội vụ để tổng hợp, báo cáo UBND tỉnh.", "UBND tỉnh", "Sở Nội vụ"),
        ("Yêu cầu các đơn vị thực hiện nghiêm, báo cáo kết quả về UBND tỉnh.", "UBND tỉnh", None),
    ],
)
def test_the_report_clause_says_to_whom_and_through_whom(sentence: str, to: str, via: str | None) -> None:
    clause = a_letter(f"1. Sở Y tế kiểm tra bếp ăn.\n{sentence}").report_clause
    assert clause is not None
    assert (clause.to, clause.via) == (to, via)


def test_a_secrecy_marking_is_one_only_when_it_stands_alone() -> None:
    assert read("MẬT\n" + _HEAD).secrecy == "MẬT"
    assert read(_HEAD + "1. Sở Y tế bảo vệ bí mật nhà nước, độ MẬT theo quy định.").secrecy is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("Số: 12/", "Số: /"), "no-number"),
        (("ngày 04 tháng 3 năm 2026", "ngày tháng năm 2026"), "no-day"),
        (("ngày 04 tháng 3", "ngày 31 tháng 02"), "impossible-date"),
        (("UBND-KT", "UBND"), "symbol-incomplete"),
        (("Trần Văn An", ""), "no-signer"),
    ],
)
def test_what_a_clerk_must_look_at_is_noted(change: tuple[str, str], code: str) -> None:
    text = (_HEAD + "1. Sở Y tế, Công an tỉnh kiểm tra." + _TAIL).replace(*change)
    codes = {note.code for note in read(text).notes}
    assert code in codes
    assert "joint-owners" in codes


def test_an_enclosed_letter_is_kept_apart() -> None:
    other = "\n".join(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 99/BYT-KCB", "Giao Sở Tài chính bố trí kinh phí."])
    document = read(_HEAD + "1. Sở Y tế kiểm tra." + _TAIL + "\n" + other)
    assert owners(document) == [("1", ["Sở Y tế"])]
    assert [line.role for line in document.lines[-3:]] == [Role.ENCLOSED] * 3


@pytest.mark.parametrize("label", ["©)", "c)", "ç)"])
def test_a_misread_letter_is_repaired_by_its_neighbours(label: str) -> None:
    document = a_letter(f"1. Sở Y tế:\na) Kiểm tra.\nb) Lập danh sách.\n{label} Xử lý vi phạm.\nd) Báo cáo.")
    assert len(document.assignments[0].actions) == 4


def test_a_footnote_is_no_part_of_the_assignment() -> None:
    document = a_letter(
        "1. Sở Y tế kiểm tra theo kế hoạch1 đã duyệt, hoàn thành trước ngày 15/6/20261.\n\n  1 Kế hoạch số "
        "5/KH-UBND ngày 02/01/2026.\n\n  2\n\n"
        "2. Công an tỉnh bảo đảm an ninh."
    )
    assert [d.day for d in document.assignments[0].deadlines if isinstance(d, OnDate)] == [date(2026, 6, 15)]
    assert "Kế hoạch số 5" not in document.assignments[0].text


def test_a_surname_that_lost_its_mark_is_put_right_and_told() -> None:
    text = f"{_HEAD}1. Sở Y tế rà soát.{_TAIL}".replace("Trần Văn An", "Tậ Anh Tuấn")
    document = read(text)
    assert document.signer is not None
    assert document.signer.name == "Tạ Anh Tuấn"
    assert any(note.code == "ocr-doubt" and "Tạ Anh Tuấn" in note.message for note in document.notes)


def test_dashes_under_one_number_have_labels_of_their_own() -> None:
    document = read("THÔNG BÁO\nKết luận\n1. Về tài liệu\n- Giao Sở Y tế rà soát.\n- Giao Sở Nội vụ thẩm tra.\n")
    assert [assignment.label for assignment in document.assignments] == ["1.1", "1.2"]


def test_a_table_of_blanks_goes_on_over_lines_and_ends_at_a_paragraph() -> None:
    text = (
        "KẾ HOẠCH\nCông tác\nI. NHIỆM VỤ\n"
        "STT   Nội dung nhiệm vụ             Cơ quan chủ trì       Thời gian\n"
        "                                                          hoàn thành\n"
        "1     Xây dựng nền tảng dữ liệu     Sở Khoa học và        Quý IV/2025\n"
        "      của tỉnh                      Công nghệ\n"
        "2     Phổ cập kỹ năng số            UBND các xã           Tháng 12/2025\n"
        "Trên đây là các nhiệm vụ.\n"
    )
    first, second = read(text).assignments
    assert first.text == "Xây dựng nền tảng dữ liệu của tỉnh"
    assert [party.name for party in first.owners] == ["Sở Khoa học và Công nghệ"]
    assert [party.name for party in second.owners] == ["UBND các xã"]
    assert [getattr(deadline, "text", "") for deadline in second.deadlines] == ["Tháng 12/2025"]


@pytest.mark.parametrize(
    ("between", "addressees"),
    [
        ("", ("Phòng Y tế huyện",)),
        ("Thực hiện Công văn số 5/UBND-KT ngày 03/3/2026, UBND tỉnh yêu cầu:\n", ("Phòng Y tế huyện",)),
        ("và Phòng Nội vụ\n", ("Phòng Y tế huyện và Phòng Nội vụ",)),
    ],
    ids=["a number", "an opening word", "a wrapped name goes on"],
)
def test_the_addressees_end_without_a_full_stop(between: str, addressees: tuple[str, ...]) -> None:
    head = _HEAD[: _HEAD.index("Kính gửi")] + "Kính gửi: Phòng Y tế huyện\n" + between

    document = read(head + "1. Phòng Y tế: Báo cáo kết quả trước ngày 15/6/2026.\n2. Sở Nội vụ rà soát." + _TAIL)

    assert document.addressees == addressees
    assert [a.label for a in document.assignments] == ["1", "2"]
