"""The ledger of messages and the links, as values. Claiming is a conditional change: one process wins."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from directive.ledger import Entry, Link, Message, MessageState
from directive.store import tables as t


def entries(conn: Connection, *, due_ids: Collection[int]) -> list[Entry]:
    """What was already decided about these Dues."""
    query = select(*[c for c in t.entries.c if c.name != "message_id"]).where(t.entries.c.due_id.in_(list(due_ids)))
    return [Entry(**row._mapping) for row in conn.execute(query)]


def messages(
    conn: Connection,
    *,
    day: date | None = None,
    states: Collection[MessageState] | None = None,
    ids: Collection[int] | None = None,
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
    return [Message(**row._mapping) for row in conn.execute(query.limit(limit))]


def to_send(conn: Connection, *, at: datetime, limit: int) -> list[int]:
    """Ids of messages that may be claimed now, oldest first."""
    m = t.messages.c
    ready = or_(m.state == MessageState.PLANNED, m.state == MessageState.DEFERRED)
    query = select(m.message_id).where(ready, or_(m.next_try_at.is_(None), m.next_try_at <= at)).order_by(m.message_id)
    if conn.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return [int(i) for i in conn.execute(query.limit(limit)).scalars()]


def link_with_hash(conn: Connection, key_hash: str) -> Link | None:
    """The link a key opens, None when no link has this key."""
    row = conn.execute(select(t.links).where(t.links.c.key_hash == key_hash)).one_or_none()
    return None if row is None else Link(**row._mapping)


def links(conn: Connection, *, ids: Collection[int]) -> list[Link]:
    """Links by number."""
    return [Link(**row._mapping) for row in conn.execute(select(t.links).where(t.links.c.link_id.in_(list(ids))))]
