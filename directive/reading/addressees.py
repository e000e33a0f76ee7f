"""Kính gửi: to whom a letter or telegram is sent, and where the body begins behind them."""

from collections.abc import Sequence

from directive.document import DocType
from directive.reading.head_cells import Head
from directive.reading.parties import row_at
from directive.reading.patterns import pattern
from directive.reading.rows import Row
from directive.reading.source import Passage, join
from directive.reading.titles import BODY, TO, WIRED

_BULLET = pattern(r"[-–—•+*]\s*")
_NUMBER = pattern(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s")


def addressed(rows: Sequence[Row], to: int, head: Head) -> int:
    """The addressees, and where the body begins behind them."""
    opener = TO.match(rows[to].text)
    own = rows[to].piece.cut(opener.end() if opener else 0).strip()
    listed = to + 1 < len(rows) and _BULLET.match(rows[to + 1].text)
    if listed and row_at(_unmarked(own).text) is None and _letters(own.text) < 12:  # debris beside "Kính gửi:"
        own = own.cut(0, 0)
    at, items = _items(rows, to + 1, [own] if own.text else [], wide=not own.text)
    head.addressees = [_unmarked(item) for item in items if _letters(item.text)]
    head.addressee_rows = (to, at)
    return at


def wired(rows: Sequence[Row], at: int, head: Head) -> int:
    """A telegram's addressees: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:"."""
    for here in range(at, min(at + 5, len(rows))):
        if (found := WIRED.match(rows[here].text)) and head.kind == DocType.TELEGRAM:
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
            or _begins_body(row.text, items, last)
            or (BODY.match(row.text) and (row.gap or last.endswith((";", "."))))
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


def _begins_body(text: str, items: list[list[Passage]], last: str) -> bool:
    """Whether a row is not the wrapped end of the list, though no blank line and no full stop stands before it.

    A number begins the body unless the list itself is numbered; an opening word of letters does so behind a line that
    is too short to have been wrapped.
    """
    if not items:
        return False
    numbered = _NUMBER.match(text) and not _NUMBER.match(items[0][0].text)
    return bool(numbered or (BODY.match(text) and len(last) * 1.25 < len(text)))


def _unmarked(item: Passage) -> Passage:
    """An addressee without its dash and closing mark."""
    bullet = _BULLET.match(item.text)
    start = bullet.end() if bullet else 0
    return item.cut(start, len(item.text.rstrip(" ;.,"))).strip()


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)
