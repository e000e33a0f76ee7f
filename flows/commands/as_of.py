"""--as-of: what was known at a moment, for the commands that show where things stand."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from directive.calendar import VIETNAM
from directive.settings import Settings, moment_of_text
from directive.store import Reading
from tasks.clock import business_day
from tasks.rooms import Rooms


def as_of(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--as-of",
        metavar="LÚC",
        help="dựng lại từ nhật ký những gì đã biết lúc đó: “18/06/2024 14:30”, hoặc một ngày (đến hết ngày)",
    )


@contextmanager
def known_at(site: Rooms, moment: str | None) -> Iterator[Reading]:
    """The store, or what it knew at a moment."""
    with site.store.reading() as conn:
        if moment is None:
            yield conn
            return
        from directive.store.past import as_known

        with as_known(conn, moment_of_text(moment)) as past:
            yield past


def day_asked(settings: Settings, args: argparse.Namespace) -> date:
    """The day figures are for: the one given, the day of the moment, or today."""
    if args.as_of and not args.on:
        return moment_of_text(args.as_of).astimezone(VIETNAM).date()
    return business_day(settings, args.on)
