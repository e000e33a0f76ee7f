"""Nhịp: the sign that a day's sweep was done, for watchdogs outside: a file, and an address that is called.

The watchdog must not live in the process it watches. The file's age tells a monitor of this machine; the call tells one
elsewhere, which raises the alarm when no call came for a day (a dead man's switch).
"""

import logging
import os
import urllib.request
from datetime import date
from http.client import HTTPException
from pathlib import Path

from directive.errors import BadInput
from directive.settings import Settings

LOG = logging.getLogger(__name__)
SECONDS = 10


def beat(settings: Settings, on: date) -> bool:
    """Say that the sweep of a day was done; whether the outside heard it. Never fails: the sweep was done."""
    try:
        _write(settings.home, on)
    except OSError as error:  # the disk may be full; the day's mark stands in the store
        LOG.warning("the heartbeat file could not be written: %s", error)
    url = settings.heartbeat_url.get_secret_value()
    if not url:
        return True
    try:
        call(url)
    except (OSError, HTTPException, BadInput) as error:
        LOG.warning("the heartbeat address could not be called: %s", type(error).__name__)  # the address is a secret
        return False
    return True


def call(url: str) -> None:
    """Ask for the address once."""
    if not url.startswith(("https://", "http://")):
        raise BadInput("DONDOC_HEARTBEAT_URL phải bắt đầu bằng https:// hoặc http://.")
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        answer.read(1000)


def last_beat(home: Path) -> date | None:
    """The day the file tells, None when there is none or it is damaged."""
    try:
        return date.fromisoformat((home / "last-sweep").read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def _write(home: Path, on: date) -> None:
    half = home / f".last-sweep.{os.getpid()}"
    half.write_text(f"{on.isoformat()}\n", encoding="utf-8")
    half.replace(home / "last-sweep")
