"""What services call us with: written down at once, worked through later, each call once."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from directive.store import tables as t
from directive.store.engine import Store


class Hook(NamedTuple):
    """One call."""

    key: str
    source: str
    received_at: datetime
    body: str


def keep(store: Store, hook: Hook) -> bool:
    """Write a call down; False when this very call is known."""
    with store.change(at=hook.received_at, by=hook.source) as change:
        dialect = postgresql if change.conn.dialect.name == "postgresql" else sqlite
        add = dialect.insert(t.hooks).values(**hook._asdict()).on_conflict_do_nothing()
        return change.conn.execute(add).rowcount == 1


def waiting(conn: Connection, *, source: str, limit: int = 500) -> list[Hook]:
    """Calls nobody worked through yet, oldest first."""
    h = t.hooks.c
    query = select(h.key, h.source, h.received_at, h.body).where(h.done_at.is_(None), h.source == source)
    return [Hook(*row) for row in conn.execute(query.order_by(h.received_at, h.key).limit(limit))]


def done_in(conn: Connection, key: str, *, at: datetime) -> bool:
    """Mark a call as worked through, within the change that does it; False when somebody else did."""
    h = t.hooks.c
    return conn.execute(update(t.hooks).where(h.key == key, h.done_at.is_(None)).values(done_at=at)).rowcount == 1


def forget(store: Store, *, before: datetime, at: datetime) -> None:
    """Take away calls worked through long ago; services repeat a call for hours, not for weeks."""
    with store.change(at=at, by="dondoc") as change:
        change.conn.execute(delete(t.hooks).where(t.hooks.c.done_at < before))
