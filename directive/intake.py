"""Tiếp nhận: file -> draft -> confirmed -> issued. Nothing is sent, no clock runs before the last step (the gate)."""

import re
from collections import Counter
from datetime import date, datetime
from typing import Any

from directive import names_as_of
from directive.calendar import vietnamese_date
from directive.correcting import apply
from directive.corrections import Correction
from directive.dating import date_obligations
from directive.directory import Directory
from directive.dues import Anchors
from directive.enveloping import filled, with_due
from directive.errors import BadInput, NotAllowed, Secret
from directive.events import (
    DirectiveAdded,
    DirectiveIssued,
    DirectoryLoaded,
    ProposalConfirmed,
    ProposalCorrected,
    ProposalReadAgain,
    StageChanged,
)
from directive.files import FileRoom
from directive.formats import load_bytes
from directive.laying_out import collector_of, lay_out
from directive.obligations import Directive, Kind, Proposal, Stage
from directive.proposing import propose
from directive.reading.document import read
from directive.remembering import new_aliases
from directive.renewing import renewal_day
from directive.site import rules_for, site_directory
from directive.store import Change, Store, directives
from directive.store import directory as kept
from directive.values import Note

_SYMBOL = re.compile(r"\d+[A-ZĐa-z]?\s*/\s*\S+")


def take_in(
    store: Store,
    files: FileRoom,
    *,
    data: bytes,
    name: str,
    office_id: str | None,
    assigner: str | None = None,
    expected_on: date | None = None,
    on: date,
    at: datetime,
    by: str,
) -> Directive:
    """Read a file and keep it with its proposal as a draft (tiếp nhận dự thảo).

    Names are resolved as of the day of issue a person expects, else of the document's date, else of `on`. Refuses
    secret documents, texts that lay nothing on anybody, and a file that is already there; but with an expected day
    the names of a draft that is there are read again.
    """
    loaded = load_bytes(data, name=name)
    document = read(loaded.text)
    envelope = loaded.envelope
    if envelope is not None:
        document = filled(document, envelope)
    if document.secrecy:
        raise Secret(f"{name}: văn bản có dấu {document.secrecy}; không được đưa vào hệ thống. Tệp không được lưu.")
    if not document.assignments:
        raise BadInput(f"{name}: không thấy nhiệm vụ nào giao cho cơ quan nào. Kiểm tra có đúng văn bản chỉ đạo không.")
    document = document.model_copy(update={"notes": (*loaded.notes, *document.notes)})
    with store.change(at=at, by=by) as change:
        change.alone()
        if same := directives.with_file(change.conn, loaded.sha256):
            return _read_again(change, same[0], name=name, office_id=office_id, expected_on=expected_on)
        day = expected_on or document.date or on
        proposal = propose(document, site_directory(change.conn), on=day, office_id=office_id)
        if envelope is not None:
            proposal = with_due(proposal, envelope)
            _keep_attachments(files, data, name=name)
        if document.date is None and expected_on is None:
            proposal = proposal.model_copy(update={"notes": (_as_of(day), *proposal.notes)})
        files.keep(data)  # before the record: a file nobody names is harmless, a record without its file is not
        directive_id = change.numbers("directive")
        change.record(
            DirectiveAdded(
                directive_id=directive_id,
                file_name=name,
                file_sha256=loaded.sha256,
                document=document,
                proposal=proposal,
                assigner=assigner,
                office_id=office_id,
                envelope=envelope,
            )
        )
        return directives.one(change.conn, directive_id)


def _keep_attachments(files: FileRoom, data: bytes, *, name: str) -> None:
    from directive.formats import edxml  # brings lxml, which no other file needs here

    for _, content in edxml.attachments(data, name=name):
        files.keep(content)


def _read_again(
    change: Change, directive_id: int, *, name: str, office_id: str | None, expected_on: date | None
) -> Directive:
    """Read the names of a draft again as of another day; what a person corrected before is to be done again."""
    known = directives.one(change.conn, directive_id)
    if expected_on is None or known.stage not in (Stage.DRAFT, Stage.CONFIRMED):
        raise NotAllowed(f"{name}: tệp này đã được tiếp nhận (văn bản số {directive_id}). Mở văn bản đó để làm tiếp.")
    office = office_id or known.office_id
    proposal = propose(known.document, site_directory(change.conn), on=expected_on, office_id=office)
    if known.envelope is not None:
        proposal = with_due(proposal, known.envelope)
    change.record(ProposalReadAgain(directive_id=directive_id, proposal=proposal, office_id=office))
    return directives.one(change.conn, directive_id)


def _as_of(day: date) -> Note:
    text = (
        f"Văn bản chưa ghi ngày: tên cơ quan đang tra theo danh bạ ngày {vietnamese_date(day)}. "
        "Nếu ngày ban hành dự kiến khác, tiếp nhận lại tệp này với ngày đó (`dondoc add TỆP --on NGÀY`)."
    )
    return Note(code="names-as-of", message=text)


def correct(store: Store, *, directive_id: int, correction: Correction, at: datetime, by: str) -> Proposal:
    """A person changes the proposal; the letter's words stay (rà soát)."""
    with store.change(at=at, by=by) as change:
        change.alone()
        directive = _at_stage(directives.one(change.conn, directive_id), Stage.DRAFT, Stage.CONFIRMED)
        proposal = apply(directive.proposal, correction)
        said = ProposalCorrected(
            directive_id=directive_id, correction=correction.model_dump(mode="json"), proposal=proposal
        )
        change.record(said)
        if directive.stage is Stage.CONFIRMED:  # what was confirmed is not left different from what will be issued
            proposal = _confirm(change, directive, proposal)
        return proposal


def confirm(store: Store, *, directive_id: int, at: datetime, by: str) -> Proposal:
    """A person confirms the proposal and with it the reporting calendar (xác nhận đề xuất)."""
    with store.change(at=at, by=by) as change:
        change.alone()
        directive = _at_stage(directives.one(change.conn, directive_id), Stage.DRAFT)
        return _confirm(change, directive, directive.proposal)


def _confirm(change: Change, directive: Directive, proposed: Proposal) -> Proposal:
    """Keep the proposal as confirmed; spellings a person settled belong to the directory from now on."""
    _check_complete(proposed)
    proposal = _with_calendar_confirmed(proposed)
    done = ProposalConfirmed(
        directive_id=directive.directive_id, proposal=proposal, collector_id=collector_of(proposal)
    )
    change.record(done)
    aliases = new_aliases(
        proposal, kept.loaded(change.conn), office_id=directive.office_id, directive_id=directive.directive_id
    )
    if aliases:
        change.record(DirectoryLoaded(aliases=aliases))
    return proposal


def issue(
    store: Store,
    *,
    directive_id: int,
    number: str,
    issued_on: date,
    received_on: date | None = None,
    at: datetime,
    by: str,
) -> Directive:
    """Supply number and date: obligations and Dues come into being, all of them or none (ban hành).

    Source: Nghị định 30/2020/NĐ-CP, art. 22(1): a document that is not registered need not be handled.
    """
    with store.change(at=at, by=by) as change:
        return issue_in(change, directive_id=directive_id, number=number, issued_on=issued_on, received_on=received_on)


def issue_in(
    change: Change, *, directive_id: int, number: str, issued_on: date, received_on: date | None = None
) -> Directive:
    """`issue` as a part of something larger."""
    if not _SYMBOL.fullmatch(number.strip()):
        raise BadInput(f"Số, ký hiệu “{number}” thiếu phần số hoặc phần ký hiệu. Viết như 345/UBND-LĐTBXH.")
    if received_on is not None and received_on < issued_on:
        raise BadInput(f"Ngày nhận {received_on:%d/%m/%Y} trước ngày ban hành {issued_on:%d/%m/%Y}. Sửa một trong hai.")
    change.alone()
    directive = _at_stage(directives.one(change.conn, directive_id), Stage.CONFIRMED)
    directory = site_directory(change.conn)
    _check_names(directive, directory, issued_on)
    planned = lay_out(directive.proposal, directive_id=directive_id, first_id=1, directory=directory)
    first = change.numbers("obligation", len(planned))
    obligations = lay_out(directive.proposal, directive_id=directive_id, first_id=first, directory=directory)
    dating: dict[str, Any] = {
        "anchors": Anchors(issued=issued_on, received=received_on),
        "rules": rules_for(change.conn, directive.proposal),
        "horizon": date(issued_on.year, 12, 31),
        "look_on": issued_on,
    }
    count = len(date_obligations(obligations, first_id=1, **dating))
    dues = date_obligations(obligations, first_id=change.numbers("due", count), **dating) if count else ()
    change.record(
        DirectiveIssued(
            directive_id=directive_id,
            number=number.strip(),
            issued_on=issued_on,
            received_on=received_on,
            obligations=obligations,
            dues=dues,
            renew_on=renewal_day(obligations, year=issued_on.year),
        )
    )
    return directives.one(change.conn, directive_id)


def end(store: Store, *, directive_id: int, stage: Stage, reason: str, on: date, at: datetime, by: str) -> None:
    """Close, recall or replace a directive: its open Dues are dropped (kết thúc, thu hồi, thay thế)."""
    if not reason.strip():
        raise BadInput("Chưa nêu lý do. Ghi lý do và văn bản làm căn cứ.")
    with store.change(at=at, by=by) as change:
        change.alone()
        _at_stage(directives.one(change.conn, directive_id), Stage.DRAFT, Stage.CONFIRMED, Stage.ISSUED)
        change.record(StageChanged(directive_id=directive_id, stage=stage, on=on, reason=reason.strip()))


def _at_stage(directive: Directive, *wanted: Stage) -> Directive:
    if directive.stage in wanted:
        return directive
    said = {
        Stage.DRAFT: "chưa được xác nhận; chạy `dondoc confirm` trước",
        Stage.CONFIRMED: "đã được xác nhận; bước tiếp theo là `dondoc issue`",
        Stage.ISSUED: "đã ban hành",
        Stage.CLOSED: "đã kết thúc",
        Stage.RECALLED: "đã thu hồi",
        Stage.REPLACED: "đã được thay thế",
    }
    raise NotAllowed(f"Văn bản số {directive.directive_id} {said[directive.stage]}.")


def _check_complete(proposal: Proposal) -> None:
    """The gate's first half: every assignment must have somebody it is laid on."""
    empty = [
        one.label or one.title for one in proposal.assignments if not any(match.agency_ids for match in one.owners)
    ]
    if empty:
        raise NotAllowed(
            f"Chưa rõ cơ quan thực hiện của: {', '.join(empty)}. Chọn cơ quan (dondoc review) rồi xác nhận lại."
        )


def _check_names(directive: Directive, directory: Directory, issued_on: date) -> None:
    """Names were read as of a day; the day of issue must give the same agencies."""
    found = names_as_of.difference(
        directive.proposal, directive.document, directory, on=issued_on, office_id=directive.office_id
    )
    if not (found.gone or found.missing) or directive.proposal.read_on is None:
        return
    day = vietnamese_date(issued_on)
    raise NotAllowed(
        f"Tên cơ quan đã tra theo danh bạ ngày {vietnamese_date(directive.proposal.read_on)}, nhưng vào ngày ban hành "
        f"{day} danh bạ {names_as_of.words(found, directory)}. Chạy `dondoc add {directive.file_name} --on {day}` để "
        "đọc lại tên theo ngày đó, rồi rà soát và xác nhận lại; hoặc sửa ngày ban hành."
    )


def _with_calendar_confirmed(proposal: Proposal) -> Proposal:
    if proposal.report is None:
        return proposal
    return proposal.model_copy(update={"report": proposal.report.model_copy(update={"calendar_confirmed": True})})


def counts(store: Store, directive_id: int) -> str:
    """What an issued directive laid on agencies, in words: "36 nhiệm vụ thực hiện, 36 báo cáo …"."""
    with store.reading() as conn:
        kinds = Counter(o.kind for o in directives.obligations(conn, directive_id=directive_id))
        dues = len(directives.dues(conn, directive_id=directive_id))
    return (
        f"{kinds[Kind.PERFORM]} nhiệm vụ thực hiện, {kinds[Kind.REPORT]} nhiệm vụ báo cáo, "
        f"{kinds[Kind.COMPILE]} nhiệm vụ tổng hợp, {dues} kỳ hạn"
    )
