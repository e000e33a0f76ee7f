"""Danh sách bàn giao from the store: what would go from ending units to their successors on a day, as a paper."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directive.agencies import Agency
from directive.errors import NotAllowed
from directive.letterhead import Letterhead, letterhead
from directive.obligations import Obligation
from directive.store import Reading, directives, directory
from directive.store import figures as room
from directive.store.directives import given_by
from directive.succession import HandOver, Succession, hand_over
from directive.writers.handover import handover_list
from directive.writers.papers import Paper


@dataclass(frozen=True, slots=True)
class HandOverFacts:
    """What the list is made of: the hand-over as it would be, before anybody decided its questions."""

    done: HandOver
    obligations: Mapping[int, Obligation]
    head: Letterhead
    names: Mapping[str, str]
    numbers: Mapping[int, str]


def gather(conn: Reading, succession: Succession, *, on: date) -> HandOverFacts:
    """The open obligations of units that end on a day, and where they go; refused when nothing goes."""
    ending = sorted({row.predecessor_id for row in succession.rows if row.on == on})
    mine = [one for owner_id in ending for one in directives.obligations(conn, owner_id=owner_id)]
    names = _told_apart(directory.agencies(conn))
    done = hand_over(mine, succession, {}, on=on, named=lambda agency_id: names.get(agency_id, agency_id))
    if not done.moves and not done.questions:
        raise NotAllowed(f"Không có nhiệm vụ nào phải bàn giao ngày {on:%d/%m/%Y}. Xem các ngày trong succession.csv.")
    ids = {one.directive_id for one in mine}
    known = room.directive_names(conn, ids)
    offices = given_by(conn, directive_ids=ids)
    office_id = next((one.office_id for one in offices if one.office_id), None)
    office = directory.agencies(conn, [office_id]) if office_id else []
    issuer = next((one.issuer for one in offices if one.issuer), None)
    return HandOverFacts(
        done=done,
        obligations={one.obligation_id: one for one in mine},
        head=letterhead(office[0] if office else None, kind="BB", issuer=issuer, on=on),
        names=names,
        numbers={number: name.number for number, name in known.items()},
    )


def _told_apart(agencies: Sequence[Agency]) -> dict[str, str]:
    """Names by id; "Phòng Kinh tế" of five communes is told with its commune."""
    plain = {agency.agency_id: agency.name for agency in agencies}
    known = Counter(plain.values())
    return {
        one.agency_id: f"{one.name}, {plain[one.parent_id]}"
        if known[one.name] > 1 and one.parent_id in plain
        else one.name
        for one in agencies
    }


def handover_paper(facts: HandOverFacts, *, on: date) -> Paper:
    """The list as a paper both sides sign."""
    return handover_list(
        facts.done, facts.obligations, head=facts.head, names=facts.names, numbers=facts.numbers, on=on
    )
