"""Nhớ tên gọi: spellings a person settled in a proposal -> aliases of the directory (pure).

An alias is kept only if it decides: a name two bodies really share stays a question in every letter.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from directive.agencies import Alias
from directive.directory import Directory
from directive.events import DirectoryLoaded
from directive.obligations import LearnedName, Proposal


def new_aliases(
    proposal: Proposal, known: DirectoryLoaded, *, office_id: str | None, directive_id: int
) -> tuple[Alias, ...]:
    """The aliases a confirmed proposal adds to the directory.

    An alias holds as long as its agency does, and begins only after another body of that name has ended: letters of
    the other's days still mean the other.
    """
    if not proposal.learned or proposal.read_on is None:
        return ()
    day, before = proposal.read_on, _directory(known)
    source = f"Rà soát văn bản số {directive_id}"
    wanted = [
        _alias(one, before, on=day, office_id=office_id, source=source)
        for one in proposal.learned
        if not _decides(before, one.name, one.target_id, on=day, office_id=office_id)
    ]
    after = _directory(known, wanted)
    return tuple(one for one in wanted if _decides(after, one.alias, one.target_id, on=day, office_id=office_id))


def _alias(one: LearnedName, directory: Directory, *, on: date, office_id: str | None, source: str) -> Alias:
    name = " ".join(one.name.split())
    agency = directory.agencies.get(one.target_id)
    ends = [other.valid_to for other in directory.ended(name, on=on, office=office_id) if other.valid_to]
    begins = [agency.valid_from] if agency and agency.valid_from else []
    begins += [last + timedelta(days=1) for last in ends if last < on]
    return Alias(
        alias=name,
        target_id=one.target_id,
        valid_from=max(begins, default=None),
        valid_to=agency.valid_to if agency else None,
        source=source,
    )


def _decides(directory: Directory, name: str, target_id: str, *, on: date, office_id: str | None) -> bool:
    match = directory.look_up(name, on=on, office=office_id)
    return match.group_id == target_id or match.agency_ids == (target_id,)


def _directory(known: DirectoryLoaded, more: Iterable[Alias] = ()) -> Directory:
    return Directory(known.agencies, (*known.aliases, *more), known.groups, known.memberships)
