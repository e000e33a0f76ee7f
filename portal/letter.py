"""`/van-ban/{id}/doc`: a clerk checks the proposal beside the letter's words, corrects it, confirms, and supplies
number and date. The quoted words are never changed here; every change is an event."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from starlette.responses import Response

from directive import intake
from directive.adding import new_agency
from directive.agencies import Level, Standing, valid_on
from directive.corrections import SettleName
from directive.deadlines import Deadline
from directive.directory import Directory, is_settled
from directive.dividing import sentences
from directive.errors import BadInput, DirectiveError, MissingTool, NotAllowed, NotFound, Secret
from directive.events import DirectoryLoaded
from directive.marking import LEGEND, pieces
from directive.obligations import Directive, Kind, Match, Proposed, Stage
from directive.periods import reporting_calendars
from directive.phrases import trial
from directive.plain import in_order
from directive.proposal_edits import at_position
from directive.settings import day_of_text
from directive.site import rules_for, site_directory
from directive.store import directives
from portal.clerk import STAGE_WORDS, offices_of
from portal.doors import NO_SUCH_PAGE, operator
from portal.letter_corrections import Case, correction_of, new_deadline
from portal.pages import go, page
from portal.site import Visit

DaysOf = Callable[[tuple[Deadline, ...], int, str], tuple[str, ...]]
"""Explains one of the deadlines of a duty of some kind, as if issued on the day shown."""

_OFFERED = 400  # names offered while typing; every other name can be typed all the same

LEVEL_WORDS = {
    Level.CENTRAL: "trung ương",
    Level.PROVINCE: "cấp tỉnh",
    Level.DISTRICT: "cấp huyện",
    Level.COMMUNE: "cấp xã",
}


def open_letter(visit: Visit) -> Response:
    """The letter with its colours beside the proposal."""
    return _letter(visit)


def change_letter(visit: Visit) -> Response:
    """One correction, a phrase tried out, the confirmation, or number and date."""
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        directive = directives.one(conn, visit.number("directive_id"))
        known = site_directory(conn)
    case = Case(visit.form, directive, known, _day(directive, visit.on))
    try:
        if visit.form.text("lam") == "thu-han":
            return _letter(visit, tried=(case, new_deadline(case)))
        _carry_out(visit, case, who.name)
    except (BadInput, NotAllowed, Secret, MissingTool) as error:
        return _letter(visit, problem=error)
    at = visit.form.text("vi-tri")
    return go(f"/van-ban/{directive.directive_id}/doc?xong=1" + (f"#nv-{at}" if at.isdigit() else ""))


def _carry_out(visit: Visit, case: Case, by: str) -> None:
    number = case.directive.directive_id
    match visit.form.text("lam"):
        case "xac-nhan":
            intake.confirm(visit.site.store, directive_id=number, at=visit.at, by=by)
        case "ban-hanh":
            _issue(visit, number, by)
        case "doc-lai":
            _read_again(visit, case.directive, by)
        case "them-co-quan":
            _add_agency(visit, case, by)
        case _:
            correction = correction_of(case)
            if correction is None:
                raise NotFound(NO_SUCH_PAGE)
            intake.correct(visit.site.store, directive_id=number, correction=correction, at=visit.at, by=by)


def _issue(visit: Visit, number: int, by: str) -> None:
    received = visit.form.text("ngay-den")
    if not visit.form.text("ngay-ban-hanh"):
        raise BadInput("Chưa ghi ngày ban hành.")
    intake.issue(
        visit.site.store,
        directive_id=number,
        number=visit.form.text("so"),
        issued_on=day_of_text(visit.form.text("ngay-ban-hanh")),
        received_on=day_of_text(received) if received else None,
        at=visit.at,
        by=by,
    )


def _read_again(visit: Visit, directive: Directive, by: str) -> None:
    """Names as of another expected day of issue; corrections made so far are to be made again."""
    if not visit.form.text("ngay-du-kien"):
        raise BadInput("Chưa ghi ngày ban hành dự kiến.")
    intake.take_in(
        visit.site.store,
        visit.site.files,
        data=visit.site.files.read(directive.file_sha256),
        name=directive.file_name,
        office_id=directive.office_id,
        expected_on=day_of_text(visit.form.text("ngay-du-kien")),
        on=visit.on,
        at=visit.at,
        by=by,
    )


def _add_agency(visit: Visit, case: Case, by: str) -> None:
    """A body the directory lacks: it is added, and the written name stands for it."""
    form, at = visit.form, case.at
    at_position(case.directive.proposal, at)
    if form.text("cap") not in list(Level):
        raise BadInput("Chưa chọn cấp của cơ quan.")
    if case.directive.stage not in (Stage.DRAFT, Stage.CONFIRMED):
        raise NotAllowed("Văn bản đã ban hành nên đề xuất không sửa được nữa.")
    agency = new_agency(
        form.text("ten-moi"),
        parent_id=form.text("truc-thuoc") or None,
        level=Level(form.text("cap")),
        standing=Standing.INDEPENDENT if form.text("ngoai") else Standing.SUBORDINATE,
        directory=case.known,
        on=case.on,
        source=f"{by}, rà soát văn bản số {case.directive.directive_id}",
    )
    visit.site.store.record(DirectoryLoaded(agencies=(agency,)), at=visit.at, by=by)
    settled = SettleName(
        at=at, name=form.text("ten"), agency_ids=(agency.agency_id,), remember=agency.agency_id
    )  # a spelling other than the name itself is known from now on
    intake.correct(visit.site.store, directive_id=case.directive.directive_id, correction=settled, at=visit.at, by=by)


# --- drawing -----------------------------------------------------------------------------------------------------


def _letter(
    visit: Visit, *, problem: DirectiveError | None = None, tried: tuple[Case, Deadline] | None = None
) -> Response:
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        directive = directives.one(conn, visit.number("directive_id"))
        known = site_directory(conn)
        rules = rules_for(conn, directive.proposal)
    proposal, day = directive.proposal, _day(directive, visit.on)

    def days_of(deadlines: tuple[Deadline, ...], place: int, kind: str) -> tuple[str, ...]:
        return trial(deadlines, place, Kind(kind), issued_on=day, rules=rules)

    return page(
        visit,
        "letter.html",
        status=problem.http_status if problem else 200,
        signed_in=who,
        d=directive,
        proposal=proposal,
        pieces=pieces(directive.document, proposal),
        legend=LEGEND,
        name=known.name,
        full_name=known.full_name,
        settled=is_settled,
        written=_written,
        lines_of=_lines_of,
        joinable=_joinable(proposal.assignments),
        days_of=days_of,
        trial_day=day,
        tried=_tried(tried, days_of),
        offered=_offered(known, directive, day),
        offices=offices_of(known.agencies.values(), [directive.office_id]),
        levels=LEVEL_WORDS,
        level_here=_level_here(known, directive),
        calendars=reporting_calendars(),
        editable=directive.stage in (Stage.DRAFT, Stage.CONFIRMED),
        problem=str(problem) if problem else "",
        typed=Typed(visit),
        done=visit.request.method == "GET" and bool(visit.asked("xong")),
        stages=STAGE_WORDS,
    )


class Typed:
    """What was typed into the one form that was sent, to be shown there again; defaults everywhere else."""

    def __init__(self, visit: Visit) -> None:
        self._form = visit.form
        self.place = visit.form.text("vi-tri") if visit.request.method == "POST" else None

    def __call__(self, place: object, name: str, default: str = "") -> str:
        here = self.place is not None and self.place == str(place)
        return self._form.text(name) if here and name in self._form.fields else default

    def has(self, place: object, name: str, value: object) -> bool:
        return self.place == str(place) and str(value) in self._form.texts(name)

    def here(self, place: object) -> bool:
        return self.place == str(place)


def _day(directive: Directive, today: date) -> date:
    """The day names and periods are read as of: of issue, as expected, else today."""
    return directive.issued_on or directive.proposal.read_on or today


def _tried(tried: tuple[Case, Deadline] | None, days_of: DaysOf) -> dict[str, object] | None:
    """The phrase tried out, and what day it gives."""
    if tried is None:
        return None
    case, deadline = tried
    place = case.form.text("vi-tri")
    kind = Kind.PERFORM if place else Kind.REPORT
    return {"place": place, "words": case.form.text("cau"), "lines": days_of((deadline,), 0, kind.value)}


def _lines_of(directive: Directive, one: Proposed) -> list[dict[str, object]]:
    """The sentences an assignment may be divided at, and which begin an action now."""
    text, begins = directive.document.text, {action.span.start for action in one.actions}
    return [
        {"n": n, "words": text[span.start : span.end], "begins": span.start in begins}
        for n, span in enumerate(sentences(one))
    ]


def _joinable(assignments: tuple[Proposed, ...]) -> frozenset[int]:
    """Places of parts whose next part comes from the same unit of the letter."""
    return frozenset(n for n, (one, other) in enumerate(pairwise(assignments)) if one.position == other.position)


def _offered(known: Directory, directive: Directive, on: date) -> list[str]:
    """Names to complete while typing: those around the office first, groups with them."""
    alive = [agency for agency in known.agencies.values() if valid_on(agency, on)]
    near = [agency for agency in alive if directive.office_id in (agency.agency_id, agency.parent_id)]
    near += [agency for agency in alive if agency not in near] if len(alive) <= _OFFERED else []
    names = [known.full_name(agency.agency_id) for agency in near] + [group.name for group in known.groups.values()]
    return sorted(dict.fromkeys(names), key=in_order)[:_OFFERED]


def _level_here(known: Directory, directive: Directive) -> str:
    """The level most likely meant by a body that is missing: that of the office."""
    office = known.agencies.get(directive.office_id or "")
    return office.level.value if office else Level.DISTRICT.value


def _written(matches: Iterable[Match]) -> str:
    """Names for a text field, one per line."""
    return "\n".join(match.name for match in matches)
