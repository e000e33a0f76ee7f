"""Every row of every table as text and back, the same from both databases (for backups).

What is written is what the database holds, found by asking it, not by our own list of tables: so a store of an older
shape can be written down before it is changed. A row is a JSON list; days and instants are ISO text, instants in UTC.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from directive.errors import NotAllowed
from directive.store import migrate
from directive.store.columns import Instant
from directive.store.engine import Store

SECRET = frozenset({"tokens"})
"""Tables whose rows are secrets; they stay where they are."""

_REVISION = "alembic_version"
_CHUNK = 1000


class Shape(NamedTuple):
    """One table: its name and its columns with their kinds."""

    name: str
    columns: tuple[tuple[str, str], ...]


Rows = Iterable[list[Any]]


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """One moment of the whole database, while others go on writing."""
    with store.engine.connect() as conn:
        if conn.dialect.name == "postgresql":
            conn = conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with conn.begin():
            yield conn


def tables(conn: Connection) -> list[Table]:
    """All tables there are, parents before children."""
    found = MetaData()
    found.reflect(conn)
    return [one for one in found.sorted_tables if one.name != _REVISION]


def shape(one: Table) -> Shape:
    """What a reader must know of a table."""
    return Shape(one.name, tuple((c.name, _kind(c.type)) for c in one.columns))


def rows(conn: Connection, one: Table) -> Iterator[list[Any]]:
    """The rows as they are written down, in an order both databases share."""
    if one.name in SECRET:
        return
    plain = [_plain(_kind(c.type)) for c in one.columns]
    keys = [_in_byte_order(conn, c) for c in one.primary_key.columns]
    for row in conn.execution_options(yield_per=_CHUNK).execute(select(one).order_by(*keys)):
        yield [turn(value) for turn, value in zip(plain, row, strict=True)]


def as_line(row: list[Any]) -> bytes:
    """One text for one row."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def is_empty(store: Store) -> bool:
    """Whether the database holds nothing of ours: no tables, or none with a row."""
    with store.reading() as conn:
        return not any(conn.execute(select(func.count()).select_from(one)).scalar() for one in tables(conn))


def fill(store: Store, revision: str, given: Iterable[tuple[Shape, Rows]]) -> None:
    """Make the tables of a revision in an empty database and put the rows in: all of them or none."""
    if not is_empty(store):
        raise NotAllowed(
            "Kho đích không trống; không ghi gì. Đặt DONDOC_HOME và DONDOC_DATABASE_URL vào chỗ mới, "
            "hoặc dời kho cũ đi, rồi chạy lại."
        )
    migrate.upgrade(store, revision)
    with store.engine.begin() as conn:
        for one, lines in given:
            _insert(conn, one, lines)


def _insert(conn: Connection, one: Shape, lines: Rows) -> None:
    target = table(one.name, *(column(name, _TYPES[kind]()) for name, kind in one.columns))
    names = [name for name, _ in one.columns]
    read = [_READ[kind] for _, kind in one.columns]
    chunk: list[dict[str, Any]] = []
    for line in lines:
        values = (None if value is None else turn(value) for turn, value in zip(read, line, strict=True))
        chunk.append(dict(zip(names, values, strict=True)))
        if len(chunk) == _CHUNK:
            conn.execute(insert(target), chunk)
            chunk = []
    if chunk:
        conn.execute(insert(target), chunk)


def _in_byte_order(conn: Connection, key: Any) -> Any:
    # SQLite compares bytes; PostgreSQL compares as its locale does unless told otherwise.
    is_text = isinstance(key.type, String) and conn.dialect.name == "postgresql"
    return key.collate("C") if is_text else key


def _kind(kind: TypeEngine[Any]) -> str:
    for name, types in _KINDS.items():
        if isinstance(kind, types):
            return name
    raise NotAllowed(f"Kho có cột kiểu {kind!r} mà phiên bản này không biết sao lưu.")


def _plain(kind: str) -> Callable[[Any], Any]:
    if kind == "instant":
        return _instant_text
    if kind in ("day", "time"):
        return lambda value: None if value is None else value.isoformat()
    return lambda value: value


def _instant_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # SQLite keeps no zone
    return aware.isoformat()


_KINDS: dict[str, tuple[type[TypeEngine[Any]], ...]] = {
    "flag": (Boolean,),
    "number": (Integer, BigInteger),
    "instant": (DateTime,),
    "day": (Date,),
    "time": (Time,),
    "text": (String, Text),
}
_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "flag": Boolean,
    "number": BigInteger,
    "instant": Instant,
    "day": Date,
    "time": Time,
    "text": Text,
}
_READ: dict[str, Callable[[Any], Any]] = {
    "flag": bool,
    "number": int,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "text": str,
}
