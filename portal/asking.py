"""`/t/{key}/…`: an agency says that a duty is not its own, asks for more time, and reads how a last day came about."""

from datetime import date

from starlette.responses import Response

from directive import answering, extending
from directive.errors import BadInput, DirectiveError, NotAllowed, NotFound
from directive.explain import explained_kept
from directive.settings import day_of_text
from portal.agency_desk import Desk, desk_of
from portal.doors import NO_SUCH_PAGE
from portal.pages import go, page
from portal.points import Item
from portal.site import Visit


def ask_not_ours(visit: Visit) -> Response:
    """The page to say that an obligation belongs to somebody else."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    return _not_ours(visit, desk)


def say_not_ours(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    reason = visit.form.text("ly_do")
    try:
        answering.contest(
            visit.site.store,
            obligation_id=desk.item(visit.number("obligation_id")).obligation.obligation_id,
            agency_id=desk.agency_id,
            reason=reason,
            on=visit.on,
            at=visit.at,
            by=desk.by,
        )
    except (BadInput, NotAllowed) as error:
        return _not_ours(visit, desk, error, reason)
    return go(f"{desk.base}?xong=khong-thuoc")


def ask_more_time(visit: Visit) -> Response:
    """The page to ask for a later day."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    return _more_time(visit, desk, _due_item(desk, visit.number("due_id")))


def say_more_time(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    item = _due_item(desk, visit.number("due_id"))
    reason, wanted = visit.form.text("ly_do"), visit.form.text("ngay")
    try:
        extending.ask(
            visit.site.store,
            due_id=visit.number("due_id"),
            agency_id=desk.agency_id,
            wanted_on=_wanted(wanted),
            reason=reason,
            on=visit.on,
            at=visit.at,
            by=desk.by,
        )
    except (BadInput, NotAllowed) as error:
        return _more_time(visit, desk, item, error, reason, wanted)
    return go(f"{desk.base}?xong=gia-han")


def explain_due(visit: Visit) -> Response:
    """How the last day of one of the agency's own Dues came about."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    due = next((d for d in desk.part.sheet.dues if d.due_id == visit.number("due_id")), None)
    if due is None:
        raise NotFound(NO_SUCH_PAGE)
    lines = explained_kept(due, extensions=desk.part.sheet.extensions)
    item = next((i for i in desk.part.items if i.obligation.obligation_id == due.obligation_id), None)
    title = item.obligation.title if item is not None else due.words
    return page(visit, "explain.html", due=due, lines=lines, title=title, back=desk.base, home=desk.base, json=None)


def _due_item(desk: Desk, due_id: int) -> Item:
    for item in desk.part.items:
        if item.when.due is not None and item.when.due.due_id == due_id:
            return item
    raise NotFound(NO_SUCH_PAGE)


def _wanted(text: str) -> date:
    if not text.strip():
        raise BadInput("Chưa chọn ngày đề nghị gia hạn đến.")
    return day_of_text(text)


def _not_ours(visit: Visit, desk: Desk, error: DirectiveError | None = None, reason: str = "") -> Response:
    item = desk.item(visit.number("obligation_id"))
    return page(
        visit,
        "not_ours.html",
        status=error.http_status if error else 200,
        desk=desk,
        item=item,
        problem=str(error or ""),
        reason=reason,
    )


def _more_time(
    visit: Visit, desk: Desk, item: Item, error: DirectiveError | None = None, reason: str = "", wanted: str = ""
) -> Response:
    return page(
        visit,
        "more_time.html",
        status=error.http_status if error else 200,
        desk=desk,
        item=item,
        problem=str(error or ""),
        reason=reason,
        wanted=wanted,
    )
