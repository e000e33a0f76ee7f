"""How many answers a second the portal takes, how long the slowest wait, and whether anything is lost.

One answer is what a person does: open the form, send it, look through, hand in, see the receipt: five requests, three
of which write. The portal runs in a process of its own; every agency is a connection with an address of its own.

    python -m bench.portal [--agencies 50] [--points 8] [--rounds 4] [--database URL]
    python -m bench.portal --agencies 3321 --points 1 --within 600 [--share 0.1]    # deadline day

With `--within` each agency answers once, at a moment of its own in so many seconds; `--share` lets only a part of them
answer in the same part of the time: as many answers a second, for less long.
"""

import argparse
import asyncio
import os
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx

from directive.agencies import Agency, Level
from directive.document import Document, Manner
from directive.events import DirectiveAdded, DirectiveIssued, DirectoryLoaded, ProposalConfirmed
from directive.ledger import Purpose
from directive.obligations import Kind, Obligation, Proposal
from directive.settings import Settings
from directive.store import Store, log, migrate, open_store, replies
from notifications import links
from tasks.rooms import site_secret

AT = datetime(2024, 3, 11, 2, tzinfo=UTC)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
RESULTS = re.compile(r'name="(o\d+-result)"')


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agencies", type=int, default=50)
    parser.add_argument("--points", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--within", type=float, default=0, help="seconds; 0: all at once")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite when left out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url=args.database, today=date(2024, 3, 18))
        store = open_store(settings.url)
        migrate.upgrade(store)
        keys = fill(store, settings, args.agencies, args.points)
        port = free_port()
        server = serve(settings, port)
        try:
            wait_for(port)
            took = asyncio.run(deadline_day(port, keys, args) if args.within else everybody(port, keys, args.rounds))
        finally:
            server.terminate()
            server.wait(timeout=20)
            lost = check(store, len(took.answers), args.points)
            store.close()
    report(took, args)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (used.ru_utime + used.ru_stime) / len(took.requests)
    print(f"server: {cpu * 1000:.1f} ms of processor a request, start included")
    print(lost or "nothing lost: every receipt has its submission, every point its reply, the log's chains hold")
    raise SystemExit(bool(lost))


def fill(store: Store, settings: Settings, count: int, points: int = 2) -> list[str]:
    """An issued directive with some obligations for each agency, and a key for each."""
    ids = [f"don-vi-{n}" for n in range(count)]
    empty = Proposal(assignments=(), report=None)
    obligations = tuple(
        Obligation(
            obligation_id=points * n + m + 1,
            directive_id=1,
            position=None,
            label=str(m + 1),
            title="Tổ chức khám sức khỏe định kỳ cho người cao tuổi",
            kind=Kind.PERFORM,
            manner=Manner.ORDER,
            owner_id=agency_id,
        )
        for n, agency_id in enumerate(ids)
        for m in range(points)
    )
    with store.change(at=AT, by="bench") as change:
        change.numbers("directive")
        change.record(
            DirectoryLoaded(agencies=tuple(Agency(agency_id=i, name=i, level=Level.COMMUNE) for i in ids)),
            DirectiveAdded(
                directive_id=1,
                file_name="a.txt",
                file_sha256="0" * 64,
                document=Document(text="x"),
                proposal=empty,
            ),
            ProposalConfirmed(directive_id=1, proposal=empty, collector_id=None),
            DirectiveIssued(directive_id=1, number="1/UBND", issued_on=AT.date(), obligations=obligations, dues=()),
        )
    secret = site_secret(settings)
    return [
        links.mint(
            store,
            Purpose.ANSWER,
            secret=secret,
            at=AT + timedelta(hours=1),
            by="bench",
            valid_days=90,
            directive_id=1,
            agency_id=agency_id,
        )
        for agency_id in ids
    ]


def serve(settings: Settings, port: int) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DONDOC_HOME": str(settings.home),
        "DONDOC_DATABASE_URL": settings.database_url,
        "DONDOC_TODAY": "18/03/2024",
    }
    command = ["-m", "uvicorn", "--factory", "flows.portal:build", "--port", str(port), "--log-level", "warning"]
    return subprocess.Popen([sys.executable, *command], env=environment)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/suc-khoe").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the portal did not start")


class Took(NamedTuple):
    """Seconds: of the whole, of each answer, of each request."""

    whole: float
    answers: list[float]
    requests: list[float]


async def everybody(port: int, keys: list[str], rounds: int) -> Took:
    """All agencies at once."""
    took = Took(0, [], [])
    began = time.perf_counter()
    await asyncio.gather(*(one(port, n, key, rounds, took) for n, key in enumerate(keys)))
    return took._replace(whole=time.perf_counter() - began)


async def deadline_day(port: int, keys: list[str], args: argparse.Namespace) -> Took:
    """Each agency once, at its own moment, the moments drawn evenly with a fixed seed."""
    drawn = random.Random(1)
    some = drawn.sample(list(enumerate(keys)), int(len(keys) * args.share))
    took = Took(0, [], [])
    began = time.perf_counter()

    async def later(n: int, key: str) -> None:
        await asyncio.sleep(drawn.random() * args.within * args.share)
        await one(port, n, key, 1, took)

    await asyncio.gather(*(later(n, key) for n, key in some))
    return took._replace(whole=time.perf_counter() - began)


def check(store: Store, answers: int, points: int) -> str:
    """What is missing in the store; empty when nothing is."""
    with store.reading() as conn:
        said = replies.replies(conn, directive_id=1, current=False)
        broken = log.verify(conn)
    submissions = len({r.submission_id for r in said})
    if broken or submissions != answers or len(said) != answers * points:
        return f"LOST: {answers} answers, {submissions} submissions, {len(said)} replies, {len(broken)} broken chains"
    return ""


async def one(port: int, number: int, key: str, rounds: int, took: Took) -> None:
    answers, requests = took.answers, took.requests
    home = {"X-Forwarded-For": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120, headers=home) as client:

        async def ask(method: str, path: str, expected: int, data: dict[str, str] | None = None) -> httpx.Response:
            began = time.perf_counter()
            response = await client.request(method, path, data=data)
            requests.append(time.perf_counter() - began)
            if response.status_code != expected:
                raise SystemExit(f"{method} {response.status_code}: {response.text[:500]}")
            return response

        for number in range(rounds):
            began = time.perf_counter()
            shown = (await ask("GET", f"/t/{key}", 200)).text
            form = dict(HIDDEN.findall(shown))
            mine = RESULTS.findall(shown)
            typed = form | dict.fromkeys(mine, f"Lần {number}: đã khám {number} xã") | {"lam": "xem-lai"}
            await ask("POST", f"/t/{key}", 303, typed)
            summary = dict(HIDDEN.findall((await ask("GET", f"/t/{key}/xem-lai", 200)).text))
            receipt = await ask("POST", f"/t/{key}/xem-lai", 303, summary)
            await ask("GET", receipt.headers["location"], 200)
            answers.append(time.perf_counter() - began)


def report(took: Took, args: argparse.Namespace) -> None:
    whole, answers, requests = took
    print(
        f"{args.agencies} agencies, {args.points} points each, "
        f"{len(answers)} answers, {len(requests)} requests, {whole:.1f} s"
    )
    print(f"{len(answers) / whole:.1f} answers/s, {len(requests) / whole:.0f} requests/s")
    for name, times in (("answer", answers), ("request", requests)):
        times.sort()
        middle, slow = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
        print(f"{name}: median {middle * 1000:.0f} ms, p99 {slow * 1000:.0f} ms")


if __name__ == "__main__":
    main()
