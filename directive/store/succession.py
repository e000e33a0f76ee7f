"""Which directives a reorganisation of agencies touches, and where a successor's obligation comes from."""

from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from directive.obligations import CLOSED, Stage
from directive.store import tables as t

_MANY = 500  # ids in one statement; SQLite allows some thousand variables


def touched(conn: Connection, agency_ids: Collection[str]) -> list[int]:
    """Issued directives with an open obligation of one of these agencies, or whose office one of them is."""
    o, d = t.obligations.c, t.directives.c
    found: set[int] = set()
    ids = sorted(agency_ids)
    for start in range(0, len(ids), _MANY):
        some = ids[start : start + _MANY]
        owing = select(o.directive_id).where(o.owner_id.in_(some), o.progress.not_in(sorted(CLOSED)))
        mine = or_(d.directive_id.in_(owing), d.office_id.in_(some))
        found |= set(conn.execute(select(d.directive_id).where(d.stage == Stage.ISSUED, mine)).scalars())
    return sorted(int(i) for i in found)


def origins(conn: Connection, obligation_id: int) -> list[int]:
    """The obligations of earlier units that this one goes on from."""
    c = t.origins.c
    query = select(c.from_id).where(c.obligation_id == obligation_id).order_by(c.from_id)
    return [int(i) for i in conn.execute(query).scalars()]
