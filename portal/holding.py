"""`/t/{key}/thu/{mail}`: an agency makes an answer of its mail with one click. `/thu-den`: the holding area, where a
clerk says whose an unmatched mail is. A mail changes no obligation before its agency says so here."""

from dataclasses import dataclass

from starlette.responses import Response

from directive import answering
from directive.errors import BadInput, NotAllowed, NotFound
from directive.events import MailSettled
from directive.incoming import IncomingMail, MailState
from directive.ledger import Link, Purpose
from directive.obligations import Progress
from directive.plain import in_order
from directive.store import Change, Reading, directory, mails, messages, pages
from portal import evidence
from portal.doors import NO_SUCH_PAGE, enter_as_agency, operator, speaker
from portal.pages import go, page
from portal.points import MAX_TEXT, Part, Typed, new_points, part_of, problems
from portal.site import Visit

ON_A_PAGE = 50
_PROGRESS = {"dang-lam": Progress.UNDER_WAY, "xong": Progress.REPORTED}


# --- the agency ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail of an agency, and the obligations it may be about."""

    link: Link
    agency_id: str
    by: str
    mail: IncomingMail
    parts: tuple[Part, ...]
    likely: frozenset[int]  # obligations the answered message spoke of


def waiting_claims(conn: Reading, agency_id: str) -> list[IncomingMail]:
    """Mails of an agency that wait for its word, newest first."""
    return mails.mails(conn, states=[MailState.CLAIMED], agency_id=agency_id, limit=ON_A_PAGE)


def open_claim(visit: Visit) -> Response:
    """The mail, and the obligations to tick."""
    with visit.site.store.reading() as conn:
        claim = _claim(visit, conn)
    return _page(visit, claim, chosen=_one(claim))


def settle_claim(visit: Visit) -> Response:
    """Confirm the mail as an answer to the ticked obligations, or say that it is none."""
    with visit.site.store.reading() as conn:
        claim = _claim(visit, conn)
    act = visit.form.text("lam")
    home = f"/t/{visit.param('key')}"
    if act not in ("bo", *_PROGRESS):
        raise NotFound(NO_SUCH_PAGE)
    chosen = frozenset(visit.form.numbers("nv"))
    try:
        if act == "bo":
            _drop(visit, claim)
            return go(home)
        receipts = _confirm(visit, claim, chosen, _PROGRESS[act])
    except (BadInput, NotAllowed) as error:
        return _page(visit, claim, chosen=chosen, problem=str(error), status=error.http_status)
    directive_id, submission_id = receipts[0]
    return go(f"{home}/vb/{directive_id}/bien-nhan/{submission_id}")


def _claim(visit: Visit, conn: Reading) -> Claim:
    link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
    mail = mails.mail(conn, visit.number("mail_id"))
    if mail.agency_id != agency_id or mail.state is not MailState.CLAIMED:
        raise NotFound(NO_SUCH_PAGE)
    calendar = visit.site.calendar(conn)
    heads = [h for h in pages.owned_by(conn, agency_id) if link.directive_id in (None, h.directive_id)]
    sheets = [pages.sheet(conn, head.directive_id, agency_id=agency_id) for head in heads]
    parts = tuple(part_of(sheet, agency_id, chosen="", on=visit.on, calendar=calendar) for sheet in sheets)
    answered = messages.due_ids_of(conn, mail.message_id) if mail.message_id is not None else frozenset()
    likely = frozenset(due.obligation_id for part in parts for due in part.sheet.dues if due.due_id in answered)
    return Claim(link, agency_id, speaker(conn, link), mail, parts, likely)


def _one(claim: Claim) -> frozenset[int]:
    """What is ticked beforehand: only what leaves no doubt."""
    open_ones = frozenset(i.obligation.obligation_id for part in claim.parts for i in part.answerable if not i.general)
    for some in (claim.likely & open_ones, open_ones):
        if len(some) == 1:
            return some
    return frozenset()


def _confirm(visit: Visit, claim: Claim, chosen: frozenset[int], progress: Progress) -> list[tuple[int, int]]:
    """Hand in what the mail says, one submission for each directive, and settle the mail: all of it or nothing."""
    typed = Typed(progress=progress.value, result=claim.mail.text[:MAX_TEXT], evidence=claim.mail.evidence)
    mine = [(part, ticked) for part in claim.parts if (ticked := _ticked(part, chosen, typed))]
    if not mine:
        raise BadInput("Chưa chọn nhiệm vụ nào. Đánh dấu nhiệm vụ mà thư này báo cáo rồi bấm lại.")
    if wrong := [problem for part, ticked in mine for problem in problems(part, ticked)]:
        raise BadInput(" ".join(problem.message for problem in wrong))
    with visit.site.store.change(at=visit.at, by=claim.by) as change:
        _still_waits(change, claim)
        receipts = [
            (part.sheet.headline.directive_id, _handed_in(visit, change, claim, part, ticked)) for part, ticked in mine
        ]
        change.record(
            MailSettled(
                mail_id=claim.mail.mail_id, state=MailState.CONFIRMED, at=visit.at, submission_id=receipts[0][1]
            )
        )
    return receipts


def _ticked(part: Part, chosen: frozenset[int], typed: Typed) -> dict[int, Typed]:
    return {i.obligation.obligation_id: typed for i in part.answerable if i.obligation.obligation_id in chosen}


def _handed_in(visit: Visit, change: Change, claim: Claim, part: Part, ticked: dict[int, Typed]) -> int:
    directive_id = part.sheet.headline.directive_id
    return answering.hand_in(
        change,
        directive_id=directive_id,
        agency_id=claim.agency_id,
        due_id=part.period.due_id if part.period is not None else None,
        points=new_points(part, ticked),
        idempotency_key=f"thu-{claim.mail.mail_id}-{directive_id}",
        on=visit.on,
    )


def _still_waits(change: Change, claim: Claim) -> None:
    """Two people of an agency may have the same mail open: the first click counts."""
    change.alone()
    mail = mails.mail(change.conn, claim.mail.mail_id)
    if (mail.state, mail.agency_id) != (MailState.CLAIMED, claim.agency_id):
        raise NotAllowed("Thư này vừa được người khác của đơn vị xử lý. Mở lại trang của đơn vị để xem kết quả.")


def _drop(visit: Visit, claim: Claim) -> None:
    with visit.site.store.change(at=visit.at, by=claim.by) as change:
        _still_waits(change, claim)
        change.record(MailSettled(mail_id=claim.mail.mail_id, state=MailState.DROPPED, at=visit.at))


def _page(visit: Visit, claim: Claim, *, chosen: frozenset[int], problem: str = "", status: int = 200) -> Response:
    home = f"/t/{visit.param('key')}"
    return page(visit, "claim.html", status=status, claim=claim, chosen=chosen, problem=problem, base=home)


# --- the holding area ---------------------------------------------------------------------------------------------


def open_holding(visit: Visit) -> Response:
    """Mails nobody could match, and what became of the others."""
    return _holding(visit)


def settle_held(visit: Visit) -> Response:
    """Say whose a mail is, or that it is nobody's answer."""
    act, _, of = visit.form.text("lam").partition(":")
    number = int(of) if of.isascii() and of.isdigit() and len(of) < 18 else 0
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        agencies = {one.agency_id for one in directory.agencies(conn)}
    agency_id = visit.form.text(f"don-vi-{number}")
    if act == "giao" and agency_id not in agencies:
        return _holding(visit, problem="Chưa chọn đơn vị. Chọn đơn vị rồi bấm “Chuyển cho đơn vị”.", status=422)
    if act not in ("giao", "bo"):
        raise NotFound(NO_SUCH_PAGE)
    given = {"state": MailState.CLAIMED, "agency_id": agency_id} if act == "giao" else {"state": MailState.DROPPED}
    settled = MailSettled.model_validate(given | {"mail_id": number, "at": visit.at})
    with visit.site.store.change(at=visit.at, by=who.name) as change:
        change.alone()
        waits = mails.mail(change.conn, number).state is MailState.HELD
        if waits:
            change.record(settled)
    return go("/thu-den?xong=1") if waits else _holding(visit, problem="Thư này đã được xử lý.", status=409)


def download(visit: Visit) -> Response:
    """A mail as it came, or one of its files, for the operator."""
    with visit.site.store.reading() as conn:
        operator(visit, conn)
        mail = mails.mail(conn, visit.number("mail_id"))
    sha256 = visit.param("sha256")
    if sha256 == mail.sha256:
        ending = "json" if mail.sender.startswith("zalo:") else "eml"
        return evidence.file_response(visit.site, sha256, name=f"thu-{mail.mail_id}.{ending}")
    for one in mail.evidence:
        if one.sha256 == sha256:
            return evidence.as_download(visit.site, one)
    raise NotFound(NO_SUCH_PAGE)


def _holding(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        held = mails.mails(conn, states=[MailState.HELD], limit=ON_A_PAGE)
        others = [m for m in mails.mails(conn, limit=ON_A_PAGE) if m.state is not MailState.HELD]
        agencies = directory.agencies(conn)
    return page(
        visit,
        "holding.html",
        status=status,
        signed_in=who,
        held=held,
        others=others,
        agencies=sorted(agencies, key=lambda one: in_order(one.name)),
        names={one.agency_id: one for one in agencies},
        words=STATE_WORDS,
        problem=problem,
        done=visit.request.method == "GET" and bool(visit.asked("xong")),
    )


STATE_WORDS = {
    MailState.CLAIMED: "chờ đơn vị xác nhận",
    MailState.HELD: "chờ phân loại",
    MailState.CONFIRMED: "đơn vị đã xác nhận",
    MailState.DROPPED: "không phải báo cáo",
}
