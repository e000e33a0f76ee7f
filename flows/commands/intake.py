"""add, confirm, issue, recall: what a clerk does with a directive."""

import argparse
from datetime import date, datetime
from pathlib import Path

from directive import intake
from directive.errors import BadInput
from directive.obligations import Stage
from directive.settings import day_of_text
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="TỆP")
    parser.add_argument("--office", metavar="MÃ", help="cơ quan ban hành, theo danh bạ")
    parser.add_argument(
        "--on", metavar="NGÀY", help="ngày ban hành dự kiến: tên cơ quan tra theo ngày này; đọc lại được một dự thảo"
    )
    parser.add_argument("--assigner", metavar="TÊN", help="người giao, ví dụ “Chủ tịch UBND huyện”")
    _by(parser)


def run_add(args: argparse.Namespace) -> int:
    data = read_file(args.file)
    with rooms(migrate=True) as site:
        directive = intake.take_in(
            site.store,
            site.files,
            data=data,
            name=args.file.name,
            office_id=args.office,
            assigner=args.assigner,
            expected_on=day_of_text(args.on) if args.on else None,
            on=business_day(site.settings),
            at=site.settings.instant(now()),
            by=args.by,
        )
    proposal, number = directive.proposal, directive.directive_id
    print(f"Đã tiếp nhận văn bản số {number}: {len(proposal.assignments)} nhiệm vụ, {len(proposal.notes)} ghi chú.")
    if proposal.read_on:
        print(f"Tên cơ quan tra theo danh bạ ngày {proposal.read_on:%d/%m/%Y}.")
    print(f"Tiếp theo: rà soát bằng `dondoc review {number}`, rồi `dondoc confirm {number}`.")
    return 0


def confirm_arguments(parser: argparse.ArgumentParser) -> None:
    _directive(parser)
    _by(parser)


def run_confirm(args: argparse.Namespace) -> int:
    with rooms() as site:
        proposal = intake.confirm(site.store, directive_id=args.directive, at=_instant(site), by=args.by)
    reporters = len(proposal.report.reporters) if proposal.report else 0
    print(f"Đã xác nhận văn bản số {args.directive}: {len(proposal.assignments)} nhiệm vụ, {reporters} đơn vị báo cáo.")
    print(f"Tiếp theo: `dondoc issue {args.directive} --number SỐ/KÝ-HIỆU --date NGÀY/THÁNG/NĂM`.")
    return 0


def issue_arguments(parser: argparse.ArgumentParser) -> None:
    _directive(parser)
    parser.add_argument("--number", required=True, metavar="SỐ/KÝ-HIỆU")
    parser.add_argument("--date", required=True, metavar="NGÀY", help="ngày ban hành, dd/mm/yyyy")
    parser.add_argument("--received", metavar="NGÀY", help="ngày đến, khi đã biết")
    _by(parser)


def run_issue(args: argparse.Namespace) -> int:
    issued_on = day_of_text(args.date)
    received_on: date | None = day_of_text(args.received) if args.received else None
    with rooms() as site:
        directive = intake.issue(
            site.store,
            directive_id=args.directive,
            number=args.number,
            issued_on=issued_on,
            received_on=received_on,
            at=_instant(site),
            by=args.by,
        )
        counts = intake.counts(site.store, args.directive)
    print(f"Đã ban hành {directive.number} ngày {issued_on:%d/%m/%Y}: {counts}.")
    print(f"Tiếp theo: `dondoc status {args.directive}`; thông báo đầu tiên đi ở lần quét kế tiếp (`dondoc sweep`).")
    return 0


def end_arguments(parser: argparse.ArgumentParser) -> None:
    _directive(parser)
    parser.add_argument("--as", dest="stage", choices=["closed", "recalled", "replaced"], required=True)
    parser.add_argument("--reason", required=True, metavar="LÝ-DO")
    _by(parser)


def run_end(args: argparse.Namespace) -> int:
    with rooms() as site:
        intake.end(
            site.store,
            directive_id=args.directive,
            stage=Stage(args.stage),
            reason=args.reason,
            on=business_day(site.settings),
            at=_instant(site),
            by=args.by,
        )
    print(f"Văn bản số {args.directive} không còn được theo dõi; các kỳ hạn còn mở đã dừng.")
    return 0


def read_file(path: Path) -> bytes:
    """The bytes of a file the user named."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"Không đọc được {path}: {error.strerror}. Kiểm tra đường dẫn và quyền đọc.") from error


def _instant(site: Rooms) -> datetime:
    return site.settings.instant(now())


def _directive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, metavar="VĂN-BẢN", help="số thứ tự trong kho (dondoc status)")


def _by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", default="Văn thư", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")
