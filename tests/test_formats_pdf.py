"""PDF: the text of the file, letterhead by column, ruled tables by row, and clear words about what cannot be opened."""

import pytest
import typst
from office_files import ITEMS, converted, letter, needs_soffice

from directive.errors import BadInput
from directive.formats import load_bytes, pdf

PAGE = '#set text(font: "Libertinus Serif", size: 13pt, lang: "vi")\n#set page(margin: 2cm)\n'


def lines(data: bytes) -> list[str]:
    """The lines with something on them, without their indents."""
    return [line.strip() for line in load_bytes(data, name="a.pdf").text.split("\n") if line.strip()]


def typeset(source: str) -> bytes:
    return typst.compile((PAGE + source).encode())


@pytest.fixture(scope="module")
def printed() -> bytes:
    return converted(letter(), ".docx", "pdf")


@needs_soffice
@pytest.mark.slow
class TestALetterPrintedByLibreOffice:
    def test_the_letterhead_is_read_column_by_column(self, printed: bytes) -> None:
        head = lines(printed)[:3]
        assert head == ["ỦY BAN NHÂN DÂN", "HUYỆN BÌNH SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]

    def test_labels_stand_before_their_items(self, printed: bytes) -> None:
        items = [line for line in lines(printed) if ". Phòng số" in line]
        assert [item.split(":")[0] for item in items] == [f"{at}. Phòng số {at}" for at in range(1, ITEMS + 1)]

    def test_the_first_line_of_a_paragraph_stands_in_and_the_next_does_not(self, printed: bytes) -> None:
        text = load_bytes(printed, name="a.pdf").text.split("\n")
        first = next(at for at, line in enumerate(text) if "1. Phòng số 1" in line)
        assert text[first].startswith("   ")
        assert not text[first + 1].startswith(" ")

    def test_the_annex_is_read_row_by_row_between_its_title_and_what_follows(self, printed: bytes) -> None:
        annex = lines(printed)
        annex = annex[annex.index("PHỤ LỤC") :]
        assert annex[1:] == [
            "STT | Nhiệm vụ | Cơ quan",
            "1 | Rà soát lại danh sách | Phòng Y tế",
            "2 | Tổng hợp | Văn phòng",
            "Ghi chú cuối.",
        ]

    def test_pages_start_after_form_feeds(self, printed: bytes) -> None:
        loaded = load_bytes(printed, name="a.pdf")
        assert loaded.kind == "pdf"
        assert len(loaded.pages) == 2
        assert loaded.pages[0] == 0
        assert all(loaded.text[start - 2 : start] == "\n\f" for start in loaded.pages[1:])


def test_a_page_number_stays_a_line_of_its_own() -> None:
    source = (
        '#set page(numbering: "1", number-align: top + center)\nPhòng Y tế\n#pagebreak()\nbáo cáo kết quả thực hiện'
    )
    assert sorted(lines(typeset(source))) == sorted(["1", "Phòng Y tế", "2", "báo cáo kết quả thực hiện"])


def test_short_rules_under_the_letterhead_are_not_taken_for_a_table() -> None:
    source = "Phòng Y tế\n\n#line(length: 3cm)\n\nSở Nội vụ huyện Bình Sơn\n\n#line(length: 5cm)"
    assert lines(typeset(source)) == ["Phòng Y tế", "Sở Nội vụ huyện Bình Sơn"]


def test_two_ruled_tables_keep_their_order_with_the_text_between() -> None:
    cells = "#table(columns: 2, [STT], [Việc], [1], [Rà soát])"
    found = lines(typeset(f"Đầu trang một\n\n{cells}\n\nĐoạn ở giữa\n\n{cells}"))
    rows = ["STT | Việc", "1 | Rà soát"]
    assert found == ["Đầu trang một", *rows, "Đoạn ở giữa", *rows]


def test_room_left_between_paragraphs_becomes_an_empty_line() -> None:
    source = "#set par(leading: 0.6em, spacing: 2em)\n" + "Phòng Y tế rà soát các câu lạc bộ. " * 5 + "\n\nHết."
    text = load_bytes(typeset(source), name="a.pdf").text
    assert text.endswith("\n\nHết.")
    assert text.count("\n\n") == 1


def test_a_wide_gap_inside_a_line_stays_wide() -> None:
    text = load_bytes(typeset("UBND HUYỆN#h(4cm)CỘNG HÒA"), name="a.pdf").text
    assert text.split("  ")[0] == "UBND HUYỆN"
    assert text.endswith("    CỘNG HÒA")


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("số 31-\nCTr/TW", "số 31-CTr/TW"),
        ("giai đoạn 2021-\n  2025", "giai đoạn 2021-2025"),
        ("UBND-\nKGVX", "UBND-KGVX"),
        ("các-\nbon", "các-bon"),
        ("Truyền thông-\nVăn hoá", "Truyền thông-\nVăn hoá"),
        ("Phòng Y tế:\n- Rà soát", "Phòng Y tế:\n- Rà soát"),
        ("hết dòng \r\nsang dòng", "hết dòng\nsang dòng"),
    ],
)
def test_hyphens_at_line_ends_join_numbers_but_not_words(raw: str, tidy: str) -> None:
    assert pdf._tidy(raw) == tidy


def encrypted() -> bytes:
    """A PDF that wants a password to open: a well-formed file with an encryption dictionary nobody's empty key fits."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
    ]
    out, at = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in at)
    trailer = b"<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] >>"
    return (
        out + b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer\n%s\nstartxref\n%d\n%%%%EOF" % (trailer, len(out))
    )


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(b"%PDF-1.7\n" + b"rubbish" * 50, "hỏng", id="broken"),
        pytest.param(typeset("Phòng Y tế")[:2000], "hỏng", id="cut off"),
        pytest.param(encrypted(), "mật khẩu", id="encrypted"),
        pytest.param(typeset(""), "không có chữ nào", id="a blank page"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_in_one_sentence(data: bytes, cause: str) -> None:
    with pytest.raises(BadInput, match=cause) as refused:
        load_bytes(data, name="van-ban.pdf")
    assert str(refused.value).startswith("van-ban.pdf: ")
    assert "\n" not in str(refused.value)
