"""What sites live through: a full disk, a database that goes away, a mail server that says nothing, a jumping clock.

After each of them: nothing lost, nothing doubled, and the next ordinary run puts everything right without a person.
The table in docs/reliability.md names these tests.
"""

import os
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from follow_up_site import Recording, at_nine, fill, site, swept
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from directive.files import FileRoom
from directive.ledger import MessageState
from directive.store import Store, dumping, log, messages, open_store
from notifications.channels import HandingOver
from notifications.channels.mail import open_mail
from notifications.digest import Letter
from notifications.sweep import sweep

DAY = date(2024, 4, 4)  # Thursday, four working days after the dues
PEOPLE = 9


def everything(store: Store) -> dict[str, list[bytes]]:
    with dumping.snapshot(store) as conn:
        return {one.name: [dumping.as_line(row) for row in dumping.rows(conn, one)] for one in dumping.tables(conn)}


def check_once(store: Store, channel: Recording) -> None:
    """Everybody has exactly one letter, and the log is whole."""
    assert Counter(Counter(letter.address for letter in channel.letters).values()) == {1: PEOPLE}
    with store.reading() as conn:
        assert log.verify(conn) == []
        assert {m.state for m in messages.messages(conn)} == {MessageState.SENT}


# --- a full disk --------------------------------------------------------------------------------------------------


def test_a_full_disk_stops_the_sweep_whole_and_the_next_one_says_everything(tmp_path: Path) -> None:
    """SQLite's own limit on pages gives the very error a full disk gives (SQLITE_FULL)."""
    for spare in (0, 2, 5):
        store = open_store(f"sqlite:///{tmp_path}/{spare}.db")
        store.create()
        fill(store)
        with store.engine.connect() as conn:
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        store.close()
        full = open_store(f"sqlite:///{tmp_path}/{spare}.db")

        def narrow(connection: Any, _record: object, most: int = int(pages or 0) + spare) -> None:
            connection.execute(f"PRAGMA max_page_count={most}")

        event.listen(full.engine, "connect", narrow)
        channel = Recording()
        with pytest.raises(OperationalError, match="full"):
            swept(full, DAY, channel)
        full.close()
        again = open_store(f"sqlite:///{tmp_path}/{spare}.db")
        swept(again, DAY, channel, at=at_nine(DAY) + timedelta(hours=1))
        with again.reading() as conn:
            assert log.verify(conn) == []
            unsure = [m for m in messages.messages(conn) if m.state is MessageState.UNSURE]
        got = Counter(letter.address for letter in channel.letters)
        assert set(got.values()) == {1}
        assert len(got.keys() | {m.address for m in unsure}) == PEOPLE
        assert len(unsure) <= 1
        again.close()


@pytest.fixture
def narrow_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of two megabytes."""
    place = tmp_path / "narrow"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no right to mount a file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_file_that_does_not_fit_leaves_nothing_behind(narrow_disk: Path) -> None:
    files = FileRoom(narrow_disk / "tep")
    kept = files.keep(b"x" * 500_000)

    with pytest.raises(OSError, match="No space"):
        files.keep(b"y" * 3_000_000)

    assert [path.name for path in files.root.rglob("*") if path.is_file()] == [kept]
    assert files.check(kept)
    assert files.check(files.keep(b"z" * 100_000))  # and there is room again for what fits


# --- the database goes away ---------------------------------------------------------------------------------------


class Interrupting(Recording):
    """A channel during whose third letter the database throws everybody out, as a restart does."""

    def __init__(self, admin: Store) -> None:
        super().__init__()
        self.admin: Store | None = admin

    def send(self, letter: Letter, handing_over: HandingOver) -> str:
        if len(self.letters) == 3 and self.admin is not None:
            with self.admin.engine.connect() as conn:
                conn.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                )
            self.admin = None
        return super().send(letter, handing_over)


def test_a_database_that_restarts_in_the_middle_of_sending(postgres_url: str) -> None:
    store, admin = open_store(postgres_url), open_store(postgres_url)
    with store.engine.begin() as conn:
        conn.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        conn.execute(text("CREATE SCHEMA public"))
    store.create()
    fill(store)
    channel = Interrupting(admin)

    with suppress(OperationalError):  # a flow's task is tried again; the command line says so and is called again
        swept(store, DAY, channel)
    swept(store, DAY, channel, at=at_nine(DAY) + timedelta(hours=1))

    assert channel.admin is None, "the interruption happened"
    with store.reading() as conn:
        assert log.verify(conn) == []
        unsure = [m.address for m in messages.messages(conn, states=[MessageState.UNSURE])]
        left = [m for m in messages.messages(conn) if m.state not in (MessageState.SENT, MessageState.UNSURE)]
    got = Counter(letter.address for letter in channel.letters)
    assert left == []
    assert set(got.values()) == {1}
    assert len(got.keys() | set(unsure)) == PEOPLE
    store.close()
    admin.close()


def test_a_database_that_is_not_there_is_an_error_before_anything_is_sent(tmp_path: Path) -> None:
    channel = Recording()
    absent = open_store("postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2")

    with pytest.raises(OperationalError):
        swept(absent, DAY, channel)

    assert channel.letters == []


# --- a mail server that says nothing ------------------------------------------------------------------------------


def test_a_mail_server_that_swallows_everything_delays_the_letters_and_loses_none(memory: Store) -> None:
    fill(memory)
    with socket.socket() as hole:  # takes connections, never says a word
        hole.bind(("127.0.0.1", 0))
        hole.listen()
        mail = open_mail(f"vbmail://127.0.0.1:{hole.getsockname()[1]}/?from=van-phong@huyen.example&rto=1&cto=1")
        result = sweep(memory, on=DAY, at=at_nine(DAY), site=site(), channels={"mail": mail})
        mail.close()

    assert set(result.delivered) <= {MessageState.DEFERRED}
    assert result.waiting == PEOPLE
    channel = Recording(name="mail")
    swept(memory, DAY, channel, at=at_nine(DAY) + timedelta(hours=2))
    check_once(memory, channel)


# --- a jumping clock ----------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_ahead_and_back_repeats_nothing(store: Store) -> None:
    fill(store)
    channel = Recording()
    swept(store, DAY, channel)
    there = len(channel.letters)

    swept(store, DAY + timedelta(days=32), channel)  # the machine believes it is May
    ahead = len(channel.letters)
    for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=4)):
        swept(store, day, channel)

    assert there == PEOPLE
    assert ahead > there
    with store.reading() as conn:
        assert log.verify(conn) == []
        listed = messages.messages(conn)
    assert len({(m.day, m.contact_id, m.channel, m.kind) for m in listed}) == len(listed)
    said = [letter.mail_id for letter in channel.letters]
    assert len(said) == len(set(said))


def test_a_sweep_at_a_wrong_hour_sends_nothing_until_the_office_opens(memory: Store) -> None:
    fill(memory)
    channel = Recording()

    swept(memory, DAY, channel, at=at_nine(DAY) - timedelta(hours=8))
    assert channel.letters == []
    swept(memory, DAY, channel)

    check_once(memory, channel)
