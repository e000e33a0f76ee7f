"""backup, verify, restore: the whole site in one file and back."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from directive.settings import load_settings

if TYPE_CHECKING:
    from directive.backup import Manifest


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar="THƯ-MỤC", help="nơi ghi (mặc định theo DONDOC_BACKUP_FOLDER)")
    parser.add_argument("--no-files", action="store_true", help="chỉ kho; thư mục tep được sao bằng cách khác")


def run_backup(args: argparse.Namespace) -> int:
    from tasks.keeping import backed_up
    from tasks.rooms import rooms

    with rooms(load_settings()) as site:
        written = backed_up(site, folder=args.to, with_files=not args.no_files)
    print(f"Đã sao lưu vào {written.path} ({written.size / 1024**2:.1f} MB): {_holds(written.manifest)}.")
    print(
        "Trong đó không có bí mật: giữ riêng tệp .env và khoa-bi-mat. Thử lại bằng: dondoc verify " + str(written.path)
    )
    for sha256 in written.manifest.damaged:
        print(f"  ✗ tệp {sha256[:12]}… trong kho đã hỏng, không sao lưu được; khôi phục nó từ bản sao lưu trước")
    return 1 if written.manifest.damaged else 0


def verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="TỆP")
    parser.add_argument("--restore", action="store_true", help="thử khôi phục vào một kho tạm rồi xoá")


def run_verify(args: argparse.Namespace) -> int:
    """Prove an archive without touching the site."""
    import tempfile

    from directive import backup
    from directive.files import FileRoom
    from directive.store import open_store

    manifest = backup.verify(args.archive)
    print(f"{args.archive.name} toàn vẹn: {_holds(manifest)}.")
    if args.restore:
        with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
            store = open_store(f"sqlite:///{folder}/thu.db")
            try:
                backup.restore(args.archive, store, FileRoom(Path(folder) / "tep"))
            finally:
                store.close()
        print("Đã thử khôi phục vào một kho tạm: mọi bảng giống bản sao lưu.")
    return 0


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="TỆP")


def run_restore(args: argparse.Namespace) -> int:
    """Into the configured site, which must be empty."""
    from directive import backup
    from directive.files import FileRoom
    from directive.store import open_store
    from tasks.rooms import site_secret

    settings = load_settings()
    backup.verify(args.archive)  # before a folder or a file is made
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.url)
    try:
        manifest = backup.restore(args.archive, store, FileRoom(settings.home.resolve() / "tep"))
    finally:
        store.close()
    print(f"Đã khôi phục và đối chiếu: {_holds(manifest)}.")
    if manifest.files is None:
        print("  ! Bản này không kèm tệp: chép thư mục tep vào " + str(settings.home))
    if backup.hint(site_secret(settings)) != manifest.secret:
        print("  ! Khoá ký liên kết khác lúc sao lưu: đặt lại DONDOC_SECRET_KEY hoặc tệp khoa-bi-mat cũ.")
    print("  Cấu hình lúc sao lưu: " + ", ".join(f"{n}={v}" for n, v in sorted(manifest.settings.items())))
    print("  Kết nối lại Zalo (dondoc channels connect), rồi chạy dondoc doctor.")
    return 0


def _holds(manifest: "Manifest") -> str:
    from directive.calendar import VIETNAM

    rows = sum(table.rows for table in manifest.tables.values())
    files = "không kèm tệp" if manifest.files is None else f"{len(manifest.files)} tệp"
    at, events = manifest.at.astimezone(VIETNAM), manifest.tables["events"].rows
    return f"{events} sự kiện, {rows} dòng, {files}, lúc {at:%H:%M %d/%m/%Y}, kho {manifest.revision}"
