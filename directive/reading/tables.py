"""Phụ lục phân công: tables of tasks (STT | nội dung | chủ trì | phối hợp "
"| thời hạn), as rows with bars or cell by cell.

Columns are told by their headings; where cells came one per line and empty ones were lost, by what they say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from directive.reading.fields import Field, field_of
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.rows import Row
from directive.reading.scanning import Found
from directive.reading.source import Passage, join

_ORDINAL = pattern(r"\(?(\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[a-z])\)?[.)]?")
_COUNTERS = pattern(r"\(?\d{1,2}\)?")
_FIRST_COLUMN = pattern(r"(?:STT|TT|Stt|Tt|Số TT|Số thứ tự)\.?")


@dataclass(slots=True)
class TableRow:
    """One task of a table."""

    label: str
    task: Passage
    owners: list[tuple[Found, Passage]] = field(default_factory=list)
    partners: list[tuple[Found, Passage]] = field(default_factory=list)
    times: list[Passage] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def barred(rows: Sequence[Row], start: int) -> tuple[list[TableRow], int] | None:
    """A table whose rows are lines of cells between bars, beginning at a row; and the row behind it."""
    cells = _split(rows[start])
    if len(cells) < 3:
        return None
    columns = [_column(cell.text) for cell in cells]
    if "owner" not in columns:
        return None
    found: list[TableRow] = []
    at = start + 1
    section = ""
    while at < len(rows) and (rows[at].furniture or "|" in rows[at].text):
        if not rows[at].furniture:
            section = _take(rows[at], columns, found, section)
        at += 1
    return found, at


def _split(row: Row) -> list[Passage]:
    """The cells of a line, empty ones too."""
    text = row.text
    if "|" not in text:
        return []
    edges = [-1, *(found.start() for found in re.finditer(r"\|", text)), len(text)]
    cells = [row.piece.cut(a + 1, b).strip() for a, b in pairwise(edges)]
    if cells and not cells[0].text:
        cells = cells[1:]
    if cells and not cells[-1].text and text.endswith("|"):
        cells = cells[:-1]
    return cells


def _column(heading: str) -> Field | None:
    return None if _FIRST_COLUMN.fullmatch(heading.strip()) else field_of(heading)


def _take(row: Row, columns: list[Field | None], found: list[TableRow], section: str) -> str:
    """A line of the table as a task, a section heading, or more of the task above."""
    cells = _split(row)
    filled = [cell for cell in cells if cell.text]
    if not filled or all(_COUNTERS.fullmatch(cell.text) or set(cell.text) <= set("-: ") for cell in filled):
        return section
    by_field: dict[str, Passage] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell.text and column not in by_field:
            by_field[column] = cell
    ordinal = _ORDINAL.fullmatch(cells[0].text)
    task = by_field.get("task") or next((c for c in filled if not _ORDINAL.fullmatch(c.text)), None)
    if task is None:
        return section
    if "owner" not in by_field:
        return ordinal.group(1) if ordinal and len(filled) <= 2 and not ordinal.group(1).isdigit() else section
    number = ordinal.group(1) if ordinal else str(len(found) + 1)
    label = f"PL.{section}.{number}" if section and section != number else f"PL.{number}"
    entry = TableRow(label, task, rows=[row])
    entry.owners = bodies(by_field["owner"])
    entry.partners = bodies(by_field["partner"]) if "partner" in by_field else []
    entry.times = [by_field["deadline"]] if "deadline" in by_field else []
    found.append(entry)
    return section


def bodies(cell: Passage) -> list[tuple[Found, Passage]]:
    """The bodies a cell names; its words as they are when they form no row."""
    found: list[tuple[Found, Passage]] = []
    at = 0
    text = cell.text
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip(" ,;.-–+/"))
        row = row_at(text, at, bare=True)
        if not row or row.end <= at:
            break
        found += [(party, cell) for party in row.names]
        at = row.end
    if not found and text and len(text) < 160:
        found = [(Found(text.strip(" .;,"), 0, len(text)), cell)]
    return found


def stacked(rows: Sequence[Row], start: int) -> tuple[list[TableRow], int] | None:
    """A table whose cells came one per line, beginning at its "STT"; and the row behind it."""
    headings: list[Field | None] = []
    at = start + 1
    while at < len(rows) and at < start + 24 and len(headings) < 12:
        text = rows[at].text
        if _ORDINAL.fullmatch(text) and len(headings) >= 2:
            break
        if len(text) > 60:
            break
        headings.append(field_of(text))
        at += 1
    if "owner" not in headings or ("task" not in headings and headings[:1] != [None]):
        return None
    at = _behind_counters(rows, at)
    found: list[TableRow] = []
    while at < len(rows):
        end = _next_ordinal(rows, at + 1, _value(rows[at].text))
        entry = _stacked_row(rows, at, end, headings)
        if entry:
            found.append(entry)
        at = end
    return (found, at) if found else None


def _behind_counters(rows: Sequence[Row], at: int) -> int:
    """Skips the line of column numbers: (1) (2) (3) ... ."""
    end = at
    value = 1
    while end < len(rows) and _COUNTERS.fullmatch(rows[end].text) and _value(rows[end].text) == value:
        end += 1
        value += 1
    return end if end - at >= 3 else at


def _value(text: str) -> int:
    digits = re.match(r"\(?(\d{1,3})", text)
    return int(digits.group(1)) if digits else 0


def _next_ordinal(rows: Sequence[Row], at: int, before: int) -> int:
    while at < len(rows):
        found = _ORDINAL.fullmatch(rows[at].text)
        if found and (_value(rows[at].text) == before + 1 or not rows[at].text.strip("().").isdigit()):
            return at
        at += 1
    return at


def _stacked_row(rows: Sequence[Row], start: int, end: int, headings: list[Field | None]) -> TableRow | None:
    """One task from its cells: by position when all are there, otherwise by what they say."""
    ordinal = _ORDINAL.fullmatch(rows[start].text)
    cells = [row for row in rows[start + bool(ordinal) : end] if not (row.furniture and not row.page_end)]
    if len(cells) < 2:
        return None
    entry = TableRow(f"PL.{ordinal.group(1) if ordinal else start}", cells[0].piece, rows=list(rows[start:end]))
    complete = len(cells) == len(headings)
    owner_first = True
    tasks = [cells[0].piece]
    for number, cell in enumerate(cells[1:], 1):
        kind = headings[number] if complete else _told(cell.text, owner_first=owner_first, wanted=headings)
        if kind == "owner":
            entry.owners += bodies(cell.piece)
            owner_first = False
        elif kind == "partner":
            entry.partners += bodies(cell.piece)
        elif kind == "deadline":
            entry.times.append(cell.piece)
        elif kind == "task" and owner_first:
            tasks.append(cell.piece)
    entry.task = join(tasks)
    return entry if entry.owners else None


def _told(text: str, *, owner_first: bool, wanted: list[Field | None]) -> Field | None:
    if (
        re.search(r"(?:[Tt]háng|[Qq]uý|[Nn]ăm|[Tt]rước|[Nn]gày|\d{1,2}/\d{4}|[Tt]hường xuyên|[Hh][àằ]ng)\b", text)
        and len(text) < 80
    ):
        return "deadline"
    if row_at(text, bare=True):
        return "owner" if owner_first else ("partner" if "partner" in wanted else None)
    return "task" if owner_first else None


def begins_stacked(text: str) -> bool:
    """Whether a line is the first column's heading, alone."""
    return bool(_FIRST_COLUMN.fullmatch(text))
