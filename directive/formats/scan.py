"""Pictures of a document (.png, .jpg, .tif) → text by character recognition."""

import json

from directive.errors import BadInput
from directive.formats import ocr, tools
from directive.formats.loaded import Extracted, joined


def extract(data: bytes, *, name: str) -> Extracted:
    """A picture of one or more pages → text and Notes."""
    count = json.loads(tools.in_child("frames", data=data, name=name, seconds=20))
    pages = ocr.picture_pages(data, count, name=name)
    text, starts = joined([page.text for page in pages])
    if not text.strip():
        raise BadInput(f"{name}: không nhận ra chữ nào trên ảnh; hãy quét lại rõ hơn, 200 dpi, rồi tải lại.")
    notes = tuple(ocr.moved(note, start) for page, start in zip(pages, starts, strict=True) for note in page.notes)
    return Extracted(text=text, notes=notes, kind="scan", pages=starts)
