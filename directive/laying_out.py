"""Giao nhiệm vụ: a confirmed Proposal -> one Obligation for each owner agency, report duty and compilation."""

from collections.abc import Iterator
from itertools import count

from directive.agencies import Standing
from directive.directory import Directory
from directive.document import Manner
from directive.obligations import Kind, Obligation, Proposal, Proposed, ProposedReport
from directive.proposal_notes import joint


def lay_out(proposal: Proposal, *, directive_id: int, first_id: int, directory: Directory) -> tuple[Obligation, ...]:
    """The obligations of a directive, numbered from `first_id` in the order of the text.

    *Perform*: one for each owner agency of each assignment, a group expanded. *Report*: one for each reporting agency,
    the collector too. *Compile*: one for the collector. What is still open to a person lays nothing on anybody.
    """
    numbers = count(first_id)
    collector_id = collector_of(proposal)
    return (
        *_performances(proposal, directive_id, collector_id, numbers, directory),
        *_reports(proposal.report, directive_id, collector_id, numbers, directory),
    )


def collector_of(proposal: Proposal) -> str | None:
    """The agency answers are sent through (đầu mối tổng hợp), when exactly one is known."""
    match = proposal.report.collector if proposal.report else None
    return match.agency_ids[0] if match and len(match.agency_ids) == 1 else None


def _performances(
    proposal: Proposal, directive_id: int, collector_id: str | None, numbers: Iterator[int], directory: Directory
) -> Iterator[Obligation]:
    for position, one in enumerate(proposal.assignments):
        owners = dict.fromkeys(agency_id for match in one.owners for agency_id in match.agency_ids)
        for owner_id in owners:
            yield Obligation(
                obligation_id=next(numbers),
                directive_id=directive_id,
                position=position,
                label=one.label,
                title=one.title,
                kind=Kind.PERFORM,
                manner=_manner(one.manner, owner_id, directory),
                owner_id=owner_id,
                joint=len(owners) > 1 and joint(one.owners),
                partners=_partners(one, owner_id),
                collector_id=collector_id,
                deadlines=one.deadlines,
                needs_evidence=one.needs_evidence,
            )


def _partners(one: Proposed, owner_id: str) -> tuple[str, ...]:
    ids = (agency_id for match in one.partners for agency_id in match.agency_ids)
    return tuple(dict.fromkeys(agency_id for agency_id in ids if agency_id != owner_id))


def _reports(
    report: ProposedReport | None,
    directive_id: int,
    collector_id: str | None,
    numbers: Iterator[int],
    directory: Directory,
) -> Iterator[Obligation]:
    if report is None:
        return
    duties = [(Kind.REPORT, owner_id, "Báo cáo kết quả thực hiện") for owner_id in report.reporters]
    if collector_id:
        duties.append((Kind.COMPILE, collector_id, f"Tổng hợp báo cáo của {len(report.reporters)} cơ quan, đơn vị"))
    for kind, owner_id, title in duties:
        yield Obligation(
            obligation_id=next(numbers),
            directive_id=directive_id,
            position=None,
            label=None,
            title=title,
            kind=kind,
            manner=_manner(Manner.ORDER, owner_id, directory),
            owner_id=owner_id,
            collector_id=collector_id,
            deadlines=report.deadlines,
        )


def _manner(said: Manner, owner_id: str, directory: Directory) -> Manner:
    """Bodies outside the chain of command are asked, whatever the words: orders escalate, requests do not."""
    agency = directory.agencies.get(owner_id)
    return Manner.REQUEST if agency and agency.standing is Standing.INDEPENDENT else said
