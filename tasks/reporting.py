"""Thin Prefect tasks around the reports: freeze them."""

from datetime import date

from prefect import task
from prefect.cache_policies import NO_CACHE

from directive import overall_reporting, reporting, urging
from directive.calendar import vietnamese_date
from directive.keeping import keep_paper
from directive.kept import PaperKind
from directive.overall_reporting import AskedOverall
from directive.periods import ReportPeriod
from directive.reporting import Asked
from directive.site import site_calendar
from tasks.clock import now
from tasks.rooms import Rooms, rooms


@task(task_run_name="chốt báo cáo văn bản số {directive_id}", cache_policy=NO_CACHE, persist_result=False)
def freeze_report(directive_id: int, on: date, by: str) -> str:
    """Compile and freeze the report of a directive as of a day; its title."""
    with rooms() as site:
        with site.store.reading() as conn:
            due_id = reporting.due_for(conn, directive_id, on=on)
            asked = Asked(directive_id, due_id, on, site_calendar(conn), note=_note(site, on))
        frozen = reporting.freeze(site.store, site.files, asked, at=site.settings.instant(now()), by=by)
    return f"Báo cáo số {frozen.report_id} đã chốt"


@task(task_run_name="chốt báo cáo chung {span.label}", cache_policy=NO_CACHE, persist_result=False)
def freeze_overall_report(span: ReportPeriod, agency: str, on: date, by: str) -> str:
    """Compile and freeze the report of a span, of all agencies or of one; its title."""
    with rooms() as site:
        with site.store.reading() as conn:
            agency_id = overall_reporting.agency_named(conn, agency) if agency.strip() else None
            calendar, office = site_calendar(conn), site.settings.office_name
        asked = AskedOverall(span, on, calendar, agency_id=agency_id, office_name=office, note=_note(site, on))
        frozen = overall_reporting.freeze_overall(site.store, site.files, asked, at=site.settings.instant(now()), by=by)
    return f"Báo cáo số {frozen.report_id} đã chốt"


@task(task_run_name="soạn văn bản đôn đốc văn bản số {directive_id}", cache_policy=NO_CACHE, persist_result=False)
def keep_urging_letter(directive_id: int, on: date, by: str) -> str:
    """Draft and keep the letter that urges agencies whose orders are late; what was kept, in words."""
    with rooms() as site:
        with site.store.reading() as conn:
            calendar = site_calendar(conn)
            facts = urging.gather(conn, directive_id=directive_id, on=on, calendar=calendar, note=_note(site, on))
        kept = keep_paper(
            site.store,
            site.files,
            urging.urging_letter(facts, on=on),
            what=PaperKind.URGING,
            directive_id=directive_id,
            agencies=sorted({one.line.agency_id for one in facts.late}),
            at=site.settings.instant(now()),
            by=by,
        )
    return f"Dự thảo đôn đốc số {kept.paper_id}: {len(facts.late)} nhiệm vụ quá hạn"


def _note(site: Rooms, on: date) -> str:
    """What a paper of an assumed day says of itself."""
    return f"Ngày giả định {vietnamese_date(on)} (tập huấn, trình diễn)" if site.settings.today else ""
