"""Open Dues with all that their days were computed from, as light tuples: a change of the calendar counts them all."""

from collections.abc import Collection, Iterator
from datetime import date, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Text, or_, select, type_coerce, union

from directive.ledger import Outcome
from directive.obligations import CLOSED, Progress, Stage
from directive.store import tables as t
from directive.tracked import DueState

_PORTION = 200  # directives counted at a time


class OpenDue(NamedTuple):
    """One Due somebody still has to answer for. Dues that are alike in all but the first three get the same day."""

    due_id: int
    obligation_id: int
    owner_id: str
    directive_id: int
    kind: str
    label: str | None
    title: str
    deadlines: str  # of the obligation, as stored JSON
    words: str
    deadline_place: int | None
    key: str
    period: str
    original_on: date | None
    original_at: time | None
    due_on: date | None
    due_at: time | None
    cut_off: date | None
    provisional: bool
    unsettled: str | None
    extensions: int
    anchor_on: date | None
    anchor_at: time | None
    set_by: str
    heard: bool = False  # the owner has heard of the directive


class Letter(NamedTuple):
    """What a directive gives to count from."""

    directive_id: int
    number: str | None
    issued_on: date | None
    received_on: date | None
    received_at: time | None
    reporting: str


def portions(conn: Connection, *, since: date | None = None) -> Iterator[tuple[dict[int, Letter], list[OpenDue]]]:
    """All open Dues, some directives at a time and theirs together; with `since` those that end on that day or later
    or have no day yet. Each portion is read when the one before it is done with."""
    d = t.dues.c
    query = select(d.directive_id).select_from(_joined()).where(_living(), _from(since)).distinct()
    ids = [int(i) for i in conn.execute(query.order_by(d.directive_id)).scalars()]
    for start in range(0, len(ids), _PORTION):
        some = ids[start : start + _PORTION]
        yield letters(conn, some), _read(conn, _query().where(d.directive_id.in_(some), _from(since)), some)


def of_directive(conn: Connection, directive_id: int) -> list[OpenDue]:
    """The open Dues of one directive."""
    return _read(conn, _query().where(t.dues.c.directive_id == directive_id), [directive_id])


def letters(conn: Connection, directive_ids: Collection[int]) -> dict[int, Letter]:
    """What directives give to count from, without their texts."""
    c = t.directives.c
    columns = (c.directive_id, c.number, c.issued_on, c.received_on, c.received_at, c.reporting)
    query = select(*columns).where(c.directive_id.in_(list(directive_ids)))
    return {row[0]: Letter(*row) for row in conn.execute(query)}


def _read(conn: Connection, query: Select[tuple[object, ...]], directive_ids: Collection[int]) -> list[OpenDue]:
    heard = _heard(conn, directive_ids)
    rows = (OpenDue(*row) for row in conn.execute(query))
    return [due._replace(heard=True) if (due.directive_id, due.owner_id) in heard else due for due in rows]


def _heard(conn: Connection, directive_ids: Collection[int]) -> set[tuple[int, str]]:
    """Who was told anything of which of these directives, or spoke of it."""
    d, o = t.dues.c, t.obligations.c
    query = (
        select(d.directive_id, o.owner_id)
        .select_from(
            t.entries.join(t.dues, d.due_id == t.entries.c.due_id).join(
                t.obligations, o.obligation_id == d.obligation_id
            )
        )
        .where(d.directive_id.in_(list(directive_ids)), t.entries.c.outcome != Outcome.SUPPRESSED)
        .distinct()
    )
    spoke = select(o.directive_id, o.owner_id).where(
        o.directive_id.in_(list(directive_ids)), o.progress != Progress.ASSIGNED
    )
    return {(row[0], row[1]) for row in conn.execute(union(query, spoke))}


def _query() -> Select[tuple[object, ...]]:
    of_obligation = {"owner_id", "kind", "label", "title"}
    columns = [
        type_coerce(t.obligations.c.deadlines, Text)
        if name == "deadlines"
        else (t.obligations if name in of_obligation else t.dues).c[name]
        for name in OpenDue._fields[:-1]
    ]
    return select(*columns).select_from(_joined()).where(_living()).order_by(t.dues.c.directive_id, t.dues.c.due_id)


def _joined() -> FromClause:
    return t.dues.join(t.obligations, t.obligations.c.obligation_id == t.dues.c.obligation_id).join(
        t.directives, t.directives.c.directive_id == t.dues.c.directive_id
    )


def _living() -> ColumnElement[bool]:
    return (
        t.dues.c.state.not_in([DueState.MET, DueState.DROPPED])
        & t.obligations.c.progress.not_in(sorted(CLOSED))
        & (t.directives.c.stage == Stage.ISSUED)
    )


def _from(since: date | None) -> ColumnElement[bool]:
    d = t.dues.c
    return or_(d.due_on.is_(None), d.due_on >= since) if since else d.due_id.is_not(None)
