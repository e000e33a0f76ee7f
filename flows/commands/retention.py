"""retention: work files for the archive, and what is erased when its time is over."""

import argparse
from pathlib import Path

from directive.errors import BadInput
from directive.settings import load_settings
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms


def retention_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    due = actions.add_parser("due", help="hồ sơ nào đến hạn nộp lưu, mục nào hết thời hạn bảo quản")
    hand = actions.add_parser("archive", help="đóng gói hồ sơ của một văn bản đã kết thúc và ghi việc nộp lưu")
    hand.add_argument("directive", type=int, metavar="VĂN-BẢN")
    hand.add_argument("--out", type=Path, required=True, metavar="TỆP.zip")
    hand.add_argument("--to", required=True, metavar="BÊN-NHẬN", help="lưu trữ cơ quan hoặc người nhận")
    check = actions.add_parser("check", help="đối chiếu một hồ sơ đã đóng gói với mã băm của nó")
    check.add_argument("file", type=Path, metavar="TỆP.zip")
    erase = actions.add_parser("erase", help="xoá nội dung đã hết thời hạn; nhật ký giữ mã băm")
    erase.add_argument("what", choices=["answers", "messages", "mails", "contacts"], metavar="MỤC")
    erase.add_argument("--basis", default="", metavar="CĂN-CỨ", help="số, ngày của quyết định hoặc biên bản huỷ")
    erase.add_argument("--yes", action="store_true", help="không hỏi lại")
    for action in (due, erase):
        action.add_argument("--rules", type=Path, metavar="TỆP", help="bảng thời hạn của cơ quan (.toml)")
        action.add_argument("--on", metavar="NGÀY", help="tính vào ngày này, dd/mm/yyyy")
    for action in (hand, erase):
        action.add_argument("--by", default="Văn thư", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")


def run_retention(args: argparse.Namespace) -> int:
    if args.action == "check":
        return _check(args.file)
    with rooms(load_settings()) as site:
        return {"due": _due, "archive": _archive, "erase": _erase}[args.action](site, args)


def _due(site: Rooms, args: argparse.Namespace) -> int:
    from directive import retention

    rules, on = retention.load_rules(args.rules), business_day(site.settings, args.on)
    with site.store.reading() as conn:
        found = retention.overview(conn, rules, on=on)
    for one, last in found.to_archive:
        late = " – ĐÃ QUÁ HẠN" if last < on else ""
        print(
            f"Văn bản số {one.directive_id} ({one.number or 'chưa có số'}), kết thúc {one.ended_on:%d/%m/%Y}: "
            f"nộp lưu chậm nhất {last:%d/%m/%Y}{late}"
        )
    if found.to_archive:
        print(f"Căn cứ: {rules.archive.basis}.")
    for what, count in found.erasable.items():
        rule = rules.of(what)
        basis = rule.basis or "chưa ghi căn cứ, cần --basis khi xoá"
        print(f"{what:<9} {retention.WHATS[what]}: {count} mục quá {rule.years} năm ({basis})")
    return 0


def _archive(site: Rooms, args: argparse.Namespace) -> int:
    from directive import retention

    made = retention.archive(
        site.store,
        site.files,
        directive_id=args.directive,
        to=args.out,
        receiver=args.to,
        on=business_day(site.settings),
        at=site.settings.instant(now()),
        by=args.by,
    )
    print(f"Đã đóng gói {made.items} tệp vào {made.path} (SHA-256 {made.sha256}).")
    for missing in made.missing:
        print(f"! thiếu {missing}")
    print(f"Đã ghi việc nộp lưu cho {args.to}. Kiểm tra bất cứ lúc nào: `dondoc retention check {made.path}`.")
    return 0


def _check(path: Path) -> int:
    from directive.workfile import faults

    found = faults(path)
    for fault in found:
        print(f"✗ {fault}")
    print("Hồ sơ KHÔNG còn nguyên vẹn." if found else "Hồ sơ nguyên vẹn.")
    return 1 if found else 0


def _erase(site: Rooms, args: argparse.Namespace) -> int:
    from directive import retention

    rules, on = retention.load_rules(args.rules), business_day(site.settings, args.on)
    with site.store.reading() as conn:
        count = retention.overview(conn, rules, on=on).erasable[args.what]
    words = retention.WHATS[args.what]
    if not (args.basis or rules.of(args.what).basis).strip():
        raise BadInput("Chưa ghi căn cứ xoá. Thêm --basis với số, ngày của quyết định hoặc biên bản huỷ tài liệu.")
    if count and not args.yes:
        print(f"Sẽ xoá {words}: {count} mục. Không lấy lại được, trừ từ bản sao lưu.")
        if input("Gõ XOA để tiếp tục: ").strip().upper() != "XOA":
            raise BadInput("Chưa xoá gì.")
    done = retention.erase(
        site.store,
        site.files,
        what=args.what,
        rules=rules,
        basis=args.basis,
        on=on,
        at=site.settings.instant(now()),
        by=args.by,
    )
    print(f"Đã xoá {words}: {done.records} mục, {done.files} tệp; {done.events} sự kiện trong nhật ký đã rút gọn.")
    print("Bản sao lưu cũ vẫn còn nội dung này cho đến khi chúng hết hạn.")
    return 0
