"""What the database says about itself, for the doctor and the monitor. Cheap unless `deep`."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from directive.incoming import MailState
from directive.ledger import MessageState
from directive.store import tables as t
from directive.store.engine import Store


class Database(NamedTuple):
    """The database behind a store (cơ sở dữ liệu)."""

    name: str  # "SQLite" or "PostgreSQL"
    version: tuple[int, ...]
    encoding: str
    clock: datetime | None  # of the server, None where there is none
    size: int  # bytes
    troubles: tuple[str, ...]  # what the database itself found wrong


def database(store: Store, *, deep: bool = False) -> Database:
    """Kind, version, size; with `deep` SQLite's own check of every page."""
    with store.engine.connect() as conn:
        return _postgres(conn) if conn.dialect.name == "postgresql" else _sqlite(conn, deep=deep)


def unfinished(conn: Connection) -> dict[MessageState, int]:
    """How many messages are in each state that is not over. Costs what waits, not what was ever sent."""
    m = t.messages.c
    alive = [MessageState.PLANNED, MessageState.SENDING, MessageState.DEFERRED, MessageState.UNSURE]
    query = select(m.state, func.count()).where(m.state.in_(alive)).group_by(m.state)
    return {MessageState(state): int(count) for state, count in conn.execute(query)}


def messages_of(conn: Connection, day: date) -> dict[MessageState, int]:
    """How many messages of one day are in each state."""
    m = t.messages.c
    query = select(m.state, func.count()).where(m.day == day).group_by(m.state)
    return {MessageState(state): int(count) for state, count in conn.execute(query)}


def dues_awake(conn: Connection, on: date) -> int:
    """How many Dues a sweep of this day looks at."""
    return int(conn.execute(select(func.count()).where(t.dues.c.next_look_on <= on)).scalar() or 0)


def mails_held(conn: Connection) -> int:
    """How many mails wait for a person to say whose they are."""
    return int(conn.execute(select(func.count()).where(t.mails.c.state == MailState.HELD)).scalar() or 0)


def last_event_at(conn: Connection) -> datetime | None:
    """When the newest event was written down."""
    e = t.events.c
    return conn.execute(select(e.at).order_by(e.event_id.desc()).limit(1)).scalar()


def events_written(conn: Connection) -> int:
    """The number of the newest event: they are numbered without gaps."""
    e = t.events.c
    return int(conn.execute(select(e.event_id).order_by(e.event_id.desc()).limit(1)).scalar() or 0)


def _sqlite(conn: Connection, *, deep: bool) -> Database:
    version = str(conn.exec_driver_sql("SELECT sqlite_version()").scalar())
    found = conn.exec_driver_sql("PRAGMA quick_check(5)").scalars().all() if deep else ["ok"]
    path = conn.engine.url.database
    size = sum(p.stat().st_size for p in (Path(path or ""), Path(f"{path}-wal")) if path and p.is_file())
    troubles = tuple(str(line) for line in found if line != "ok")
    return Database("SQLite", _numbers(version), "UTF8", None, size, troubles)


def _postgres(conn: Connection) -> Database:
    row = conn.execute(
        text(
            "SELECT current_setting('server_version'), current_setting('server_encoding'), clock_timestamp(), "
            "pg_database_size(current_database())"
        )
    ).one()
    return Database("PostgreSQL", _numbers(row[0]), row[1], row[2], int(row[3]), ())


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split()[0].split(".") if part.isdigit())
