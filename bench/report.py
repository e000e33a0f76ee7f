"""How long figures, report and pages take for N obligations: python -m bench.report [N ...]."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time
from typing import TypeVar

from sqlalchemy import insert

from directive.calendar import official_calendar
from directive.dashboard import gather, pages
from directive.figures import figures, reconcile
from directive.reporting import Asked, draft, write_files
from directive.store import Store, open_store
from directive.store import figures as room
from directive.store import tables as t

ON = date(2024, 6, 20)
DUTIES = 36  # of one directive
AGENCIES = 400
T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> T:
    """Run, print the seconds by the clock and of the processor, hand on the result."""
    start, used = perf_counter(), process_time()
    result = work()
    print(f"  {what:<36} {perf_counter() - start:7.3f} s, CPU {process_time() - used:7.3f} s")
    return result


def filled(count: int) -> Store:
    """A store in memory with `count` obligations, as a year of an office leaves them."""
    store = open_store("sqlite://")
    store.create()
    with store.engine.begin() as conn:
        conn.execute(insert(t.agencies), [_agency(n) for n in range(AGENCIES)])
        conn.execute(insert(t.directives), [_directive(n) for n in range(1, count // DUTIES + 2)])
        conn.execute(insert(t.obligations), [_obligation(n) for n in range(1, count + 1)])
        conn.execute(insert(t.dues), [_due(n) for n in range(1, count + 1) if n % 5])
    return store


def _agency(n: int) -> dict[str, object]:
    return {
        "agency_id": f"a{n}",
        "name": f"UBND xã số {n}",
        "level": "commune",
        "standing": "subordinate",
        "source": "",
    }


def _directive(n: int) -> dict[str, object]:
    empty = '{"text":""}'
    return {
        "directive_id": n,
        "stage": "issued",
        "number": f"{n}/UBND-TH",
        "issued_on": ON - timedelta(days=n % 300),
        "subject": f"Việc số {n}",
        "file_name": "a",
        "file_sha256": "0" * 64,
        "added_at": datetime(2024, 1, 1, tzinfo=UTC),
        "document": empty,
        "proposal": '{"assignments":[],"report":null}',
    }


def _obligation(n: int) -> dict[str, object]:
    return {
        "obligation_id": n,
        "directive_id": n // DUTIES + 1,
        "position": n % DUTIES,
        "label": str(n % DUTIES),
        "title": f"Thực hiện việc {n}",
        "kind": "report" if n % 3 else "perform",
        "manner": "order",
        "owner_id": f"a{n % AGENCIES}",
        "joint": False,
        "partners": [],
        "deadlines": [],
        "needs_evidence": False,
        "progress": ("assigned", "under_way", "done", "reported")[n % 4],
        "last_word_at": datetime(2024, 5, 1 + n % 28, tzinfo=UTC) if n % 4 else None,
        "done_on": ON - timedelta(days=n % 40) if n % 4 == 2 else None,
    }


def _due(n: int) -> dict[str, object]:
    day = ON - timedelta(days=20) + timedelta(days=n % 60)
    return {
        "due_id": n,
        "obligation_id": n,
        "directive_id": n // DUTIES + 1,
        "words": "",
        "period": "6 tháng đầu năm 2024" if n % 3 else "",
        "cut_off": date(2024, 6, 14) if n % 3 else None,
        "original_on": day,
        "due_on": day,
        "provisional": False,
        "why": [],
        "calendar_version": "",
        "state": "open" if n % 4 < 2 else "met" if n % 4 == 2 else "reported",
        "reported_on": day - timedelta(days=1) if n % 4 > 1 else None,
        "extensions": n % 7 == 0,
    }


def measure(count: int) -> None:
    """Print the times for one size."""
    calendar = official_calendar()
    print(f"{count:,} obligations")
    store = filled(count)
    with store.reading() as conn:
        facts = timed("facts, one grouped query", lambda: room.facts(conn, on=ON, calendar=calendar))
        got = timed("figures", lambda: figures(facts, on=ON, calendar=calendar))
        timed("reconcile", lambda: reconcile(got))
        timed("lines behind a figure, first 50", lambda: room.lines(conn, on=ON, calendar=calendar, limit=50))
        at = datetime(2024, 6, 20, tzinfo=UTC)
        overview = timed("overview, gathered", lambda: gather(conn, on=ON, at=at, calendar=calendar))
        made = timed("leaders' pages", lambda: pages(overview, portal_url="https://dondoc.example"))
        report = timed("report of one directive", lambda: draft(conn, Asked(1, None, ON, calendar)).report)
    files = timed("its three files", lambda: write_files(report))
    largest = max(len(page.markdown.encode()) for page in made)
    print(f"  {len(made)} pages, the largest {largest:,} bytes; {len(files)} files")
    print(f"  {len(facts.tallies):,} tallies, {got.total.counts.total:,} lines, {len(got.by_agency)} agencies")
    store.close()


def main(counts: list[int]) -> int:
    """The times of each size."""
    for count in counts:
        measure(count)
    return 0


if __name__ == "__main__":
    sys.exit(main([int(n) for n in sys.argv[1:]] or [1_000, 25_000]))
