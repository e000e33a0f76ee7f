"""What a sweep gathers, set by set: the Dues to look at on a day, what was already said of them, and whom to tell.

Light tuples instead of values, because a sweep of a province looks at tens of thousands of Dues. The number of queries
depends on the number of portions, not on the number of Dues.
"""

import json
from array import array
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    any_,
    bindparam,
    case,
    column,
    false,
    func,
    insert,
    or_,
    select,
)

from directive.agencies import Contact, Post
from directive.ledger import Line, Outcome
from directive.obligations import OwnerRole, Progress, Stage
from directive.store import tables as t
from directive.store.engine import Store, open_store
from directive.tracked import DueState

_MANY = 500  # ids in one statement
_COPIED_AT = datetime(2000, 1, 1, tzinfo=UTC)
_OFFICE = (Post.FOLLOWER, Post.VICE_CHAIR, Post.CHAIRMAN)


class Looked(NamedTuple):
    """One Due to look at, with what its message needs of the obligation."""

    due_id: int
    obligation_id: int
    directive_id: int
    owner_id: str
    kind: str
    manner: str
    progress: str
    state: str
    cut_off: date | None
    due_on: date | None
    returned_on: date | None
    extensions: int
    collector_id: str | None
    label: str | None
    title: str
    period: str
    due_at: Any
    moves: int = 0
    moved_on: date | None = None
    moved_from: date | None = None
    moved_because: str = ""


class Heading(NamedTuple):
    """A directive as messages name it."""

    directive_id: int
    number: str | None
    issued_on: date | None
    subject: str | None
    assigner: str | None
    issuer: str | None
    office_id: str | None


def awake(conn: Connection, *, on: date, everything: bool = False) -> list[tuple[str, "array[int]"]]:
    """Agencies with the numbers of their Dues to look at on a day, in a fixed order. Eight bytes a Due."""
    query = (
        select(t.obligations.c.owner_id, t.dues.c.due_id)
        .select_from(_joined())
        .where(_awake(on, everything))
        .order_by(t.obligations.c.owner_id, t.dues.c.due_id)
    )
    found = conn.execution_options(yield_per=10_000).execute(query)
    return [(owner_id, array("q", (row[1] for row in rows))) for owner_id, rows in groupby(found, key=itemgetter(0))]


def next_awake(conn: Connection) -> date | None:
    """The first day on which a Due is to be looked at, None when there is none."""
    waiting = t.dues.c.state.not_in(["met", "dropped"]), t.directives.c.stage == Stage.ISSUED
    found: date | None = conn.execute(
        select(func.min(t.dues.c.next_look_on)).select_from(_joined()).where(*waiting)
    ).scalar()
    return found


def looked_at(conn: Connection, due_ids: Sequence[int], *, on: date, everything: bool = False) -> list[Looked]:
    """Of these Dues those that are to be looked at on a day."""
    d, o = t.dues.c, t.obligations.c
    columns = (
        d.due_id,
        d.obligation_id,
        d.directive_id,
        o.owner_id,
        o.kind,
        o.manner,
        o.progress,
        d.state,
        d.cut_off,
        d.due_on,
        d.returned_on,
        d.extensions,
        o.collector_id,
        o.label,
        o.title,
        d.period,
        d.due_at,
        d.moves,
        d.moved_on,
        d.moved_from,
        d.moved_because,
    )
    query = select(*columns).select_from(_joined()).where(_awake(on, everything), _listed(conn, d.due_id))
    return list(map(Looked._make, conn.execute(query.order_by(d.due_id), {"listed": _list(conn, due_ids)}).all()))


def told(conn: Connection, due_ids: Sequence[int]) -> dict[int, set[tuple[str, int]]]:
    """What the ledger says of these Dues: due_id -> (step, contact), folded steps too."""
    e = t.entries.c
    query = select(e.due_id, e.step, e.contact_id, e.folded).where(_listed(conn, e.due_id))
    said: dict[int, set[tuple[str, int]]] = {}
    for due_id, step, contact_id, folded in conn.execute(query, {"listed": _list(conn, due_ids)}):
        steps = said.setdefault(due_id, set())
        steps.add((step, contact_id))
        if folded:
            steps.update((lower, contact_id) for lower in folded.split())
    return said


def unacknowledged(conn: Connection, owner_ids: Sequence[str]) -> set[int]:
    """One Due of each agency in each directive it has not wholly acknowledged: there it is asked to.

    The first that can still ask; of a duty not acknowledged itself, where there is one.
    """
    d, o = t.dues.c, t.obligations.c
    waiting = (
        select(o.directive_id, o.owner_id)
        .where(o.progress == Progress.ASSIGNED, o.owner_id.in_(list(owner_ids)))
        .distinct()
        .subquery()
    )
    itself = func.min(case((o.progress == Progress.ASSIGNED, d.due_id)))
    query = (
        select(func.coalesce(itself, func.min(d.due_id)))
        .select_from(
            t.dues.join(t.obligations, o.obligation_id == d.obligation_id).join(
                waiting,
                and_(waiting.c.directive_id == o.directive_id, waiting.c.owner_id == o.owner_id),
            )
        )
        .where(d.state.in_([DueState.OPEN, DueState.RETURNED]))
        .group_by(o.directive_id, o.owner_id)
    )
    return {int(i) for i in conn.execute(query).scalars()}


def asked_before(conn: Connection, due_ids: Collection[int], steps: Collection[str]) -> dict[int, set[tuple[str, int]]]:
    """Which of these steps the owner heard at its earlier Dues of the directive since the duty is its own.

    Where one Due takes over the asking from another, the agency is not asked anew.
    """
    mine, own, held = t.dues.alias(), t.obligations.alias(), t.ownerships.alias()
    d, o, e = t.dues.c, t.obligations.c, t.entries.c
    query = (
        select(mine.c.due_id, e.step, e.contact_id, e.folded)
        .select_from(
            mine.join(own, own.c.obligation_id == mine.c.obligation_id)
            .join(held, and_(held.c.obligation_id == own.c.obligation_id, held.c.role == OwnerRole.OWNER))
            .join(t.obligations, and_(o.directive_id == own.c.directive_id, o.owner_id == own.c.owner_id))
            .join(t.dues, and_(d.obligation_id == o.obligation_id, d.due_id < mine.c.due_id))
            .join(t.entries, and_(e.due_id == d.due_id, e.on >= held.c.valid_from))
        )
        .where(_listed(conn, mine.c.due_id), held.c.valid_to.is_(None))
    )
    heard: dict[int, set[tuple[str, int]]] = {}
    for due_id, step, contact_id, folded in conn.execute(query, {"listed": _list(conn, sorted(due_ids))}):
        some = {(one, contact_id) for one in (step, *folded.split()) if one in steps}
        heard.setdefault(due_id, set()).update(some)
    return heard


def headings(conn: Connection, directive_ids: Collection[int]) -> dict[int, Heading]:
    """Directives by number, without their texts."""
    c = t.directives.c
    columns = (c.directive_id, c.number, c.issued_on, c.subject, c.assigner, c.issuer, c.office_id)
    found: dict[int, Heading] = {}
    for some in _parts(sorted(directive_ids)):
        for row in conn.execute(select(*columns).where(c.directive_id.in_(some))):
            found[row[0]] = Heading(*row)
    return found


def assigned_titles(
    conn: Connection, pairs: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], list[tuple[str | None, str]]]:
    """All obligations of an agency in a directive: (directive, owner) -> label and title, in the letter's order."""
    wanted = set(pairs)
    o = t.obligations.c
    found: dict[tuple[int, str], list[tuple[str | None, str]]] = {}
    for some in _parts(sorted({directive_id for directive_id, _ in wanted})):
        query = select(o.directive_id, o.owner_id, o.label, o.title).where(o.directive_id.in_(some))
        for row in conn.execute(query.order_by(o.obligation_id)):
            if (row[0], row[1]) in wanted:
                found.setdefault((row[0], row[1]), []).append((row[2], row[3]))
    return found


def agency_names(conn: Connection, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name and standing of agencies."""
    a = t.agencies.c
    found: dict[str, tuple[str, str]] = {}
    for some in _parts(sorted(ids)):
        for row in conn.execute(select(a.agency_id, a.name, a.standing).where(a.agency_id.in_(some))):
            found[row[0]] = (row[1], row[2])
    return found


def remarks(conn: Connection, due_ids: Sequence[int]) -> dict[int, str]:
    """The reviewer's last remark on returned answers, by Due."""
    r = t.replies.c
    found: dict[int, str] = {}
    for some in _parts(list(due_ids)):
        query = select(r.due_id, r.remark).where(r.due_id.in_(some), r.state == "returned").order_by(r.reply_id)
        found |= {row[0]: row[1] for row in conn.execute(query)}
    return found


def people(conn: Connection, agency_ids: Collection[str]) -> list[Contact]:
    """People of these agencies, of the assigner's office, and all who stand in for somebody."""
    c = t.contacts.c
    found: dict[int, Contact] = {}
    everywhere = or_(c.post.in_(_OFFICE), c.contact_id.in_(select(t.absences.c.substitute_id)))
    wanted = [everywhere, *(c.agency_id.in_(some) for some in _parts(sorted(agency_ids)))]
    for condition in wanted:
        for row in conn.execute(select(t.contacts).where(condition)):
            found[row.contact_id] = Contact(**row._mapping)
    return [found[contact_id] for contact_id in sorted(found)]


def collectors(conn: Connection) -> frozenset[str]:
    """Agencies through which answers of directives in force come."""
    d = t.directives.c
    query = select(d.collector_id).where(d.stage == Stage.ISSUED, d.collector_id.is_not(None)).distinct()
    return frozenset(conn.execute(query).scalars())


def directory_length(conn: Connection) -> int:
    """How many changes the directory has seen; a cheap way to know whether there is a new one."""
    return int(conn.execute(select(t.logs.c.length).where(t.logs.c.stream == "danh-ba")).scalar() or 0)


def unreached(conn: Connection) -> list[int]:
    """Dues of which a step was not said because nobody was known to say it to."""
    e, d = t.entries.c, t.dues.c
    query = (
        select(e.due_id)
        .select_from(t.entries.join(t.dues, d.due_id == e.due_id))
        .where(e.reason == "no-contact", d.state.not_in(["met", "dropped"]))
        .distinct()
    )
    return [int(i) for i in conn.execute(query).scalars()]


def suppressed_on(conn: Connection, day: date) -> list[Line]:
    """Steps that were not said on a day, with their reasons."""
    e = t.entries.c
    query = select(e.step, e.reason, e.due_id).where(e.on == day, e.outcome.in_([Outcome.SUPPRESSED, Outcome.DEFERRED]))
    groups: dict[tuple[str, str], list[int]] = {}
    for step, reason, due_id in conn.execute(query.order_by(e.due_id)):
        groups.setdefault((step, reason), []).append(due_id)
    return [
        Line(0, 0, "-", step, Outcome.SUPPRESSED, reason, (), tuple(due_ids))
        for (step, reason), due_ids in sorted(groups.items())
    ]


def copied(store: Store, *, directive_id: int | None = None) -> Store:
    """A copy in memory of everything but the history, to try things on; of one directive only, when it is named."""
    copy = open_store("sqlite://")
    copy.create()
    left_out = {"events", "reports", "narratives", "drafts", "attempts", "tokens", "hooks"}
    with store.reading() as conn, copy.change(at=_COPIED_AT, by="dondoc") as change:
        for table in t.metadata.sorted_tables:
            if table.name not in left_out:
                rows = conn.execution_options(yield_per=1000).execute(_of_directive(table, directive_id))
                for some in rows.partitions(1000):
                    change.conn.execute(insert(table), [dict(row._mapping) for row in some])
    return copy


def _of_directive(table: Table, directive_id: int | None) -> Select[Any]:
    query = select(table)
    if directive_id is None:
        return query
    if table.name in ("entries", "ownerships"):
        parent = t.dues if table.name == "entries" else t.obligations
        mine = select(parent.primary_key.columns[0]).where(parent.c.directive_id == directive_id)
        return query.where(table.primary_key.columns[0].in_(mine))
    if table.name in ("messages", "links", "marks"):
        return query.where(false())
    return query.where(table.c.directive_id == directive_id) if "directive_id" in table.c else query


def _joined() -> Any:
    return t.dues.join(t.obligations, t.obligations.c.obligation_id == t.dues.c.obligation_id).join(
        t.directives, t.directives.c.directive_id == t.dues.c.directive_id
    )


def _awake(on: date, everything: bool) -> ColumnElement[bool]:
    looked = t.dues.c.next_look_on.is_not(None) if everything else t.dues.c.next_look_on <= on
    return and_(looked, t.dues.c.state.not_in(["met", "dropped"]), t.directives.c.stage == Stage.ISSUED)


def _listed(conn: Connection, number: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a number is one of the parameter `listed`: thousands of them in one statement."""
    if conn.dialect.name == "postgresql":
        return number == any_(bindparam("listed", type_=ARRAY(BigInteger)))
    return number.in_(select(column("value")).select_from(func.json_each(bindparam("listed"))))


def _list(conn: Connection, numbers: Sequence[int]) -> list[int] | str:
    return list(numbers) if conn.dialect.name == "postgresql" else json.dumps(list(numbers))


def _parts(ids: Sequence[Any]) -> list[list[Any]]:
    return [list(ids[start : start + _MANY]) for start in range(0, len(ids), _MANY)]
