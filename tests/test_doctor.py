"""The doctor says what is wrong in one sentence, never stops half-way, and writes nothing."""

import http.server
import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from follow_up_site import fill, people

from directive.settings import Settings
from directive.store import Store, migrate, open_store, operating
from flows import doctor
from flows.cli import main
from flows.doctor import Grade, machine
from flows.heartbeat import beat, last_beat
from tasks.keeping import LAST_BACKUP

NOON = datetime(2024, 4, 4, 5, tzinfo=UTC)  # Thursday 04/04/2024, 12:00 in Vietnam
EARLY = datetime(2024, 4, 4, 0, 30, tzinfo=UTC)  # 07:30, before the day's sweep


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "nha", _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def used(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.url)
    migrate.upgrade(opened)
    fill(opened)
    yield opened
    opened.close()


def found(settings: Settings, check: str, at: datetime = NOON) -> list[doctor.Finding]:
    return [one for one in doctor.look(settings, at) if one.check == check]


@pytest.mark.parametrize(
    ("swept", "at", "grade"),
    [
        (None, NOON, Grade.ODD),
        (date(2024, 4, 4), NOON, Grade.GOOD),
        (date(2024, 4, 3), NOON, Grade.BAD),
        (date(2024, 4, 3), EARLY, Grade.GOOD),  # today's is still to come
        (date(2024, 4, 2), EARLY, Grade.BAD),
    ],
)
def test_a_day_that_was_not_swept_is_complained_about(
    settings: Settings, used: Store, swept: date | None, at: datetime, grade: Grade
) -> None:
    if swept:
        operating.set_mark(used, operating.LAST_SWEEP, swept.isoformat(), at=at)

    assert [one.grade for one in found(settings, "lượt đôn đốc", at)] == [grade]


def test_a_site_without_a_store_is_told_how_to_begin_and_nothing_is_made(settings: Settings) -> None:
    said = found(settings, "cơ sở dữ liệu")

    assert [one.grade for one in said] == [Grade.BAD]
    assert "dondoc upgrade" in said[0].remedy
    assert not settings.home.exists()


def test_a_store_of_another_shape_is_told_to_upgrade(settings: Settings, used: Store) -> None:
    with used.engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    said = found(settings, "phiên bản kho")

    assert [one.grade for one in said] == [Grade.BAD]
    assert "dondoc upgrade" in said[0].remedy


def test_a_damaged_database_is_a_sentence_not_a_crash(settings: Settings, used: Store) -> None:
    used.close()
    path = Path(settings.url.removeprefix("sqlite:///"))
    path.write_bytes(b"this is not a database" * 1000)

    said = list(doctor.look(settings, NOON))

    assert [one.grade for one in said if one.check == "cơ sở dữ liệu"] == [Grade.BAD]
    assert any(one.check.startswith("đĩa") for one in said)


def test_a_missing_year_of_the_calendar_is_bad(settings: Settings, used: Store) -> None:
    at = datetime(2035, 12, 2, 3, tzinfo=UTC)

    assert {one.grade for one in found(settings, "lịch làm việc", at)} == {Grade.BAD}


def test_a_clock_that_went_back_is_noticed(settings: Settings, used: Store) -> None:
    said = found(settings, "đồng hồ", datetime(2024, 2, 28, tzinfo=UTC))  # before the last event

    assert [one.grade for one in said] == [Grade.BAD]
    assert "lùi" in said[0].words


def test_clocks_that_differ_are_noticed(settings: Settings) -> None:
    server = datetime(2024, 4, 4, 5, 7, tzinfo=UTC)

    said = list(machine.clock(settings, NOON, server=server, last_event=None))

    assert "7 phút" in said[0].words


def test_an_old_backup_is_bad(settings: Settings, used: Store) -> None:
    assert [one.grade for one in found(settings, "sao lưu")] == [Grade.ODD]
    operating.set_mark(used, LAST_BACKUP, "2024-04-01T12:00:00+00:00", at=NOON)
    assert [one.grade for one in found(settings, "sao lưu")] == [Grade.BAD]
    operating.set_mark(used, LAST_BACKUP, "2024-04-03T12:00:00+00:00", at=NOON)
    assert [one.grade for one in found(settings, "sao lưu")] == [Grade.GOOD]


@pytest.mark.parametrize(
    ("given", "grade", "words"),
    [
        ({"host": "0.0.0.0"}, Grade.BAD, "không có mật khẩu"),
        ({"admin_password": "mật-khẩu"}, Grade.BAD, "chữ có dấu"),
        ({"leader_password": "x"}, Grade.BAD, "quản trị"),
        ({"admin_password": "x", "leader_password": "x"}, Grade.BAD, "cùng một mật khẩu"),
        ({"demo": True, "public_url": "https://dondoc.example"}, Grade.BAD, "DONDOC_DEMO"),
        ({"heartbeat_url": "ftp://nhip.example"}, Grade.BAD, "DONDOC_HEARTBEAT_URL"),
        ({"channels": "folder:///tmp/x"}, Grade.ODD, "127.0.0.1"),
        ({}, Grade.GOOD, "SQLite"),
    ],
)
def test_settings_that_do_not_fit_together_are_found(
    tmp_path: Path, given: dict[str, object], grade: Grade, words: str
) -> None:
    settings = Settings(home=tmp_path, _env_file=None, **given)  # type: ignore[arg-type]

    said = list(machine.configuration(settings))

    assert doctor.worst(said) is grade
    assert any(words in one.words for one in said)


def test_a_full_disk_is_bad(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = machine.shutil.disk_usage("/")
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage._replace(free=10 * 1024**2))

    assert Grade.BAD in {one.grade for one in machine.disk(settings)}


def test_wrong_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_installed", lambda name: "2.1.9" if name == "sqlalchemy" else "99")

    said = list(machine.versions())

    assert said[0].grade is Grade.BAD
    assert "sqlalchemy 2.1.9, cần <2.1,>=2.0.40" in said[0].words


def test_agencies_nobody_can_reach_and_channels_that_cannot_be_used_are_bad(settings: Settings, tmp_path: Path) -> None:
    opened = open_store(settings.url)
    migrate.upgrade(opened)
    fill(opened, contacts=tuple(one for one in people() if one.agency_id != "xa-a"))
    opened.close()
    settings = settings.model_copy(update={"channels": "vbmail://127.0.0.1:9/?from=vp@huyen.example"})

    said = {one.check: one for one in doctor.look_closely(settings, NOON, engine=False)}

    assert "UBND xã Bình Thanh" in said["người liên hệ"].words
    assert said["kênh mail"].grade is Grade.BAD


def test_a_channel_that_is_written_wrongly_loses_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, right = (home_with_letters(tmp_path / name) for name in ("wrong", "right"))
    day = "04/04/2024"

    monkeypatch.setenv("DONDOC_HOME", str(wrong))
    monkeypatch.setenv("DONDOC_CHANNELS", "vbmail://")  # no server named
    assert main(["sweep", "--on", day]) != 0
    assert main(["doctor", "--no-engine"]) == 1
    assert "✗ kênh" in capsys.readouterr().out

    for home in (wrong, right):
        monkeypatch.setenv("DONDOC_HOME", str(home))
        monkeypatch.setenv("DONDOC_CHANNELS", f"folder://{home}/thu")
        assert main(["sweep", "--on", day]) == 0

    assert letters_in(right) >= 9
    assert letters_in(wrong) == letters_in(right)


def home_with_letters(home: Path) -> Path:
    home.mkdir()
    store = open_store(f"sqlite:///{home}/dondoc.db")
    migrate.upgrade(store)
    fill(store)
    store.close()
    return home


def letters_in(home: Path) -> int:
    return len(list((home / "thu").rglob("*.eml")))


def test_the_exit_status_and_json_are_for_monitors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))

    assert main(["doctor", "--json", "--quick"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["tot"] is False
    assert {"ten", "muc", "loi", "cach_sua"} == set(said["kiem_tra"][0])
    assert main(["upgrade"]) == 0
    capsys.readouterr()
    assert main(["doctor", "--json", "--quick"]) == 0
    assert json.loads(capsys.readouterr().out)["tot"] is True


def test_an_absent_engine_is_one_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")

    said = [one for one in doctor.look_closely(settings, NOON) if one.check == "Prefect"]

    assert [one.grade for one in said] == [Grade.BAD]
    assert "dondoc up" in said[0].remedy


def test_the_outside_hears_of_every_sweep(settings: Settings) -> None:
    heard: list[str] = []

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    settings.home.mkdir()
    with http.server.HTTPServer(("127.0.0.1", 0), Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/nhip-bi-mat"
        told = settings.model_copy(update={"heartbeat_url": Settings(heartbeat_url=url).heartbeat_url})
        assert beat(told, date(2024, 4, 4)) is True
        server.shutdown()

    assert heard == ["/nhip-bi-mat"]
    assert last_beat(settings.home) == date(2024, 4, 4)


def test_an_outside_that_does_not_answer_stops_nothing_and_is_not_named_in_the_log(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    deaf = settings.model_copy(
        update={"heartbeat_url": Settings(heartbeat_url="http://127.0.0.1:9/nhip-bi-mat").heartbeat_url}
    )

    assert beat(deaf, date(2024, 4, 4)) is False  # the folder is missing too

    assert "nhip-bi-mat" not in caplog.text
    assert "heartbeat" in caplog.text
    assert not os.path.exists(settings.home)
