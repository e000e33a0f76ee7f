"""report, urge, status: the Chairman's report, and where everything stands."""

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from directive import reporting
from directive.calendar import Calendar, vietnamese_date
from directive.comparing import corrections
from directive.errors import BadInput, NotAllowed
from directive.figures import Answer, Figures, Group, Measure, Scope, figures, reconcile
from directive.lines import Judged, judge
from directive.obligations import Stage
from directive.report import Report
from directive.reporting import Asked
from directive.settings import moment_of_text
from directive.site import site_calendar
from directive.store import Reading, directives, reports
from directive.store import figures as room
from directive.store.reports import FrozenReport
from directive.wording import day_words, rate_words, standing_words, state_words, subject_of
from flows.commands.as_of import as_of, day_asked, known_at
from flows.commands.overall import file_name, made_overall, overall_arguments
from tasks.clock import business_day, now
from tasks.rooms import Rooms, rooms

SHOWN = (
    *(Measure.TOTAL, Measure.DONE, Measure.IN_TIME, Measure.SOON, Measure.LATE, Measure.NO_DEADLINE),
    *(Measure.UNSETTLED, Measure.WAITING, Measure.UNREPORTED, Measure.QUIET),
)


_REVISED_SHOWN = 50


def report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="VĂN-BẢN",
        help="số văn bản; để trống: liệt kê; `diff A B`: so sánh hai báo cáo đã chốt",
    )
    overall_arguments(parser)
    parser.add_argument(
        "--due", type=int, metavar="KỲ-HẠN", help="kỳ báo cáo; để trống: kỳ gần nhất đã đến lúc báo cáo"
    )
    parser.add_argument("--on", metavar="NGÀY", help="số liệu tính đến hết ngày, dd/mm/yyyy")
    parser.add_argument("--out", type=Path, default=Path(), metavar="THƯ-MỤC", help="nơi ghi .docx, .pdf, .xlsx")
    as_of(parser)
    parser.add_argument("--freeze", action="store_true", help="chốt báo cáo: giữ lại số liệu và các tệp")
    parser.add_argument("--by", default="Văn thư", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")


def run_report(args: argparse.Namespace) -> int:
    with rooms() as site:
        if args.period:
            return _write_overall(site, args)
        if args.agency:
            raise BadInput("--agency dùng cùng --period: ví dụ `dondoc report --period 2024-H1 --agency …`.")
        match args.words:
            case []:
                return _list_frozen(site)
            case ["diff", first, second]:
                return _diff(site, _number(first), _number(second))
            case [directive]:
                return _write_report(site, _number(directive), args)
    raise BadInput("Viết `dondoc report VĂN-BẢN`, `dondoc report --period KỲ` hoặc `dondoc report diff A B`.")


def status_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, nargs="?", metavar="VĂN-BẢN", help="số văn bản; để trống: tất cả")
    parser.add_argument("--on", metavar="NGÀY", help="tình trạng vào ngày, dd/mm/yyyy")
    parser.add_argument("--json", action="store_true", help="in JSON")
    as_of(parser)


def run_status(args: argparse.Namespace) -> int:
    with rooms() as site, known_at(site, args.as_of) as conn:
        on, calendar = day_asked(site.settings, args), site_calendar(conn)
        scope = Scope(args.directive)
        if args.directive is not None and _is_draft(conn, args.directive):
            return 0
        numbers = figures(room.facts(conn, on=on, calendar=calendar, scope=scope), on=on, calendar=calendar)
        reconcile(numbers)
        if args.json:
            print(json.dumps(_as_json(numbers), ensure_ascii=False, indent=1))
        elif args.directive is None:
            _show_all(conn, numbers)
        else:
            _show_one(conn, numbers, calendar)
        if args.as_of and not args.json:
            _show_revised(site, conn, numbers, calendar)
    return 0


# --- report ------------------------------------------------------------------------------------------------------


def _write_report(site: Rooms, directive_id: int, args: argparse.Namespace) -> int:
    on = day_asked(site.settings, args)
    if args.as_of and args.freeze:
        raise NotAllowed("Báo cáo dựng lại theo --as-of chỉ để xem; không chốt được. Bỏ --freeze.")
    with known_at(site, args.as_of) as conn:
        calendar = site_calendar(conn)
        due_id = args.due if args.due is not None else reporting.due_for(conn, directive_id, on=on)
        asked = Asked(directive_id, due_id, on, calendar, note=_note(site, on) or _as_known(args.as_of))
        report = reporting.draft(conn, asked).report
    if args.freeze:
        frozen = reporting.freeze(site.store, site.files, asked, at=site.settings.instant(now()), by=args.by)
        report, files = frozen.content, {kind: site.files.read(sha256) for kind, sha256 in frozen.files.items()}
        print(f"Đã chốt báo cáo số {frozen.report_id}, mã đối chiếu {frozen.digest[:16]}…")
    else:
        files = reporting.write_files(report)
    _print_report(report)
    for path in _save(files, args.out, f"bao-cao-{directive_id}-{on:%Y%m%d}"):
        print(f"Đã ghi {path}")
    return 0


def _write_overall(site: Rooms, args: argparse.Namespace) -> int:
    on = business_day(site.settings, args.on)
    report, files = made_overall(site, args, on=on, note=_note(site, on))
    _print_report(report)
    for path in _save(files, args.out, file_name(report)):
        print(f"Đã ghi {path}")
    return 0


def _as_known(moment: str | None) -> str:
    return f"Dựng lại theo thông tin đã ghi đến {moment_of_text(moment):%H:%M ngày %d/%m/%Y}" if moment else ""


def _note(site: Rooms, on: date) -> str:
    return f"Ngày giả định {vietnamese_date(on)} (tập huấn, trình diễn)" if site.settings.today else ""


def _print_report(report: Report) -> None:
    print(report.title)
    for sentence in report.general:
        print(f"  {sentence}")
    if report.corrections:
        print(f"  Đính chính so với báo cáo đã chốt: {len(report.corrections)} điểm.")


def _save(files: dict[str, bytes], folder: Path, name: str) -> Iterator[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, data in files.items():
            path = folder / f"{name}.{kind}"
            path.write_bytes(data)
            yield path
    except OSError as error:
        raise BadInput(f"Không ghi được vào {folder}: {error.strerror}. Chọn thư mục khác bằng --out.") from error


def _list_frozen(site: Rooms) -> int:
    with site.store.reading() as conn:
        heads = reports.heads(conn)
    if not heads:
        print("Chưa có báo cáo nào được chốt. Lập báo cáo: `dondoc report VĂN-BẢN --freeze`.")
    for head in heads:
        of = f"văn bản {head.directive_id}" if head.directive_id else f"kỳ {head.span}"
        print(f"{head.report_id:>4}  {vietnamese_date(head.on):>10}  {of:<12} {head.title}")
    return 0


def _diff(site: Rooms, first: int, second: int) -> int:
    with site.store.reading() as conn:
        before, now_ = reports.one(conn, first), reports.one(conn, second)
    if _subject(before) != _subject(now_):
        raise BadInput(
            f"Báo cáo {first} và {second} không cùng văn bản, cùng kỳ và cùng cơ quan. Xem danh sách: `dondoc report`."
        )
    found = list(corrections(before.content, now_.content))
    for one in found:
        print(f"{one.what}: {one.before} → {one.now}")
    if not found:
        print("Hai báo cáo có cùng số liệu.")
    return 0


def _subject(report: FrozenReport) -> tuple[object, ...]:
    """What a report is about: only reports about the same can be compared."""
    return (report.directive_id, report.span, report.agency_id)


def _number(word: str) -> int:
    if not word.isdigit():
        raise BadInput(f"“{word}” không phải là số văn bản. Xem số bằng `dondoc status`.")
    return int(word)


def _show_revised(site: Rooms, past: Reading, numbers: Figures, calendar: Calendar) -> None:
    """What of that day reads otherwise today: late then, explained later."""
    from directive.hindsight import revised

    on, scope = numbers.on, numbers.scope
    with site.store.reading() as conn:
        today = site_calendar(conn)
        now_known = [judge(x, on=on, calendar=today) for x in room.lines(conn, on=on, calendar=today, scope=scope)]
    known = [judge(x, on=on, calendar=calendar) for x in room.lines(past, on=on, calendar=calendar, scope=scope)]
    found = revised(known, now_known)
    if not found:
        print("Sau thời điểm đó không có thông tin nào làm đổi tình hình của ngày này.")
        return
    print(f"\nVề sau mới rõ ({len(found)} dòng, vẫn tính đến hết ngày {vietnamese_date(on)}):")
    titles = ["NV", "KH", "Cơ quan, đơn vị", "Khi đó", "Nay ghi nhận", "Nhiệm vụ"]
    rows = [
        [str(r.obligation_id), str(r.due_id or ""), numbers.name_of(r.agency_id), r.then, r.now, r.title] for r in found
    ]
    _table(titles, rows[:_REVISED_SHOWN], right=range(2))
    if len(rows) > _REVISED_SHOWN:
        print(f"… và {len(rows) - _REVISED_SHOWN} dòng khác; chọn từng văn bản để xem đủ.")


# --- status ------------------------------------------------------------------------------------------------------


def _is_draft(conn: Reading, directive_id: int) -> bool:
    directive = directives.one(conn, directive_id)
    waits = {
        Stage.DRAFT: f"dự thảo, chờ rà soát: `dondoc review {directive_id}` rồi `dondoc confirm {directive_id}`",
        Stage.CONFIRMED: f"đã rà soát, chờ số và ngày: `dondoc issue {directive_id} --number … --date …`",
        Stage.RECALLED: "đã thu hồi",
        Stage.REPLACED: "đã được thay thế",
    }
    if directive.stage not in waits:
        return False
    print(f"Văn bản số {directive_id}: {waits[directive.stage]}.")
    return True


def _show_all(conn: Reading, numbers: Figures) -> None:
    rows = [
        [str(i), name.number, day_words(name.issued_on), *_counts(numbers.by_directive[i]), subject_of(name.subject)]
        for i, name in sorted(numbers.directives.items())
    ]
    if rows:
        titles = ["Số", "Ký hiệu", "Ngày", "Tổng", "Xong", "Trong hạn", "Sắp đến", "Quá hạn", "Chưa báo cáo", "Về việc"]
        print(f"Tình hình thực hiện đến hết ngày {vietnamese_date(numbers.on)}")
        _table(titles, rows, right=range(3, 9))
        print(f"Cộng: {_summary(numbers)}")
    for stage in (Stage.DRAFT, Stage.CONFIRMED):
        for directive in directives.every(conn, stage=stage):
            _is_draft(conn, directive.directive_id)
    if not rows:
        print("Chưa có văn bản nào được ban hành. Tiếp nhận văn bản: `dondoc add TỆP`.")


def _show_one(conn: Reading, numbers: Figures, calendar: Calendar) -> None:
    directive_id = numbers.scope.directive_id or 0
    directive = directives.one(conn, directive_id)
    print(f"{directive.number} ngày {day_words(directive.issued_on)}: {subject_of(directive.subject)}")
    print(f"Đến hết ngày {vietnamese_date(numbers.on)}: {_summary(numbers)}")
    lines = room.lines(conn, on=numbers.on, calendar=calendar, scope=numbers.scope)
    judged = [judge(line, on=numbers.on, calendar=calendar) for line in lines]
    judged.sort(key=lambda one: (one.cell.answer is Answer.DONE, -one.late.calendar_days))
    titles = ["NV", "KH", "Mục", "Cơ quan, đơn vị", "Hạn", "Tiến độ", "Thời hạn", "Nhiệm vụ"]
    _table(titles, [_row(one, numbers) for one in judged], right=range(2))
    print("NV: số nhiệm vụ; KH: số kỳ hạn (giải trình bằng `dondoc explain KH`).")


def _row(one: Judged, numbers: Figures) -> list[str]:
    line = one.line
    return [
        str(line.obligation_id),
        str(line.due_id or ""),
        line.label or "",
        numbers.name_of(line.agency_id),
        day_words(line.due_on),
        state_words(one),
        standing_words(one),
        line.title,
    ]


def _counts(group: Group) -> list[str]:
    measures = (Measure.TOTAL, Measure.DONE, Measure.IN_TIME, Measure.SOON, Measure.LATE, Measure.UNREPORTED)
    return [str(group.count(measure)) for measure in measures]


def _summary(numbers: Figures) -> str:
    parts = [f"{m.vietnamese.lower()}: {n}" for m in SHOWN if (n := numbers.total.count(m))]
    return f"{'; '.join(parts)}; tỷ lệ hoàn thành {rate_words(numbers.total.counts.of_due)}."


def _as_json(numbers: Figures) -> dict[str, object]:
    def group(one: Group) -> dict[str, object]:
        return {measure.value: one.count(measure) for measure in Measure}

    return {
        "on": numbers.on.isoformat(),
        "total": group(numbers.total),
        "by_directive": {str(i): group(one) for i, one in numbers.by_directive.items()},
        "by_agency": {i: group(one) for i, one in numbers.by_agency.items()},
        "silent": list(numbers.silent),
    }


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]], *, right: range = range(0)) -> None:
    """Columns as wide as their contents; the last one takes what the terminal leaves."""
    widths = [max(len(row[c]) for row in [titles, *rows]) for c in range(len(titles))]
    widths = [min(width, 44) for width in widths]
    room_left = shutil.get_terminal_size((140, 40)).columns - sum(widths[:-1]) - 2 * (len(widths) - 1)
    widths[-1] = max(20, min(widths[-1], room_left))
    for row in [titles, *rows]:
        cells = [_cut(cell, width) for cell, width in zip(row, widths, strict=True)]
        padded = [x.rjust(w) if c in right else x.ljust(w) for c, (x, w) in enumerate(zip(cells, widths, strict=True))]
        print("  ".join(padded).rstrip())


def _cut(text: str, width: int) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= width else plain[: width - 1] + "…"
