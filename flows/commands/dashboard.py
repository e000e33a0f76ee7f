"""dashboard: the leaders' page as Markdown, of today or as it was known at a moment."""

import argparse
from pathlib import Path

from directive import dashboard
from directive.settings import moment_of_text
from directive.site import site_calendar
from flows.commands.as_of import as_of, day_asked, known_at
from tasks.clock import now
from tasks.rooms import rooms


def dashboard_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="NGÀY", help="số liệu tính đến hết ngày, dd/mm/yyyy")
    parser.add_argument("--out", type=Path, metavar="TỆP", help="ghi Markdown vào tệp; mặc định in ra")
    as_of(parser)


def run_dashboard(args: argparse.Namespace) -> int:
    with rooms() as site:
        at = moment_of_text(args.as_of) if args.as_of else site.settings.instant(now())
        with known_at(site, args.as_of) as conn:
            overview = dashboard.gather(
                conn,
                on=day_asked(site.settings, args),
                at=at,
                calendar=site_calendar(conn),
                assumed=site.settings.today is not None,
            )
        page = next(
            p for p in dashboard.pages(overview, portal_url=site.settings.public_url) if p.key == dashboard.OVERVIEW
        )
    if args.out is None:
        print(page.markdown)
    else:
        args.out.write_text(page.markdown, encoding="utf-8")
        print(f"Đã ghi {args.out}")
    return 0
