"""`/ban-lam-viec` and `/van-ban/{id}/doc`: a clerk takes a letter in, checks the proposal beside its words, corrects,
confirms, and supplies number and date. The quoted words are never changed here."""

from collections.abc import Callable, Iterable
from datetime import date

from starlette.responses import Response

from directive import intake
from directive.agencies import Agency
from directive.corrections import (
    Body,
    ConfirmCalendar,
    Correction,
    Dismiss,
    Drop,
    RequireEvidence,
    SetDate,
    SetManner,
    SetOwners,
    SetPartners,
    SetReport,
    SetTitle,
    SettleName,
)
from directive.directory import Directory
from directive.document import Manner
from directive.errors import BadInput, MissingTool, NotAllowed, NotFound, Secret
from directive.obligations import Directive, Match, Stage
from directive.periods import reporting_calendars
from directive.plain import in_order
from directive.settings import day_of_text
from directive.site import site_directory
from directive.store import Reading, directives, directory, pages
from portal.doors import NO_SUCH_PAGE, operator
from portal.forms import Form
from portal.letter import pieces
from portal.pages import go, page
from portal.site import Visit

Maker = Callable[[Form, Directive, Directory, date], Correction]


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


def open_letter(visit: Visit) -> Response:
    """The letter with its colours beside the proposal."""
    return _letter(visit)


def change_letter(visit: Visit) -> Response:
    """One correction, the confirmation, or number and date."""
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        directive = directives.one(conn, visit.number("directive_id"))
        known = site_directory(conn)
    act = visit.form.text("lam")
    here = f"/van-ban/{directive.directive_id}/doc"
    try:
        if act == "xac-nhan":
            intake.confirm(visit.site.store, directive_id=directive.directive_id, at=visit.at, by=who.name)
        elif act == "ban-hanh":
            _issue(visit, directive, who.name)
        elif act in _MAKERS:
            made = _MAKERS[act](visit.form, directive, known, directive.issued_on or visit.on)
            intake.correct(
                visit.site.store, directive_id=directive.directive_id, correction=made, at=visit.at, by=who.name
            )
        else:
            raise NotFound(NO_SUCH_PAGE)
    except (BadInput, NotAllowed) as error:
        return _letter(visit, problem=str(error), status=error.http_status)
    at = visit.form.text("vi-tri")
    return go(f"{here}?xong=1#nv-{at}" if at.isdigit() else f"{here}?xong=1")


def _issue(visit: Visit, directive: Directive, by: str) -> None:
    received = visit.form.text("ngay-den")
    if not visit.form.text("ngay-ban-hanh"):
        raise BadInput("Chưa ghi ngày ban hành.")
    intake.issue(
        visit.site.store,
        directive_id=directive.directive_id,
        number=visit.form.text("so"),
        issued_on=day_of_text(visit.form.text("ngay-ban-hanh")),
        received_on=day_of_text(received) if received else None,
        at=visit.at,
        by=by,
    )


# --- corrections -------------------------------------------------------------------------------------------------


def _at(form: Form) -> int:
    number = form.number("vi-tri")
    if number is None:
        raise BadInput("Không rõ đang sửa nhiệm vụ nào. Tải lại trang.")
    return number


def _owners(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return SetOwners(at=_at(form), owners=_bodies(form.text("chu-tri"), directive, known, on))


def _partners(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return SetPartners(at=_at(form), partners=_bodies(form.text("phoi-hop"), directive, known, on))


def _settle(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    chosen = tuple(form.texts("la"))
    ids = tuple(dict.fromkeys(i for one in chosen for i in (known.members(one, on) or (one,))))
    if not ids:
        raise BadInput("Chưa chọn cơ quan. Đánh dấu cơ quan đúng rồi bấm lại.")
    return SettleName(at=_at(form), name=form.text("ten"), agency_ids=ids)


def _title(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return SetTitle(at=_at(form), title=form.text("ten-gon"))


def _manner(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return SetManner(at=_at(form), manner=Manner.REQUEST if form.text("cach") == "request" else Manner.ORDER)


def _evidence(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return RequireEvidence(at=_at(form), needed=bool(form.text("can")))


def _date(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    if not form.text("ngay"):
        raise BadInput("Chưa chọn ngày.")
    return SetDate(at=_at(form), day=day_of_text(form.text("ngay")), instead_of=form.number("thay"))


def _drop(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return Drop(at=_at(form), reason=form.text("ly-do"))


def _collector(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    bodies = _bodies(form.text("dau-moi"), directive, known, on)
    return SetReport(collector=bodies[0] if bodies else None)


def _calendar(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    return ConfirmCalendar(calendar=form.text("lich"))


def _dismiss(form: Form, directive: Directive, known: Directory, on: date) -> Correction:
    number = form.number("ghi-chu")
    notes = directive.proposal.notes
    if number is None or not 0 <= number < len(notes):
        raise BadInput("Ghi chú này không còn. Tải lại trang.")
    return Dismiss(code=notes[number].code, span=notes[number].span)


_MAKERS: dict[str, Maker] = {
    "chu-tri": _owners,
    "phoi-hop": _partners,
    "chi-dinh": _settle,
    "ten-gon": _title,
    "cach": _manner,
    "minh-chung": _evidence,
    "ngay": _date,
    "bo": _drop,
    "dau-moi": _collector,
    "lich": _calendar,
    "da-xem": _dismiss,
}


def _bodies(text: str, directive: Directive, known: Directory, on: date) -> tuple[Body, ...]:
    """One body per line, each a name the directory knows."""
    bodies = []
    for name in dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()):
        match = known.resolve(name, on=on, office=directive.office_id)
        if not match.agency_ids:
            like = ", ".join(_name(known, one) for one in match.candidates)
            raise BadInput(f"Danh bạ chưa rõ “{name}”.{f' Có phải: {like}?' if like else ''} Sửa tên rồi bấm lại.")
        bodies.append(Body(name=name, agency_ids=match.agency_ids, group_id=match.group_id))
    return tuple(bodies)


# --- drawing -----------------------------------------------------------------------------------------------------


def _desk(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        heads = pages.headlines(conn)
        offices = _offices(conn, heads)
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


def _letter(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        directive = directives.one(conn, visit.number("directive_id"))
        known = site_directory(conn)
    proposal = directive.proposal
    return page(
        visit,
        "letter.html",
        status=status,
        signed_in=who,
        d=directive,
        proposal=proposal,
        pieces=pieces(directive.document, proposal),
        notes=[*directive.document.notes, *proposal.notes],
        own_from=len(directive.document.notes),
        name=lambda one: _name(known, one),
        settled=_is_settled,
        written=_written,
        calendars=reporting_calendars(),
        editable=directive.stage in (Stage.DRAFT, Stage.CONFIRMED),
        problem=problem,
        done=visit.request.method == "GET" and bool(visit.asked("xong")),
        given=visit.form.text,
        stages=STAGE_WORDS,
    )


STAGE_WORDS = {
    Stage.DRAFT: "dự thảo, chờ rà soát",
    Stage.CONFIRMED: "đã rà soát, chờ số và ngày",
    Stage.ISSUED: "đang theo dõi",
    Stage.CLOSED: "đã kết thúc",
    Stage.RECALLED: "đã thu hồi",
    Stage.REPLACED: "đã thay thế",
}


def _offices(conn: Reading, heads: Iterable[pages.Headline]) -> list[Agency]:
    """Who may have written a letter: agencies others stand under, and those that wrote one before."""
    every = directory.agencies(conn)
    above = {a.parent_id for a in every} | {h.office_id for h in heads}
    return sorted((a for a in every if a.agency_id in above), key=lambda a: in_order(a.name))


def _name(known: Directory, thing_id: str) -> str:
    if thing_id in known.agencies:
        return known.agencies[thing_id].name
    return known.groups[thing_id].name if thing_id in known.groups else thing_id


def _is_settled(match: Match) -> bool:
    return bool(match.agency_ids)


def _written(matches: Iterable[Match]) -> str:
    """Names for a text field, one per line."""
    return "\n".join(match.name for match in matches)
