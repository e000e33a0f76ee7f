"""audit: check the log's chains, export them for a stranger to check."""

import argparse
import json
from pathlib import Path

from directive.errors import DirectiveError, NotAllowed
from directive.store import log
from tasks.rooms import rooms


def audit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "export", "seal"], metavar="verify|export|seal")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="TỆP",
        help="export: mỗi sự kiện một dòng JSON; seal: đầu các nhật ký, ký số khi có khoá",
    )


def run_audit(args: argparse.Namespace) -> int:
    if args.what == "verify":
        return _verify()
    if args.out is None:
        raise DirectiveError("Chưa cho biết tệp xuất. Thêm --out TỆP.")
    return _export(args.out) if args.what == "export" else _seal(args.out)


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


def _seal(out: Path) -> int:
    from directive.sealing import heads_text, sealed

    with rooms() as site:
        with site.store.reading() as conn:
            if log.verify(conn):
                raise NotAllowed("Nhật ký không toàn vẹn, không niêm phong. Xem `dondoc audit verify`.")
            text = heads_text(log.heads(conn))
        key = site.settings.seal_key.get_secret_value()
    seal = sealed(text, key=key) if key else None
    out.write_bytes(text)
    if seal is None:
        print(f"Đã ghi đầu các nhật ký ra {out}; không ký vì chưa đặt DONDOC_SEAL_KEY.")
        return 0
    for ending, data in ((".sig", seal.signature), (".pem", seal.public_key)):
        out.with_name(out.name + ending).write_bytes(data)
    print(f"Đã ghi và ký đầu các nhật ký: {out}, {out.name}.sig, khoá công khai {out.name}.pem.")
    return 0


def _export(out: Path) -> int:
    count = 0
    with rooms() as site, site.store.reading() as conn, out.open("w", encoding="utf-8") as lines:
        for event in log.read(conn):
            fields = {**dict(event), "at": event.at.isoformat()}
            lines.write(json.dumps(fields, ensure_ascii=False) + "\n")
            count += 1
    print(f"Đã xuất {count} sự kiện ra {out}. Kiểm tra độc lập theo docs/verify.md.")
    return 0
