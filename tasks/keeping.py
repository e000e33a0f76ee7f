"""Keeping the site in order. Knows no Prefect: the command line does the same."""

from pathlib import Path
from typing import TYPE_CHECKING

from directive.store.operating import set_mark
from tasks.clock import now
from tasks.rooms import Rooms

if TYPE_CHECKING:
    from directive.backup import Written

LAST_BACKUP = "last-backup"


def backed_up(site: Rooms, *, folder: Path | None = None, with_files: bool = True) -> "Written":
    """Write a backup and prove it; then take the oldest ones away."""
    from directive import backup

    at, into = now(), folder or site.settings.backups
    written = backup.write(
        site.store, site.files if with_files else None, into, at=at, settings=site.settings, secret=site.secret
    )
    backup.verify(written.path)
    set_mark(site.store, LAST_BACKUP, at.isoformat(), at=at)
    if folder is None:
        for old in backup.old_ones(into, site.settings.backup_keep):
            old.unlink()
    return written
