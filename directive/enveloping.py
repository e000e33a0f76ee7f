"""Phong bì edXML bên cạnh văn bản: what the envelope says fills what the text leaves open; where they differ, a Note.

The envelope is a claim of the sending system, the text is what was signed: the text wins (QCVN 102:2016/BTTTT).
"""

from collections.abc import Iterator
from datetime import date

from directive.calendar import vietnamese_date
from directive.deadlines import OnDate, Unstated
from directive.document import DocType, Document, Signer
from directive.formats.loaded import Envelope
from directive.names import fold
from directive.obligations import Proposal, Proposed
from directive.values import Note, Span

_TYPES = {
    "18": DocType.LETTER, "3": DocType.INSTRUCTION, "7": DocType.NOTICE, "2": DocType.DECISION, "19": DocType.TELEGRAM,
}  # fmt: skip
"""Codes of kinds of documents, as amendment 1:2022 of the standard lists them; names are understood too."""

DUE_WORDS = "Hạn trả lời ghi trên phong bì điện tử (edXML)"


def number_of(envelope: Envelope) -> str | None:
    """Number and symbol in one, as printed: 12/UBND-VX."""
    if not envelope.number:
        return None
    if not envelope.notation:
        return envelope.number
    joint = "" if "/" in envelope.number else "/"
    return f"{envelope.number}{joint}{envelope.notation.lstrip('/')}"


def filled(document: Document, envelope: Envelope) -> Document:
    """The document with its head made whole from the envelope."""
    number = document.number
    if not number or not number[0].isdigit():
        number = number_of(envelope) or number
    return document.model_copy(
        update={
            "number": number,
            "date": document.date or envelope.date,
            "issuer": document.issuer or envelope.issuer,
            "subject": document.subject or envelope.subject,
            "doc_type": _type(document, envelope),
            "signer": _signer(document, envelope),
            "addressees": document.addressees or tuple(one.name for one in envelope.recipients if one.code),
            "notes": (*document.notes, *_differences(document, envelope)),
        }
    )


def with_due(proposal: Proposal, envelope: Envelope) -> Proposal:
    """The proposal with the envelope's due date where the letter sets no day at all; else a Note tells it."""
    due = envelope.due_date
    if due is None:
        return proposal
    open_ones = [one for one in proposal.assignments if all(isinstance(said, Unstated) for said in one.deadlines)]
    clause = proposal.report.deadlines if proposal.report else ()
    if clause or len(open_ones) < len(proposal.assignments):
        text = f"Phong bì điện tử ghi hạn trả lời {vietnamese_date(due)}; văn bản có thời hạn riêng. Kiểm tra lại."
        return _noted(proposal, text)
    text = f"Văn bản không ghi thời hạn: lấy hạn trả lời {vietnamese_date(due)} trên phong bì điện tử. Kiểm tra lại."
    dated = tuple(_dated(one, due) for one in proposal.assignments)
    kept = tuple(note for note in proposal.notes if note.code != "no-deadline")
    return _noted(proposal.model_copy(update={"assignments": dated, "notes": kept}), text)


def _noted(proposal: Proposal, text: str) -> Proposal:
    return proposal.model_copy(update={"notes": (Note(code="envelope-due", message=text), *proposal.notes)})


def _dated(one: Proposed, due: date) -> Proposed:
    nowhere = Span(one.span.end, one.span.end)  # not in the text
    return one.model_copy(update={"deadlines": (OnDate(text=DUE_WORDS, span=nowhere, day=due),)})


def _type(document: Document, envelope: Envelope) -> DocType:
    if document.doc_type is not DocType.OTHER or not envelope.doc_type:
        return document.doc_type
    said = envelope.doc_type.strip()
    named = next((kind for kind in DocType if fold(kind.value) == fold(said)), None)
    return named or _TYPES.get(said.lstrip("0"), DocType.OTHER)


def _signer(document: Document, envelope: Envelope) -> Signer | None:
    said = envelope.signer
    if said is None or (document.signer and document.signer.name):
        return document.signer
    return Signer(mode_text=said.competence, title=said.title, name=said.name)


def _differences(document: Document, envelope: Envelope) -> Iterator[Note]:
    """What text and envelope both say, and not alike."""
    signer = envelope.signer.name if envelope.signer else None
    pairs = (
        ("số, ký hiệu", document.number if (document.number or "")[:1].isdigit() else None, number_of(envelope)),
        ("ngày", _day(document.date), _day(envelope.date)),
        ("cơ quan ban hành", document.issuer, envelope.issuer),
        ("người ký", document.signer.name if document.signer else None, signer),
    )
    for what, printed, sent in pairs:
        if printed and sent and fold(printed) != fold(sent):
            text = f"Văn bản ghi {what} “{printed}”, phong bì điện tử ghi “{sent}”; đang theo văn bản. Kiểm tra lại."
            yield Note(code="envelope-differs", message=text)


def _day(day: date | None) -> str | None:
    return vietnamese_date(day) if day else None
