"""Tên theo ngày: names of a letter stand for the agencies of its day. Does another day give others? (pure)

Units are merged, groups change their members: a letter of 2024 read as of today would lay nothing on communes that
ended since, and say so nowhere.
"""

from datetime import date
from typing import NamedTuple

from directive.directory import Directory
from directive.document import Document
from directive.obligations import Proposal
from directive.proposing import propose

_SHOWN = 5


class Difference(NamedTuple):
    """Agencies the proposal lays something on though the day of issue does not give them, and the reverse."""

    gone: tuple[str, ...]
    missing: tuple[str, ...]


def difference(
    proposal: Proposal, document: Document, directory: Directory, *, on: date, office_id: str | None
) -> Difference:
    """Where the agencies of a proposal are not those of a day. What a person chose is not held against them."""
    if proposal.read_on is None or proposal.read_on == on:
        return Difference((), ())
    then = agencies_of(propose(document, directory, on=proposal.read_on, office_id=office_id))
    now = agencies_of(propose(document, directory, on=on, office_id=office_id))
    kept = agencies_of(proposal)
    return Difference(tuple(sorted((then - now) & kept)), tuple(sorted(now - then - kept)))


def agencies_of(proposal: Proposal) -> frozenset[str]:
    """Everybody a proposal names: owners, partners, reporters, the collector."""
    matches = [match for one in proposal.assignments for match in (*one.owners, *one.partners)]
    report = proposal.report
    if report and report.collector:
        matches.append(report.collector)
    reporters = report.reporters if report else ()
    return frozenset([*(agency_id for match in matches for agency_id in match.agency_ids), *reporters])


def words(found: Difference, directory: Directory) -> str:
    """What differs, in Vietnamese."""
    said = (
        ("không còn hoặc chưa có", found.gone),
        ("có thêm", found.missing),
    )
    return "; ".join(f"{verb} {_listed(ids, directory)}" for verb, ids in said if ids)


def _listed(ids: tuple[str, ...], directory: Directory) -> str:
    shown = ", ".join(directory.full_name(one) for one in ids[:_SHOWN])
    return shown if len(ids) <= _SHOWN else f"{len(ids)} cơ quan ({shown} …)"
