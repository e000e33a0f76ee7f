"""Số, ngày, cơ quan ban hành: what tells one paper from all others."""

import re
from collections.abc import Sequence
from datetime import date

from directive.reading.cues import cue, longest, table, tokens
from directive.reading.head_cells import ABOUT, DATE, MOTTO, NATION, NUMBER, PARTY, PLACE, Cell, Head
from directive.reading.patterns import pattern
from directive.reading.rows import LONG_ROW, Row
from directive.reading.source import join

_PLACED = pattern(
    r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,3}", re.IGNORECASE
)
SECRET = pattern(r"\W*(?P<mark>TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\W*")


def read_number(rows: Sequence[Row], top: int, stop: int, head: Head) -> int | None:
    """The number and symbol; the first that stands in the head, outside the subject."""
    for at in range(top, min(stop + 1, len(rows))):
        row = rows[at]
        if row.furniture or len(row.text) > LONG_ROW or ABOUT.match(row.text):
            continue
        found = NUMBER.search(row.text)
        if found and (
            found.start() < 4 or not row.text[: found.start()].strip() or row.text[found.start() - 1] in " \t|"
        ):
            if at == stop and found.start() > 40:
                continue
            symbol = re.sub(r"\s", "", found.group("symbol"))
            head.number = f"{found.group('number')}{found.group('slash')}{symbol}"
            head.number_span = row.piece.span(found.start(), found.end())
            head.symbol = symbol
            return at
    return None


def read_date(cells: Sequence[Cell], head: Head) -> None:
    """The date of the document: a place, a comma and a date, in a cell of their own."""
    for cell in cells:
        found = DATE.search(cell.text)
        if not found or ABOUT.match(cell.text):
            continue
        before = cell.text[: found.start()]
        if before.strip() and not PLACE.search(before):
            continue
        head.day_span = cell.piece.span(found.start(), found.end())
        head.day, head.broken_day = _read_day(found)
        return
    for cell, after in zip(cells, cells[2:], strict=False):  # "Quảng Ngãi, ngày 15" / "tháng 11 năm 2024"
        if re.search(r",\s*ngày\s*\d{0,2}\s*$", cell.text):
            joined = join([cell.piece, after.piece])
            if found := DATE.search(joined.text):
                head.day, head.broken_day = _read_day(found)
                head.day_span = joined.span(found.start(), found.end())
                return


def day_row(cells: Sequence[Cell]) -> int | None:
    return next((cell.row for cell in cells if DATE.search(cell.text) and not ABOUT.match(cell.text)), None)


def _read_day(found: re.Match[str]) -> tuple[date | None, bool]:
    """The day printed, with Ø and O read as 0; and whether it is one that does not exist."""
    day, month, year = (found.group(name) or found.group(f"{name}2") or "" for name in ("day", "month", "year"))
    day, month = (re.sub("[ØøOo]", "0", re.sub("[lI|]", "1", part)) for part in (day, month))
    if not (day.isdigit() and month.isdigit() and year.isdigit()):
        return None, False
    try:
        return date(int(year), int(month), int(day)), False
    except ValueError:
        return None, True


def issuer_of(cells: Sequence[Cell]) -> str | None:
    """The last body named above the number; its parent stands above it, its name may run over lines."""
    bodies: list[list[str]] = []
    for cell in cells:
        text = cell.text.strip(" -–_\"'“”.*|=")
        if not text or NATION.search(text) or MOTTO.search(text) or PARTY.search(text) or NUMBER.search(text):
            continue
        if DATE.search(text) or ABOUT.match(text) or any(c.isdigit() for c in text[:2]) or SECRET.fullmatch(text):
            continue
        if len(text) > 120:
            continue
        words = tokens(text)
        starts = bool(longest(cue("names", "agencies"), words, 0) or longest(cue("names", "persons"), words, 0))
        letters = [c for c in text if c.isalpha()]
        shouted = sum(c.isupper() for c in letters) >= 0.7 * len(letters)
        placed = bool(bodies) and _PLACED.match(text) is not None
        if not (shouted or starts or placed) or kind_of(text):
            continue
        hanging = bool(bodies) and re.search(r"(?:VÀ|,|-|–|&|VĂN PHÒNG|CHỦ TỊCH)$", bodies[-1][-1]) is not None
        if starts and not hanging:
            bodies.append([text])
        elif (bodies and len(bodies[-1]) < 4 and _PLACED.match(text)) or (bodies and len(bodies[-1]) < 4):
            bodies[-1].append(text)
        elif not bodies and shouted:
            bodies.append([text])
    return " ".join(bodies[-1]) if bodies else None


def kind_of(text: str) -> str | None:
    """The type a line names, alone; old texts lost their capitals."""
    bare = " ".join(re.sub(r"[^\w\s]", " ", text).lower().split())
    return table()["types"].get(bare)
