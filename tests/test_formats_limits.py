"""Whatever comes in, loading answers soon, in little memory, with a text or with one Vietnamese sentence."""

import os
import subprocess
import sys
import time
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import docx, levels, num, p, zipped

from directive.errors import BadInput, DirectiveError, NotFound
from directive.formats import Loaded, load, load_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCX = docx(p("1. Phòng Y tế rà soát."))


def without(part: str) -> bytes:
    with zipfile.ZipFile(BytesIO(DOCX)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if name != part})


def with_document(xml: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(DOCX)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"word/document.xml": xml})


def lying_bomb() -> bytes:
    """Declares a small document and unpacks into a large one."""
    data = bytearray(with_document(b"<w>" + b" " * 60_000_000 + b"</w>"))
    size = (60_000_007).to_bytes(4, "little")
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
        at = data.find(size, at + 1)
    return bytes(data)


BAD = [
    ("an empty file", b"", "rỗng"),
    ("only blanks", b" \n\t\n", "không có chữ"),
    ("binary data", bytes(range(256)) * 40, "không đọc được"),
    ("a program", b"MZ" + bytes(500), "không đọc được"),
    ("text with zeros in it", b"Ph\0ng" * 100 + b"abc" * 1000, "không đọc được"),
    ("20 MB of text", b"a " * 10_000_000, "quá mức"),
    ("more lines than 500 pages have", "rà soát\n".encode() * 20_001, "20,001 dòng"),
    ("30 MB of anything", b"%PDF-" + bytes(30_000_000), "quá mức"),
    ("a zip bomb", with_document(b"<w>" + b" " * 80_000_000 + b"</w>"), "giải nén lớn"),
    ("a zip bomb that lies about its size", lying_bomb(), "hỏng|giải nén lớn"),
    ("XML of too many marks", with_document(b"<w>" + b"<a/>" * 3_000_000 + b"</w>"), "giải nén lớn"),
    ("XML nested too deep", with_document(b"<a>" * 100_000 + b"</a>" * 100_000), "hỏng"),
    ("XML with entities", with_document(b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'), "DTD|không có phần văn bản"),
    ("XML that is not Word's", with_document(b"<w/>"), "không có phần văn bản"),
    ("a .docx cut off", DOCX[: len(DOCX) // 2], "hỏng"),
    ("a .docx without its document", without("word/document.xml"), "không có phần văn bản"),
    ("a .docx with nothing but pictures", docx("<w:p/>"), "không có chữ nào"),
    ("a .docx with a password", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ("a spreadsheet", zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}), "bảng tính"),
    ("an old spreadsheet", OLE + bytes(600) + "Workbook".encode("utf-16-le"), "bảng tính"),
    ("an archive", zipped({"a.docx": DOCX}), "tệp nén"),
    ("a web page", b"<!DOCTYPE html><html><body>x</body></html>", "trang web"),
    ("a broken picture", b"\x89PNG\r\n\x1a\n" + bytes(100), "ảnh hỏng"),
]


@pytest.mark.parametrize(("data", "cause"), [pytest.param(d, c, id=name) for name, d, c in BAD])
def test_what_cannot_be_read_is_refused_soon_and_in_one_sentence(data: bytes, cause: str) -> None:
    started = time.process_time()
    with pytest.raises(BadInput, match=cause) as refused:
        load_bytes(data, name="thu.bin")
    assert time.process_time() - started < 4  # 0.3 s on an idle machine
    assert str(refused.value).startswith("thu.bin: ")
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def numbered_paragraphs(count: int) -> bytes:
    body = "".join(p("Rà soát.", num=(1, n % 3)) for n in range(count))
    return docx(body, numbering=levels(*[("decimal", "%1.")] * 3) + num(1))


def content_controls(depth: int) -> bytes:
    return docx("<w:sdt><w:sdtContent>" * depth + p("Rà soát.") + "</w:sdtContent></w:sdt>" * depth)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("\n".join(f"{n}. Phòng Y tế." for n in range(10_000)).encode(), id="10,000 numbered lines"),
        pytest.param(("phòng y tế " * 374_000).encode(), id="a line of 5 MB"),
        pytest.param(numbered_paragraphs(10_000), id="10,000 numbered paragraphs in .docx"),
        pytest.param(content_controls(100), id="content controls 100 deep"),
    ],
)
def test_large_but_honest_files_are_read_soon(data: bytes) -> None:
    started = time.process_time()
    assert load_bytes(data, name="lon").text
    assert time.process_time() - started < 6  # 0.3 to 1.4 s on an idle machine; a quadratic reader needs minutes


def test_a_picture_that_unpacks_into_gigabytes_is_refused() -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    rows = zlib.compress(bytes(60_001) * 500)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size * 2 + b"\x08\0\0\0\0") + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    with pytest.raises(DirectiveError, match="quá lớn"):
        load_bytes(bomb, name="bom.png")


def test_memory_stays_below_500_mb(tmp_path: Path) -> None:
    """In a process of its own, as a peak cannot be taken back."""
    samples = {"a.docx": with_document(b"<w>" + b"<a b=''/>" * 600_000 + b"</w>"), "b.docx": lying_bomb()}
    samples["c.txt"] = ("phòng " * 900_000).encode()[: 5 * 2**20]
    samples["d.pdf"] = heavy_pdf()
    for name, data in samples.items():
        (tmp_path / name).write_bytes(data)
    program = (
        "import pathlib, resource, sys\n"
        "from directive.errors import DirectiveError\n"
        "from directive.formats import load\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        load(pathlib.Path(name))\n"
        "    except DirectiveError:\n        pass\n"
        "own = int(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)"
    )
    command = [sys.executable, "-c", program, *(str(tmp_path / name) for name in samples)]
    done = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    assert int(done.stdout) < 500, done.stderr


def pdf_of(stream: bytes) -> bytes:
    """One page whose content is this deflated stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF"


def heavy_pdf() -> bytes:
    """A page of 600 MB, packed."""
    packer = zlib.compressobj(9)
    return pdf_of(b"".join(packer.compress(bytes(10_000_000)) for _ in range(60)) + packer.flush())


def test_a_pdf_that_unpacks_into_gigabytes_ends_in_its_own_process() -> None:
    with pytest.raises(BadInput, match="quá nặng"):
        load_bytes(heavy_pdf(), name="bom.pdf")


def test_reading_a_text_loads_no_heavy_library(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1. Phòng Y tế rà soát.", "utf-8")
    program = (
        "import sys, pathlib\nfrom directive.formats import load\nload(pathlib.Path(sys.argv[1]))\n"
        "print([m for m in ('docx', 'lxml', 'pypdfium2', 'pdfplumber', 'PIL', 'sqlalchemy') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.txt")]
    done = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.stdout.decode().strip() == "[]", done.stderr


def test_content_decides_and_the_name_does_not() -> None:
    assert load_bytes(DOCX, name="that-ra.pdf").kind == "docx"
    assert load_bytes("Sở Y tế".encode(), name="that-ra.docx").kind == "txt"


def test_names_from_strange_machines_are_shown_safely() -> None:
    assert load_bytes(b"a", name="C:\\Users\\x\\công văn\u202e\x1b[31m.txt").name == "công văn[31m.txt"
    assert load_bytes(b"a", name="../../etc/\n").name == "tệp không tên"


def test_the_hash_is_that_of_the_original_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffSở Y tế\r\n".encode())
    assert load(path).sha256 == __import__("hashlib").sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["khong-co.txt", "."])
def test_a_missing_file_or_a_folder_is_told_plainly(name: str, tmp_path: Path) -> None:
    with pytest.raises((NotFound, BadInput), match=r"không có tệp này|thư mục"):
        load(tmp_path / name)


# --- fuzz: nothing but a text or a DirectiveError ---

HEADS = [b"", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"<?xml version='1.0'?>", b"<edXML>", b"\x89PNG\r\n\x1a\n"]


def answer(data: bytes) -> None:
    try:
        loaded = load_bytes(data, name="thu")
    except DirectiveError:
        return
    assert isinstance(loaded, Loaded)
    assert loaded.text.strip()
    assert "\r" not in loaded.text


@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_text_or_a_sentence(head: bytes, tail: bytes) -> None:
    answer(head + tail)


@given(text=st.text(max_size=300), codec=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_text_or_a_sentence(text: str, codec: str) -> None:
    answer(text.encode(codec, "ignore"))


@given(at=st.integers(0, len(DOCX) - 1), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_docx_with_any_byte_changed_gives_a_text_or_a_sentence(at: int, byte: int, cut: bool) -> None:
    answer(DOCX[:at] + bytes([byte]) + (b"" if cut else DOCX[at + 1 :]))


_TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "sdt",
    "sdtContent",
    "ins",
    "del",
    "pPr",
    "numPr",
    "ilvl",
    "numId",
    "br",
    "sym",
]


@given(tags=st.lists(st.tuples(st.sampled_from(_TAGS), st.text("0123456789abc-", max_size=4)), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_tree_of_word_elements_gives_a_text_or_a_sentence(tags: list[tuple[str, str]]) -> None:
    opened = "".join(f'<w:{tag} w:val="{value}" w:char="{value}">x' for tag, value in tags)
    answer(
        docx(
            opened + "".join(f"</w:{tag}>" for tag, _ in reversed(tags)), numbering=levels(("decimal", "%1.")) + num(1)
        )
    )
