"""load: the directory of agencies and contacts from a folder into the store."""

import argparse
from pathlib import Path

from directive.directory_files import load_directory
from directive.events import DirectoryLoaded
from tasks.clock import now
from tasks.rooms import rooms


def load_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="THƯ-MỤC", help="agencies.csv, contacts.csv … (xem samples/)")
    parser.add_argument("--by", default="Quản trị", metavar="TÊN")


def run_load(args: argparse.Namespace) -> int:
    data = load_directory(args.folder)
    with rooms(migrate=True) as site:
        site.store.record(DirectoryLoaded(**dict(data)), at=site.settings.instant(now()), by=args.by)
    print(
        f"Đã nạp {len(data.agencies)} đơn vị, {len(data.groups)} nhóm, {len(data.contacts)} người liên hệ. "
        "Cùng mã thì thay, không có trong tệp thì giữ."
    )
    print("Tiếp theo: `dondoc add TỆP --office MÃ-CƠ-QUAN`.")
    return 0
