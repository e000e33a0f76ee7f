"""Bảng chỉ có khoảng trắng: tables of tasks whose columns are told by blanks alone, as text drawn from a PDF has them.

The line of headings says where each column begins; a cell belongs to the column it stands under, and a line without a
number goes on with the task above.
"""

from collections.abc import Sequence
from typing import NamedTuple

from directive.reading.fields import Field, field_of
from directive.reading.patterns import pattern
from directive.reading.rows import Row
from directive.reading.source import Passage, join
from directive.reading.tables import TableRow, bodies

_FIRST = pattern(r"(?:STT|TT|Stt|Tt|Số TT|Số thứ tự)\.?(?=\s{2,}|\t)")
_CELL = pattern(r"\S+(?:\s\S+)*")
_NUMBER = pattern(r"(\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5})[.)]?")
_COUNTER = pattern(r"\(?\d{1,2}\)?")
_HEADING_LINES = 4  # a heading such as "Thời gian hoàn thành" wraps over so many lines
_SLACK = 6  # characters a cell may stand left of its heading


class _Cell(NamedTuple):
    piece: Passage
    at: int  # where it stands on the line


class _Column(NamedTuple):
    at: int
    field: Field | None


def heads_columns(text: str) -> bool:
    """Whether a line is the headings of such a table."""
    return _FIRST.match(text) is not None


def columned(rows: Sequence[Row], start: int) -> tuple[list[TableRow], int] | None:
    """The table whose headings begin at a row, and the row behind it; None when nothing there names an owner."""
    first = _first_task(rows, start)
    if first is None:
        return None
    columns = _columns(rows[start:first])
    if "owner" not in [column.field for column in columns]:
        return None
    found: list[TableRow] = []
    taken: list[tuple[Row, dict[int, list[Passage]]]] = []
    at = first
    while at < len(rows):
        row = rows[at]
        if not row.furniture:
            cells = _cells(row)
            number = _NUMBER.fullmatch(cells[0].piece.text) if cells else None
            if number and len(cells) == 1:
                break
            if not number and (len(cells) == 1 and (row.gap or cells[0].at < columns[1].at - _SLACK)):
                break  # a paragraph below the table
            if number or not taken:
                taken.append((row, {}))
                found.append(TableRow(f"PL.{number.group(1) if number else len(found) + 1}", row.piece))
            found[-1].rows.append(row)
            for cell in cells[1:] if number else cells:
                taken[-1][1].setdefault(_under(columns, cell), []).append(cell.piece)
        at += 1
    return [_filled(entry, columns, cells) for entry, (_, cells) in zip(found, taken, strict=True)], at


def _first_task(rows: Sequence[Row], start: int) -> int | None:
    """The first row that begins with a number and has several cells."""
    for at in range(start + 1, min(start + 1 + _HEADING_LINES, len(rows))):
        cells = _cells(rows[at])
        counted = all(_COUNTER.fullmatch(cell.piece.text) for cell in cells)
        if cells and len(cells) > 2 and _NUMBER.fullmatch(cells[0].piece.text) and not counted:
            return at
    return None


def _cells(row: Row) -> list[_Cell]:
    """What stands on a line between wide gaps."""
    return [
        _Cell(row.piece.cut(cell.start(), cell.end()), row.indent + cell.start()) for cell in _CELL.finditer(row.text)
    ]


def _columns(rows: Sequence[Row]) -> list[_Column]:
    """The columns by their headings; further lines of a heading stand under its first."""
    first = _cells(rows[0])
    words = {cell.at: [cell.piece.text] for cell in first}
    for row in rows[1:]:
        for cell in _cells(row):
            near = min(words, key=lambda at: abs(at - cell.at))
            words[near].append(cell.piece.text)
    return [
        _Column(at, None if number == 0 else field_of(" ".join(words[at]))) for number, at in enumerate(sorted(words))
    ]


def _under(columns: Sequence[_Column], cell: _Cell) -> int:
    """The column a cell stands under: the last that begins before it, with some slack."""
    left = [number for number, column in enumerate(columns) if column.at <= cell.at + _SLACK]
    return left[-1] if left else 0


def _filled(entry: TableRow, columns: Sequence[_Column], cells: dict[int, list[Passage]]) -> TableRow:
    """A task with what stands in its columns."""
    by_field: dict[str, Passage] = {}
    for number, pieces in sorted(cells.items()):
        field = columns[number].field
        if field and field not in by_field:
            by_field[field] = join(pieces)
    if "task" in by_field:
        entry.task = by_field["task"]
    entry.owners = bodies(by_field["owner"]) if "owner" in by_field else []
    entry.partners = bodies(by_field["partner"]) if "partner" in by_field else []
    entry.times = [by_field["deadline"]] if "deadline" in by_field else []
    return entry
