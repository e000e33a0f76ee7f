"""simulate: what the coming months would look like if agencies acted as a file says. The store is only read."""

import argparse
import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from directive.errors import BadInput
from directive.obligations import Stage
from directive.settings import day_of_text
from directive.store import Store, directives, sweeping
from tasks.clock import business_day, now
from tasks.rooms import rooms

if TYPE_CHECKING:
    from notifications.simulating import SimulatedDay

KINDS = {
    "assignment": "giao việc",
    "acknowledge": "nhắc tiếp nhận",
    "status_request": "đề nghị báo cáo",
    "extended": "hạn mới",
    "reminder": "nhắc việc",
    "due_today": "đến hạn",
    "returned": "trả lại",
    "overdue_notice": "quá hạn",
    "escalation": "báo cáo lãnh đạo",
    "review": "chờ xem xét",
    "decision": "chờ quyết định",
}


COLUMNS = ["thông báo", *KINDS.values(), "trả lời", "xác nhận", "bị trả", "còn mở", "kỳ quá hạn", "im lặng"]


def simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, metavar="VĂN-BẢN", help="số của văn bản, cả khi còn là dự thảo")
    parser.add_argument("--until", required=True, metavar="NGÀY", help="ngày cuối (dd/mm/yyyy)")
    parser.add_argument("--start", metavar="NGÀY", help="ngày đầu; mặc định ngày ban hành, với dự thảo là hôm nay")
    parser.add_argument("--behaviour", type=Path, metavar="TỆP", help="hành vi của các đơn vị (TOML)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="cùng số là cùng một năm (mặc định 1)")
    parser.add_argument("--csv", type=Path, metavar="TỆP", help="ghi từng ngày ra tệp CSV")
    parser.add_argument("--svg", type=Path, metavar="TỆP", help="vẽ hình ra tệp SVG")


def run_simulate(args: argparse.Namespace) -> int:
    """Live through the days on a copy in memory and show them."""
    from notifications.behaviour import USUAL, read_behaviour
    from notifications.simulated_picture import picture
    from notifications.simulating import simulate
    from notifications.site import site_of

    behaviour = read_behaviour(args.behaviour) if args.behaviour else USUAL
    until = day_of_text(args.until)
    with rooms() as site:
        with site.store.reading() as conn:
            directives.stage(conn, args.directive)  # NotFound before anything is copied
        copy = sweeping.copied(site.store, directive_id=args.directive)
        try:
            wanted = day_of_text(args.start) if args.start else None
            start = _begin(copy, args.directive, wanted, business_day(site.settings))
            if until < start:
                raise BadInput(f"--until {until:%d/%m/%Y} trước ngày đầu {start:%d/%m/%Y}. Chọn ngày muộn hơn.")
            rules = site_of(site.settings, site.secret)._replace(assumed=True)
            days = list(
                simulate(
                    copy,
                    directive_id=args.directive,
                    start=start,
                    until=until,
                    behaviour=behaviour,
                    seed=args.seed,
                    site=rules,
                )
            )
        finally:
            copy.close()
    print("\n".join(table(days)))
    if args.csv:
        _write_csv(args.csv, days)
    if args.svg:
        title = f"Mô phỏng văn bản số {args.directive}, {start:%d/%m/%Y} – {until:%d/%m/%Y}, hạt giống {args.seed}"
        args.svg.write_text(picture(days, title=title), encoding="utf-8")
    return 0


def table(days: "Sequence[SimulatedDay]") -> Iterable[str]:
    """Month by month: what was said, what came in, where things stood at the end."""
    heads = ["tháng", *COLUMNS]
    rows = [heads]
    for month in dict.fromkeys((day.on.year, day.on.month) for day in days):
        mine = [day for day in days if (day.on.year, day.on.month) == month]
        last = mine[-1]
        rows.append(
            [
                f"{month[1]:02}/{month[0]}",
                str(sum(day.messages for day in mine)),
                *(str(sum(day.told[kind] for day in mine)) for kind in KINDS),
                str(sum(day.answered for day in mine)),
                str(sum(day.accepted for day in mine)),
                str(sum(day.returned for day in mine)),
                *(str(count) for count in (last.open, last.overdue, last.silent)),
            ]
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(heads))]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    busiest = max(days, key=lambda day: day.messages, default=None)
    if busiest is not None:
        total = sum(day.messages for day in days)
        yield f"Cả kỳ: {total} thông báo; ngày nhiều nhất {busiest.on:%d/%m/%Y}: {busiest.messages}."


def _begin(copy: Store, directive_id: int, wanted: date | None, today: date) -> date:
    """The first day; a draft is confirmed and issued on it, in the copy."""
    with copy.reading() as conn:
        directive = directives.one(conn, directive_id)
    if directive.stage is Stage.ISSUED:
        return wanted or directive.issued_on or today
    start = wanted or today
    from directive import intake

    at = now()
    if directive.stage is Stage.DRAFT:
        intake.confirm(copy, directive_id=directive_id, at=at, by="mô phỏng")
    intake.issue(copy, directive_id=directive_id, number="00/MP", issued_on=start, at=at, by="mô phỏng")
    return start


def _write_csv(path: Path, days: "Iterable[SimulatedDay]") -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark at the front lets Excel read the letters
        out = csv.writer(file)
        out.writerow(["ngày", *COLUMNS])
        for day in days:
            counts = [day.told[kind] for kind in KINDS]
            came = [day.answered, day.accepted, day.returned, day.open, day.overdue, day.silent]
            out.writerow([day.on.isoformat(), day.messages, *counts, *came])
