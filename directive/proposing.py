"""Đề xuất: Document + directory -> Proposal: what the directive would lay on whom, and what a person must look at.

Nothing here decides for a person: what does not fit one body exactly stays open, with a Note.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from directive.agencies import Match
from directive.directory import Directory, is_settled
from directive.document import Assignment, Document, Party, ReportClause
from directive.errors import BadInput
from directive.name_lists import resolve_list
from directive.names import name_key
from directive.obligations import Proposal, Proposed, ProposedReport, short_title
from directive.proposal_notes import TIME_CODES, assignment_notes, coverage_notes, report_notes
from directive.values import Note, Span

_AS_ABOVE = frozenset(
    map(name_key, ("Như trên", "Như nơi nhận", "Các cơ quan, đơn vị nêu trên", "Các đơn vị nêu trên"))
)

_SAID_ANEW = frozenset({"joint-owners", "no-owner", "open-group", "by-reference", "year-missing"})


class Viewpoint(NamedTuple):
    """From where and when names are read."""

    directory: Directory
    on: date
    office_id: str | None

    def resolve(self, name: str) -> Match:
        return self.directory.resolve(name, on=self.on, office=self.office_id)


def propose(
    document: Document, directory: Directory, *, on: date | None = None, office_id: str | None = None
) -> Proposal:
    """The proposal a clerk checks (đề xuất để rà soát).

    Names are read as of `on`: the directive's date, or for a draft the day the clerk expects. `office_id` is the
    agency that writes, from whose place plain names are understood; without it the issuer as printed.
    """
    day = on or document.date
    if day is None:
        raise BadInput(
            "Dự thảo chưa ghi ngày nên không biết tra danh bạ theo ngày nào. "
            "Cho biết ngày dự kiến ban hành, ví dụ 2024-03-11."
        )
    view = Viewpoint(directory, day, office_id or issuing_office(document, directory, on=day))
    addressees = tuple(match for line in document.addressees for match in _addressed(line, view))
    assignments = _assignments(document, addressees, view)
    report = _report(document.report_clause, document.text, _reporters(assignments, addressees, view), view)
    notes = (
        *(note for one in assignments for note in assignment_notes(one, directory, on=day, office=view.office_id)),
        *coverage_notes(assignments, addressees, directory),
        *report_notes(report, directory, on=day, office=view.office_id),
    )
    return Proposal(
        assignments=assignments, report=report, notes=(*_unsaid(document.notes, notes), *notes), read_on=day
    )


def _unsaid(reading: tuple[Note, ...], notes: tuple[Note, ...]) -> Iterator[Note]:
    """What the reading left to a person and the proposal does not say again, knowing the directory."""
    undated = {note.span for note in notes if note.code in TIME_CODES}
    for note in reading:
        if note.code not in _SAID_ANEW and not (note.code == "impossible-date" and note.span in undated):
            yield note


def issuing_office(document: Document, directory: Directory, *, on: date) -> str | None:
    """The agency of the directory that is named as issuer, when exactly one is (cơ quan ban hành)."""
    if not document.issuer:
        return None
    ids = directory.look_up(document.issuer, on=on).agency_ids
    return ids[0] if len(ids) == 1 else None


def _addressed(line: str, view: Viewpoint) -> tuple[Match, ...]:
    return resolve_list(line, view.directory, on=view.on, office=view.office_id)


def _assignments(document: Document, addressees: tuple[Match, ...], view: Viewpoint) -> tuple[Proposed, ...]:
    """Every assignment with its parties; "các xã còn lại" is what no assignment before it named."""
    named: set[str] = set()
    proposed: list[Proposed] = []
    for position, assignment in enumerate(document.assignments):
        one = _proposed(position, assignment, document.text, addressees, frozenset(named), view)
        named |= {agency_id for owner in one.owners for agency_id in owner.agency_ids}
        proposed.append(one)
    return tuple(proposed)


def _proposed(
    position: int,
    assignment: Assignment,
    text: str,
    addressees: tuple[Match, ...],
    named: frozenset[str],
    view: Viewpoint,
) -> Proposed:
    def matches(parties: tuple[Party, ...]) -> tuple[Match, ...]:
        return tuple(_without(match, named) for party in parties for match in _party(party, addressees, view))

    return Proposed(
        position=position,
        label=assignment.label,
        title=short_title(assignment.heading, assignment.text),
        quote=text[assignment.span.start : assignment.span.end],
        span=assignment.span,
        manner=assignment.manner,
        owners=matches(assignment.owners),
        partners=matches(assignment.partners),
        actions=assignment.actions,
        deadlines=assignment.deadlines,
    )


def _party(party: Party, addressees: tuple[Match, ...], view: Viewpoint) -> tuple[Match, ...]:
    """What one party of the text stands for: "Như trên" is everybody the letter is addressed to.

    A name that fits nothing but falls into names that all fit is those: "các sở, ban, ngành, huyện, thị xã".
    """
    if name_key(party.name) in _AS_ABOVE:
        ids = _unique(agency_id for match in addressees for agency_id in match.agency_ids)
        found: tuple[Match, ...] = (Match(name=party.name, agency_ids=ids, plural=True),)
    else:
        found = (view.resolve(party.name),)
    if not is_settled(found[0]):
        pieces = resolve_list(party.name, view.directory, on=view.on, office=view.office_id)
        found = pieces if all(map(is_settled, pieces)) else found
    return tuple(
        match.model_copy(
            update={
                "span": party.span,
                "lead": party.lead,
                "remainder": match.remainder or (party.remainder and not match.open),
            }
        )
        for match in found
    )


def _without(match: Match, named: frozenset[str]) -> Match:
    if not match.remainder:
        return match
    return match.model_copy(update={"agency_ids": tuple(one for one in match.agency_ids if one not in named)})


def _reporters(assignments: tuple[Proposed, ...], addressees: tuple[Match, ...], view: Viewpoint) -> tuple[str, ...]:
    """Who reports: every owner and every addressee, and not the office they report to."""
    owners = [match for one in assignments for match in one.owners]
    ids = _unique(agency_id for match in (*owners, *addressees) for agency_id in match.agency_ids)
    return tuple(one for one in ids if one != view.office_id)


def _report(
    clause: ReportClause | None, text: str, reporters: tuple[str, ...], view: Viewpoint
) -> ProposedReport | None:
    if clause is None:
        return None
    return ProposedReport(
        reporters=reporters,
        collector=_collector(clause, text, view) if clause.via else None,
        to=clause.to,
        deadlines=clause.deadlines,
        quote=text[clause.span.start : clause.span.end],
        span=clause.span,
    )


def _collector(clause: ReportClause, text: str, view: Viewpoint) -> Match:
    """The agency answers go through; "qua Văn phòng" of the office itself included."""
    via = clause.via or ""
    at = text.find(via, clause.span.start, clause.span.end)
    return view.resolve(via).model_copy(update={"span": Span(at, at + len(via)) if at >= 0 else clause.span})


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
