"""Runs as a program of its own: opens PDF files and pictures from strangers, under limits of memory and time.

    pages_child.py text            PDF on stdin  → JSON: one object per page
    pages_child.py render N        PDF on stdin  → page N as a grey PNG at 200 dpi
    pages_child.py frames          picture       → JSON: how many pages it has
    pages_child.py frame N         picture       → page N as a grey PNG of at most 200 dpi for A4

It imports nothing of ours (it is started with `python -I`), so it starts in a tenth of a second.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from typing import Any, NoReturn

REFUSED = 3
MAX_MEMORY = 420 * 1024 * 1024
MAX_SECONDS = 60  # of processor time
MAX_PAGES = 500
DPI = 200  # Tesseract's best on Vietnamese letters: fewer errors than at 150 or 300
LONG_SIDE = 2400  # pixels of A4 at 200 dpi
MAX_PIXELS = 60_000_000
MAX_PATHS = 4_000  # a page with more drawn lines is a map, not a table
MAX_CHARACTERS = 6_000_000


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
    pages: list[dict[str, Any]] = []
    total = 0
    for number in range(len(pdf)):
        page = _read_page(pdf, number, plumber)
        total += len(page["text"])
        if total > MAX_CHARACTERS:
            refuse("tệp PDF chứa quá nhiều chữ cho một văn bản; hãy tách riêng văn bản chỉ đạo rồi tải lại.")
        pages.append(page)
    return pages


def _read_page(pdf: Any, number: int, plumber: "Plumber") -> dict[str, Any]:
    import pypdfium2

    try:
        page = pdf[number]
        words = page.get_textpage()
        cover, ruled = _drawn(page)
        text = words.get_text_range(errors="replace")
        tables = plumber.tables(number, page) if ruled and text.strip() else []
        if tables:
            text = _with_tables(page, words, tables)
    except pypdfium2.PdfiumError:
        return {"text": "", "cover": 1.0, "broken": True}
    return {"text": text, "cover": cover, "broken": False}


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


def _with_tables(page: Any, words: Any, tables: list[Any]) -> str:
    """Text above, between and below the tables; each table row on one line."""
    x0, y0, x1, y1 = page.get_mediabox(fallback_ok=True)
    out: list[str] = []
    top = 0.0

    def between(upper: float, lower: float) -> None:
        if lower - upper > 4:
            out.append(_bounded(words, x0, y1 - lower, x1, y1 - upper).strip("\r\n"))

    for table in tables:
        between(top, table.bbox[1])
        out += [_row(words, row, x0=x0, y1=y1) for row in table.rows]
        top = max(top, table.bbox[3])
    between(top, y1 - y0)
    return "\n".join(part for part in out if part.strip(" |\r\n"))


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
