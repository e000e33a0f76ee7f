"""import: lists of other systems come in, with a report of every bad row."""

import argparse
from pathlib import Path

from directive.errors import BadInput
from directive.settings import load_settings
from tasks.clock import now
from tasks.rooms import Rooms, rooms


def import_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="VIỆC", required=True)
    look = actions.add_parser("columns", help="xem cột nào của tệp được hiểu là gì; in mẫu khai báo cột")
    tasks = actions.add_parser("tasks", help="nạp danh sách nhiệm vụ (.xlsx, .csv): mỗi số, ngày là một văn bản")
    agencies = actions.add_parser("agencies", help="nạp danh sách cơ quan (.xlsx, .csv)")
    for action in (look, tasks, agencies):
        action.add_argument("file", type=Path, metavar="TỆP")
    for action in (look, tasks):
        action.add_argument("--map", type=Path, metavar="TỆP.toml", help="khai báo cột của hệ thống kia")
    tasks.add_argument("--office", metavar="MÃ", help="cơ quan ban hành, theo danh bạ")
    tasks.add_argument("--issue", action="store_true", help="xác nhận luôn: nhiệm vụ được theo dõi ngay")
    tasks.add_argument("--skip-bad", action="store_true", help="bỏ cả văn bản có dòng sai, nạp phần còn lại")
    for action in (tasks, agencies):
        action.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi gì")
        action.add_argument("--by", default="Văn thư", metavar="TÊN", help="người nạp, ghi vào nhật ký")


def run_import(args: argparse.Namespace) -> int:
    if args.action == "columns":
        return _columns(args)
    with rooms(load_settings()) as site:
        return _tasks(site, args) if args.action == "tasks" else _agencies(site, args)


def _columns(args: argparse.Namespace) -> int:
    from directive.task_lists import COLUMNS, NEEDED, found_table, load_mapping

    found = found_table(args.file, load_mapping(args.map))
    print(f"# Dòng tiêu đề: {found.head}; {len(found.rows)} dòng có nội dung. Mẫu khai báo cột (--map):")
    print("[columns]")
    for field, usual in COLUMNS.items():
        heading = found.fields.get(field)
        needed = " (bắt buộc)" if field in NEEDED else ""
        said = (heading or usual[0]).replace("\\", "\\\\").replace('"', '\\"')
        print(f'{"" if heading else "# "}{field} = "{said}"{"" if heading else f"  # không thấy cột này{needed}"}')
    if found.unknown:
        print(f"# Cột không dùng: {', '.join(found.unknown)}")
    return 0


def _tasks(site: Rooms, args: argparse.Namespace) -> int:
    from directive.importing import import_tasks
    from directive.task_lists import load_mapping, told

    done = import_tasks(
        site.store,
        site.files,
        args.file,
        mapping=load_mapping(args.map),
        office_id=args.office,
        issue=args.issue,
        skip_bad=args.skip_bad,
        dry_run=args.dry_run,
        at=site.settings.instant(now()),
        by=args.by,
    )
    sheet = done.sheet
    if sheet.faults:
        print(f"Bỏ qua {sheet.left_out} văn bản có dòng sai:\n{told(sheet)}")
    tasks = sum(len(letter.document.assignments) for letter in sheet.letters)
    verb = "Sẽ nạp" if args.dry_run else "Đã nạp"
    print(f"{verb} {len(sheet.letters)} văn bản, {tasks} nhiệm vụ từ {sheet.rows} dòng.")
    if done.directive_ids and not args.issue:
        first, last = done.directive_ids[0], done.directive_ids[-1]
        print(f"Đang là dự thảo số {first}–{last}: rà soát bằng `dondoc review`, rồi `dondoc confirm`, `dondoc issue`.")
    return 0


def _agencies(site: Rooms, args: argparse.Namespace) -> int:
    from directive.agency_files import read_agencies
    from directive.events import DirectoryLoaded
    from directive.store import directory

    with site.store.change(at=site.settings.instant(now()), by=args.by) as change:
        change.alone()
        sheet = read_agencies(args.file, known=directory.agencies(change.conn))
        if sheet.faults:
            listed = "\n".join(str(fault) for fault in sheet.faults[:200])
            raise BadInput(f"{len(sheet.faults)} lỗi, chưa nạp gì:\n{listed}")
        if sheet.agencies and not args.dry_run:
            change.record(DirectoryLoaded(agencies=sheet.agencies))
    verb = "Sẽ nạp" if args.dry_run else "Đã nạp"
    print(f"{verb} {sheet.new} cơ quan mới, {sheet.changed} cơ quan thay đổi.")
    return 0
