"""Nhận dạng chữ: pictures of pages → text, with a Note on every word that must be compared with the picture.

Numbers and dates always get one: a misread digit looks as sure as a right one.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from directive.errors import BadInput, MissingTool
from directive.formats import plain, renumber, tools
from directive.formats.ocr_layout import Line, Word, in_columns, placed, shown
from directive.values import Frozen, Note, Span

MAX_PAGES = 60
_SECONDS = 120.0  # for one page
_RENDER_SECONDS = 30.0
_WORKERS = 2  # each Tesseract keeps to one thread: faster than one with many, and the machine stays usable
_DOUBTFUL = 60.0  # per cent of confidence
_LABEL = re.compile(r"\W?(\d{1,2}|[a-zđ]|[IVX]+)[.)/]\W?")
_CONNECTORS = frozenset(("ngày", "tháng", "năm", "giờ", "Ngày", "số", "Số:", "Số"))


class PageText(Frozen):
    """One recognised page; spans count from its own beginning."""

    text: str
    notes: tuple[Note, ...] = ()


def pdf_pages(data: bytes, numbers: list[int], *, name: str) -> dict[int, PageText]:
    """These pages of a PDF, recognised."""

    def picture(number: int) -> bytes:
        return tools.in_child("render", str(number), data=data, name=name, seconds=_RENDER_SECONDS)

    return dict(zip(numbers, _pages(picture, numbers, name=name), strict=True))


def picture_pages(data: bytes, count: int, *, name: str) -> list[PageText]:
    """All pages of a picture file, recognised."""

    def picture(number: int) -> bytes:
        return tools.in_child("frame", str(number), data=data, name=name, seconds=_RENDER_SECONDS)

    return _pages(picture, list(range(count)), name=name)


def _pages(picture: Callable[[int], bytes], numbers: list[int], *, name: str) -> list[PageText]:
    program = _program(name)
    if len(numbers) > MAX_PAGES:
        raise BadInput(
            f"{name}: có {len(numbers)} trang quét, quá mức {MAX_PAGES}; hãy tách riêng văn bản chỉ đạo rồi tải lại."
        )
    with ThreadPoolExecutor(_WORKERS) as pool:
        pages = list(pool.map(lambda number: _lines(picture(number), program, name=name), numbers))
    repaired = _renumbered([line for page in pages for line in page])
    return [_finished(page, repaired) for page in pages]


@lru_cache(maxsize=1)
def _languages(program: str) -> frozenset[str]:
    return frozenset(tools.run([program, "--list-langs"], seconds=20).out.decode("utf-8", "replace").split())


def _program(name: str) -> str:
    program = tools.find("tesseract")
    if program is None or "vie" not in _languages(program):
        raise MissingTool(
            f"{name}: đây là ảnh quét, cần phần mềm nhận dạng chữ; hãy cài gói tesseract-ocr và tesseract-ocr-vie "
            "trên máy chủ rồi tải lại, hoặc tải bản .docx hay .pdf có chữ."
        )
    return program


def _lines(picture: bytes, program: str, *, name: str) -> list[Line]:
    lines = _recognise(picture, program, "3", name=name)
    words = [word for line in lines for word in line]
    if words and sum(w.confidence for w in words) < 50 * len(words) and "osd" in _languages(program):
        return _recognise(picture, program, "1", name=name)  # perhaps the sheet lay sideways: let it find the way up
    return lines


def _recognise(picture: bytes, program: str, layout: str, *, name: str) -> list[Line]:
    command = [program, "stdin", "stdout", "-l", "vie", "--dpi", "200", "--psm", layout, "tsv"]
    done = tools.run(command, stdin=picture, seconds=_SECONDS, env={"OMP_THREAD_LIMIT": "1"})
    if done.code != 0:
        raise BadInput(f"{name}: không nhận dạng được chữ trên ảnh quét; hãy quét lại rõ hơn, 200 dpi, rồi tải lại.")
    return _parsed(done.out.decode("utf-8", "replace"))


def _parsed(tsv: str) -> list[Line]:
    """Tesseract's table: one word a row; block, paragraph and line number make the line."""
    lines: dict[tuple[str, ...], Line] = {}
    for row in tsv.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5":
            continue
        text = "".join(plain.clean(fields[11]).split())
        if text:
            lines.setdefault(tuple(fields[1:5]), []).append(_word(fields, text))
    return in_columns(list(lines.values()))


def _word(fields: list[str], text: str) -> Word:
    left, top, width, height = (int(field) for field in fields[6:10])
    return Word(text, float(fields[10]), left, left + width, height, top)


def _renumbered(lines: list[Line]) -> dict[int, str]:
    """Puts misread labels right in place; gives what was read, by identity of the word."""
    changed: dict[int, str] = {}
    for repair in renumber.repairs([shown(line) for line in lines]):
        word = lines[repair.line][0]
        changed[id(word)] = repair.read
        word.text = repair.label + word.text.removeprefix(repair.read)
    return changed


def _finished(lines: list[Line], repaired: dict[int, str]) -> PageText:
    notes: list[Note] = []
    text = ""
    for before, line in placed(lines):
        text += ("\n" if text else "") + before
        notes += _doubts(line, len(text), repaired)
        text += shown(line)
    return PageText(text=text, notes=tuple(notes))


def _doubts(line: Line, at: int, repaired: dict[int, str]) -> list[Note]:
    """Notes on one line: neighbouring words to be checked share one."""
    notes: list[Note] = []
    group: list[Word] = []
    start = at
    for place, word in enumerate([*line, Word("", 100.0, 0, 0, 0)]):
        if word.text and _to_check(line, place, repaired):
            start = start if group else at
            group.append(word)
        elif group:
            notes.append(_note(group, start, repaired))
            group = []
        at += len(word.text) + 1
    return notes


def _to_check(line: Line, place: int, repaired: dict[int, str]) -> bool:
    word = line[place]
    if id(word) in repaired:
        return True
    if not any(c.isalnum() for c in word.text):
        return False
    if word.confidence < _DOUBTFUL:
        return True
    if place == 0 and (_LABEL.fullmatch(word.text) or (len(line) == 1 and word.text.isdecimal())):
        return False  # the label of an item, proved by its sequence, or a page number
    follows = place + 1 < len(line) and any(map(str.isdecimal, line[place + 1].text))
    return any(map(str.isdecimal, word.text)) or (word.text in _CONNECTORS and follows)


def _note(group: list[Word], start: int, repaired: dict[int, str]) -> Note:
    words = shown(group)
    read = repaired.get(id(group[0]))
    if read is not None:
        message = (
            f"Số thứ tự đọc từ ảnh là “{read}”, đã sửa theo thứ tự thành “{group[0].text}”; hãy đối chiếu bản quét."
        )
    elif min(word.confidence for word in group) < _DOUBTFUL:
        message = f"Chữ nhận dạng từ ảnh không chắc chắn: “{words}”; hãy đối chiếu bản quét."
    else:
        message = f"Số, ngày nhận dạng từ ảnh: “{words}”; hãy đối chiếu bản quét."
    return Note(code="ocr-doubt", message=message, span=Span(start, start + len(words)))


def moved(note: Note, by: int) -> Note:
    """The Note of a page, counted from the beginning of the whole text."""
    if note.span is None:
        return note
    return note.model_copy(update={"span": Span(note.span.start + by, note.span.end + by)})
