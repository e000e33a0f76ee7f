"""Thao tác trên đề xuất: a Proposal with one part changed, or with the Notes taken off that a change settles."""

from collections.abc import Iterable

from directive.agencies import Match
from directive.deadlines import Deadline, Unstated
from directive.errors import BadInput, NotAllowed
from directive.names import name_key
from directive.obligations import LearnedName, Proposal, Proposed, ProposedReport
from directive.proposal_notes import TIME_CODES
from directive.values import Span


def at_position(proposal: Proposal, at: int) -> Proposed:
    """The assignment at a position; BadInput when there is none."""
    if not 0 <= at < len(proposal.assignments):
        raise BadInput(f"Đề xuất chỉ có {len(proposal.assignments)} nhiệm vụ. Tải lại trang rồi chọn lại.")
    return proposal.assignments[at]


def report_of(proposal: Proposal) -> ProposedReport:
    """The duty to report; NotAllowed when there is none."""
    if proposal.report is None:
        raise NotAllowed("Đề xuất chưa có chế độ báo cáo. Thêm chế độ báo cáo trước.")
    return proposal.report


def with_changes(proposal: Proposal, at: int, **changes: object) -> Proposal:
    """The proposal with fields of one assignment changed."""
    changed = at_position(proposal, at).model_copy(update=changes)
    assignments = (*proposal.assignments[:at], changed, *proposal.assignments[at + 1 :])
    return proposal.model_copy(update={"assignments": assignments})


def with_report(proposal: Proposal, **changes: object) -> Proposal:
    """The proposal with fields of its report changed."""
    return proposal.model_copy(update={"report": report_of(proposal).model_copy(update=changes)})


def reporting(proposal: Proposal, agency_ids: Iterable[str]) -> Proposal:
    """Whoever is given something to do reports on it."""
    if proposal.report is None:
        return proposal
    return with_report(proposal, reporters=tuple(dict.fromkeys((*proposal.report.reporters, *agency_ids))))


def learning(proposal: Proposal, name: str, target_id: str | None) -> Proposal:
    """What a written name stands for in later texts; None forgets what was said about it before."""
    others = tuple(one for one in proposal.learned if name_key(one.name) != name_key(name))
    learned = (*others, LearnedName(name=name, target_id=target_id)) if target_id else others
    return proposal.model_copy(update={"learned": learned})


def settled(proposal: Proposal, matches: Iterable[Match], codes: frozenset[str]) -> Proposal:
    """Without the Notes of these codes about these names."""
    return without_notes(proposal, codes, {match.span for match in matches})


def without_times(proposal: Proposal, deadlines: Iterable[Deadline]) -> Proposal:
    """Without the Notes that ask for the day of these deadlines."""
    spans: set[Span | None] = {deadline.span for deadline in deadlines if not isinstance(deadline, Unstated)}
    return without_notes(proposal, TIME_CODES, spans)


def without_notes(proposal: Proposal, codes: Iterable[str], spans: set[Span | None]) -> Proposal:
    """Without the Notes of these codes at these places."""
    settled = frozenset(codes)
    left = tuple(note for note in proposal.notes if note.code not in settled or note.span not in spans)
    return proposal.model_copy(update={"notes": left})


def without_codes(proposal: Proposal, codes: Iterable[str]) -> Proposal:
    """Without the Notes of these codes, wherever they stand."""
    settled = frozenset(codes)
    return proposal.model_copy(update={"notes": tuple(note for note in proposal.notes if note.code not in settled)})
