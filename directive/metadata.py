"""Thông tin đầu vào của văn bản: the fields of Nghị định 30/2020/NĐ-CP, Phụ lục VI, as XML under their own names."""

from collections.abc import Iterable, Iterator
from datetime import date

from lxml import etree

from directive.agencies import Agency
from directive.document import DocType
from directive.enveloping import number_of
from directive.obligations import Directive
from directive.plain import one_line

_WIDTHS = {"OrganId": 13, "TypeName": 100, "CodeNumber": 11, "CodeNotation": 30, "OrganName": 200, "Subject": 500}
"""Most characters of a field, where the decree names a number."""


def metadata(directive: Directive, agencies: Iterable[Agency]) -> bytes:
    """What the decree wants known about one directive; fields nobody supplied are left out."""
    root = etree.Element("Document")
    by_name = {one.name: one.code for one in agencies if one.code}
    envelope = directive.envelope
    for name, value in _fields(directive, by_name):
        _put(root, name, value)
    signer = etree.SubElement(root, "SignerInfo")
    said = directive.document.signer
    _put(signer, "Position", said.title if said else None)
    _put(signer, "FullName", (said.name if said else None) or directive.signer)
    named = {one.name: one.code for one in envelope.recipients} if envelope else {}
    for name in dict.fromkeys([*directive.document.addressees, *named]):
        to = etree.SubElement(root, "To")
        _put(to, "OrganId", named.get(name) or by_name.get(name))
        _put(to, "OrganName", name)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def code_parts(number: str | None) -> tuple[str, str]:
    """12/UBND-VX as number and notation."""
    first, _, rest = (number or "").partition("/")
    return first.strip(), rest.strip()


def _fields(directive: Directive, codes: dict[str, str]) -> Iterator[tuple[str, object]]:
    envelope, document = directive.envelope, directive.document
    number, notation = code_parts(directive.number or (number_of(envelope) if envelope else None))
    issuer = directive.issuer or ""
    yield "OrganId", (envelope.issuer_code if envelope else None) or codes.get(issuer)
    yield "DocOrdinal", directive.directive_id
    yield "TypeName", document.doc_type.value.capitalize() if document.doc_type is not DocType.OTHER else None
    yield "CodeNumber", number
    yield "CodeNotation", notation
    yield "IssuedDate", directive.issued_on
    yield "OrganName", issuer
    yield "Subject", directive.subject
    yield "Language", "Tiếng Việt"
    yield "Priority", document.urgency
    yield "DueDate", envelope.due_date if envelope else None
    yield "ArrivalDate", directive.received_on
    yield "ToPlaces", "; ".join(document.recipients)[:1000]


def _put(parent: etree._Element, name: str, value: object) -> None:
    if value in (None, ""):
        return
    text = f"{value:%d/%m/%Y}" if isinstance(value, date) else one_line(str(value))
    etree.SubElement(parent, name).text = text[: _WIDTHS.get(name, 10_000)]
