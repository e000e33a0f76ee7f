"""`/t/{key}`: an agency answers. What is typed is kept first, then the pressed button is followed."""

from collections.abc import Mapping
from datetime import datetime

from starlette.responses import Response

from directive import answering
from directive.ledger import Purpose
from directive.store import pages
from portal import evidence
from portal.agency_desk import Desk, Notice, desk_of, period_asked, period_of, read_typed
from portal.doors import asked_directive, enter_as_agency, speaker
from portal.drafts import keep_draft
from portal.holding import waiting_claims
from portal.merging import typed_of_contribution
from portal.pages import go, moment, page
from portal.points import MAX_EVIDENCE, Problem, Typed, problems
from portal.site import Visit


def open_form(visit: Visit) -> Response:
    """The form; for a link to everything, the list of directives."""
    with visit.site.store.reading() as conn:
        link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
        if asked_directive(visit, link) is None:
            heads = pages.owned_by(conn, agency_id)
            if len(heads) == 1:
                return go(f"/t/{visit.param('key')}/vb/{heads[0].directive_id}")
            return page(
                visit,
                "answer_list.html",
                heads=heads,
                key=visit.param("key"),
                agency=speaker(conn, link),
                claims=waiting_claims(conn, agency_id),
            )
        desk = desk_of(visit, conn)
    notice = Notice(good=_said_after(visit, desk))
    return form_page(visit, desk, desk.typed(), notice)


def save_form(visit: Visit) -> Response:
    """Keep everything typed, then do what the pressed button says."""
    with visit.site.store.reading() as conn:
        desk = desk_of(visit, conn)
    typed, refused = read_typed(visit, desk)
    keep_draft(visit, desk.link, desk.directive_id, period=period_of(visit), points=typed)
    act, _, of = visit.form.text("lam").partition(":")
    if refused:
        return form_page(visit, desk, typed, Notice(problems=[Problem("", text) for text in refused]), status=422)
    if act == "tiep-nhan":
        return _acknowledge(visit, desk)
    if act in ("khong-thuoc", "gia-han") and of.isdigit():
        return go(f"{desk.base}/{act}/{of}")
    if act == "phan-cong":
        return go(f"{desk.base}/phan-cong{'?nv=' + of if of.isdigit() else ''}")
    if act == "lay" and (taken := next((c for c in desk.waiting if str(c.contribution_id) == of), None)) is not None:
        typed[taken.obligation_id] = typed_of_contribution(taken)
        keep_draft(visit, desk.link, desk.directive_id, period=period_of(visit), points=typed)
        return go(f"{desk.base}?{period_asked(visit)}xong=lay#o{taken.obligation_id}")
    if act == "ky" and (of == "khong" or of.isdigit()):
        keep_draft(visit, desk.link, desk.directive_id, period=of, points=typed)
        return go(f"{desk.base}?ky={of}")
    if act == "xem-lai":
        if wrong := problems(desk.part, typed):
            return form_page(visit, desk, typed, Notice(problems=wrong), status=422)
        return go(f"{desk.base}/xem-lai")
    return go(f"{desk.base}?{period_asked(visit)}luu=1")


def _acknowledge(visit: Visit, desk: Desk) -> Response:
    answering.acknowledge(
        visit.site.store,
        directive_id=desk.directive_id,
        agency_id=desk.agency_id,
        obligation_ids=[item.obligation.obligation_id for item in desk.part.unseen],
        on=visit.on,
        at=visit.at,
        by=desk.by,
    )
    return go(f"{desk.base}?{period_asked(visit)}xong=tiep-nhan")


_DONE = {
    "tiep-nhan": "Đã ghi nhận: đơn vị đã tiếp nhận nhiệm vụ.",
    "khong-thuoc": "Đã gửi ý kiến “không thuộc thẩm quyền”. Trong khi chờ quyết định, nhiệm vụ này không bị nhắc.",
    "lay": "Đã đưa phần soạn vào báo cáo. Kiểm tra rồi bấm “Xem lại và gửi”.",
    "gia-han": "Đã gửi đề nghị gia hạn. Trong khi chờ quyết định, thời hạn cũ vẫn được tính.",
}


def _said_after(visit: Visit, desk: Desk) -> str:
    if visit.asked("luu") and desk.draft is not None:
        return f"Đã lưu nháp lúc {moment(datetime.fromisoformat(desk.draft.saved_at))}. Chưa gửi đi."
    return _DONE.get(visit.asked("xong"), "")


def form_page(visit: Visit, desk: Desk, typed: Mapping[int, Typed], notice: Notice, *, status: int = 200) -> Response:
    wrong: dict[str, str] = {p.field: p.message for p in notice.problems if p.field}
    return page(
        visit,
        "answer.html",
        status=status,
        desk=desk,
        part=desk.part,
        head=desk.part.sheet.headline,
        typed=typed,
        notice=notice,
        wrong=wrong,
        accepted=evidence.ACCEPTED,
        max_evidence=MAX_EVIDENCE,
        offered=desk.offered,
        chosen=desk.part.period.due_id if desk.part.period is not None else "khong",
    )
