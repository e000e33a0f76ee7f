"""Scans: what recognition reads, what it must not be trusted with, and what happens without the program."""

import unicodedata

import pytest
from office_files import ITEMS, converted, letter, needs_soffice, needs_tesseract, scanned

from directive.errors import MissingTool
from directive.formats import Loaded, load_bytes, ocr, tools
from directive.formats.ocr_layout import Word, in_columns, placed, shown
from directive.formats.renumber import Repair, repairs


@pytest.fixture(scope="module")
def printed() -> bytes:
    return converted(letter(ruled_annex=False), ".docx", "pdf")


@pytest.fixture(scope="module")
def read(printed: bytes) -> Loaded:
    return load_bytes(scanned(printed), name="quet.pdf")


def words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


@needs_soffice
@needs_tesseract
@pytest.mark.slow
class TestAScannedLetter:
    def test_hardly_a_word_differs_from_the_printed_page(self, read: Loaded, printed: bytes) -> None:
        wanted, found = words(load_bytes(printed, name="a.pdf").text), words(read.text)
        assert read.kind == "scan"
        assert len(set(wanted) - set(found)) <= 0.05 * len(set(wanted))

    def test_the_letterhead_is_read_column_by_column(self, read: Loaded) -> None:
        head = [line.strip() for line in read.text.split("\n")[:4]]
        assert head[0].startswith("ỦY BAN NHÂN DÂN")
        assert "CỘNG" not in head[0]

    def test_the_items_keep_their_numbers(self, read: Loaded) -> None:
        labels = [line.split(".")[0].strip() for line in read.text.split("\n") if ". Phòng số" in line]
        assert labels == [str(at) for at in range(1, ITEMS + 1)]

    def test_every_number_and_date_gets_a_note_that_quotes_it(self, read: Loaded) -> None:
        quoted = [read.text[slice(*note.span)] for note in read.notes if note.span]
        assert any("12/UBND-VX" in words for words in quoted)
        assert any("ngày 05 tháng 6 năm 2024" in words for words in quoted)
        assert sum("15/8/2024" in words for words in quoted) == read.text.count("15/8/2024") > 0
        assert {note.code for note in read.notes} == {"ocr-doubt"}

    def test_pages_start_after_form_feeds(self, read: Loaded) -> None:
        assert len(read.pages) == 2
        assert all(read.text[start - 2 : start] == "\n\f" for start in read.pages[1:])

    @pytest.mark.parametrize("form", ["PNG", "TIFF"])
    def test_a_picture_file_reads_like_its_pdf(self, form: str, printed: bytes, read: Loaded) -> None:
        loaded = load_bytes(scanned(printed, form=form), name="quet")
        assert loaded.kind == "scan"
        assert len(loaded.pages) == (1 if form == "PNG" else 2)
        assert loaded.text.split("\n")[0] == read.text.split("\n")[0]


def test_without_the_program_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("L", (800, 1100), 255).save(picture, "PNG")
    monkeypatch.setattr(tools, "find", lambda *names: None)
    with pytest.raises(MissingTool, match="tesseract-ocr và tesseract-ocr-vie"):
        load_bytes(picture.getvalue(), name="quet.png")


# --- labels by their sequence ---


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        pytest.param(["4. Sở", "9. Phòng", "6. Ban"], [(1, "9.", "5.")], id="5 read as 9"),
        pytest.param(["4. Sở", ". Phòng", "6. Ban"], [(1, ".", "5.")], id="the digit lost"),
        pytest.param(["6. Sở", "7.. Phòng", "8. Ban"], [(1, "7..", "7.")], id="a dot too many"),
        pytest.param(["6. Sở", "7; Phòng", "8. Ban"], [(1, "7;", "7.")], id="a dot read as a semicolon"),
        pytest.param(["I. Sở", "2. Phòng", "3. Ban"], [(0, "I.", "1.")], id="1 read as I"),
        pytest.param(["4. A", "9. B", "8. C", "7. D"], [(1, "9.", "5."), (2, "8.", "6.")], id="two in a row"),
        pytest.param(["b) x", "©) y", "d) z"], [(1, "©)", "c)")], id="c read as a sign"),
        pytest.param(["d) x", "8) y", "e) z"], [(1, "8)", "đ)")], id="đ read as 8"),
        pytest.param(["1. A", "2. B", "1. C", "2. D"], [], id="a list that begins anew"),
        pytest.param(["4. A", "6. B", "7. C"], [], id="a gap may be the author's"),
        pytest.param(["4. A", "15. Sau", "5. B"], [], id="a number that wrapped to a line start"),
        pytest.param(["I. MỤC TIÊU", "1. A", "2. B"], [], id="a Roman section"),
        pytest.param(["I. A", "II. B", "III. C"], [], id="Roman sections"),
        pytest.param(["a) x", "b) y", "c) z", "d) t", "e) u"], [], id="English order of letters"),
        pytest.param(["1) x", "2) y", "3) z"], [], id="numbers in brackets"),
        pytest.param(["2024. Chủ tịch", "5. A"], [], id="a year is no label"),
    ],
)
def test_labels_are_changed_only_where_one_reading_is_left(lines: list[str], changes: list[tuple]) -> None:
    assert repairs(lines) == [Repair(*change) for change in changes]


def test_a_repaired_label_is_told_and_the_rest_of_its_line_kept() -> None:
    lines = [[Word(w, 96, 0, 0, 30) for w in line.split()] for line in ("4. Sở A", "9. Sở B", "6. Sở C")]
    page = ocr._finished(lines, ocr._renumbered(lines))
    assert page.text == "4. Sở A\n5. Sở B\n6. Sở C"
    assert [(page.text[slice(*note.span)], "“9.”" in note.message) for note in page.notes] == [("5.", True)]


def test_a_doubtful_word_and_a_sure_number_both_get_a_note() -> None:
    line = [Word(w, c, 0, 0, 30) for w, c in [("1.", 95), ("Sơ", 41), ("Y", 95), ("tế", 95), ("15/8/2024", 96)]]
    page = ocr._finished([line], {})
    assert [page.text[slice(*note.span)] for note in page.notes] == ["Sơ", "15/8/2024"]


# --- columns ---


def row(*words: tuple[str, int]) -> list[Word]:
    return [Word(text, 95, left, left + 20 * len(text), 30) for text, left in words]


def test_body_lines_are_never_cut_into_columns() -> None:
    lines = [
        row(("UBND", 100), ("_", 660), ("CỘNG", 700), ("HÒA", 800), ("XÃ", 880)),
        row(("—", 120), ("Độc", 720), ("lập", 790), ("-", 860), ("Tự", 900)),
        row(("Số:", 100), ("1/UBND", 180), ("ngày", 800), ("5/6/2024", 900)),
        row(("Kính", 300), ("gửi:", 400), ("Sở", 700)),
        row(("Thực", 100), ("hiện", 190), ("kế", 680), ("hoạch", 730)),
    ]
    assert [shown(line) for line in in_columns(lines)] == [
        "UBND",
        "Số: 1/UBND",
        "CỘNG HÒA XÃ",
        "Độc lập - Tự",
        "ngày 5/6/2024",
        "Kính gửi: Sở",
        "Thực hiện kế hoạch",
    ]


def test_indents_and_room_between_lines_are_kept() -> None:
    lines = [
        [Word("1.", 95, 200, 230, 30, 100), Word("Phòng" * 10, 95, 240, 700, 30, 100)],
        [Word("rà" * 20, 95, 100, 700, 30, 140)],
        [Word("soát" * 9, 95, 100, 600, 30, 180)],
        [Word("2.", 95, 200, 230, 30, 260)],
    ]
    befores = [before for before, _ in placed(lines)]
    assert befores[1:3] == ["", ""]
    assert befores[3].startswith("\n   ")
    assert befores[0] == befores[3].lstrip("\n")


def test_the_signature_block_is_read_after_the_recipients() -> None:
    lines = [
        row(("Nơi", 100), ("nhận:", 170), ("KT.", 800), ("CHỦ", 870), ("TỊCH", 950)),
        row(("-", 100), ("Như", 130), ("trên;", 200)),
        row(("Phạm", 820), ("Sự", 920)),
        row(("-", 100), ("Lưu:", 130), ("VT.", 230)),
    ]
    found = [shown(line) for line in in_columns(lines)]
    assert found == ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "KT. CHỦ TỊCH", "Phạm Sự"]
