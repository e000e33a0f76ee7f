"""`/lich/{key}.ics`: an agency's last days as a calendar feed, with alarms; and frozen reports as files."""

from datetime import timedelta

import icalendar
from starlette.responses import Response

from directive.errors import NotFound
from directive.ledger import Purpose
from directive.obligations import CLOSED
from directive.store import directives, pages, papers
from directive.tracked import Due
from portal.doors import NO_SUCH_PAGE, enter, enter_as_agency, reader
from portal.evidence import file_response
from portal.lights import UNANSWERED
from portal.pages import title_of
from portal.site import Visit

ALARMS = (timedelta(days=-7), timedelta(days=-1), timedelta(hours=8))
"""Before the last day, on its eve, and at eight in the morning of it."""


def calendar_feed(visit: Visit) -> Response:
    """All open Dues of the agency behind the key, in every directive in force."""
    with visit.site.store.reading() as conn:
        link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
        heads = {h.directive_id: h for h in pages.owned_by(conn, agency_id)}
        if link.directive_id is not None:
            heads = {n: h for n, h in heads.items() if n == link.directive_id}
        mine = {o.obligation_id: o for o in directives.obligations(conn, owner_id=agency_id) if o.directive_id in heads}
        dues = directives.dues(conn, obligation_ids=list(mine))
    feed = icalendar.Calendar()
    feed.add("prodid", "-//dondoc//VN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "Hạn báo cáo – Đôn đốc")
    for due in dues:
        obligation = mine[due.obligation_id]
        if due.due_on is None or due.state not in UNANSWERED or obligation.progress in CLOSED:
            continue
        words = f"{obligation.label}. {obligation.title}" if obligation.label else f"{obligation.title} {due.period}"
        feed.add_component(_event(visit, due, words.strip(), title_of(heads[obligation.directive_id])))
    return Response(feed.to_ical(), media_type="text/calendar; charset=utf-8")


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


def _event(visit: Visit, due: Due, words: str, directive: str) -> icalendar.Event:
    assert due.due_on is not None
    event = icalendar.Event()
    event.add("uid", f"ky-han-{due.due_id}@dondoc")
    event.add("summary", f"Hạn: {words}")
    event.add("description", f"{directive}. {due.words}".strip())
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("dtstamp", visit.at)
    event.add("transp", "TRANSPARENT")
    for before in ALARMS:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"Hạn {due.due_on:%d/%m/%Y}: {words}")
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
