"""Kỳ hạn: one dated occurrence of a deadline, how its date came about, and where it stands on a day.

The values here are what is stored and shown. `directive.occurrences` computes them from a deadline, its anchors and the
calendar; nothing here reads a clock.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from directive.calendar import VIETNAM, Calendar, SkippedDay
from directive.counting import DueMoment
from directive.values import Frozen, Note

MIDNIGHT = time(0)


class Step(Frozen):
    """One sentence of the explanation (cách tính): which rule led to which day, and which days were passed over.

    `rule` is the number of the counting rule (see `directive.counting`), None for steps no rule covers.
    """

    rule: int | None
    article: str  # source of law; "" where the office's own settings decide
    text: str  # Vietnamese, for the person who asks why
    day: date | None = None
    skipped: tuple[SkippedDay, ...] = ()


class WaitsFor(StrEnum):
    """What somebody must supply before an unsettled due can be dated (còn chờ gì)."""

    ISSUED = "issued"  # ngày ban hành
    RECEIVED = "received"  # ngày nhận văn bản
    CUT_OFF = "cut_off"  # ngày chốt số liệu
    DATE = "date"  # a date the text names wrongly or not at all
    EVENT = "event"  # ngày xảy ra sự kiện
    DUE = "due"  # another due
    MEETING = "meeting"  # ngày họp
    REFERENCE = "reference"  # the document that holds the time


class Anchors(Frozen):
    """What is known about the events a deadline counts from (mốc tính); None while nobody told."""

    issued: date | None = None  # date on the document
    received: date | None = None  # arrival registered by the receiving clerk
    cut_off: date | None = None
    event: date | None = None
    due: date | None = None  # another due's last day
    meetings: tuple[date, ...] = ()
    at: time | None = None  # hour of the event, for periods counted in hours


class CountingSettings(Frozen):
    """The office's own choices where the law leaves one; `vocabulary/calendar.toml`, [counting]."""

    before_is_inclusive: bool = False  # rule 5: day X itself is still in time
    roll_fixed_dates: bool = False  # rule 6: a named day off moves to the next working day
    received_after_working_days: int = 1  # rule 14: assumed arrival, NĐ 30/2020 art. 18(1)


class Computed(Frozen):
    """A due as computed (kỳ hạn), before it is kept for an obligation (`directive.tracked.Due`).

    `key` names the occurrence within its deadline and stays the same when it is computed again ("once", "2024-H1").
    `due_on` is the last day, to its end (24:00) unless `due_at` names an hour. Without it, `unsettled` says in
    Vietnamese what must be supplied and `waits_for` what kind of thing that is. `provisional` means that the day may
    still move: an assumed arrival, unconfirmed days off, a year the text does not name.
    """

    key: str
    period: str = ""  # "6 tháng đầu năm 2024"; empty for single dues
    period_from: date | None = None
    period_to: date | None = None  # half-open: the first day after the period
    cut_off: date | None = None  # ngày chốt số liệu
    opens_on: date | None = None
    due_on: date | None = None
    due_at: time | None = None
    provisional: bool = False
    unsettled: str | None = None
    waits_for: WaitsFor | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    calendar_version: str = ""

    @property
    def moment(self) -> DueMoment | None:
        return None if self.due_on is None else DueMoment(self.due_on, self.due_at)


class Standing(StrEnum):
    """Tình trạng thời hạn on a day; computed, never stored."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NO_DEADLINE = "no_deadline"
    UNSETTLED = "unsettled"

    @property
    def vietnamese(self) -> str:
        return _STANDINGS[self]


_STANDINGS = {
    Standing.IN_TIME: "trong hạn",
    Standing.DUE_SOON: "sắp đến hạn",
    Standing.OVERDUE: "quá hạn",
    Standing.NO_DEADLINE: "không hạn",
    Standing.UNSETTLED: "chưa xác định",
}


class Dated(Protocol):
    """Whatever has a due day: a `Computed`, or the kept due made of it."""

    @property
    def due_on(self) -> date | None: ...

    @property
    def due_at(self) -> time | None: ...

    @property
    def unsettled(self) -> str | None: ...


class DaysLate(NamedTuple):
    """Rule 18: lateness is always shown both ways."""

    calendar_days: int
    working_days: int


def ends(day: date, at: time | None = None) -> datetime:
    """The instant a due ends, in Vietnam time: 24:00 of the day is 00:00 of the next one."""
    if at is None:
        return datetime.combine(day + timedelta(days=1), MIDNIGHT, tzinfo=VIETNAM)
    return datetime.combine(day, at, tzinfo=VIETNAM)


def has_passed(due: Dated, *, on: date, at: time | None = None) -> bool:
    """Whether a due lies behind; overdue starts the instant after it (rule 18).

    Without `at` the days alone are compared, so a due at 14:00 counts as passed from the next day.
    """
    if due.due_on is None:
        return False
    if at is None:
        return on > due.due_on
    return datetime.combine(on, at, tzinfo=VIETNAM) > ends(due.due_on, due.due_at)


def standing(
    due: Dated | None,
    *,
    on: date,
    calendar: Calendar,
    done: bool = False,
    soon_working_days: int = 3,
    at: time | None = None,
) -> Standing:
    """Where a due stands on a day (tình trạng thời hạn).

    None stands for an obligation without any due. A done due is judged on the day it was done: pass that day as
    `on`; it is never "soon". `soon_working_days` is in working days after `on`, the due day included.
    """
    if due is None:
        return Standing.NO_DEADLINE
    if due.due_on is None:
        return Standing.UNSETTLED if due.unsettled else Standing.NO_DEADLINE
    if has_passed(due, on=on, at=at):
        return Standing.OVERDUE
    if done or calendar.working_days_between(on, due.due_on) > soon_working_days:
        return Standing.IN_TIME
    return Standing.DUE_SOON


def days_late(due: Dated, *, on: date, calendar: Calendar) -> DaysLate:
    """Days after the due day up to and with `on`; (0, 0) when it is not late. The first late day is 1 (rule 18)."""
    if due.due_on is None or on <= due.due_on:
        return DaysLate(0, 0)
    return DaysLate((on - due.due_on).days, calendar.working_days_between(due.due_on, on))
