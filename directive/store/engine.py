"""Opening the database, reading from it, and the one way to change it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, update
from sqlalchemy.engine import make_url
from sqlalchemy.pool import StaticPool

from directive.errors import BadInput
from directive.events import Event, Recorded
from directive.store import fold, log
from directive.store.tables import counters, metadata

Reading = Connection
"""An open transaction for reading, to be passed to the rooms of the store. Callers never look inside."""

_WRITING = "dondoc_writing"


class Change:
    """One transaction that changes the store: read `conn`, draw numbers, record events."""

    def __init__(self, conn: Connection, *, at: datetime, by: str) -> None:
        self.conn = conn
        self.at = at
        self.by = by

    def numbers(self, name: str, count: int = 1) -> int:
        """The first of `count` new consecutive ids of one kind (`directive`, `obligation`, `due` ...)."""
        self.alone()
        drawn = self.conn.execute(
            update(counters)
            .where(counters.c.name == name)
            .values(next=counters.c.next + count)
            .returning(counters.c.next)
        ).scalar()
        if drawn is None:
            self.conn.execute(insert(counters).values(name=name, next=1 + count))
            return 1
        return int(drawn) - count

    def alone(self) -> None:
        """Let nobody else change anything until this ends: what is read from here on stays so."""
        log.alone(self.conn)

    def record(self, *events: Event) -> list[Recorded]:
        """Append the events to their logs and fold them into the tables."""
        recorded = log.append(self.conn, events, at=self.at, by=self.by)
        fold.apply(self.conn, list(zip(events, recorded, strict=True)))
        return recorded


class Store:
    """The database of dondoc. Cheap to keep open; safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite lets one writer in and makes the others poll, which starves some of them when there are dozens of
        # threads: those of one process wait in line instead. Other processes still meet at the database.
        self._turn: AbstractContextManager[object] = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One consistent view of the data; nothing can be written."""
        with self.engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def change(self, *, at: datetime, by: str) -> Iterator[Change]:
        """One transaction: everything in it happens, or nothing."""
        with self._turn, self.engine.connect() as conn:
            conn = conn.execution_options(**{_WRITING: True})
            with conn.begin():
                yield Change(conn, at=at, by=by)

    def record(self, *events: Event, at: datetime, by: str) -> list[Recorded]:
        """Record events in a transaction of their own."""
        with self.change(at=at, by=by) as change:
            return change.record(*events)

    def create(self) -> None:
        """Make all tables in an empty database (tests and replays; a real store is migrated)."""
        metadata.create_all(self.engine)

    def scrub(self) -> None:
        """Write the file anew without what was erased from it. PostgreSQL does so by itself, in its own time."""
        if self.engine.dialect.name == "sqlite":
            with self._turn, self.engine.connect() as conn:
                raw = conn.connection.dbapi_connection
                assert raw is not None, "connected just now"
                raw.rollback()
                for said in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    raw.cursor().execute(said).fetchall()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open the database at `url`; the file of an SQLite database is made with its folder when missing."""
    try:
        parsed = make_url(url)
    except Exception as error:  # SQLAlchemy raises several kinds for a malformed address
        raise BadInput(f"Địa chỉ cơ sở dữ liệu không hợp lệ: {error}. Sửa DONDOC_DATABASE_URL.") from error
    if parsed.get_backend_name() == "sqlite":
        return Store(_sqlite(parsed.database, url))
    return Store(create_engine(parsed, pool_pre_ping=True, pool_size=5, max_overflow=10))


def _sqlite(path: str | None, url: str) -> Engine:
    options: dict[str, Any] = {}
    if path in (None, "", ":memory:"):
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        Path(str(path)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(conn: Connection) -> None:
    # A transaction that will write takes the write lock at once: two sweeps that both read first
    # and write later would otherwise fail with "database is locked" instead of waiting.
    writing = conn.get_execution_options().get(_WRITING, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
