"""weekly: send the leaders' weekly letter, or look at it without sending."""

import argparse
from datetime import datetime
from pathlib import Path

from directive.errors import BadInput
from flows.commands.follow_up import STATES
from tasks.channels import site_channels
from tasks.clock import business_day, message_clock
from tasks.rooms import Rooms, rooms


def weekly_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="NGÀY", help="ngày gửi (dd/mm/yyyy); mặc định hôm nay")
    parser.add_argument("--preview", type=Path, metavar="TỆP.html", help="ghi ra tệp để xem, không gửi, không lưu")


def run_weekly(args: argparse.Namespace) -> int:
    """What the flow “Thư tuần gửi lãnh đạo” does."""
    from directive.settings import load_settings
    from directive.site import site_calendar
    from notifications.channels import close_all
    from notifications.site import site_of
    from tasks.weekly import send_weekly

    settings = load_settings()
    with rooms(settings) as site:
        on = business_day(settings, args.on)
        with site.store.reading() as conn:
            calendar = site_calendar(conn)
        clock = message_clock(settings, calendar)
        if args.preview:
            return _preview(site, args, at=clock())
        channels = site_channels(site)
        try:
            planned, done = send_weekly(
                site.store,
                on=on,
                site=site_of(settings, site.secret),
                settings=settings,
                channels=channels,
                clock=clock,
                calendar=calendar,
            )
        finally:
            close_all(channels)
    print(f"Đã lập {planned} thư tuần." if planned else "Không có thư tuần nào đến lượt.")
    for state, count in sorted(done.states.items()) if done else ():
        print(f"  {STATES[state].capitalize()}: {count}")
    if done and done.faults:
        raise done.faults[0]
    return 0


def _preview(site: Rooms, args: argparse.Namespace, *, at: datetime) -> int:
    from directive.site import site_calendar
    from notifications.digest import render
    from notifications.site import site_of
    from notifications.weekly import sample
    from tasks.weekly import sender_of

    rules, on = site_of(site.settings, site.secret), business_day(site.settings, args.on)
    with site.store.reading() as conn:
        message = sample(conn, on=on, at=at, sender=sender_of(rules, site.settings), calendar=site_calendar(conn))
    letter = render(message, secret=site.secret, public_url=rules.public_url)
    try:
        args.preview.write_text(letter.html, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"Không ghi được {args.preview}: {error.strerror}. Chọn tệp khác.") from error
    print(letter.text)
    print(f"Đã ghi {args.preview}; liên kết trong bản xem trước không mở được gì.")
    return 0
