"""Programs run apart from us, with limits: a file from outside may crash or stall its reader, never the caller."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from directive.errors import BadInput

_CHILD = Path(__file__).with_name("pages_child.py")
REFUSED = 3  # exit status of the child when it tells the cause on standard error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program left behind; `code` is None when it ran out of time."""

    code: int | None
    out: bytes
    err: bytes


def run(command: Sequence[str], *, stdin: bytes = b"", seconds: float, env: Mapping[str, str] | None = None) -> Outcome:
    """Run a program to its end or for `seconds`; it and all it started are ended then."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
        start_new_session=True,  # a group of its own, so that helpers of LibreOffice end with it
    )
    try:
        out, err = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return Outcome(None, b"", b"")
    except BaseException:
        _end(process)
        raise
    return Outcome(process.returncode, out, err)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
    process.communicate()


def find(*names: str) -> str | None:
    """The first of these programs that the machine has."""
    return next((path for path in map(shutil.which, names) if path), None)


def in_child(*words: str, data: bytes, name: str, seconds: float) -> bytes:
    """Run one command of `pages_child` on the bytes of a PDF or picture."""
    done = run([sys.executable, "-I", str(_CHILD), *words], stdin=data, seconds=seconds)
    if done.code == 0:
        return done.out
    if done.code is None:
        raise BadInput(f"{name}: tệp đọc quá {seconds:.0f} giây vẫn chưa xong; hãy tách tệp hoặc xuất lại rồi tải lại.")
    if done.code == REFUSED:
        raise BadInput(f"{name}: {done.err.decode('utf-8', 'replace').strip()}")
    raise BadInput(f"{name}: tệp hỏng hoặc quá nặng, không mở được; hãy xuất lại từ phần mềm gốc rồi tải lại.")
