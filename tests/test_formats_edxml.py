"""edXML packages: the envelope, the main document, and packages that lie."""

import base64
import datetime

import pytest
from office_files import docx, p, zipped

from directive.errors import BadInput
from directive.formats import load_bytes
from directive.formats.edxml import attachments

NS = 'xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"'
HEADER = """
<edXML:edXMLHeader><edXML:MessageHeader>
 <edXML:From><edXML:OrganId>H00.01</edXML:OrganId><edXML:OrganName>UBND huyện Bình Sơn</edXML:OrganName></edXML:From>
 <edXML:To><edXML:OrganId>H00.02</edXML:OrganId><edXML:OrganName>Phòng Y tế</edXML:OrganName></edXML:To>
 <edXML:DocumentId>H00.01,2024/06/05,12/UBND-VX</edXML:DocumentId>
 <edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber><edXML:CodeNotation>UBND-VX</edXML:CodeNotation></edXML:Code>
 <edXML:PromulgationInfo><edXML:Place>Bình Sơn</edXML:Place>
  <edXML:PromulgationDate>2024/06/05</edXML:PromulgationDate></edXML:PromulgationInfo>
 <edXML:DocumentType><edXML:Type>18</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
 <edXML:Subject>V/v rà soát</edXML:Subject>
 <edXML:SignerInfo><edXML:Competence>KT. CHỦ TỊCH</edXML:Competence><edXML:Position>PHÓ CHỦ TỊCH</edXML:Position>
  <edXML:FullName>Phạm Quang Sự</edXML:FullName></edXML:SignerInfo>
 <edXML:DueDate>2024/08/15</edXML:DueDate>
 <edXML:ToPlaces><edXML:Place>UBND tỉnh</edXML:Place></edXML:ToPlaces>
 <edXML:ResponseFor><edXML:Code>581/UBND-KGVX</edXML:Code></edXML:ResponseFor>
</edXML:MessageHeader></edXML:edXMLHeader>
"""


def package(*files: tuple[str, bytes], header: str = HEADER) -> bytes:
    """A package as senders on the axis build it: attachments beside the envelope."""
    inner = "".join(
        f"<Attachment><ContentId>cid{at}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<edXML:ContentTransferEncoded>{base64.encodebytes(data).decode()}</edXML:ContentTransferEncoded></Attachment>"
        for at, (name, data) in enumerate(files)
    )
    envelope = f"<edXML:edXMLEnvelope>{header}</edXML:edXMLEnvelope>"
    return f'<?xml version="1.0"?><edXML {NS}>{envelope}<AttachmentEncoded>{inner}</AttachmentEncoded></edXML>'.encode()


LETTER = docx(p("1. Phòng Y tế rà soát."))


def test_the_envelope_is_read_whole() -> None:
    envelope = load_bytes(package(("cv12.docx", LETTER)), name="goi.edxml").envelope
    assert envelope is not None
    assert (envelope.issuer, envelope.issuer_code) == ("UBND huyện Bình Sơn", "H00.01")
    assert (envelope.number, envelope.notation, envelope.place) == ("12", "UBND-VX", "Bình Sơn")
    assert (envelope.date, envelope.due_date) == (datetime.date(2024, 6, 5), datetime.date(2024, 8, 15))
    assert (envelope.doc_type, envelope.subject) == ("Công văn", "V/v rà soát")
    assert envelope.signer is not None
    assert envelope.signer.name == "Phạm Quang Sự"
    assert [(r.name, r.code) for r in envelope.recipients] == [("Phòng Y tế", "H00.02"), ("UBND tỉnh", None)]
    assert envelope.in_reply_to == ("581/UBND-KGVX",)
    assert [a.name for a in envelope.attachments] == ["cv12.docx"]


def test_the_text_is_that_of_the_main_attachment() -> None:
    loaded = load_bytes(package(("cv12.docx", LETTER)), name="goi.edxml")
    assert (loaded.kind, loaded.text) == ("edxml", "1. Phòng Y tế rà soát.")


def test_an_annex_sent_first_is_not_taken_for_the_document() -> None:
    annex = docx(p("Biểu số liệu"))
    data = package(("Phụ lục 1.docx", annex), ("cv12.docx", LETTER))
    loaded = load_bytes(data, name="goi.edxml")
    assert loaded.text == "1. Phòng Y tế rà soát."
    assert loaded.envelope is not None
    assert loaded.envelope.main == "cv12.docx"
    assert [note.code for note in loaded.notes] == ["more-attachments"]
    assert "Phụ lục 1.docx" in loaded.notes[0].message


def test_an_attachment_zipped_by_itself_is_unpacked() -> None:
    data = package(("cv12.zip", zipped({"cv12.docx": LETTER})))
    assert load_bytes(data, name="goi.edxml").text == "1. Phòng Y tế rà soát."


def test_all_attachments_can_be_kept() -> None:
    data = package(("a.docx", LETTER), ("b.txt", b"x"))
    assert attachments(data, name="goi.edxml") == (("a.docx", LETTER), ("b.txt", b"x"))


def test_an_envelope_without_the_usual_prefix_reads_the_same() -> None:
    data = package(("cv12.docx", LETTER)).replace(b"edXML:edXML", b"x:edXML").replace(b"<edXML:", b"<x:")
    data = data.replace(b"</edXML:", b"</x:").replace(b"xmlns:edXML", b"xmlns:x")
    envelope = load_bytes(data, name="goi.xml").envelope
    assert envelope is not None
    assert envelope.number == "12"


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(package(), "không có tệp đính kèm", id="no attachment"),
        pytest.param(package(("a.docx", LETTER)).replace(b"UEsD", b"U*sD"), "bị hỏng", id="broken base64"),
        pytest.param(package(("a.docx", LETTER))[:900], "hỏng", id="cut off"),
        pytest.param(ENTITIES + package(("a.docx", LETTER))[21:], "DTD", id="entities"),
        pytest.param(b"<?xml version='1.0'?><html/>", "không phải gói", id="another kind of XML"),
        pytest.param(package(("a.docx", LETTER), header=""), "thông tin văn bản", id="no header"),
        pytest.param(package(("b.edxml", package(("a.docx", LETTER)))), "lồng", id="a package in a package"),
        pytest.param(
            package(("so-lieu.xlsx", zipped({"[Content_Types].xml": b"", "xl/a": b""}))), "bảng tính", id="xlsx"
        ),
    ],
)
def test_a_package_that_cannot_be_read_is_refused_in_one_sentence(data: bytes, cause: str) -> None:
    with pytest.raises(BadInput, match=cause) as refused:
        load_bytes(data, name="goi.edxml")
    assert "\n" not in str(refused.value)
