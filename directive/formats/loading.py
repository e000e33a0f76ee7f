"""From bytes to `Loaded`: look at the content, let one reader extract, refuse what cannot be read in one sentence."""

import hashlib
import importlib
from pathlib import Path, PureWindowsPath

from directive.errors import BadInput, NotFound
from directive.formats import sniff
from directive.formats.loaded import MAX_FILE, Extracted, Loaded, check_length

# Readers by content type. Each is imported only when a file needs it: reading a .txt must not pay for lxml or pdfium.
_READERS = {
    "text/plain": "plain",
    "text/csv": "plain",
    sniff.DOCX: "docx",
    sniff.MACRO: "docx",
    "application/pdf": "pdf",
    "image/png": "scan",
    "image/jpeg": "scan",
    "image/tiff": "scan",
    sniff.DOC: "office",
    sniff.ODT: "office",
    "application/rtf": "office",
    "application/xml": "edxml",
}
_KNOWN_BUT_REFUSED = {
    sniff.ENCRYPTED: "tệp đặt mật khẩu; hãy bỏ mật khẩu trong Word (Tệp › Thông tin › Bảo vệ) rồi tải lại",
    sniff.XLSX: "đây là bảng tính, không phải văn bản; hãy tải văn bản chỉ đạo (.docx, .pdf)",
    sniff.XLS: "đây là bảng tính, không phải văn bản; hãy tải văn bản chỉ đạo (.docx, .pdf)",
    sniff.ODS: "đây là bảng tính, không phải văn bản; hãy tải văn bản chỉ đạo (.docx, .pdf)",
    sniff.PPTX: "đây là bài trình chiếu, không phải văn bản; hãy tải văn bản chỉ đạo (.docx, .pdf)",
    "application/zip": "đây là tệp nén; hãy giải nén rồi tải từng văn bản",
    "application/vnd.rar": "đây là tệp nén; hãy giải nén rồi tải từng văn bản",
    "application/x-7z-compressed": "đây là tệp nén; hãy giải nén rồi tải từng văn bản",
    "application/gzip": "đây là tệp nén; hãy giải nén rồi tải từng văn bản",
    "text/html": "đây là trang web; hãy mở trong Word, lưu thành .docx rồi tải lại",
}


def load(path: Path) -> Loaded:
    """Read a file from disk."""
    try:
        if path.is_dir():
            raise BadInput(f"{path}: đây là thư mục, không phải tệp; hãy chỉ rõ tệp văn bản cần đọc.")
        if path.stat().st_size > MAX_FILE:
            raise _too_large(path.name, path.stat().st_size)
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"{path}: không có tệp này; hãy kiểm tra lại đường dẫn.") from None
    except OSError as error:
        raise BadInput(f"{path}: không mở được tệp ({error.strerror}); hãy kiểm tra quyền đọc tệp.") from None
    return load_bytes(data, name=path.name)


def load_bytes(data: bytes, *, name: str) -> Loaded:
    """Any supported file → its text. Raises only children of `DirectiveError`."""
    shown = shown_name(name)
    found = extract(data, name=shown)
    check_length(found.text, name=shown)
    return Loaded(
        text=found.text,
        notes=found.notes,
        sha256=hashlib.sha256(data).hexdigest(),
        name=shown,
        kind=found.kind,
        pages=found.pages,
        envelope=found.envelope,
    )


def extract(data: bytes, *, name: str) -> Extracted:
    """The reader the content asks for, whatever the extension says."""
    if not data:
        raise BadInput(f"{name}: tệp rỗng (0 byte); hãy kiểm tra lại tệp gốc rồi tải lại.")
    if len(data) > MAX_FILE:
        raise _too_large(name, len(data))
    kind = sniff.content_type(data, name)
    reader = _READERS.get(kind)
    if reader is None:
        cause = _KNOWN_BUT_REFUSED.get(
            kind, "loại tệp này không đọc được; hãy tải tệp .docx, .pdf, .txt, .doc hoặc .edxml"
        )
        raise BadInput(f"{name}: {cause}.")
    found: Extracted = importlib.import_module(f"directive.formats.{reader}").extract(data, name=name)
    return found


def shown_name(name: str) -> str:
    """The bare file name, safe to print: names come from strangers' machines."""
    bare = PureWindowsPath(name).name
    return "".join(c for c in bare if c.isprintable())[:120] or "tệp không tên"


def _too_large(name: str, size: int) -> BadInput:
    return BadInput(
        f"{name}: tệp lớn {size / 1_048_576:.0f} MB, quá mức {MAX_FILE // 1_048_576} MB; "
        "hãy bỏ ảnh hoặc phụ lục không cần thiết, hoặc quét lại ở 200 dpi, rồi tải lại."
    )
