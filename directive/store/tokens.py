"""Keys of services (token), outside the log: whoever holds the lease of a row renews it, all others wait.

The lease is taken by a conditional change, so the row itself is the lock: it holds between threads, processes and
machines on both databases, and no transaction stays open while the service is asked.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select, update

from directive.store import tables as t
from directive.store.engine import Store


class Pair(NamedTuple):
    """An access token with the refresh token that follows it."""

    name: str
    access: str
    refresh: str
    expires_at: datetime
    generation: int
    broken: str

    def __repr__(self) -> str:
        return f"Pair({self.name!r}, generation={self.generation})"  # never the tokens: a log line is not a safe


def pair(conn: Connection, name: str) -> Pair | None:
    """The tokens of a service, None before the first consent."""
    c = t.tokens.c
    row = conn.execute(
        select(c.name, c.access, c.refresh, c.expires_at, c.generation, c.broken).where(c.name == name)
    ).one_or_none()
    return None if row is None else Pair(*row)


def put(store: Store, name: str, *, access: str, refresh: str, expires_at: datetime, at: datetime) -> None:
    """Keep the tokens of a new consent, whatever was there before."""
    with store.change(at=at, by="dondoc") as change:
        before = pair(change.conn, name)
        change.conn.execute(delete(t.tokens).where(t.tokens.c.name == name))
        generation = before.generation + 1 if before else 1
        values = _values(access, refresh, expires_at) | {"name": name, "generation": generation}
        change.conn.execute(insert(t.tokens).values(**values))


def lease(store: Store, name: str, *, generation: int, by: str, at: datetime, until: datetime) -> bool:
    """Become the one who renews this generation; False when somebody else is, or already has."""
    c = t.tokens.c
    free = or_(c.leased_until.is_(None), c.leased_until < at)
    mine = update(t.tokens).where(c.name == name, c.generation == generation, c.broken == "", free)
    with store.change(at=at, by="dondoc") as change:
        return change.conn.execute(mine.values(leased_by=by, leased_until=until)).rowcount == 1


def renew(store: Store, old: Pair, *, access: str, refresh: str, expires_at: datetime, at: datetime) -> None:
    """Keep the new pair, durably, before anybody uses it."""
    c = t.tokens.c
    values = _values(access, refresh, expires_at) | {"generation": old.generation + 1}
    with store.change(at=at, by="dondoc") as change:
        change.conn.execute(update(t.tokens).where(c.name == old.name, c.generation == old.generation).values(**values))


def let_go(store: Store, old: Pair, *, by: str, at: datetime, broken: str = "") -> None:
    """Give the lease back without new tokens; `broken` says why only a person can help."""
    c = t.tokens.c
    mine = update(t.tokens).where(c.name == old.name, c.generation == old.generation, c.leased_by == by)
    with store.change(at=at, by="dondoc") as change:
        change.conn.execute(mine.values(leased_by="", leased_until=None, broken=broken))


def _values(access: str, refresh: str, expires_at: datetime) -> dict[str, Any]:
    given = {"access": access, "refresh": refresh, "expires_at": expires_at}
    return given | {"leased_by": "", "leased_until": None, "broken": ""}
