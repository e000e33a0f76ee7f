"""Áp dụng sửa đổi: Proposal + Correction -> Proposal, with the Notes the correction settles taken off."""

from collections.abc import Iterable
from functools import singledispatch

from directive.agencies import Match
from directive.corrections import (
    AddReporters,
    Body,
    ConfirmCalendar,
    Correction,
    Dismiss,
    Divide,
    Drop,
    DropReport,
    Join,
    RemoveReporters,
    RequireEvidence,
    SetDate,
    SetDeadlines,
    SetLead,
    SetManner,
    SetOwners,
    SetPartners,
    SetReport,
    SetTitle,
    SettleName,
    Split,
)
from directive.deadlines import OnDate, Unstated
from directive.dividing import divided, joined, split
from directive.errors import BadInput, NotAllowed
from directive.names import name_key
from directive.obligations import Proposal, ProposedReport
from directive.proposal_edits import (
    at_position,
    learning,
    report_of,
    reporting,
    settled,
    with_changes,
    with_report,
    without_codes,
    without_notes,
    without_times,
)
from directive.proposal_notes import MATCH_CODES, place, untimed_notes
from directive.values import Frozen, Span

_CALENDAR_CODES = frozenset({"calendar-unconfirmed"})


def apply(proposal: Proposal, correction: Correction) -> Proposal:
    """The proposal after a correction; the one given is not changed. Quoted words and spans stay as they are."""
    corrected = _apply(correction, proposal)
    notes = tuple(note for note in corrected.notes if note.code != "no-deadline")
    if any(note.code == "no-deadline" for note in corrected.notes):
        notes += tuple(untimed_notes(corrected.assignments))
    return corrected.model_copy(update={"notes": notes})


@singledispatch
def _apply(correction: Frozen, proposal: Proposal) -> Proposal:
    raise TypeError(f"{type(correction).__name__} is no correction")


@_apply.register
def _(correction: SetOwners, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    if not correction.owners:
        raise BadInput(
            f"{place(one)}: phải có ít nhất một cơ quan chủ trì. Nếu không theo dõi mục này, hãy bỏ theo dõi."
        )
    owners = _chosen(correction.owners, one.owners)
    partners = tuple(partner for partner in one.partners if partner.agency_ids not in {o.agency_ids for o in owners})
    corrected = with_changes(proposal, correction.at, owners=owners, partners=partners)
    corrected = settled(corrected, (*one.owners,), MATCH_CODES)
    return reporting(without_notes(corrected, {"no-owner", "joint-owners"}, {one.span}), _ids(owners))


@_apply.register
def _(correction: SetPartners, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    partners = _chosen(correction.partners, one.partners)
    return settled(with_changes(proposal, correction.at, partners=partners), one.partners, MATCH_CODES)


@_apply.register
def _(correction: SettleName, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    wanted = [match for match in (*one.owners, *one.partners) if match.name == correction.name]
    if not wanted:
        names = "; ".join(match.name for match in (*one.owners, *one.partners))
        raise BadInput(f"{place(one)}: không có tên “{correction.name}”. Các tên trong mục: {names}.")
    if not correction.agency_ids:
        raise BadInput(f"{place(one)}: chưa chọn cơ quan nào cho “{correction.name}”. Chọn ít nhất một.")

    def chosen(match: Match) -> Match:
        if match not in wanted:
            return match
        return match.model_copy(update={"agency_ids": correction.agency_ids, "candidates": (), "open": False})

    owners, partners = tuple(map(chosen, one.owners)), tuple(map(chosen, one.partners))
    corrected = settled(with_changes(proposal, correction.at, owners=owners, partners=partners), wanted, MATCH_CODES)
    return learning(reporting(corrected, _ids(owners)), correction.name, correction.remember)


@_apply.register
def _(correction: SetLead, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    lead = next((match for match in one.owners if match.agency_ids == (correction.agency_id,)), None)
    if lead is None:
        names = "; ".join(match.name for match in one.owners)
        raise BadInput(f"{place(one)}: cơ quan chủ trì phải là một trong các cơ quan được giao ({names}).")
    others = tuple(match.model_copy(update={"lead": False}) for match in one.owners if match is not lead)
    owners = (lead.model_copy(update={"lead": True}),)
    corrected = with_changes(proposal, correction.at, owners=owners, partners=(*others, *one.partners))
    return without_notes(corrected, {"joint-owners"}, {one.span})


@_apply.register
def _(correction: SetManner, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    corrected = with_changes(proposal, correction.at, manner=correction.manner)
    return without_notes(corrected, {"outside-command"}, {one.span})


@_apply.register
def _(correction: SetTitle, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    if not (title := " ".join(correction.title.split())):
        raise BadInput(f"{place(one)}: tên gọn còn trống. Nhập vài chữ để nhận ra nhiệm vụ.")
    return with_changes(proposal, correction.at, title=title)


@_apply.register
def _(correction: RequireEvidence, proposal: Proposal) -> Proposal:
    return with_changes(proposal, correction.at, needs_evidence=correction.needed)


@_apply.register
def _(correction: SetDeadlines, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    said = tuple(deadline for deadline in correction.deadlines if not isinstance(deadline, Unstated))
    gone = [deadline for deadline in one.deadlines if deadline not in said]
    return without_times(with_changes(proposal, correction.at, deadlines=said), gone)


@_apply.register
def _(correction: SetDate, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    if correction.instead_of is None:
        nowhere = Span(one.span.end, one.span.end)  # not in the text: a person said it
        added = OnDate(text=correction.why, span=nowhere, day=correction.day)
        return with_changes(proposal, correction.at, deadlines=(*one.deadlines, added))
    if not 0 <= correction.instead_of < len(one.deadlines):
        raise BadInput(f"{place(one)}: chỉ có {len(one.deadlines)} thời hạn. Tải lại trang rồi chọn lại.")
    replaced = one.deadlines[correction.instead_of]
    said = (correction.why, one.span) if isinstance(replaced, Unstated) else (replaced.text, replaced.span)
    dated = OnDate(text=said[0], span=said[1], day=correction.day)
    deadlines = tuple(dated if deadline is replaced else deadline for deadline in one.deadlines)
    return without_times(with_changes(proposal, correction.at, deadlines=deadlines), (replaced,))


@_apply.register
def _(correction: Divide, proposal: Proposal) -> Proposal:
    return with_changes(
        proposal, correction.at, actions=divided(at_position(proposal, correction.at), correction.spans)
    )


@_apply.register
def _(correction: Split, proposal: Proposal) -> Proposal:
    parts = split(at_position(proposal, correction.at), correction.parts)
    before, after = proposal.assignments[: correction.at], proposal.assignments[correction.at + 1 :]
    return proposal.model_copy(update={"assignments": (*before, *parts, *after)})


@_apply.register
def _(correction: Join, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    following = proposal.assignments[correction.at + 1 : correction.at + 2]
    if not following or following[0].position != one.position:
        raise NotAllowed(f"{place(one)}: chỉ gộp được hai phần liền nhau đã tách từ cùng một mục của văn bản.")
    parts = sum(part.position == one.position for part in proposal.assignments)
    whole = joined(one, following[0], last=parts == 2)
    before, after = proposal.assignments[: correction.at], proposal.assignments[correction.at + 2 :]
    return proposal.model_copy(update={"assignments": (*before, whole, *after)})


@_apply.register
def _(correction: Drop, proposal: Proposal) -> Proposal:
    one = at_position(proposal, correction.at)
    _need_reason(correction.reason, place(one))
    left = (*proposal.assignments[: correction.at], *proposal.assignments[correction.at + 1 :])
    dropped = proposal.model_copy(update={"assignments": left})
    if any(part.position == one.position for part in left):
        return dropped
    inside: set[Span | None] = {note.span for note in proposal.notes if note.span and _holds(one.span, note.span)}
    return without_notes(dropped, {note.code for note in proposal.notes}, inside)


@_apply.register
def _(correction: AddReporters, proposal: Proposal) -> Proposal:
    report = report_of(proposal)
    reporters = tuple(dict.fromkeys((*report.reporters, *correction.agency_ids)))
    return with_report(proposal, reporters=reporters)


@_apply.register
def _(correction: RemoveReporters, proposal: Proposal) -> Proposal:
    report = report_of(proposal)
    _need_reason(correction.reason, "Bớt cơ quan báo cáo")
    left = tuple(one for one in report.reporters if one not in correction.agency_ids)
    if not left:
        raise NotAllowed("Không còn cơ quan nào báo cáo. Nếu không cần báo cáo, hãy bỏ chế độ báo cáo.")
    return with_report(proposal, reporters=left)


@_apply.register
def _(correction: SetReport, proposal: Proposal) -> Proposal:
    body = correction.collector
    if body and len(body.agency_ids) != 1:
        raise BadInput("Đầu mối tổng hợp phải là đúng một cơ quan. Chọn lại.")
    collector = Match(name=body.name, agency_ids=body.agency_ids) if body else None
    if proposal.report is None:
        owners = tuple(dict.fromkeys(agency_id for one in proposal.assignments for agency_id in _ids(one.owners)))
        report = ProposedReport(
            reporters=owners, collector=collector, to=None, deadlines=correction.deadlines or (), quote="", span=None
        )
        return without_codes(proposal.model_copy(update={"report": report}), {"no-report-clause"})
    old = proposal.report.collector
    named = settled(without_codes(proposal, {"no-collector"}), (old,) if old else (), MATCH_CODES)
    changed = with_report(
        named, collector=collector.model_copy(update={"span": old.span}) if collector and old else collector
    )
    if old and collector:
        changed = learning(changed, old.name, collector.agency_ids[0] if correction.remember else None)
    if correction.deadlines is None:
        return changed
    changed = without_times(changed, [one for one in proposal.report.deadlines if one not in correction.deadlines])
    return with_report(without_codes(changed, {"no-report-deadline"}), deadlines=correction.deadlines)


@_apply.register
def _(correction: DropReport, proposal: Proposal) -> Proposal:
    _need_reason(correction.reason, "Bỏ chế độ báo cáo")
    codes = {"no-collector", "no-report-deadline"} | _CALENDAR_CODES
    dropped = settled(
        proposal, [proposal.report.collector] if proposal.report and proposal.report.collector else (), MATCH_CODES
    )
    return without_codes(dropped.model_copy(update={"report": None}), codes)


@_apply.register
def _(correction: ConfirmCalendar, proposal: Proposal) -> Proposal:
    report_of(proposal)
    changed = with_report(proposal, calendar=correction.calendar, calendar_confirmed=True)
    return without_codes(changed, _CALENDAR_CODES)


@_apply.register
def _(correction: Dismiss, proposal: Proposal) -> Proposal:
    left = tuple(note for note in proposal.notes if (note.code, note.span) != (correction.code, correction.span))
    return proposal.model_copy(update={"notes": left})


def _chosen(bodies: tuple[Body, ...], said: tuple[Match, ...]) -> tuple[Match, ...]:
    """Matches for the bodies chosen; one the text named keeps its words and their place."""
    by_name = {name_key(match.name): match for match in said}
    by_ids = {match.agency_ids: match for match in said if match.agency_ids}
    chosen = []
    for body in bodies:
        if not body.agency_ids:
            raise BadInput(f"Chưa chọn cơ quan nào cho “{body.name}”. Chọn ít nhất một.")
        match = by_ids.get(body.agency_ids) or by_name.get(name_key(body.name)) or Match(name=body.name)
        plural = len(body.agency_ids) > 1
        changes = {"agency_ids": body.agency_ids, "group_id": body.group_id, "candidates": (), "open": False}
        chosen.append(match.model_copy(update={**changes, "plural": plural}))
    return tuple(chosen)


def _need_reason(reason: str, where: str) -> None:
    if not reason.strip():
        raise BadInput(f"{where}: cần ghi lý do để lưu vào nhật ký.")


def _ids(matches: Iterable[Match]) -> tuple[str, ...]:
    return tuple(agency_id for match in matches for agency_id in match.agency_ids)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
