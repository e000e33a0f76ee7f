"""channels: is everything set up, how much people get, addresses cleared; collect: take in what came back."""

import argparse
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from directive.errors import DirectiveError
from directive.settings import load_settings
from tasks.channels import site_channels, zalo_site
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms


class Checked(NamedTuple):
    """One thing that was tried, and one sentence about it."""

    name: str
    good: bool
    words: str


def channels_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    actions.add_parser("check", help="thử từng kênh và hộp thư nhận; không gửi gì")
    load = actions.add_parser("load", help="mỗi người nhận bao nhiêu thông báo một ngày")
    load.add_argument("--days", type=int, default=30, metavar="N", help="số ngày gần nhất (mặc định 30)")
    load.add_argument("--budget", type=int, default=1, metavar="N", help="nhiều nhất mỗi ngày (mặc định 1)")
    clear = actions.add_parser("clear", help="gửi lại đến một địa chỉ đã ngừng gửi")
    clear.add_argument("channel", metavar="KÊNH")
    clear.add_argument("address", metavar="ĐỊA-CHỈ")
    clear.add_argument("--by", default="quản trị", metavar="TÊN", help="người quyết định")
    connect = actions.add_parser("connect", help="kết nối Zalo OA: mở trang uỷ quyền rồi nhập mã")
    connect.add_argument("--redirect", metavar="URL", help="địa chỉ đã khai với Zalo (mặc định: cổng thông tin)")


def run_channels(args: argparse.Namespace) -> int:
    with rooms(load_settings()) as site:
        if args.action == "check":
            return _check(site)
        if args.action == "load":
            return _load(site, args.days, args.budget)
        return _clear(site, args) if args.action == "clear" else _connect(site, args.redirect)


def collect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="NGÀY", help="ngày giả định (dd/mm/yyyy)")


def run_collect(args: argparse.Namespace) -> int:
    """Take in what came back, in this process."""
    from flows.collecting import collected_words
    from tasks.collecting import collected

    settings = load_settings()
    with rooms(settings) as site:
        done = collected(site, business_day(settings, args.on))
    print(collected_words(done) + ".")
    if done.mail is not None and done.mail.faults:
        raise done.mail.faults[0]
    return 0


# --- check --------------------------------------------------------------------------------------------------------


def checked(site: Rooms) -> Iterator[Checked]:
    """Every channel, the mailbox for answers, and Zalo's way to us: one sentence each."""
    from notifications.channels import DeliveryError, close_all

    try:
        channels = site_channels(site)
    except DirectiveError as error:
        yield Checked("DONDOC_CHANNELS", False, str(error))
        channels = {}
    for name, channel in channels.items():
        check = getattr(getattr(channel, "plugin", None), "check", None)
        try:
            yield Checked(name, True, check() if check is not None else "địa chỉ hợp lệ (dịch vụ khác, không thử được)")
        except DeliveryError as error:
            yield Checked(name, False, error.reason)
    close_all(channels)
    if site.settings.inbox.get_secret_value():
        yield _inbox(site)
    if "zalo" in channels and not site.settings.zalo_oa_secret.get_secret_value():
        yield Checked("zalo", False, "thiếu DONDOC_ZALO_OA_SECRET: Zalo gọi đến sẽ không được tin")


def _inbox(site: Rooms) -> Checked:
    from notifications.inbound.mailbox import inbox_of, open_inbox

    try:
        inbox = inbox_of(site.settings.inbox.get_secret_value())
        with open_inbox(inbox):
            return Checked("inbox", True, f"hộp thư {inbox.host} mở được")
    except DirectiveError as error:
        return Checked("inbox", False, str(error))


def _check(site: Rooms) -> int:
    found = list(checked(site))
    for one in found:
        print(f"{'✓' if one.good else '✗'} {one.name}: {one.words.rstrip('.')}.")
    return 0 if all(one.good for one in found) else 1


# --- the rest -----------------------------------------------------------------------------------------------------


def _load(site: Rooms, days: int, budget: int) -> int:
    from directive.store import messages
    from notifications.fatigue import load_of

    since = business_day(site.settings) - timedelta(days=days - 1)
    with site.store.reading() as conn:
        load = load_of(messages.came(conn, since=since), budget=budget)
    for count, people in sorted(load.days.items()):
        print(f"{count} thông báo/ngày: {people} lượt người")
    for day, contact_id, count in load.over[:20]:
        print(f"  vượt mức ngày {day:%d/%m/%Y}: người số {contact_id} nhận {count}")
    print(f"Nhiều nhất {load.most} thông báo một người một ngày; mức cho phép {budget}; vượt {len(load.over)} lượt.")
    return 1 if load.over else 0


def _clear(site: Rooms, args: argparse.Namespace) -> int:
    from notifications import bounces

    bounces.clear(site.store, args.channel, args.address, at=now(), by=args.by)
    print(f"Từ nay lại gửi đến {args.address} qua {args.channel}.")
    return 0


def _connect(site: Rooms, redirect: str | None) -> int:
    from directive.errors import BadInput
    from directive.store import tokens
    from notifications.channels.zalo import oa_of, token_name
    from notifications.channels.zalo_client import NotReached, ZaloClient, ZaloError, new_consent

    url = next((one for one in site.settings.channels.split() if one.startswith("zalo://")), "")
    zalo = zalo_site(site)
    if not url or not zalo.app.app_id or not zalo.app.secret:
        raise BadInput("Cần có zalo://MÃ-OA trong DONDOC_CHANNELS, DONDOC_ZALO_APP_ID và DONDOC_ZALO_APP_SECRET.")
    consent = new_consent(zalo.app.app_id, redirect or site.settings.public_url, zalo.facts)
    print(f"Quản trị Zalo OA mở trang này rồi đồng ý:\n{consent.url}")
    code = input("Mã (code) trên thanh địa chỉ sau khi đồng ý, có hiệu lực 10 phút: ").strip()
    client = ZaloClient(zalo.app, zalo.facts, clock=zalo.clock, pause=zalo.pause)
    try:
        fresh = client.exchange(code, consent.verifier)
    except (ZaloError, NotReached) as error:
        raise BadInput(f"Zalo chưa chấp nhận: {error}. Mở lại trang uỷ quyền và thử mã mới.") from error
    finally:
        client.close()
    at = now()
    name = token_name(oa_of(url))
    tokens.put(site.store, name, access=fresh.access, refresh=fresh.refresh, expires_at=at + fresh.lives, at=at)
    print("Đã kết nối Zalo OA.")
    return 0
