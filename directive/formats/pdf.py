"""PDF → text: what the file says itself, ruled tables row by row; pages that are only a picture are recognised."""

import json
import re
from typing import NamedTuple

from directive.errors import BadInput, MissingTool
from directive.formats import legacy, ocr, plain, tools
from directive.formats.loaded import Extracted, Kind, joined
from directive.values import Note

_SECONDS = 60.0
_HYPHEN_AT_END = re.compile(r"(?<=\S)-\n+ *(?=\w)")
_SYMBOL = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ][0-9A-ZĐTr]?")  # on both sides of a hyphen: "31-CTr/TW", "2021-2025"
_FEW = 20  # characters: a page with fewer has no text of its own
_STAMP = 400  # characters a digital signature or receiving stamp may put over a scanned page
_COVERED = 0.6  # of the page under one picture


class _Page(NamedTuple):
    text: str
    cover: float
    broken: bool

    @property
    def is_picture(self) -> bool:
        """Scanned: hardly a character, or only a stamp's over a picture, or letters that do not tell what they are."""
        letters = len("".join(self.text.split()))
        if letters < _FEW:
            return self.cover > 0.05 or self.broken
        return (self.cover > _COVERED and letters < _STAMP) or _is_garbled(self.text)


def extract(data: bytes, *, name: str) -> Extracted:
    """A PDF → text and Notes."""
    pages = [_Page(**page) for page in json.loads(tools.in_child("text", data=data, name=name, seconds=_SECONDS))]
    scanned = [number for number, page in enumerate(pages) if page.is_picture]
    if not scanned and not any(page.text.strip() for page in pages):
        raise BadInput(f"{name}: tệp PDF không có chữ nào; hãy kiểm tra lại tệp gốc rồi tải lại.")
    texts, notes = _own_texts(pages)
    read, missing = _recognised(data, scanned, len(pages), name=name)
    for number, page in read.items():
        texts[number] = page.text
    text, starts = joined(texts)
    if not text.strip():
        raise BadInput(f"{name}: không nhận ra chữ nào trên ảnh quét; hãy quét lại rõ hơn, 200 dpi, rồi tải lại.")
    notes += missing + [ocr.moved(note, starts[number]) for number, page in read.items() for note in page.notes]
    kind: Kind = "scan" if len(read) * 2 > len(pages) else "pdf"
    return Extracted(text=text, notes=tuple(notes), kind=kind, pages=starts)


def _own_texts(pages: list[_Page]) -> tuple[list[str], list[Note]]:
    raw = [_tidy(page.text) for page in pages]
    encoding = legacy.find("\n".join(raw))
    texts = [plain.clean(legacy.repair(text, encoding) if encoding else text).strip("\f").strip("\n") for text in raw]
    notes = list(plain.legacy_notes("\n".join(texts), encoding)) if encoding else []
    layered = [str(n) for n, page in enumerate(pages, 1) if page.cover > _COVERED and not page.is_picture]
    if layered:
        shown = ", ".join(layered)
        notes.append(
            Note(
                code="ocr-layer",
                message=f"Trang {shown} là ảnh quét đã nhận dạng chữ từ trước; hãy đối chiếu số, ngày, tên.",
            )
        )
    return texts, notes


def _recognised(
    data: bytes, scanned: list[int], count: int, *, name: str
) -> tuple[dict[int, ocr.PageText], list[Note]]:
    """The scanned pages as recognised. A text with a few scanned pages is still worth reading without the tool."""
    if not scanned:
        return {}, []
    try:
        return ocr.pdf_pages(data, scanned, name=name), []
    except MissingTool:
        if len(scanned) * 2 > count:
            raise
    shown = ", ".join(str(n + 1) for n in scanned)
    message = f"Trang {shown} là ảnh quét, chưa đọc được vì máy chưa cài tesseract-ocr và tesseract-ocr-vie."
    return {}, [Note(code="page-unread", message=message)]


def _tidy(text: str) -> str:
    """One kind of line end, no blanks before it.

    A hyphen at the end of a line runs on in numbers and symbols ("31-CTr/TW") and before a small letter ("các-bon");
    before a capital the line end stays, as it may stand for a blank ("Truyền thông- Văn hoá").
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _HYPHEN_AT_END.sub(_hyphen, "\n".join(line.rstrip() for line in text.split("\n")))


def _hyphen(found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1], found.string[found.end() : found.end() + 2]
    return "-" if _SYMBOL.fullmatch(before + after) or after[:1].islower() else found[0]


def _is_garbled(text: str) -> bool:
    """Letters without a character map come out as replacement signs or private codes."""
    strange = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < "\t" for c in text)
    return strange * 5 > len(text)
