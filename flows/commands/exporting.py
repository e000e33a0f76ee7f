"""export: lists, calendars, and what other systems on the document axis read."""

import argparse
from pathlib import Path

from directive.errors import BadInput
from directive.settings import day_of_text, load_settings
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms


def export_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    listed = actions.add_parser("list", help="một danh sách ra .xlsx, .csv hoặc .json")
    listed.add_argument("name", metavar="DANH-SÁCH", choices=["nhiem-vu", "van-ban", "don-vi", "bao-cao", "thong-bao"])
    calendar = actions.add_parser("calendar", help="các hạn còn mở ra lịch .ics")
    for action in (listed, calendar):
        action.add_argument("--directive", type=int, metavar="VĂN-BẢN", help="chỉ văn bản này")
        action.add_argument("--agency", metavar="MÃ", help="chỉ đơn vị này")
    listed.add_argument("--on", metavar="NGÀY", help="tình trạng vào ngày, dd/mm/yyyy")
    reply = actions.add_parser("reply", help="báo cáo đã chốt thành gói edXML trả lời văn bản cấp trên")
    reply.add_argument("report", type=int, metavar="BÁO-CÁO", help="số báo cáo đã chốt (dondoc report)")
    reply.add_argument("--number", required=True, metavar="SỐ/KÝ-HIỆU", help="số của báo cáo khi phát hành")
    reply.add_argument("--date", required=True, metavar="NGÀY", help="ngày phát hành")
    reply.add_argument("--code", default="", metavar="MÃ", help="mã định danh của cơ quan gửi")
    reply.add_argument("--answers", default="", metavar="SỐ/KÝ-HIỆU", help="văn bản được trả lời, khi máy không tự rõ")
    reply.add_argument("--answers-date", metavar="NGÀY")
    reply.add_argument("--to", default="", metavar="TÊN", help="nơi nhận, khi máy không tự rõ")
    reply.add_argument("--to-code", default="", metavar="MÃ")
    status = actions.add_parser("status", help="trạng thái xử lý (03–06) của một văn bản, dạng edXML")
    status.add_argument("directive", type=int, metavar="VĂN-BẢN")
    status.add_argument("--as", dest="code", choices=["03", "04", "05", "06"], help="mặc định: theo thực tế")
    status.add_argument("--sender-code", default="", metavar="MÃ", help="mã định danh của cơ quan mình")
    status.add_argument("--staff", default="", metavar="TÊN", help="người xử lý")
    for action in (listed, calendar, reply, status):
        action.add_argument("--out", type=Path, required=True, metavar="TỆP")


def run_export(args: argparse.Namespace) -> int:
    with rooms(load_settings()) as site:
        data, said = {"list": _list, "calendar": _calendar, "reply": _reply, "status": _status}[args.action](site, args)
    try:
        args.out.write_bytes(data)
    except OSError as error:
        raise BadInput(f"Không ghi được {args.out}: {error.strerror}. Chọn nơi khác bằng --out.") from error
    print(f"Đã ghi {args.out}: {said}.")
    return 0


def _list(site: Rooms, args: argparse.Namespace) -> tuple[bytes, str]:
    from directive.listing import LISTS, Asked
    from directive.site import site_calendar
    from directive.writers.lists import WRITERS

    write = WRITERS.get(args.out.suffix.lower())
    if write is None:
        raise BadInput(f"{args.out.name}: chỉ xuất được {', '.join(WRITERS)}. Đổi phần mở rộng.")
    with site.store.reading() as conn:
        asked = Asked(business_day(site.settings, args.on), site_calendar(conn), args.directive, args.agency)
        listing = LISTS[args.name](conn, asked)
        rows = list(listing.rows)
    return write(listing._replace(rows=iter(rows))), f"{listing.title}, {len(rows)} dòng"


def _calendar(site: Rooms, args: argparse.Namespace) -> tuple[bytes, str]:
    from directive.listing import open_entries
    from directive.writers import ics

    with site.store.reading() as conn:
        entries = open_entries(conn, directive_id=args.directive, agency_id=args.agency)
    return ics.write(entries, at=site.settings.instant(now())), f"{len(entries)} hạn"


def _reply(site: Rooms, args: argparse.Namespace) -> tuple[bytes, str]:
    from directive.exchanging import Sending, reply_package

    sending = Sending(
        number=args.number,
        on=day_of_text(args.date),
        sender_code=args.code,
        answers=args.answers,
        answers_on=day_of_text(args.answers_date) if args.answers_date else None,
        to=args.to,
        to_code=args.to_code,
    )
    with site.store.reading() as conn:
        data = reply_package(conn, site.files, report_id=args.report, sending=sending)
    return data, f"gói trả lời số {args.number}"


def _status(site: Rooms, args: argparse.Namespace) -> tuple[bytes, str]:
    from directive.exchanging import status_message
    from directive.writers.edxml import Organ, StatusCode

    with site.store.reading() as conn:
        code, data = status_message(
            conn,
            directive_id=args.directive,
            at=site.settings.instant(now()),
            sender=Organ(site.settings.office_name or "Văn phòng", args.sender_code),
            code=StatusCode(args.code) if args.code else None,
            staff=args.staff,
        )
    return data, f"trạng thái {code.value} ({code.vietnamese})"
