"""Word files (.docx) → text, with the labels Word counts and only the words a reader of the printed page would see.

Headers, footers, footnotes and comments are other parts of the package and stay out of the body.
"""

import posixpath
from collections.abc import Iterator

from lxml import etree

from directive.errors import BadInput
from directive.formats import docx_runs as runs
from directive.formats import docx_tables as tables
from directive.formats import plain
from directive.formats.docx_styles import Styles, style_of
from directive.formats.loaded import Extracted
from directive.formats.numbering import Numbering, W
from directive.formats.package import Package, parse
from directive.values import Note

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WRAPPERS = frozenset(W + t for t in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body"))
_SHOWN_CHANGES = 3


def extract(data: bytes, *, name: str) -> Extracted:
    """A .docx → text and Notes."""
    package = Package(data, name=name)
    main = _main_part(package)
    body = _xml(package, main)
    content = body.find(W + "body") if body is not None else None
    if content is None:
        raise BadInput(
            f"{name}: tệp .docx không có phần văn bản; hãy mở bằng Word, lưu lại thành .docx mới rồi tải lại."
        )
    styles = Styles(_related(package, main, "styles"))
    walk = _Walk(styles, Numbering(_related(package, main, "numbering"), styles.list_styles))
    text = "\n".join(walk.lines(content))
    text, notes = plain.repaired(text)
    if not text.strip():
        raise BadInput(f"{name}: văn bản không có chữ nào (có thể chỉ có ảnh); hãy xuất ra .pdf rồi tải lại.")
    return Extracted(text=text, notes=_notes(walk, notes), kind="docx")


class _Walk:
    """One pass over the body in document order: labels count as they come."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._carried: list[runs.Piece] = []  # words of paragraphs whose end was deleted: they run on
        self.changes = runs.Changes()
        self.embedded = 0

    def lines(self, parent: etree._Element) -> Iterator[str]:
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.lines(child)
            elif runs.is_alternative(child):
                yield from self.lines(runs.chosen(child))
            elif child.tag == W + "altChunk":
                self.embedded += 1

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        props = paragraph.find(W + "pPr")
        style = style_of(props, "pStyle")
        pieces = self._carried + runs.words(paragraph, styles=self._styles, style=style, changes=self.changes)
        boxes = [line for box in runs.text_boxes(paragraph) for line in self.lines(box)]
        if props is not None and runs.is_dropped(props.find(W + "rPr")):
            self._carried = pieces
            yield from boxes
            return
        self._carried = []
        text = runs.join(pieces, self.changes)
        yield _break_before(props) + self._label(props, text) + text + _break_after(props)
        yield from boxes

    def _label(self, props: etree._Element | None, text: str) -> str:
        num, level, style = self._styles.numbering(props)
        if num in (None, "0"):
            return ""
        if level is None and style is not None:
            level = self._numbering.level_of_style(num or "", style)
        return self._numbering.label(num or "", level or 0)

    def _table(self, table: etree._Element) -> Iterator[str]:
        rows = [self._row(row) for row in _rows(table)]
        yield from tables.lines_of(rows, ruled=tables.is_ruled(table, self._styles))

    def _row(self, row: etree._Element) -> tables.Row:
        cells: list[tables.Cell] = []
        column = _skipped(row)
        for cell in _cells(row):
            span, continues = tables.place(cell)
            lines = tuple(self.lines(cell))
            cells.append(tables.Cell(column, span, () if continues else lines))
            column += span
        return tuple(cells)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == W + "tr":
            if not runs.is_dropped(child.find(W + "trPr")):
                yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _skipped(row: etree._Element) -> int:
    before = row.find(f"{W}trPr/{W}gridBefore")
    value = before.get(W + "val", "") if before is not None else ""
    return min(int(value), 63) if value.isdigit() else 0


def _break_before(props: etree._Element | None) -> str:
    flag = props.find(W + "pageBreakBefore") if props is not None else None
    return "\f" if flag is not None and flag.get(W + "val") not in ("0", "false", "off") else ""


def _break_after(props: etree._Element | None) -> str:
    """A section that ends with this paragraph starts a new page unless it says otherwise."""
    section = props.find(W + "sectPr") if props is not None else None
    if section is None:
        return ""
    kind = section.find(W + "type")
    return "" if kind is not None and kind.get(W + "val") in ("continuous", "nextColumn") else "\f"


def _main_part(package: Package) -> str:
    for target, kind in _relations(package, "_rels/.rels"):
        if kind.endswith("/officeDocument") and target.lstrip("/") in package:
            return target.lstrip("/")
    return "word/document.xml"


def _related(package: Package, main: str, kind: str) -> etree._Element | None:
    folder, file = posixpath.split(main)
    for target, found in _relations(package, f"{folder}/_rels/{file}.rels"):
        if found.endswith("/" + kind):
            part = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            if part in package:
                return _xml(package, part)
    return _xml(package, f"{folder}/{kind}.xml")


def _relations(package: Package, part: str) -> list[tuple[str, str]]:
    root = package.xml(part)
    return [] if root is None else [(r.get("Target", ""), r.get("Type", "")) for r in root]


def _xml(package: Package, part: str) -> etree._Element | None:
    """A part in the transitional namespace; "Strict Open XML" files differ for us in the namespace only."""
    if part not in package:
        return None
    return parse(package.read(part).replace(_STRICT, _TRANSITIONAL), name=package.name)


def _notes(walk: _Walk, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    found = list(notes)
    changes = walk.changes
    if changes.added or changes.dropped:
        found.append(Note(code="tracked-changes", message=_changes_message(changes)))
    if changes.old_fonts and not notes:
        found += plain.legacy_notes("", next(iter(sorted(changes.old_fonts))))
    if walk.embedded:
        found.append(
            Note(
                code="embedded-part",
                message=f"Tệp nhúng {walk.embedded} tài liệu khác chưa đọc được; hãy mở bằng Word và lưu lại.",
            )
        )
    return tuple(found)


def _changes_message(changes: runs.Changes) -> str:
    def some(words: list[str]) -> str:
        more = f" và {len(words) - _SHOWN_CHANGES} chỗ khác" if len(words) > _SHOWN_CHANGES else ""
        return ", ".join(f"“{w}”" for w in words[:_SHOWN_CHANGES]) + more

    parts = []
    if changes.added:
        parts.append(f"thêm {some(changes.added)}")
    if changes.dropped:
        parts.append(f"bỏ {some(changes.dropped)}")
    return (
        f"Tệp còn sửa đổi chưa chấp nhận (Track Changes): {'; '.join(parts)}. "
        "Đã đọc theo bản chấp nhận mọi sửa đổi; hãy hỏi lại nơi soạn thảo."
    )
