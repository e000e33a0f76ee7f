"""`dondoc demo`: the demo's own folder, loaded once, shown whenever it is started."""

import os
import shutil
from datetime import date
from pathlib import Path

from directive.errors import NotAllowed
from directive.settings import Settings, load_settings
from directive.site import site_calendar
from directive.store.operating import mark, set_mark
from flows.demo import at_hour, begin, live, read_script, sample_folder
from flows.engine import engine_environment
from flows.supervisor import Say, is_taken
from notifications.channels import close_all, open_channels
from notifications.site import site_of
from notifications.sweep import sweep
from tasks.clock import now
from tasks.rooms import Rooms, rooms
from tasks.weekly import send_weekly

LOADED = "demo-loaded"
"""The mark of a demo whose days were lived through to the end."""


def demo_settings() -> Settings:
    """Settings of the demo, also for the children: a folder of its own, the script's last day as today."""
    script = read_script(sample_folder())
    home = Path(os.environ.get("DONDOC_HOME", "var")) / "trinh-dien"
    os.environ.update(
        DONDOC_HOME=str(home.resolve()),
        DONDOC_TODAY=script.until.strftime("%d/%m/%Y"),
        DONDOC_DEMO="true",
        DONDOC_OFFICE_NAME="Văn phòng HĐND và UBND huyện Bình Sơn",
    )
    return load_settings()


def load(settings: Settings, *, say: Say) -> None:
    """Live through the demo's days unless that was done; what was broken off half-way starts over."""
    with rooms(settings, migrate=True) as site, site.store.reading() as conn:
        loaded = mark(conn, LOADED) is not None
    if loaded:
        say(f"Dữ liệu trình diễn đã có trong {settings.home}; bắt đầu lại bằng `make demo-reset`.")
        return
    shutil.rmtree(settings.home, ignore_errors=True)
    with rooms(settings, migrate=True) as site:
        _live(site, say)
        set_mark(site.store, LOADED, "1", at=now())


def forget(*, say: Say) -> None:
    """Delete the demo's folder (demo-reset)."""
    settings = demo_settings()
    if is_taken(settings.host, settings.engine_port) or is_taken(settings.host, settings.port):
        raise NotAllowed("Bản trình diễn còn đang chạy. Dừng nó (Ctrl-C) rồi chạy lại lệnh này.")
    shutil.rmtree(settings.home, ignore_errors=True)
    say(f"Đã xoá {settings.home}. Tiếp theo: make run.")


def show(settings: Settings, *, say: Say) -> None:
    """Bring the leaders' pages into the Prefect UI."""
    os.environ.update(engine_environment(settings))  # the client reads its address when it is first imported
    from tasks.publishing import publish

    with rooms(settings) as site:
        written = publish(site, on=settings.day(now()), at=settings.instant(now()))
    say(f"Đã cập nhật bảng điều hành ({written} trang).")


def _live(site: Rooms, say: Say) -> None:
    folder = sample_folder()
    script = read_script(folder)
    say(f"Nạp công văn mẫu và sống qua các ngày {script.issued_on:%d/%m/%Y} – {script.until:%d/%m/%Y} …")
    directive_id = begin(site, folder, script)
    with site.store.reading() as conn:
        calendar = site_calendar(conn)
    channels = open_channels(site.settings.channels, outbox=site.outbox)
    rules = site_of(site.settings, site.secret)
    sent = 0

    def each_day(day: date) -> None:
        nonlocal sent
        at = at_hour(day, 8)
        sent += sweep(site.store, on=day, at=at, site=rules, channels=channels).delivered.total()
        _, done = send_weekly(
            site.store,
            on=day,
            site=rules,
            settings=site.settings,
            channels=channels,
            clock=lambda: at,
            calendar=calendar,
        )
        sent += done.states.total() if done else 0

    live(site, directive_id, script, calendar=calendar, each_day=each_day)
    close_all(channels)
    say(f"Đã gửi {sent} thông báo vào hộp thư đi giả định; mọi câu trả lời trong bản này là giả định.")
