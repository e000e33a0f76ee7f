"""The ledger of messages and the links, as values. Claiming is a conditional change: one process wins."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

from directive.ledger import Attempt, Entry, Link, Message, MessageState, Outcome, Purpose
from directive.store import tables as t
from directive.store.engine import Store

_MANY = 500  # ids in one statement


def entries(conn: Connection, *, due_ids: Collection[int]) -> list[Entry]:
    """What was already decided about these Dues, oldest first."""
    query = select(t.entries).where(t.entries.c.due_id.in_(list(due_ids)))
    return [_entry(row) for row in conn.execute(query.order_by(t.entries.c.on, t.entries.c.due_id))]


def told_in(conn: Connection, message_id: int) -> list[Entry]:
    """What one message told, in the order of its Dues."""
    query = select(t.entries).where(t.entries.c.message_id == message_id)
    return [_entry(row) for row in conn.execute(query.order_by(t.entries.c.due_id, t.entries.c.step))]


def messages(
    conn: Connection,
    *,
    day: date | None = None,
    states: Collection[MessageState] | None = None,
    ids: Collection[int] | None = None,
    contact_id: int | None = None,
    limit: int | None = None,
) -> list[Message]:
    """Messages, newest day first."""
    query = select(t.messages).order_by(t.messages.c.day.desc(), t.messages.c.message_id)
    if day is not None:
        query = query.where(t.messages.c.day == day)
    if states is not None:
        query = query.where(t.messages.c.state.in_(list(states)))
    if ids is not None:
        query = query.where(t.messages.c.message_id.in_(list(ids)))
    if contact_id is not None:
        query = query.where(t.messages.c.contact_id == contact_id)
    return [Message(**row._mapping) for row in conn.execute(query.limit(limit))]


def counts(conn: Connection, *, day: date | None = None) -> dict[tuple[date, MessageState], int]:
    """How many messages are in which state, by day."""
    m = t.messages.c
    query = select(m.day, m.state, func.count()).group_by(m.day, m.state)
    if day is not None:
        query = query.where(m.day == day)
    return {(row[0], MessageState(row[1])): row[2] for row in conn.execute(query)}


def to_send(
    conn: Connection, *, at: datetime, limit: int, ids: Collection[int] | None = None
) -> list[tuple[int, int, date]]:
    """Messages that may be claimed now, oldest first: number, tries so far, day."""
    m = t.messages.c
    ready = m.state.in_([MessageState.PLANNED, MessageState.DEFERRED])
    query = select(m.message_id, m.attempts, m.day).where(ready, or_(m.next_try_at.is_(None), m.next_try_at <= at))
    if ids is not None:
        query = query.where(m.message_id.in_(list(ids)))
    if conn.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return [(row[0], row[1], row[2]) for row in conn.execute(query.order_by(m.message_id).limit(limit))]


def holders(conn: Connection, *, message_ids: Sequence[int]) -> dict[int, tuple[MessageState, str]]:
    """State and claim of messages, without what they say."""
    m = t.messages.c
    found: dict[int, tuple[MessageState, str]] = {}
    for some in _parts(message_ids):
        query = select(m.message_id, m.state, m.claimed_by).where(m.message_id.in_(some))
        found |= {row[0]: (MessageState(row[1]), row[2]) for row in conn.execute(query)}
    return found


def held(conn: Connection, *, before: datetime) -> list[Message]:
    """Messages a process took before an instant and did not let go."""
    m = t.messages.c
    query = select(t.messages).where(m.state == MessageState.SENDING, m.claimed_at < before)
    return [Message(**row._mapping) for row in conn.execute(query.order_by(m.message_id))]


def left_over(conn: Connection, *, before: date, kind: str) -> list[tuple[int, int, date]]:
    """Messages of a kind, of earlier days, that never left: number, tries, day."""
    m = t.messages.c
    waiting = m.state.in_([MessageState.PLANNED, MessageState.DEFERRED]) & (m.kind == kind)
    query = select(m.message_id, m.attempts, m.day).where(waiting, m.day < before).order_by(m.message_id)
    return [(row[0], row[1], row[2]) for row in conn.execute(query)]


# --- tries, written down around the handing over ------------------------------------------------------------------


# Made once: these three are carried out for every single letter, between its recipient and its text.
_MINE = (
    select(t.messages.c.message_id)
    .where(
        t.messages.c.message_id == bindparam("number"),
        t.messages.c.state == MessageState.SENDING,
        t.messages.c.claimed_by == bindparam("claim"),
    )
    .with_for_update()
)
_BEGIN = t.attempts.insert()
_ENDING = ("ended_at", "state", "receipt", "reason")
_END = (
    update(t.attempts)
    .where(t.attempts.c.message_id == bindparam("of"), t.attempts.c.number == bindparam("try_number"))
    .values({name: bindparam(name) for name in _ENDING})
)


def begin_try(store: Store, attempt: Attempt, *, ended: Attempt | None = None) -> bool:
    """Write down that a message is about to be handed over, and how the one before it ended, in one commit.

    False when the message is no longer held by this claim: another process took it, so it must not be sent.
    """
    with store.change(at=attempt.started_at, by=attempt.claim) as change:
        if ended is not None:
            _end(change.conn, ended)
        if change.conn.execute(_MINE, {"number": attempt.message_id, "claim": attempt.claim}).first() is None:
            return False
        change.conn.execute(_BEGIN, attempt._asdict())
        return True


def end_try(store: Store, ended: Attempt) -> None:
    """Write down how a try ended."""
    with store.change(at=ended.ended_at or ended.started_at, by=ended.claim) as change:
        _end(change.conn, ended)


def _end(conn: Connection, ended: Attempt) -> None:
    conn.execute(_END, {"of": ended.message_id, "try_number": ended.number} | {n: getattr(ended, n) for n in _ENDING})


def tries(conn: Connection, *, message_ids: Sequence[int]) -> dict[int, Attempt]:
    """The last try written down for each message."""
    a = t.attempts
    last: dict[int, Attempt] = {}
    for some in _parts(message_ids):
        for row in conn.execute(select(a).where(a.c.message_id.in_(some)).order_by(a.c.message_id, a.c.number)):
            last[row.message_id] = Attempt(*row)
    return last


def forget_tries(conn: Connection, *, message_ids: Sequence[int]) -> None:
    """Take away tries whose results are in the log."""
    for some in _parts(message_ids):
        conn.execute(delete(t.attempts).where(t.attempts.c.message_id.in_(some)))


def due_ids_of(conn: Connection, message_id: int) -> frozenset[int]:
    """The Dues a message spoke of."""
    return frozenset(conn.execute(select(t.entries.c.due_id).where(t.entries.c.message_id == message_id)).scalars())


# --- links --------------------------------------------------------------------------------------------------------


def link_with_hash(conn: Connection, key_hash: str) -> Link | None:
    """The link a key opens, None when no link has this key."""
    row = conn.execute(select(t.links).where(t.links.c.key_hash == key_hash)).one_or_none()
    return None if row is None else Link(**row._mapping)


def links(conn: Connection, *, ids: Collection[int]) -> list[Link]:
    """Links by number."""
    return [Link(**row._mapping) for row in conn.execute(select(t.links).where(t.links.c.link_id.in_(list(ids))))]


def links_of(conn: Connection, *, contact_ids: Sequence[int], after: datetime) -> dict[tuple[int, str, str], int]:
    """Links of these people that still hold after an instant: (contact, purpose, agency) -> the longest-lived one."""
    c = t.links.c
    found: dict[tuple[int, str, str], int] = {}
    for some in _parts(contact_ids):
        alive = (c.expires_at > after) & c.revoked_at.is_(None) & c.directive_id.is_(None)
        query = select(c.contact_id, c.purpose, c.agency_id, c.link_id).where(c.contact_id.in_(some), alive)
        for row in conn.execute(query.order_by(c.expires_at)):
            found[(row[0], Purpose(row[1]), row[2] or "")] = row[3]
    return found


def said_on(conn: Connection, *, day: date, kind: str) -> set[tuple[int, str]]:
    """Who has a message of this kind on this day already: (contact, channel)."""
    m = t.messages.c
    query = select(m.contact_id, m.channel).where(m.day == day, m.kind == kind)
    return {(row[0], row[1]) for row in conn.execute(query)}


def came_on(conn: Connection, *, day: date) -> dict[int, int]:
    """How many messages each person gets on a day, over all channels and of all kinds."""
    return {contact_id: count for _, contact_id, count in came(conn, since=day, until=day)}


def came(conn: Connection, *, since: date | None = None, until: date | None = None) -> list[tuple[date, int, int]]:
    """Messages that came to people or are on their way: day, contact, how many."""
    m = t.messages.c
    nobody = [MessageState.REFUSED, MessageState.EXPIRED, MessageState.PASSED_ON]
    query = select(m.day, m.contact_id, func.count()).where(m.state.not_in(nobody)).group_by(m.day, m.contact_id)
    if since is not None:
        query = query.where(m.day >= since)
    if until is not None:
        query = query.where(m.day <= until)
    return [(row[0], row[1], row[2]) for row in conn.execute(query.order_by(m.day, m.contact_id))]


def said_since(conn: Connection, *, day: date, kind: str) -> dict[tuple[int, str], int]:
    """How many messages of this kind people got from a day on: (contact, channel) -> count."""
    m = t.messages.c
    kept = (m.day >= day) & (m.kind == kind) & (m.state != MessageState.EXPIRED)
    query = select(m.contact_id, m.channel, func.count()).where(kept).group_by(m.contact_id, m.channel)
    return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        due_id=row.due_id,
        step=row.step,
        contact_id=row.contact_id,
        channel=row.channel,
        on=row.on,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        folded=tuple(row.folded.split()),
        message_id=row.message_id,
    )


def _parts(ids: Sequence[Any]) -> list[list[Any]]:
    return [list(ids[start : start + _MANY]) for start in range(0, len(ids), _MANY)]
