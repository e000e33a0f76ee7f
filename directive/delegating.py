"""Phân công soạn: the head of an agency lets colleagues write parts of its answer; only the head hands in.

What a colleague writes is kept as it was written, with the name. It becomes part of the agency's reply when the head
hands it in, and the reply says who prepared it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from directive.answering import Point, check_points, owned
from directive.errors import BadInput, NotAllowed, NotFound
from directive.events import Contributed, Delegated, DelegationRevoked
from directive.obligations import CLOSED
from directive.store import Store, delegations
from directive.tracked import Contribution, Delegation

MAX_NAME = 120  # characters
MAX_NOTE = 2000
MAX_ALIVE = 40  # delegations of one agency in one directive that are open at the same time
_SAID = ("progress", "percent", "result", "figures", "difficulties", "proposals", "evidence")


def delegate(
    store: Store,
    *,
    directive_id: int,
    agency_id: str,
    obligation_ids: Collection[int],
    name: str,
    note: str,
    link_id: int,
    made_behind: int,
    expires_at: datetime,
    at: datetime,
    by: str,
) -> int:
    """Give points to a colleague; the number of the delegation. The same points for the same name end the older one."""
    name = _checked(name, note, obligation_ids)
    with store.change(at=at, by=by) as change:
        change.alone()
        for obligation in owned(change.conn, directive_id, agency_id, obligation_ids):
            if obligation.progress in CLOSED:
                raise NotAllowed(f"Nhiệm vụ {obligation.label or obligation.title} đã kết thúc, không phân công được.")
        known = delegations.delegations(change.conn, directive_id=directive_id, agency_id=agency_id)
        alive = [d for d in known if is_alive(d, at)]
        same = [d.delegation_id for d in alive if d.name == name and set(d.obligation_ids) == set(obligation_ids)]
        if len(alive) - len(same) >= MAX_ALIVE:
            raise NotAllowed(f"Đã có {MAX_ALIVE} phân công đang mở. Thu hồi bớt rồi phân công tiếp.")
        made = Delegation(
            delegation_id=change.numbers("delegation"),
            directive_id=directive_id,
            agency_id=agency_id,
            obligation_ids=tuple(sorted(set(obligation_ids))),
            name=name,
            note=note.strip(),
            link_id=link_id,
            made_behind=made_behind,
            at=at,
            by=by,
            expires_at=expires_at,
        )
        change.record(Delegated(directive_id=directive_id, delegation=made, instead_of=tuple(same)))
        return made.delegation_id


def take_back(
    store: Store, *, delegation_id: int, directive_id: int, agency_id: str, at: datetime, by: str
) -> Delegation:
    """End a delegation of one's own agency. What was written stays. Taking back twice is taking back once."""
    with store.change(at=at, by=by) as change:
        change.alone()
        found = delegations.delegations(change.conn, delegation_id=delegation_id)
        if not found or (found[0].agency_id, found[0].directive_id) != (agency_id, directive_id):
            raise NotFound("Không có phân công này trong phần việc của đơn vị.")
        if found[0].revoked_at is None:
            change.record(DelegationRevoked(directive_id=directive_id, delegation_id=delegation_id, at=at))
        return found[0]


def contribute(
    store: Store, *, delegation_id: int, points: Sequence[Point], at: datetime, by: str
) -> tuple[Contribution, ...]:
    """Hand what was written to the head; what says nothing new is not kept twice."""
    with store.change(at=at, by=by) as change:
        change.alone()
        found = delegations.delegations(change.conn, delegation_id=delegation_id)
        if not found or not is_alive(found[0], at):
            raise NotAllowed("Phân công này đã hết hạn hoặc đã được thu hồi. Liên hệ người phụ trách của đơn vị.")
        given = found[0]
        if not {p.obligation_id for p in points} <= set(given.obligation_ids):
            raise NotFound("Không có nhiệm vụ này trong phần được phân công.")
        mine = owned(change.conn, given.directive_id, given.agency_id, [p.obligation_id for p in points])
        check_points({o.obligation_id: o for o in mine}, points)
        before = newest(delegations.contributions(change.conn, delegation_id=delegation_id, waiting=True))
        new = [p for p in points if not _same(p, before.get(p.obligation_id))]
        if not new:
            return ()
        first = change.numbers("contribution", len(new))
        written = tuple(
            Contribution(
                contribution_id=first + n,
                delegation_id=delegation_id,
                directive_id=given.directive_id,
                obligation_id=point.obligation_id,
                agency_id=given.agency_id,
                at=at,
                by=by,
                **{name: getattr(point, name) for name in _SAID},
            )
            for n, point in enumerate(new)
        )
        change.record(Contributed(directive_id=given.directive_id, contributions=written))
        return written


def is_alive(delegation: Delegation, at: datetime) -> bool:
    """Whether its link still opens something."""
    return delegation.revoked_at is None and at < delegation.expires_at


def newest(contributions: Iterable[Contribution]) -> dict[int, Contribution]:
    """The last word on each obligation."""
    return {c.obligation_id: c for c in sorted(contributions, key=lambda c: c.contribution_id)}


def _same(point: Point, before: Contribution | None) -> bool:
    return before is not None and all(getattr(point, name) == getattr(before, name) for name in _SAID)


def _checked(name: str, note: str, obligation_ids: Collection[int]) -> str:
    name = " ".join(name.split())
    if not obligation_ids:
        raise BadInput("Chưa chọn nhiệm vụ nào để phân công. Đánh dấu ít nhất một nhiệm vụ.")
    if not name:
        raise BadInput("Chưa ghi họ tên người được phân công.")
    if len(name) > MAX_NAME or len(note) > MAX_NOTE:
        raise BadInput(f"Họ tên tối đa {MAX_NAME} ký tự, lời dặn tối đa {MAX_NOTE} ký tự.")
    return name
