"""The room of files: named by content, written whole, proved when read."""

import hashlib
import threading
from pathlib import Path

import pytest

from directive.errors import DirectiveError, NotFound
from directive.files import FileRoom

DATA = "Báo cáo".encode()
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def room(tmp_path: Path) -> FileRoom:
    return FileRoom(tmp_path / "kho")


def files(room: FileRoom) -> list[Path]:
    return [path for path in room.root.rglob("*") if path.is_file()]


def test_what_is_kept_is_read_back(room: FileRoom) -> None:
    assert room.keep(DATA) == SHA
    assert room.read(SHA) == DATA
    assert room.check(SHA)


def test_the_same_content_is_kept_once(room: FileRoom) -> None:
    room.keep(DATA)
    before = room.path(SHA).stat().st_mtime_ns
    room.keep(DATA)
    assert files(room) == [room.path(SHA)]
    assert room.path(SHA).stat().st_mtime_ns == before


def test_a_changed_byte_is_found_and_never_served(room: FileRoom) -> None:
    room.keep(DATA)
    room.path(SHA).chmod(0o640)
    room.path(SHA).write_bytes(b"sai")
    assert not room.check(SHA)
    with pytest.raises(DirectiveError, match="thay đổi hoặc hỏng"):
        room.read(SHA)


def test_keeping_the_good_bytes_again_heals_a_damaged_file(room: FileRoom) -> None:
    room.keep(DATA)
    room.path(SHA).chmod(0o640)
    room.path(SHA).write_bytes(b"sai")
    room.keep(DATA)
    assert room.read(SHA) == DATA


def test_a_missing_file_is_told_with_the_remedy(room: FileRoom) -> None:
    assert not room.check(SHA)
    with pytest.raises(NotFound, match="sao lưu"):
        room.read(SHA)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", SHA.upper(), SHA + "/x", SHA[:-1] + "\n"])
def test_only_a_hash_names_a_file(name: str, room: FileRoom) -> None:
    with pytest.raises(NotFound):
        room.path(name)


def test_a_write_that_breaks_leaves_nothing_behind(room: FileRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        room.keep(DATA)
    assert files(room) == []


def test_many_writers_of_one_file_agree(room: FileRoom) -> None:
    threads = [threading.Thread(target=room.keep, args=(DATA * 50_000,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = files(room)
    assert room.check(kept.name)
