"""Pieces of WordprocessingML as text: runs, paragraphs, rules, grids. Lengths in millimetres, letters in points."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

FONT = "Times New Roman"
BODY = 14.0
_TWIPS = 1440 / 25.4  # per millimetre
_MIDDLE = '<w:vAlign w:val="center"/>'


def run(text: str, size: float = BODY, *, bold: bool = False, italic: bool = False) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    marks = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    half = round(size * 2)
    return (
        f'<w:r><w:rPr>{fonts}{marks}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/><w:lang w:val="vi-VN"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def paragraph(
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
        f"<w:p><w:pPr>{'<w:keepNext/>' if keep else ''}{border}<w:spacing {spacing}/>"
        f'<w:ind w:left="{twips(left)}" w:right="{twips(right)}" w:firstLine="{twips(first)}"/>'
        f'<w:jc w:val="{align}"/></w:pPr>'
        f"{''.join(runs)}</w:p>"
    )


def rule_line(width: float, of: float) -> str:
    """A short line of `width`, centred in a box of width `of`."""
    side = max(of - width, 0) / 2
    return paragraph(align="center", left=side, right=side, before=1, after=0, line=4, rule=True)


def centred(
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> str:
    words = run(text, size, bold=bold, italic=italic)
    return paragraph(words, align="center", before=before, after=after, keep=keep)


def grid(widths: Sequence[float], rows: Sequence[Sequence[str]], *, ruled: bool = False, head: int = 0) -> str:
    """A table of fixed widths (mm); cells are lists of paragraphs as text. `head` rows are repeated on each page."""
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if ruled else 'w:val="nil"'
    borders = "".join(f"<w:{edge} {kind}/>" for edge in edges)
    side = 60 if ruled else 0
    margins = f'<w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
    columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    lines = "".join(_row(widths, cells, repeat=number < head) for number, cells in enumerate(rows))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{lines}</w:tbl>"
    )


def _row(widths: Sequence[float], cells: Sequence[str], *, repeat: bool) -> str:
    """One row, never cut by the end of a page."""
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if repeat else "")
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{_MIDDLE if repeat else ""}</w:tcPr>{cell}</w:tc>'
        for width, cell in zip(widths, cells, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{written}</w:tr>"


def twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)
