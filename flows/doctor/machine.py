"""The machine: versions, settings, disk, clock."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

from directive.calendar import VIETNAM
from directive.settings import Settings
from flows.doctor.finding import Finding, bad, good, odd

LEAST_FREE = 500 * 1024**2
LOW_FREE = 2 * 1024**3
LEAST_FREE_FILES = 10_000


def versions() -> Iterator[Finding]:
    """Whether the installed packages are those the pins allow: some wrong ones fail without any sign."""
    from packaging.requirements import Requirement

    wrong, count = [], 0
    for text in metadata.requires("dondoc") or []:
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        count += 1
        found = _installed(wanted.name)
        if found is None:
            wrong.append(f"thiếu {wanted.name}")
        elif not wanted.specifier.contains(found, prereleases=True):
            wrong.append(f"{wanted.name} {found}, cần {wanted.specifier}")
    python = ".".join(map(str, sys.version_info[:3]))
    if wrong:
        remedy = "Cài lại đúng bản đã ghim: pip install --no-deps --require-hashes -r requirements.lock"
        yield bad("phiên bản", "; ".join(wrong), remedy)
    else:
        yield good(
            "phiên bản", f"dondoc {metadata.version('dondoc')}, Python {python}, {count} gói đúng phiên bản ghim"
        )
    if sqlite3.sqlite_version_info < (3, 35):
        yield bad("phiên bản", f"SQLite {sqlite3.sqlite_version} quá cũ", "Cần SQLite 3.35 trở lên, hoặc PostgreSQL")


def configuration(settings: Settings) -> Iterator[Finding]:
    """Settings that are well-formed one by one and wrong together."""
    wrong = list(_contradictions(settings))
    yield from wrong
    if not wrong:
        yield good("cấu hình", f"dữ liệu ở {settings.home.resolve()}, kho {_kind(settings.url)}")


def disk(settings: Settings) -> Iterator[Finding]:
    """Room for the store, the files and the backups."""
    places = {"dữ liệu": settings.home.resolve(), "sao lưu": settings.backups}
    seen = set()
    for what, path in places.items():
        there = _existing(path)
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        yield _room(f"đĩa {what}", there)
    if not os.access(_existing(settings.home.resolve()), os.W_OK):
        yield bad("đĩa dữ liệu", f"không ghi được vào {settings.home}", "Sửa quyền, hoặc đặt DONDOC_HOME khác")


def clock(
    settings: Settings, now: datetime, *, server: datetime | None, last_event: datetime | None
) -> Iterator[Finding]:
    """Whether the clocks agree. A jump forwards would urge people early, a jump backwards not at all."""
    check = "đồng hồ"
    remedy = "Bật đồng bộ giờ (systemd-timesyncd hoặc chrony) trên các máy"
    ZoneInfo("Asia/Ho_Chi_Minh")  # raises where the machine has no time zones
    if server is not None and abs(server - now) > timedelta(minutes=2):
        apart = abs((server - now).total_seconds()) / 60
        yield bad(check, f"lệch {apart:.0f} phút so với máy chủ cơ sở dữ liệu", remedy)
        return
    if settings.today is None and last_event is not None and last_event - now > timedelta(minutes=5):
        yield bad(
            check,
            f"đang lùi: kho có sự kiện ghi lúc {last_event.astimezone(VIETNAM):%H:%M %d/%m/%Y}, sau giờ hiện nay",
            remedy,
        )
        return
    local = f"{now.astimezone(VIETNAM):%H:%M %d/%m/%Y}, giờ Việt Nam"
    if settings.today is not None and not settings.demo:
        yield odd(
            check, f"{local}; đang chạy với ngày giả định {settings.today:%d/%m/%Y}", "Bỏ DONDOC_TODAY khi dùng thật"
        )
        return
    yield good(check, local)


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _contradictions(settings: Settings) -> Iterator[Finding]:
    here = settings.host in ("127.0.0.1", "localhost", "::1")
    admin, leader = settings.admin_password.get_secret_value(), settings.leader_password.get_secret_value()
    if not here and not admin:
        remedy = "Đặt DONDOC_ADMIN_PASSWORD, hoặc DONDOC_HOST=127.0.0.1 sau một máy chủ proxy"
        yield bad("cấu hình", f"nghe ở {settings.host} mà Prefect không có mật khẩu", remedy)
    if not (admin + leader).isascii():
        yield bad("cấu hình", "mật khẩu Prefect có chữ có dấu", "Chỉ dùng chữ không dấu, số và ký hiệu")
    if leader and not admin:
        yield bad("cấu hình", "có mật khẩu lãnh đạo nhưng không có mật khẩu quản trị", "Đặt DONDOC_ADMIN_PASSWORD")
    if admin and admin == leader:
        yield bad("cấu hình", "lãnh đạo và quản trị cùng một mật khẩu", "Đặt hai mật khẩu khác nhau")
    if settings.demo and not settings.public_url.startswith("http://127.0.0.1"):
        yield bad("cấu hình", "DONDOC_DEMO=true: ai mở được cổng cũng vào được bàn làm việc", "Đặt DONDOC_DEMO=false")
    if not settings.public_url.startswith("https://") and not here:
        yield odd(
            "cấu hình", f"DONDOC_PUBLIC_URL là {settings.public_url}, không mã hoá", "Đặt proxy TLS (docs/deploy.md)"
        )
    if settings.channels and "127.0.0.1" in settings.public_url:
        remedy = "Đặt DONDOC_PUBLIC_URL là địa chỉ mà đơn vị mở được"
        yield odd("cấu hình", f"liên kết trong thư trỏ về {settings.public_url}", remedy)
    url = settings.heartbeat_url.get_secret_value()
    if url and not url.startswith(("https://", "http://")):
        yield bad("cấu hình", "DONDOC_HEARTBEAT_URL không phải địa chỉ http", "Sửa, hoặc để trống")


def _kind(url: str) -> str:
    return "PostgreSQL" if url.startswith("postgresql") else "SQLite"


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    while not path.exists():
        path = path.parent
    return path


def _room(check: str, path: Path) -> Finding:
    free, files = shutil.disk_usage(path).free, os.statvfs(path)
    words = f"còn {free / 1024**3:.1f} GB ở {path}"
    if files.f_files and files.f_favail < LEAST_FREE_FILES:
        return bad(check, f"chỉ còn {files.f_favail} tệp (inode) ở {path}", "Xoá bớt tệp cũ không thuộc dondoc")
    if free < LEAST_FREE:
        return bad(check, words, "Thêm đĩa; chuyển bản sao lưu và nhật ký cũ đi nơi khác")
    if free < LOW_FREE:
        return odd(check, words, "Sắp đầy: thêm đĩa hoặc chuyển bản sao lưu đi nơi khác")
    return good(check, words)
