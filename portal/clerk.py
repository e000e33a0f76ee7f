"""`/ban-lam-viec`: the clerk's desk: letters taken in, drafts, what is in force."""

from collections.abc import Collection, Iterable

from starlette.responses import Response

from directive import intake
from directive.agencies import Agency
from directive.errors import BadInput, MissingTool, NotAllowed, Secret
from directive.obligations import Stage
from directive.plain import in_order
from directive.store import directory, pages
from portal.doors import operator
from portal.pages import go, page
from portal.site import Visit

STAGE_WORDS = {
    Stage.DRAFT: "dự thảo, chờ rà soát",
    Stage.CONFIRMED: "đã rà soát, chờ số và ngày",
    Stage.ISSUED: "đang theo dõi",
    Stage.CLOSED: "đã kết thúc",
    Stage.RECALLED: "đã thu hồi",
    Stage.REPLACED: "đã thay thế",
}


def open_desk(visit: Visit) -> Response:
    """The clerk's start: drafts, what is in force, a place to put a letter."""
    return _desk(visit)


def take_in(visit: Visit) -> Response:
    """Read an uploaded letter and keep it as a draft."""
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
    uploads = visit.form.files.get("tep", [])
    if not uploads:
        return _desk(visit, problem=" ".join(visit.form.problems) or "Chưa chọn tệp văn bản.", status=422)
    try:
        directive = intake.take_in(
            visit.site.store,
            visit.site.files,
            data=uploads[0].read(),
            name=uploads[0].name,
            office_id=visit.form.text("co-quan") or None,
            assigner=visit.form.text("nguoi-giao") or None,
            on=visit.on,
            at=visit.at,
            by=who.name,
        )
    except (BadInput, NotAllowed, Secret, MissingTool) as error:
        return _desk(visit, problem=str(error), status=error.http_status)
    return go(f"/van-ban/{directive.directive_id}/doc")


def _desk(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        heads = pages.headlines(conn)
        offices = offices_of(directory.agencies(conn), [head.office_id for head in heads])
    given = {name: visit.form.text(name) for name in ("co-quan", "nguoi-giao")}
    return page(
        visit,
        "desk.html",
        status=status,
        signed_in=who,
        heads=heads,
        offices=offices,
        problem=problem,
        given=given,
        stages=STAGE_WORDS,
    )


def offices_of(every: Iterable[Agency], wrote: Collection[str | None]) -> list[Agency]:
    """Who may have written a letter: agencies others stand under, and those that wrote one before."""
    agencies = list(every)
    above = {agency.parent_id for agency in agencies} | set(wrote)
    return sorted(
        (agency for agency in agencies if agency.agency_id in above), key=lambda agency: in_order(agency.name)
    )
