"""`/t/{key}`: an agency answers. What is typed is kept first, then looked through, handed in, and receipted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from starlette.responses import Response

from directive import answering, extending
from directive.errors import BadInput, DirectiveError, NotAllowed, NotFound
from directive.explain import explained_kept
from directive.incoming import IncomingMail
from directive.ledger import Link, Purpose
from directive.settings import day_of_text
from directive.store import Reading, pages, replies
from portal import evidence
from portal.doors import NO_SUCH_PAGE, asked_directive, enter_as_agency, speaker
from portal.drafts import Draft, forget_draft, keep_draft, read_draft
from portal.holding import waiting_claims
from portal.pages import go, moment, page
from portal.points import (
    MAX_EVIDENCE,
    Item,
    Part,
    Problem,
    Typed,
    fingerprint,
    new_points,
    part_of,
    prefilled,
    problems,
    silent_items,
)
from portal.site import Visit


@dataclass(frozen=True, slots=True)
class Desk:
    """One agency's part of one directive, behind one link."""

    link: Link
    agency_id: str
    part: Part
    draft: Draft | None
    by: str
    base: str  # the address of the form
    claims: tuple[IncomingMail, ...] = ()  # mails that wait for the agency's word

    @property
    def directive_id(self) -> int:
        return self.part.sheet.headline.directive_id

    def item(self, obligation_id: int) -> Item:
        """One of the agency's own points; NotFound for anybody else's."""
        for item in self.part.items:
            if item.obligation.obligation_id == obligation_id:
                return item
        raise NotFound(NO_SUCH_PAGE)

    def typed(self) -> dict[int, Typed]:
        """What stands in the fields: the draft, else the answer that is being edited."""
        drafted = self.draft.points if self.draft is not None else {}
        return {
            item.obligation.obligation_id: drafted.get(item.obligation.obligation_id, prefilled(item))
            for item in self.part.items
        }


@dataclass(slots=True)
class Notice:
    """What the page says at its top after an act."""

    problems: list[Problem] = field(default_factory=list)
    good: str = ""


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
        desk = _desk(visit, conn)
    notice = Notice(good=_said_after(visit, desk))
    return _form(visit, desk, desk.typed(), notice)


def save_form(visit: Visit) -> Response:
    """Keep everything typed, then do what the pressed button says."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    typed, refused = _typed(visit, desk)
    keep_draft(visit, desk.link, desk.directive_id, period=_period(visit), points=typed)
    act, _, of = visit.form.text("lam").partition(":")
    if refused:
        return _form(visit, desk, typed, Notice(problems=[Problem("", text) for text in refused]), status=422)
    if act == "tiep-nhan":
        return _acknowledge(visit, desk)
    if act in ("khong-thuoc", "gia-han") and of.isdigit():
        return go(f"{desk.base}/{act}/{of}")
    if act == "ky" and (of == "khong" or of.isdigit()):
        keep_draft(visit, desk.link, desk.directive_id, period=of, points=typed)
        return go(f"{desk.base}?ky={of}")
    if act == "xem-lai":
        if wrong := problems(desk.part, typed):
            return _form(visit, desk, typed, Notice(problems=wrong), status=422)
        return go(f"{desk.base}/xem-lai")
    return go(f"{desk.base}?{_ky(visit)}luu=1")


def look_through(visit: Visit) -> Response:
    """The summary before handing in."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    return _summary(visit, desk)


def hand_in(visit: Visit) -> Response:
    """Hand in what the summary showed. The same summary sent twice gives the same receipt."""
    name = visit.form.text("ma_phieu")
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
        if (earlier := _earlier(conn, desk, name)) is not None:
            return go(f"{desk.base}/bien-nhan/{earlier}")
    points = new_points(desk.part, desk.typed())
    if problems(desk.part, desk.typed()) or fingerprint(desk.part, points) != name:
        return _summary(visit, desk, changed=True)
    try:
        submission_id = _submit(visit, desk, points, name)
    except DirectiveError as error:
        return _form(visit, desk, desk.typed(), Notice(problems=[Problem("", str(error))]), status=error.http_status)
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
        desk = _desk(visit, conn)
        made = pages.submission(conn, visit.number("submission_id"))
        if made is None or (made.agency_id, made.directive_id) != (desk.agency_id, desk.directive_id):
            raise NotFound(NO_SUCH_PAGE)
        said = replies.replies(conn, directive_id=desk.directive_id, agency_id=desk.agency_id, current=False)
    mine = [r for r in said if r.submission_id == made.submission_id]
    by_id = {o.obligation_id: o for o in desk.part.sheet.obligations}
    period = next((d for d in desk.part.sheet.dues if d.due_id == made.due_id), None)
    return page(visit, "receipt.html", desk=desk, made=made, replies=mine, obligations=by_id, period=period)


def ask_not_ours(visit: Visit) -> Response:
    """The page to say that an obligation belongs to somebody else."""
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
    return _not_ours(visit, desk)


def say_not_ours(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
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
        desk = _desk(visit, conn)
    return _more_time(visit, desk, _due_item(desk, visit.number("due_id")))


def say_more_time(visit: Visit) -> Response:
    with visit.site.store.reading() as conn:
        desk = _desk(visit, conn)
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
        desk = _desk(visit, conn)
    due = next((d for d in desk.part.sheet.dues if d.due_id == visit.number("due_id")), None)
    if due is None:
        raise NotFound(NO_SUCH_PAGE)
    lines = explained_kept(due, extensions=desk.part.sheet.extensions)
    item = next((i for i in desk.part.items if i.obligation.obligation_id == due.obligation_id), None)
    title = item.obligation.title if item is not None else due.words
    return page(visit, "explain.html", due=due, lines=lines, title=title, back=desk.base, home=desk.base, json=None)


# --- gathering ---------------------------------------------------------------------------------------------------


def _desk(visit: Visit, conn: Reading) -> Desk:
    link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
    directive_id = asked_directive(visit, link)
    if directive_id is None:
        raise NotFound(NO_SUCH_PAGE)
    sheet = pages.sheet(conn, directive_id, agency_id=agency_id)
    if not sheet.obligations:
        raise NotFound(NO_SUCH_PAGE)
    draft = read_draft(conn, link, directive_id)
    chosen = _period(visit) or (draft.period if draft is not None else "")
    base = f"/t/{visit.param('key')}"
    return Desk(
        link=link,
        agency_id=agency_id,
        part=part_of(sheet, agency_id, chosen=chosen, on=visit.on, calendar=visit.site.calendar(conn)),
        draft=draft,
        by=speaker(conn, link),
        base=base if link.directive_id is not None else f"{base}/vb/{directive_id}",
        claims=tuple(waiting_claims(conn, agency_id)),
    )


def _period(visit: Visit) -> str:
    return visit.form.text("ky") or visit.asked("ky")


def _ky(visit: Visit) -> str:
    """The chosen period for an address; only what it can be, never what somebody typed."""
    chosen = _period(visit)
    return f"ky={chosen}&" if chosen == "khong" or chosen.isdigit() else ""


def _typed(visit: Visit, desk: Desk) -> tuple[dict[int, Typed], list[str]]:
    """The fields of the form, with the files that came along kept; and what was refused."""
    before, refused = desk.typed(), list(visit.form.problems)
    typed = {}
    for item in desk.part.answerable:
        number = item.obligation.obligation_id
        place = f"o{number}"
        if f"{place}-result" not in visit.form.fields:  # a page of an older period: keep what was drafted
            typed[number] = before[number]
            continue
        gone = set(visit.form.texts(f"{place}-bo"))
        kept = tuple(e for e in before[number].evidence if e.sha256 not in gone)
        kept, no = evidence.take_in(visit.site, visit.form.files.get(f"{place}-tep", []), kept)
        refused += no
        texts = {name: visit.form.text(f"{place}-{name}") for name in Typed.model_fields if name != "evidence"}
        texts["progress"] = texts["progress"] or Typed().progress
        texts["percent"] = texts["percent"].rstrip("% ")
        typed[number] = Typed(evidence=kept, **texts)
    return typed, refused


def _earlier(conn: Reading, desk: Desk, name: str) -> int | None:
    """The receipt this very summary already has, if it is this agency's."""
    found = replies.submission_with_key(conn, name) if name else None
    made = pages.submission(conn, found) if found is not None else None
    if made is None or (made.agency_id, made.directive_id) != (desk.agency_id, desk.directive_id):
        return None
    return made.submission_id


def _due_item(desk: Desk, due_id: int) -> Item:
    for item in desk.part.items:
        if item.when.due is not None and item.when.due.due_id == due_id:
            return item
    raise NotFound(NO_SUCH_PAGE)


def _wanted(text: str) -> date:
    if not text.strip():
        raise BadInput("Chưa chọn ngày đề nghị gia hạn đến.")
    return day_of_text(text)


# --- acting ------------------------------------------------------------------------------------------------------


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
    )


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
    return go(f"{desk.base}?{_ky(visit)}xong=tiep-nhan")


# --- drawing -----------------------------------------------------------------------------------------------------

_DONE = {
    "tiep-nhan": "Đã ghi nhận: đơn vị đã tiếp nhận nhiệm vụ.",
    "khong-thuoc": "Đã gửi ý kiến “không thuộc thẩm quyền”. Trong khi chờ quyết định, nhiệm vụ này không bị nhắc.",
    "gia-han": "Đã gửi đề nghị gia hạn. Trong khi chờ quyết định, thời hạn cũ vẫn được tính.",
}


def _said_after(visit: Visit, desk: Desk) -> str:
    if visit.asked("luu") and desk.draft is not None:
        return f"Đã lưu nháp lúc {moment(datetime.fromisoformat(desk.draft.saved_at))}. Chưa gửi đi."
    return _DONE.get(visit.asked("xong"), "")


def _form(visit: Visit, desk: Desk, typed: Mapping[int, Typed], notice: Notice, *, status: int = 200) -> Response:
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
        chosen=desk.part.period.due_id if desk.part.period is not None else "khong",
    )


def _summary(visit: Visit, desk: Desk, *, changed: bool = False) -> Response:
    typed = desk.typed()
    if wrong := problems(desk.part, typed):
        return _form(visit, desk, typed, Notice(problems=wrong), status=422 if changed else 200)
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
