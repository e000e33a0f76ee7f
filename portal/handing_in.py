"""`/t/{key}/xem-lai`: what is to be handed in is looked through, handed in once, and receipted."""

from starlette.responses import Response

from directive import answering
from directive.errors import DirectiveError, NotFound
from directive.store import Reading, pages, replies
from portal.agency_desk import Desk, Notice, desk_of
from portal.answer import form_page
from portal.doors import NO_SUCH_PAGE
from portal.drafts import forget_draft
from portal.pages import go, page
from portal.points import Problem, fingerprint, new_points, problems, silent_items
from portal.site import Visit


def look_through(visit: Visit) -> Response:
    """The summary before handing in."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    return _summary(visit, desk)


def hand_in(visit: Visit) -> Response:
    """Hand in what the summary showed. The same summary sent twice gives the same receipt."""
    name = visit.form.text("ma_phieu")
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
        if (earlier := _earlier(conn, desk, name)) is not None:
            return go(f"{desk.base}/bien-nhan/{earlier}")
    points = new_points(desk.part, desk.typed())
    if problems(desk.part, desk.typed()) or fingerprint(desk.part, points) != name:
        return _summary(visit, desk, changed=True)
    try:
        submission_id = _submit(visit, desk, points, name)
    except DirectiveError as error:
        return form_page(
            visit, desk, desk.typed(), Notice(problems=[Problem("", str(error))]), status=error.http_status
        )
    except Exception:
        # A second click at the very same moment: the store lets one of them in, whose receipt serves both.
        with visit.site.store.reading() as conn:
            if (earlier := _earlier(conn, desk, name)) is None:
                raise
        return go(f"{desk.base}/bien-nhan/{earlier}")
    forget_draft(visit, desk.link, desk.directive_id)
    return go(f"{desk.base}/bien-nhan/{submission_id}")


def show_receipt(visit: Visit) -> Response:
    """What was handed in, for the agency's own files."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
        made = pages.submission(conn, visit.number("submission_id"))
        if made is None or (made.agency_id, made.directive_id) != (desk.agency_id, desk.directive_id):
            raise NotFound(NO_SUCH_PAGE)
        said = replies.replies(conn, directive_id=desk.directive_id, agency_id=desk.agency_id, current=False)
    mine = [r for r in said if r.submission_id == made.submission_id]
    by_id = {o.obligation_id: o for o in desk.part.sheet.obligations}
    period = next((d for d in desk.part.sheet.dues if d.due_id == made.due_id), None)
    return page(visit, "receipt.html", desk=desk, made=made, replies=mine, obligations=by_id, period=period)


def _earlier(conn: Reading, desk: Desk, name: str) -> int | None:
    """The receipt this very summary already has, if it is this agency's."""
    found = replies.submission_with_key(conn, name) if name else None
    made = pages.submission(conn, found) if found is not None else None
    if made is None or (made.agency_id, made.directive_id) != (desk.agency_id, desk.directive_id):
        return None
    return made.submission_id


def _submit(visit: Visit, desk: Desk, points: list[answering.Point], name: str) -> int:
    return answering.submit(
        visit.site.store,
        directive_id=desk.directive_id,
        agency_id=desk.agency_id,
        due_id=desk.part.period.due_id if desk.part.period is not None else None,
        points=points,
        idempotency_key=name,
        on=visit.on,
        at=visit.at,
        by=desk.by,
        contributions=[c.contribution_id for c in desk.waiting],
    )


def _summary(visit: Visit, desk: Desk, *, changed: bool = False) -> Response:
    typed = desk.typed()
    if wrong := problems(desk.part, typed):
        return form_page(visit, desk, typed, Notice(problems=wrong), status=422 if changed else 200)
    points = new_points(desk.part, typed)
    return page(
        visit,
        "summary.html",
        status=409 if changed else 200,
        desk=desk,
        head=desk.part.sheet.headline,
        points=points,
        silent=silent_items(desk.part, points),
        name=fingerprint(desk.part, points),
        changed=changed,
    )
