"""`/van-ban/{id}/dung`, `/nhiem-vu/{id}/dung`: pause, resume, take back or end what is tracked.

Each asks for its reason on a page of its own: nothing of this happens by a single click.
"""

from typing import Any

from starlette.responses import Response

from directive import extending, intake
from directive.errors import BadInput, DirectiveError, NotAllowed, NotFound
from directive.obligations import CLOSED, Obligation, Progress, Stage
from directive.store import Reading, directives, directory, pages
from directive.wording import PROGRESS_NAMES
from portal.clerk import STAGE_WORDS
from portal.doors import NO_SUCH_PAGE, operator
from portal.pages import go, page
from portal.site import Visit

_ENDS = {"ket-thuc": Stage.CLOSED, "thu-hoi": Stage.RECALLED, "thay-the": Stage.REPLACED}


def open_directive(visit: Visit) -> Response:
    """What can be done to a directive, and what each does."""
    return _directive(visit)


def stop_directive(visit: Visit) -> Response:
    """Pause, resume or end a directive."""
    number = visit.number("directive_id")
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        found = directives.obligations(conn, directive_id=number)
    act, reason = visit.form.text("lam"), visit.form.text("ly-do")
    try:
        if act in _ENDS:
            _need_tick(visit)
            intake.end(
                visit.site.store,
                directive_id=number,
                stage=_ENDS[act],
                reason=reason,
                on=visit.on,
                at=visit.at,
                by=who.name,
            )
        else:
            _act(visit, act, _meant(found, act), who.name)
    except (BadInput, NotAllowed) as error:
        return _directive(visit, problem=error)
    return go(f"/van-ban/{number}")


def open_obligation(visit: Visit) -> Response:
    """What can be done to one obligation."""
    return _obligation(visit)


def stop_obligation(visit: Visit) -> Response:
    """Pause, resume or take back one obligation."""
    number = visit.number("obligation_id")
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        directives.obligation(conn, number)
    try:
        _act(visit, visit.form.text("lam"), [number], who.name)
    except (BadInput, NotAllowed) as error:
        return _obligation(visit, problem=error)
    return go(f"/nhiem-vu/{number}")


def _act(visit: Visit, act: str, numbers: list[int], by: str) -> None:
    reason = visit.form.text("ly-do")
    given: dict[str, Any] = {"obligation_ids": numbers, "reason": reason, "on": visit.on, "at": visit.at, "by": by}
    if not numbers:
        raise NotAllowed("Không có nhiệm vụ nào ở tình trạng để làm việc này.")
    match act:
        case "tam-dung":
            extending.pause(visit.site.store, **given)
        case "tiep-tuc":
            with visit.site.store.reading() as conn:
                calendar = visit.site.calendar(conn)
            extending.resume(visit.site.store, calendar=calendar, **given)
        case "thu-hoi-nhiem-vu":
            _need_tick(visit)
            extending.take_back(visit.site.store, **given)
        case _:
            raise NotFound(NO_SUCH_PAGE)


def _meant(found: list[Obligation], act: str) -> list[int]:
    """Of a directive, those an act can be done to."""
    if act == "tiep-tuc":
        return [one.obligation_id for one in found if one.progress is Progress.PAUSED]
    if act != "tam-dung":
        raise NotFound(NO_SUCH_PAGE)
    return [one.obligation_id for one in found if one.progress not in CLOSED | {Progress.PAUSED}]


def _need_tick(visit: Visit) -> None:
    if not visit.form.text("chac"):
        raise BadInput("Việc này không hoàn lại được. Đánh dấu “Tôi đã kiểm tra” rồi bấm lại.")


def _directive(visit: Visit, *, problem: DirectiveError | None = None) -> Response:
    number = visit.number("directive_id")
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        head = pages.headline(conn, number)
        found = directives.obligations(conn, directive_id=number)
    return page(
        visit,
        "stopping.html",
        status=problem.http_status if problem else 200,
        signed_in=who,
        head=head,
        obligation=None,
        owner="",
        state=STAGE_WORDS[head.stage],
        running=head.stage is Stage.ISSUED and bool(found) and any(_runs(one) for one in found),
        paused=head.stage is Stage.ISSUED and any(one.progress is Progress.PAUSED for one in found),
        endable=head.stage in (Stage.DRAFT, Stage.CONFIRMED, Stage.ISSUED),
        problem=str(problem) if problem else "",
        reason=visit.form.text("ly-do"),
    )


def _obligation(visit: Visit, *, problem: DirectiveError | None = None) -> Response:
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        obligation = directives.obligation(conn, visit.number("obligation_id"))
        head = pages.headline(conn, obligation.directive_id)
        owner = _name(conn, obligation.owner_id)
    return page(
        visit,
        "stopping.html",
        status=problem.http_status if problem else 200,
        signed_in=who,
        head=head,
        obligation=obligation,
        owner=owner,
        state=PROGRESS_NAMES[obligation.progress],
        running=_runs(obligation),
        paused=obligation.progress is Progress.PAUSED,
        endable=obligation.progress not in CLOSED,
        problem=str(problem) if problem else "",
        reason=visit.form.text("ly-do"),
    )


def _runs(one: Obligation) -> bool:
    return one.progress not in CLOSED | {Progress.PAUSED}


def _name(conn: Reading, agency_id: str) -> str:
    return next((one.name for one in directory.agencies(conn, ids=[agency_id])), agency_id)
