"""Lines and their judgement in SQL: the same rule as `directive.lines.judge`, for sets of rows.

Statements are built once for each shape of scope; only their values change. Reading the figures of a country costs one
grouped query, however many lines there are.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
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
from directive.figures import CELLS, Answer, Axis, Measure, Scope
from directive.lines import Line, last_soon_day
from directive.obligations import Kind, Progress, Stage
from directive.store import tables as t
from directive.tracked import DueState

COUNTED = (Stage.ISSUED, Stage.CLOSED)
"""Directives whose lines count: drafts have none, recalled and replaced ones are nobody's duty any more."""

GONE = (Progress.WITHDRAWN, Progress.TRANSFERRED)


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


ON = bindparam("on", type_=Date)
SOON = bindparam("soon", type_=Date)
QUIET_SINCE = bindparam("quiet_since", type_=Date)
RHYTHM = bindparam("rhythm", type_=Integer)
DIRECTIVE = bindparam("directive_id", type_=t.Id)
AGENCY = bindparam("agency_id", type_=String)
PERIOD = bindparam("period", type_=String)
FIRST = bindparam("since", type_=Date)
UNTIL = bindparam("until", type_=Date)


class Shape(NamedTuple):
    """Which parts of a scope are given; statements are built once for each shape and measure."""

    directive: bool
    agency: bool
    period: bool
    since: bool = False
    until: bool = False


def shape_of(scope: Scope) -> Shape:
    return Shape(*(part is not None for part in scope))


def values_of(scope: Scope, *, on: date, calendar: Calendar, rhythm_days: int) -> dict[str, Any]:
    """What a statement is executed with."""
    return {name: value for name, value in scope._asdict().items() if value is not None} | {
        "on": on,
        "soon": last_soon_day(on, calendar=calendar),
        "quiet_since": on - timedelta(days=rhythm_days),
        "rhythm": rhythm_days,
    }


def _asked(shape: Shape) -> ColumnElement[bool]:
    """Whether a Due is a line of its own: dated, and of a period that is asked about."""
    d = t.dues.c
    of_period = (
        d.period == PERIOD
        if shape.period
        else or_(func.coalesce(d.cut_off, d.opens_on, d.due_on) <= ON, d.state != DueState.OPEN)
    )
    return and_(d.due_on.is_not(None), or_(d.period == "", of_period))


def _dues(shape: Shape) -> FromClause:
    """The Dues that are lines: those asked about, else the next one of each obligation."""
    d = t.dues.c
    asked = case((_asked(shape), 1), else_=0)
    place = func.row_number().over(
        partition_by=d.obligation_id,
        order_by=(asked.desc(), d.due_on.is_(None), d.due_on, d.due_id),
    )
    query = select(t.dues, asked.label("asked"), place.label("place")).where(d.state != DueState.DROPPED)
    if shape.directive:
        query = query.where(d.directive_id == DIRECTIVE)
    if shape.agency:
        o = t.obligations.c
        query = query.where(d.obligation_id.in_(select(o.obligation_id).where(o.owner_id == AGENCY)))
    return query.subquery("dues_in_order")


def _rhythms(shape: Shape) -> FromClause:
    """Per directive with periodical reports: the cut-off of the latest one whose due has passed."""
    d = t.dues.c
    passed = case((d.due_on < ON, func.coalesce(d.cut_off, d.due_on)))
    query = select(d.directive_id, func.max(passed).label("last_asked")).where(
        d.period != "", d.state != DueState.DROPPED
    )
    if shape.directive:
        query = query.where(d.directive_id == DIRECTIVE)
    return query.group_by(d.directive_id).subquery("rhythms")


def _lines(shape: Shape) -> FromClause:
    """One row per line, with what is needed to judge and to show it."""
    o, d = t.obligations.c, t.directives.c
    due, rhythm = _dues(shape), _rhythms(shape)
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
        .where(o.progress.not_in(GONE), d.stage.in_(COUNTED))
    )
    if shape.directive:
        query = query.where(o.directive_id == DIRECTIVE)
    if shape.agency:
        query = query.where(o.owner_id == AGENCY)
    return query.subquery("lines")


def _judged(shape: Shape) -> Subquery:
    """Lines with their judgement: `answer`, `standing`, `original`, `quiet`, `unreported`."""
    lines = _lines(shape)
    answered = select(lines, _answer(lines).label("answer")).subquery("answered")
    c = answered.c
    judged = select(
        answered,
        _standing(answered, c.due_on).label("standing"),
        _standing(answered, c.original_on).label("original"),
        _quiet(answered).label("quiet"),
        and_(
            c.answer == Answer.OPEN,
            c.kind == Kind.REPORT,
            func.coalesce(c.cut_off, c.opens_on) <= ON,
        ).label("unreported"),
    )
    return judged.where(*_within(answered, shape)).subquery()


def _within(answered: FromClause, shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Of a span: it arose before its end and was not finished before its beginning."""
    c = answered.c
    if shape.until:
        arose = case((c.period != "", func.coalesce(c.cut_off, c.opens_on, c.due_on)), else_=c.issued_on)
        yield or_(arose.is_(None), arose < UNTIL)
    if shape.since:
        finished = func.coalesce(c.reported_on, c.met_on, c.done_on)
        yield or_(c.answer != Answer.DONE, finished.is_(None), finished >= FIRST)


def _answer(lines: FromClause) -> ColumnElement[str]:
    c = lines.c
    return case(
        (or_(c.state == DueState.MET, c.progress == Progress.DONE), Answer.DONE.value),
        (c.progress.in_([Progress.PAUSED, Progress.CONTESTED]), Answer.STOPPED.value),
        (func.coalesce(c.state, c.progress) == DueState.REPORTED, Answer.WAITING.value),
        else_=Answer.OPEN.value,
    )


def _standing(lines: FromClause, due_on: ColumnElement[Any]) -> ColumnElement[str]:
    c = lines.c
    settled = c.answer.in_([Answer.DONE, Answer.WAITING])
    answered = func.coalesce(c.reported_on, c.met_on, c.done_on, ON)
    return case(
        (c.due_id.is_(None), Standing.NO_DEADLINE.value),
        (and_(due_on.is_(None), func.coalesce(c.unsettled, "") != ""), Standing.UNSETTLED.value),
        (due_on.is_(None), Standing.NO_DEADLINE.value),
        (and_(settled, answered > due_on), Standing.OVERDUE.value),
        (settled, Standing.IN_TIME.value),
        (due_on < ON, Standing.OVERDUE.value),
        (due_on <= SOON, Standing.DUE_SOON.value),
        else_=Standing.IN_TIME.value,
    )


def _quiet(lines: FromClause) -> ColumnElement[bool]:
    c = lines.c
    word = func.coalesce(_VietnamDay(c.last_word_at), c.issued_on)
    since = case((c.periodical, _DaysBefore(c.last_asked, RHYTHM)), else_=QUIET_SINCE)
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


@cache
def chosen(shape: Shape, measure: Measure) -> Select[Any]:
    """The lines a measure counts, the most urgent first."""
    judged = _judged(shape)
    c = judged.c
    query = select(*[c[name] for name in Line._fields]).where(_holds(judged, measure))
    return query.order_by(c.due_on.is_(None), c.due_on, c.obligation_id, c.due_id)


_NEEDED = (
    *("directive_id", "agency_id", "period", "answer", "standing", "original"),
    *("quiet", "unreported", "extensions", "due_on", "last_word_at"),
)


@cache
def grouped(shape: Shape) -> CompoundSelect[Any]:
    """All lines in one row, then every line once on each axis. The lines are judged once and read four times."""
    wide = _judged(shape)
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
