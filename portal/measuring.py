"""Số đo (/so-do): what a Prometheus reads. Counts and ages only, no name of anybody.

Read from this machine itself, or with DONDOC_METRICS_KEY as a bearer token. What it costs does not grow with the store:
it counts what waits and what is due, never what was ever said.
"""

import hmac
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.metadata import version
from threading import Lock

from starlette.responses import PlainTextResponse, Response

from directive.calendar import VIETNAM
from directive.ledger import MessageState
from directive.store import Reading, health, operating
from portal.doors import NO_SUCH_PAGE
from portal.shield import address
from portal.site import Site, Visit

KIND = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
_HERE = ("127.0.0.1", "::1", "testclient")

Sample = tuple[dict[str, str], float]


class Requests:
    """How many requests came to which page, how they ended, and how long they took. Kept in memory."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ended = Counter[tuple[str, str, int]]()
        self._within = Counter[float]()
        self._seconds = 0.0

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Remember one request."""
        with self._lock:
            self._ended[method, route, status] += 1
            self._seconds += seconds
            for bound in BOUNDS:
                self._within[bound] += seconds <= bound

    def lines(self) -> Iterator[str]:
        """As Prometheus reads them."""
        with self._lock:
            ended, within, seconds = dict(self._ended), dict(self._within), self._seconds
        total = sum(ended.values())
        samples = [
            ({"method": method, "route": route, "status": str(status)}, float(count))
            for (method, route, status), count in sorted(ended.items())
        ]
        yield from family("dondoc_http_requests_total", "counter", "Requests to the portal.", *samples)
        name = "dondoc_http_request_seconds"
        yield f"# HELP {name} How long requests took."
        yield f"# TYPE {name} histogram"
        for bound in BOUNDS:
            yield f'{name}_bucket{{le="{bound}"}} {within.get(bound, 0)}'
        yield f'{name}_bucket{{le="+Inf"}} {total}'
        yield f"{name}_sum {seconds:.6f}"
        yield f"{name}_count {total}"


def show(visit: Visit) -> Response:
    """The measures, to whoever may read them; to others this page does not exist."""
    site = visit.site
    if not _may_read(visit):
        return PlainTextResponse(NO_SUCH_PAGE, status_code=404)
    requests: Requests = visit.request.app.state.requests
    with site.store.reading() as conn:
        lines = [*requests.lines(), *_of_store(conn, visit)]
    lines += [*_of_machine(site)]
    return PlainTextResponse("\n".join(lines) + "\n", media_type=KIND)


def family(name: str, kind: str, told: str, *samples: Sample) -> Iterator[str]:
    """One measure with its samples."""
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(said)}"' for label, said in labels.items())
        yield f"{name}{{{inside}}} {_number(value)}" if inside else f"{name} {_number(value)}"


def _may_read(visit: Visit) -> bool:
    key = visit.site.settings.metrics_key.get_secret_value()
    given = visit.request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    if key:
        return hmac.compare_digest(given, key.encode())
    # A proxy on this machine that says nothing of whom it asks for would otherwise open this to everybody.
    forwarded = any(name in visit.request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
    return address(visit.request.scope) in _HERE and not forwarded


def _of_store(conn: Reading, visit: Visit) -> Iterator[str]:
    waiting = health.unfinished(conn)
    states: list[Sample] = [({"state": state.value}, float(waiting.get(state, 0))) for state in _SHOWN]
    yield from family("dondoc_messages", "gauge", "Messages that are not over, by state.", *states)
    today: list[Sample] = [
        ({"state": state.value}, float(n)) for state, n in sorted(health.messages_of(conn, visit.on).items())
    ]
    yield from family("dondoc_messages_today", "gauge", "Messages of this business day, by state.", *today)
    awake = float(health.dues_awake(conn, visit.on))
    yield from family("dondoc_dues_awake", "gauge", "Dues the next sweep will look at.", ({}, awake))
    held = float(health.mails_held(conn))
    yield from family("dondoc_mails_held", "gauge", "Mails that wait for a person to assign them.", ({}, held))
    written = float(health.events_written(conn))
    yield from family("dondoc_events_total", "counter", "Events in the log.", ({}, written))
    yield from _age(
        "dondoc_last_sweep_day_timestamp_seconds", "Day of the last sweep.", _day(conn, operating.LAST_SWEEP)
    )
    backup = operating.mark(conn, "last-backup")
    at = datetime.fromisoformat(backup) if backup else None
    yield from _age("dondoc_last_backup_timestamp_seconds", "When the last backup was made.", at)


def _of_machine(site: Site) -> Iterator[str]:
    size = float(health.database(site.store).size)
    yield from family("dondoc_store_bytes", "gauge", "Size of the database.", ({}, size))
    if site.settings.home.exists():
        free = float(shutil.disk_usage(site.settings.home).free)
        yield from family("dondoc_disk_free_bytes", "gauge", "Room left where the data lies.", ({}, free))
    yield from family("dondoc_info", "gauge", "Version of the program.", ({"version": version("dondoc")}, 1.0))


def _day(conn: Reading, name: str) -> datetime | None:
    said = operating.mark(conn, name)
    return datetime.combine(date.fromisoformat(said), time(), tzinfo=VIETNAM) if said else None


def _age(name: str, told: str, at: datetime | None) -> Iterator[str]:
    yield from family(name, "gauge", told, *([({}, at.timestamp())] if at else []))


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


_SHOWN = (MessageState.PLANNED, MessageState.SENDING, MessageState.DEFERRED, MessageState.UNSURE)
