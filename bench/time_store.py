"""How long a change of the calendar takes in the store: python -m bench.time_store [--dues N] [--url URL].

Fills an empty store with N open dues, 22 agencies a letter, records one day off in the middle of the year as a person
would, and prints the seconds, the events and the ratio to one plain SQL update of the same rows: once for letters
spread over a year, once with the day off on the way of every due. `--url` names an empty PostgreSQL database.

Measured with 250,000 dues on two cores with little else to do, SQLite: 4,818 moved, 220 events, 9.0 s (counting is
nearly all of it); all moved, 11,365 events, 21.6 s against 4.7 s for the plain update of the same rows, a ratio of 4.6.
"""

import argparse
import random
import resource
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from time import perf_counter, process_time
from typing import Any, TypeVar

from sqlalchemy import func, insert, select, update

from directive.calendar import CalendarDay
from directive.dating import Rules, date_obligations
from directive.deadlines import Anchor, AnchorKind, Deadline, Every, OnDate, Period, Unit, Within
from directive.document import Manner
from directive.dues import Anchors
from directive.obligations import Kind, Obligation, Progress, Proposal
from directive.rescheduling import change_days
from directive.site import rules_for
from directive.store import Store, log, open_store
from directive.store import tables as t
from directive.store.tables import metadata
from directive.values import Span

AGENCIES = 22
T = TypeVar("T")
SPAN = Span(0, 1)
STORM = date(2024, 6, 12)  # Wed
AT = datetime(2024, 6, 10, 2, tzinfo=UTC)
EMPTY = '{"text":""}'
NOTHING = Proposal(assignments=(), report=None).model_dump_json()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dues", type=int, default=250_000, help="open dues to count again")
    parser.add_argument("--url", help="an empty database; default: an SQLite file of its own")
    args = parser.parse_args()
    for what, issued_on in (("letters over a year", _over_a_year), ("every due moves", _just_before)):
        with tempfile.TemporaryDirectory() as room:
            store = open_store(args.url or f"sqlite:///{room}/bench.db")
            metadata.drop_all(store.engine)
            store.create()
            fill(store, args.dues, issued_on)
            measure(store, what)
            store.close()


def measure(store: Store, what: str) -> None:
    """Look first, then change, then update the same rows by hand."""
    day = CalendarDay(day=STORM, is_working=False, reason="Nghỉ phòng chống bão", legal_basis="QĐ của UBND tỉnh")
    acting: dict[str, Any] = {"on": AT.date(), "at": AT, "by": "bench"}
    print(what)
    would = _timed("dry run", lambda: change_days(store, [day], **acting, dry_run=True))
    shifts = _timed("change", lambda: change_days(store, [day], **acting))
    assert len(would) == len(shifts)
    moved = [due_id for shift in shifts for due_id in shift.due_ids]
    with store.reading() as conn:
        events, open_dues = log.length(conn), conn.execute(select(func.count()).select_from(t.dues)).scalar_one()
    _timed("plain SQL update of the same rows", lambda: _plain_update(store))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {open_dues:,} dues counted, {len(moved):,} moved, {events:,} events, peak {peak} MB")


def _plain_update(store: Store) -> None:
    """The columns a move writes, by one statement."""
    d = t.dues.c
    columns = (
        "due_on",
        "original_on",
        "why",
        "calendar_version",
        "moved_on",
        "moved_from",
        "next_look_on",
        "provisional",
    )
    with store.engine.begin() as conn:
        conn.execute(
            update(t.dues)
            .where(d.moved_on.is_not(None))
            .values(**{name: d[name] for name in columns}, moves=d.moves + 1)
        )


def fill(store: Store, count: int, issued_on: Callable[[random.Random], date]) -> None:
    """Letters laid on 22 agencies each, straight into the tables."""
    with store.reading() as conn:
        rules = rules_for(conn, Proposal(assignments=(), report=None))
    laid = islice(_letters(rules, issued_on), count // AGENCIES + 1)
    with store.engine.begin() as conn:
        while some := list(islice(laid, 200)):
            conn.execute(insert(t.directives), [directive for directive, _, _ in some])
            conn.execute(insert(t.obligations), [row for _, obligations, _ in some for row in obligations])
            conn.execute(insert(t.dues), [row for _, _, dues in some for row in dues])
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("ANALYZE")  # a server does so by itself within a minute


_Rows = list[dict[str, Any]]


def _letters(rules: Rules, issued_on: Callable[[random.Random], date]) -> Iterator[tuple[dict[str, Any], _Rows, _Rows]]:
    chance = random.Random(20240612)
    obligation_id = due_id = 0
    for number in range(1, 1_000_000):
        issued = issued_on(chance)
        deadline = _deadlines(issued_on)[number % len(_deadlines(issued_on))]
        deadline = deadline.model_copy(update={"text": f"câu chữ của văn bản {number}"})
        ids = range(obligation_id + 1, obligation_id + AGENCIES + 1)
        obligations = tuple(_obligation(i, number, deadline) for i in ids)
        obligation_id += AGENCIES
        horizon = date(issued.year, 12, 31)
        anchors = Anchors(issued=issued)
        dues = date_obligations(
            obligations, anchors=anchors, rules=rules, horizon=horizon, first_id=due_id + 1, look_on=issued
        )
        due_id += len(dues)
        rows = [dict(o) | {"deadlines": [d.model_dump(mode="json") for d in o.deadlines]} for o in obligations]
        yield _directive(number, issued), rows, [dict(due) for due in dues]


def _over_a_year(chance: random.Random) -> date:
    return date(2024, 1, 2) + timedelta(days=chance.randrange(300))


def _just_before(chance: random.Random) -> date:
    return STORM - timedelta(days=1 + chance.randrange(7))


def _deadlines(issued_on: Callable[[random.Random], date]) -> tuple[Deadline, ...]:
    received, issued = Anchor(kind=AnchorKind.RECEIVED), Anchor(kind=AnchorKind.ISSUED)
    counted = Within(text="", span=SPAN, n=15, unit=Unit.WORKING_DAY, anchor=received)
    if issued_on is _just_before:
        return (counted,)
    return (
        counted,
        Within(text="", span=SPAN, n=30, unit=Unit.DAY, anchor=issued),
        OnDate(text="", span=SPAN, day=date(2024, 12, 15), before=True),
        Every(text="", span=SPAN, period=Period.YEAR, by_rule=True),
    )


def _obligation(obligation_id: int, directive_id: int, deadline: Deadline) -> Obligation:
    return Obligation(
        obligation_id=obligation_id,
        directive_id=directive_id,
        position=0,
        label="1",
        title=f"Thực hiện việc {directive_id}",
        kind=Kind.REPORT if isinstance(deadline, Every) else Kind.PERFORM,
        manner=Manner.ORDER,
        owner_id=f"xa-{obligation_id % 400}",
        deadlines=(deadline,),
        progress=Progress.UNDER_WAY,
    )


def _directive(number: int, issued: date) -> dict[str, Any]:
    return {
        "directive_id": number,
        "stage": "issued",
        "number": f"{number}/UBND",
        "issued_on": issued,
        "file_name": "thu.txt",
        "file_sha256": "0" * 64,
        "added_at": AT,
        "document": EMPTY,
        "proposal": NOTHING,
    }


def _timed(what: str, work: Callable[[], T]) -> T:
    start, used = perf_counter(), process_time()
    result = work()
    print(f"  {what:<36} {perf_counter() - start:6.1f} s, CPU {process_time() - used:6.1f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
