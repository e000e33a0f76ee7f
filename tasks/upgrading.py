"""Bringing a site to this version: write down what there is, change the store, prove it. Knows no Prefect."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from directive.errors import DirectiveError
from directive.settings import Settings
from directive.store import Store, health, log, version


class Upgraded(NamedTuple):
    """What an upgrade came to."""

    before: str | None
    after: str
    backup: Path | None  # of the store as it was, when there was something to lose
    events: int


class Spoilt(DirectiveError):
    """Nâng cấp không xong; kho cần khôi phục từ bản sao lưu vừa ghi."""


def upgraded(store: Store, settings: Settings, *, secret: bytes, at: datetime) -> Upgraded:
    """Migrate a store if it needs it. A filled one is backed up first; its log must be whole afterwards."""
    from directive.store import dumping, migrate

    before, wanted = version.current(store), version.newest()
    if before == wanted:
        with store.reading() as conn:
            return Upgraded(before, wanted, None, health.events_written(conn))
    kept, events = None, 0
    if before is not None and not dumping.is_empty(store):
        from directive import backup

        _refuse_newer(before, migrate.known())
        # Files are named by content and no migration touches them: the store alone is what may be lost.
        kept = backup.write(store, None, settings.backups, at=at, settings=settings, secret=secret).path
        with store.reading() as conn:
            events = health.events_written(conn)
    try:
        migrate.upgrade(store)
        _prove(store, wanted, events)
    except Exception as error:
        if kept is None:
            raise
        raise Spoilt(
            f"Nâng cấp từ {before} không xong ({type(error).__name__}: {error}). Kho cũ ở {kept}: cài lại phiên bản "
            "dondoc trước, đặt DONDOC_HOME hoặc DONDOC_DATABASE_URL vào chỗ trống rồi `dondoc restore`."
        ) from error
    return Upgraded(before, wanted, kept, events)


def _refuse_newer(before: str, known: frozenset[str]) -> None:
    if before not in known:
        raise DirectiveError(
            f"Kho ở phiên bản {before} mà chương trình này không biết: kho do một dondoc mới hơn tạo. Cài bản mới hơn."
        )


def _prove(store: Store, wanted: str, events: int) -> None:
    if version.current(store) != wanted:
        raise DirectiveError(f"kho chưa đến phiên bản {wanted}")
    with store.reading() as conn:
        broken, now = log.verify(conn), health.events_written(conn)
    if broken or now != events:
        raise DirectiveError(f"nhật ký có {now} sự kiện, cần {events}; {len(broken)} chỗ đứt")
