"""The append-only, hash-chained log: append, read, verify, replay."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, text, update

from directive import reducing
from directive.events import Event, Recorded, Reduced, chained_hash, erased_by, parse, said_digest
from directive.reducing import Erasing
from directive.store import fold
from directive.store.tables import events, logs
from directive.values import Frozen

if TYPE_CHECKING:
    from directive.store.engine import Store

_CHUNK = 500  # SQLite allows some thousand variables in one statement
_MISSING = text(
    "INSERT INTO logs (stream, length, head) VALUES (:stream, :length, :head) ON CONFLICT DO NOTHING"
)  # both databases say it this way; as a statement of a dialect it would load that dialect


class Break(Frozen):
    """A place where the chain does not hold (chỗ đứt của nhật ký)."""

    stream: str
    seq: int
    why: str


def append(conn: Connection, said: Sequence[Event], *, at: datetime, by: str) -> list[Recorded]:
    """Add events to their logs, in order. The heads stay locked until the transaction ends."""
    at = at.astimezone(UTC)  # the chain hashes the instant as text: one instant, one text
    alone(conn)
    heads = _lock_heads(conn, sorted({event.stream() for event in said}))
    first = _next_id(conn)
    recorded = []
    for number, event in enumerate(said):
        stream = event.stream()
        length, prev = heads[stream]
        payload = event.model_dump_json(exclude_defaults=False)
        salt = secrets.token_hex(16)
        digest = said_digest(salt, payload)
        hashed = chained_hash(prev=prev, stream=stream, seq=length + 1, at=at, by=by, digest=digest)
        heads[stream] = (length + 1, hashed)
        recorded.append(
            Recorded(
                event_id=first + number,
                stream=stream,
                seq=length + 1,
                at=at,
                by=by,
                kind=event.kind,
                payload=payload,
                salt=salt,
                digest=digest,
                prev=prev,
                hash=hashed,
            )
        )
    _write(conn, recorded)
    return recorded


def alone(conn: Connection) -> None:
    """Wait until no other change is open; none begins until this one ends.

    One writer at a time gives event ids in commit order, which replaying relies on, and lets a sweep decide on facts
    that stay what they are. Always taken before any row lock, so that two changes wait instead of blocking each other.
    """
    if conn.dialect.name == "postgresql":  # SQLite took its one write lock when the transaction began
        conn.exec_driver_sql("SELECT pg_advisory_xact_lock(20240311)")


def read(conn: Connection, *, stream: str | None = None, until: datetime | None = None) -> Iterator[Recorded]:
    """Events in the order they happened: of one log or of all, up to and including an instant."""
    query = select(events).order_by(events.c.event_id)
    if stream is not None:
        query = query.where(events.c.stream == stream)
    if until is not None:
        query = query.where(events.c.at <= until)
    for row in conn.execution_options(yield_per=1000).execute(query):
        yield Recorded(**row._mapping)


def reduce(conn: Connection, erasing: Erasing) -> tuple[Reduced, ...]:
    """Write the events an erasure touches again without their texts; digests and hashes stay. Which they were."""
    found: dict[str, list[int]] = {}
    for some in _in_portions(conn, _REDUCIBLE[erasing.said.what]):
        for one in some:
            event = parse(one.payload)
            less = reducing.reduce(event, erasing)
            if less is not event and less != event:
                conn.execute(
                    update(events).where(events.c.event_id == one.event_id).values(payload=less.model_dump_json())
                )
                found.setdefault(one.stream, []).append(one.seq)
    return tuple(Reduced(stream=stream, seqs=tuple(seqs)) for stream, seqs in found.items())


def _in_portions(conn: Connection, kinds: Sequence[str]) -> Iterator[Sequence[Row[Any]]]:
    """Events of some kinds, a few hundred at a time, each read before it is written."""
    last = 0
    query = select(events).where(events.c.kind.in_(kinds)).order_by(events.c.event_id).limit(_CHUNK)
    while some := conn.execute(query.where(events.c.event_id > last)).all():
        last = some[-1].event_id
        yield some


_REDUCIBLE = {
    "answers": ("reply.submitted", "reply.delegated", "reply.contributed"),
    "messages": ("messages.planned", "messages.moved", "message.passed_on", "message.receipt"),
    "mails": ("mail.arrived",),
    "contacts": ("directory.loaded",),
}


def verify(conn: Connection) -> list[Break]:
    """Every place where a log was changed, shortened or reordered; empty when all chains hold.

    A payload may differ from what was said only where an event that is itself whole says that it was erased.
    """
    erased = _erased(conn)
    heads = {row.stream: (row.length, row.head) for row in conn.execute(select(logs))}
    broken: list[Break] = []
    ordered = conn.execution_options(yield_per=1000).execute(select(events).order_by(events.c.stream, events.c.seq))
    for stream, rows in groupby(ordered, key=lambda row: str(row.stream)):
        chain = (Recorded(**row._mapping) for row in rows)
        broken += check_chain(stream, chain, heads.pop(stream, None), erased.get(stream, frozenset()))
    broken += [
        Break(stream=stream, seq=0, why="nhật ký ghi có sự kiện nhưng không còn sự kiện nào")
        for stream, (length, _) in heads.items()
        if length
    ]
    return broken


def _erased(conn: Connection) -> dict[str, set[int]]:
    """The events of each log whose texts were erased by rule."""
    found: dict[str, set[int]] = {}
    for row in conn.execute(select(events).where(events.c.kind == "records.erased")):
        event = Recorded(**row._mapping)
        for stream, seq in erased_by(event.payload) if event.is_as_said else ():
            found.setdefault(stream, set()).add(seq)
    return found


def heads(conn: Connection) -> dict[str, tuple[int, str]]:
    """Number and hash of the last event of each log."""
    return {row.stream: (row.length, row.head) for row in conn.execute(select(logs).where(logs.c.length > 0))}


def check_chain(
    stream: str, chain: Iterator[Recorded], head: tuple[int, str] | None, erased: Collection[int] = ()
) -> list[Break]:
    """The breaks of one log, read in order of `seq`; `erased` are the events that may say less than they did."""
    broken, seq, prev = [], 0, Recorded.GENESIS
    for event in chain:
        seq += 1
        if event.seq != seq:
            broken.append(Break(stream=stream, seq=seq, why=f"thiếu sự kiện số {seq}"))
            seq = event.seq
        elif event.prev != prev:
            broken.append(Break(stream=stream, seq=seq, why="không nối với sự kiện trước"))
        expected = chained_hash(
            prev=event.prev, stream=stream, seq=event.seq, at=event.at, by=event.by, digest=event.digest
        )
        if event.hash != expected or not (event.is_as_said or event.seq in erased):
            broken.append(Break(stream=stream, seq=event.seq, why="nội dung không khớp mã băm"))
        prev = event.hash
    if head is None or head != (seq, prev):
        broken.append(Break(stream=stream, seq=seq, why="sự kiện cuối không khớp với đầu nhật ký"))
    return broken


def replay(source: Iterator[Recorded], into: "Store") -> int:
    """Copy a log into an empty store and fold it; returns how many events there were."""
    count = 0
    with into.engine.begin() as conn:
        while chunk := [event for _, event in zip(range(_CHUNK), source, strict=False)]:
            _lock_heads(conn, sorted({event.stream for event in chunk}))
            _write(conn, chunk)
            fold.apply(conn, [(parse(event.payload), event) for event in chunk])
            count += len(chunk)
        fold.reset_counters(conn)
    return count


def _lock_heads(conn: Connection, streams: list[str]) -> dict[str, tuple[int, str]]:
    # Sorted, so that two transactions that touch the same logs wait instead of blocking each other for ever.
    heads: dict[str, tuple[int, str]] = {}
    for start in range(0, len(streams), _CHUNK):
        some = streams[start : start + _CHUNK]
        conn.execute(_MISSING, [{"stream": s, "length": 0, "head": Recorded.GENESIS} for s in some])
        locked = select(logs).where(logs.c.stream.in_(some)).order_by(logs.c.stream).with_for_update()
        heads |= {row.stream: (row.length, row.head) for row in conn.execute(locked)}
    return heads


def _next_id(conn: Connection) -> int:
    """The number of the next event: drawn from the log itself, so that a rolled-back change leaves no gap."""
    last = conn.execute(select(events.c.event_id).order_by(events.c.event_id.desc()).limit(1)).scalar()
    return int(last or 0) + 1


def _write(conn: Connection, recorded: Sequence[Recorded]) -> None:
    if not recorded:
        return
    conn.execute(insert(events), [dict(event) for event in recorded])
    last = {event.stream: event for event in recorded}
    conn.execute(
        update(logs).where(logs.c.stream == bindparam("of")),
        [{"of": event.stream, "length": event.seq, "head": event.hash} for event in last.values()],
    )


def length(conn: Connection) -> int:
    """How many events all logs hold together."""
    return int(conn.execute(select(func.coalesce(func.sum(logs.c.length), 0))).scalar_one())
