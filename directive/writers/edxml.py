"""Gói edXML gửi đi: a document with its files, and a status of handling, as other systems on the axis read them.

Structure and prefix as QCVN 102:2016/BTTTT (amendment 1:2022) and the systems that speak it want: every element of the
envelope carries `edXML:`, days are yyyy/MM/dd. Files only: nothing here talks to the axis.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from lxml import etree

from directive.calendar import VIETNAM
from directive.plain import one_line

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
_E = f"{{{NAMESPACE}}}"
XLINK = "http://www.w3.org/1999/xlink"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"
REPORT_TYPE = (
    "14",
    "Báo cáo",
)  # in the order of Nghị định 30/2020/NĐ-CP, Điều 7, which the list of the standard follows


class StatusCode(StrEnum):
    """Trạng thái xử lý the axis knows of a document that arrived."""

    RECEIVED = "03"  # đã tiếp nhận
    ASSIGNED = "04"  # đã phân công
    UNDER_WAY = "05"  # đang xử lý
    COMPLETED = "06"  # đã hoàn thành

    @property
    def vietnamese(self) -> str:
        return {"03": "Đã tiếp nhận", "04": "Đã phân công", "05": "Đang xử lý", "06": "Đã hoàn thành"}[self.value]


class Organ(NamedTuple):
    """A body on the axis. `code` is its identifier (QĐ 20/2020/QĐ-TTg), where it has one."""

    name: str
    code: str = ""


class Answered(NamedTuple):
    """The document that is answered, as its sender named it."""

    number: str  # 581/UBND-KGVX
    on: date | None
    organ_code: str = ""

    @property
    def document_id(self) -> str:
        """OrganId,yyyy/MM/dd,number."""
        return f"{self.organ_code},{_day(self.on)},{self.number}"


class SentFile(NamedTuple):
    """One file of the package."""

    name: str
    content_type: str
    data: bytes


class Outgoing(NamedTuple):
    """A document to be sent."""

    sender: Organ
    to: Sequence[Organ]
    number: str  # 12/BC-UBND
    place: str
    on: date
    subject: str
    files: Sequence[SentFile]
    kind: tuple[str, str] = REPORT_TYPE  # code, name
    competence: str = ""  # KT. CHỦ TỊCH
    position: str = ""
    signer: str = ""
    in_reply_to: Sequence[Answered] = ()


class Status(NamedTuple):
    """How far a document that arrived is."""

    sender: Organ
    answered: Answered
    code: StatusCode
    at: datetime
    description: str = ""
    department: str = ""
    staff: str = ""


def write_document(out: Outgoing) -> bytes:
    """The package of a document. The order of the elements is that of the standard's own samples."""
    envelope = etree.Element(f"{_E}edXMLEnvelope", nsmap={"edXML": NAMESPACE, "xlink": XLINK})
    outer = etree.SubElement(envelope, f"{_E}edXMLHeader")
    header = etree.SubElement(outer, f"{_E}MessageHeader")
    _organ(header, "From", out.sender)
    for one in out.to:
        _organ(header, "To", one)
    number, _, notation = out.number.partition("/")
    _put(header, "Code", CodeNumber=number, CodeNotation=notation)
    _put(header, "PromulgationInfo", Place=out.place, PromulgationDate=_day(out.on))
    _put(header, "DocumentType", Type=out.kind[0], TypeName=out.kind[1])
    _put(header, "Subject", out.subject)
    _put(header, "Content", out.subject)
    _put(header, "SignerInfo", Competence=out.competence, Position=out.position, FullName=out.signer)
    places = etree.SubElement(header, f"{_E}ToPlaces")
    for one in out.to:
        _put(places, "Place", one.name)
    _put(header, "OtherInfo", Priority="0", PromulgationAmount="1")
    for one_answered in out.in_reply_to:
        _response(header, one_answered)
    _put(header, "SteeringType", "0")
    _put(header, "DocumentId", f"{out.sender.code},{_day(out.on)},{out.number}")
    trace = etree.SubElement(outer, f"{_E}TraceHeaderList", version="1.0", mustUnderstand="1", actor=_NEXT)
    _put(trace, "TraceHeader", OrganId=out.sender.code, Timestamp=f"{_day(out.on)} 00:00:00")
    _put(trace, "Bussiness", BussinessDocType="0", BussinessDocReason="Văn bản mới", Paper="0")
    encoded = _files(etree.SubElement(envelope, f"{_E}edXMLBody"), out.files)
    # The envelope's elements carry the prefix, root and attachments do not: the same namespace, told apart by some
    # readers by the prefix alone. Two trees, because one would write a single prefix throughout.
    parts = b"".join(etree.tostring(part, encoding="UTF-8", xml_declaration=False) for part in (envelope, encoded))
    return f'{_DECLARED}<edXML xmlns="{NAMESPACE}">'.encode() + parts + b"</edXML>\n"


def write_status(status: Status) -> bytes:
    """The message that tells a sender how far its document is."""
    envelope = etree.Element(f"{_SOAP}Envelope", nsmap={"SOAP-ENV": _SOAP[1:-1], "edXML": NAMESPACE})
    head = etree.SubElement(etree.SubElement(envelope, f"{_SOAP}Header"), f"{_E}Status")
    etree.SubElement(envelope, f"{_SOAP}Body")
    _response(head, status.answered)
    _organ(head, "From", status.sender)
    _put(head, "StatusCode", status.code.value)
    _put(head, "Description", status.description or status.code.vietnamese)
    _put(head, "Timestamp", f"{status.at.astimezone(VIETNAM):%Y/%m/%d %H:%M:%S}")
    _put(head, "StaffInfo", Department=status.department, Staff=status.staff)
    return _DECLARED.encode() + etree.tostring(envelope, encoding="UTF-8", xml_declaration=False)


def _organ(parent: etree._Element, name: str, organ: Organ) -> None:
    _put(parent, name, OrganId=organ.code, OrganizationInCharge=organ.name, OrganName=organ.name)


def _response(parent: etree._Element, one: Answered) -> None:
    _put(
        parent,
        "ResponseFor",
        OrganId=one.organ_code,
        Code=one.number,
        PromulgationDate=_day(one.on),
        DocumentId=one.document_id,
    )


def _files(body: etree._Element, files: Sequence[SentFile]) -> etree._Element:
    manifest = etree.SubElement(body, f"{_E}edXMLManifest", version="1.0")
    encoded = etree.Element(f"{_E}AttachmentEncoded", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default one
    for number, file in enumerate(files, start=1):
        kept = {"Description": file.name, "AttachmentName": file.name, "ContentType": file.content_type}
        content_id = f"tep-{number}"
        reference = _put(manifest, "Reference", **kept, ContentId=f"cid:{content_id}")
        reference.set(f"{{{XLINK}}}href", f"cid:{content_id}")
        reference.set(f"{{{XLINK}}}type", "simple")
        data = b64encode(file.data).decode("ascii")
        _put(encoded, "Attachment", **kept, ContentId=content_id, ContentTransferEncoded=data)
    return encoded


def _put(parent: etree._Element, name: str, text: str = "", **parts: str) -> etree._Element:
    """An element with its text, or with its parts; every word is clean enough for XML."""
    element = etree.SubElement(parent, f"{_E}{name}")
    element.text = one_line(text) or None
    for part, words in parts.items():
        etree.SubElement(element, f"{_E}{part}").text = one_line(words) or None
    return element


def _day(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""
