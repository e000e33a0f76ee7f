"""Quan hệ văn bản: which directive a directive carries out, replaces, corrects, recalls or prolongs.

Replacing and recalling end the other one. A correction or a prolonging changes days: those are set due by due, with the
document as the reason, so that each has its own explanation.
"""

from datetime import date, datetime

from directive.errors import BadInput, NotAllowed
from directive.events import DirectivesRelated, Event, StageChanged
from directive.obligations import Stage
from directive.related import Related, Relation
from directive.store import Reading, Store, directives
from directive.store import relations as room

_ENDS = {Relation.REPLACES: Stage.REPLACED, Relation.RECALLS: Stage.RECALLED}


def relate(
    store: Store,
    *,
    directive_id: int,
    relation: Relation,
    other_id: int | None = None,
    other: str = "",
    on: date,
    at: datetime,
    by: str,
) -> Related:
    """Link a directive to another one of the store (`other_id`), or to one named in words (`other`)."""
    if (other_id is None) == (not other.strip()):
        raise BadInput("Ghi số thứ tự của văn bản kia trong kho, hoặc tên văn bản kia bằng chữ; chỉ một trong hai.")
    if other_id == directive_id:
        raise BadInput("Một văn bản không có quan hệ với chính nó. Kiểm tra lại số văn bản.")
    with store.change(at=at, by=by) as change:
        change.alone()
        related = _checked(change.conn, directive_id, relation, other_id, other.strip(), on)
        said: list[Event] = [DirectivesRelated(directive_id=directive_id, related=related)]
        if other_id is not None and (stage := _ENDS.get(relation)):
            said.append(_ended(change.conn, directive_id, other_id, stage, on))
        change.record(*said)
    return related


def _checked(
    conn: Reading, directive_id: int, relation: Relation, other_id: int | None, other: str, on: date
) -> Related:
    directives.stage(conn, directive_id)
    if other_id is not None:
        directives.stage(conn, other_id)
    related = Related(directive_id=directive_id, relation=relation, other_id=other_id, other=other, on=on)
    for known in room.of(conn, directive_id):
        if (known.directive_id, known.relation, known.other_id, known.other) == related[:4]:
            raise NotAllowed("Quan hệ này đã được ghi.")
        if (known.directive_id, known.other_id, known.relation) == (other_id, directive_id, relation):
            raise NotAllowed("Quan hệ này đã được ghi theo chiều ngược lại. Kiểm tra văn bản nào có trước.")
    return related


def _ended(conn: Reading, directive_id: int, other_id: int, stage: Stage, on: date) -> StageChanged:
    here, there = directives.one(conn, directive_id), directives.stage(conn, other_id)
    if there in (Stage.CLOSED, Stage.RECALLED, Stage.REPLACED):
        raise NotAllowed(f"Văn bản số {other_id} không còn hiệu lực theo dõi; không thể thay thế, thu hồi lần nữa.")
    if here.stage is not Stage.ISSUED:
        raise NotAllowed(f"Văn bản số {directive_id} chưa ban hành: chưa thay thế, thu hồi được văn bản khác.")
    verb = "thay thế" if stage is Stage.REPLACED else "thu hồi"
    return StageChanged(directive_id=other_id, stage=stage, on=on, reason=f"Văn bản {here.number} {verb}")
