"""urge, handover: papers drafted for somebody to sign, written out and kept beside the messages."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from directive.calendar import vietnamese_date
from directive.errors import BadInput
from directive.kept import PaperKind
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms

# --- urge --------------------------------------------------------------------------------------------------------


def urge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, nargs="?", metavar="VĂN-BẢN", help="số văn bản; để trống: liệt kê")
    parser.add_argument("--on", metavar="NGÀY", help="quá hạn tính đến hết ngày, dd/mm/yyyy")
    parser.add_argument("--keep", action="store_true", help="lưu dự thảo vào kho, cạnh sổ thông báo")
    parser.add_argument("--by", default="Văn phòng", metavar="TÊN", help="người soạn, ghi vào nhật ký")
    parser.add_argument("--out", type=Path, default=Path(), metavar="THƯ-MỤC", help="nơi ghi .docx, .pdf")


def run_urge(args: argparse.Namespace) -> int:
    """Draft the letter that urges the agencies whose orders are late."""
    from directive.keeping import keep_paper, paper_files
    from directive.site import site_calendar
    from directive.urging import gather, urging_letter

    with rooms() as site:
        if args.directive is None:
            return _list(site, PaperKind.URGING)
        on = business_day(site.settings, args.on)
        note = f"Ngày giả định {vietnamese_date(on)} (tập huấn, trình diễn)" if site.settings.today else ""
        with site.store.reading() as conn:
            facts = gather(conn, directive_id=args.directive, on=on, calendar=site_calendar(conn), note=note)
        letter = urging_letter(facts, on=on)
        print(f"Đôn đốc {len(facts.late)} nhiệm vụ quá hạn; số, ngày và hạn trả lời để trống cho người ký.")
        if args.keep:
            kept = keep_paper(
                site.store,
                site.files,
                letter,
                what=PaperKind.URGING,
                directive_id=args.directive,
                agencies=sorted({one.line.agency_id for one in facts.late}),
                at=site.settings.instant(now()),
                by=args.by,
            )
            print(f"Đã lưu dự thảo số {kept.paper_id}.")
    _told(_save(paper_files(letter), args.out, f"don-doc-{args.directive}-{on:%Y%m%d}"))
    return 0


# --- handover ----------------------------------------------------------------------------------------------------


def handover_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", metavar="THƯ-MỤC", help="thư mục danh bạ có succession.csv")
    parser.add_argument("--on", metavar="NGÀY", help="ngày các đơn vị kết thúc, dd/mm/yyyy; mặc định ngày đầu tiên")
    parser.add_argument("--keep", action="store_true", help="lưu danh sách vào kho, cạnh sổ thông báo")
    parser.add_argument("--by", default="Văn phòng", metavar="TÊN", help="người soạn, ghi vào nhật ký")
    parser.add_argument("--out", type=Path, default=Path(), metavar="THƯ-MỤC", help="nơi ghi .docx, .pdf")


def run_handover(args: argparse.Namespace) -> int:
    """Draft the list of open obligations that go to successors on a day; nothing is handed over yet."""
    from directive.directory_files import load_directory, load_succession
    from directive.handover_list import gather, handover_paper
    from directive.keeping import keep_paper, paper_files
    from directive.settings import day_of_text

    with rooms() as site:
        if args.folder is None:
            return _list(site, PaperKind.HANDOVER)
        succession = load_succession(args.folder, load_directory(args.folder))
        if not succession.rows:
            raise BadInput(f"{args.folder} không có succession.csv hoặc tệp trống: chưa biết đơn vị nào kế thừa.")
        on = day_of_text(args.on) if args.on else succession.days()[0]
        with site.store.reading() as conn:
            facts = gather(conn, succession, on=on)
        paper = handover_paper(facts, on=on)
        moved = sum(len(move.obligation_ids) for move in facts.done.moves)
        print(
            f"Bàn giao ngày {vietnamese_date(on)}: {moved} nhiệm vụ; {len(facts.done.questions)} việc cần quyết định."
        )
        for question in facts.done.questions:
            print(f"  ? {question.message}")
        if args.keep:
            kept = keep_paper(
                site.store,
                site.files,
                paper,
                what=PaperKind.HANDOVER,
                agencies=sorted({facts.obligations[n].owner_id for m in facts.done.moves for n in m.obligation_ids}),
                at=site.settings.instant(now()),
                by=args.by,
            )
            print(f"Đã lưu danh sách số {kept.paper_id}.")
    _told(_save(paper_files(paper), args.out, f"ban-giao-{on:%Y%m%d}"))
    return 0


# --- both --------------------------------------------------------------------------------------------------------


def _list(site: Rooms, what: PaperKind) -> int:
    from directive.store import papers

    with site.store.reading() as conn:
        found = papers.every(conn, what=what)
    for one in found:
        print(f"{one.paper_id:>4}  {vietnamese_date(one.on):>10}  {one.title} ({one.by})")
    if not found:
        print("Chưa có dự thảo nào được lưu (--keep).")
    return 0


def _save(files: Mapping[str, bytes], folder: Path, name: str) -> Iterator[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, data in files.items():
            path = folder / f"{name}.{kind}"
            path.write_bytes(data)
            yield path
    except OSError as error:
        raise BadInput(f"Không ghi được vào {folder}: {error.strerror}. Chọn thư mục khác bằng --out.") from error


def _told(paths: Iterator[Path]) -> None:
    for path in paths:
        print(f"Đã ghi {path}")
