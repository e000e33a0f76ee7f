"""A backup is one moment of a running site; restored on either database it equals the original, or nothing happens."""

import gzip
import json
import os
import tarfile
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from follow_up_site import Recording, at_nine, fill, swept
from sqlalchemy import text

from directive import backup
from directive.backup import Manifest
from directive.errors import BadInput, DirectiveError, NotAllowed
from directive.files import FileRoom
from directive.settings import Settings
from directive.store import Store, dumping, health, log, migrate, open_store, operating, tokens, version

AT = datetime(2024, 4, 4, 12, tzinfo=UTC)
SECRET = b"a key nobody may read"


@pytest.fixture
def site(store: Store, tmp_path: Path) -> tuple[Store, FileRoom]:
    """A site on each database in turn."""
    return used(store, tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Store, FileRoom]]:
    """A site on SQLite, for what does not depend on the database."""
    store = open_store(f"sqlite:///{tmp_path}/small.db")
    store.create()
    yield used(store, tmp_path)
    store.close()


def used(store: Store, tmp_path: Path) -> tuple[Store, FileRoom]:
    """A store that was worked with, made by migrations as a real one is, and two files."""
    with store.engine.begin() as conn:
        for table in reversed(dumping.tables(conn)):
            conn.execute(text(f"DROP TABLE {table.name}"))
    migrate.upgrade(store)
    fill(store)
    swept(store, date(2024, 4, 4), Recording())
    tokens.put(store, "zalo", access="token-of-zalo", refresh="refresh-of-zalo", expires_at=AT, at=AT)
    operating.set_mark(store, "page-don-vi", "abc", at=AT)
    files = FileRoom(tmp_path / "tep")
    files.keep("Biên bản nghiệm thu".encode())
    files.keep(os.urandom(200_000))
    return store, files


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A second database with nothing in it."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path}/other/dondoc.db")
        yield opened
        opened.close()
        return
    url = request.getfixturevalue("postgres_url")
    first = open_store(url)
    with first.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("DROP DATABASE IF EXISTS other WITH (FORCE)"))
        conn.execute(text("CREATE DATABASE other"))
    first.close()
    opened = open_store(url.replace("/postgres?", "/other?"))
    assert opened.engine.url.database == "other"
    yield opened
    opened.close()


def settings_of(tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path,
        admin_password="mat-khau",
        channels="vbmails://ten:mat-khau@thu.example",
        office_name="Văn phòng",
        _env_file=None,  # type: ignore[call-arg]
    )


def written(site: tuple[Store, FileRoom], tmp_path: Path, at: datetime = AT) -> Path:
    store, files = site
    folder = tmp_path / "sao-luu"
    return backup.write(store, files, folder, at=at, settings=settings_of(tmp_path), secret=SECRET).path


def everything(store: Store) -> dict[str, list[bytes]]:
    with dumping.snapshot(store) as conn:
        return {one.name: [dumping.as_line(row) for row in dumping.rows(conn, one)] for one in dumping.tables(conn)}


def test_a_restored_site_equals_the_original(site: tuple[Store, FileRoom], empty: Store, tmp_path: Path) -> None:
    store, files = site
    archive = written(site, tmp_path)
    again = FileRoom(tmp_path / "tep-2")

    backup.restore(archive, empty, again)

    before, after = everything(store), everything(empty)
    before["marks"] = [line for line in before["marks"] if not line.startswith(b'["page-')]
    assert after == before
    assert len(before["messages"]) > 5
    names = [path.name for path in files.root.glob("??/??/*")]
    assert len(names) == 2
    assert all(again.read(name) == files.read(name) for name in names)
    with empty.reading() as conn:
        assert log.verify(conn) == []
    assert version.current(empty) == version.newest()
    swept(empty, date(2024, 4, 5), Recording())  # and it goes on working


def test_an_archive_holds_no_secret(small: tuple[Store, FileRoom], tmp_path: Path) -> None:
    archive = written(small, tmp_path)

    with gzip.open(archive) as plain:
        said = plain.read()
    assert b"page-don-vi" in said
    for secret in (b"mat-khau", b"token-of-zalo", b"refresh-of-zalo", SECRET):
        assert secret not in said
    assert archive.stat().st_mode & 0o077 == 0


def test_the_archive_is_one_moment_while_others_write(site: tuple[Store, FileRoom], tmp_path: Path) -> None:
    store, _ = site
    stop = threading.Event()

    def go_on() -> None:
        n = 0
        while not stop.is_set():
            operating.set_mark(store, f"busy-{n}", "x", at=AT)
            swept(store, date(2024, 4, 5), Recording(), at=at_nine(date(2024, 4, 5)))
            n += 1

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        archives = [written(site, tmp_path, AT + timedelta(minutes=n)) for n in range(3)]
    finally:
        stop.set()
        writer.join()

    for archive in archives:
        backup.verify(archive)  # the chain holds and every log ends at its head


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9, 0.999])
def test_a_damaged_byte_is_found_and_nothing_is_touched(
    where: float, small: tuple[Store, FileRoom], tmp_path: Path
) -> None:
    archive = written(small, tmp_path)
    data = bytearray(archive.read_bytes())
    data[int(len(data) * where)] ^= 0x55
    archive.write_bytes(data)
    empty, again = open_store(f"sqlite:///{tmp_path}/new/dondoc.db"), FileRoom(tmp_path / "new" / "tep")

    with pytest.raises(BadInput):
        backup.restore(archive, empty, again)

    assert not again.root.exists()
    assert dumping.is_empty(empty)


@pytest.mark.parametrize("cut", [0, 100, 5000])
def test_a_broken_off_archive_is_refused(cut: int, small: tuple[Store, FileRoom], tmp_path: Path) -> None:
    archive = written(small, tmp_path)
    archive.write_bytes(archive.read_bytes()[:cut])

    with pytest.raises(backup.Broken):
        backup.verify(archive)


def test_a_foreign_archive_is_refused(tmp_path: Path) -> None:
    for name, member in (("ours", "tables/events.jsonl"), ("etc", "../../etc/passwd"), ("none", "readme.txt")):
        archive = tmp_path / f"{name}.tar.gz"
        (tmp_path / "x").write_bytes(b"[]\n")
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "x", member)
        with pytest.raises(backup.Broken):
            backup.verify(archive)


def test_an_event_changed_inside_a_good_archive_breaks_its_chain(small: tuple[Store, FileRoom], tmp_path: Path) -> None:
    """Somebody who can write archives can also make new hashes; the chain of the log is still not his."""
    store, files = small
    with store.engine.begin() as conn:
        conn.execute(text("UPDATE events SET payload = replace(payload, '12/UBND', '13/UBND')"))

    with pytest.raises(backup.Broken, match="Nhật ký"):
        backup.verify(written((store, files), tmp_path))


def test_a_store_that_holds_anything_is_never_written_over(small: tuple[Store, FileRoom], tmp_path: Path) -> None:
    store, files = small
    archive = written(small, tmp_path)
    before = everything(store)

    with pytest.raises(NotAllowed, match="không trống"):
        backup.restore(archive, store, files)

    assert everything(store) == before


def test_an_archive_of_a_newer_version_is_refused(
    small: tuple[Store, FileRoom], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = written(small, tmp_path)
    monkeypatch.setattr(migrate, "known", lambda: frozenset({"0000"}))
    empty = open_store(f"sqlite:///{tmp_path}/new/dondoc.db")

    with pytest.raises(BadInput, match="mới hơn"):
        backup.restore(archive, empty, FileRoom(tmp_path / "new"))

    assert dumping.is_empty(empty)


def test_a_file_damaged_on_disk_is_named_and_left_out(small: tuple[Store, FileRoom], tmp_path: Path) -> None:
    store, files = small
    sha256 = files.keep(b"will rot")
    path = files.path(sha256)
    path.chmod(0o600)
    path.write_bytes(b"rotten")

    done = backup.write(store, files, tmp_path / "b", at=AT, settings=settings_of(tmp_path), secret=SECRET)

    assert done.manifest.damaged == (sha256,)
    assert backup.verify(done.path).files == done.manifest.files


def test_the_newest_and_one_a_month_are_kept(tmp_path: Path) -> None:
    first = datetime(2024, 1, 1, 12, tzinfo=UTC)
    for n in range(120):
        (tmp_path / f"dondoc-{first + timedelta(days=n):%Y%m%d-%H%M%S}.tar.gz").touch()
    (tmp_path / "cua-toi.tar.gz").touch()

    gone = {path.name for path in backup.old_ones(tmp_path, 14)}

    kept = sorted(path.name[7:15] for path in tmp_path.glob("dondoc-*") if path.name not in gone)
    assert kept[:3] == ["20240131", "20240229", "20240331"]
    assert kept[3:] == [f"{first + timedelta(days=n):%Y%m%d}" for n in range(106, 120)]
    assert "cua-toi.tar.gz" not in gone


def test_the_three_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.cli import main

    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "cu"))
    assert main(["upgrade"]) == 0
    store = open_store(Settings(_env_file=None).url)  # type: ignore[call-arg]
    fill(store)
    events = health.events_written(store.engine.connect())
    assert main(["backup"]) == 0
    archive = next((tmp_path / "cu" / "sao-luu").glob("*.tar.gz"))
    assert main(["verify", str(archive), "--restore"]) == 0
    assert main(["restore", str(archive)]) == NotAllowed.exit_code
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "moi"))

    assert main(["restore", str(archive)]) == 0

    said = capsys.readouterr()
    assert "Khoá ký liên kết khác" in said.out
    assert f"{events} sự kiện" in said.out
    assert "không trống" in said.err
    store.close()
    moved = open_store(f"sqlite:///{tmp_path}/moi/dondoc.db")
    with moved.reading() as conn:
        assert health.events_written(conn) == events
    moved.close()


def test_the_manifest_reads_itself_back(small: tuple[Store, FileRoom], tmp_path: Path) -> None:
    manifest = backup.verify(written(small, tmp_path))

    assert Manifest.model_validate(json.loads(manifest.model_dump_json())) == manifest
    assert manifest.settings["office_name"] == "Văn phòng"
    assert issubclass(backup.Broken, DirectiveError)
