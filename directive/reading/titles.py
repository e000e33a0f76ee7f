"""Tên loại và trích yếu: the type and the subject, under a title or behind "V/v"."""

import re
from collections.abc import Sequence

from directive.document import DocType
from directive.reading.cues import cue, longest, table, tokens
from directive.reading.head_cells import (
    ABOUT,
    DATE,
    HEAD_ROWS,
    MOTTO,
    NATION,
    NUMBER,
    PARTY,
    PLACE,
    Cell,
    Head,
    cells_of,
)
from directive.reading.identity import kind_of
from directive.reading.labels import label_at_start
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.rows import Row
from directive.reading.source import Passage, join
from directive.reading.spelling import plausible

MATTER = pattern(r"[*_\s]*Về\s+(?:việc\s+)?(?=\w)")
_BY_WHOM = pattern(r"(?:CỦA|Của) (?:BAN|ỦY|UỶ|CHỦ|THỦ|TỈNH|THÀNH|HUYỆN|BỘ|GIÁM|Ban|Ủy|Chủ|Thủ|Bộ)[^.;:,]{0,60}$")
_SUBJECT_OPENER = pattern(r"^(?:v\s*/\s*v|về\s+việc)\s*[:.]?\s*", re.IGNORECASE)
TO = pattern(r"\W{0,3}K[íi]nh\s+g[ửu]i\s*[:.;]?\s*", re.IGNORECASE)
WIRED = pattern(r".{0,80}\bđiện\s*:\s*", re.IGNORECASE)
BODY = pattern(
    r"(?:Thực hiện|Căn cứ|Theo |Ngày \d|Để |Nhằm |Trong |Thời gian|Xét |Sau khi|Trên cơ sở|Qua |Tiếp |Hiện nay|Nhân dịp"
    r"|Vừa qua|Triển khai|Tại |Ngay |Ủy ban nhân dân .{0,40}nhận|UBND .{0,40}nhận|Hưởng ứng|Phúc đáp|Trả lời|Được|Trước"
    r"|Những năm|Năm \d|Từ |Đến |Việc |Liên quan|Bám sát|Do |Tình hình|Thời tiết|Với |Là )"
)
_ATTACHED = pattern(r"\(?\s*(?:Ban hành )?[Kk]èm theo")


def title_row(rows: Sequence[Row], top: int, to: int | None) -> int | None:
    """The row that names the type. A letter has none; a telegram may have one above its addressees."""
    limit = min(len(rows), top + HEAD_ROWS, (to or len(rows)) + 1)
    for at in range(top, limit):
        if rows[at].furniture:
            continue
        if any(_starts_kind(cell.text) for cell in cells_of(rows[at], at)):
            return at
    return None


def _starts_kind(text: str) -> str | None:
    """The type a title begins with: "CHỈ THỊ", "KẾ HOẠCH TRIỂN KHAI ...", "CHỈ THỊ Về việc ..."."""
    if len(text) < 40 and (alone := kind_of(text)):
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


def letter_subject(rows: Sequence[Row], cells: Sequence[Cell], about: Cell, stop: int, head: Head) -> int:
    """The subject of a letter: "V/v" and what stands below it in the left column."""
    opener = ABOUT.match(about.text) or MATTER.match(about.text)
    pieces = [about.piece.cut(opener.end() if opener else 0)]
    addressed = stop < len(rows) and bool(TO.match(rows[stop].text))
    last = about.row
    for cell in cells:
        if cell.row <= about.row:
            continue
        if not cell.first or NATION.search(cell.text) or MOTTO.search(cell.text) or NUMBER.match(cell.text):
            continue
        if PARTY.fullmatch(cell.text):
            continue
        if (day := DATE.search(cell.text)) and PLACE.search(cell.text[: day.start()]):
            continue
        if not addressed and (rows[cell.row].gap or cell.row - last > 1 or BODY.match(cell.text)):
            break
        pieces.append(cell.piece)
        last = cell.row
    subject = join(piece.strip() for piece in pieces).text.strip(" .;|")
    head.subject = subject or None
    return last + 1


def title_subject(rows: Sequence[Row], title: int, to: int | None, head: Head) -> int:
    """The subject of a named document: the lines under its type."""
    cell = next(cell for cell in cells_of(rows[title], title) if _starts_kind(cell.text))
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
    if _ATTACHED.match(row.text) or WIRED.fullmatch(row.text) or kind_of(row.text):
        return True
    label = label_at_start(row.text)
    if label and label.kind in ("roman", "number", "part", "article") and label.value == 1:
        return True
    if not pieces:
        return bool(BODY.match(row.text)) and len(row.text) > 120
    before = pieces[-1].text
    unfinished = re.search(r"(?:[,\-–]|\b(?:và|của|các|về|tại|cho|thực hiện|trên địa bàn))$", before, re.IGNORECASE)
    if row.gap and not unfinished:
        return True
    if PARTY.fullmatch(row.text.strip()) or NATION.fullmatch(row.text.strip()) or _decides(rows, at, before):
        return True
    first = row.text.split()[0].strip('.,;:()"“”')
    if first.isalpha() and first.islower() and not plausible(first):
        head.damaged_subject = True
        return True
    if before.endswith((".", ";", ":")) and not row.text[0].islower():
        return True
    if before.isupper() and not row.text[:60].isupper() and sum(map(str.isupper, row.text[:60])) < 25:
        return True
    if BODY.match(row.text) and not unfinished and (not before.isupper() or not row.text.isupper()):
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
