"""What a file gives: its text, what was doubtful about getting it, and the envelope it came in."""

import datetime
from typing import Literal

from directive.errors import BadInput
from directive.values import Frozen, Note

MAX_FILE = 25 * 1024 * 1024  # bytes of any file; what mail servers of agencies commonly let through
MAX_TEXT = 5 * 1024 * 1024  # bytes of plain text, characters of extracted text: about 2,000 pages
MAX_LINES = 20_000  # lines with words: 500 pages have some 15,000, and each line costs time to be read

Kind = Literal["txt", "docx", "pdf", "scan", "doc", "edxml"]


class Attachment(Frozen):
    """Tệp đính kèm of an edXML envelope, described; its bytes come from `edxml.attachments`."""

    name: str
    content_type: str
    description: str | None = None
    size: int
    sha256: str


class Recipient(Frozen):
    """Nơi nhận of an edXML envelope: a body with its code on the national document axis."""

    name: str
    code: str | None = None


class EnvelopeSigner(Frozen):
    """Người ký as the envelope states it."""

    competence: str | None = None  # "KT. CHỦ TỊCH"
    title: str | None = None
    name: str | None = None


class Envelope(Frozen):
    """Phong bì edXML: what the sending system says about the document (QCVN 102:2016/BTTTT).

    It is a claim beside the text, not a part of it: where both speak, a person compares them.
    """

    issuer: str | None = None
    issuer_code: str | None = None
    number: str | None = None  # "581"
    notation: str | None = None  # "UBND-KGVX"
    place: str | None = None
    date: datetime.date | None = None
    doc_type: str | None = None  # the type's name or code, as sent
    subject: str | None = None
    signer: EnvelopeSigner | None = None
    due_date: datetime.date | None = None
    recipients: tuple[Recipient, ...] = ()
    in_reply_to: tuple[str, ...] = ()  # numbers of the documents this one answers
    attachments: tuple[Attachment, ...] = ()
    main: str | None = None  # name of the attachment that was read as the document


class Loaded(Frozen):
    """Văn bản đã lấy được chữ: faithful text, in NFC, lines ended by a newline.

    Table rows are one line each, cells joined by " | "; a form feed at the start of a line opens a new page. `pages`
    holds the offset of the first character of each page, for PDF and scans.
    """

    text: str
    notes: tuple[Note, ...] = ()
    sha256: str
    name: str
    kind: Kind
    pages: tuple[int, ...] = ()
    envelope: Envelope | None = None


class Extracted(Frozen):
    """What one reader of one format hands back to `loading`."""

    text: str
    notes: tuple[Note, ...] = ()
    kind: Kind
    pages: tuple[int, ...] = ()
    envelope: Envelope | None = None


def check_length(text: str, *, name: str) -> None:
    """Refuse a text nobody could have signed as one document."""
    if len(text) > MAX_TEXT:
        raise BadInput(
            f"{name}: văn bản dài {len(text):,} ký tự, quá mức {MAX_TEXT:,} ký tự; "
            "hãy tách phụ lục số liệu ra khỏi văn bản chỉ đạo rồi tải lại."
        )
    lines = text.count("\n")
    if lines > MAX_LINES and (lines := sum(not line.isspace() for line in text.split("\n") if line)) > MAX_LINES:
        raise BadInput(
            f"{name}: văn bản có {lines:,} dòng, quá mức {MAX_LINES:,} dòng; "
            "hãy tách phụ lục số liệu ra khỏi văn bản chỉ đạo rồi tải lại."
        )


def joined(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Texts of pages → one text, a form feed before each page but the first, and where each page starts."""
    starts: list[int] = []
    text = ""
    for number, page in enumerate(pages):
        text += "\n\f" if number else ""
        starts.append(len(text))
        text += page
    return text, tuple(starts)
