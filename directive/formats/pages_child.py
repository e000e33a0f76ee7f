"""Runs as a program of its own: opens PDF files and pictures from strangers, under limits of memory and time.

    pages_child.py text            PDF on stdin  → JSON: one object per page
    pages_child.py render N        PDF on stdin  → page N as a grey PNG at 200 dpi
    pages_child.py frames          picture       → JSON: how many pages it has
    pages_child.py frame N         picture       → page N as a grey PNG of at most 200 dpi for A4

It imports nothing of ours (it is started with `python -I`), so it starts in a tenth of a second.
"""

import json
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

REFUSED = 3
MAX_MEMORY = 420 * 1024 * 1024
MAX_SECONDS = 60  # of processor time
MAX_PAGES = 500
DPI = 200  # Tesseract's best on Vietnamese letters: fewer errors than at 150 or 300
LONG_SIDE = 2400  # pixels of A4 at 200 dpi
MAX_PIXELS = 60_000_000
MAX_PATHS = 4_000  # a page with more drawn lines is a map, not a table
MAX_CHARACTERS = 6_000_000
LINE = re.compile("[^\n\ufffe\x02]*(?:[\n\ufffe\x02]|$)")  # the codes stand for a hyphen that ends a line
LABEL = re.compile(r"[-–+•*]|(?:Điều\s+)?\(?\w{1,4}(?:\.\d+)*[.):/]+")  # Word sets a tab behind a number
CHARACTER = 0.45  # width of a character of running text, in sizes


def refuse(cause: str) -> NoReturn:
    sys.stderr.write(cause)
    sys.exit(REFUSED)


# --- PDF ---


def open_pdf(data: bytes) -> Any:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            refuse("tệp PDF đặt mật khẩu; hãy bỏ mật khẩu (in lại ra PDF mới) rồi tải lại.")
        refuse("tệp PDF hỏng hoặc tải chưa trọn vẹn; hãy mở thử rồi xuất lại PDF từ phần mềm gốc.")
    if count == 0:
        refuse("tệp PDF không có trang nào; hãy xuất lại PDF từ phần mềm gốc.")
    if count > MAX_PAGES:
        refuse(f"tệp PDF có {count} trang, quá mức {MAX_PAGES} trang; hãy tách riêng văn bản chỉ đạo rồi tải lại.")
    return pdf


def read_pdf(data: bytes) -> list[dict[str, Any]]:
    """Text of every page, tables in rows, and how much of the page a picture covers."""
    pdf = open_pdf(data)
    plumber = Plumber(data)
    pages: list[Page] = []
    total = 0
    for number in range(len(pdf)):
        page = _read_page(pdf, number, plumber)
        total += sum(len(line.text) for line in page.lines)
        if total > MAX_CHARACTERS:
            refuse("tệp PDF chứa quá nhiều chữ cho một văn bản; hãy tách riêng văn bản chỉ đạo rồi tải lại.")
        pages.append(page)
    texts = _set_out([page.lines for page in pages])
    return [{"text": t, "cover": p.cover, "broken": p.broken} for t, p in zip(texts, pages, strict=True)]


class Page(NamedTuple):
    """What pdfium makes of one page."""

    lines: list["Line"]
    cover: float
    broken: bool = False


def _read_page(pdf: Any, number: int, plumber: "Plumber") -> Page:
    import pypdfium2

    try:
        page = pdf[number]
        words = page.get_textpage()
        cover, ruled = _drawn(page)
        lines = _lines(words)
        tables = plumber.tables(number, page) if ruled and lines else []
    except pypdfium2.PdfiumError:
        return Page([], 1.0, broken=True)
    return Page(_with_tables(lines, words, page, tables) if tables else lines, cover)


def _drawn(page: Any) -> tuple[float, bool]:
    """The share of the page under its largest picture, and whether ruling lines cross on it."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    cover, across, down, boxes, paths = 0.0, 0, 0, 0, 0
    for drawn in page.get_objects(max_depth=3):
        if drawn.type not in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH):
            continue
        left, bottom, right, top = drawn.get_bounds()
        w, h = right - left, top - bottom
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            cover = max(cover, w * h / max(1.0, width * height))
            continue
        paths += 1
        across += w > 20 and h < 3
        down += h > 6 and w < 3
        boxes += w > 15 and h > 6
    return min(cover, 1.0), paths <= MAX_PATHS and ((across >= 2 and down >= 2) or boxes >= 4)


class Plumber:
    """Finds ruled tables. Loaded at the first page that has ruling lines: it costs half a second."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pdf: Any = None

    def tables(self, number: int, page: Any) -> list[Any]:
        if page.get_rotation():
            return []  # its coordinates and pdfium's part ways on turned pages; the text alone is right
        try:
            if self._pdf is None:
                import pdfplumber

                self._pdf = pdfplumber.open(BytesIO(self._data))
            found = self._pdf.pages[number].find_tables()
        except Exception:  # pdfminer raises anything on damaged files that pdfium still reads
            return []
        real = [t for t in found if len(t.rows) >= 2 and max(len(row.cells) for row in t.rows) >= 2]
        return sorted(real, key=lambda t: float(t.bbox[1]))


class Line(NamedTuple):
    """One line as pdfium groups it: its words, where it stands in points (y upward), None where that is not known."""

    text: str
    left: float | None = None
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0


def _lines(words: Any) -> list[Line]:
    """The lines of a page in the order of the file: cell by cell, column by column."""
    text = words.get_text_range(errors="replace")
    if len(text) != words.count_chars():  # signs outside the basic plane: places and characters no longer agree
        return [Line(line) for line in text.splitlines()]
    found: list[Line] = []
    at = 0
    for line in LINE.findall(text):
        found.append(_line(words, line.rstrip("\r\n"), at))
        at += len(line)
    return [line for line in found if line.text]


def _line(words: Any, text: str, at: int) -> Line:
    filled = [place for place, sign in enumerate(text) if not sign.isspace()]
    if not filled:
        return Line("")
    first, last = filled[0], filled[-1]
    left, size, base = words.get_charbox(at + first)[0], _size(words, at + first), _base(words, at + first)
    out = text[first : last + 1].replace("\ufffe", "-").replace("\x02", "-")
    for place in reversed(range(first + 1, last)):
        if text[place] == " " and text[place + 1] != " ":
            blank = words.get_charbox(at + place + 1)[0] - words.get_charbox(at + place - 1)[2]
            if blank > 1.5 * size and not LABEL.fullmatch(text, first, place):  # a column, not justified text
                out = out[: place - first] + " " * round(blank / (size * CHARACTER)) + out[place - first + 1 :]
    return Line(out, left, words.get_charbox(at + last)[2], base, size)


def _size(words: Any, at: int) -> float:
    import pypdfium2.raw as raw

    return max(4.0, float(raw.FPDFText_GetFontSize(words.raw, at)))


def _base(words: Any, at: int) -> float:
    import ctypes

    import pypdfium2.raw as raw

    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(words.raw, at, x, y)
    return y.value


def _set_out(pages: list[list[Line]]) -> list[str]:
    """Lines → text that keeps what the page shows: indents, and an empty line where the sheet leaves room."""
    margins = [min(line.left for line in page if line.left is not None) for page in pages if _is_placed(page)]
    margin = sorted(margins)[len(margins) // 2] if margins else 0.0
    return ["\n".join(_page_lines(page, margin)) for page in pages]


def _is_placed(page: list[Line]) -> bool:
    return any(line.left is not None for line in page)


def _page_lines(page: list[Line], margin: float) -> Iterator[str]:
    steps = sorted(a.base - b.base for a, b in pairwise(page) if _follows(a, b))
    step = steps[len(steps) // 3] if steps else 0.0  # lines of one paragraph lie closest, and are most
    before: Line | None = None
    for line in page:
        if line.left is None:  # a row of a table, or no place known
            yield line.text
            before = None
            continue
        if before is not None and (not _follows(before, line) or before.base - line.base > step + 0.25 * line.size):
            yield ""
        yield " " * max(0, round((line.left - margin) / (line.size * CHARACTER))) + line.text
        before = line


def _follows(upper: Line, lower: Line) -> bool:
    """Whether one line lies under the other, not in the next column or cell."""
    return upper.left is not None and lower.left is not None and 0 < upper.base - lower.base < 5 * lower.size


def _with_tables(lines: list[Line], words: Any, page: Any, tables: list[Any]) -> list[Line]:
    """Each table row on one line, in the place of the lines inside the table."""
    x0, _, _, y1 = page.get_mediabox(fallback_ok=True)
    out: list[Line] = []
    told: set[int] = set()
    for line in lines:
        inside = next((n for n, table in enumerate(tables) if _is_in(line, table.bbox, x0=x0, y1=y1)), None)
        if inside is None:
            out.append(line)
        elif inside not in told:
            told.add(inside)
            rows = [_row(words, row, x0=x0, y1=y1) for row in tables[inside].rows]
            out += [Line(row) for row in rows if row.strip(" |")]
    return out


def _is_in(line: Line, box: tuple[float, float, float, float], *, x0: float, y1: float) -> bool:
    if line.left is None:
        return False
    return box[0] - 2 <= line.left - x0 <= box[2] and box[1] - 2 <= y1 - line.base <= box[3] + 2


def _row(words: Any, row: Any, *, x0: float, y1: float) -> str:
    cells = [
        "" if cell is None else _bounded(words, x0 + cell[0], y1 - cell[3], x0 + cell[2], y1 - cell[1])
        for cell in row.cells
    ]
    texts = [" ".join(cell.split()) for cell in cells]
    filled = [text for text in texts if text]
    alone = len(filled) == 1 and texts[0] and sum(cell is not None for cell in row.cells) == 1
    return filled[0] if alone else " | ".join(texts).rstrip()


def _bounded(words: Any, left: float, bottom: float, right: float, top: float) -> str:
    return str(words.get_text_bounded(left, bottom, right, top, errors="replace"))


def render(data: bytes, number: int) -> bytes:
    """One page as a picture; large sheets are scaled down to what Tesseract reads well."""
    page = open_pdf(data)[number]
    scale = min(DPI / 72, LONG_SIDE * 1.5 / max(1.0, *page.get_size()))
    return _png(page.render(scale=scale, grayscale=True).to_pil())


# --- pictures ---


def open_picture(data: bytes) -> Any:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        refuse("ảnh quá lớn; hãy quét lại ở 200 dpi rồi tải lại.")
    except Exception:  # the image library raises many kinds on damaged files
        refuse("tệp ảnh hỏng, không mở được; hãy quét lại rồi tải lại.")


def frame(data: bytes, number: int) -> bytes:
    """One page of a picture: upright, grey, no larger than A4 at 200 dpi needs."""
    from PIL import Image, ImageOps

    picture = open_picture(data)
    try:
        picture.seek(number)
        if picture.width * picture.height > MAX_PIXELS:
            refuse("ảnh quá lớn; hãy quét lại ở 200 dpi rồi tải lại.")
        upright = ImageOps.exif_transpose(picture)
        grey = upright.convert("RGB").convert("L") if upright.mode in ("P", "RGBA", "LA") else upright.convert("L")
    except Exception:
        refuse("tệp ảnh hỏng, không mở được; hãy quét lại rồi tải lại.")
    scale = LONG_SIDE / max(grey.size)
    if scale < 0.95 or 1.3 < scale < 3:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return _png(grey)


def _png(picture: Any) -> bytes:
    out = BytesIO()
    picture.convert("L").save(out, "PNG", dpi=(DPI, DPI), compress_level=1)
    return out.getvalue()


def main(words: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    match words:
        case ["text"]:
            out = json.dumps(read_pdf(data)).encode()
        case ["render", number]:
            out = render(data, int(number))
        case ["frames"]:
            out = json.dumps(min(getattr(open_picture(data), "n_frames", 1), MAX_PAGES)).encode()
        case ["frame", number]:
            out = frame(data, int(number))
        case _:
            refuse("lệnh lạ.")
    sys.stdout.buffer.write(out)


if __name__ == "__main__":
    main(sys.argv[1:])
