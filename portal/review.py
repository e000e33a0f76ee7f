"""`/x/{key}`: the collector sees who said what, and accepts or returns it, one by one or many at once."""

from dataclasses import dataclass

from starlette.responses import Response

from directive import answering
from directive.errors import BadInput, NotAllowed, NotFound
from directive.figures import Group, Measure, Scope, figures
from directive.ledger import Link, Purpose
from directive.obligations import Stage
from directive.store import Reading, pages, replies
from directive.store.figures import facts
from portal.board import Board, board_of, compared
from portal.doors import NO_SUCH_PAGE, asked_directive, enter_as_agency, reviews, speaker
from portal.pages import go, page
from portal.site import Visit

REPLACED = "Báo cáo vừa chọn đã được đơn vị thay bằng bản mới hoặc không còn. Xem lại bản mới dưới đây."


@dataclass(frozen=True, slots=True)
class Desk:
    """One directive before its reviewer."""

    link: Link
    board: Board
    group: Group  # the figures of the period, from where all figures come
    by: str
    base: str
    key: str
    told: dict[str, pages.Told]

    @property
    def directive_id(self) -> int:
        return self.board.sheet.headline.directive_id


def open_board(visit: Visit) -> Response:
    """The board; for a link to everything, the list of directives this agency reviews."""
    with visit.site.store.reading() as conn:
        link, agency_id = enter_as_agency(visit, conn, Purpose.REVIEW)
        if asked_directive(visit, link) is None:
            heads = pages.headlines(conn, reviewer_id=agency_id, stage=Stage.ISSUED)
            if len(heads) == 1:
                return go(f"/x/{visit.param('key')}/vb/{heads[0].directive_id}")
            by = speaker(conn, link)
            return page(visit, "review_list.html", heads=heads, key=visit.param("key"), agency=by)
        desk = _desk(visit, conn)
    return _board(visit, desk)


def decide(visit: Visit) -> Response:
    """Accept or return what the pressed button names."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    act, _, of = visit.form.text("lam").partition(":")
    if act in ("nhac", "nhac-chon"):
        return _remind(visit, desk, act, of)
    try:
        verdicts = _verdicts(visit)
        answering.review(
            visit.site.store,
            directive_id=desk.directive_id,
            verdicts=verdicts,
            on=visit.on,
            at=visit.at,
            by=desk.by,
        )
    except (BadInput, NotAllowed) as error:
        return _board(visit, desk, problem=str(error), status=error.http_status)
    except NotFound:
        return _board(visit, desk, problem=REPLACED, status=409)
    accepted = sum(v.accepted for v in verdicts)
    return go(f"{desk.base}?nhan={accepted}&tra={len(verdicts) - accepted}")


def open_history(visit: Visit) -> Response:
    """One obligation: the letter's words and everything said about it."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
        number = visit.number("obligation_id")
        said = replies.replies(conn, directive_id=desk.directive_id, obligation_ids=[number], current=False)
    for row in desk.board.rows:
        for cell in row.all:
            if cell.obligation.obligation_id == number:
                quote = desk.board.sheet.words.of(cell.obligation)
                return page(visit, "review_one.html", desk=desk, row=row, cell=cell, quote=quote, said=said[::-1])
    raise NotFound(NO_SUCH_PAGE)


def _desk(visit: Visit, conn: Reading) -> Desk:
    link, agency_id = enter_as_agency(visit, conn, Purpose.REVIEW)
    directive_id = asked_directive(visit, link)
    if directive_id is None or not reviews(pages.headline(conn, directive_id), agency_id):
        raise NotFound(NO_SUCH_PAGE)
    calendar = visit.site.calendar(conn)
    board = board_of(pages.sheet(conn, directive_id), period=visit.asked("ky"), on=visit.on, calendar=calendar)
    scope = Scope(directive_id=directive_id, period=board.period or None)
    counted = figures(facts(conn, on=visit.on, calendar=calendar, scope=scope), on=visit.on, calendar=calendar)
    base = f"/x/{visit.param('key')}"
    return Desk(
        link=link,
        board=board,
        group=counted.total,
        by=speaker(conn, link),
        base=base if link.directive_id is not None else f"{base}/vb/{directive_id}",
        key=visit.param("key"),
        told=pages.last_told(conn, directive_id),
    )


def _remind(visit: Visit, desk: Desk, act: str, of: str) -> Response:
    """Remind agencies of this board now: one, or those chosen."""
    here = {row.agency_id: row.name for row in desk.board.rows}
    wanted = [of] if act == "nhac" else visit.form.texts("im")
    chosen = [agency_id for agency_id in wanted if agency_id in here]
    if not chosen or visit.site.remind is None:
        return _board(visit, desk, problem="Chưa chọn đơn vị nào để nhắc.", status=422)
    try:
        done = visit.site.remind(
            directive_id=desk.directive_id, agency_ids=chosen, on=visit.on, at=visit.at, by=desk.by
        )
    except NotAllowed as error:
        return _board(visit, desk, problem=str(error), status=error.http_status)
    if not done.left_out:
        return go(f"{desk.base}?nhac={len(done.reminded)}")
    reasons = [f"{here[agency_id]}: {why}" for agency_id, why in done.left_out]
    words = f"Đã đưa {len(done.reminded)} thông báo vào hộp thư đi. Không nhắc – {'; '.join(reasons)}."
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    return _board(visit, desk, problem=words, status=200 if done.reminded else 409)


def _verdicts(visit: Visit) -> list[answering.Decision]:
    act, _, of = visit.form.text("lam").partition(":")
    if act in ("nhan", "tra") and of.isdigit():
        remark = visit.form.text(f"nhan-xet-{of}")
        return [answering.Decision(reply_id=int(of), accepted=act == "nhan", remark=remark)]
    chosen = visit.form.numbers("chon")
    if act not in ("nhan-chon", "tra-chon") or not chosen:
        raise BadInput("Chưa chọn báo cáo nào. Đánh dấu các báo cáo cần xử lý rồi bấm lại.")
    common = visit.form.text("nhan-xet")
    return [
        answering.Decision(
            reply_id=number, accepted=act == "nhan-chon", remark=visit.form.text(f"nhan-xet-{number}") or common
        )
        for number in dict.fromkeys(chosen)
    ]


def _board(visit: Visit, desk: Desk, *, problem: str = "", status: int = 200) -> Response:
    return page(
        visit,
        "review.html",
        status=status,
        desk=desk,
        board=desk.board,
        head=desk.board.sheet.headline,
        group=desk.group,
        Measure=Measure,
        problem=problem,
        accepted=visit.asked("nhan"),
        returned=visit.asked("tra"),
        reminded=visit.asked("nhac"),
        can_remind=visit.site.remind is not None,
        chosen=set(visit.form.numbers("chon")),
        remark=visit.form.text,
        compared=compared,
    )
