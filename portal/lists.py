"""What stands behind a figure: lines, directives, agencies, one obligation's history, one Due's reasons."""

from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from directive.agencies import Agency
from directive.calendar import VIETNAM
from directive.errors import NotFound
from directive.events import OwnerChanged, ProgressSet
from directive.explain import explained_kept
from directive.figures import Figures, Measure, Scope, figures
from directive.kept import PaperKind
from directive.ledger import Purpose
from directive.lines import judge
from directive.obligations import Obligation
from directive.plain import in_order
from directive.store import Reading, directives, directory, pages, papers, replies
from directive.store.figures import facts, lines
from directive.tracked import Contest, Extension, ExtensionState, Reply, ReplyState
from directive.wording import PROGRESS_NAMES
from portal.doors import NO_SUCH_PAGE, operator, reader
from portal.lights import light, next_due, timing
from portal.pages import day, page
from portal.site import Visit

KEPT_SHOWN = 30
"""Reports and drafts listed on one page; the leaders' page has the newest."""

ON_A_PAGE = 100


class Scoped(NamedTuple):
    """A scope as the address says it."""

    measure: Measure
    scope: Scope
    number: int  # of the page, from 1

    def address(self, *, measure: Measure | None = None, number: int = 1) -> str:
        asked = {
            "muc": (measure or self.measure).value,
            "van-ban": self.scope.directive_id,
            "don-vi": self.scope.agency_id,
            "ky": self.scope.period,
            "trang": number if number > 1 else None,
        }
        return "/danh-sach?" + urlencode({name: value for name, value in asked.items() if value is not None})


class Told(NamedTuple):
    """One entry of an obligation's history."""

    at: datetime
    by: str
    words: str
    reply: Reply | None = None
    hour: bool = True  # False where only the day is known


def show_lines(visit: Visit) -> Response:
    """The lines a figure counts."""
    asked = _asked(visit)
    with visit.site.store.reading() as conn:
        who = reader(visit, conn)
        calendar = visit.site.calendar(conn)
        found = lines(
            conn,
            on=visit.on,
            calendar=calendar,
            measure=asked.measure,
            scope=asked.scope,
            limit=ON_A_PAGE,
            offset=(asked.number - 1) * ON_A_PAGE,
        )
        counted = figures(
            facts(conn, on=visit.on, calendar=calendar, scope=asked.scope), on=visit.on, calendar=calendar
        )
        names = {a.agency_id: a for a in directory.agencies(conn, ids={line.agency_id for line in found})}
        heads = {h.directive_id: h for h in pages.headlines(conn, ids={line.directive_id for line in found})}
        place = _place(conn, asked.scope)
    return page(
        visit,
        "lines.html",
        signed_in=who,
        asked=asked,
        judged=[judge(line, on=visit.on, calendar=calendar) for line in found],
        count=counted.total.count(asked.measure),
        group=counted.total,
        measures=_OFFERED,
        agencies=names,
        heads=heads,
        place=place,
        pages=-(-counted.total.count(asked.measure) // ON_A_PAGE),
    )


def show_directives(visit: Visit) -> Response:
    """All directives with their figures."""
    with visit.site.store.reading() as conn:
        who = reader(visit, conn)
        heads = pages.headlines(conn)
        counted = _figures(visit, conn, Scope())
        overall = [one for one in pages.reports(conn) if one.directive_id is None][:KEPT_SHOWN]
        drafts = papers.every(conn, what=PaperKind.HANDOVER, limit=KEPT_SHOWN)
    return page(
        visit,
        "directives.html",
        signed_in=who,
        heads=heads,
        groups=counted.by_directive,
        reports=overall,
        drafts=drafts,
        Measure=Measure,
    )


def show_directive(visit: Visit) -> Response:
    """One directive: its figures, by agency, and its reports."""
    number = visit.number("directive_id")
    with visit.site.store.reading() as conn:
        who = reader(visit, conn)
        head = pages.headline(conn, number)
        counted = _figures(visit, conn, Scope(directive_id=number))
        made = pages.reports(conn, directive_id=number)
        drafts = papers.every(conn, directive_id=number, limit=KEPT_SHOWN)
        names = {a.agency_id: a for a in directory.agencies(conn, ids=set(counted.by_agency))}
    rows = sorted(counted.by_agency.items(), key=lambda pair: in_order(counted.name_of(pair[0])))
    return page(
        visit,
        "directive.html",
        signed_in=who,
        head=head,
        total=counted.total,
        rows=rows,
        agencies=names,
        reports=made,
        drafts=drafts,
        Measure=Measure,
    )


def show_agency(visit: Visit, *, made: str = "") -> Response:
    """One agency: its figures by directive."""
    agency_id = visit.param("agency_id")
    with visit.site.store.reading() as conn:
        who = reader(visit, conn)
        agency = _agency(conn, agency_id)
        counted = _figures(visit, conn, Scope(agency_id=agency_id))
        heads = {h.directive_id: h for h in pages.headlines(conn, ids=set(counted.by_directive))}
        reports = [one for one in pages.reports(conn) if one.agency_id == agency_id][:KEPT_SHOWN]
    return page(
        visit,
        "agency.html",
        signed_in=who,
        agency=agency,
        total=counted.total,
        groups=counted.by_directive,
        heads=heads,
        reports=reports,
        made=made,
        Measure=Measure,
    )


def make_link(visit: Visit) -> Response:
    """A fresh answer link for an agency that lost its own, shown once to the operator who asked for it."""
    agency_id = visit.param("agency_id")
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        _agency(conn, agency_id)
    key = visit.site.mint(Purpose.ANSWER, at=visit.at, by=who.name, agency_id=agency_id)
    return show_agency(visit, made=f"{visit.site.settings.public_url.rstrip('/')}/l/{key}")


def show_obligation(visit: Visit) -> Response:
    """One obligation: the letter's words, its Dues, everything that was said and decided about it."""
    with visit.site.store.reading() as conn:
        who = reader(visit, conn)
        obligation = directives.obligation(conn, visit.number("obligation_id"))
        ids = [obligation.obligation_id]
        dues = directives.dues(conn, obligation_ids=ids)
        said = replies.replies(conn, obligation_ids=ids, current=False)
        extensions = replies.extensions(conn, due_ids=[d.due_id for d in dues])
        contests = [c for c in replies.contests(conn, directive_id=obligation.directive_id) if c.obligation_id in ids]
        told = [_told(happening) for happening in pages.history(conn, obligation)]
        names = {a.agency_id: a for a in directory.agencies(conn, ids=[obligation.owner_id, *obligation.partners])}
        head = pages.headline(conn, obligation.directive_id)
        quote = pages.words(conn, obligation.directive_id).of(obligation)
        when = timing(next_due(dues), on=visit.on, calendar=visit.site.calendar(conn))
    told += [told for reply in said for told in _reply_told(reply)]
    told += [*map(_asked_told, extensions), *map(_contest_told, contests)]
    return page(
        visit,
        "obligation.html",
        signed_in=who,
        obligation=obligation,
        head=head,
        quote=quote,
        when=when,
        light=light(obligation, when, on=visit.on),
        dues=dues,
        agencies=names,
        told=sorted(told, key=lambda one: one.at, reverse=True),
    )


def explain_due(visit: Visit) -> Response:
    """How a day came about, for people."""
    with visit.site.store.reading() as conn:
        who = reader(visit, conn)
        due = directives.due(conn, visit.number("due_id"))
        lines_ = explained_kept(due, extensions=replies.extensions(conn, due_ids=[due.due_id]))
        obligation = directives.obligation(conn, due.obligation_id)
    return page(
        visit,
        "explain.html",
        signed_in=who,
        due=due,
        lines=lines_,
        title=_title(obligation),
        back=f"/nhiem-vu/{due.obligation_id}",
        home="/danh-sach",
        json=f"/giai-thich/{due.due_id}.json",
    )


def explain_due_json(visit: Visit) -> Response:
    """The same for a program."""
    with visit.site.store.reading() as conn:
        reader(visit, conn)
        due = directives.due(conn, visit.number("due_id"))
        extensions = replies.extensions(conn, due_ids=[due.due_id])
    facts_ = due.model_dump(mode="json")
    said = {"explanation": explained_kept(due, extensions=extensions)}
    return JSONResponse(facts_ | said | {"extensions_asked": [e.model_dump(mode="json") for e in extensions]})


_OFFERED = (
    Measure.TOTAL,
    Measure.DONE,
    Measure.WAITING,
    Measure.IN_TIME,
    Measure.SOON,
    Measure.LATE,
    Measure.UNREPORTED,
    Measure.QUIET,
    Measure.NO_DEADLINE,
    Measure.UNSETTLED,
    Measure.STOPPED,
    Measure.EXTENDED,
)


def _asked(visit: Visit) -> Scoped:
    """The scope in the address; an unknown measure is no page."""
    try:
        measure = Measure(visit.asked("muc") or Measure.TOTAL.value)
    except ValueError:
        raise NotFound(NO_SUCH_PAGE) from None
    directive, number = visit.asked("van-ban"), visit.asked("trang")
    if (directive and not _is_number(directive)) or (number and not _is_number(number)):
        raise NotFound(NO_SUCH_PAGE)
    scope = Scope(int(directive) if directive else None, visit.asked("don-vi") or None, visit.asked("ky") or None)
    return Scoped(measure, scope, max(int(number or 1), 1))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _figures(visit: Visit, conn: Reading, scope: Scope) -> Figures:
    calendar = visit.site.calendar(conn)
    return figures(facts(conn, on=visit.on, calendar=calendar, scope=scope), on=visit.on, calendar=calendar)


def _place(conn: Reading, scope: Scope) -> list[tuple[str, str]]:
    """What the scope is called, with the page of each part."""
    place = []
    if scope.directive_id is not None:
        head = pages.headline(conn, scope.directive_id)
        place.append((head.number or head.file_name, f"/van-ban/{scope.directive_id}"))
    if scope.agency_id is not None:
        place.append((_agency(conn, scope.agency_id).name, f"/don-vi/{scope.agency_id}"))
    if scope.period is not None:
        place.append((scope.period, ""))
    return place


def _agency(conn: Reading, agency_id: str) -> Agency:
    found = directory.agencies(conn, ids=[agency_id])
    if not found:
        raise NotFound(NO_SUCH_PAGE)
    return found[0]


def _title(obligation: Obligation) -> str:
    return f"{obligation.label}. {obligation.title}" if obligation.label else obligation.title


def _told(happening: pages.Happening) -> Told:
    event = happening.event
    words = ""
    if isinstance(event, ProgressSet):
        words = PROGRESS_NAMES[event.progress] + (f": {event.reason}" if event.reason else "")
    elif isinstance(event, OwnerChanged):
        words = f"Chuyển từ {event.from_id} sang {event.to_id} từ ngày {day(event.on)}. Căn cứ: {event.basis}"
    return Told(happening.at, happening.by, words)


def _reply_told(reply: Reply) -> list[Told]:
    again = reply.state is ReplyState.REPLACED
    words = "Báo cáo (đã thay bằng bản sau)" if again else "Báo cáo"
    told = [Told(reply.at, reply.by, words, reply)]
    if reply.reviewed_on is not None:
        accepted = reply.state is ReplyState.ACCEPTED
        verdict = "Xác nhận" if accepted else "Trả lại"
        words = f"{verdict}{': ' if reply.remark else ''}{reply.remark}"
        at = max(_start_of(reply.reviewed_on), reply.at)
        told.append(Told(at, reply.reviewed_by, words, hour=False))
    return told


def _asked_told(extension: Extension) -> Told:
    ends = {
        ExtensionState.ASKED: "chờ quyết định",
        ExtensionState.REFUSED: f"không đồng ý: {extension.remark}",
        ExtensionState.WITHDRAWN: "đã rút",
    }
    end = ends.get(extension.state, f"cho đến {day(extension.granted_on)}")
    words = f"Xin gia hạn đến {day(extension.wanted_on)}, lý do: {extension.reason}; {end}"
    return Told(_start_of(extension.asked_on), extension.asked_by, words, hour=False)


def _contest_told(contest: Contest) -> Told:
    ends = {None: "chờ quyết định", True: "đồng ý, nhiệm vụ không thuộc đơn vị", False: "vẫn thuộc đơn vị"}
    words = f"Nêu ý kiến không thuộc thẩm quyền: {contest.reason}; {ends[contest.upheld]}"
    return Told(_start_of(contest.on), contest.by, f"{words}. {contest.remark}".rstrip(), hour=False)


def _start_of(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=VIETNAM)
