"""Killed at any point: nothing lost, nothing doubled but an unsure letter under the same Message-ID.

Real processes, a real SMTP server, both databases. `DONDOC_FAULTS=100` kills at that many random moments.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from follow_up_site import OFFICE, at_nine, fill, site
from mail_server import MailServer, running

from directive.ledger import MessageState
from directive.store import Store, log, messages
from notifications import outbox
from notifications.channels.mail import open_mail
from notifications.sweep import SweepResult, sweep

pytestmark = pytest.mark.slow
DAY = date(2024, 4, 4)  # Thursday, four working days after the due
EXPECTED = 9  # four officers, four heads, the follower
RANDOM = int(os.environ.get("DONDOC_FAULTS", "2"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running() as here:
        yield here


def started(
    store: Store, server: MailServer, *, step: str = "", times: int = 1, go: str = ""
) -> "subprocess.Popen[str]":
    """A sweeping process, ready to sweep."""
    script = Path(__file__).with_name("sweeping_process.py")
    url = store.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, str(script), url, str(server.port), at_nine(DAY).isoformat(), go, step, str(times)]
    path = os.pathsep.join([str(script.parent), *sys.path])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path})
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == "ready\n"
    return process


def next_sweep(store: Store, server: MailServer) -> SweepResult:
    """The sweep that comes after, an hour later."""
    channel = open_mail(f"vbmail://127.0.0.1:{server.port}/?from=van-phong@huyen.example")
    try:
        later = at_nine(DAY) + timedelta(hours=1)
        return sweep(store, on=DAY, at=later, site=site(), channels={"mail": channel})
    finally:
        channel.close()


def check(store: Store, server: MailServer) -> int:
    """Everybody has exactly one letter; an unsure one is sent again as the same letter. How many were unsure."""
    with store.reading() as conn:
        unsure = messages.messages(conn, states=[MessageState.UNSURE])
        unfinished = messages.messages(conn, states=[MessageState.PLANNED, MessageState.SENDING, MessageState.DEFERRED])
        assert log.verify(conn) == []
    assert unfinished == []
    assert len(unsure) <= 1
    doubtful = {message.mail_id for message in unsure}
    counts = Counter(arrived.mail["Message-ID"] for arrived in server.arrived)
    assert all(count == 1 for count in counts.values()), counts
    assert len(counts.keys() | doubtful) == EXPECTED

    for message in unsure:
        outbox.send_again(store, message.message_id, at=at_nine(DAY) + timedelta(hours=2), by="chuyên viên")
    next_sweep(store, server)
    counts = Counter(arrived.mail["Message-ID"] for arrived in server.arrived)
    assert len(counts) == EXPECTED
    assert {mail_id for mail_id, count in counts.items() if count > 1} <= doubtful
    assert len({arrived.to for arrived in server.arrived}) == EXPECTED
    return len(unsure)


@pytest.mark.parametrize(
    ("step", "times", "unsure"),
    [
        ("planned", 1, 0),  # own people written down, those of the Office not yet
        ("planned", 2, 0),  # everything written down, nothing claimed
        ("claimed", 1, 0),
        ("ready", 1, 0),  # the server takes the recipient, nothing written down
        ("ready", 3, 1),  # how the second one ended is not yet written down
        ("leaving", 3, 1),  # written down as leaving; it never did
        ("left", 3, 1),  # received, not yet written down
        ("left", 9, 1),  # the last one
        ("recorded", 1, 0),
    ],
)
def test_killed_at_every_transition(store: Store, server: MailServer, step: str, times: int, unsure: int) -> None:
    fill(store)

    process = started(store, server, step=step, times=times)
    assert process.wait(60) == -signal.SIGKILL
    next_sweep(store, server)

    assert check(store, server) == unsure


def test_killed_while_the_server_thinks(store: Store, server: MailServer) -> None:
    fill(store)
    process = started(store, server)  # sweeps at once
    server.data = lambda to: os.kill(process.pid, signal.SIGKILL) if to.startswith("follower") else None

    assert process.wait(60) in (0, -signal.SIGKILL)
    server.data = lambda _: None
    next_sweep(store, server)

    assert check(store, server) <= 1


@pytest.mark.parametrize("seed", range(RANDOM))
def test_killed_at_a_random_moment(store: Store, server: MailServer, seed: int, tmp_path: Path) -> None:
    fill(store)
    chance = random.Random(seed)

    for attempt in range(2):
        go = tmp_path / f"go-{attempt}"
        process = started(store, server, go=str(go))
        go.touch()
        time.sleep(chance.random() * 0.4)
        process.kill()
        process.wait(60)
    next_sweep(store, server)

    with store.reading() as conn:
        unsure = messages.messages(conn, states=[MessageState.UNSURE])
    doubtful = {message.mail_id for message in unsure}
    counts = Counter(arrived.mail["Message-ID"] for arrived in server.arrived)
    assert len(unsure) <= 2  # at most one for each process killed
    assert all(count == 1 for count in counts.values()), counts
    assert len(counts.keys() | doubtful) == EXPECTED


def test_two_sweeps_at_once_send_everything_once(store: Store, server: MailServer, tmp_path: Path) -> None:
    fill(store)
    go = tmp_path / "go"
    both = [started(store, server, go=str(go)) for _ in range(2)]
    go.touch()

    assert [process.wait(60) for process in both] == [0, 0]

    counts = Counter(arrived.to for arrived in server.arrived)
    assert len(counts) == EXPECTED
    assert set(counts.values()) == {1}
    assert f"follower@{OFFICE}.example" in counts


def test_a_server_that_hangs_up_after_the_letter_leaves_it_unsure_and_the_rest_go(
    store: Store, server: MailServer
) -> None:
    fill(store)
    server.data = lambda to: "hang up" if to == "can-bo@xa-a.example" else None

    result = next_sweep(store, server)

    assert result.delivered == Counter({MessageState.SENT: EXPECTED - 1, MessageState.UNSURE: 1})
    server.data = lambda _: None
    assert check(store, server) == 1
