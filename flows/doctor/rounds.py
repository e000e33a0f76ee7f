"""Which checks are made, in which order."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from directive.settings import Settings
from directive.store import Store, health, open_store, version
from flows.doctor import machine, store
from flows.doctor.finding import Finding, Grade, bad, caught
from tasks.rooms import rooms


def look(settings: Settings, now: datetime, *, deep: bool = False) -> Iterator[Finding]:
    """What costs milliseconds and needs nothing but this machine and the store."""
    yield from caught("phiên bản", machine.versions)
    yield from caught("cấu hình", lambda: machine.configuration(settings))
    yield from caught("đĩa", lambda: machine.disk(settings))
    opened: list[Store] = []
    try:
        found = list(caught("cơ sở dữ liệu", lambda: _opened(settings, opened, deep=deep)))
        yield from found
        if opened:
            yield from _of_store(settings, opened[0], now)
    finally:
        for one in opened:
            one.close()


def look_closely(settings: Settings, now: datetime, *, engine: bool = True) -> Iterator[Finding]:
    """Everything: also people, channels and Prefect, over the network."""
    found = list(look(settings, now, deep=True))
    yield from found
    if not any(one.check in ("cơ sở dữ liệu", "phiên bản kho") and one.grade is Grade.BAD for one in found):
        yield from caught("người liên hệ", lambda: _with_site(settings, store.contacts))
        yield from caught("kênh", lambda: _with_site(settings, store.channels))
    if engine:
        from flows.doctor.engine import engine as ask

        yield from caught("Prefect", lambda: ask(settings))


def _opened(settings: Settings, opened: list[Store], *, deep: bool) -> Iterator[Finding]:
    if settings.url.startswith("sqlite:///") and not Path(settings.url.removeprefix("sqlite:///")).exists():
        yield bad("cơ sở dữ liệu", f"chưa có kho ở {settings.home}", "Chạy `dondoc upgrade` (hoặc `dondoc up`)")
        return
    one = open_store(settings.url)
    yield from store.database(one, deep=deep)
    opened.append(one)


def _of_store(settings: Settings, opened: Store, now: datetime) -> Iterator[Finding]:
    yield from caught("phiên bản kho", lambda: store.migrations(opened))
    if version.current(opened) != version.newest():
        return
    yield from caught("đồng hồ", lambda: _clocks(settings, opened, now))
    yield from caught("lịch làm việc", lambda: store.calendar(opened, settings.day(now)))
    yield from caught("lượt đôn đốc", lambda: store.sweep(settings, opened, now))
    yield from caught("thông báo", lambda: store.messages(opened))
    yield from caught("sao lưu", lambda: store.backup(settings, opened, now))


def _clocks(settings: Settings, opened: Store, now: datetime) -> Iterable[Finding]:
    with opened.reading() as conn:
        last = health.last_event_at(conn)
    return machine.clock(settings, now, server=health.database(opened).clock, last_event=last)


def _with_site(settings: Settings, check: Callable[..., Iterable[Finding]]) -> Iterator[Finding]:
    with rooms(settings) as site:
        yield from check(site)
