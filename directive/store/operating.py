"""What is not folded from the log: operating marks and unfinished forms."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from directive.store import tables as t
from directive.store.engine import Store

LAST_SWEEP = "last-sweep"
"""The mark that holds the day of the last whole sweep."""


def mark(conn: Connection, name: str) -> str | None:
    """The value of an operating fact (the last sweep, the living artifact), None when it was never set."""
    value = conn.execute(select(t.marks.c.value).where(t.marks.c.name == name)).scalar()
    return None if value is None else str(value)


def set_mark(store: Store, name: str, value: str, *, at: datetime) -> None:
    """Remember an operating fact."""
    with store.change(at=at, by="dondoc") as change:
        done = change.conn.execute(update(t.marks).where(t.marks.c.name == name).values(value=value, at=at))
        if done.rowcount == 0:
            change.conn.execute(insert(t.marks).values(name=name, value=value, at=at))


def forget_marks(store: Store, beginnings: tuple[str, ...], *, at: datetime) -> None:
    """Forget operating facts whose names begin so."""
    with store.change(at=at, by="dondoc") as change:
        for beginning in beginnings:
            change.conn.execute(delete(t.marks).where(t.marks.c.name.startswith(beginning, autoescape=True)))


def draft(conn: Connection, link_id: int) -> dict[str, Any]:
    """What was typed behind this link and not yet submitted."""
    return dict(conn.execute(select(t.drafts.c.fields).where(t.drafts.c.link_id == link_id)).scalar() or {})


def keep_draft(store: Store, link_id: int, fields: dict[str, Any], *, at: datetime) -> None:
    """Keep typed text; an empty dict forgets it."""
    with store.change(at=at, by="dondoc") as change:
        change.conn.execute(delete(t.drafts).where(t.drafts.c.link_id == link_id))
        if fields:
            change.conn.execute(insert(t.drafts).values(link_id=link_id, fields=fields, saved_at=at))
