"""Word files: labels as printed, changes as accepted, tables as meant."""

import zipfile
from io import BytesIO

import pytest
from office_files import converted, docx, levels, merged, needs_soffice, num, p, run, table

from directive.formats import load_bytes
from directive.formats.numbering import number_text

OUTLINE = levels(("decimal", "%1."), ("decimal", "%1.%2."), ("lowerLetter", "%3)"), ("bullet", "\uf0b7"))
ARTICLES = levels(("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)"), abstract=2)
ROMAN = levels(("upperRoman", "%1."), ("decimal", "%2."), abstract=3)


def lines(data: bytes) -> list[str]:
    return load_bytes(data, name="cong-van.docx").text.split("\n")


def labelled(*places: tuple[int, int], numbering: str, styles: str = "") -> list[str]:
    """The labels of paragraphs at these (list, level) places."""
    body = "".join(p("x", num=place) for place in places)
    return [line.removesuffix(" x") for line in lines(docx(body, numbering=numbering, styles=styles))]


# --- labels ---


def test_levels_count_under_their_parents() -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1)]
    assert labelled(*places, numbering=OUTLINE + num(1)) == ["1.", "1.1.", "1.2.", "a)", "-", "2.", "2.1."]


def test_articles_carry_their_word_and_clauses_restart() -> None:
    places = [(2, 0), (2, 1), (2, 1), (2, 2), (2, 0), (2, 1)]
    found = labelled(*places, numbering=ARTICLES + num(2, abstract=2))
    assert found == ["Điều 1.", "1.", "2.", "a)", "Điều 2.", "1."]


def test_a_start_override_counts_from_there_once() -> None:
    numbering = OUTLINE + num(1) + num(2, overrides={0: 5})
    assert labelled((1, 0), (2, 0), (2, 0), (2, 1), numbering=numbering) == ["1.", "5.", "6.", "6.1."]


def test_lists_of_one_abstract_list_count_on_together() -> None:
    assert labelled((1, 0), (2, 0), (1, 0), numbering=OUTLINE + num(1) + num(2)) == ["1.", "2.", "3."]


def test_a_level_told_never_to_restart_goes_on() -> None:
    numbering = levels(("upperRoman", "%1."), ("decimal", "%2."), extra={1: '<w:lvlRestart w:val="0"/>'}) + num(1)
    assert labelled((1, 0), (1, 1), (1, 1), (1, 0), (1, 1), numbering=numbering) == ["I.", "1.", "2.", "II.", "3."]


def test_legal_numbering_shows_roman_parents_as_digits() -> None:
    numbering = levels(("upperRoman", "%1."), ("decimal", "%1.%2"), extra={1: "<w:isLgl/>"}) + num(1)
    assert labelled((1, 0), (1, 1), numbering=numbering) == ["I.", "1.1"]


def test_a_plus_stays_a_plus_and_drawn_bullets_become_dashes() -> None:
    numbering = levels(("bullet", "+"), ("bullet", "•"), ("bullet", "o"), ("bullet", "–")) + num(1)
    assert labelled((1, 0), (1, 1), (1, 2), (1, 3), numbering=numbering) == ["+", "-", "-", "–"]


def test_numbers_come_through_the_chain_of_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="Muc"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Hai"><w:name w:val="Hai"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Ba"><w:name w:val="Ba"/><w:basedOn w:val="Muc"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = levels(("decimal", "%1."), ("lowerLetter", "%2)"), extra={1: '<w:pStyle w:val="Hai"/>'}) + num(1)
    body = p("x", style="Muc") + p("x", style="Con") + p("x", style="Hai") + p("x", style="Ba")
    body += p("x", style="Muc", extra='<w:numPr><w:numId w:val="0"/></w:numPr>') + p("x", style="Muc")
    assert lines(docx(body, numbering=numbering, styles=styles)) == ["1. x", "2. x", "a) x", "b) x", "x", "3. x"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (27, "lowerLetter", "aa"),
        (5, "decimalZero", "05"),
        (21, "vietnameseCounting", "hai mươi mốt"),
        (15, "vietnameseCounting", "mười lăm"),
        (3, "a form of the future", "3"),
    ],
)
def test_counters_are_shown_in_the_form_of_the_list(number: int, form: str, shown: str) -> None:
    assert number_text(number, form) == shown


@needs_soffice
@pytest.mark.slow
def test_labels_equal_those_libreoffice_prints() -> None:
    numbering = OUTLINE + ARTICLES + ROMAN + num(1) + num(2, abstract=2) + num(3, overrides={0: 5})
    numbering += num(4, abstract=3) + num(5, abstract=2, overrides={0: 1, 1: 1, 2: 1})
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (2, 1), (2, 1), (2, 2), (2, 0), (2, 1)]
    places += [(3, 0), (3, 0), (3, 1), (1, 0), (4, 0), (4, 1), (4, 1), (4, 0), (4, 1), (5, 0), (5, 1), (5, 1), (5, 0)]
    body = "".join(p(f"mục {at}", num=place) for at, place in enumerate(places)) + p("", num=(5, 0)) + p("", num=(5, 0))
    data = docx(body, numbering=numbering)
    printed = converted(data, ".docx", "txt:Text (encoded):UTF8").decode("utf-8-sig")
    assert [line.strip() for line in lines(data)] == [line.strip() for line in printed.strip().split("\n")]


# --- words ---


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    change = (
        "<w:p>" + run("Trước ngày ") + '<w:del w:id="1"><w:r><w:delText>15/6/2024</w:delText></w:r></w:del>'
        '<w:ins w:id="2">' + run("30/6/2024") + "</w:ins>" + run(".") + "</w:p>"
    )
    loaded = load_bytes(docx(change), name="a.docx")
    assert loaded.text == "Trước ngày 30/6/2024."
    assert [note.code for note in loaded.notes] == ["tracked-changes"]
    assert "“30/6/2024”" in loaded.notes[0].message
    assert "“15/6/2024”" in loaded.notes[0].message


def test_words_moved_away_are_read_once() -> None:
    moved = f'<w:p><w:moveFrom w:id="1">{run("Sở Y tế")}</w:moveFrom>{run("x")}</w:p>'
    moved += f'<w:p><w:moveTo w:id="2">{run("Sở Y tế")}</w:moveTo></w:p>'
    assert lines(docx(moved)) == ["x", "Sở Y tế"]


def test_a_paragraph_whose_end_was_deleted_runs_on_and_counts_once() -> None:
    first = f"<w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr>{run('Phòng Y tế ')}</w:p>"
    body = first + p("báo cáo", num=(1, 0)) + p("x", num=(1, 0))
    assert lines(docx(body, numbering=OUTLINE + num(1))) == ["1. Phòng Y tế báo cáo", "2. x"]


def test_content_controls_links_and_fields_are_part_of_the_text() -> None:
    body = f"<w:sdt><w:sdtContent>{p('trong ô')}</w:sdtContent></w:sdt>"
    body += f"<w:p><w:sdt><w:sdtContent>{run('a')}</w:sdtContent></w:sdt><w:hyperlink>{run('b')}</w:hyperlink>"
    body += '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText></w:r>' + run("c") + "</w:p>"
    assert lines(docx(body)) == ["trong ô", "abc"]


def test_a_text_box_is_read_once_and_not_again_for_old_readers() -> None:
    box = f"<w:txbxContent>{p('HỎA TỐC')}</w:txbxContent>"
    body = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox>"
        f"</w:pict></mc:Fallback></mc:AlternateContent></w:r>{run('Kính gửi:')}</w:p>"
    )
    assert lines(docx(body)) == ["Kính gửi:", "HỎA TỐC"]


def test_headers_footers_footnotes_and_comments_stay_out() -> None:
    more = {f"word/{part}.xml": b"<w:hdr xmlns:w='x'>TRANG</w:hdr>" for part in ("header1", "footer1", "footnotes")}
    body = f"<w:p>{run('Điều 61')}<w:r><w:footnoteReference w:id='2'/></w:r>{run(' Luật')}</w:p>"
    assert lines(docx(body, more=more)) == ["Điều 61 Luật"]


def test_hidden_words_are_not_read_and_set_capitals_are() -> None:
    body = "<w:p>" + run("ẩn", props="<w:vanish/>") + run("Ủy ban", props="<w:caps/>") + "</w:p>"
    assert lines(docx(body)) == ["ỦY BAN"]


def test_breaks_tabs_and_hyphens_inside_a_paragraph() -> None:
    body = f"<w:p>{run('a')}<w:r><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
    body += '<w:p><w:r><w:t>e</w:t><w:br w:type="page"/></w:r></w:p>' + p("f", extra="<w:pageBreakBefore/>")
    assert lines(docx(body)) == ["a", "b\tc-d", "e", "\f", "\ff"]


@pytest.mark.parametrize(
    ("typed", "font", "wanted"),
    [
        ("Phßng Y tÕ, ng\u00adêi d©n", ".VnTime", "Phòng Y tế, người dân"),
        ("ñy ban nh©n d©n", ".VnTimeH", "ỦY BAN NHÂN DÂN"),
        ("Phoøng Y teá, ngöôøi daân", "VNI-Times", "Phòng Y tế, người dân"),
        ("Phòng Y tế", ".VnTime", "Phòng Y tế"),
    ],
    ids=["TCVN3", "TCVN3 capitals", "VNI", "Unicode under an old font"],
)
def test_old_fonts_tell_the_encoding(typed: str, font: str, wanted: str) -> None:
    assert lines(docx(p(typed, font=font))) == [wanted]


def test_a_vni_letter_split_between_two_runs_is_one_letter() -> None:
    bold = run("aân", font="VNI-Times", props="<w:b/>")
    assert lines(docx(f"<w:p>{run('nha', font='VNI-Times')}{bold.replace('aân', 'ân d')}</w:p>")) == ["nhân d"]


# --- tables ---


def test_the_letterhead_is_read_column_by_column() -> None:
    body = table(
        [
            ["UBND TỈNH A\nSỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"],
            ["Số: 12/SYT-VP\nV/v báo cáo", "A, ngày 05 tháng 6 năm 2024"],
        ],
        ruled=False,
    )
    assert lines(docx(body)) == [
        "UBND TỈNH A",
        "SỞ Y TẾ",
        "Số: 12/SYT-VP",
        "V/v báo cáo",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "A, ngày 05 tháng 6 năm 2024",
    ]


def test_a_row_across_a_layout_table_ends_the_columns_above_it() -> None:
    body = table([["a", "b"], [merged("qua cả bảng", span=2)], ["c", "d"]], ruled=False)
    assert lines(docx(body)) == ["a", "b", "qua cả bảng", "c", "d"]


def test_an_annex_is_read_row_by_row_and_merged_cells_once() -> None:
    head = [["STT", "Nhiệm vụ", merged("Cơ quan", span=2)]]
    head += [[merged("", down="continue"), merged("", down="continue"), "Chủ trì", "Phối hợp"]]
    rows = [[merged("I. Nhóm một", span=4)], ["1", "Rà soát\nlại", "Sở Y tế", ""]]
    assert lines(docx(table(head + rows, ruled=True))) == [
        "STT | Nhiệm vụ | Cơ quan |",
        " |  | Chủ trì | Phối hợp",
        "I. Nhóm một",
        "1 | Rà soát lại | Sở Y tế |",
    ]


def test_numbered_cells_count_down_the_table() -> None:
    cells = [[p(num=(1, 0)), "Rà soát"], [p(num=(1, 0)), "Báo cáo"]]
    data = docx(table(cells, ruled=True), numbering=OUTLINE + num(1))
    assert [line.split() for line in lines(data)] == [["1.", "|", "Rà", "soát"], ["2.", "|", "Báo", "cáo"]]


def test_a_signature_table_with_lines_is_still_a_signature_table() -> None:
    body = table([["Nơi nhận:\n- Như trên;", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"]], ruled=True)
    assert lines(docx(body)) == ["Nơi nhận:", "- Như trên;", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_a_file_saved_as_strict_open_xml_reads_the_same() -> None:
    body = p("Phòng Y tế", num=(1, 0)) + table([["a", "b"]], ruled=True)
    data = docx(body, numbering=OUTLINE + num(1))
    strict = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(strict, "w") as new:
        for part in old.namelist():
            text = old.read(part).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(part, text)
    assert lines(strict.getvalue()) == lines(data) == ["1. Phòng Y tế", "a | b"]
