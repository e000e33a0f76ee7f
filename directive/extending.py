"""Gia hạn, tạm dừng: asked by the owner, decided by the assigner. Each function is one act of a person."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from directive import extensions
from directive.calendar import Calendar
from directive.deadlines import Unit, Within
from directive.errors import BadInput, NotAllowed, NotFound
from directive.events import DueMove, DuesMoved, ExtensionAsked, ExtensionDecided, ProgressSet
from directive.extensions import Pause
from directive.obligations import CLOSED, Obligation, Progress
from directive.store import Reading, Store, directives, replies
from directive.tracked import Due, DueState, Extension


def ask(
    store: Store,
    *,
    due_id: int,
    agency_id: str,
    wanted_on: date,
    reason: str,
    on: date,
    at: datetime,
    by: str,
) -> int:
    """The owner asks for more time (xin gia hạn); the number of the request."""
    with store.change(at=at, by=by) as change:
        change.alone()
        due = directives.due(change.conn, due_id)
        obligation = directives.obligation(change.conn, due.obligation_id)
        if obligation.owner_id != agency_id:
            raise NotFound("Không có kỳ hạn này trong phần việc của đơn vị.")
        extension = extensions.asked(
            due,
            obligation,
            extension_id=change.numbers("extension"),
            by=agency_id,
            asked_by=by,
            wanted=wanted_on,
            reason=reason,
            on=on,
            extensions=replies.extensions(change.conn, due_ids=[due_id]),
            parent_due=_collectors_day(change.conn, due),
        )
        change.record(ExtensionAsked(directive_id=due.directive_id, extension=extension))
        return extension.extension_id


def decide(
    store: Store,
    *,
    extension_id: int,
    agreed: bool,
    granted_on: date | None = None,
    remark: str = "",
    on: date,
    at: datetime,
    by: str,
) -> Extension:
    """The assigner agrees, names another day (`granted_on`), or refuses with a reason (quyết định gia hạn)."""
    with store.change(at=at, by=by) as change:
        change.alone()
        asked = replies.extension(change.conn, extension_id)
        due = directives.due(change.conn, asked.due_id)
        if not agreed:
            decided = extensions.refused(asked, by=by, on=on, remark=remark)
            change.record(ExtensionDecided(directive_id=due.directive_id, extension=decided))
            return decided
        decided = extensions.agreed(asked, by=by, on=on, other=granted_on, parent_due=_collectors_day(change.conn, due))
        decided = decided.model_copy(update={"remark": remark.strip()})
        moved = extensions.extended(due, decided)
        # The sweep looks again at once: the steps of the new date are other steps.
        move = _move(moved, look_on=on)
        change.record(ExtensionDecided(directive_id=due.directive_id, extension=decided, move=move))
        return decided


def pause(store: Store, *, obligation_ids: Collection[int], reason: str, on: date, at: datetime, by: str) -> None:
    """Stop clock and ladder of obligations of one directive until they are resumed (tạm dừng)."""
    if not reason.strip():
        raise BadInput("Chưa nêu lý do tạm dừng. Ghi lý do và văn bản làm căn cứ.")
    with store.change(at=at, by=by) as change:
        change.alone()
        for obligation in _found(change.conn, obligation_ids):
            if obligation.progress in CLOSED | {Progress.PAUSED}:
                raise NotAllowed(f"Nhiệm vụ {obligation.obligation_id} đã kết thúc hoặc đang tạm dừng.")
            change.record(_set(obligation, Progress.PAUSED, on=on, at=at, reason=reason.strip()))


def take_back(store: Store, *, obligation_ids: Collection[int], reason: str, on: date, at: datetime, by: str) -> None:
    """Obligations are asked for no more; their open Dues are dropped (thu hồi nhiệm vụ)."""
    if not reason.strip():
        raise BadInput("Chưa nêu lý do thu hồi. Ghi lý do và văn bản làm căn cứ.")
    with store.change(at=at, by=by) as change:
        change.alone()
        for obligation in _found(change.conn, obligation_ids):
            if obligation.progress in CLOSED:
                raise NotAllowed(f"Nhiệm vụ {obligation.obligation_id} đã kết thúc.")
            change.record(_set(obligation, Progress.WITHDRAWN, on=on, at=at, reason=reason.strip()))


def resume(
    store: Store,
    *,
    obligation_ids: Collection[int],
    calendar: Calendar,
    reason: str = "",
    on: date,
    at: datetime,
    by: str,
) -> None:
    """Let obligations go on; their open Dues move by the time that was paused (tiếp tục)."""
    with store.change(at=at, by=by) as change:
        change.alone()
        for obligation in _found(change.conn, obligation_ids):
            if obligation.progress is not Progress.PAUSED or obligation.progress_on is None:
                raise NotAllowed(f"Nhiệm vụ {obligation.obligation_id} không ở tình trạng tạm dừng.")
            stood = Pause(start=obligation.progress_on, end=on)
            dues = directives.dues(change.conn, obligation_ids=[obligation.obligation_id])
            moves = tuple(_after_pause(obligation, dues, stood, calendar))
            change.record(_set(obligation, Progress.UNDER_WAY, on=on, at=at, reason=reason.strip()))
            if moves:
                why = f"tạm dừng từ {stood.start:%d/%m/%Y} đến {stood.end:%d/%m/%Y}"
                change.record(DuesMoved(directive_id=obligation.directive_id, on=on, reason=why, moves=moves))


def _after_pause(obligation: Obligation, dues: list[Due], stood: Pause, calendar: Calendar) -> Iterator[DueMove]:
    in_working_days = any(isinstance(d, Within) and d.unit is Unit.WORKING_DAY for d in obligation.deadlines)
    for due in dues:
        if due.state in (DueState.OPEN, DueState.RETURNED) and due.due_on is not None:
            day = extensions.after_pauses(due.due_on, [stood], calendar=calendar, in_working_days=in_working_days)
            later = _move(due.model_copy(update={"due_on": day}), look_on=stood.end)
            yield later.model_copy(update={"moved": day != due.due_on, "moved_from": due.due_on})


def _move(due: Due, *, look_on: date) -> DueMove:
    return DueMove(
        due_ids=(due.due_id,),
        due_on=due.due_on,
        due_at=due.due_at,
        provisional=due.provisional,
        unsettled=due.unsettled,
        why=due.why,
        calendar_version=due.calendar_version,
        next_look_on=look_on,
    )


def _collectors_day(conn: Reading, due: Due) -> date | None:
    """A member's report of a period may not come after the collector's own day: the part never ends after the whole."""
    if not due.period:
        return None
    whole = directives.compile_due(conn, directive_id=due.directive_id, period=due.period)
    return whole.due_on if whole and whole.due_id != due.due_id else None


def _found(conn: Reading, ids: Collection[int]) -> list[Obligation]:
    found = directives.obligations(conn, ids=ids)
    if missing := set(ids) - {o.obligation_id for o in found}:
        raise NotFound(f"Không có nhiệm vụ số {', '.join(map(str, sorted(missing)))}.")
    return found


def _set(obligation: Obligation, progress: Progress, *, on: date, at: datetime, reason: str) -> ProgressSet:
    return ProgressSet(
        directive_id=obligation.directive_id,
        obligation_ids=(obligation.obligation_id,),
        progress=progress,
        on=on,
        at=at,
        reason=reason,
        spoken=False,
    )
