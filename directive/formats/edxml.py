"""Gói edXML của trục liên thông văn bản: the envelope, and the document inside it.

Source: QCVN 102:2016/BTTTT (with amendment 1:2022). Senders differ in namespace, in where they put the attachments and
in whether they zip them, so elements are found by their local names.
"""

import base64
import binascii
import datetime
import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePath

from lxml import etree

from directive.errors import BadInput
from directive.formats import loading, sniff
from directive.formats.loaded import MAX_FILE, Attachment, Envelope, EnvelopeSigner, Extracted, Recipient
from directive.formats.package import Package, parse_long
from directive.values import Note

_MAX_ATTACHMENTS = 100
_READABLE = (sniff.DOCX, "application/pdf", sniff.DOC, sniff.ODT, "application/rtf", "text/plain", "image/tiff")
_ANNEX = re.compile(r"phụ\s*lục|phu\s*luc|\bpl\s*\d|biểu|mẫu|danh\s*sách", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})|(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def extract(data: bytes, *, name: str) -> Extracted:
    """An edXML package → the text of its main attachment, with the envelope."""
    root = _root(data, name=name)
    files = _files(root, name=name)
    if not files:
        raise BadInput(f"{name}: gói edXML không có tệp đính kèm nào; hãy yêu cầu nơi gửi gửi lại gói đầy đủ.")
    envelope = _envelope(root, files)
    main_name, main = _main(files, name=name)
    found = loading.extract(main, name=f"{name} › {main_name}")
    others = [attachment.name for attachment in envelope.attachments if attachment.name != main_name]
    notes = list(found.notes)
    if others:
        listed = ", ".join(f"“{other}”" for other in others[:5]) + ("…" if len(others) > 5 else "")
        message = f"Gói có {len(others)} tệp kèm theo chưa đọc vào nội dung: {listed}; hãy mở xem có giao việc không."
        notes.append(Note(code="more-attachments", message=message))
    return Extracted(
        text=found.text,
        notes=tuple(notes),
        kind="edxml",
        pages=found.pages,
        envelope=envelope.model_copy(update={"main": main_name}),
    )


def attachments(data: bytes, *, name: str) -> tuple[tuple[str, bytes], ...]:
    """All files in the package, by name, to be kept beside the original."""
    return tuple((attachment.name, content) for attachment, content in _files(_root(data, name=name), name=name))


def _root(data: bytes, *, name: str) -> etree._Element:
    root = parse_long(data, name=name)
    if _local(root).casefold() not in ("edxml", "edxmlenvelope", "envelope"):
        raise BadInput(f"{name}: tệp XML này không phải gói văn bản edXML; hãy tải gói .edxml hoặc tệp .docx, .pdf.")
    if _find(root, "edXMLHeader") is None and _find(root, "MessageHeader") is None:
        raise BadInput(f"{name}: gói edXML không có phần thông tin văn bản; hãy yêu cầu nơi gửi gửi lại.")
    return root


# --- the files ---


def _files(root: etree._Element, *, name: str) -> list[tuple[Attachment, bytes]]:
    described = {_text(r, "ContentId"): r for r in _all(root, "Reference")}
    out: list[tuple[Attachment, bytes]] = []
    for element in _all(root, "Attachment"):
        encoded = _text(element, "ContentTransferEncoded") or _text(element, "AttachmentContent") or ""
        if not encoded:
            continue
        if len(out) == _MAX_ATTACHMENTS:
            raise BadInput(f"{name}: gói edXML có hơn {_MAX_ATTACHMENTS} tệp đính kèm; hãy tải riêng văn bản chính.")
        reference = described.get(_text(element, "ContentId"))
        out.append(_file(element, reference, encoded, name=name))
    return out


def _file(
    element: etree._Element, reference: etree._Element | None, encoded: str, *, name: str
) -> tuple[Attachment, bytes]:
    def either(tag: str) -> str | None:
        return _text(element, tag) or (_text(reference, tag) if reference is not None else None)

    shown = loading.shown_name(either("AttachmentName") or either("Description") or "")
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadInput(f"{name}: tệp đính kèm “{shown}” bị hỏng; hãy yêu cầu nơi gửi gửi lại gói.") from None
    content = _unzipped(content, name=f"{name} › {shown}")
    attachment = Attachment(
        name=shown,
        content_type=sniff.content_type(content, shown),
        description=either("Description"),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return attachment, content


def _unzipped(content: bytes, *, name: str) -> bytes:
    """Some senders zip every attachment by itself; an archive of several files is left as it is."""
    if sniff.content_type(content, name) != "application/zip":
        return content
    package = Package(content, name=name)
    inside = [part for part in package.parts if not part.endswith("/")]
    return package.read(inside[0], limit=MAX_FILE) if len(inside) == 1 else content


def _main(files: list[tuple[Attachment, bytes]], *, name: str) -> tuple[str, bytes]:
    """The document itself: not an annex by its name, Word before PDF before the rest, else in the order sent."""

    def rank(file: tuple[Attachment, bytes]) -> tuple[bool, int]:
        attachment, _ = file
        kind = attachment.content_type
        place = _READABLE.index(kind) if kind in _READABLE else len(_READABLE)
        if place == len(_READABLE) and kind.startswith("image/"):
            place -= 1
        label = f"{PurePath(attachment.name).stem} {attachment.description or ''}"
        return bool(_ANNEX.search(label)), place

    attachment, content = min(files, key=rank)
    if attachment.content_type == "application/xml":
        raise BadInput(f"{name}: gói edXML lồng trong gói khác; hãy tải riêng văn bản “{attachment.name}”.")
    return attachment.name, content


# --- the envelope ---


def _envelope(root: etree._Element, files: list[tuple[Attachment, bytes]]) -> Envelope:
    header = _find(root, "MessageHeader")
    head = header if header is not None else root
    sender, code, issued = _find(head, "From"), _find(head, "Code"), _find(head, "PromulgationInfo")
    doc_type, signer = _find(head, "DocumentType"), _find(head, "SignerInfo")
    return Envelope(
        issuer=_text(sender, "OrganName"),
        issuer_code=_text(sender, "OrganId"),
        number=_text(code, "CodeNumber"),
        notation=_text(code, "CodeNotation"),
        place=_text(issued, "Place"),
        date=_day(_text(issued, "PromulgationDate")),
        doc_type=_text(doc_type, "TypeName") or _text(doc_type, "Type"),
        subject=_text(head, "Subject"),
        signer=None if signer is None else _signer(signer),
        due_date=_day(_text(head, "DueDate")),
        recipients=tuple(_recipients(head)),
        in_reply_to=tuple(_answered(head)),
        attachments=tuple(attachment for attachment, _ in files),
    )


def _signer(element: etree._Element) -> EnvelopeSigner:
    return EnvelopeSigner(
        competence=_text(element, "Competence"), title=_text(element, "Position"), name=_text(element, "FullName")
    )


def _recipients(head: etree._Element) -> Iterator[Recipient]:
    for to in _all(head, "To"):
        if name := _text(to, "OrganName"):
            yield Recipient(name=name, code=_text(to, "OrganId"))
    for place in _all(head, "Place"):
        parent = place.getparent()
        if parent is not None and _local(parent) == "ToPlaces" and (name := " ".join((place.text or "").split())):
            yield Recipient(name=name)


def _answered(head: etree._Element) -> Iterator[str]:
    for response in _all(head, "ResponseFor"):
        if code := _text(response, "Code"):
            yield code


def _day(text: str | None) -> datetime.date | None:
    found = _DATE.search(text or "")
    if not found:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


# --- elements by local name ---


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter("{*}" + name) if element is not root)


def _find(root: etree._Element | None, name: str) -> etree._Element | None:
    return next(_all(root, name), None) if root is not None else None


def _text(root: etree._Element | None, name: str) -> str | None:
    """The words of the first element of this name below, or None when it is absent or empty."""
    found = _find(root, name)
    words = " ".join((found.text or "").split()) if found is not None else ""
    return words or None
