"""Mở kỳ mới: recurring obligations get the Dues of the coming year before their last ones pass."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from directive.dating import Rules, computed_dues, is_recurring, kept_due
from directive.dues import Anchors
from directive.events import DuesAdded
from directive.obligations import CLOSED, Obligation
from directive.site import rules_for
from directive.store import Store, directives
from directive.tracked import Due

AHEAD = timedelta(days=45)
"""Calendar days before the year ends at which the next one is opened: more than the longest reminder."""


def renewal_day(obligations: Iterable[Obligation], *, year: int) -> date | None:
    """When the Dues of the year after `year` are added; None when nothing recurs."""
    recurs = any(is_recurring(o) for o in obligations if o.progress not in CLOSED)
    return date(year, 12, 31) - AHEAD if recurs else None


def open_new_periods(store: Store, *, on: date, at: datetime, by: str) -> int:
    """Add the next year's Dues of every directive whose turn has come; how many were added."""
    with store.reading() as conn:
        waiting = directives.to_renew(conn, on=on)
    return sum(_renew(store, directive_id, on, at, by) for directive_id in waiting)


def _renew(store: Store, directive_id: int, on: date, at: datetime, by: str) -> int:
    with store.change(at=at, by=by) as change:
        directive = directives.one(change.conn, directive_id)
        mine = [o for o in directives.obligations(change.conn, directive_id=directive_id) if is_recurring(o)]
        known = directives.dues(change.conn, obligation_ids=[o.obligation_id for o in mine])
        anchors = Anchors(issued=directive.issued_on, received=directive.received_on)
        fresh = _missing(mine, known, anchors, rules_for(change.conn, directive.proposal), on)
        first = change.numbers("due", len(fresh)) if fresh else 0
        numbered = tuple(due.model_copy(update={"due_id": first + n}) for n, due in enumerate(fresh))
        turn = renewal_day(mine, year=on.year + 1)
        change.record(DuesAdded(directive_id=directive_id, dues=numbered, renew_on=turn))
        return len(numbered)


def _missing(mine: list[Obligation], known: list[Due], anchors: Anchors, rules: Rules, on: date) -> list[Due]:
    """Dues up to the end of next year that are not kept yet."""
    seen = {(due.obligation_id, due.deadline_place, due.key) for due in known}
    due_at = (
        kept_due(computed, due_id=0, obligation=obligation, place=place, look_on=on)
        for obligation in mine
        if obligation.progress not in CLOSED
        for place, computed in computed_dues(
            obligation, anchors=anchors, rules=rules, horizon=date(on.year + 1, 12, 31)
        )
    )
    return [due for due in due_at if (due.obligation_id, due.deadline_place, due.key) not in seen]
