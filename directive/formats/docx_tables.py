"""Tables of a .docx: layout tables (letterhead, signature) column by column, tables of data row by row."""

import re
from dataclasses import dataclass

from lxml import etree

from directive.formats.docx_styles import Styles, style_of
from directive.formats.numbering import W

CELL = " | "
_LAYOUT_WORDS = (
    re.compile(  # the pieces of an official paper that are set in invisible tables (NĐ 30/2020, Phụ lục III)
        r"^\W*(cộng ho(à|òa) xã hội chủ nghĩa|độc lập\s*-\s*tự do|đảng cộng sản việt nam|nơi nhận|kính gửi|"
        r"(tm|kt|tl|tuq|q)\.\s)",
        re.IGNORECASE | re.MULTILINE,
    )
)
_MAX_LAYOUT_ROWS, _MAX_LAYOUT_COLUMNS = 4, 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it begins, how many columns it spans, its lines; a cell merged upward has none."""

    column: int
    span: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())


Row = tuple[Cell, ...]


def lines_of(rows: list[Row], *, ruled: bool) -> list[str]:
    """The lines a table adds to the text."""
    rows = [row for row in rows if row]
    width = max((cell.column + cell.span for row in rows for cell in row), default=0)
    if width <= 1 or _is_layout(rows, width=width, ruled=ruled):
        return _by_column(rows, width)
    return [_data_line(row, width) for row in rows]


def is_ruled(table: etree._Element, styles: Styles) -> bool:
    """Whether the table draws lines between its cells."""
    props = table.find(W + "tblPr")
    own = props.find(W + "tblBorders") if props is not None else None
    borders = own if own is not None else styles.table_borders(style_of(props, "tblStyle"))
    if borders is not None and any(_drawn(borders.find(W + side)) for side in ("insideV", "insideH")):
        return True
    cells = table.findall(f"{W}tr/{W}tc")
    return sum(_is_walled(cell) for cell in cells) * 2 > len(cells)


def place(cell: etree._Element) -> tuple[int, bool]:
    """How many columns a cell spans, and whether it continues the cell above (its words were told there)."""
    props = cell.find(W + "tcPr")
    if props is None:
        return 1, False
    span, merge = props.find(W + "gridSpan"), props.find(W + "vMerge")
    value = span.get(W + "val", "") if span is not None else ""
    continues = merge is not None and merge.get(W + "val") != "restart"
    return (max(1, min(int(value), 63)) if value.isdigit() else 1), continues


def _is_walled(cell: etree._Element) -> bool:
    """Lines left or right of a cell; newer files say start and end."""
    borders = cell.find(f"{W}tcPr/{W}tcBorders")
    return borders is not None and any(_drawn(borders.find(W + side)) for side in ("left", "start", "right", "end"))


def _drawn(border: etree._Element | None) -> bool:
    return border is not None and border.get(W + "val") not in (None, "nil", "none")


def _is_layout(rows: list[Row], *, width: int, ruled: bool) -> bool:
    if width > _MAX_LAYOUT_COLUMNS or len(rows) > _MAX_LAYOUT_ROWS * 3:
        return False
    if any(_LAYOUT_WORDS.search("\n".join(cell.lines)) for row in rows for cell in row):
        return True
    return not ruled and len(rows) <= _MAX_LAYOUT_ROWS


def _by_column(rows: list[Row], width: int) -> list[str]:
    """Column after column; a row that spans the whole table ends the columns above it."""
    out: list[str] = []
    band: list[Row] = []
    for row in [*rows, None]:
        if row is not None and not (len(row) == 1 and row[0].span >= width > 1):
            band.append(row)
            continue
        for column in range(width):
            out += [line for r in band for cell in r if cell.column == column for line in cell.lines]
        band = []
        out += row[0].lines if row is not None else ()
    return out


def _data_line(row: Row, width: int) -> str:
    """One row on one line. Spanned columns stay empty, so that all keep their place; a heading row stands alone."""
    if len(row) == 1 and row[0].span >= width:
        return row[0].text
    cells = [""] * width
    for cell in row:
        cells[min(cell.column, width - 1)] = cell.text
    return CELL.join(cells).rstrip()
