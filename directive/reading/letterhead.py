"""Thể thức phần đầu: issuing body, number, date, type, subject, addressees (Nghị định 30/2020/NĐ-CP điều 8, Phụ lục I).

The two columns of the printed head arrive as one line, as two, or mixed; every cell is told by what it says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import cast

from directive.document import DocType, Secrecy, Urgency
from directive.reading.cues import cue, longest, table, tokens
from directive.reading.labels import label_at_start
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.rows import LONG_ROW, Row
from directive.reading.source import Passage, join
from directive.reading.spelling import plausible
from directive.values import Span

_HEAD_ROWS = 90
_NATION = pattern(r"C[ỘÔO]NG\s+H[ÒO]A\s+X[ÃA]\s+H[ỘÔO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆÊE]T\s+NAM", re.IGNORECASE)
_MOTTO = pattern(r"[ĐD][ộôo]c\s+l[ậâa]p\s*[-–—]\s*T[ựưu]\s*do\s*[-–—]?\s*H?[ạaă]?n?h?\s*ph?[úu]?c?", re.IGNORECASE)
_PARTY = pattern(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
_SYMBOL = r"[A-ZĐƯƠÔÂ][\w]*(?:\s?[-–./&]\s?(?=[A-ZĐƯƠÔÂ])[\w]+)*"
_NUMBER = pattern(
    rf"(?<!\w)S[ốôỐÔ]\s*[:.]?\s*(?P<number>[^\s/:,;]{{0,8}}(?:/(?:19|20)\d\d)?)\s*(?P<slash>[/-])\s*(?P<symbol>{_SYMBOL})"
)
_DATE = pattern(
    r"ngày\s*(?P<day>[^\s,;]{0,3}?)\s*(?P<slash>/?)\s*tháng\s*(?P<month>[^\s,;]{0,3}?)\s*năm\s*(?P<year>[12]\d{3})?"
    r"|ngày\s+(?P<day2>\d{1,2})\s*[/.-]\s*(?P<month2>\d{1,2})\s*[/.-]\s*(?P<year2>[12]\d{3})",
    re.IGNORECASE,
)
_PLACE = pattern(r"(?:^|[\s|])(?P<place>[A-ZĐÀ-Ỹ][^\W\d]*(?:[ .-]+(?:[A-ZĐÀ-Ỹ][^\W\d]*|\d{1,2})){0,5})\s*,\s*$")
_ABOUT = pattern(r"\W{0,3}V\s*/\s*v\s*[:.]?\s*", re.IGNORECASE)
_MATTER = pattern(r"[*_\s]*Về\s+(?:việc\s+)?(?=\w)")
_BY_WHOM = pattern(r"(?:CỦA|Của) (?:BAN|ỦY|UỶ|CHỦ|THỦ|TỈNH|THÀNH|HUYỆN|BỘ|GIÁM|Ban|Ủy|Chủ|Thủ|Bộ)[^.;:,]{0,60}$")
_SUBJECT_OPENER = pattern(r"^(?:v\s*/\s*v|về\s+việc)\s*[:.]?\s*", re.IGNORECASE)
_TO = pattern(r"\W{0,3}K[íi]nh\s+g[ửu]i\s*[:.;]?\s*", re.IGNORECASE)
_WIRED = pattern(r".{0,80}\bđiện\s*:\s*", re.IGNORECASE)
_BODY = pattern(
    r"(?:Thực hiện|Căn cứ|Theo |Ngày \d|Để |Nhằm |Trong |Thời gian|Xét |Sau khi|Trên cơ sở|Qua |Tiếp |Hiện nay|Nhân dịp"
    r"|Vừa qua|Triển khai|Tại |Ngay |Ủy ban nhân dân .{0,40}nhận|UBND .{0,40}nhận|Hưởng ứng|Phúc đáp|Trả lời|Được|Trước"
    r"|Những năm|Năm \d|Từ |Đến |Việc |Liên quan|Bám sát|Do |Tình hình|Thời tiết|Với |Là )"
)
_PLACED = pattern(
    r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,3}", re.IGNORECASE
)
_GAP = pattern(r"\t+|\s{3,}|\s*\|\s*")
_BULLET = pattern(r"[-–—•+*]\s*")
_ATTACHED = pattern(r"\(?\s*(?:Ban hành )?[Kk]èm theo")
_SECRET = pattern(r"\W*(?P<mark>TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\W*")
_URGENT = pattern(r"\W*(?P<mark>HỎA\s+TỐC|THƯỢNG\s+KHẨN|KHẨN)\b[\w\s]{0,30}\W*")


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
class _Cell:
    piece: Passage
    row: int
    first: bool

    @property
    def text(self) -> str:
        return self.piece.text


def read_head(rows: Sequence[Row]) -> Head:
    """The head of a document."""
    head = Head()
    top = _below_stamps(rows)
    to = _first(rows, top, lambda text: bool(_TO.match(text)))
    title = _title_row(rows, top, to)
    stop = min(at for at in (to, title, len(rows), top + _HEAD_ROWS) if at is not None)
    cells = [cell for at in range(top, stop) if not rows[at].furniture for cell in _cells(rows[at], at)]
    _marks(rows[:stop], head)
    if title is not None and to is None and stop == title:
        cells += _cells(rows[title], title) if title < len(rows) else []
    number_row = _number(rows, top, stop, head)
    _day(cells, head)
    about = next((cell for cell in cells if _ABOUT.match(cell.text)), None)
    if about is None and title is None:  # letters of party bodies write it out
        about = next(
            (c for c in cells if number_row is not None and c.row >= number_row and _MATTER.match(c.text)), None
        )
    known = (number_row, about.row if about else None, _day_row(cells))
    cut = min((at for at in known if at is not None), default=stop)
    head.issuer = _issuer([cell for cell in cells if cell.row <= cut])
    body = stop if stop < len(rows) else top
    if about:
        body = max(body, _about(rows, cells, about, stop, head))
    if title is not None:
        body = max(body, _titled(rows, title, to, head))
    if to is not None:
        body = _addressed(rows, to, head)
    elif title is not None:
        body = _wired(rows, body, head)
    elif not about:
        body = _without_subject(rows, cells, top)
    head.kind = _kind(head, about=bool(about), addressed=to is not None)
    head.body = body
    return head


def _first(rows: Sequence[Row], start: int, wanted: object) -> int | None:
    for at in range(start, min(len(rows), start + _HEAD_ROWS)):
        if not rows[at].furniture and callable(wanted) and wanted(rows[at].text):
            return at
    return None


def _below_stamps(rows: Sequence[Row]) -> int:
    """Signature stamps stand above the head: it begins behind the last stamp line above the name of the nation."""
    nation = _first(rows, 0, lambda text: bool(_NATION.search(text) or _PARTY.search(text)))
    stamps = [at for at in range(min(nation or 0, 12)) if rows[at].stamp]
    for at in range(stamps[-1] if stamps else 0):
        rows[at].furniture = True
    return stamps[-1] + 1 if stamps else 0


def _cells(row: Row, at: int) -> list[_Cell]:
    """The cells of a line of the head: columns, with nation and motto cut off from what stands beside them."""
    if len(row.text) > LONG_ROW:
        return []
    cuts = {0, len(row.text)}
    for gap in _GAP.finditer(row.text):
        cuts |= {gap.start(), gap.end()}
    for known in (_NATION, _MOTTO, _PARTY):
        if found := known.search(row.text):
            cuts |= {found.start(), found.end()}
    for found in _NUMBER.finditer(row.text):  # "Số: 565    /TB-UBND" is one cell
        cuts = {cut for cut in cuts if not found.start() < cut < found.end()} | {found.start(), found.end()}
    if (day := _DATE.search(row.text)) and (place := _PLACE.search(row.text, 0, day.start())):
        cuts = {cut for cut in cuts if not place.start("place") < cut < day.end()} | {place.start("place"), day.end()}
    edges = sorted(cuts)
    pieces = [row.piece.cut(a, b).strip() for a, b in pairwise(edges)]
    pieces = [piece for piece in pieces if any(c.isalnum() for c in piece.text)]
    return [_Cell(piece, at, number == 0) for number, piece in enumerate(pieces)]


def _marks(rows: Sequence[Row], head: Head) -> None:
    """Secrecy and urgency are markings only when they stand alone in the head."""
    for row in rows:
        for piece in _GAP.split(row.text) if len(row.text) < LONG_ROW else ():
            if found := _SECRET.fullmatch(piece):
                head.secrecy = head.secrecy or cast("Secrecy", " ".join(found.group("mark").split()))
            if found := _URGENT.fullmatch(piece):
                head.urgency = head.urgency or cast("Urgency", " ".join(found.group("mark").split()))


def _number(rows: Sequence[Row], top: int, stop: int, head: Head) -> int | None:
    """The number and symbol; the first that stands in the head, outside the subject."""
    for at in range(top, min(stop + 1, len(rows))):
        row = rows[at]
        if row.furniture or len(row.text) > LONG_ROW or _ABOUT.match(row.text):
            continue
        found = _NUMBER.search(row.text)
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


def _day(cells: Sequence[_Cell], head: Head) -> None:
    """The date of the document: a place, a comma and a date, in a cell of their own."""
    for cell in cells:
        found = _DATE.search(cell.text)
        if not found or _ABOUT.match(cell.text):
            continue
        before = cell.text[: found.start()]
        if before.strip() and not _PLACE.search(before):
            continue
        head.day_span = cell.piece.span(found.start(), found.end())
        head.day, head.broken_day = _read_day(found)
        return
    for cell, after in zip(cells, cells[2:], strict=False):  # "Quảng Ngãi, ngày 15" / "tháng 11 năm 2024"
        if re.search(r",\s*ngày\s*\d{0,2}\s*$", cell.text):
            joined = join([cell.piece, after.piece])
            if found := _DATE.search(joined.text):
                head.day, head.broken_day = _read_day(found)
                head.day_span = joined.span(found.start(), found.end())
                return


def _day_row(cells: Sequence[_Cell]) -> int | None:
    return next((cell.row for cell in cells if _DATE.search(cell.text) and not _ABOUT.match(cell.text)), None)


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


def _issuer(cells: Sequence[_Cell]) -> str | None:
    """The last body named above the number; its parent stands above it, its name may run over lines."""
    bodies: list[list[str]] = []
    for cell in cells:
        text = cell.text.strip(" -–_\"'“”.*|=")
        if not text or _NATION.search(text) or _MOTTO.search(text) or _PARTY.search(text) or _NUMBER.search(text):
            continue
        if _DATE.search(text) or _ABOUT.match(text) or any(c.isdigit() for c in text[:2]) or _SECRET.fullmatch(text):
            continue
        if len(text) > 120:
            continue
        words = tokens(text)
        starts = bool(longest(cue("names", "agencies"), words, 0) or longest(cue("names", "persons"), words, 0))
        letters = [c for c in text if c.isalpha()]
        shouted = sum(c.isupper() for c in letters) >= 0.7 * len(letters)
        placed = bool(bodies) and _PLACED.match(text) is not None
        if not (shouted or starts or placed) or _kind_of(text):
            continue
        hanging = bool(bodies) and re.search(r"(?:VÀ|,|-|–|&|VĂN PHÒNG|CHỦ TỊCH)$", bodies[-1][-1]) is not None
        if starts and not hanging:
            bodies.append([text])
        elif (bodies and len(bodies[-1]) < 4 and _PLACED.match(text)) or (bodies and len(bodies[-1]) < 4):
            bodies[-1].append(text)
        elif not bodies and shouted:
            bodies.append([text])
    return " ".join(bodies[-1]) if bodies else None


def _kind_of(text: str) -> str | None:
    """The type a line names, alone; old texts lost their capitals."""
    bare = " ".join(re.sub(r"[^\w\s]", " ", text).lower().split())
    return table()["types"].get(bare)


def _title_row(rows: Sequence[Row], top: int, to: int | None) -> int | None:
    """The row that names the type. A letter has none; a telegram may have one above its addressees."""
    limit = min(len(rows), top + _HEAD_ROWS, (to or len(rows)) + 1)
    for at in range(top, limit):
        if rows[at].furniture:
            continue
        if any(_starts_kind(cell.text) for cell in _cells(rows[at], at)):
            return at
    return None


def _starts_kind(text: str) -> str | None:
    """The type a title begins with: "CHỈ THỊ", "KẾ HOẠCH TRIỂN KHAI ...", "CHỈ THỊ Về việc ..."."""
    if len(text) < 40 and (alone := _kind_of(text)):
        return alone
    words = tokens(text[:200])
    shouted = 0
    while shouted < len(words) and text[words[shouted].start : words[shouted].end].isupper():
        shouted += 1
    for taken in (4, 3, 2):
        if shouted >= taken and len(words) >= taken:
            named = table()["types"].get(" ".join(word.key for word in words[:taken]))
            if named:
                return named
    return None


def _about(rows: Sequence[Row], cells: Sequence[_Cell], about: _Cell, stop: int, head: Head) -> int:
    """The subject of a letter: "V/v" and what stands below it in the left column."""
    opener = _ABOUT.match(about.text) or _MATTER.match(about.text)
    pieces = [about.piece.cut(opener.end() if opener else 0)]
    addressed = stop < len(rows) and bool(_TO.match(rows[stop].text))
    last = about.row
    for cell in cells:
        if cell.row <= about.row:
            continue
        if not cell.first or _NATION.search(cell.text) or _MOTTO.search(cell.text) or _NUMBER.match(cell.text):
            continue
        if _PARTY.fullmatch(cell.text):
            continue
        if (day := _DATE.search(cell.text)) and _PLACE.search(cell.text[: day.start()]):
            continue
        if not addressed and (rows[cell.row].gap or cell.row - last > 1 or _BODY.match(cell.text)):
            break
        pieces.append(cell.piece)
        last = cell.row
    subject = join(piece.strip() for piece in pieces).text.strip(" .;|")
    head.subject = subject or None
    return last + 1


def _titled(rows: Sequence[Row], title: int, to: int | None, head: Head) -> int:
    """The subject of a named document: the lines under its type."""
    cell = next(cell for cell in _cells(rows[title], title) if _starts_kind(cell.text))
    named = _starts_kind(cell.text) or ""
    head.kind = DocType(named)
    own = _own_subject(cell.piece)
    pieces = [own] if own.text else []
    at = title + 1
    limit = min(len(rows), to if to is not None else title + 12)
    while at < limit:
        row = rows[at]
        if row.furniture:
            if pieces and not row.page_end:
                break
            at += 1
            continue
        if not pieces and _BY_WHOM.match(row.text) and at + 1 < limit:  # "CHỈ THỊ / CỦA BAN THƯỜNG VỤ TỈNH ỦY"
            at += 1
            continue
        if _ends_subject(rows, at, pieces, head):
            break
        pieces.append(row.piece)
        at += 1
    subject = _SUBJECT_OPENER.sub("", join(pieces).text).strip(" .;|")
    head.subject = subject or head.subject
    return at


def _own_subject(title: Passage) -> Passage:
    """What stands behind the type on its own line: "KẾ HOẠCH triển khai ..."."""
    words = tokens(title.text[:400])
    for taken in (4, 3, 2):
        if len(words) > taken and " ".join(word.key for word in words[:taken]) in table()["types"]:
            return title.cut(words[taken].start)
    return title.cut(0, 0)


def _ends_subject(rows: Sequence[Row], at: int, pieces: Sequence[Passage], head: Head) -> bool:
    """Whether the lines of the title are over: a blank, a body sentence, a change of capitals, OCR debris."""
    row = rows[at]
    if _ATTACHED.match(row.text) or _WIRED.fullmatch(row.text) or _kind_of(row.text):
        return True
    label = label_at_start(row.text)
    if label and label.kind in ("roman", "number", "part", "article") and label.value == 1:
        return True
    if not pieces:
        return bool(_BODY.match(row.text)) and len(row.text) > 120
    before = pieces[-1].text
    unfinished = re.search(r"(?:[,\-–]|\b(?:và|của|các|về|tại|cho|thực hiện|trên địa bàn))$", before, re.IGNORECASE)
    if row.gap and not unfinished:
        return True
    if _PARTY.fullmatch(row.text.strip()) or _NATION.fullmatch(row.text.strip()) or _decides(rows, at, before):
        return True
    first = row.text.split()[0].strip('.,;:()"“”')
    if first.isalpha() and first.islower() and not plausible(first):
        head.damaged_subject = True
        return True
    if before.endswith((".", ";", ":")) and not row.text[0].islower():
        return True
    if before.isupper() and not row.text[:60].isupper() and sum(map(str.isupper, row.text[:60])) < 25:
        return True
    if _BODY.match(row.text) and not unfinished and (not before.isupper() or not row.text.isupper()):
        return True
    return len(row.text) > max(110, 1.5 * max(len(piece.text) for piece in pieces)) or len(pieces) >= 8


def _decides(rows: Sequence[Row], at: int, before: str) -> bool:
    """Whether the line is the authority of a decision: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH" above "Căn cứ ..."."""
    text = rows[at].text
    if not text.isupper() or (before.isupper() and not row_at(text)):
        return False
    words = tokens(text)
    heads = longest(cue("names", "persons"), words, 0) or longest(cue("names", "agencies"), words, 0)
    below = next((row.text for row in rows[at + 1 : at + 4] if not row.furniture and not row.text.isupper()), "")
    return bool(heads) and bool(re.match(r"\W*(?:Căn cứ|Xét|Thực hiện|Theo)\b", below))


def _addressed(rows: Sequence[Row], to: int, head: Head) -> int:
    """The addressees, and where the body begins behind them."""
    opener = _TO.match(rows[to].text)
    own = rows[to].piece.cut(opener.end() if opener else 0).strip()
    listed = to + 1 < len(rows) and _BULLET.match(rows[to + 1].text)
    if listed and row_at(_unmarked(own).text) is None and _letters(own.text) < 12:  # debris beside "Kính gửi:"
        own = own.cut(0, 0)
    at, items = _items(rows, to + 1, [own] if own.text else [], wide=not own.text)
    head.addressees = [_unmarked(item) for item in items if _letters(item.text)]
    head.addressee_rows = (to, at)
    return at


def _wired(rows: Sequence[Row], at: int, head: Head) -> int:
    """A telegram's addressees: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:"."""
    for here in range(at, min(at + 5, len(rows))):
        if (found := _WIRED.match(rows[here].text)) and head.kind == DocType.TELEGRAM:
            own = rows[here].piece.cut(found.end()).strip()
            end, items = _items(rows, here + 1, [own] if own.text else [], wide=not own.text)
            head.addressees = [_unmarked(item) for item in items if _letters(item.text)]
            head.addressee_rows = (here, end)
            return end
    return at


def _items(rows: Sequence[Row], at: int, own: list[Passage], *, wide: bool) -> tuple[int, list[Passage]]:
    """A list with or without dashes, its wrapped lines joined; it ends with a full stop or where the body begins."""
    items: list[list[Passage]] = [[piece] for piece in own]
    while at < len(rows):
        row = rows[at]
        if row.furniture:
            at += 1
            continue
        dashed = _BULLET.match(row.text)
        last = items[-1][-1].text if items else ""
        closed = last.endswith((".", "./."))
        if dashed and (not closed or _BULLET.match(items[-1][0].text)):
            items.append([row.piece])
        elif (
            closed
            or (_BODY.match(row.text) and (row.gap or last.endswith((";", "."))))
            or (not items and (row.gap and not wide))
        ):
            break
        elif items and not last.endswith(";") and (not row.gap or row.text[0].islower()) and len(items[-1]) < 6:
            items[-1].append(row.piece)
        elif (last.endswith(";") or not items) and row_at(row.text, bare=True):
            items.append([row.piece])
        else:
            break
        at += 1
    return at, [join(item) for item in items]


def _unmarked(item: Passage) -> Passage:
    """An addressee without its dash and closing mark."""
    bullet = _BULLET.match(item.text)
    start = bullet.end() if bullet else 0
    return item.cut(start, len(item.text.rstrip(" ;.,"))).strip()


def _without_subject(rows: Sequence[Row], cells: Sequence[_Cell], top: int) -> int:
    """Where the body begins when the head has neither type, subject nor addressee: behind its last known cell."""
    known = [
        cell.row
        for cell in cells
        if cell.row - top < 20
        and (_NATION.search(cell.text) or _MOTTO.search(cell.text) or _NUMBER.match(cell.text) or _dated(cell.text))
    ]
    return max(known) + 1 if known else top


def _dated(text: str) -> bool:
    found = _DATE.search(text)
    return bool(found and len(text) < 70 and _PLACE.search(text[: found.start()]))


def _kind(head: Head, *, about: bool, addressed: bool) -> DocType:
    """The type: named in the title, or a letter by its form, or told by the symbol."""
    if head.kind != DocType.OTHER:
        return head.kind
    for part in re.split(r"[-/]", head.symbol):
        if part in table()["symbols"]:
            return DocType(table()["symbols"][part])
    return DocType.LETTER if about or addressed else DocType.OTHER


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)
