"""What a file is, told by its bytes. The name only decides between kinds of plain text.

Used for everything that comes from outside: the directive itself, and evidence uploaded to a reply.
"""

import re
from pathlib import PurePath

OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = OOXML + "wordprocessingml.document"
XLSX = OOXML + "spreadsheetml.sheet"
PPTX = OOXML + "presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
OLE = "application/x-ole-storage"
MACRO = "application/vnd.ms-office.macro"
ENCRYPTED = "application/encrypted"
UNKNOWN = "application/octet-stream"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_OPENDOCUMENT = {ODT.encode(): ODT, ODS.encode(): ODS}
_MARKUP = re.compile(rb"<(\?xml|edxml|!doctype html|html|svg|script|head|body)\b", re.IGNORECASE)

# Evidence an agency may attach. No macros, no web pages, nothing encrypted, nothing a double click would run.
_EVIDENCE: dict[str, frozenset[str]] = {
    "application/pdf": frozenset({"pdf"}),
    DOCX: frozenset({"docx"}),
    XLSX: frozenset({"xlsx"}),
    PPTX: frozenset({"pptx"}),
    ODT: frozenset({"odt"}),
    ODS: frozenset({"ods"}),
    DOC: frozenset({"doc"}),
    XLS: frozenset({"xls"}),
    "application/rtf": frozenset({"rtf", "doc"}),
    "application/zip": frozenset({"zip"}),
    "image/png": frozenset({"png"}),
    "image/jpeg": frozenset({"jpg", "jpeg"}),
    "image/tiff": frozenset({"tif", "tiff"}),
    "image/webp": frozenset({"webp"}),
    "image/heic": frozenset({"heic", "heif"}),
    "text/plain": frozenset({"txt", "md"}),
    "text/csv": frozenset({"csv"}),
}
EVIDENCE_EXTENSIONS: tuple[str, ...] = tuple(sorted({"." + e for known in _EVIDENCE.values() for e in known}))


def content_type(data: bytes, name: str) -> str:
    """The media type of a file, by content; `application/octet-stream` when it is none we know."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (signature != b"BM" or _is_bitmap(data)):
            return kind
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1"):
        return "image/heic"
    return _text_type(data, name)


def is_allowed_evidence(data: bytes, name: str) -> bool:
    """Whether a reply may carry this file: an allowed kind of content under an extension that belongs to it.

    The extension counts because it decides what opens the file on the reader's machine.
    """
    return extension(name) in _EVIDENCE.get(content_type(data, name), frozenset())


def extension(name: str) -> str:
    """The last extension in lower case without its dot; Windows ignores blanks and dots at the end of a name."""
    return PurePath(name.strip().rstrip(". ")).suffix.lower().removeprefix(".")


def _is_bitmap(data: bytes) -> bool:
    return int.from_bytes(data[2:6], "little") == len(data)


def _zip_type(data: bytes) -> str:
    import zipfile  # 10 ms, and most files are no archives
    from io import BytesIO

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.NameToInfo.keys()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return _OPENDOCUMENT.get(archive.read("mimetype").strip(), "application/zip")
            return _ooxml_type(set(names))
    except Exception:  # zipfile raises a dozen unrelated errors on damaged archives
        return _broken_zip_type(data)


def _ooxml_type(names: set[str]) -> str:
    if "[Content_Types].xml" not in names:
        return "application/zip"
    if any(n.endswith("vbaProject.bin") for n in names):
        return MACRO
    for folder, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(n.startswith(folder) for n in names):
            return kind
    return "application/zip"


def _broken_zip_type(data: bytes) -> str:
    """A cut-off archive still shows the names of its first members."""
    return DOCX if b"word/" in data[:65536] else "application/zip"


def _ole_type(data: bytes) -> str:
    """Old Office files are folders of streams; the names of the streams tell them apart."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return ENCRYPTED
    if holds("WordDocument"):
        return DOC
    if holds("Workbook") or holds("Book\0"):
        return XLS
    return OLE


def _text_type(data: bytes, name: str) -> str:
    head = data[:4096]
    if not head:
        return "text/plain" if extension(name) in ("txt", "md", "csv") else UNKNOWN
    markup = _markup_type(head)
    if markup:
        return markup
    if not looks_like_text(head):
        return UNKNOWN
    return "text/csv" if extension(name) == "csv" else "text/plain"


def _markup_type(head: bytes) -> str | None:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.replace(b"\0", b"")[2:]
    found = _MARKUP.match(text.lstrip())
    if not found:
        return None
    if found[1].lower() in (b"?xml", b"edxml"):
        return "image/svg+xml" if b"<svg" in text.lower() else "application/xml"
    return "image/svg+xml" if found[1].lower() == b"svg" else "text/html"


def looks_like_text(head: bytes) -> bool:
    """No control characters but white space; UTF-16 is allowed its zero bytes on one side only."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even or odd:
        one_sided = min(even, odd) * 50 <= max(even, odd) and max(even, odd) * 8 >= len(head)
        text = head.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
        return one_sided and _controls(text) * 100 <= len(text)
    return _controls(head.decode("latin-1")) * 100 <= len(head)


def _controls(text: str) -> int:
    return sum(text.count(chr(c)) for c in range(32) if chr(c) not in "\t\n\v\f\r\x1a\x1b")
