"""Paper -> .docx in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Written as WordprocessingML directly, because what the form asks for (fixed grids that LibreOffice keeps too, rules as
borders, letters named for every script) is not in python-docx's own vocabulary, and a thousand rows take no time.
The same paper always gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

from directive.calendar import VIETNAM
from directive.writers.docx_parts import BODY, FONT, centred, grid, paragraph, rule_line, run, twips
from directive.writers.papers import Align, Annex, Paper, Paragraph, Style, Table

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BODY = "word/document.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of the zip's entries: no clock in the bytes

LEFT, RIGHT = 66.0, 94.0  # columns of the head; Quốc hiệu at 12 points needs 92 mm
MOTTO = 57.0  # length of the rule under Tiêu ngữ, as long as its text at 13 points
KEPT_WHOLE = 6  # tables of so many rows are not spread over two pages


def write(paper: Paper) -> bytes:
    """The .docx of a paper."""
    document = docx.Document()
    _set_properties(document, paper)
    _set_normal_style(document)
    header = _page_number_header(document)
    body = "".join(_parts(paper, header))
    return _packed(document, f"{_XML}<w:document {_W} {_R}><w:body>{body}</w:body></w:document>")


def _parts(paper: Paper, header: str) -> Iterator[str]:
    """All children of the body. A section's properties stand at its end: those of the last one close the body."""
    yield from (*_front(paper), *_blocks(paper), *_end(paper))
    landscape = False
    for annex in paper.annexes:
        yield _section_break(header, landscape=landscape)
        yield from _annex(paper, annex)
        landscape = True
    yield _section(header, landscape=landscape)


# --- tables ------------------------------------------------------------------------------------------------------


_JC: dict[Align, str] = {"left": "left", "center": "center", "right": "right"}


def _ruled(table: Table) -> str:
    whole = len(table.rows) <= KEPT_WHOLE

    def cell(text: str, align: Align, *, bold: bool = False) -> str:
        return paragraph(run(text, table.size, bold=bold), align=_JC[align], before=2, after=2, keep=whole)

    head = [cell(column.title, "center", bold=True) for column in table.columns]
    rows = [[cell(text, column.align) for text, column in zip(row, table.columns, strict=True)] for row in table.rows]
    return grid([column.width for column in table.columns], [head, *rows], ruled=True, head=1)


# --- the parts of a paper ----------------------------------------------------------------------------------------


def _front(paper: Paper) -> Iterator[str]:
    head = paper.head
    left = [centred(head.superior, 12)] if head.superior else []
    left += [centred(head.agency, 12, bold=True), rule_line(rule_length(head.agency), LEFT)]
    right = [
        centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True),
        centred("Độc lập - Tự do - Hạnh phúc", 13, bold=True),
        rule_line(MOTTO, RIGHT),
    ]
    number = [centred(head.number_line, 13, before=4)]
    if not paper.type_name:
        number.append(centred(f"V/v {paper.subject}", 12, before=6))
    yield grid(
        [LEFT, RIGHT],
        [
            ["".join(left), "".join(right)],
            ["".join(number), centred(head.date_line, 13, italic=True, before=4)],
        ],
    )
    yield paragraph(after=0, line=10)
    if paper.note:
        yield centred(paper.note, 12, italic=True, after=6)
    if paper.type_name:
        yield centred(paper.type_name, 14, bold=True, before=6)
        yield paragraph(run(paper.subject, 14, bold=True), align="center", left=15, right=15, after=0)
        yield rule_line(50, 160)
        yield paragraph(after=0, line=8)
    yield from _addressees(paper.addressees)


def _addressees(names: Sequence[str]) -> Iterator[str]:
    """One on the line of "Kính gửi:", several each on a line of its own, the dashes in one column."""
    if len(names) == 1:
        yield centred(f"Kính gửi: {names[0]}", 14, before=6, after=12)
    elif names:
        yield paragraph(run("Kính gửi:"), align="left", left=35, before=6, after=0, keep=True)
        for number, name in enumerate(names, start=1):
            end = "." if number == len(names) else ";"
            yield paragraph(run(f"- {name}{end}"), align="left", left=57, after=12 if end == "." else 0)


def _blocks(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Table):
            yield _ruled(block)
            yield paragraph(after=0, line=8)
        else:
            yield _block(block)
    yield paragraph(run(f"{paper.closing}./."), first=12.7)


def _block(block: Paragraph) -> str:
    strong = block.style in (Style.HEADING, Style.ITEM)
    italic = block.style is Style.REMARK
    runs = [run(block.lead, bold=True)] if block.lead else []
    runs.append(run(block.text, bold=strong, italic=italic))
    return paragraph(*runs, first=12.7, before=6 if block.style is Style.HEADING else 0, keep=strong)


def _end(paper: Paper) -> Iterator[str]:
    last = len(paper.recipients) - 1
    left = paragraph(run("Nơi nhận:", 12, bold=True, italic=True), align="left", after=0)
    for number, name in enumerate(paper.recipients):
        left += paragraph(run(f"- {name}{'.' if number == last else ';'}", 11), align="left", after=0)
    right = "".join(centred(line, 14, bold=True) for line in paper.head.signs)
    right += "".join(centred("", 14) for _ in range(4)) + centred(paper.head.signer, 14, bold=True)
    yield paragraph(after=0, line=10, keep=True)
    yield grid([75.0, 85.0], [[left, right]])


def _annex(paper: Paper, annex: Annex) -> Iterator[str]:
    yield centred(annex.label, 14, bold=True, keep=True)
    yield centred(annex.title, 14, bold=True, keep=True)
    yield centred(paper.attachment_line, 13, italic=True, after=8, keep=True)
    yield _ruled(annex.table)
    if annex.foot:
        yield paragraph(run(annex.foot, 10, italic=True), align="left", before=6, after=0)


# --- sections ----------------------------------------------------------------------------------------------------


def _section_break(header: str, *, landscape: bool) -> str:
    properties = _section(header, landscape=landscape)
    spacing = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{spacing}{properties}</w:pPr></w:p>"


def _section(header: str, *, landscape: bool) -> str:
    """A4 with margins of 20, 20, 30 and 20 mm; the page number from page 2 on; every annex begins with 1 again."""
    width, height, turn = (297, 210, ' w:orient="landscape"') if landscape else (210, 297, "")
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turn}/>'
        f'<w:pgMar w:top="{twips(20)}" w:right="{twips(20)}" w:bottom="{twips(20)}" w:left="{twips(30)}" '
        f'w:header="{twips(10)}" w:footer="{twips(10)}" w:gutter="0"/><w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
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
    for empty in list(header.paragraphs):
        header._element.remove(empty._element)
    header._element.append(parse_xml(paragraph(field, align="center", after=0).replace("<w:p>", f"<w:p {_W}>", 1)))
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


def _packed(document: Document, body: str) -> bytes:
    """The package with our body, which is text already: a thousand rows cost most where they become objects. Fixed
    times in its directory, so that one paper is one hash.
    """
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = body.encode() if name == _BODY else source.read(name)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def rule_length(name: str) -> float:
    """A third to a half of the agency's name as it stands (13 points of capitals are 3 mm each), at most 26 mm."""
    return min(max(len(name) * 3.0 * 0.4, 12.0), 26.0)
