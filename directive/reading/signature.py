"""Phần cuối: recipients and signature (Nghị định 30/2020/NĐ-CP điều 8, điều 13: TM., Q., KT., TL., TUQ.).

The two stand side by side on paper; in extracted text their lines alternate, share a line or follow each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from directive.document import Signer
from directive.reading.cues import cue, listed, longest, tokens
from directive.reading.misprints import without_marks
from directive.reading.patterns import pattern
from directive.reading.rows import LONG_ROW, Row
from directive.reading.source import Passage, join
from directive.values import Span

_TO_WHOM = pattern(r"\W{0,3}N[ơoƠ]i\s+nh[ậâạa]n\s*(?:[:.;]|$|(?=\s))")
_MODE = pattern(r"(?<![\w/])(?P<mode>T/M|K/T|T/L|(?:TM|KT|TL|TUQ|Q)(?=\s*[./]))\s*[./]?\s*(?=[A-ZĐÀ-Ỹ])")
_CAPITALS = pattern(r"[A-ZĐÀ-Ỹ]{2,}(?:[ ,-]+[A-ZĐÀ-Ỹ]{2,})*")
_SIGNED = pattern(r"\(?\s*(?:Đã ký|đã ký|ĐÃ KÝ|Ký tên|chữ ký)[^)\n]{0,20}\)?")
_SIGNED_BY = pattern(r"\(?(?:Đã ký|ĐÃ KÝ)\)?\s*[:.-]?\s*")
_NAME = pattern(
    r"(?:(?:GS|PGS|TS|ThS|BS|KS|Bác sĩ|Tiến sĩ|Thượng tá|Đại tá|Trung tá|Thiếu tá|Thiếu tướng|Trung tướng"
    r"|Thượng tướng|Đại tướng)[. ]+){0,3}"
    r"(?P<name>[A-ZĐÀ-Ỹ][^\W\d_]*(?:['’ʼ][^\W\d_]*)?(?:[ -]+[A-ZĐÀ-Ỹ][^\W\d_]*(?:['’ʼ][^\W\d_]+)?){1,5})\W*"
)
_BETWEEN = pattern(r"(?<=[;.,])\s+(?P<name>[A-ZĐÀ-Ỹ][^\W\d_]*(?:\s[A-ZĐÀ-Ỹ][^\W\d_]*){2,4})\s*(?=[-–]|$)")
_PLAIN_TITLE = pattern(
    r"(?:Phó\s+)?(?:Chủ tịch|Giám đốc|Chánh Văn phòng|Thủ trưởng|Bộ trưởng|Thứ trưởng|Trưởng phòng|Thủ tướng)"
)
_GAP = pattern(r"\t+|\s{3,}|\s*\|\s*")
_ANNEX = pattern(r"\W*(?:PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|BIỂU\s+MẪU|DANH\s+MỤC|DANH\s+SÁCH|BẢNG\s+(?:PHÂN|TỔNG)|MẪU\s)")


@dataclass(slots=True)
class Tail:
    """The end of a document: rows from `start` up to `stop` hold recipients and signature."""

    start: int
    stop: int
    recipients: list[Passage] = field(default_factory=list)
    signer: Signer | None = None
    signature_rows: set[int] = field(default_factory=set)


def find_tail(rows: Sequence[Row], body: int) -> Tail:
    """Recipients and signature; empty at the end of the rows when there are none."""
    start = _start(rows, body)
    tail = Tail(start, _stop(rows, start))
    if start < len(rows):
        _read(rows, tail)
    return tail


def _start(rows: Sequence[Row], body: int) -> int:
    for at in range(body, len(rows)):
        if rows[at].furniture or len(rows[at].text) > LONG_ROW:
            continue
        cells = [cell for cell in _GAP.split(rows[at].text) if cell]
        if any(_TO_WHOM.match(cell) for cell in cells[:3]):
            back = at
            while back > body and len(rows[back - 1].text) < 70 and _signs(rows[back - 1].text):
                back -= 1
            return back
        if at > body and cells and len(cells[0]) < 80 and _MODE.match(cells[-1] if len(cells) < 3 else cells[0]):
            return at
    return _bare_signature(rows, body)


def _bare_signature(rows: Sequence[Row], body: int) -> int:
    """A text without list of recipients: a title in capitals and a name at its very end."""
    last = len(rows)
    seen = 0
    for at in range(len(rows) - 1, max(body, len(rows) - 9), -1):
        text = rows[at].text
        if rows[at].furniture:
            continue
        seen += 1
        if _title(text):
            return at
        if seen > 1 and not _NAME.fullmatch(text) and not _SIGNED.fullmatch(text):
            break
    return last


def _signs(text: str) -> bool:
    return bool(_MODE.match(text) or _title(text))


def _title(text: str) -> bool:
    """Whether a line is a title in capitals: "PHÓ CHỦ TỊCH", "GIÁM ĐỐC SỞ"."""
    found = _CAPITALS.match(text)
    if not found or len(text) > 70 or found.end() < len(text.rstrip(" .,:")) - 1:
        return False
    return _is_title(text)


def _is_title(text: str) -> bool:
    """Whether words begin with a title: "CHỦ TỊCH", "PHÓ CHỦ NHIỆM"."""
    words = tokens(text)
    deputy = bool(words) and words[0].key in ("phó", "quyền", "q")
    return bool(longest(cue("names", "persons"), words, 0) or (deputy and longest(cue("names", "persons"), words, 1)))


def _stop(rows: Sequence[Row], start: int) -> int:
    """Where the tail ends: at an annex, a table, or another letterhead."""
    for at in range(start + 1, len(rows)):
        text = rows[at].text
        if rows[at].furniture:
            continue
        if _ANNEX.match(text) or "XÃ HỘI CHỦ NGHĨA" in text or (text.startswith("|") and text.count("|") > 3):
            return at
        if text.isupper() and re.match(r"(?:KẾ HOẠCH|QUY CHẾ|QUY ĐỊNH|CHƯƠNG TRÌNH|PHƯƠNG ÁN|ĐỀ ÁN|HƯỚNG DẪN)\b", text):
            return at
    return len(rows)


def _read(rows: Sequence[Row], tail: Tail) -> None:
    """Takes every cell of the tail for what it is."""
    items: list[list[Passage]] = []
    shouted: list[Passage] = []
    names: list[tuple[Passage, bool, int]] = []  # a possible name, whether it follows a title, its row
    listing = False
    for at in range(tail.start, tail.stop):
        if rows[at].furniture:
            continue
        for number, cell in enumerate(_tail_cells(rows[at].piece)):
            whom = _TO_WHOM.match(cell.text)
            if whom:
                listing = True
                cell = cell.cut(whom.end()).strip()
                if not cell.text:
                    continue
            left, signs = _split_signature(cell)
            if signs:
                shouted += signs
                tail.signature_rows.add(at)
            for piece in left:
                last = rows[at].gap and all(row.furniture for row in rows[at + 1 : tail.stop])
                right = number > 0 or last or (rows[at].indent > 28 and not piece.text.startswith(("-", "–")))
                _take(piece, at, items, names, listing=listing, right=right, shouted=bool(shouted))
    tail.recipients = [item for item in map(_recipient, items) if item.text]
    tail.signer, row = _signer(shouted, names or _among(items))
    if row is not None:
        tail.signature_rows.add(row)


def _tail_cells(piece: Passage) -> list[Passage]:
    cells: list[Passage] = []
    at = 0
    for gap in [*_GAP.finditer(piece.text), None]:
        end = gap.start() if gap else len(piece.text)
        cell = piece.cut(at, end).strip()
        if any(c.isalnum() for c in cell.text):
            cells.append(cell)
        at = gap.end() if gap else end
    return cells


def _split_signature(cell: Passage) -> tuple[list[Passage], list[Passage]]:
    """The lines of signing capacity within a cell, and what stands around them."""
    text = cell.text
    if text.startswith(("-", "–", "+")) and not _MODE.search(text):
        return [cell], []
    mode = _MODE.match(text)
    lost = mode is not None and _CAPITALS.search(text, mode.end()) is None
    if len(text) < 60 and (lost or _PLAIN_TITLE.fullmatch(text)):  # capitals were lost
        return [], _titles(cell)
    left: list[Passage] = []
    signs: list[Passage] = []
    at = 0
    for found in _CAPITALS.finditer(text):
        mode = None
        for candidate in _MODE.finditer(text, max(at, found.start() - 5), found.end()):
            mode = candidate
            break
        start = mode.start() if mode else found.start()
        if start < at or (mode is None and not _is_title(found.group())):
            continue
        if mode is None and text[at : found.start()].strip(" -–") and not signs:
            continue
        if text[at:start].strip():
            left.append(cell.cut(at, start).strip())
        signs += _titles(cell.cut(start, found.end()))
        at = found.end()
    rest = cell.cut(at).strip()
    if rest.text and any(c.isalnum() for c in rest.text):
        left.append(rest)
    return left, signs


def _titles(piece: Passage) -> list[Passage]:
    """ "KT. BỘ TRƯỞNG THỨ TRƯỞNG" is two lines printed as one."""
    words = tokens(piece.text)
    cuts = [0]
    at = 0
    while at < len(words):
        taken = longest(cue("names", "persons"), words, at)
        deputy = at and words[at].key == "phó" and longest(cue("names", "persons"), words, at + 1)
        if deputy and words[at - 1].key != ",":
            cuts.append(words[at].start)
        own_mode = at >= 2 and words[at - 1].key in (".", "/")
        if taken and at and not own_mode and words[at - 1].key not in ("phó", "quyền", ","):
            cuts.append(words[at].start)
        at += max(taken, 1)
    cuts += [found.start() for found in _MODE.finditer(piece.text) if found.start()]
    edges = sorted({*cuts, len(piece.text)})
    return [piece.cut(a, b).strip() for a, b in pairwise(edges)]


def _take(
    piece: Passage, at: int, items: list[list[Passage]], names: list[tuple[Passage, bool, int]],
    *, listing: bool, right: bool, shouted: bool,
) -> None:  # fmt: skip
    """A piece that is no title: a recipient, more of one, or a name."""
    if (mark := _SIGNED_BY.match(piece.text)) and _NAME.fullmatch(piece.text, mark.end()):
        piece = piece.cut(mark.end())
    text = piece.text
    if _SIGNED.fullmatch(text):
        return
    if text.startswith(("-", "–", "+", "•")) and listing:
        items.append([piece])
        return
    name = _NAME.fullmatch(text)
    known = bool(name) and _surname(name.group("name") if name else "")
    open_item = bool(items) and not items[-1][-1].text.endswith((";", "."))
    apart = right or not listing or (bool(items) and items[-1][-1].text.endswith("."))
    if name and (known or (shouted and apart)) and not (open_item and not right and not known):
        names.append((piece.cut(name.start("name"), name.end("name")), shouted, at))
    elif listing and items and (open_item or not right):
        items[-1].append(piece) if open_item or text[0].islower() or text.startswith("(") else items.append([piece])
    elif listing and len(text) < 160:
        items.append([piece])


def _among(items: list[list[Passage]]) -> list[tuple[Passage, bool, int]]:
    """A name that lost its own line stands between two recipients: "...; Nguyễn Văn Hiệp - LĐVP"."""
    found: list[tuple[Passage, bool, int]] = []
    for item in map(join, items):
        for name in _BETWEEN.finditer(item.text):
            if _surname(name.group("name")):
                found.append((item.cut(name.start("name"), name.end("name")), True, -1))
    return found


def _surname(name: str) -> bool:
    return re.split(r"[-'’ʼ]", name.split()[0])[0].lower() in listed("people", "surnames")


def _recipient(pieces: list[Passage]) -> Passage:
    item = join(pieces)
    start = len(item.text) - len(item.text.lstrip("-–+• "))
    return item.cut(start, len(item.text.rstrip(" ;.,:"))).strip()


def _signer(shouted: list[Passage], names: list[tuple[Passage, bool, int]]) -> tuple[Signer | None, int | None]:
    """Who signed and in what capacity."""
    modes = [piece for piece in shouted if _MODE.match(piece.text)]
    titles = [piece for piece in shouted if not _MODE.match(piece.text)]
    surnamed = [entry for entry in names if _surname(entry[0].text)]
    chosen = next((e for e in reversed(surnamed) if e[1]), None) or ((surnamed or names)[-1] if names else None)
    if not shouted and not chosen:
        return None, None
    spans = [piece.span() for piece in [*shouted, *([chosen[0]] if chosen else [])]]
    signs = [_MODE.match(piece.text) for piece in modes]
    marks = [_shown(found.group("mode")) for found in signs if found]
    return (
        Signer(
            mode=", ".join(dict.fromkeys(marks)) or None,
            mode_text=" / ".join(piece.text for piece in modes) or None,
            title=titles[-1].text.strip(" .,") if titles else None,
            name=_respelt(chosen[0].text.strip()) if chosen else None,
            span=Span(min(s.start for s in spans), max(s.end for s in spans)),
        ),
        chosen[2] if chosen else None,
    )


def _respelt(name: str) -> str:
    """A name whose surname lost its mark ("Tậ Anh Tuấn") and can be only one known; a note tells of it."""
    first, _, rest = name.partition(" ")
    if not rest or _surname(name):
        return name
    likely = {known for known in listed("people", "surnames") if without_marks(known) == without_marks(first.lower())}
    return f"{likely.pop().capitalize()} {rest}" if len(likely) == 1 else name


def _shown(mode: str) -> str:
    return mode if mode == "T/M" else mode.replace("/", "") + "."
