"""portal: serve the portal alone; door: a link to a door of the portal, for those who are not written to."""

import argparse

from directive.errors import BadInput
from directive.ledger import Purpose
from directive.settings import load_settings

DOORS = {
    "chuyen-vien": Purpose.OPERATE,
    "xem": Purpose.READ,
    "quyet-dinh": Purpose.DECIDE,
    "tong-hop": Purpose.REVIEW,
    "tra-loi": Purpose.ANSWER,
}
_FOR_AGENCY = (Purpose.DECIDE, Purpose.REVIEW, Purpose.ANSWER)


def portal_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="địa chỉ nghe (mặc định theo DONDOC_HOST)")
    parser.add_argument("--port", type=int, help="cổng (mặc định theo DONDOC_PORT)")


def run_portal(args: argparse.Namespace) -> int:
    import logging

    import uvicorn

    from flows.portal import build
    from tasks.rooms import rooms

    settings = load_settings()
    with rooms(settings, migrate=True):
        pass  # a missing or older store is brought up to date before anybody knocks
    host, port = args.host or settings.host, args.port or settings.port
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    print(f"Cổng thông tin: http://{host}:{port} (Ctrl+C để dừng)")
    uvicorn.run(build(settings), host=host, port=port, log_level="info", access_log=False)
    return 0


def door_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("door", choices=sorted(DOORS), metavar="CỬA", help=", ".join(sorted(DOORS)))
    parser.add_argument("--agency", metavar="MÃ", help="cơ quan, theo danh bạ (cần cho tra-loi, tong-hop, quyet-dinh)")
    parser.add_argument("--directive", type=int, metavar="SỐ", help="chỉ mở văn bản này")
    parser.add_argument("--contact", type=int, metavar="SỐ", help="người nhận, theo danh bạ")
    parser.add_argument("--by", default="Quản trị", help="người tạo liên kết, ghi vào nhật ký")


def run_door(args: argparse.Namespace) -> int:
    from directive.policy import load_policy
    from directive.store import directory
    from notifications import links
    from tasks.clock import now
    from tasks.rooms import rooms

    purpose = DOORS[args.door]
    if purpose in _FOR_AGENCY and not args.agency:
        raise BadInput(f"Cửa {args.door} cần biết cơ quan. Thêm --agency MÃ (xem danh bạ).")
    with rooms() as site:
        with site.store.reading() as conn:
            if args.agency and not directory.agencies(conn, ids=[args.agency]):
                raise BadInput(f"Danh bạ không có cơ quan “{args.agency}”. Xem mã trong tệp agencies.csv của danh bạ.")
        key = links.mint(
            site.store,
            purpose,
            secret=site.secret,
            at=site.settings.instant(now()),
            by=args.by,
            valid_days=load_policy(site.settings.policy_file).links.valid_days,
            directive_id=args.directive,
            agency_id=args.agency,
            contact_id=args.contact,
        )
        print(links.address_of(key, public_url=site.settings.public_url))
    return 0
