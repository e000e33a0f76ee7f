"""audit: check the log's chains, export them for a stranger to check."""

import argparse
import json
from pathlib import Path

from directive.errors import DirectiveError
from directive.store import log
from tasks.rooms import rooms


def audit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "export"], metavar="verify|export")
    parser.add_argument("--out", type=Path, metavar="TỆP", help="export: ghi mỗi sự kiện một dòng JSON")


def run_audit(args: argparse.Namespace) -> int:
    return _export(args.out) if args.what == "export" else _verify()


def _verify() -> int:
    with rooms() as site, site.store.reading() as conn:
        broken = log.verify(conn)
        count = log.length(conn)
    for one in broken:
        print(f"{one.stream} sự kiện {one.seq}: {one.why}")
    if broken:
        print("Nhật ký ĐÃ BỊ THAY ĐỔI. Giữ nguyên hiện trạng, đối chiếu với bản sao lưu gần nhất.")
        return 1
    print(f"Nhật ký toàn vẹn: {count} sự kiện.")
    return 0


def _export(out: Path | None) -> int:
    if out is None:
        raise DirectiveError("Chưa cho biết tệp xuất. Thêm --out TỆP.")
    count = 0
    with rooms() as site, site.store.reading() as conn, out.open("w", encoding="utf-8") as lines:
        for event in log.read(conn):
            fields = {**dict(event), "at": event.at.isoformat()}
            lines.write(json.dumps(fields, ensure_ascii=False) + "\n")
            count += 1
    print(f"Đã xuất {count} sự kiện ra {out}. Kiểm tra độc lập theo docs/verify.md.")
    return 0
