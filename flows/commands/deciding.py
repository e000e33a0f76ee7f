"""accept, return, extend, pause, resume: what collectors, leaders and the office decide."""

import argparse
from datetime import datetime

from directive import answering, extending
from directive.answering import Decision
from directive.errors import NotFound
from directive.settings import day_of_text
from directive.site import site_calendar
from directive.store import replies
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms


def accept_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reply", type=int, nargs="+", metavar="BÁO-CÁO")
    _by(parser, "Đầu mối tổng hợp")


def run_accept(args: argparse.Namespace) -> int:
    _review(args.reply, accepted=True, remark="", by=args.by)
    print(f"Đã xác nhận {len(args.reply)} báo cáo.")
    return 0


def return_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reply", type=int, nargs="+", metavar="BÁO-CÁO")
    parser.add_argument("--remark", required=True, metavar="NHẬN-XÉT", help="cần bổ sung gì")
    _by(parser, "Đầu mối tổng hợp")


def run_return(args: argparse.Namespace) -> int:
    _review(args.reply, accepted=False, remark=args.remark, by=args.by)
    print(f"Đã trả lại {len(args.reply)} báo cáo; đơn vị được thông báo ở lần quét kế tiếp.")
    return 0


def extend_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["ask", "agree", "refuse"], metavar="ask|agree|refuse")
    parser.add_argument("number", type=int, metavar="SỐ", help="ask: kỳ hạn; agree, refuse: đề nghị gia hạn")
    parser.add_argument("--agency", metavar="MÃ", help="ask: đơn vị chủ trì")
    parser.add_argument("--to", metavar="NGÀY", help="ask: ngày xin; agree: cho đến ngày khác")
    parser.add_argument("--reason", default="", metavar="LÝ-DO")
    _by(parser, "Lãnh đạo UBND")


def run_extend(args: argparse.Namespace) -> int:
    day = day_of_text(args.to) if args.to else None
    with rooms() as site:
        on, at = business_day(site.settings), _instant(site)
        if args.what == "ask":
            if day is None or not args.agency:
                raise NotFound("Xin gia hạn cần --agency MÃ và --to NGÀY.")
            number = extending.ask(
                site.store,
                due_id=args.number,
                agency_id=args.agency,
                wanted_on=day,
                reason=args.reason,
                on=on,
                at=at,
                by=args.by,
            )
            print(f"Đã ghi đề nghị gia hạn số {number}; chờ quyết định.")
            return 0
        decided = extending.decide(
            site.store,
            extension_id=args.number,
            agreed=args.what == "agree",
            granted_on=day,
            remark=args.reason,
            on=on,
            at=at,
            by=args.by,
        )
    print(f"Đã gia hạn đến {decided.granted_on:%d/%m/%Y}." if decided.granted_on else "Không đồng ý gia hạn.")
    return 0


def pause_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("obligation", type=int, nargs="+", metavar="NHIỆM-VỤ")
    parser.add_argument("--reason", required=True, metavar="LÝ-DO")
    _by(parser, "Lãnh đạo UBND")


def run_pause(args: argparse.Namespace) -> int:
    with rooms() as site:
        extending.pause(
            site.store,
            obligation_ids=args.obligation,
            reason=args.reason,
            on=business_day(site.settings),
            at=_instant(site),
            by=args.by,
        )
    print(f"Đã tạm dừng {len(args.obligation)} nhiệm vụ; kỳ hạn và nhắc việc dừng cho đến khi `dondoc resume`.")
    return 0


def resume_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("obligation", type=int, nargs="+", metavar="NHIỆM-VỤ")
    _by(parser, "Lãnh đạo UBND")


def run_resume(args: argparse.Namespace) -> int:
    with rooms() as site:
        with site.store.reading() as conn:
            calendar = site_calendar(conn)
        extending.resume(
            site.store,
            obligation_ids=args.obligation,
            calendar=calendar,
            on=business_day(site.settings),
            at=_instant(site),
            by=args.by,
        )
    print(f"Đã cho tiếp tục {len(args.obligation)} nhiệm vụ; kỳ hạn lùi theo thời gian tạm dừng.")
    return 0


def _review(numbers: list[int], *, accepted: bool, remark: str, by: str) -> None:
    with rooms() as site:
        with site.store.reading() as conn:
            found = {reply.reply_id: reply.directive_id for reply in replies.replies(conn, ids=numbers)}
        if missing := [n for n in numbers if n not in found]:
            raise NotFound(f"Không có báo cáo số {', '.join(map(str, missing))}.")
        for directive_id in sorted(set(found.values())):
            mine = [Decision(reply_id=n, accepted=accepted, remark=remark) for n in numbers if found[n] == directive_id]
            answering.review(
                site.store,
                directive_id=directive_id,
                verdicts=mine,
                on=business_day(site.settings),
                at=_instant(site),
                by=by,
            )


def _instant(site: Rooms) -> datetime:
    return site.settings.instant(now())


def _by(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("--by", default=default, metavar="TÊN", help="người thực hiện, ghi vào nhật ký")
