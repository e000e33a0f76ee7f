"""Lập và chốt báo cáo: gather -> compile -> write the files -> freeze."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from directive.agencies import Agency, Contact, Post, valid_on
from directive.calendar import Calendar
from directive.compiling import ReportFacts, compile_report
from directive.errors import BadInput, NotAllowed
from directive.events import NarrativeEdited, ReportFrozen, Reviewed
from directive.figures import RHYTHM_DAYS, Figures, Scope, figures
from directive.files import FileRoom
from directive.letterhead import Letterhead, letterhead
from directive.lines import Line, judge, tally
from directive.obligations import Directive, Kind, Obligation, Progress, Stage
from directive.report import Report, Section, digest, same_content
from directive.report_parts import agree
from directive.store import Change, Reading, Store, directives, directory, replies, reports
from directive.store import figures as room
from directive.store.reports import FrozenReport
from directive.tracked import Due, DueState

ATTEMPTS = 3
"""Tries to freeze while agencies are handing in."""


class Asked(NamedTuple):
    """Which report is wanted: of a directive, for the period of a Due (None: as of the day)."""

    directive_id: int
    due_id: int | None
    on: date
    calendar: Calendar
    rhythm_days: int = RHYTHM_DAYS
    note: str = ""  # shown on the report, e.g. that the day is assumed


class Draft(NamedTuple):
    """A compiled report that nobody froze yet."""

    report: Report
    figures: Figures


def draft(conn: Reading, asked: Asked) -> Draft:
    """The report of a directive as it would be frozen now."""
    facts, numbers, narrative = gather(conn, asked)
    return Draft(compile_report(facts, numbers, narrative, on=asked.on, calendar=asked.calendar), numbers)


def gather(conn: Reading, asked: Asked) -> tuple[ReportFacts, Figures, dict[str, str]]:
    """What a report is compiled from: facts, figures, and the passages a person wrote."""
    directive = directives.one(conn, asked.directive_id)
    if directive.stage in (Stage.DRAFT, Stage.CONFIRMED):
        raise NotAllowed(
            f"Văn bản số {asked.directive_id} chưa ban hành: chưa có nhiệm vụ để báo cáo. Chạy `dondoc issue`."
        )
    due = _due_of(conn, asked)
    scope = Scope(asked.directive_id, period=due.period if due and due.period else None)
    on, calendar, rhythm_days = asked.on, asked.calendar, asked.rhythm_days
    facts = room.facts(conn, on=on, calendar=calendar, scope=scope, rhythm_days=rhythm_days)
    found = room.lines(conn, on=on, calendar=calendar, scope=scope, rhythm_days=rhythm_days)
    agree([judge(x, on=on, calendar=calendar) for x in found], figures(facts, on=on, calendar=calendar))
    lines = sorted((_handed_in(line, asked) for line in found), key=_as_in_the_letter)
    tallies = tally(judge(x, on=on, calendar=calendar, rhythm_days=rhythm_days) for x in lines)
    numbers = figures(replace(facts, tallies=tallies), on=on, calendar=calendar)
    given = ReportFacts(
        directive=directive,
        head=_head(conn, directive, on=on),
        lines=lines,
        replies=replies.replies(conn, directive_id=asked.directive_id),
        names={agency_id: name.name for agency_id, name in facts.agencies.items()},
        addressee=directive.assigner or directive.issuer or "cấp trên",
        due_id=asked.due_id,
        period=due.period if due else "",
        period_from=due.period_from if due else None,
        previous=_frozen_before(conn, asked),
        note=asked.note,
    )
    narrative = reports.narrative(conn, directive_id=asked.directive_id, due_id=asked.due_id)
    return given, numbers, narrative


def report_due(obligations: Iterable[Obligation], dues: Iterable[Due], *, on: date) -> int | None:
    """The Due a report of that day is for: the compilation (else the report) asked for last; None without any."""
    kinds = {o.obligation_id: o.kind for o in obligations}
    for kind in (Kind.COMPILE, Kind.REPORT):
        asked = [
            due
            for due in dues
            if kinds.get(due.obligation_id) is kind and due.state is not DueState.DROPPED and _asked_on(due) <= on
        ]
        if asked:
            return max(asked, key=lambda due: (_asked_on(due), -due.due_id)).due_id
    return None


def due_for(conn: Reading, directive_id: int, *, on: date) -> int | None:
    """`report_due` of a directive in the store."""
    return report_due(
        directives.obligations(conn, directive_id=directive_id), directives.dues(conn, directive_id=directive_id), on=on
    )


def write_files(report: Report) -> dict[str, bytes]:
    """The three files of a report: .docx, .pdf, .xlsx."""
    from directive.writers import docx, pdf, report_paper, xlsx

    paper = report_paper.report_paper(report)
    return {"docx": docx.write(paper), "pdf": pdf.write(paper), "xlsx": xlsx.write(report)}


def freeze(store: Store, files: FileRoom, asked: Asked, *, at: datetime, by: str) -> FrozenReport:
    """Freeze the report of a day with its files (chốt báo cáo).

    Freezing the same content again gives the report that is there. Later changes appear as corrections in the next one.
    """
    for _ in range(ATTEMPTS):
        with store.reading() as conn:
            report = draft(conn, asked).report
        # Files first, and outside the change: typesetting takes seconds, and a file nobody names is harmless.
        kept = {kind: files.keep(data) for kind, data in write_files(report).items()}
        with store.change(at=at, by=by) as change:
            if draft(change.conn, asked).report == report:
                return _frozen(change, asked, report, kept)
    raise NotAllowed("Số liệu thay đổi trong lúc lập báo cáo. Lập lại sau ít phút, khi các đơn vị đã nộp xong.")


def _frozen(change: Change, asked: Asked, report: Report, kept: dict[str, str]) -> FrozenReport:
    before = reports.latest(change.conn, directive_id=asked.directive_id, due_id=asked.due_id)
    if before is not None and same_content(before.content, report):
        return before
    report_id = change.numbers("report")
    change.record(
        ReportFrozen(
            directive_id=asked.directive_id,
            due_id=asked.due_id,
            report_id=report_id,
            on=report.on,
            title=report.title,
            figures=dict(report.figures),
            content=report.model_dump(mode="json"),
            files=kept,
            digest=digest(report),
        )
    )
    if (met := _compilation_met(change, asked)) is not None:
        change.record(met)
    return reports.one(change.conn, report_id)


def _compilation_met(change: Change, asked: Asked) -> Reviewed | None:
    """With the frozen report the collector has done what this Due asked for."""
    if asked.due_id is None:
        return None
    due = directives.due(change.conn, asked.due_id)
    duty = directives.obligation(change.conn, due.obligation_id)
    if duty.kind is not Kind.COMPILE or due.state is DueState.MET:
        return None
    others = directives.dues(change.conn, obligation_ids=[duty.obligation_id])
    more = any(d.due_id != due.due_id and d.state not in (DueState.MET, DueState.DROPPED) for d in others)
    return Reviewed(
        directive_id=asked.directive_id,
        on=asked.on,
        verdicts=(),
        progress=((duty.obligation_id, Progress.UNDER_WAY if more else Progress.DONE),),
        due_states=((due.due_id, DueState.MET),),
        next_looks=((due.due_id, None),),
    )


def edit_narrative(
    store: Store,
    *,
    directive_id: int,
    due_id: int | None,
    section: str,
    text: str,
    sections: Collection[str] = tuple(Section),
    at: datetime,
    by: str,
) -> None:
    """Write a passage of the report; figures and agencies' words cannot be edited (sửa lời báo cáo)."""
    if section not in sections and not section.startswith("ket-qua-"):
        raise BadInput(
            f"Báo cáo không có phần lời “{section}”. Các phần: {', '.join(sections)}, ket-qua-1, ket-qua-2 …"
        )
    event = NarrativeEdited(directive_id=directive_id, due_id=due_id, section=section, text=text.strip())
    store.record(event, at=at, by=by)


def _due_of(conn: Reading, asked: Asked) -> Due | None:
    if asked.due_id is None:
        return None
    due = directives.due(conn, asked.due_id)
    if due.directive_id != asked.directive_id:
        raise BadInput(
            f"Kỳ hạn số {due.due_id} thuộc văn bản số {due.directive_id}, không thuộc văn bản số {asked.directive_id}."
        )
    return due


def _frozen_before(conn: Reading, asked: Asked) -> Report | None:
    before = reports.latest(conn, directive_id=asked.directive_id, due_id=asked.due_id)
    return before.content if before else None


def _handed_in(line: Line, asked: Asked) -> Line:
    """The duty to compile is done by the very report: in it, it counts as done on its day."""
    if line.due_id != asked.due_id or line.kind is not Kind.COMPILE or line.state is DueState.MET:
        return line
    return line._replace(state=DueState.MET, met_on=asked.on)


def _as_in_the_letter(line: Line) -> tuple[bool, int, int, date]:
    """The order of the letter: its assignments, then reports and compilations."""
    return (line.position is None, line.position or 0, line.obligation_id, line.due_on or date.max)


def _asked_on(due: Due) -> date:
    return due.cut_off or due.opens_on or due.due_on or date.max


def _head(conn: Reading, directive: Directive, *, on: date) -> Letterhead:
    """The collector writes the report; without one, the assigner's own office."""
    agency_id = directive.collector_id or directive.office_id
    known = {a.agency_id: a for a in directory.agencies(conn, [agency_id])} if agency_id else {}
    agency = known.get(agency_id or "")
    parents = directory.agencies(conn, [agency.parent_id]) if agency and agency.parent_id else []
    heads = directory.contacts(conn, agency_ids=[agency.agency_id]) if agency else []
    return letterhead(
        agency,
        parent=_superior(parents, agency),
        issuer=directive.issuer,
        on=on,
        signer=_head_of(heads, on=on),
    )


def _superior(parents: list[Agency], agency: Agency | None) -> Agency | None:
    return parents[0] if parents and agency and parents[0].agency_id != agency.agency_id else None


def _head_of(contacts: Iterable[Contact], *, on: date) -> str:
    return next((c.name for c in contacts if c.post is Post.HEAD and valid_on(c, on)), "")
