"""Liên thông: a frozen report as an edXML reply, and how far a directive is as a status message."""

import re
from datetime import date, datetime

from directive.document import Citation
from directive.enveloping import number_of
from directive.errors import BadInput
from directive.files import FileRoom
from directive.obligations import CLOSED, Directive, Progress, Stage
from directive.store import Reading, directives, directory, reports
from directive.values import Frozen
from directive.writers.edxml import (
    Answered,
    Organ,
    Outgoing,
    SentFile,
    Status,
    StatusCode,
    write_document,
    write_status,
)

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_STARTED = frozenset(Progress) - {Progress.ASSIGNED, Progress.WITHDRAWN, Progress.TRANSFERRED}


class Sending(Frozen):
    """What only the sender can know: number and day of the letter, codes on the axis, whom it answers."""

    number: str  # 12/BC-UBND
    on: date
    sender_code: str = ""
    answers: str = ""  # number of the letter answered; empty: the directive itself, or what it is based on
    answers_on: date | None = None
    to: str = ""
    to_code: str = ""


def reply_package(conn: Reading, files: FileRoom, *, report_id: int, sending: Sending) -> bytes:
    """The report as the reply to the letter that asked for it (văn bản phúc đáp)."""
    frozen = reports.one(conn, report_id)
    report = frozen.content
    directive = directives.one(conn, frozen.directive_id) if frozen.directive_id is not None else None
    answered, to = _asked_by(directive, sending, otherwise=report.addressee)
    if not to.code and (code := _code_of(conn, to.name)):
        answered, to = answered._replace(organ_code=code), to._replace(code=code)
    order = sorted(frozen.files, key=lambda kind: list(_TYPES).index(kind) if kind in _TYPES else len(_TYPES))
    return write_document(
        Outgoing(
            sender=Organ(report.head.name, sending.sender_code or _code_of(conn, report.head.name)),
            to=[to],
            number=sending.number.strip(),
            place=report.head.place,
            on=sending.on,
            subject=report.title,
            files=[
                SentFile(
                    name=f"bao-cao.{kind}" if kind != "xlsx" else f"phu-luc.{kind}",
                    content_type=_TYPES.get(kind, "application/octet-stream"),
                    data=files.read(frozen.files[kind]),
                )
                for kind in order
            ],
            competence=report.head.signs[0] if len(report.head.signs) > 1 else "",
            position=report.head.signs[-1] if report.head.signs else "",
            signer=report.head.signer,
            in_reply_to=[answered],
        )
    )


def status_message(
    conn: Reading, *, directive_id: int, at: datetime, sender: Organ, code: StatusCode | None = None, staff: str = ""
) -> tuple[StatusCode, bytes]:
    """How far a directive is, for the system that sent it; the code that fits unless one is given."""
    directive = directives.one(conn, directive_id)
    answered, _ = _asked_by(directive, Sending(number="", on=at.date()), otherwise="")
    code = code or fitting(
        directive.stage, [o.progress for o in directives.obligations(conn, directive_id=directive_id)]
    )
    sender = sender if sender.code else Organ(sender.name, _code_of(conn, sender.name))
    return code, write_status(Status(sender=sender, answered=answered, code=code, at=at, staff=staff))


def fitting(stage: Stage, progress: list[Progress]) -> StatusCode:
    """The status on the axis that says how far a directive is."""
    if stage in (Stage.DRAFT, Stage.CONFIRMED):
        return StatusCode.RECEIVED
    if stage is Stage.CLOSED or (progress and all(one in CLOSED for one in progress)):
        return StatusCode.COMPLETED
    return StatusCode.UNDER_WAY if any(one in _STARTED for one in progress) else StatusCode.ASSIGNED


def _asked_by(directive: Directive | None, sending: Sending, *, otherwise: str) -> tuple[Answered, Organ]:
    """The letter that is answered and who sent it: as given, as the envelope says, or the first one it is based on."""
    envelope = directive.envelope if directive else None
    if sending.answers:
        return Answered(sending.answers, sending.answers_on, sending.to_code), Organ(
            sending.to or otherwise, sending.to_code
        )
    if directive and envelope and (number := number_of(envelope)):
        answered = Answered(number, envelope.date, envelope.issuer_code or "")
        return answered, Organ(
            sending.to or envelope.issuer or otherwise, sending.to_code or envelope.issuer_code or ""
        )
    if directive and (based := _basis(directive)) is not None:
        answered = Answered(_joint(based.number), based.date, sending.to_code)
        return answered, Organ(sending.to or based.issuer or otherwise, sending.to_code)
    raise BadInput(
        "Không rõ trả lời văn bản nào: văn bản không đến qua trục liên thông và không nêu căn cứ là văn bản cấp trên. "
        "Thêm --answers SỐ/KÝ-HIỆU và --answers-date NGÀY."
    )


def _basis(directive: Directive) -> Citation | None:
    """A letter of somebody else the directive is based on: laws and decrees have no addressee to answer."""
    mine = directive.issuer or ""
    letters = (one for one in directive.document.citations if "/" in one.number and one.date and one.issuer != mine)
    return next((one for one in letters if "NĐ-CP" not in one.number and "QH" not in one.number), None)


def _joint(number: str) -> str:
    """A number as it is registered: letters print "581/UBND - KGVX" too."""
    return re.sub(r"\s*([-/–])\s*", r"\1", number).replace("–", "-")


def _code_of(conn: Reading, name: str) -> str:
    return next((one.code for one in directory.agencies(conn) if one.code and name in (one.name, one.short)), "")
