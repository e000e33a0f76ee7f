"""`/lich/{key}.ics`: an agency's last days as a calendar feed, with alarms; and frozen reports as files."""

from starlette.responses import Response

from directive.errors import NotFound
from directive.ledger import Purpose
from directive.obligations import CLOSED, Obligation
from directive.store import directives, pages, papers
from directive.tracked import Due
from directive.writers import ics
from portal.doors import NO_SUCH_PAGE, enter, enter_as_agency, reader
from portal.evidence import file_response
from portal.lights import UNANSWERED
from portal.pages import title_of
from portal.site import Visit


def calendar_feed(visit: Visit) -> Response:
    """All open Dues of the agency behind the key, in every directive in force."""
    with visit.site.store.reading() as conn:
        link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
        heads = {h.directive_id: h for h in pages.owned_by(conn, agency_id)}
        if link.directive_id is not None:
            heads = {n: h for n, h in heads.items() if n == link.directive_id}
        mine = {o.obligation_id: o for o in directives.obligations(conn, owner_id=agency_id) if o.directive_id in heads}
        dues = directives.dues(conn, obligation_ids=list(mine))
    entries = [
        ics.Entry(due, _words(mine[due.obligation_id], due), title_of(heads[mine[due.obligation_id].directive_id]))
        for due in dues
        if due.state in UNANSWERED and mine[due.obligation_id].progress not in CLOSED
    ]
    return Response(ics.write(entries, at=visit.at), media_type="text/calendar; charset=utf-8")


def _words(obligation: Obligation, due: Due) -> str:
    if obligation.label:
        return f"{obligation.label}. {obligation.title}"
    return f"{obligation.title} {due.period}".strip()


def report_by_key(visit: Visit) -> Response:
    """A frozen report for whoever has a reading link to its directive."""
    with visit.site.store.reading() as conn:
        link = enter(visit, conn, Purpose.READ)
        found = pages.reports(conn, report_id=visit.number("report_id"))
    if not found or link.directive_id not in (None, found[0].directive_id):
        raise NotFound(NO_SUCH_PAGE)
    return _report(visit, found[0])


def report_for_reader(visit: Visit) -> Response:
    """A frozen report for the signed-in."""
    with visit.site.store.reading() as conn:
        reader(visit, conn)
        found = pages.reports(conn, report_id=visit.number("report_id"))
    if not found:
        raise NotFound(NO_SUCH_PAGE)
    return _report(visit, found[0])


def paper_for_reader(visit: Visit) -> Response:
    """A drafted paper for the signed-in: it waits for a signature and is nobody else's yet."""
    with visit.site.store.reading() as conn:
        reader(visit, conn)
        made = papers.one(conn, visit.number("paper_id"))
    kind = visit.param("kind")
    if kind not in made.files:
        raise NotFound(NO_SUCH_PAGE)
    return file_response(visit.site, made.files[kind], name=f"du-thao-{made.paper_id}.{kind}")


def _report(visit: Visit, made: pages.Made) -> Response:
    kind = visit.param("kind")
    if kind not in made.files:
        raise NotFound(NO_SUCH_PAGE)
    return file_response(visit.site, made.files[kind], name=f"bao-cao-{made.report_id}.{kind}")
