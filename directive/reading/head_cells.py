"""Ô phần đầu: the lines of the head as cells, and what is known of the head while it is read.

The two columns of the printed head arrive as one line, as two, or mixed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from directive.document import DocType, Secrecy, Urgency
from directive.reading.patterns import pattern
from directive.reading.rows import LONG_ROW, Row
from directive.reading.source import Passage
from directive.values import Span

HEAD_ROWS = 90
NATION = pattern(r"C[ỘÔO]NG\s+H[ÒO]A\s+X[ÃA]\s+H[ỘÔO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆÊE]T\s+NAM", re.IGNORECASE)
MOTTO = pattern(r"[ĐD][ộôo]c\s+l[ậâa]p\s*[-–—]\s*T[ựưu]\s*do\s*[-–—]?\s*H?[ạaă]?n?h?\s*ph?[úu]?c?", re.IGNORECASE)
PARTY = pattern(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_SYMBOL = r"[A-ZĐƯƠÔÂ][\w]*(?:\s?[-–./&]\s?(?=[A-ZĐƯƠÔÂ])[\w]+)*"
NUMBER = pattern(
    rf"(?<!\w)S[ốôỐÔ]\s*[:.]?\s*(?P<number>[^\s/:,;]{{0,8}}(?:/(?:19|20)\d\d)?)\s*(?P<slash>[/-])\s*(?P<symbol>{_SYMBOL})"
)
DATE = pattern(
    r"ngày\s*(?P<day>[^\s,;]{0,3}?)\s*(?P<slash>/?)\s*tháng\s*(?P<month>[^\s,;]{0,3}?)\s*năm\s*(?P<year>[12]\d{3})?"
    r"|ngày\s+(?P<day2>\d{1,2})\s*[/.-]\s*(?P<month2>\d{1,2})\s*[/.-]\s*(?P<year2>[12]\d{3})",
    re.IGNORECASE,
)
PLACE = pattern(
    r"(?:^|[\s|])(?P<place>[A-ZĐÀ-Ỹ][^\W\d]*(?:[ .-]+(?:[A-ZĐÀ-Ỹ][^\W\d]*|\d{1,2})){0,5})\s*,\s*"
    r"(?:(?:hồi|lúc|vào lúc)\s+\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{1,2}\s*(?:phút|p|')?)?\s*,?\s*)?$"
)
ABOUT = pattern(r"\W{0,3}V\s*/\s*v\s*[:.]?\s*", re.IGNORECASE)
GAP = pattern(r"\t+|\s{3,}|\s*\|\s*")


@dataclass(slots=True)
class Head:
    """What the head says, and where the body begins (an index into the rows)."""

    body: int = 0
    issuer: str | None = None
    number: str | None = None
    number_span: Span | None = None
    symbol: str = ""
    day: date | None = None
    day_span: Span | None = None
    subject: str | None = None
    kind: DocType = DocType.OTHER
    addressees: list[Passage] = field(default_factory=list)
    addressee_rows: tuple[int, int] = (0, 0)
    secrecy: Secrecy | None = None
    urgency: Urgency | None = None
    broken_day: bool = False  # a day is printed that does not exist
    damaged_subject: bool = False


@dataclass(slots=True)
class Cell:
    piece: Passage
    row: int
    first: bool

    @property
    def text(self) -> str:
        return self.piece.text


def first_row(rows: Sequence[Row], start: int, wanted: object) -> int | None:
    for at in range(start, min(len(rows), start + HEAD_ROWS)):
        if not rows[at].furniture and callable(wanted) and wanted(rows[at].text):
            return at
    return None


def below_stamps(rows: Sequence[Row]) -> int:
    """Signature stamps stand above the head: it begins behind the last stamp line above the name of the nation."""
    nation = first_row(rows, 0, lambda text: bool(NATION.search(text) or PARTY.search(text)))
    stamps = [at for at in range(min(nation or 0, 12)) if rows[at].stamp]
    for at in range(stamps[-1] if stamps else 0):
        rows[at].furniture = True
    return stamps[-1] + 1 if stamps else 0


def cells_of(row: Row, at: int) -> list[Cell]:
    """The cells of a line of the head: columns, with nation and motto cut off from what stands beside them."""
    if len(row.text) > LONG_ROW:
        return []
    cuts = {0, len(row.text)}
    for gap in GAP.finditer(row.text):
        cuts |= {gap.start(), gap.end()}
    for known in (NATION, MOTTO, PARTY):
        if found := known.search(row.text):
            cuts |= {found.start(), found.end()}
    for found in NUMBER.finditer(row.text):  # "Số: 565    /TB-UBND" is one cell
        cuts = {cut for cut in cuts if not found.start() < cut < found.end()} | {found.start(), found.end()}
    if (day := DATE.search(row.text)) and (place := PLACE.search(row.text, 0, day.start())):
        cuts = {cut for cut in cuts if not place.start("place") < cut < day.end()} | {place.start("place"), day.end()}
    edges = sorted(cuts)
    pieces = [row.piece.cut(a, b).strip() for a, b in pairwise(edges)]
    pieces = [piece for piece in pieces if any(c.isalnum() for c in piece.text)]
    return [Cell(piece, at, number == 0) for number, piece in enumerate(pieces)]
