"""Figures, and the lines behind them, read by sets."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from directive.calendar import Calendar
from directive.dues import Standing
from directive.figures import (
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
from directive.lines import Line
from directive.obligations import Kind, Progress, Stage
from directive.store import tables as t
from directive.store.judging import COUNTED, GONE, chosen, grouped, shape_of, values_of
from directive.tracked import DueState


def facts(
    conn: Connection,
    *,
    on: date,
    calendar: Calendar,
    scope: Scope = EVERYTHING,
    rhythm_days: int = RHYTHM_DAYS,
) -> Facts:
    """What the figures of a scope are made of: one grouped query, and the names."""
    values = values_of(scope, on=on, calendar=calendar, rhythm_days=rhythm_days)
    everything, *rows = conn.execute(grouped(shape_of(scope)), values)
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
    query = chosen(shape_of(scope), measure).limit(limit).offset(offset)
    due_on = query.selected_columns["due_on"]
    if due_from is not None:
        query = query.where(due_on >= due_from)
    if due_to is not None:
        query = query.where(due_on <= due_to)
    values = values_of(scope, on=on, calendar=calendar, rhythm_days=rhythm_days)
    return [_line(row) for row in conn.execute(query, values)]


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
        .where(d.stage == Stage.ISSUED, o.progress.not_in([*GONE, Progress.DONE]))
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
