"""What a run or a command opens first: settings, store, files, secret. Closed again at the end. Knows no Prefect."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from directive.errors import NotAllowed
from directive.files import FileRoom
from directive.settings import Settings, load_settings
from directive.store import Store, open_store


class Rooms(NamedTuple):
    """One site, opened: its settings, its store, its files, and the secret its links are derived from."""

    settings: Settings
    store: Store
    files: FileRoom
    secret: bytes

    @property
    def outbox(self) -> Path:
        """Where the folder channel writes (hộp thư đi)."""
        return self.settings.home.resolve() / "hop-thu-di"


@contextmanager
def rooms(settings: Settings | None = None, *, migrate: bool = False) -> Iterator[Rooms]:
    """Open the site. With `migrate` a missing or older store is brought up to date; else it must be there."""
    settings = settings or load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.url)
    try:
        _bring_up_to_date(store, settings) if migrate else _check_version(store)
        yield Rooms(settings, store, FileRoom(settings.home.resolve() / "tep"), site_secret(settings))
    finally:
        store.close()


def site_secret(settings: Settings) -> bytes:
    """The secret links are derived from: the one set, or one made once and kept in a file only we can read."""
    if given := settings.secret_key.get_secret_value():
        return given.encode()
    path = settings.home / "khoa-bi-mat"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        with open(fresh, "w", encoding="ascii", opener=_private) as new:
            new.write(secrets.token_urlsafe(32))
        with suppress(FileExistsError):  # made by another process a moment ago
            os.link(fresh, path)  # complete or not there at all, whoever comes first
        fresh.unlink()
    return path.read_text(encoding="ascii").encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _bring_up_to_date(store: Store, settings: Settings) -> None:
    from tasks.clock import now
    from tasks.upgrading import upgraded

    upgraded(store, settings, secret=site_secret(settings), at=now())


def _check_version(store: Store) -> None:
    from directive.store import version

    found, wanted = version.current(store), version.newest()
    if found != wanted:
        raise NotAllowed(
            f"Kho ở {store.engine.url.render_as_string()} chưa đúng phiên bản (có {found or 'chưa có bảng'}, "
            f"cần {wanted}). Chạy `dondoc upgrade`."
        )
