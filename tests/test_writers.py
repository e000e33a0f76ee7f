"""The three files of a report: the same numbers, the form of the decree, and nothing from outside that can act."""

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from docx.shared import Mm
from lxml import etree
from report_cases import HOSTILE, ON, a_district

from directive import reporting
from directive.calendar import official_calendar
from directive.figures import Measure
from directive.plain import clean, one_line
from directive.report import Report, digest
from directive.reporting import Asked, draft
from directive.store import open_store
from directive.writers import docx as docx_writer
from directive.writers import papers, pdf, xlsx
from directive.writers.papers import Paper
from directive.writers.report_annexes import ANNEX_COLUMNS, annex_cells
from directive.writers.report_paper import report_paper

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def report() -> Report:
    store = open_store("sqlite://")
    store.create()
    directive_id = a_district(store, hostile=HOSTILE)
    with store.reading() as conn:
        due_id = reporting.due_for(conn, directive_id, on=ON)
        made = draft(conn, Asked(directive_id, due_id, ON, official_calendar())).report
    store.close()
    return made


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return reporting.write_files(report)


def words_of_docx(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))


def words_of_pdf(data: bytes) -> str:
    pages = pypdfium2.PdfDocument(data)
    text = " ".join(re.sub(r"^\d+\r?\n", "", page.get_textpage().get_text_range()) for page in pages)  # page number
    pages.close()
    return " ".join(re.sub("[\u2060\u200b]", "", text).replace("\u00a0", " ").split())


def numbers_of(text: str) -> list[str]:
    """All figures of the first section, in order."""
    plain = " ".join(text.replace("\u00a0", " ").split())
    section = plain[plain.index("I. TÌNH HÌNH CHUNG") : plain.index("II. KẾT QUẢ")]
    return re.findall(r"\d[\d/,%]*", section)


def test_the_three_files_carry_the_same_numbers(report: Report, files: dict[str, bytes]) -> None:
    from_docx = numbers_of(words_of_docx(files["docx"]))
    sheets = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    from_xlsx = {row[0]: row[1] for row in sheets["Số liệu"].iter_rows(min_row=5, values_only=True)}

    assert numbers_of(words_of_pdf(files["pdf"])) == from_docx
    for measure in (Measure.TOTAL, Measure.DONE, Measure.NOT_DONE, Measure.LATE, Measure.WAITING, Measure.NO_DEADLINE):
        assert from_xlsx[measure.vietnamese] == report.figures[measure]
        assert str(report.figures[measure]) in from_docx
    for rate in report.rates:
        assert from_xlsx[f"Tỷ lệ hoàn thành tính trên {rate.of}"] == rate.percent
        assert {rate.percent, f"{rate.part}/{rate.whole}"} <= set(from_docx)


def test_the_annexes_have_the_same_lines(report: Report, files: dict[str, bytes]) -> None:
    tables = docx.Document(io.BytesIO(files["docx"])).tables
    annex = next(t for t in tables if len(t.columns) == len(ANNEX_COLUMNS))
    in_docx = [tuple(cell.text for cell in row.cells) for row in annex.rows[1:]]
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["Phụ lục"]
    in_pdf = words_of_pdf(files["pdf"])

    expected = [annex_cells(n, row) for n, row in enumerate(report.annex, start=1)]
    assert in_docx == expected
    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == [row.agency for row in report.annex]
    assert len(list(sheet.iter_rows(min_row=2))) == len(expected)
    assert digest(report) in in_pdf
    assert "Phụ lục II CƠ QUAN, ĐƠN VỊ CHƯA GỬI BÁO CÁO" in in_pdf


def test_cells_of_the_workbook_are_typed_and_never_formulas(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    annex = book["Phụ lục"]
    late = next(row for row in annex.iter_rows(min_row=2) if row[11].value)

    assert isinstance(late[5].value, datetime)
    assert isinstance(late[11].value, int)
    assert annex.auto_filter.ref == "A1:M74"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert late[5].number_format == "dd/mm/yyyy"


def test_the_same_report_is_the_same_bytes(report: Report, files: dict[str, bytes]) -> None:
    assert reporting.write_files(report) == files


# --- the form of the decree --------------------------------------------------------------------------------------


def test_the_page_has_the_margins_of_the_decree(files: dict[str, bytes]) -> None:
    sections = docx.Document(io.BytesIO(files["docx"])).sections

    first = sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(m.mm) for m in margins] == [20, 20, 30, 20]
    assert [round(s.page_width.mm) for s in sections] == [210, 297, 297]
    assert all(s.different_first_page_header_footer for s in sections)
    assert all(s._sectPr.find(f"{W}pgNumType").get(f"{W}start") == "1" for s in sections)


def test_letters_are_times_new_roman_for_every_script(files: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(files["docx"]))
    fonts = [run.find(f"{W}rPr/{W}rFonts") for run in document.element.body.iter(f"{W}r")]

    names = {font.get(f"{W}{script}") for font in fonts for script in ("ascii", "hAnsi", "cs", "eastAsia")}
    assert names == {"Times New Roman"}
    assert document.styles["Normal"].element.rPr.rFonts.get(f"{W}eastAsia") == "Times New Roman"


def test_head_and_end_say_what_the_decree_asks(files: dict[str, bytes]) -> None:
    text = words_of_docx(files["docx"]).replace("\u00a0", " ")

    for said in (
        "UBND HUYỆN BÌNH SƠN",
        "PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/BC-LĐTBXH",
        "BÁO CÁO",
        "Kính gửi: Chủ tịch UBND huyện Bình Sơn",
        "Nơi nhận:",
        "- Lưu: VT.",
        "TRƯỞNG PHÒNG",
    ):
        assert said in text
    assert "xem xét, chỉ đạo./." in text
    assert re.search(r"Số: +/BC-LĐTBXH", text)
    assert re.search(r"Bình Sơn, ngày +tháng +năm 2024", text)
    assert "____" not in text


def test_rules_are_borders_and_grids_are_fixed(files: dict[str, bytes]) -> None:
    body = docx.Document(io.BytesIO(files["docx"])).element.body

    assert len(list(body.iter(f"{W}pBdr"))) == 3
    assert not list(body.iter(f"{W}u"))
    layouts = [t.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") for t in body.iter(f"{W}tbl")]
    assert set(layouts) == {"fixed"}
    head = next(body.iter(f"{W}tbl"))
    grid = [int(c.get(f"{W}w")) for c in head.iter(f"{W}gridCol")]
    assert sum(grid) == pytest.approx(Mm(160).twips, abs=2)


def test_long_tables_repeat_their_head(files: dict[str, bytes]) -> None:
    tables = docx.Document(io.BytesIO(files["docx"])).tables
    annex = next(t for t in tables if len(t.columns) == len(ANNEX_COLUMNS))

    assert [row._tr.trPr.find(f"{W}tblHeader") is not None for row in annex.rows[:2]] == [True, False]


def test_the_pdf_claims_pdf_a_and_brings_its_fonts(files: dict[str, bytes]) -> None:
    data = files["pdf"]

    assert b"pdfaid:part>2<" in data
    assert b"pdfaid:conformance>B<" in data
    pages = pypdfium2.PdfDocument(data)
    fonts = [o.get_font() for page in pages for o in page.get_objects() if isinstance(o, pypdfium2.PdfTextObj)]
    assert {font.get_base_name().split("+")[-1].split("-")[0] for font in fonts} == {"LiberationSerif"}
    assert all(font.is_embedded for font in fonts[:50])
    pages.close()


def test_the_page_number_begins_on_page_two_and_again_in_each_annex(files: dict[str, bytes]) -> None:
    pages = pypdfium2.PdfDocument(files["pdf"])
    first_words = [page.get_textpage().get_text_range().split("\n")[0].strip() for page in pages]
    pages.close()
    begins = [i for i, words in enumerate(first_words) if not words.isdigit()]

    assert begins[0] == 0
    assert len(begins) == 3  # the report and two annexes
    assert [first_words[i + 1] for i in begins if i + 1 < len(first_words)] == ["2", "2"]


# --- text from outside -------------------------------------------------------------------------------------------


def test_hostile_text_stands_in_all_files_as_letters(report: Report, files: dict[str, bytes]) -> None:
    in_docx, in_pdf = words_of_docx(files["docx"]), words_of_pdf(files["pdf"])

    for said in ("#let x = 1", "$\\alpha$", "*đậm*", "<script>alert(1)</script>", "`mã`", "dòng hai"):
        assert said in in_docx
        assert said in in_pdf
    assert "\u202e" not in in_docx + in_pdf
    assert "\x07" not in in_docx + in_pdf


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1bc", "abc"),
        ("ví\u202e dụ\u200b", "ví dụ"),
        ("hoa\u0300", "hoà"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("\ud800x\ufffe", "x"),
        ("\t thẻ", "thẻ"),
    ],
)
def test_text_is_cleaned_once_for_every_format(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_very_long_word_does_not_leave_the_page(report: Report) -> None:
    paper = report_paper(report).model_copy(update={"closing": "Dài" * 400, "annexes": ()})
    pages = pypdfium2.PdfDocument(pdf.write(paper))
    texts = [page.get_textpage() for page in pages]
    right = [text.get_rect(i)[2] for text in texts for i in range(text.count_rects())]
    width = pages[0].get_width()
    pages.close()

    assert max(right) <= width - 20 / 25.4 * 72 + 4  # the blank at the end of a justified line


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "http://xau.example"])
def test_what_looks_like_a_formula_or_a_link_stays_text(report: Report, text: str) -> None:
    row = report.annex[0].model_copy(update={"title": text, "agency": text})
    book = xlsx.write(report.model_copy(update={"annex": (row,), "title": text}))
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Phụ lục"]

    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].hyperlink) == (text, "s", None)


def test_the_docx_is_well_formed_whatever_an_agency_writes(report: Report) -> None:
    nasty = "]]> &amp; <w:p/> \x0b '\"" + "\U0001f525" * 3
    word = report.results[0].words[0].model_copy(update={"text": nasty, "agency": nasty})
    results = (report.results[0].model_copy(update={"words": (word,), "title": nasty}),)
    data = docx_writer.write(report_paper(report.model_copy(update={"results": results, "addressee": nasty})))

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        etree.fromstring(package.read("word/document.xml"))
    assert one_line(nasty) in words_of_docx(data)


def test_agencies_that_say_the_very_same_are_quoted_together(report: Report) -> None:
    eighth = report_paper(report).blocks
    leads = [block.lead for block in eighth if isinstance(block, papers.Paragraph) and "xã Bình An" in block.lead]

    assert len(leads) == 1
    assert "UBND xã Bình Chánh (16/6/2024); UBND xã Bình Nguyên (16/6/2024)" in leads[0].replace(", chờ xác nhận", "")
    assert "thị trấn Châu Ổ" not in leads[0]  # its words are the same, but it sent evidence


def letters(count: int) -> tuple[str, ...]:
    return tuple(f"Cơ quan {n}" for n in range(1, count + 1))


def test_several_addressees_stand_one_under_the_other(report: Report) -> None:
    paper: Paper = report_paper(report).model_copy(update={"addressees": letters(3), "annexes": ()})
    text: Any = words_of_docx(docx_writer.write(paper))

    assert "Kính gửi:\n- Cơ quan 1;\n- Cơ quan 2;\n- Cơ quan 3.\n" in text
