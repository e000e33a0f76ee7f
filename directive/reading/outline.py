"""Dàn ý: the tree of numbered, lettered and dashed units and of the paragraphs between them.

Wrapped lines are joined, also across a page end in mid-sentence. A mark opens a unit only where its sequence allows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from directive.reading.labels import RANK, Label, follows, label_at_start, shown_as
from directive.reading.patterns import pattern
from directive.reading.rows import Row
from directive.reading.source import Passage, join

_ENDED = pattern(r"[.;:!?…][\"”'’)\]]*\s*$|\./\.?\s*$")
_HANGING = pattern(r"(?:[,\-–/&(]|\b(?:và|của|các|với|cho|về|tại|theo|do|là|thuộc|số|ngày|hoặc|từ))\s*$", re.IGNORECASE)
_SENTENCES = ("number", "bracket", "letter", "decimal", "roman", "small_roman", "upper")
_LOOKAHEAD = 80


@dataclass(slots=True)
class Node:
    """A unit (with its mark) or a paragraph (without), its own words, and what stands under it."""

    label: Label | None
    pieces: list[Passage] = field(default_factory=list)
    parts: list["Node"] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    repaired: bool = False  # the mark was misread and is supplied from its neighbours
    kind: str = "paragraph"

    @property
    def words(self) -> Passage:
        """Its own words, on one line."""
        if len(self.pieces) > 1:
            self.pieces[:] = [join(self.pieces)]
        return self.pieces[0] if self.pieces else Passage("", (0,), (0,), "")

    @property
    def text(self) -> str:
        return self.words.text


def walk(node: Node) -> Iterator[Node]:
    """A node and all under it, in reading order."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(here.parts))


def outline(rows: Sequence[Row]) -> Node:
    """The tree of the given rows, under a node without words."""
    builder = _Builder([row for row in rows if not row.furniture], _page_starts(rows), _wrap(rows))
    return builder.build()


def _page_starts(rows: Sequence[Row]) -> set[int]:
    """Rows (by their place among those that are not furniture) that begin a page."""
    starts: set[int] = set()
    count = 0
    for row in rows:
        if row.page_end:
            starts.add(count)
        count += not row.furniture
    return starts


def _wrap(rows: Sequence[Row]) -> int:
    """The width at which lines were wrapped; 0 when each paragraph is one line."""
    widths = sorted(row.width for row in rows if not row.furniture and len(row.text) > 12)
    if len(widths) < 6:
        return 0
    wide = widths[int(len(widths) * 0.9)]
    reaching = sum(width >= 0.8 * wide for width in widths)
    return wide if 30 <= wide <= 160 and reaching >= 0.35 * len(widths) else 0


_SPEAKS_TO_ALL = pattern(
    r"(?:Đề nghị|Yêu cầu) (?:[Cc]ác|[Tt]hủ trưởng|UBND các|Ủy ban nhân dân các) |Trên đây là "
    r"|(?:Trong )?[Qq]uá trình (?:tổ chức|triển khai|thực hiện)|Nhận được (?:[Cc]ông văn|[Vv]ăn bản|[Cc]hỉ thị)"
)


class _Builder:
    """Holds the open units while rows are read one after the other."""

    def __init__(self, rows: list[Row], page_starts: set[int], wrap: int) -> None:
        self.rows = rows
        self.page_starts = page_starts
        self.wrap = wrap
        self.labels = [label_at_start(row.text) for row in rows]
        self.root = Node(None, kind="root")
        self.stack: list[Node] = []
        self.current = self.root  # the node further words belong to
        self.first = True  # the last row was the first of its paragraph

    def build(self) -> Node:
        for at, row in enumerate(self.rows):
            label = self._accepted(at)
            if label:
                self._open(label, row)
                self.first = True
            elif at and self.current is not self.root and self._continues(at):
                self.current.pieces.append(row.piece)
                self.current.rows.append(row)
                self.first = False
            else:
                self._paragraph(row)
                self.first = True
        return self.root

    def _full(self, row: Row) -> bool:
        return bool(self.wrap) and row.width >= self.wrap - 18

    def _continues(self, at: int) -> bool:
        """Whether a row goes on with the paragraph of the row before."""
        row, before = self.rows[at], self.rows[at - 1]
        ended = bool(_ENDED.search(before.text))
        turned = at in self.page_starts
        first = row.text[0]
        if before.text.endswith("./."):
            return False
        if first.islower() or first in ",;.)%”":
            return not (ended and (row.gap or not self.wrap) and not turned)
        if not ended and _HANGING.search(before.text):
            return True
        if row.text.isupper() and before.text.isupper() and not ended and not row.gap:
            return True
        if not self._full(before) or (ended and _SPEAKS_TO_ALL.match(row.text)):
            return False
        if not ended:
            return not row.gap or turned
        return not row.gap and not turned and not self._indented(row, before)

    def _indented(self, row: Row, before: Row) -> bool:
        """Whether a row stands in like the first line of a paragraph."""
        if self.first:
            return row.indent >= max(3, before.indent - 1)
        return row.indent >= before.indent + 2

    def _accepted(self, at: int) -> Label | None:
        """The mark of a row if it opens a unit there, repaired if need be."""
        label = self.labels[at]
        if label is None:
            return None
        row = self.rows[at]
        before = self.rows[at - 1] if at else None
        ended = before is None or bool(_ENDED.search(before.text))
        free = ended or not before or not self._full(before) or (row.gap and at not in self.page_starts)
        if label.kind in ("dash", "plus", "star"):
            running = before is not None and not ended and row.text[label.end : label.end + 1].isupper()
            return label if free and not (running and _HANGING.search(before.text if before else "")) else None
        if label.kind in ("part", "article", "step"):
            return label if free else None
        return self._in_sequence(label, at, free=free, ended=ended)

    def _in_sequence(self, label: Label, at: int, *, free: bool, ended: bool) -> Label | None:
        """A numbered mark that fits the open sequences, as it is or repaired."""
        behind = self.rows[at].text[label.end : label.end + 1]
        if label.kind == "roman" and label.value == 1 and self._is_number_one(at):
            label = label._replace(kind="number", shown="1", style=".")
        if label.kind == "letter" and label.shown in ("i", "v", "x") and not self._fits(label):
            label = label._replace(kind="small_roman", value={"i": 1, "v": 5, "x": 10}[label.shown])
        if label.kind == "misread":
            return self._repaired(label) if ended and free else None
        if self._fits(label):
            return label if free or ended or not behind.islower() else None
        if label.value == 1:
            return label if free and (behind.isupper() or not behind.isalpha() or label.kind != "number") else None
        if not free or not (behind.isupper() or behind in '"“('):
            return None
        level = self._level(label)
        if label.kind == "number" and label.style == ")" and level is None and (letter := self._last("letter")):
            return self._next_of(letter, label)
        if level is None:
            return label if label.value < 100 and (ended or label.kind in ("roman", "decimal")) else None
        assert level.label is not None
        if 0 < label.value - level.label.value <= 4:
            return label
        return self._next_of(level, label) if ended and label.kind in ("number", "letter") else None

    def _is_number_one(self, at: int) -> bool:
        """OCR reads "1." as "I.": then "2." comes before any "II." or another "1."."""
        for label in self.labels[at + 1 : at + _LOOKAHEAD]:
            if label and label.kind in ("roman", "number", "misread"):
                return label.kind == "number" and label.value == 2
        return False

    def _repaired(self, label: Label) -> Label | None:
        for kind in ("letter", "number") if label.shown.endswith(")") else ("number", "letter"):
            if level := self._last(kind):
                return self._next_of(level, label)
        return None

    def _next_of(self, level: Node, label: Label) -> Label:
        """A misread mark as the next of an open sequence."""
        assert level.label is not None
        value = level.label.value + 1
        if level.kind == "letter" and shown_as("letter", value) == "đ" and label.shown not in ("đ", "d"):
            value += label.shown in ("e",)
        return Label(level.kind, value, shown_as(level.kind, value), label.end, level.label.style + "?")

    def _level(self, label: Label) -> Node | None:
        """The open unit of the same sequence; "2)" may go on from "1." when nothing else does."""
        same = [node for node in reversed(self.stack) if node.label and node.kind == label.kind]
        for node in same:
            if node.label and _style(node.label) == _style(label):
                return node
        if label.kind == "number" and label.value > 1:
            return next((node for node in same if node.label and follows(label, node.label.value)), None)
        return None

    def _last(self, kind: str) -> Node | None:
        return next((node for node in reversed(self.stack) if node.label and node.kind == kind), None)

    def _fits(self, label: Label) -> bool:
        level = self._level(label)
        return level is not None and level.label is not None and follows(label, level.label.value)

    def _open(self, label: Label, row: Row) -> None:
        repaired = label.style.endswith("?")
        label = label._replace(style=label.style.rstrip("?"))
        node = Node(label, rows=[row], repaired=repaired, kind=label.kind)
        piece = row.piece.cut(label.end).strip()
        if piece.text:
            node.pieces.append(piece)
        if self.stack and self.stack[-1].label is None and not _introduces(self.stack[-1].text):
            self.stack.pop()
        level = self._level(label)
        if level is not None:
            while self.stack.pop() is not level:
                pass
        else:
            rank = _rank(label)
            nested = label.kind == "number" and self.stack and self.stack[-1].kind in ("number", "letter", "bracket")
            while self.stack and not nested and _rank(self.stack[-1]) >= rank:
                self.stack.pop()
        (self.stack[-1] if self.stack else self.root).parts.append(node)
        self.stack.append(node)
        self.current = node

    def _paragraph(self, row: Row) -> None:
        while self.stack and _rank(self.stack[-1]) >= RANK["star"]:
            self.stack.pop()
        node = Node(None, [row.piece], rows=[row])
        (self.stack[-1] if self.stack else self.root).parts.append(node)
        self.stack.append(node)
        self.current = node


def _introduces(words: str) -> bool:
    """Whether a paragraph leads into the marks behind it: "gồm:", "trong đó:", or a short line like a heading."""
    return words.endswith(":") or (len(words) < 120 and not _ENDED.search(words))


def _style(label: Label) -> str:
    return label.style[:1] if label.kind in ("number", "decimal", "part") else ""


def _rank(of: Node | Label) -> float:
    """Depth of a kind of mark; a longer decimal stands deeper."""
    depth = RANK.get(of.kind, RANK["paragraph"])
    label = of if isinstance(of, Label) else of.label
    return depth + 0.1 * int(label.style or 0) if label and of.kind == "decimal" else depth
