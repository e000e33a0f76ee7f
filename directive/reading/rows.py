"""Dòng: the lines of the text as pieces to be read, page furniture set apart.

A line of the text is usually one row. A line that holds a whole document (all line breaks lost, or a table flattened
to one line) is broken into several rows where headings, labels and list marks show that lines once ended there.
"""

import re
from dataclasses import dataclass

from directive.reading.patterns import pattern
from directive.reading.source import Passage, join

_LETTER = "[^\\W\\d_]"
LONG_ROW = 4000  # characters; no line of a letterhead, signature or footnote is that long
_LONG_LINE = 700  # characters; a paragraph of a letter rarely has more than 2,000, a line with line ends far fewer
_SEPARATOR = pattern(r"[\W_]*")
_PAGE = pattern(r"[\W_]*(?:trang|page)?\s*\d{1,3}(?:\s*/\s*\d{1,3})?[\W_]*", re.IGNORECASE)
_STAMP = pattern(
    r"\W*(?:(?:Ký bởi|Người ký|Ký số bởi|Signed by|Digitally signed|Signature|Cơ quan|Thời gian ký|Ngày ký"
    r"|Email|Date)\s*:"
    r"|[\w.+-]+@\S+\s*$|\d{1,2}[./-]\d{1,2}[./-]\d{4},?\s+\d{1,2}:\d{2}|\+0?7:?00\s*$|Xác thực|Signature Not Verified)",
    re.IGNORECASE,
)
_FOOTNOTE = pattern(r"\s*(?:\[?\^?(\d{1,2})\]?:?|([¹²³⁴⁵⁶⁷⁸⁹])|[!†])\s+\S")
_FOOT_MARK = pattern(r"(?:(?<=[^\W\d_])|(?<=[^\W\d_][\"”’)])|(?<=[/ ](?:19|20)\d\d))(\d{1,2})(?=[\s.,;:)]|$)")
# Where a lost line end must have been: a row begins behind the blank (or bar) that each alternative starts with.
_BREAK = pattern(
    r"(?=[\s|])(?:[\s|](?="
    r"C[ỘÔO]NG\s+H[ÒO]A\s+X[ÃA]\s+HỘI|[ĐD][ộô]c\s+l[ậâ]p\s*[-–]\s*T[ựư]|V/v\s|Kính\s+gửi|N[ơo]i\s+nhận\s*:"
    r"|S[ốô]\s*:\s*\S{0,12}\s*/\s*[A-ZĐ]|(?:TM|KT|TL|TUQ)\s*\.\s*[A-ZĐỦỤ]"
    r"|(?:CHỈ\s+THỊ|KẾ\s+HOẠCH|THÔNG\s+BÁO|QUYẾT\s+ĐỊNH|CÔNG\s+ĐIỆN)\s+(?:Về|Kết|VỀ|V/v|Phê|Ban)"
    r"|PHỤ\s+LỤC\b)"
    r"|(?<=VIỆT\sNAM)\s(?=[A-ZĐ])|(?<=[Hh]ạnh\sphúc)\s"
    r"|(?<=[.;:,/])\s(?=(?:\d{1,2}|[a-eđghik]|[IVX]{1,4})[.)/]\s+[A-ZĐÀ-Ỹ(\"“]"
    r"|Điều\s+\d{1,3}\.|[-–+•]\s+[A-ZĐÀ-Ỹ])"
    r"|(?<=[.;:/])\s(?=(?:Giao|Yêu\s+cầu|Đề\s+nghị|Căn\s+cứ|Nhận\s+được|Trên\s+đây|Trong\s+quá\s+trình|Nơi\s+nhận)\s))"
)
_OPENER = pattern(
    rf"(?<=\s)(?=(?:Trong\s+thời\s+gian|Thời\s+gian\s+qua|Thực\s+hiện|Căn\s+cứ|Ngày\s+\d|Hiện\s+nay|Nhân\s+dịp|Vừa\s+qua"
    rf"|Để\s+|Nhằm\s+|Theo\s+|Tiếp\s+tục\s+|Sau\s+khi\s+|Qua\s+|Trước\s+tình)\s*{_LETTER})"
)


@dataclass(slots=True)
class Row:
    """One row: its words without blanks at the ends, how far it stands in, and the line of the text it is on."""

    piece: Passage
    line: int
    indent: int
    width: int  # where its last character stands
    gap: bool = False  # an empty line stands above
    furniture: bool = False
    page_end: bool = False  # a page number or page mark
    stamp: bool = False  # a line of a signature stamp

    @property
    def text(self) -> str:
        return self.piece.text


def rows_of(view: Passage) -> tuple[list[Row], list[tuple[int, int]]]:
    """The rows of a text, and where its written lines begin and end (in the searchable text), empty ones left out."""
    rows: list[Row] = []
    lines: list[tuple[int, int]] = []
    at = 0
    gap = False
    collapsed = _collapsed(view.text)
    for written in view.text.split("\n"):
        end = at + len(written)
        if not written.strip():
            gap = True
        else:
            lines.append((at, end))
            for start, stop in _pieces(written, collapsed=collapsed):
                row = _row(view, at + start, at + stop, len(lines) - 1)
                if row:
                    row.gap, gap = gap, False
                    rows.append(row)
        at = end + 1
    _set_footnotes_apart(rows)
    return rows, lines


def _row(view: Passage, start: int, stop: int, line: int) -> Row | None:
    written = view.text[start:stop]
    words = written.strip()
    if not words:
        return None
    left = start + len(written) - len(written.lstrip())
    indent = len(written[: left - start].expandtabs(8))
    row = Row(view.cut(left, left + len(words)), line, indent, indent + len(words))
    if len(words) < 60 and _PAGE.fullmatch(words):
        row.furniture = row.page_end = True
    elif (_SEPARATOR.fullmatch(words[:400]) and _SEPARATOR.fullmatch(words)) or _STAMP.match(words):
        row.furniture = True
        row.stamp = bool(_STAMP.match(words))
    return row


def _collapsed(text: str) -> bool:
    """Whether line ends were lost: few lines, and the letterhead runs into the body."""
    sample = text[:20_000]
    filled = [line for line in sample.split("\n") if line.strip()]
    return len(text) > 1200 and len(filled) > 0 and len(sample) / len(filled) > 900


def _pieces(written: str, *, collapsed: bool) -> list[tuple[int, int]]:
    """Where the rows of one written line begin and end."""
    stripped = written.strip()
    if (stripped.startswith("|") and stripped.count("|") > 2 and "CỘNG" in stripped.upper()) or _is_tail_table(
        stripped
    ):
        return _cells(written)
    if not collapsed or len(written) < _LONG_LINE:
        return [(0, len(written))]
    cuts = [found.end() for found in _BREAK.finditer(written)]
    first = next((found.start() for found in _OPENER.finditer(written, 0, 4000) if found.start() > 150), None)
    if first is not None and written[first - 2].isalpha():
        cuts = sorted({*cuts, first})
    ends = [*cuts, len(written)]
    return [(start, end) for start, end in zip([0, *cuts], ends, strict=True) if written[start:end].strip()]


def _is_tail_table(words: str) -> bool:
    return words.startswith("|") and re.match(r"\|[\s*]*(?:N[ơo]i nhận|Số\s*:|Kính gửi|V/v)", words) is not None


def _cells(written: str) -> list[tuple[int, int]]:
    """The cells of a table row that only lays out letterhead or signature."""
    found: list[tuple[int, int]] = []
    at = 0
    for cell in written.split("|"):
        if cell.strip():
            found += [(at + start, at + end) for start, end in _runs(cell)]
        at += len(cell) + 1
    return found


def _runs(cell: str) -> list[tuple[int, int]]:
    """Pieces of a cell: its lines were joined, list marks and wide gaps show where."""
    cuts = [found.end() for found in _BREAK.finditer(cell)]
    cuts += [found.start() + 1 for found in re.finditer(r"(?<=[;:])\s(?=-\s)", cell)]
    cuts += [found.end() for found in re.finditer(r"\s{3,}", cell)]
    cuts = sorted(set(cuts))
    return list(zip([0, *cuts], [*cuts, len(cell)], strict=True))


def _set_footnotes_apart(rows: list[Row]) -> None:
    """Footnotes stand between the last line of a page and its end, and begin with their number.

    Their marks, glued to words and years above, are taken out of the words.
    """
    page: list[Row] = []
    marks: set[str] = set()
    noted: set[str] = set()
    opened: int | None = None
    for at, row in enumerate(rows):
        if row.page_end or at == len(rows) - 1:
            for between in rows[opened:at] if opened is not None and row.page_end else ():
                between.furniture = True
            if opened is not None and row.page_end:
                _unmark(page, noted)
            page, marks, noted, opened = [], set(), set(), None
            continue
        if row.furniture:
            continue
        note = _FOOTNOTE.match(row.text)
        number = note.group(1) or "" if note else None
        begins = number is not None and (number in marks or number == "")
        if begins and (opened is not None or row.gap or (at > 0 and rows[at - 1].furniture)):
            opened = at if opened is None else opened
            noted.add(number or "")
        elif opened is None and len(row.text) < LONG_ROW:
            marks.update(_FOOT_MARK.findall(row.text))
            page.append(row)


def _unmark(page: list[Row], noted: set[str]) -> None:
    """Takes the marks of a page's footnotes out of its words."""
    for row in page:
        for found in reversed(list(_FOOT_MARK.finditer(row.text))):
            if found.group(1) in noted:
                row.piece = join([row.piece.cut(0, found.start(1)), row.piece.cut(found.end(1))], glue="")
