"""A used store of the first shape, kept as `tests/stores/first.tar.gz`: what every later version must bring through.

Frozen with the first release. Until then the first migration may still change; then run `python tests/first_store.py`.
"""

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE / "stores" / "first.tar.gz"
REVISION = "0001"


def make() -> None:
    """Live a few days with every kind of thing a site has, and write it down."""
    from directive import backup
    from directive.settings import Settings
    from directive.store import migrate, open_store
    from tasks.rooms import Rooms

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(home=home, office_name="Văn phòng HĐND và UBND", _env_file=None)  # type: ignore[call-arg]
        store = open_store(settings.url)
        migrate.upgrade(store, REVISION)
        from directive.files import FileRoom

        _live(Rooms(settings, store, FileRoom(home / "tep"), b"secret"))
        at = datetime(2024, 7, 1, tzinfo=UTC)
        done = backup.write(store, FileRoom(home / "tep"), home / "out", at=at, settings=settings, secret=b"secret")
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_bytes(done.path.read_bytes())
        store.close()


def _live(site: object) -> None:
    """The first weeks of the demo: intake, requests, answers, a returned one, extensions, messages."""
    from typing import cast

    from directive.site import site_calendar
    from flows.demo import at_hour, begin, live, read_script, sample_folder
    from notifications.channels import close_all, open_channels
    from notifications.site import site_of
    from notifications.sweep import sweep
    from tasks.rooms import Rooms

    rooms = cast(Rooms, site)
    folder = sample_folder()
    script = read_script(folder)
    directive_id = begin(rooms, folder, script)
    with rooms.store.reading() as conn:
        calendar = site_calendar(conn)
    channels = open_channels("", outbox=rooms.outbox)
    rules = site_of(rooms.settings, rooms.secret)

    def each_day(day: date) -> None:
        if day.weekday() == 0:
            sweep(rooms.store, on=day, at=at_hour(day, 8), site=rules, channels=channels)

    live(rooms, directive_id, script, calendar=calendar, each_day=each_day)
    close_all(channels)


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    make()
    sys.stdout.write(f"{KEPT}: {KEPT.stat().st_size // 1024} KB\n")
