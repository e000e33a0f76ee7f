"""succeed: units end, merge, split, are renamed; their open obligations go on with their successors."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from directive.errors import BadInput
from directive.settings import day_of_text
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms

if TYPE_CHECKING:
    from directive.succeeding import Outcome
    from directive.succession import Choice, Question, Succession

_SHOWN = 200


def succeed_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="THƯ-MỤC", help="thư mục có succession.csv (xem samples/)")
    parser.add_argument("--on", metavar="NGÀY", help="ngày kế thừa, khi bảng có nhiều ngày")
    parser.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="KHOÁ=CHỌN",
        help="trả lời một câu hỏi; KHOÁ: số nhiệm vụ, mã đơn vị hoặc office:MÃ-CƠ-QUAN-GIAO; "
        "CHỌN: mã đơn vị nhận, nhiều mã cách nhau bằng dấu phẩy, hoặc end:LÝ-DO để kết thúc",
    )
    parser.add_argument("--out", type=Path, metavar="TỆP.docx", help="ghi biên bản bàn giao để hai bên ký")
    parser.add_argument("--office", metavar="MÃ", help="cơ quan đứng tên biên bản, theo danh bạ")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không ghi gì; nên làm trước")
    parser.add_argument("--by", default="Quản trị", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")


def run_succeed(args: argparse.Namespace) -> int:
    from directive.succeeding import succeed

    choices = dict(_choice(text) for text in args.choose)
    with rooms() as site:
        table = _table_of(site, args.folder)
        on = _day(table, args.on)
        at = site.settings.instant(now())
        outcome = succeed(site.store, table, choices, on=on, at=at, by=args.by, dry_run=args.dry_run)
        print("\n".join(_told(outcome, on=on, dry_run=args.dry_run)))
        if args.out:
            _write(site, outcome, args, on=on)
    return 0


def _table_of(site: Rooms, folder: Path) -> "Succession":
    from directive.directory_files import DirectoryData, load_succession
    from directive.store import directory

    if not (folder / "succession.csv").is_file():
        raise BadInput(f"{folder}: không có tệp succession.csv. Chọn thư mục có bảng kế thừa (mẫu: samples/binh-son).")
    with site.store.reading() as conn:
        known = DirectoryData(agencies=tuple(directory.agencies(conn)))
    return load_succession(folder, known)


def _day(table: "Succession", given: str | None) -> date:
    if given:
        return day_of_text(given)
    days = table.days()
    if len(days) != 1:
        listed = ", ".join(f"{day:%d/%m/%Y}" for day in days) or "không có ngày nào"
        raise BadInput(f"Bảng kế thừa có nhiều ngày hoặc còn trống ({listed}). Chọn một ngày bằng --on.")
    return days[0]


def _choice(text: str) -> tuple[int | str, "Choice"]:
    from directive.succession import Close, Share, Transfer

    key, _, chosen = text.partition("=")
    if not key or not chosen:
        raise BadInput(f"“{text}” thiếu khoá hoặc lựa chọn. Viết KHOÁ=MÃ, KHOÁ=MÃ1,MÃ2 hoặc KHOÁ=end:LÝ-DO.")
    name: int | str = int(key) if key.isdigit() else key
    if chosen.startswith("end:"):
        return name, Close(reason=chosen.removeprefix("end:").strip())
    targets = tuple(part.strip() for part in chosen.split(",") if part.strip())
    return name, Transfer(to=targets[0]) if len(targets) == 1 else Share(to=targets)


def _told(outcome: "Outcome", *, on: date, dry_run: bool) -> list[str]:
    done, names = outcome.done, outcome.names
    moved = sum(len(move.obligation_ids) for move in done.moves)
    will = "Sẽ bàn giao" if dry_run else "Đã bàn giao"
    lines = [f"{will} {moved} nhiệm vụ từ ngày {on:%d/%m/%Y}; {outcome.begun} nhiệm vụ mới của đơn vị kế thừa."]
    for move in done.moves[:_SHOWN]:
        old = [outcome.obligations[number] for number in move.obligation_ids]
        givers = ", ".join(dict.fromkeys(names.get(one.owner_id, one.owner_id) for one in old))
        taker = names.get(move.to, move.to) if move.to else "kết thúc theo dõi"
        label = f"mục {old[0].label}" if old[0].label else old[0].title
        lines.append(f"  {outcome.numbers[old[0].directive_id]}, {label}: {givers} → {taker} ({move.basis})")
    if len(done.moves) > _SHOWN:
        lines.append(f"  … và {len(done.moves) - _SHOWN} dòng khác; xem đủ trong biên bản (--out).")
    for one in done.collectors:
        lines.append(
            f"  {outcome.numbers[one.directive_id]}, đầu mối tổng hợp: {names[one.from_id]} → {names[one.to_id]}"
        )
    if done.questions:
        lines.append(f"Còn {len(done.questions)} việc chưa quyết định, giữ nguyên cho đến khi trả lời bằng --choose:")
        lines += [f"  [{question.key}] {question.message}" for question in done.questions]
        lines += _hints(outcome)
    if dry_run:
        lines.append("Chưa ghi gì. Bỏ --dry-run để ghi.")
    return lines


def _hints(outcome: "Outcome") -> list[str]:
    asked = {_whole(q): q.options for q in outcome.done.questions}
    return [f"  Cả đơn vị: --choose {unit}={'|'.join(options) or 'MÃ'}" for unit, options in asked.items()]


def _whole(question: "Question") -> str:
    """The key that answers for all of a unit."""
    office = isinstance(question.key, str) and question.key.startswith("office:")
    return f"office:{question.predecessor_id}" if office else question.predecessor_id


def _write(site: Rooms, outcome: "Outcome", args: argparse.Namespace, *, on: date) -> None:
    from directive.letterhead import letterhead
    from directive.store import directory
    from directive.writers import docx
    from directive.writers.handover import handover_list

    with site.store.reading() as conn:
        office = next(iter(directory.agencies(conn, ids=[args.office])), None) if args.office else None
    head = letterhead(office, kind="BB", on=business_day(site.settings), issuer=site.settings.office_name or None)
    paper = handover_list(
        outcome.done, outcome.obligations, head=head, names=outcome.names, numbers=outcome.numbers, on=on
    )
    args.out.write_bytes(docx.write(paper))
    print(f"Đã ghi {args.out}")
