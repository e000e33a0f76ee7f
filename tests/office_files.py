"""Files as offices make them, built in the test that needs them: .docx from raw XML, PDF and scans from those."""

import random
import shutil
import subprocess
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567"/></w:sectPr>'
)


def docx(body: str, *, numbering: str = "", styles: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A .docx whose body, numbering and styles are the given WordprocessingML."""
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>'
            f'<Override PartName="/word/numbering.xml" ContentType="{_TYPES}.numbering+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", "numbering", "numbering.xml"), ("rId2", "styles", "styles.xml")
        ),
        "word/document.xml": f"<w:document {_NS}><w:body>{body}{_PAGE}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {_NS}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {_NS}>{_DEFAULTS}{styles}</w:styles>",
    }
    return zipped({name: text.encode() for name, text in parts.items()} | (more or {}))


_DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
    'w:cs="Times New Roman"/><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
)


def _relations(*links: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_RELS}/{kind}" Target="{to}"/>' for i, kind, to in links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip archive of the given members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def p(text: str = "", *, num: tuple[int, int] | None = None, style: str = "", extra: str = "", font: str = "") -> str:
    """One paragraph; `num` is (list, level)."""
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        props += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{props}{extra}</w:pPr>{run(text, font=font)}</w:p>"


def run(text: str, *, font: str = "", props: str = "") -> str:
    """One run of text; newlines become line breaks."""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{fonts}{props}</w:rPr>{words}</w:r>"


def table(rows: list[list[str]], *, ruled: bool, widths: list[int] | None = None) -> str:
    """A table of cells; a cell is a text (its lines become paragraphs) or ready-made `<w:tc>`/`<w:p>` markup."""
    widths = widths or [9000 // max(len(r) for r in rows)] * max(len(r) for r in rows)
    sides = "".join(
        f'<w:{side} w:val="{"single" if ruled else "nil"}" w:sz="4" w:space="0"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    body = "".join(f"<w:tr>{''.join(_cell(c, widths[i]) for i, c in enumerate(row))}</w:tr>" for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'
    )


def _cell(content: str, width: int) -> str:
    if content.startswith("<w:tc>"):
        return content
    inner = content if content.startswith("<w:p>") else "".join(p(line) for line in content.split("\n"))
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def merged(text: str, *, span: int = 1, down: str | None = None) -> str:
    """A merged cell: over `span` columns; `down` is "restart" or "continue"."""
    merge = "" if down is None else f'<w:vMerge w:val="{down}"/>' if down == "restart" else "<w:vMerge/>"
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{p(text)}</w:tc>'


def levels(*forms: tuple[str, str], abstract: int = 1, extra: dict[int, str] | None = None) -> str:
    """An abstract list: (format, text) for each level, and more markup for some of them."""
    out = f'<w:abstractNum w:abstractNumId="{abstract}"><w:multiLevelType w:val="multilevel"/>'
    for at, (form, text) in enumerate(forms):
        more = (extra or {}).get(at, "")
        start = "" if "<w:start " in more else '<w:start w:val="1"/>'
        out += (
            f'<w:lvl w:ilvl="{at}">{start}<w:numFmt w:val="{form}"/>{more}'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        )
    return out + "</w:abstractNum>"


def num(number: int, *, abstract: int = 1, overrides: dict[int, int] | None = None) -> str:
    """A list that counts in an abstract one, with start overrides by level."""
    inner = "".join(
        f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for at, start in (overrides or {}).items()
    )
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{inner}</w:num>'


# --- through the tools of the machine ---

needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (libreoffice-writer)")
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="needs Tesseract (tesseract-ocr, tesseract-ocr-vie)"
)


def converted(data: bytes, suffix: str, to: str) -> bytes:
    """The file as LibreOffice converts it (`to`: "pdf", "doc", "txt:Text (encoded):UTF8")."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"a{suffix}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (Path(folder) / f"a.{to.split(':')[0]}").read_bytes()


ITEMS = 6


def letter(*, ruled_annex: bool = True) -> bytes:
    """A whole letter as an office types it: letterhead and signature tables, wrapped lines, two pages, an annex."""
    head = [
        ["ỦY BAN NHÂN DÂN\nHUYỆN BÌNH SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"],
        ["Số: 12/UBND-VX\nV/v rà soát các câu lạc bộ", "Bình Sơn, ngày 05 tháng 6 năm 2024"],
    ]
    annex = [["STT", "Nhiệm vụ", "Cơ quan"], ["1", "Rà soát lại danh sách", "Phòng Y tế"]]
    annex += [["2", "Tổng hợp", "Văn phòng"]]
    foot = [["Nơi nhận:\n- Như trên;\n- Lưu: VT.", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nPhạm Quang Sự"]]
    body = table(head, ruled=False, widths=[3500, 5900]) + p("Kính gửi: Các phòng, ban thuộc huyện.")
    for at in range(1, ITEMS + 1):
        body += p(f"Phòng số {at}: {_SENTENCE}", num=(1, 0), extra='<w:ind w:firstLine="720"/><w:jc w:val="both"/>')
    body += table(foot, ruled=False) + p("PHỤ LỤC", extra="<w:pageBreakBefore/>") + table(annex, ruled=ruled_annex)
    return docx(body + p("Ghi chú cuối."), numbering=levels(("decimal", "%1.")) + num(1))


_SENTENCE = (
    "Chủ trì, phối hợp với các cơ quan liên quan rà soát, đánh giá tiến độ thực hiện Kế hoạch số 92/KH-UBND "
    "ngày 04/7/2022 của Ủy ban nhân dân huyện; báo cáo kết quả trước ngày 15/8/2024 để tổng hợp, theo dõi chung."
)


def scanned(pdf: bytes, *, form: str = "PDF", angle: float = 0.7) -> bytes:
    """The pages of a PDF as a flat-bed scanner at 200 dpi gives them: a little askew, noisy."""
    import pypdfium2
    from PIL import Image, ImageChops

    grain = random.Random(7)  # the same specks in every run
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        sheet = page.render(scale=200 / 72, grayscale=True).to_pil().convert("L")
        sheet = sheet.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
        specks = Image.frombytes("L", sheet.size, grain.randbytes(sheet.width * sheet.height))
        pages.append(ImageChops.add(sheet, specks.point(lambda v: 96 + v // 4), 1, -128))
    out = BytesIO()
    more = {} if form in ("PNG", "JPEG") else {"save_all": True, "append_images": pages[1:]}
    pages[0].save(out, form, dpi=(200, 200), **({"resolution": 200} if form == "PDF" else {}), **more)
    return out.getvalue()
