"""The report of a span of time (báo cáo chung): part of `dondoc report`, with --period and --agency."""

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from directive.errors import BadInput
from directive.overall_reporting import AskedOverall, agency_named, draft_overall, freeze_overall, span_named
from directive.reporting import write_files
from directive.site import site_calendar
from tasks.clock import now
from tasks.rooms import Rooms

if TYPE_CHECKING:
    from directive.report import Report

SPANS = "2024-06 hoặc 06/2024 (tháng), 2024-Q2 (quý), 2024-H1 (6 tháng), 2024 (năm)"


def overall_arguments(parser: argparse.ArgumentParser) -> None:
    """What `report` takes besides: a span instead of a directive."""
    parser.add_argument("--period", metavar="KỲ", help=f"báo cáo chung mọi văn bản của một kỳ: {SPANS}")
    parser.add_argument("--agency", metavar="CƠ-QUAN", help="cùng --period: chỉ một cơ quan (mã hoặc tên)")


def made_overall(site: Rooms, args: argparse.Namespace, *, on: date, note: str) -> tuple["Report", dict[str, bytes]]:
    """The report asked for and its files; frozen when asked to."""
    if args.words or args.due is not None:
        raise BadInput("--period lập báo cáo chung cho mọi văn bản: bỏ số văn bản và --due.")
    with site.store.reading() as conn:
        asked = AskedOverall(
            span=span_named(args.period),
            on=on,
            calendar=site_calendar(conn),
            agency_id=agency_named(conn, args.agency) if args.agency else None,
            office_name=site.settings.office_name,
            note=note,
        )
        report = draft_overall(conn, asked).report
    if not args.freeze:
        return report, write_files(report)
    frozen = freeze_overall(site.store, site.files, asked, at=site.settings.instant(now()), by=args.by)
    print(f"Đã chốt báo cáo số {frozen.report_id}, mã đối chiếu {frozen.digest[:16]}…")
    return frozen.content, {kind: site.files.read(sha256) for kind, sha256 in frozen.files.items()}


def file_name(report: "Report") -> str:
    """ "bao-cao-2024-H1-20240620", with the agency's id when it is about one."""
    return "-".join(_parts(report))


def _parts(report: "Report") -> Iterator[str]:
    yield f"bao-cao-{report.span}"
    if report.agency_id:
        yield "".join(c if c.isalnum() else "-" for c in report.agency_id)
    yield f"{report.on:%Y%m%d}"
