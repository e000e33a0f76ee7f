"""How directives stand to each other, and the open duties to be compared."""

from sqlalchemy import Connection, func, or_, select

from directive.doubling import Duty
from directive.obligations import CLOSED, Kind, Stage
from directive.related import Related, Relation
from directive.store import tables as t
from directive.tracked import DueState


def of(conn: Connection, directive_id: int) -> list[Related]:
    """The relations of a directive, as the one or as the other, in the order they were told."""
    r = t.relations.c
    mine = or_(r.directive_id == directive_id, r.other_id == directive_id)
    rows = conn.execute(select(t.relations).where(mine).order_by(r.on, r.directive_id, r.relation, r.other))
    return [Related(x.directive_id, Relation(x.relation), x.other_id or None, x.other, x.on) for x in rows]


def open_duties(conn: Connection) -> list[Duty]:
    """What agencies have to perform now, with the next day; periodical reports are asked for by each directive."""
    o, d = t.obligations.c, t.dues.c
    waiting = d.state.not_in([DueState.MET, DueState.DROPPED])
    due_on = select(func.min(d.due_on)).where(d.obligation_id == o.obligation_id, waiting).scalar_subquery()
    query = (
        select(o.obligation_id, o.directive_id, o.owner_id, o.label, o.title, due_on)
        .join(t.directives, t.directives.c.directive_id == o.directive_id)
        .where(t.directives.c.stage == Stage.ISSUED, o.kind == Kind.PERFORM, o.progress.not_in(sorted(CLOSED)))
        .order_by(o.obligation_id)
    )
    return [Duty(*row) for row in conn.execute(query)]
