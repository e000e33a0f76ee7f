"""keys: keys by which other systems read through /api/v1."""

import argparse
from datetime import datetime, timedelta

from directive.calendar import VIETNAM
from directive.errors import BadInput
from directive.ledger import ApiKey, ApiScope
from tasks.clock import now
from tasks.rooms import Rooms, rooms

MAX_DAYS = 730


def keys_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="make|list|revoke", required=True)
    make = acts.add_parser("make", help="tạo khoá và in ra một lần")
    make.add_argument("name", metavar="TÊN", help="hệ thống dùng khoá")
    make.add_argument(
        "--scope",
        action="append",
        choices=[scope.value for scope in ApiScope],
        default=[],
        help="được đọc gì; lặp lại được (mặc định: mọi thứ)",
    )
    make.add_argument("--days", type=int, default=365, metavar="NGÀY", help=f"dùng được bao lâu, tối đa {MAX_DAYS}")
    make.add_argument("--directive", type=int, metavar="SỐ", help="chỉ văn bản này")
    make.add_argument("--agency", metavar="MÃ", help="chỉ phần việc của cơ quan này")
    make.add_argument("--by", default="Quản trị", help="người tạo, ghi vào nhật ký")
    acts.add_parser("list", help="liệt kê các khoá")
    revoke = acts.add_parser("revoke", help="thu hồi một khoá")
    revoke.add_argument("number", type=int, metavar="SỐ")
    revoke.add_argument("--by", default="Quản trị", help="người thu hồi, ghi vào nhật ký")


def run_keys(args: argparse.Namespace) -> int:
    with rooms() as site:
        return {"make": _make, "list": _list, "revoke": _revoke}[args.act](args, site)


def _make(args: argparse.Namespace, site: Rooms) -> int:
    import secrets

    from directive import api_keys

    if not 1 <= args.days <= MAX_DAYS:
        raise BadInput(f"--days từ 1 đến {MAX_DAYS}.")
    at = site.settings.instant(now())
    key = api_keys.PREFIX + secrets.token_urlsafe(32)
    made = api_keys.make(
        site.store,
        key=key,
        name=args.name,
        scopes=[ApiScope(s) for s in args.scope] or list(ApiScope),
        directive_id=args.directive,
        agency_id=args.agency,
        expires_at=at + timedelta(days=args.days),
        at=at,
        by=args.by,
    )
    print(key)
    print(f"Khoá số {made.api_key_id} cho “{made.name}”, dùng được đến {_day(made.expires_at)}. Khoá chỉ in lần này.")
    return 0


def _list(_args: argparse.Namespace, site: Rooms) -> int:
    from directive.store import api_reading

    at = site.settings.instant(now())
    with site.store.reading() as conn:
        found = api_reading.keys(conn)
    for key in found:
        limits = [f"văn bản {key.directive_id}"] if key.directive_id else []
        limits += [f"cơ quan {key.agency_id}"] if key.agency_id else []
        what = ", ".join([*key.scopes, *limits])
        print(f"{key.api_key_id:>4}  {_state(key, at):<24}  {key.name}: {what}")
    if not found:
        print("Chưa có khoá API nào. Tạo bằng `dondoc keys make TÊN`.")
    return 0


def _revoke(args: argparse.Namespace, site: Rooms) -> int:
    from directive import api_keys

    key = api_keys.revoke(site.store, args.number, at=site.settings.instant(now()), by=args.by)
    print(f"Đã thu hồi khoá số {key.api_key_id} của “{key.name}”.")
    return 0


def _state(key: ApiKey, at: datetime) -> str:
    if key.revoked_at is not None:
        return f"thu hồi {_day(key.revoked_at)}"
    return f"{'hết hạn' if key.expires_at <= at else 'đến'} {_day(key.expires_at)}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y}"
