"""An independent look at a PDF against the clauses of PDF/A-2b (ISO 19005-2) that can be read off its structure.

Not a validator: glyph widths against font programs, ICC profile contents and the syntax of every content operand are
left to one (veraPDF). What is here is checked on the bytes, with nothing of the program that wrote them.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/JavaScript"}
FORBIDDEN_ANNOTATIONS = {"/3D", "/Sound", "/Screen", "/Movie"}
BLEND_MODES = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"}
DEVICE_OPERATORS = {"rg": "rgb", "RG": "rgb", "k": "cmyk", "K": "cmyk", "g": "gray", "G": "gray"}
PROFILE = {3: {"rgb", "gray"}, 4: {"cmyk", "gray"}, 1: {"gray"}}


def complaints(data: bytes) -> list[str]:
    """What of PDF/A-2b does not hold; each begins with its clause."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [
            *_file(data, pdf),
            *_metadata(pdf),
            *_colour(pdf),
            *_objects(pdf),
            *(one for number, page in enumerate(pdf.pages, start=1) for one in _page(number, page.obj)),
        ]


def _file(data: bytes, pdf: Pdf) -> Iterator[str]:
    second = data.split(b"\n", 2)[1]
    if not re.match(rb"%PDF-1\.[0-7]\s", data):
        yield "6.1.2 header"
    if not second.startswith(b"%") or len(second) < 5 or any(byte < 128 for byte in second[1:5]):
        yield "6.1.2 no binary comment after the header"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3 encrypted"
    if "/ID" not in pdf.trailer:
        yield "6.1.3 no file identifier"
    if not data.rstrip().endswith(b"%%EOF"):
        yield "6.1.3 data after the end of the file"
    yield from (f"6.1 syntax: {problem}" for problem in pdf.check_pdf_syntax())


def _metadata(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if "/Metadata" not in root:
        yield "6.6.2 no XMP metadata"
        return
    if "/Filter" in root.Metadata:
        yield "6.6.2 XMP metadata is filtered"
    with pdf.open_metadata() as meta:
        claim = (meta.get("pdfaid:part"), meta.get("pdfaid:conformance"))
        if claim != ("2", "B"):
            yield f"6.6.4 claims {claim}"
        title = meta.get("dc:title")
        if not title:
            yield "6.6.3 no title"
        info = pdf.trailer.get("/Info", Dictionary())
        if "/Title" in info and str(info.Title) != title:
            yield "6.6.3 title of the document information differs"


def _colour(pdf: Pdf) -> Iterator[str]:
    intents = [one for one in pdf.Root.get("/OutputIntents", []) if one.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 no single PDF/A output intent with a profile"
        return
    profile = intents[0].DestOutputProfile
    content = bytes(profile.read_bytes())
    if content[36:40] != b"acsp" or int.from_bytes(content[:4], "big") != len(content):
        yield "6.2.3 the profile is not an ICC profile"
    used = {space for page in pdf.pages for space in _device_spaces(page.obj)}
    if wrong := used - PROFILE[int(profile.N)]:
        yield f"6.2.4.3 device colours {sorted(wrong)} beside a profile of {int(profile.N)} components"


def _device_spaces(page: Any) -> Iterator[str]:
    for _, operator in pikepdf.parse_content_stream(page):
        if str(operator) in DEVICE_OPERATORS:
            yield DEVICE_OPERATORS[str(operator)]


def _objects(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    for key, clause in (("/AA", "6.5.2"), ("/XFA", "6.4.2"), ("/NeedsRendering", "6.4.2"), ("/Requirements", "6.10")):
        if key in root or key in root.get("/AcroForm", Dictionary()):
            yield f"{clause} {key} in the catalog"
    names = root.get("/Names", Dictionary())
    for key in ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations"):
        if key in names:
            yield f"6.5.1 {key} among the names"
    for thing in pdf.objects:
        if isinstance(thing, Dictionary | Stream):
            yield from _object(thing)


def _object(thing: Any) -> Iterator[str]:
    if str(thing.get("/S", "")) in FORBIDDEN_ACTIONS:
        yield f"6.5.1 action {thing.S}"
    if isinstance(thing, Stream):
        filters = thing.get("/Filter", [])
        named = [str(filters)] if isinstance(filters, Name) else [str(one) for one in filters]
        if {"/LZWDecode", "/Crypt"} & set(named):
            yield f"6.1.7 filter {named}"
        if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()):
            yield "6.1.7 a stream outside the file"
        if thing.get("/Subtype") == Name.PS or thing.get("/Subtype2") == Name.PS:
            yield "6.2.9 PostScript"
        if thing.get("/Subtype") == Name.Image and (thing.get("/Interpolate") or "/Alternates" in thing):
            yield "6.2.8 image with Interpolate or Alternates"
    if thing.get("/Type") == Name.ExtGState:
        yield from _state(thing)
    if thing.get("/Type") == Name.Font:
        yield from _font(thing)


def _state(thing: Any) -> Iterator[str]:
    if "/TR" in thing or thing.get("/TR2", Name.Default) != Name.Default or "/HTP" in thing:
        yield "6.2.5 transfer function"
    if str(thing.get("/BM", "/Normal")) not in BLEND_MODES:
        yield f"6.2.10 blend mode {thing.BM}"


def _font(font: Any) -> Iterator[str]:
    kind = str(font.get("/Subtype"))
    if kind == "/Type0":
        if "/ToUnicode" not in font:
            yield "6.2.11.7 no ToUnicode"
        if font.get("/Encoding") not in (Name("/Identity-H"), Name("/Identity-V")):
            yield f"6.2.11.3 encoding {font.get('/Encoding')}"
        return
    if kind == "/Type3":
        return
    described = font.get("/FontDescriptor", Dictionary())
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()):
        yield f"6.2.11.4 font {font.get('/BaseFont')} is not embedded"
    if kind == "/CIDFontType2" and "/CIDToGIDMap" not in font:
        yield "6.2.11.3 no CIDToGIDMap"


def _page(number: int, page: Any) -> Iterator[str]:
    if "/AA" in page:
        yield f"6.5.2 page {number} acts by itself"
    for note in page.get("/Annots", []):
        if str(note.Subtype) in FORBIDDEN_ANNOTATIONS:
            yield f"6.3.1 annotation {note.Subtype} on page {number}"
        if note.Subtype != Name.Popup and int(note.get("/F", 0)) & 0b100111 != 0b100:
            yield f"6.3.2 annotation on page {number} may not be printed"
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in ("Tj", "TJ"):
            shown = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
            codes = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
            if any(codes[i : i + 2] == b"\x00\x00" for i in range(0, len(codes), 2)):
                yield f"6.2.11.8 .notdef is shown on page {number}"
                return
