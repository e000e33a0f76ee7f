"""One letter, whatever file it comes in, is one Document: same head, assignments, owners, deadlines."""

import re
import unicodedata
from pathlib import Path

import pytest
from office_files import converted, docx, levels, needs_soffice, needs_tesseract, num, p, scanned, table
from test_formats_text import as_cp1258, as_tcvn3, as_vni

from directive.document import Document
from directive.formats import legacy, load_bytes
from directive.reading.document import read

SAMPLE = Path(__file__).parent.parent / "samples" / "binh-son" / "cong-van.txt"
BINH_SON = unicodedata.normalize("NFC", SAMPLE.read_text("utf-8"))
DEADLINES = """
UBND TỈNH HẢI LÂM
SỞ Y TẾ

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 1205/SYT-NVY
V/v tăng cường phòng, chống
dịch bệnh mùa mưa bão

Hải Lâm, ngày 12 tháng 9 năm 2025

Kính gửi:

- Trung tâm Kiểm soát bệnh tật tỉnh;
- Bệnh viện Đa khoa tỉnh;
- Trạm Y tế các xã, phường.

Thực hiện Công văn số 5512/BYT-DP ngày 05/9/2025 của Bộ Y tế về việc chủ động phòng, chống dịch bệnh trong mùa \
mưa bão. Sở Y tế yêu cầu các đơn vị thực hiện một số nội dung sau:

1. Trung tâm Kiểm soát bệnh tật tỉnh: Chủ trì, phối hợp với Bệnh viện Đa khoa tỉnh xây dựng phương án đáp ứng theo \
từng cấp độ, trình Sở Y tế trước ngày 25/9/2025.

2. Bệnh viện Đa khoa tỉnh

- Rà soát cơ số thuốc, hóa chất, vật tư; hoàn thành trong tháng 10 năm 2025.

- Bố trí đội cấp cứu lưu động trực 24/24 giờ trong thời gian có bão.

3. Trạm Y tế các xã, phường: Hướng dẫn người dân xử lý nguồn nước sau mưa lũ; báo cáo kết quả hằng tuần, trước 16 giờ \
ngày thứ Sáu.

Yêu cầu các đơn vị báo cáo kết quả về Sở Y tế (qua phòng Nghiệp vụ Y) trước ngày 20 hằng tháng để tổng hợp./.

Nơi nhận:

- Như trên;
- UBND tỉnh (b/c);
- Lưu: VT, NVY.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

Trần Minh Hải
"""
LETTERS = [
    pytest.param(BINH_SON, id="Bình Sơn, no date, no deadline"),
    pytest.param(DEADLINES, id="a letter of deadlines"),
]


def facts(document: Document) -> dict[str, object]:
    """What a clerk would compare, blanks apart."""
    signer = document.signer
    found: dict[str, object] = {
        "issuer": _tight(document.issuer),
        "number": document.number,
        "date": document.date,
        "subject": _tight(document.subject),
        "type": document.doc_type,
        "signer": (signer.mode, _tight(signer.title), _tight(signer.name)) if signer else None,
        "addressees": [_tight(a) for a in document.addressees],
        "recipients": [_tight(r) for r in document.recipients],
        "citations": [c.number for c in document.citations],
    }
    for at, assignment in enumerate(document.assignments):
        found[f"assignment {at}"] = (
            assignment.label,
            assignment.manner,
            _tight(assignment.text),
            len(assignment.actions),
        )
        found[f"owners {at}"] = [_tight(o.name) for o in assignment.owners]
        found[f"partners {at}"] = [_tight(o.name) for o in assignment.partners]
        found[f"deadlines {at}"] = [(d.kind, _tight(getattr(d, "text", ""))) for d in assignment.deadlines]
    clause = document.report_clause
    found["report clause"] = clause and (_tight(clause.via), clause.frequency, len(clause.deadlines))
    return found


def _tight(text: str | None) -> str | None:
    """Quotes run over line ends in one format and not in another; list marks and stars are no words."""
    return None if text is None else " ".join(re.sub(r"(^|\s)[-*]+(?=\s)|\*\*", " ", text).split())


def typed(text: str) -> bytes:
    """The letter as a typist sets it: tables for letterhead and signature, numbers and bullets made by Word."""
    blocks = [block.strip().replace("**", "").replace("*", "") for block in text.strip().split("\n\n")]
    agency, motto, number, place = blocks[:4]
    foot = next(at for at, block in enumerate(blocks) if block.startswith("Nơi nhận"))
    body = table([[f"{agency}\n{number}", f"{motto}\n{place}"]], ruled=False, widths=[3500, 5900])
    for block in blocks[4:foot]:
        body += "".join(_paragraph(line) for line in block.split("\n"))
    left = "\n".join(blocks[foot : foot + 2])
    body += table([[left, "\n".join([blocks[foot + 2], "", "", blocks[foot + 3]])]], ruled=False)
    return docx(body, numbering=_NUMBERS + _BULLETS + num(1) + num(2, abstract=2))


_NUMBERS = levels(("decimal", "%1."), extra={0: '<w:suff w:val="space"/>'})
_BULLETS = levels(("bullet", "-"), abstract=2, extra={0: '<w:suff w:val="space"/>'})


def _paragraph(line: str) -> str:
    inset = '<w:ind w:firstLine="567"/><w:spacing w:after="120"/><w:jc w:val="both"/>'
    if found := re.match(r"\d+\. ", line):
        return p(line[found.end() :], num=(1, 0), extra=inset)
    return p(line[2:], num=(2, 0), extra=inset) if line.startswith("- ") else p(line, extra=inset)


def read_file(data: bytes, name: str) -> dict[str, object]:
    return facts(read(load_bytes(data, name=name).text))


@pytest.mark.parametrize("text", LETTERS)
def test_docx_and_txt_give_the_same_document(text: str) -> None:
    assert read_file(typed(text), "a.docx") == read_file(text.encode(), "a.txt")


@needs_soffice
@pytest.mark.slow
@pytest.mark.parametrize("text", LETTERS)
def test_pdf_and_txt_give_the_same_document(text: str) -> None:
    assert read_file(converted(typed(text), ".docx", "pdf"), "a.pdf") == read_file(text.encode(), "a.txt")


@needs_soffice
@needs_tesseract
@pytest.mark.slow
def test_a_scan_gives_the_same_assignments_owners_and_deadlines() -> None:
    """Spelling may suffer; who must do what by when may not. Each number carries a Note until a person has looked."""
    scan = read_file(scanned(converted(typed(DEADLINES), ".docx", "pdf")), "a.pdf")
    original = read_file(DEADLINES.encode(), "a.txt")
    kept = [key for key in original if key.startswith(("owners", "deadlines", "number", "date"))]
    assert {key: scan.get(key) for key in kept} == {key: original[key] for key in kept}


@pytest.mark.parametrize("text", LETTERS)
@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: unicodedata.normalize("NFD", text).encode(), id="NFD"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(as_cp1258, id="Windows-1258"),
        pytest.param(lambda text: as_vni(text).encode("cp1252"), id="VNI"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"), id="Windows line ends and a mark"),
    ],
)
def test_every_encoding_gives_the_same_document(text: str, encode) -> None:
    assert read_file(encode(text), "a.txt") == read_file(text.encode(), "a.txt")


def test_tcvn3_gives_the_same_document_but_for_the_case_of_letters() -> None:
    """Its capitals with tones exist in fonts only: "ỦY BAN" comes back, the first letter of "Ủy ban" does not."""
    letters = set(legacy.from_tcvn3("".join(map(chr, range(0xA1, 0xFF))))) | set("–—“”…")
    text = "".join(c if c.isascii() or c in letters else c.lower() for c in BINH_SON)
    found, wanted = read_file(as_tcvn3(text).encode("cp1252"), "a.txt"), read_file(BINH_SON.encode(), "a.txt")
    assert str(found).casefold() == str(wanted).casefold()
    assert (found["issuer"], found["signer"]) == (wanted["issuer"], wanted["signer"])
