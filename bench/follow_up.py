"""Time whole sweeping processes beside the floor: `python -m bench.follow_up [--open 1000 10000 100000] [--constant]`.

Each line is one process from start to end, against a mail server in this process: wall seconds, CPU seconds, peak
memory, letters that arrived. `--constant` keeps what is due at 300 whatever is open.
"""

import argparse
import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from bench.fill import ON


class Timed(NamedTuple):
    """One process: wall and CPU in seconds, memory in MB."""

    wall: float
    cpu: float
    memory: float
    letters: int


class CountingServer:
    """The cheapest mail server there is: says yes and counts, so that the measure is of the sender."""

    def __init__(self) -> None:
        self.letters = 0
        self.port = 0
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**26)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 bench\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await writer.drain()
                await reader.readuntil(b"\r\n.\r\n")
                self.letters += 1
            writer.write(
                {b"QUIT": b"221 bye\r\n", b"EHLO": b"250-bench\r\n250 PIPELINING\r\n"}.get(word, b"250 OK\r\n")
            )
            if word == b"QUIT":
                break
        writer.close()


def main() -> None:
    """Print one block for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--agencies", type=int, default=200)
    parser.add_argument("--constant", action="store_true", help="300 due items whatever is open")
    args = parser.parse_args()
    server = CountingServer()
    print(f"{'open':>8}  {'what':<12} {'wall s':>7} {'CPU s':>7} {'MB':>6} {'letters':>8}")
    for count in args.open:
        with tempfile.TemporaryDirectory() as folder:
            for name, timed in measured(Path(folder), count, args.agencies, args.constant, server):
                wall, cpu, memory, letters = timed
                print(f"{count:>8}  {name:<12} {wall:>7.2f} {cpu:>7.2f} {memory:>6.0f} {letters:>8}", flush=True)


def measured(home: Path, count: int, agencies: int, constant: bool, server: CountingServer) -> list[tuple[str, Timed]]:
    """Floor, sweep, and the sweep again on the same day."""
    shares = [f"--overdue={200 / count}", f"--soon={100 / count}"] if constant else ["--overdue=20%", "--soon=10%"]
    url = f"sqlite:///{home}/dondoc.db"
    fill = [sys.executable, "-m", "bench.fill", url, f"--open={count}", f"--agencies={agencies}", *shares]
    subprocess.run(fill, check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(home / "dondoc.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    shutil.copy(home / "dondoc.db", home / "floor.db")
    floor = [sys.executable, "-m", "bench.floor", str(home / "floor.db"), ON.isoformat(), str(server.port)]
    sweep = [sys.executable, "-m", "flows.cli", "sweep", "--on", ON.isoformat()]
    site = {
        "DONDOC_HOME": str(home),
        "DONDOC_DATABASE_URL": url,
        "DONDOC_CHANNELS": f"vbmail://127.0.0.1:{server.port}/?from=van-phong@huyen.example",
    }
    return [
        ("floor", timed(floor, {}, server)),
        ("sweep", timed(sweep, site, server)),
        ("sweep again", timed(sweep, site, server)),
    ]


def timed(command: list[str], environment: dict[str, str], server: CountingServer) -> Timed:
    """Run one process to its end."""
    before, began = server.letters, time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
    wall = time.perf_counter() - began
    return Timed(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, server.letters - before)


if __name__ == "__main__":
    main()
