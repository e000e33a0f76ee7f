"""Lines and their tallies, by sets: the same rule as `directive.lines.judge`, said in SQL.

Reading the figures of a country costs one grouped query, however many lines there are.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    FromClause,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from directive.calendar import Calendar
from directive.dues import Standing
from directive.figures import (
    CELLS,
    EVERYTHING,
    RHYTHM_DAYS,
    AgencyName,
    Answer,
    Axis,
    DirectiveName,
    Facts,
    Measure,
    Scope,
    Tally,
)
from directive.lines import Line, last_soon_day
from directive.obligations import Kind, Progress, Stage
from directive.store import tables as t
from directive.tracked import DueState

COUNTED = (Stage.ISSUED, Stage.CLOSED)
"""Directives whose lines count: drafts have none, recalled and replaced ones are nobody's duty any more."""

_GONE = (Progress.WITHDRAWN, Progress.TRANSFERRED)


def facts(
    conn: Connection,
    *,
    on: date,
    calendar: Calendar,
    scope: Scope = EVERYTHING,
    rhythm_days: int = RHYTHM_DAYS,
) -> Facts:
    """What the figures of a scope are made of: one grouped query, and the names."""
    everything, *rows = conn.execute(_grouped(_judged(on=on, calendar=calendar, scope=scope, rhythm_days=rhythm_days)))
    tallies = tuple(_tally(row) for row in rows)
    return Facts(
        tallies=tallies,
        agencies=agency_names(conn, {tally.key for tally in tallies if tally.axis is Axis.AGENCY}),
        directives=directive_names(conn, {int(tally.key) for tally in tallies if tally.axis is Axis.DIRECTIVE}),
        counted=everything.lines,
        scope=scope,
        rhythm_days=rhythm_days,
    )


def lines(
    conn: Connection,
    *,
    on: date,
    calendar: Calendar,
    measure: Measure = Measure.TOTAL,
    scope: Scope = EVERYTHING,
    rhythm_days: int = RHYTHM_DAYS,
    limit: int | None = None,
    offset: int = 0,
    due_from: date | None = None,
    due_to: date | None = None,
) -> list[Line]:
    """The lines behind a figure, the most urgent first; `due_from` and `due_to` are both counted."""
    judged = _judged(on=on, calendar=calendar, scope=scope, rhythm_days=rhythm_days).subquery()
    c = judged.c
    query = select(*[c[name] for name in Line._fields]).where(_holds(judged, measure))
    if due_from is not None:
        query = query.where(c.due_on >= due_from)
    if due_to is not None:
        query = query.where(c.due_on <= due_to)
    ordered = query.order_by(c.due_on.is_(None), c.due_on, c.obligation_id, c.due_id)
    return [_line(row) for row in conn.execute(ordered.limit(limit).offset(offset))]


class Ahead(NamedTuple):
    """Dues of one day that belong together: one assignment or report, and how many agencies owe it."""

    due_on: date
    directive_id: int
    kind: Kind
    label: str | None
    title: str
    period: str
    lines: int


def ahead(conn: Connection, *, first: date, last: date, limit: int = 400) -> list[Ahead]:
    """What falls due from `first` to `last`, both counted, asked about already or not."""
    o, d, due = t.obligations.c, t.directives.c, t.dues.c
    key = (due.due_on, o.directive_id, o.kind, o.label, o.title, due.period)
    query = (
        select(*key, func.count())
        .select_from(t.dues)
        .join(t.obligations, o.obligation_id == due.obligation_id)
        .join(t.directives, d.directive_id == o.directive_id)
        .where(due.due_on.between(first, last), due.state.in_([DueState.OPEN, DueState.RETURNED]))
        .where(d.stage == Stage.ISSUED, o.progress.not_in([*_GONE, Progress.DONE]))
        .group_by(*key)
        .order_by(due.due_on, o.directive_id, func.min(o.obligation_id))
    )
    return [Ahead(*row) for row in conn.execute(query.limit(limit))]


def agency_names(conn: Connection, ids: Collection[str]) -> dict[str, AgencyName]:
    """Names by id. Asked for as a whole: a list of thousands of ids costs more than the table."""
    a = t.agencies.c
    rows = conn.execute(select(a.agency_id, a.name, a.short, a.standing))
    return {
        row.agency_id: AgencyName(row.name, row.short, row.standing != "independent") for row in rows if row[0] in ids
    }


def directive_names(conn: Connection, ids: Collection[int]) -> dict[int, DirectiveName]:
    """Numbers and subjects by id, without the texts."""
    d = t.directives.c
    query = select(d.directive_id, d.number, d.subject, d.issued_on, d.stage).where(d.stage.in_(COUNTED))
    return {
        row.directive_id: DirectiveName(row.number or "", row.subject or "", row.issued_on, row.stage)
        for row in conn.execute(query)
        if row.directive_id in ids
    }


# --- the rule, in SQL --------------------------------------------------------------------------------------------


class _DaysBefore(FunctionElement[date]):
    """A day some days before another one; each database counts days in its own way."""

    type = Date()
    inherit_cache = True


@compiles(_DaysBefore, "sqlite")
def _(element: Any, compiler: Any, **kw: Any) -> str:
    day, days = element.clauses
    return f"date({compiler.process(day, **kw)}, '-' || {compiler.process(days, **kw)} || ' days')"


@compiles(_DaysBefore)
def _(element: Any, compiler: Any, **kw: Any) -> str:
    day, days = element.clauses
    return f"(CAST({compiler.process(day, **kw)} AS DATE) - CAST({compiler.process(days, **kw)} AS INTEGER))"


class _VietnamDay(FunctionElement[date]):
    """The day of an instant in Vietnam."""

    type = Date()
    inherit_cache = True


@compiles(_VietnamDay, "sqlite")
def _(element: Any, compiler: Any, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+7 hours')"


@compiles(_VietnamDay)
def _(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AT TIME ZONE 'Asia/Ho_Chi_Minh' AS DATE)"


def _asked(on: date, period: str | None) -> ColumnElement[bool]:
    """Whether a Due is a line of its own: dated, and of a period that is asked about."""
    d = t.dues.c
    of_period = (
        d.period == period
        if period is not None
        else or_(func.coalesce(d.cut_off, d.opens_on, d.due_on) <= on, d.state != DueState.OPEN)
    )
    return and_(d.due_on.is_not(None), or_(d.period == "", of_period))


def _dues(on: date, scope: Scope) -> FromClause:
    """The Dues that are lines: those asked about, else the next one of each obligation."""
    d = t.dues.c
    asked = case((_asked(on, scope.period), 1), else_=0)
    place = func.row_number().over(
        partition_by=d.obligation_id,
        order_by=(asked.desc(), d.due_on.is_(None), d.due_on, d.due_id),
    )
    query = select(t.dues, asked.label("asked"), place.label("place")).where(d.state != DueState.DROPPED)
    if scope.directive_id is not None:
        query = query.where(d.directive_id == scope.directive_id)
    return query.subquery("dues_in_order")


def _rhythms(on: date, scope: Scope) -> FromClause:
    """Per directive with periodical reports: the cut-off of the latest one whose due has passed."""
    d = t.dues.c
    passed = case((d.due_on < on, func.coalesce(d.cut_off, d.due_on)))
    query = select(d.directive_id, func.max(passed).label("last_asked")).where(
        d.period != "", d.state != DueState.DROPPED
    )
    if scope.directive_id is not None:
        query = query.where(d.directive_id == scope.directive_id)
    return query.group_by(d.directive_id).subquery("rhythms")


def _lines(*, on: date, scope: Scope) -> FromClause:
    """One row per line, with what is needed to judge and to show it."""
    o, d = t.obligations.c, t.directives.c
    due, rhythm = _dues(on, scope), _rhythms(on, scope)
    columns: Sequence[ColumnElement[Any]] = [
        *(o.obligation_id, o.directive_id, o.owner_id.label("agency_id"), o.kind, o.manner, o.label, o.title),
        *(o.progress, o.percent, o.last_word_at, o.done_on, d.issued_on, o.position),
        *(due.c.due_id, func.coalesce(due.c.words, "").label("words"), func.coalesce(due.c.period, "").label("period")),
        *(due.c.cut_off, due.c.opens_on, due.c.original_on, due.c.due_on, due.c.unsettled, due.c.state),
        *(due.c.reported_on, due.c.met_on, func.coalesce(due.c.extensions, 0).label("extensions")),
        *(rhythm.c.last_asked, rhythm.c.directive_id.is_not(None).label("periodical")),
    ]
    kept = and_(due.c.obligation_id == o.obligation_id, or_(due.c.asked == 1, due.c.place == 1))
    query = (
        select(*columns)
        .select_from(t.obligations)
        .join(t.directives, d.directive_id == o.directive_id)
        .outerjoin(due, kept)
        .outerjoin(rhythm, rhythm.c.directive_id == o.directive_id)
        .where(o.progress.not_in(_GONE), d.stage.in_(COUNTED))
    )
    if scope.directive_id is not None:
        query = query.where(o.directive_id == scope.directive_id)
    if scope.agency_id is not None:
        query = query.where(o.owner_id == scope.agency_id)
    return query.subquery("lines")


def _judged(*, on: date, calendar: Calendar, scope: Scope, rhythm_days: int) -> Select[Any]:
    """Lines with their judgement: `answer`, `standing`, `original`, `quiet`, `unreported`."""
    lines = _lines(on=on, scope=scope)
    answered = select(lines, _answer(lines).label("answer")).subquery("answered")
    soon = last_soon_day(on, calendar=calendar)
    c = answered.c
    return select(
        answered,
        _standing(answered, c.due_on, on=on, soon=soon).label("standing"),
        _standing(answered, c.original_on, on=on, soon=soon).label("original"),
        _quiet(answered, on=on, rhythm_days=rhythm_days).label("quiet"),
        and_(
            c.answer == Answer.OPEN,
            c.kind == Kind.REPORT,
            func.coalesce(c.cut_off, c.opens_on) <= on,
        ).label("unreported"),
    )


def _answer(lines: FromClause) -> ColumnElement[str]:
    c = lines.c
    return case(
        (or_(c.state == DueState.MET, c.progress == Progress.DONE), Answer.DONE.value),
        (c.progress.in_([Progress.PAUSED, Progress.CONTESTED]), Answer.STOPPED.value),
        (func.coalesce(c.state, c.progress) == DueState.REPORTED, Answer.WAITING.value),
        else_=Answer.OPEN.value,
    )


def _standing(lines: FromClause, due_on: ColumnElement[Any], *, on: date, soon: date) -> ColumnElement[str]:
    c = lines.c
    settled = c.answer.in_([Answer.DONE, Answer.WAITING])
    answered = func.coalesce(c.reported_on, c.met_on, c.done_on, literal(on, Date))
    return case(
        (c.due_id.is_(None), Standing.NO_DEADLINE.value),
        (and_(due_on.is_(None), func.coalesce(c.unsettled, "") != ""), Standing.UNSETTLED.value),
        (due_on.is_(None), Standing.NO_DEADLINE.value),
        (and_(settled, answered > due_on), Standing.OVERDUE.value),
        (settled, Standing.IN_TIME.value),
        (due_on < on, Standing.OVERDUE.value),
        (due_on <= soon, Standing.DUE_SOON.value),
        else_=Standing.IN_TIME.value,
    )


def _quiet(lines: FromClause, *, on: date, rhythm_days: int) -> ColumnElement[bool]:
    c = lines.c
    word = func.coalesce(_VietnamDay(c.last_word_at), c.issued_on)
    since = case(
        (c.periodical, _DaysBefore(c.last_asked, literal(rhythm_days))),
        else_=literal(on - timedelta(days=rhythm_days), Date),
    )
    return and_(c.answer == Answer.OPEN, word < since)


def _holds(judged: FromClause, measure: Measure) -> ColumnElement[bool]:
    c = judged.c
    if measure is Measure.QUIET:
        return c.quiet
    if measure is Measure.UNREPORTED:
        return c.unreported
    if measure is Measure.EXTENDED:
        return c.extensions > 0
    answers, standings = CELLS[measure]
    return and_(c.answer.in_(list(answers)), c.standing.in_(list(standings)))


_NEEDED = (
    *("directive_id", "agency_id", "period", "answer", "standing", "original"),
    *("quiet", "unreported", "extensions", "due_on", "last_word_at"),
)


def _grouped(judged: Select[Any]) -> CompoundSelect[Any]:
    """All lines in one row, then every line once on each axis. The lines are judged once and read four times."""
    wide = judged.subquery()
    kept = select(*[wide.c[name] for name in _NEEDED]).cte("judged").prefix_with("MATERIALIZED")
    j = kept.c
    whole = select(
        *(literal("").label("axis"), literal("").label("key"), literal(""), literal(""), literal("")),
        *(func.count().label("lines"), literal(0), literal(0), literal(0), literal(0)),
        *(func.min(j.due_on), func.max(j.last_word_at)),
    ).select_from(kept)
    keys = {Axis.AGENCY: j.agency_id, Axis.DIRECTIVE: cast(j.directive_id, String), Axis.PERIOD: j.period}
    return union_all(whole, *(_along(kept, axis, key) for axis, key in keys.items()))


def _along(judged: FromClause, axis: Axis, key: ColumnElement[str]) -> Select[Any]:
    j = judged.c

    def lines_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    return select(
        *(literal(axis.value), key, j.answer, j.standing, j.original, func.count()),
        *(lines_where(j.quiet), lines_where(j.unreported), lines_where(j.extensions > 0), func.sum(j.extensions)),
        *(func.min(j.due_on), func.max(j.last_word_at)),
    ).group_by(key, j.answer, j.standing, j.original)


_AXES = {axis.value: axis for axis in Axis}
_ANSWERS = {answer.value: answer for answer in Answer}
_STANDINGS = {standing.value: standing for standing in Standing}


def _tally(row: Row[Any]) -> Tally:
    axis, key, answer, standing, original, lines, quiet, unreported, extended, extensions, due, word = row
    return Tally(
        _AXES[axis],
        key,
        _ANSWERS[answer],
        _STANDINGS[standing],
        _STANDINGS[original],
        lines,
        quiet=quiet,
        unreported=unreported,
        extended=extended,
        extensions=int(extensions),  # a sum of integers is a Decimal on PostgreSQL
        oldest_due=due,
        last_word_at=word,
    )


def _line(row: Row[Any]) -> Line:
    given = row._asdict()
    given["kind"], given["progress"] = Kind(given["kind"]), Progress(given["progress"])
    given["state"] = DueState(given["state"]) if given["state"] else None
    given["periodical"] = bool(given["periodical"])
    return Line(**given)
