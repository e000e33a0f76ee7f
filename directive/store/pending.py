"""What waits for somebody's act, and what was already said of it. Costs what waits, not what is open."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, literal_column, null, select

from directive.obligations import Progress, Stage
from directive.pending import Pending, PendingKind
from directive.store import tables as t
from directive.tracked import DueState, ExtensionState, ReplyState

_MANY = 500  # keys in one statement


def pending(conn: Connection) -> list[Pending]:
    """Everything that waits, in directives in force."""
    asked = (one for kind in _ASKED for one in _values(conn, _undecided(kind), kind))
    return [*_receipts(conn), *asked]


def told(conn: Connection, keys: Collection[str]) -> dict[str, set[tuple[str, int]]]:
    """What the ledger says of these things: key -> (step, contact), folded steps too."""
    e = t.pending_entries.c
    said: dict[str, set[tuple[str, int]]] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _MANY):
        query = select(e.key, e.step, e.contact_id, e.folded).where(e.key.in_(ordered[start : start + _MANY]))
        for key, step, contact_id, folded in conn.execute(query):
            said.setdefault(key, set()).update((one, contact_id) for one in (step, *folded.split()))
    return said


def told_in(conn: Connection, message_id: int) -> list[tuple[str, str]]:
    """What one message said of things that wait: key and step."""
    e = t.pending_entries.c
    query = select(e.key, e.step).where(e.message_id == message_id).order_by(e.key, e.step)
    return [(row[0], row[1]) for row in conn.execute(query)]


def named(conn: Connection, keys: Collection[str]) -> dict[str, Pending]:
    """The things these keys of the ledger name, whether or not they still wait."""
    found: dict[str, Pending] = {}
    for key in sorted(keys):
        name, _, number = key.partition("/")
        if (kind := PendingKind(name)) is PendingKind.RECEIPT:
            directive_id, _, owner_id = number.partition("/")
            theirs = t.obligations.c.directive_id == int(directive_id), t.obligations.c.owner_id == owner_id
            some = _values_of_receipts(conn, _of_agency().where(*theirs))
        else:
            query = _ASKED[kind]()
            some = _values(conn, query.where(query.selected_columns[0] == int(number)), kind)
        found |= {one.key: one for one in some}
    return found


def _receipts(conn: Connection) -> Iterator[Pending]:
    return _values_of_receipts(conn, _unconfirmed())


@cache  # asked at every sweep; building such a statement takes longer than running it
def _unconfirmed() -> Select[Any]:
    """Agencies that have confirmed nothing of a directive and have no Due there that could ask them to."""
    o, d = t.obligations.c, t.directives.c
    waiting = (
        select(t.dues.c.due_id)
        .select_from(t.dues.join(_theirs := t.obligations.alias(), _theirs.c.obligation_id == t.dues.c.obligation_id))
        .where(
            t.dues.c.directive_id == o.directive_id,
            _theirs.c.owner_id == o.owner_id,
            t.dues.c.state.not_in([DueState.MET, DueState.DROPPED]),
        )
        .exists()
    )
    return _of_agency().where(o.progress == _literal(Progress.ASSIGNED), d.stage == Stage.ISSUED, ~waiting)


@cache
def _undecided(kind: PendingKind) -> Select[Any]:
    """Answers that claim the work is done and that nobody has reviewed; requests and objections nobody has decided."""
    r = t.replies.c
    conditions: dict[PendingKind, tuple[ColumnElement[bool], ...]] = {
        PendingKind.REVIEW: (r.state == _literal(ReplyState.SUBMITTED), r.progress == Progress.REPORTED),
        PendingKind.EXTENSION: (t.extensions.c.state == ExtensionState.ASKED,),
        PendingKind.CONTEST: (t.contests.c.upheld.is_(None),),
    }
    return _ASKED[kind]().where(*conditions[kind], t.directives.c.stage == Stage.ISSUED)


def _of_agency() -> Select[Any]:
    o, d = t.obligations.c, t.directives.c
    return (
        select(o.directive_id, o.owner_id, func.min(o.manner), d.office_id, d.issued_on)
        .select_from(t.obligations.join(t.directives, d.directive_id == o.directive_id))
        .where(d.issued_on.is_not(None))
        .group_by(o.directive_id, o.owner_id, d.office_id, d.issued_on)
        .order_by(o.directive_id, o.owner_id)
    )


def _of_reply() -> Select[Any]:
    r = t.replies.c
    return _of_obligation(t.replies, r.reply_id, r.on, null(), literal(""))


def _of_extension() -> Select[Any]:
    e = t.extensions.c
    return _of_obligation(t.extensions, e.extension_id, e.asked_on, e.wanted_on, e.reason)


def _of_contest() -> Select[Any]:
    c = t.contests.c
    return _of_obligation(t.contests, c.contest_id, c.on, null(), c.reason)


_ASKED = {
    PendingKind.REVIEW: _of_reply,
    PendingKind.EXTENSION: _of_extension,
    PendingKind.CONTEST: _of_contest,
}


def _of_obligation(table: Any, number: Any, since: Any, wanted_on: Any, reason: Any) -> Select[Any]:
    o, d = t.obligations.c, t.directives.c
    return (
        select(
            number,
            o.directive_id,
            o.owner_id,
            func.coalesce(d.collector_id, d.office_id),
            d.office_id,
            o.manner,
            o.label,
            o.title,
            since,
            wanted_on,
            reason,
        )
        .select_from(
            table.join(t.obligations, o.obligation_id == table.c.obligation_id).join(
                t.directives, d.directive_id == o.directive_id
            )
        )
        .order_by(number)
    )


def _literal(state: Progress | ReplyState) -> ColumnElement[str]:
    """As part of the statement: with a parameter the index of what waits would not be used."""
    return literal_column(f"'{state.value}'")


def _values(conn: Connection, query: Select[Any], kind: PendingKind) -> Iterator[Pending]:
    for number, *rest in conn.execute(query):
        yield Pending(kind, f"{kind}/{number}", *rest)


def _values_of_receipts(conn: Connection, query: Select[Any]) -> Iterator[Pending]:
    for directive_id, owner_id, manner, office_id, issued_on in conn.execute(query):
        key = f"{PendingKind.RECEIPT}/{directive_id}/{owner_id}"
        yield Pending(PendingKind.RECEIPT, key, directive_id, owner_id, None, office_id, manner, None, "", issued_on)
