"""What a file is, by its bytes; and what an agency may attach to its answer."""

import pytest
from office_files import docx, p, zipped

from directive.formats import sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLSX = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""})


def ole(stream: str) -> bytes:
    return OLE + bytes(512) + stream.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "a.pdf", "application/pdf"),
        (b"\n\n%PDF-1.4", "a.bin", "application/pdf"),
        (docx(p("x")), "a", sniff.DOCX),
        (XLSX, "a.docx", sniff.XLSX),
        (zipped({"[Content_Types].xml": b"", "word/vbaProject.bin": b""}), "a.docx", sniff.MACRO),
        (zipped({"mimetype": sniff.ODT.encode(), "content.xml": b""}), "a.odt", sniff.ODT),
        (zipped({"a.txt": b"x"}), "a.zip", "application/zip"),
        (ole("WordDocument"), "a.doc", sniff.DOC),
        (ole("Workbook"), "a.xls", sniff.XLS),
        (ole("EncryptedPackage"), "a.docx", sniff.ENCRYPTED),
        (b"\xff\xd8\xff\xe0", "a.jpg", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8", "a.webp", "image/webp"),
        (b"\0\0\0\x18ftypheic", "a.heic", "image/heic"),
        ("Sở Y tế".encode(), "a.txt", "text/plain"),
        ("Sở Y tế".encode("utf-16"), "a.txt", "text/plain"),
        (b"BM la ban my", "a.txt", "text/plain"),
        (b"a;b;c", "a.csv", "text/csv"),
        (b"  <HTML><script>", "a.txt", "text/html"),
        (b"<?xml version='1.0'?><svg/>", "a.png", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "a.xml", "application/xml"),
        (b"MZ\x90\0", "a.pdf", "application/x-msdownload"),
        (b"\0\x01\x02\x03" * 10, "a.txt", "application/octet-stream"),
        (b"", "a.pdf", "application/octet-stream"),
    ],
)
def test_the_content_tells_the_type(data: bytes, name: str, kind: str) -> None:
    assert sniff.content_type(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7", "Báo cáo.PDF"),
        (docx(p("x")), "bao-cao.docx"),
        (XLSX, "so-lieu.xlsx"),
        (b"\xff\xd8\xff\xe0", "anh.jpeg"),
        (b"x", "ghi-chu.txt"),
        (zipped({"a": b""}), "ho-so.zip"),
    ],
)
def test_ordinary_evidence_is_allowed(data: bytes, name: str) -> None:
    assert sniff.is_allowed_evidence(data, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\0", "bao-cao.pdf"),
        (b"%PDF-1.7", "bao-cao.pdf.exe"),
        (b"%PDF-1.7", "bao-cao.html"),
        (b"%PDF-1.7", "bao-cao"),
        (b"<html>", "bao-cao.txt"),
        (b"<svg onload='x'>", "anh.svg"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b""}), "a.docx"),
        (ole("EncryptedPackage"), "a.docx"),
        (zipped({"a": b""}), "a.docx"),
        (b"x", "a.bat"),
        (b"x", "a.txt.lnk . "),
        (b"", "a.pdf"),
    ],
)
def test_what_could_run_hide_or_deceive_is_not(data: bytes, name: str) -> None:
    assert not sniff.is_allowed_evidence(data, name)
