"""Thể thức phần đầu: issuing body, number, date, type, subject, addressees (Nghị định 30/2020/NĐ-CP điều 8, Phụ lục I).

The two columns of the printed head arrive as one line, as two, or mixed; every cell is told by what it says.
"""

import re
from collections.abc import Sequence
from typing import cast

from directive.document import DocType, Secrecy, Urgency
from directive.reading.addressees import addressed, wired
from directive.reading.cues import table
from directive.reading.head_cells import (
    ABOUT,
    DATE,
    GAP,
    HEAD_ROWS,
    MOTTO,
    NATION,
    NUMBER,
    PLACE,
    Cell,
    Head,
    below_stamps,
    cells_of,
    first_row,
)
from directive.reading.identity import SECRET, day_row, issuer_of, read_date, read_number
from directive.reading.patterns import pattern
from directive.reading.rows import LONG_ROW, Row
from directive.reading.titles import MATTER, TO, letter_subject, title_row, title_subject

_URGENT = pattern(r"\W*(?P<mark>HỎA\s+TỐC|THƯỢNG\s+KHẨN|KHẨN)\b[\w\s]{0,30}\W*")


def read_head(rows: Sequence[Row]) -> Head:
    """The head of a document."""
    head = Head()
    top = below_stamps(rows)
    to = first_row(rows, top, lambda text: bool(TO.match(text)))
    title = title_row(rows, top, to)
    stop = min(at for at in (to, title, len(rows), top + HEAD_ROWS) if at is not None)
    cells = [cell for at in range(top, stop) if not rows[at].furniture for cell in cells_of(rows[at], at)]
    _marks(rows[:stop], head)
    if title is not None and to is None and stop == title:
        cells += cells_of(rows[title], title) if title < len(rows) else []
    number_row = read_number(rows, top, stop, head)
    read_date(cells, head)
    about = next((cell for cell in cells if ABOUT.match(cell.text)), None)
    if about is None and title is None:  # letters of party bodies write it out
        about = next(
            (c for c in cells if number_row is not None and c.row >= number_row and MATTER.match(c.text)), None
        )
    known = (number_row, about.row if about else None, day_row(cells))
    cut = min((at for at in known if at is not None), default=stop)
    head.issuer = issuer_of([cell for cell in cells if cell.row <= cut])
    body = stop if stop < len(rows) else top
    if about:
        body = max(body, letter_subject(rows, cells, about, stop, head))
    if title is not None:
        body = max(body, title_subject(rows, title, to, head))
    if to is not None:
        body = addressed(rows, to, head)
    elif title is not None:
        body = wired(rows, body, head)
    elif not about:
        body = _without_subject(rows, cells, top)
    head.kind = _settle_kind(head, about=bool(about), addressed=to is not None)
    head.body = body
    return head


def _marks(rows: Sequence[Row], head: Head) -> None:
    """Secrecy and urgency are markings only when they stand alone in the head."""
    for row in rows:
        for piece in GAP.split(row.text) if len(row.text) < LONG_ROW else ():
            if found := SECRET.fullmatch(piece):
                head.secrecy = head.secrecy or cast("Secrecy", " ".join(found.group("mark").split()))
            if found := _URGENT.fullmatch(piece):
                head.urgency = head.urgency or cast("Urgency", " ".join(found.group("mark").split()))


def _without_subject(rows: Sequence[Row], cells: Sequence[Cell], top: int) -> int:
    """Where the body begins when the head has neither type, subject nor addressee: behind its last known cell."""
    known = [
        cell.row
        for cell in cells
        if cell.row - top < 20
        and (NATION.search(cell.text) or MOTTO.search(cell.text) or NUMBER.match(cell.text) or _dated(cell.text))
    ]
    return max(known) + 1 if known else top


def _dated(text: str) -> bool:
    found = DATE.search(text)
    return bool(found and len(text) < 70 and PLACE.search(text[: found.start()]))


def _settle_kind(head: Head, *, about: bool, addressed: bool) -> DocType:
    """The type: named in the title, or a letter by its form, or told by the symbol."""
    if head.kind != DocType.OTHER:
        return head.kind
    for part in re.split(r"[-/]", head.symbol):
        if part in table()["symbols"]:
            return DocType(table()["symbols"][part])
    return DocType.LETTER if about or addressed else DocType.OTHER
