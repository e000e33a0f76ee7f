"""What the leaders' pages are made of, gathered in a handful of queries, however many duties there are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directive.calendar import Calendar
from directive.figures import RHYTHM_DAYS, Figures, Measure, Scope, figures, reconcile
from directive.kept import KeptPaper
from directive.lines import Judged, judge
from directive.store import Reading, papers, reports
from directive.store import figures as room
from directive.store.figures import Ahead
from directive.store.reports import ReportHead

LISTED = 150
"""Lines of one list; the rest is a link away."""

DETAILED = 40
"""Directives with a page of their own, the most urgent first."""

WEEKS_AHEAD = 4
RAW_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Detail:
    """One directive: its figures and its most urgent lines."""

    directive_id: int
    figures: Figures
    lines: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the pages of a day show. `assumed` says that the day is not today's (training, demonstration)."""

    on: date
    at: datetime
    calendar: Calendar
    figures: Figures
    late: tuple[Judged, ...] = ()
    soon: tuple[Judged, ...] = ()
    unreported: tuple[Judged, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    details: tuple[Detail, ...] = ()
    reports: tuple[ReportHead, ...] = ()
    papers: tuple[KeptPaper, ...] = ()
    open_lines: tuple[Judged, ...] = ()
    assumed: bool = False


def gather(
    conn: Reading,
    *,
    on: date,
    at: datetime,
    calendar: Calendar,
    rhythm_days: int = RHYTHM_DAYS,
    assumed: bool = False,
) -> Overview:
    """The overview of a day, with figures that add up."""
    view = _View(conn, on, calendar, rhythm_days)
    numbers = view.figures(Scope())
    return Overview(
        on=on,
        at=at,
        calendar=calendar,
        figures=numbers,
        late=view.lines(Measure.LATE),
        soon=view.lines(Measure.SOON),
        unreported=view.lines(Measure.UNREPORTED),
        ahead=tuple(room.ahead(conn, first=on, last=on + timedelta(days=7 * WEEKS_AHEAD - 1))),
        details=tuple(view.detail(directive_id) for directive_id in most_urgent(numbers)[:DETAILED]),
        reports=tuple(reports.heads(conn, limit=20)),
        papers=tuple(papers.every(conn, limit=20)),
        open_lines=view.lines(Measure.NOT_DONE, limit=RAW_ROWS),
        assumed=assumed,
    )


def most_urgent(numbers: Figures) -> list[int]:
    """Directives by how many lines are late, then unreported, then by number, the newest first."""

    def urgency(directive_id: int) -> tuple[int, int, int]:
        group = numbers.by_directive[directive_id]
        return (-group.count(Measure.LATE), -group.count(Measure.UNREPORTED), -directive_id)

    return sorted(numbers.by_directive, key=urgency)


@dataclass(frozen=True, slots=True)
class _View:
    conn: Reading
    on: date
    calendar: Calendar
    rhythm_days: int

    def figures(self, scope: Scope) -> Figures:
        facts = room.facts(self.conn, on=self.on, calendar=self.calendar, scope=scope, rhythm_days=self.rhythm_days)
        numbers = figures(facts, on=self.on, calendar=self.calendar)
        reconcile(numbers)
        return numbers

    def lines(self, measure: Measure, scope: Scope | None = None, limit: int = LISTED) -> tuple[Judged, ...]:
        found = room.lines(
            self.conn,
            on=self.on,
            calendar=self.calendar,
            measure=measure,
            scope=scope or Scope(),
            rhythm_days=self.rhythm_days,
            limit=limit,
        )
        return tuple(judge(x, on=self.on, calendar=self.calendar, rhythm_days=self.rhythm_days) for x in found)

    def detail(self, directive_id: int) -> Detail:
        scope = Scope(directive_id)
        return Detail(directive_id, self.figures(scope), self.lines(Measure.NOT_DONE, scope))
