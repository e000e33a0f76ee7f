"""Paper -> .docx in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Written as WordprocessingML directly, because what the form asks for (fixed grids that LibreOffice keeps too, rules as
borders, letters named for every script) is not in python-docx's own vocabulary, and a thousand rows take no time.
The same paper always gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

from directive.calendar import VIETNAM
from directive.writers.papers import Align, Annex, Paper, Paragraph, Style, Table

FONT = "Times New Roman"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TWIPS = 1440 / 25.4  # per millimetre
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of the zip's entries: no clock in the bytes

LEFT, RIGHT = 66.0, 94.0  # columns of the head; Quốc hiệu at 12 points needs 92 mm
MOTTO = 57.0  # length of the rule under Tiêu ngữ, as long as its text at 13 points
BODY = 14.0
KEPT_WHOLE = 6  # tables of so many rows are not spread over two pages


def write(paper: Paper) -> bytes:
    """The .docx of a paper."""
    document = docx.Document()
    _set_properties(document, paper)
    _set_normal_style(document)
    header = _page_number_header(document)
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for part in _parts(paper, header):
        body.append(parse_xml(part))
    return _without_clock(document)


def _parts(paper: Paper, header: str) -> Iterator[str]:
    """All children of the body. A section's properties stand at its end: those of the last one close the body."""
    yield from (*_front(paper), *_blocks(paper), *_end(paper))
    landscape = False
    for annex in paper.annexes:
        yield _section_break(header, landscape=landscape)
        yield from _annex(paper, annex)
        landscape = True
    yield _section(header, landscape=landscape)


# --- letters and paragraphs --------------------------------------------------------------------------------------


def _run(text: str, size: float = BODY, *, bold: bool = False, italic: bool = False) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    marks = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    half = round(size * 2)
    return (
        f'<w:r><w:rPr>{fonts}{marks}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/><w:lang w:val="vi-VN"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _paragraph(
    *runs: str,
    align: str = "both",
    first: float = 0,
    left: float = 0,
    right: float = 0,
    before: float = 0,
    after: float = 6,
    line: float | None = None,
    keep: bool = False,
    rule: bool = False,
) -> str:
    """One paragraph; lengths in millimetres, `before`, `after` and `line` in points; `rule` draws a line on top."""
    spacing = f'w:before="{round(before * 20)}" w:after="{round(after * 20)}"'
    spacing += f' w:line="{round(line * 20)}" w:lineRule="exact"' if line else ' w:line="250" w:lineRule="auto"'
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>' if rule else ""
    return (
        f"<w:p {_W}><w:pPr>{'<w:keepNext/>' if keep else ''}{border}<w:spacing {spacing}/>"
        f'<w:ind w:left="{_tw(left)}" w:right="{_tw(right)}" w:firstLine="{_tw(first)}"/>'
        f'<w:jc w:val="{align}"/></w:pPr>'
        f"{''.join(runs)}</w:p>"
    )


def _rule(width: float, of: float) -> str:
    """A short line of `width`, centred in a box of width `of`."""
    side = max(of - width, 0) / 2
    return _paragraph(align="center", left=side, right=side, before=1, after=0, line=4, rule=True)


def _centred(
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> str:
    run = _run(text, size, bold=bold, italic=italic)
    return _paragraph(run, align="center", before=before, after=after, keep=keep)


# --- tables ------------------------------------------------------------------------------------------------------


def _grid(widths: Sequence[float], rows: Sequence[Sequence[str]], *, ruled: bool = False, head: int = 0) -> str:
    """A table of fixed widths (mm); cells are lists of paragraphs as text. `head` rows are repeated on each page."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if ruled else 'w:val="nil"'
    borders = "".join(f"<w:{edge} {kind}/>" for edge in edges)
    side = 60 if ruled else 0
    margins = f'<w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
    columns = "".join(f'<w:gridCol w:w="{_tw(width)}"/>' for width in widths)
    lines = "".join(_row(widths, cells, repeat=number < head) for number, cells in enumerate(rows))
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{_tw(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{lines}</w:tbl>"
    )


def _row(widths: Sequence[float], cells: Sequence[str], *, repeat: bool) -> str:
    """One row, never cut by the end of a page."""
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if repeat else "")
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_tw(width)}" w:type="dxa"/>{_MIDDLE if repeat else ""}</w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{written}</w:tr>"


_MIDDLE = '<w:vAlign w:val="center"/>'
_JC: dict[Align, str] = {"left": "left", "center": "center", "right": "right"}


def _ruled(table: Table) -> str:
    whole = len(table.rows) <= KEPT_WHOLE

    def cell(text: str, align: Align, *, bold: bool = False) -> str:
        return _paragraph(_run(text, table.size, bold=bold), align=_JC[align], before=2, after=2, keep=whole)

    head = [cell(column.title, "center", bold=True) for column in table.columns]
    rows = [[cell(text, column.align) for text, column in zip(row, table.columns, strict=True)] for row in table.rows]
    return _grid([column.width for column in table.columns], [head, *rows], ruled=True, head=1)


# --- the parts of a paper ----------------------------------------------------------------------------------------


def _front(paper: Paper) -> Iterator[str]:
    head = paper.head
    left = [_centred(head.superior, 12)] if head.superior else []
    left += [_centred(head.agency, 12, bold=True), _rule(rule_length(head.agency), LEFT)]
    right = [
        _centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True),
        _centred("Độc lập - Tự do - Hạnh phúc", 13, bold=True),
        _rule(MOTTO, RIGHT),
    ]
    number = [_centred(head.number_line, 13, before=4)]
    if not paper.type_name:
        number.append(_centred(f"V/v {paper.subject}", 12, before=6))
    yield _grid(
        [LEFT, RIGHT],
        [
            ["".join(left), "".join(right)],
            ["".join(number), _centred(head.date_line, 13, italic=True, before=4)],
        ],
    )
    yield _paragraph(after=0, line=10)
    if paper.note:
        yield _centred(paper.note, 12, italic=True, after=6)
    if paper.type_name:
        yield _centred(paper.type_name, 14, bold=True, before=6)
        yield _paragraph(_run(paper.subject, 14, bold=True), align="center", left=15, right=15, after=0)
        yield _rule(50, 160)
        yield _paragraph(after=0, line=8)
    yield from _addressees(paper.addressees)


def _addressees(names: Sequence[str]) -> Iterator[str]:
    """One on the line of "Kính gửi:", several each on a line of its own, the dashes in one column."""
    if len(names) == 1:
        yield _centred(f"Kính gửi: {names[0]}", 14, before=6, after=12)
    elif names:
        yield _paragraph(_run("Kính gửi:"), align="left", left=35, before=6, after=0, keep=True)
        for number, name in enumerate(names, start=1):
            end = "." if number == len(names) else ";"
            yield _paragraph(_run(f"- {name}{end}"), align="left", left=57, after=12 if end == "." else 0)


def _blocks(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Table):
            yield _ruled(block)
            yield _paragraph(after=0, line=8)
        else:
            yield _block(block)
    yield _paragraph(_run(f"{paper.closing}./."), first=12.7)


def _block(block: Paragraph) -> str:
    strong = block.style in (Style.HEADING, Style.ITEM)
    italic = block.style is Style.REMARK
    runs = [_run(block.lead, bold=True)] if block.lead else []
    runs.append(_run(block.text, bold=strong, italic=italic))
    return _paragraph(*runs, first=12.7, before=6 if block.style is Style.HEADING else 0, keep=strong)


def _end(paper: Paper) -> Iterator[str]:
    last = len(paper.recipients) - 1
    left = _paragraph(_run("Nơi nhận:", 12, bold=True, italic=True), align="left", after=0)
    for number, name in enumerate(paper.recipients):
        left += _paragraph(_run(f"- {name}{'.' if number == last else ';'}", 11), align="left", after=0)
    right = "".join(_centred(line, 14, bold=True) for line in paper.head.signs)
    right += "".join(_centred("", 14) for _ in range(4)) + _centred(paper.head.signer, 14, bold=True)
    yield _paragraph(after=0, line=10, keep=True)
    yield _grid([75.0, 85.0], [[left, right]])


def _annex(paper: Paper, annex: Annex) -> Iterator[str]:
    yield _centred(annex.label, 14, bold=True, keep=True)
    yield _centred(annex.title, 14, bold=True, keep=True)
    yield _centred(paper.attachment_line, 13, italic=True, after=8, keep=True)
    yield _ruled(annex.table)
    if annex.foot:
        yield _paragraph(_run(annex.foot, 10, italic=True), align="left", before=6, after=0)


# --- sections ----------------------------------------------------------------------------------------------------


def _section_break(header: str, *, landscape: bool) -> str:
    properties = _section(header, landscape=landscape)
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p {_W}><w:pPr>{spacing}{properties}</w:pPr></w:p>"


def _section(header: str, *, landscape: bool) -> str:
    """A4 with margins of 20, 20, 30 and 20 mm; the page number from page 2 on; every annex begins with 1 again."""
    width, height, turn = (297, 210, ' w:orient="landscape"') if landscape else (210, 297, "")
    return (
        f'<w:sectPr {_W} {_R}><w:headerReference w:type="default" r:id="{header}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{_tw(width)}" w:h="{_tw(height)}"{turn}/>'
        f'<w:pgMar w:top="{_tw(20)}" w:right="{_tw(20)}" w:bottom="{_tw(20)}" w:left="{_tw(30)}" '
        f'w:header="{_tw(10)}" w:footer="{_tw(10)}" w:gutter="0"/><w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def _page_number_header(document: Document) -> str:
    """A header with the page number, 14 points, centred; gives the id sections refer to it by."""
    header = document.sections[0].header
    header.is_linked_to_previous = False
    field = "".join(
        f'<w:r><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/><w:sz w:val="28"/></w:rPr>{part}</w:r>'
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve">PAGE</w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    for paragraph in list(header.paragraphs):
        header._element.remove(paragraph._element)
    header._element.append(parse_xml(_paragraph(field, align="center", after=0)))
    return str(document.element.body.sectPr.headerReference_lst[0].rId)


# --- the package -------------------------------------------------------------------------------------------------


def _set_normal_style(document: Document) -> None:
    """What a clerk types into the file later looks like the rest."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY)
    fonts = normal.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _set_properties(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author = paper.subject[:255], paper.head.name[:255]
    properties.comments, properties.language, properties.last_modified_by = "", "vi-VN", ""
    properties.created = properties.modified = datetime.combine(paper.on, time(0), tzinfo=VIETNAM)
    properties.revision = 1


def _without_clock(document: Document) -> bytes:
    """The package with fixed times in its directory, so that one paper is one hash."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def rule_length(name: str) -> float:
    """A third to a half of the agency's name as it stands (13 points of capitals are 3 mm each), at most 26 mm."""
    return min(max(len(name) * 3.0 * 0.4, 12.0), 26.0)


def _tw(millimetres: float) -> int:
    return round(millimetres * _TWIPS)
