"""Starting, watching and stopping the programs that make up a running dondoc."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from directive.errors import DirectiveError

Say = Callable[[str], None]


class Program:
    """One child process, in a session of its own so that Ctrl-C reaches it only through us."""

    def __init__(self, name: str, words: Sequence[str], *, env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_listen_to_interrupts,
            )

    def ended(self) -> bool:
        """Whether the process is no more."""
        return self.process.poll() is not None

    def stop(self, seconds: float = 15) -> None:
        """Ask it to end; after `seconds`, end it and whatever it started."""
        if self.ended():
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Failed(DirectiveError):
    """A program ended or did not answer in time; the message names its log."""


def wait_for(address: str, *, program: Program, seconds: float) -> None:
    """Return when the address answers with success; Failed when the program ends or time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if program.ended():
            raise Failed(f"{program.name} đã dừng ngay khi khởi động. Xem {program.log}.")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise Failed(f"{program.name} không trả lời ở {address} sau {seconds:.0f} giây. Xem {program.log}.")


def is_taken(host: str, port: int) -> bool:
    """Whether somebody already listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def watch(programs: Sequence[Program]) -> str | None:
    """Wait until asked to stop (None) or until a program ends by itself (its name). Restores signal handling."""
    asked = False

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not asked:
            for program in programs:
                if program.ended():
                    return program.name
            time.sleep(0.3)
        return None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_all(programs: Sequence[Program], say: Say) -> None:
    """Stop in reverse order of starting: first those who work, last the server they report to."""
    for program in reversed(programs):
        say(f"  dừng {program.name} …")
        program.stop()


def _listen_to_interrupts() -> None:
    # Prefect's worker turns SIGTERM into SIGINT; a parent that ignores SIGINT (a shell's `&`) would make it deaf.
    signal.signal(signal.SIGINT, signal.default_int_handler)
