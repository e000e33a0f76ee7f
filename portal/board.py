"""The reviewer's board as values: agencies down, points across, a light in each cell; what waits, what changed, who is
silent. No database, no web."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from directive.calendar import Calendar
from directive.obligations import CLOSED, Kind, Obligation, Progress
from directive.store.pages import Sheet
from directive.tracked import Due, Reply, ReplyState
from portal.lights import UNANSWERED, Light, Timing, light, next_due, timing

_GONE = (Progress.WITHDRAWN, Progress.TRANSFERRED)
_REPORTS = "bao-cao"


class Column(NamedTuple):
    """One assignment of the letter, or the periodic report."""

    key: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One obligation on the board."""

    obligation: Obligation
    when: Timing
    light: Light
    reply: Reply | None  # the newest word
    before: Reply | None  # the word before it
    fresh: bool  # said since the last look

    @property
    def waits(self) -> bool:
        """Whether the reviewer has something to decide here."""
        return self.reply is not None and self.reply.state is ReplyState.SUBMITTED


@dataclass(frozen=True, slots=True)
class Row:
    """One agency: its cells in the order of the columns, empty where nothing is asked of it."""

    agency_id: str
    name: str
    cells: tuple[tuple[Cell, ...], ...]
    silent: bool  # asked, and no answer came

    @property
    def all(self) -> tuple[Cell, ...]:
        return tuple(cell for some in self.cells for cell in some)


@dataclass(frozen=True, slots=True)
class Board:
    """A directive as its reviewer sees it for one period."""

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    period: str
    periods: tuple[str, ...]

    @property
    def waiting(self) -> list[tuple[Row, Cell]]:
        """Answers to decide, the oldest first."""
        found = [(row, cell) for row in self.rows for cell in row.all if cell.waits]
        return sorted(found, key=lambda pair: pair[1].reply.at if pair[1].reply else 0)

    @property
    def silent(self) -> list[Row]:
        return [row for row in self.rows if row.silent]

    @property
    def changed(self) -> list[tuple[Row, Cell]]:
        """What was said since the last look."""
        return [(row, cell) for row in self.rows for cell in row.all if cell.fresh]


class Piece(NamedTuple):
    """A stretch of a compared text: `kind` is "same", "new" or "gone"."""

    kind: str
    text: str


def board_of(sheet: Sheet, *, period: str, on: date, calendar: Calendar) -> Board:
    """The whole board. An empty `period` is the one that is running."""
    periods = _periods(sheet)
    chosen = period if period in periods else _running(sheet, periods)
    columns = _columns(sheet.obligations)
    looked = _last_look(sheet.replies)
    said: dict[int, list[Reply]] = {}
    for reply in sheet.replies:
        said.setdefault(reply.obligation_id, []).append(reply)
    dues: dict[int, list[Due]] = {}
    for due in sheet.dues:
        dues.setdefault(due.obligation_id, []).append(due)
    cells: dict[tuple[str, str], list[Cell]] = {}
    for obligation in sheet.obligations:
        if obligation.progress in _GONE or obligation.kind is Kind.COMPILE:
            continue
        number = obligation.obligation_id
        cell = _cell(obligation, said.get(number, []), dues.get(number, []), chosen, looked, on=on, calendar=calendar)
        cells.setdefault((obligation.owner_id, _column_key(obligation)), []).append(cell)
    rows = []
    for owner in dict.fromkeys(owner for owner, _ in cells):
        mine = tuple(tuple(cells.get((owner, column.key), ())) for column in columns)
        quiet = _is_silent([cell for some in mine for cell in some], on)
        rows.append(Row(owner, _name(sheet, owner), mine, quiet))
    return Board(sheet, columns, tuple(rows), chosen, periods)


def compared(before: str, after: str) -> list[Piece]:
    """Two wordings, word by word."""
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    pieces: list[Piece] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(new[k:m])))
            continue
        if i < j:
            pieces.append(Piece("gone", "".join(old[i:j])))
        if k < m:
            pieces.append(Piece("new", "".join(new[k:m])))
    return pieces


def _is_silent(cells: Sequence[Cell], on: date) -> bool:
    """Who owes a report is silent until it reports, from the day it is asked; others until they say a word."""
    asked = [c for c in cells if c.obligation.progress not in CLOSED | {Progress.PAUSED, Progress.CONTESTED}]
    owed = [c for c in cells if c.obligation.kind is Kind.REPORT]
    if owed:
        return any(c in asked and _is_unanswered(c, on) for c in owed)
    return bool(asked) and all(c.reply is None for c in asked)


def _is_unanswered(cell: Cell, on: date) -> bool:
    due = cell.when.due
    if due is None or due.state not in UNANSWERED:
        return due is None and cell.reply is None
    opened = due.cut_off or due.opens_on
    return opened is None or opened <= on


def _periods(sheet: Sheet) -> tuple[str, ...]:
    reporting = {o.obligation_id for o in sheet.obligations if o.kind is Kind.REPORT}
    dated = [d for d in sheet.dues if d.obligation_id in reporting and d.period]
    dated.sort(key=lambda d: (d.due_on or date.max, d.due_id))
    return tuple(dict.fromkeys(d.period for d in dated))


def _running(sheet: Sheet, periods: Sequence[str]) -> str:
    """The first period somebody still has to report."""
    open_ones = {d.period for d in sheet.dues if d.state in UNANSWERED or d.reported_on}
    return next((p for p in periods if p in open_ones), periods[-1] if periods else "")


def _columns(obligations: Iterable[Obligation]) -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for o in obligations:
        if o.kind is Kind.PERFORM:
            found.setdefault(_column_key(o), Column(_column_key(o), o.label or "–", o.title))
    if any(o.kind is Kind.REPORT for o in obligations):
        found[_REPORTS] = Column(_REPORTS, "BC", "Báo cáo định kỳ")
    return tuple(found.values())


def _column_key(obligation: Obligation) -> str:
    return _REPORTS if obligation.kind is Kind.REPORT else str(obligation.position)


def _cell(
    obligation: Obligation,
    said: list[Reply],
    dues: list[Due],
    period: str,
    looked: int,
    *,
    on: date,
    calendar: Calendar,
) -> Cell:
    of_period = [d for d in dues if d.period == period] if obligation.kind is Kind.REPORT and period else dues
    when = timing(next_due(of_period), on=on, calendar=calendar)
    reply = said[-1] if said else None
    return Cell(
        obligation=obligation,
        when=when,
        light=light(obligation, when, on=on),
        reply=reply,
        before=said[-2] if len(said) > 1 else None,
        fresh=reply is not None and reply.state is ReplyState.SUBMITTED and reply.reply_id > looked,
    )


def _last_look(said: Iterable[Reply]) -> int:
    """The newest answer that was there when the reviewer last decided something."""
    judged = [r for r in said if r.state in (ReplyState.ACCEPTED, ReplyState.RETURNED)]
    return max((r.reply_id for r in judged), default=0)


def _name(sheet: Sheet, agency_id: str) -> str:
    return sheet.agencies[agency_id].name if agency_id in sheet.agencies else agency_id
