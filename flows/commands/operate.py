"""up, demo, upgrade: start, try, bring up to date."""

import argparse

from directive.errors import BadInput
from directive.settings import load_settings


def up_arguments(parser: argparse.ArgumentParser) -> None:
    what = "engine (Prefect), portal, worker; không nêu: tất cả trên máy này"
    parser.add_argument("parts", nargs="*", metavar="PHẦN", help=what)
    parser.add_argument("--name", metavar="TÊN", help="tên bộ chạy luồng, mỗi máy một tên")
    parser.add_argument("--limit", type=int, default=2, metavar="N", help="cùng lúc nhiều nhất N luồng (mặc định 2)")


def run_up(args: argparse.Namespace) -> int:
    from flows import doctor
    from flows.up import ENGINE, PARTS, Asked, stay_up
    from tasks.clock import now
    from tasks.rooms import rooms

    if strange := set(args.parts) - set(PARTS):
        raise BadInput(f"Không có phần “{', '.join(sorted(strange))}”. Có: {', '.join(PARTS)}.")
    parts = tuple(part for part in PARTS if part in args.parts) or PARTS
    settings = load_settings()
    # One part brings the store up to date; the others wait for it, so that two machines never migrate at once.
    with rooms(settings, migrate=ENGINE in parts):
        for finding in doctor.look(settings, now()):
            if finding.grade is not doctor.Grade.GOOD:
                _say(f"  {doctor.line(finding)}")
        return stay_up(settings, say=_say, asked=Asked(parts, args.name or "dondoc", args.limit))


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reset", action="store_true", help="xoá dữ liệu trình diễn rồi thôi")
    parser.add_argument("--load", action="store_true", help="chỉ nạp dữ liệu, không khởi động máy chủ")


def run_demo(args: argparse.Namespace) -> int:
    from flows import trying

    if args.reset:
        trying.forget(say=_say)
        return 0
    settings = trying.demo_settings()
    trying.load(settings, say=_say)
    if args.load:
        return 0
    from flows.up import stay_up

    return stay_up(settings, say=_say, loaded=lambda: trying.show(settings, say=_say))


def upgrade_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run_upgrade(args: argparse.Namespace) -> int:
    """Back up, migrate, prove; nothing to do is fine too."""
    del args
    from directive.store import open_store
    from tasks.clock import now
    from tasks.rooms import site_secret
    from tasks.upgrading import upgraded

    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.url)
    try:
        done = upgraded(store, settings, secret=site_secret(settings), at=now())
    finally:
        store.close()
    if done.backup is not None:
        print(f"Đã sao lưu kho cũ vào {done.backup}.")
    if done.before == done.after:
        print(f"Kho đã ở phiên bản {done.after}.")
    else:
        proved = f"; {done.events} sự kiện, nhật ký toàn vẹn" if done.events else ""
        print(f"Đã nâng kho từ {done.before or 'trống'} lên {done.after}{proved}.")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
